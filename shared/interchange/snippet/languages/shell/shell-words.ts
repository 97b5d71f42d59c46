/**
 * The commands of a POSIX shell script, each word with its line: what a shell would make of quotes, escapes and
 * variables, without running anything. Libraries that split commands tell no lines and put empty texts in the place of
 * variables; both are needed here.
 */

export interface ShellWord {
  readonly line: number;
  readonly parts: readonly ShellPart[];
}

export type ShellPart = string | { readonly variable: string };

export interface ShellCommand {
  /** `NAME=value` before the command, or alone. */
  readonly assigned: readonly {
    readonly name: string;
    readonly value: ShellWord;
  }[];
  readonly words: readonly ShellWord[];
}

export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  readonly comments: readonly {
    readonly line: number;
    readonly text: string;
  }[];
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\u0007',
  e: '\u001b',
  0: '\0',
};
const variable = /\$(?:\{([A-Za-z_]\w*)[^}]*\}|([A-Za-z_]\w*)|\(([^)]*)\))/y;
const ansiEscape = /\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|([\s\S]))/y;

/** Never fails: a quote without an end ends with the script. */
export function readScript(source: string): ShellScript {
  return new ScriptReader(source.replaceAll(/\^\n/g, '\\\n')).read();
}

class ScriptReader {
  readonly #source: string;
  readonly #commands: ShellCommand[] = [];
  readonly #comments: { line: number; text: string }[] = [];
  #words: ShellWord[] = [];
  #parts: ShellPart[] | null = null;
  #start = 1;
  #at = 0;
  #line = 1;

  constructor(source: string) {
    this.#source = source;
  }

  read(): ShellScript {
    while (this.#at < this.#source.length) this.#step();
    this.#endCommand();
    return { commands: this.#commands, comments: this.#comments };
  }

  #step(): void {
    const character = this.#source[this.#at] ?? '';
    if (character === '#' && this.#parts === null) return this.#comment();
    if (character === '\\') return this.#escaped();
    if (character === "'") return this.#single();
    if (character === '"') return this.#double();
    if (this.#source.startsWith("$'", this.#at)) return this.#ansi();
    if (character === '$') return this.#variable();
    if (/[\n;|&]/.test(character)) this.#endCommand();
    else if (/\s/.test(character)) this.#endWord();
    else this.#add(character);
    this.#pass(1);
  }

  #pass(length: number): void {
    this.#line += this.#source.slice(this.#at, this.#at + length).split('\n').length - 1;
    this.#at += length;
  }

  #add(part: ShellPart): void {
    if (this.#parts === null) {
      this.#parts = [];
      this.#start = this.#line;
    }
    const last = this.#parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string')
      this.#parts[this.#parts.length - 1] = last + part;
    else this.#parts.push(part);
  }

  #endWord(): void {
    if (this.#parts !== null) this.#words.push({ line: this.#start, parts: this.#parts });
    this.#parts = null;
  }

  #endCommand(): void {
    this.#endWord();
    const assigned: { name: string; value: ShellWord }[] = [];
    const words = this.#words.filter((word) => {
      const set = assigned.length === this.#words.indexOf(word) ? assignmentIn(word) : null;
      if (set !== null) assigned.push(set);
      return set === null;
    });
    if (this.#words.length > 0) this.#commands.push({ assigned, words });
    this.#words = [];
  }

  #comment(): void {
    const end = this.#source.indexOf('\n', this.#at);
    const text = this.#source.slice(this.#at, end < 0 ? undefined : end);
    this.#comments.push({ line: this.#line, text });
    this.#pass(text.length);
  }

  #escaped(): void {
    const next = this.#source[this.#at + 1] ?? '';
    // A blank behind it comes of copying from a page.
    const continued = /\\[^\S\n]*\n/y;
    continued.lastIndex = this.#at;
    const match = continued.exec(this.#source);
    if (match !== null) {
      this.#endWord();
      return this.#pass(match[0].length);
    }
    this.#add(next);
    this.#pass(2);
  }

  #single(): void {
    const end = this.#source.indexOf("'", this.#at + 1);
    const text = this.#source.slice(this.#at + 1, end < 0 ? undefined : end);
    this.#add(text);
    this.#pass(text.length + 2);
  }

  #ansi(): void {
    this.#add('');
    this.#pass(2);
    while (this.#at < this.#source.length && this.#source[this.#at] !== "'") {
      ansiEscape.lastIndex = this.#at;
      const match = ansiEscape.exec(this.#source);
      const [all, two, four, one = ''] = match ?? [];
      const code = two ?? four;
      if (all === undefined) this.#add(this.#source[this.#at] ?? '');
      else
        this.#add(
          code === undefined ? (escapes[one] ?? one) : String.fromCharCode(Number.parseInt(code, 16)),
        );
      this.#pass(all?.length ?? 1);
    }
    this.#pass(1);
  }

  #double(): void {
    this.#add('');
    this.#pass(1);
    while (this.#at < this.#source.length && this.#source[this.#at] !== '"') {
      const character = this.#source[this.#at] ?? '';
      const next = this.#source[this.#at + 1] ?? '';
      if (character === '$') this.#variable();
      else if (character === '\\' && '"\\$`\n'.includes(next)) {
        this.#add(next === '\n' ? '' : next);
        this.#pass(2);
      } else {
        this.#add(character);
        this.#pass(1);
      }
    }
    this.#pass(1);
  }

  #variable(): void {
    variable.lastIndex = this.#at;
    const [all, braced, plain, command] = variable.exec(this.#source) ?? [];
    if (all === undefined) {
      this.#add('$');
      return this.#pass(1);
    }
    this.#add({ variable: braced ?? plain ?? `(${command ?? ''})` });
    this.#pass(all.length);
  }
}

function assignmentIn({
  line,
  parts,
}: ShellWord): { readonly name: string; readonly value: ShellWord } | null {
  const [first, ...rest] = parts;
  const match = typeof first === 'string' ? /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(first) : null;
  if (match === null) return null;
  const [, name = '', text = ''] = match;
  return { name, value: { line, parts: text === '' ? rest : [text, ...rest] } };
}
