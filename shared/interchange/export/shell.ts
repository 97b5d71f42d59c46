/** A word of a shell command: text as it is, and variables whose values it must not hold. */
export type ShellWord = readonly ShellPart[];
export type ShellPart = string | { readonly variable: string };

/** One that needs no quotes reads better without them. */
const plain = /^[A-Za-z0-9%+,./:=@_-]+$/;

/** POSIX quoting: between single quotes nothing has a meaning, and nothing is split or expanded. */
const quotedPart = (part: string): string => (plain.test(part) ? part : `'${part.replaceAll("'", `'\\''`)}'`);

export const quotedWord = (word: ShellWord): string =>
  word.length === 0 || word.every((part) => part === '')
    ? "''"
    : word
        .filter((part) => part !== '')
        .map((part) => (typeof part === 'string' ? quotedPart(part) : `"\${${part.variable}}"`))
        .join('');

/** A command, each group of words on a line of its own. */
export const commandLines = (groups: readonly (readonly ShellWord[])[]): string[] =>
  groups.map((words, at) => {
    const line = `${at === 0 ? '' : '  '}${words.map(quotedWord).join(' ')}`;
    return at < groups.length - 1 ? `${line} \\` : line;
  });
