import type { Quoted } from './quoted.ts';
import type { Directives, Spellings } from './spelling.ts';
import { readText } from './texts.ts';
import { matchAt, type Comment, type Token, type TokenizedSnippet } from './token.ts';

const word = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const number = /\d[\d_.]*\w*/y;
const longMarks = /===|!==|\.\.\.|\?\?=?|=>|==|!=|->|::|\|\||&&|\+=|<=|>=/y;
const space = /[^\S\n]+/y;
const lineBreak = /\n/y;
const comment = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const continuation = /\\[^\S\n]*\n/y;

/** Code in a text in code in a text: so deep, and no deeper. */
const deepestHole = 4;

export const tokenize = (source: string, spellings: Spellings, depth = 0): TokenizedSnippet =>
  new Tokenizer(source, spellings, depth).read();

class Tokenizer {
  readonly #source: string;
  readonly #spellings: Spellings;
  readonly #directives: readonly Directives[];
  readonly #depth: number;
  readonly #tokens: Token[] = [];
  readonly #comments: Comment[] = [];
  #at = 0;
  #line = 1;
  /** How many directives are open that may leave code out. */
  #open = 0;

  constructor(source: string, spellings: Spellings, depth: number) {
    this.#source = source;
    this.#spellings = spellings;
    this.#depth = depth;
    this.#directives = [...new Set(spellings.all.flatMap(({ directives }) => directives ?? []))];
  }

  read(): TokenizedSnippet {
    while (this.#at < this.#source.length) {
      const passed = this.#find(space) ?? this.#find(continuation) ?? this.#find(lineBreak);
      if (passed !== null) this.#pass(passed);
      else if (!this.#readComment()) this.#readCode();
    }
    return { tokens: this.#tokens, comments: this.#comments };
  }

  #readComment(): boolean {
    const said = this.#find(comment);
    if (said === null) return false;
    this.#comments.push({ line: this.#line, text: said });
    this.#pass(said);
    return true;
  }

  #readCode(): void {
    const quoted = readText(this.#source, this.#at, this.#spellings);
    if (quoted !== null) return this.#add('text', quoted.taken, quoted.text, this.#partsOf(quoted));
    if (this.#isAtLineStart() && (this.#readDefinition() || this.#readDirective())) return;
    this.#readPlain();
  }

  /** `#define NAME value` as the declaration that it is: `define NAME = value`. */
  #readDefinition(): boolean {
    for (const { definition } of this.#spellings.all) {
      const found = definition === undefined ? null : matchAt(definition, this.#source, this.#at);
      if (found === null) continue;
      const [taken, name = ''] = found;
      const start = taken.indexOf(name, taken.indexOf('define') + 'define'.length);
      this.#add('word', taken.slice(0, start), 'define');
      this.#add('word', name);
      this.#add('mark', taken.slice(start + name.length), '=');
      return true;
    }
    return false;
  }

  #readDirective(): boolean {
    for (const { line, begins, ends } of this.#directives) {
      const directed = this.#find(line);
      if (directed === null) continue;
      if (begins.test(directed)) this.#open += 1;
      if (ends.test(directed)) this.#open = Math.max(0, this.#open - 1);
      this.#pass(directed);
      return true;
    }
    return false;
  }

  #readPlain(): void {
    for (const { silentMarks } of this.#spellings.all) {
      const silent = silentMarks === undefined ? null : this.#find(silentMarks);
      if (silent !== null) return this.#pass(silent);
    }
    const asWord = this.#find(word);
    if (asWord !== null) return this.#add('word', asWord);
    const asNumber = this.#find(number);
    if (asNumber !== null) return this.#add('number', asNumber);
    const one = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    this.#add('mark', this.#find(longMarks) ?? one);
  }

  #find(pattern: RegExp): string | null {
    return matchAt(pattern, this.#source, this.#at)?.[0] ?? null;
  }

  #isAtLineStart(): boolean {
    return /(?:^|\n)[^\S\n]*$/.test(this.#source.slice(Math.max(0, this.#at - 200), this.#at));
  }

  #pass(taken: string): void {
    this.#at += taken.length;
    this.#line += lineBreaks(taken);
  }

  #add(kind: Token['kind'], taken: string, text = taken, parts: Token['parts'] = null): void {
    const [from, line] = [this.#at, this.#line];
    const place = { line, lastLine: line + lineBreaks(taken), from, until: from + taken.length };
    this.#tokens.push({ kind, text, parts, ...place, isConditional: this.#open > 0 });
    this.#pass(taken);
  }

  #partsOf({ parts }: Quoted): Token['parts'] {
    if (parts === null) return null;
    return parts.map((part) => {
      if (typeof part === 'string') return part;
      return this.#depth < deepestHole ? tokenize(part.code, this.#spellings, this.#depth + 1).tokens : [];
    });
  }
}

const lineBreaks = (text: string): number => text.split('\n').length - 1;
