import type { ShellWord } from './shell-words.ts';

/** An option of a command as it was given: its long name, and its value where it takes one. */
export interface GivenOption {
  readonly name: string;
  readonly value: ShellWord | null;
  readonly line: number;
}

/** Which options a command has: those with a value by their long names, the short ones by theirs. */
export interface OptionTable {
  readonly short: Readonly<Record<string, string>>;
  readonly withValue: ReadonlySet<string>;
}

/** Options and operands, as `getopt_long` tells them apart. An option that the table doesn't have takes no value. */
export function readOptions(
  words: readonly ShellWord[],
  { short, withValue }: OptionTable,
): {
  readonly options: readonly GivenOption[];
  readonly operands: readonly ShellWord[];
} {
  const options: GivenOption[] = [];
  const operands: ShellWord[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined) break;
    const text = typeof word.parts[0] === 'string' ? word.parts[0] : '';
    const take = (name: string, rest: ShellWord | null): void => {
      if (!withValue.has(name)) options.push({ name, value: null, line: word.line });
      else if (rest !== null) options.push({ name, value: rest, line: word.line });
      else {
        at += 1;
        options.push({ name, value: words[at] ?? null, line: word.line });
      }
    };
    const long = /^--([A-Za-z][\w.-]*)(=)?/.exec(text);
    if (long !== null) take(long[1] ?? '', long[2] === undefined ? null : without(word, long[0].length));
    else if (/^-[A-Za-z0-9#:]/.test(text)) readShort(word, text, take);
    else operands.push(word);
  }
  return { options, operands };

  /** `-sSk`, `-XPOST`. */
  function readShort(
    word: ShellWord,
    text: string,
    take: (name: string, rest: ShellWord | null) => void,
  ): void {
    for (let place = 1; place < text.length; place += 1) {
      const name = short[text[place] ?? ''] ?? text[place] ?? '';
      const isLast = place === text.length - 1 && word.parts.length === 1;
      if (withValue.has(name)) return take(name, isLast ? null : without(word, place + 1));
      take(name, null);
    }
  }
}

function without({ line, parts: [first, ...rest] }: ShellWord, length: number): ShellWord {
  const text = typeof first === 'string' ? first.slice(length) : '';
  return { line, parts: text === '' ? rest : [text, ...rest] };
}
