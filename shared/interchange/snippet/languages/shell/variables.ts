import type { ShellCommand, ShellPart, ShellWord } from './shell-words.ts';

/** Variables made of variables: so many steps, and no further in a circle. */
const deepest = 4;

/** What the variables of a script stand for, as far as the script itself says it. */
export class Variables {
  readonly #values: ReadonlyMap<string, ShellWord>;

  constructor(commands: readonly ShellCommand[]) {
    const assigned = commands.flatMap((command) => command.assigned);
    this.#values = new Map(assigned.map(({ name, value }) => [name, value]));
  }

  /** A word's parts with known variables replaced, and texts side by side joined. */
  resolved(parts: readonly ShellPart[], depth = 0): readonly ShellPart[] {
    const whole = parts.flatMap((part): readonly ShellPart[] => {
      const value = typeof part === 'string' ? undefined : this.#values.get(part.variable);
      return value === undefined || depth > deepest ? [part] : this.resolved(value.parts, depth + 1);
    });
    return whole.reduce<ShellPart[]>((joined, part) => {
      const last = joined.at(-1);
      if (part === '') return joined;
      if (typeof part !== 'string' || typeof last !== 'string') return [...joined, part];
      return [...joined.slice(0, -1), last + part];
    }, []);
  }

  of(word: ShellWord | null): readonly ShellPart[] {
    return word === null ? [] : this.resolved(word.parts);
  }
}

/** A word as a text, variables by their names. */
export const plain = (word: ShellWord | null | undefined): string =>
  word === null || word === undefined ? '' : word.parts.map(asMark).join('');

export const asMark = (part: ShellPart): string => (typeof part === 'string' ? part : `<${part.variable}>`);

/** Null where a variable is left. */
export const textIn = (parts: readonly ShellPart[]): string | null =>
  parts.every((part) => typeof part === 'string') ? parts.join('') : null;

/** The first variable in a word, as a shell writes it. */
export function variableIn(word: ShellWord | null): string | null {
  const found = word?.parts.find((part) => typeof part !== 'string');
  return typeof found === 'object' ? `$${found.variable}` : null;
}
