import { languageOf, type SnippetLanguage } from './language.ts';
import { readText, type Quoted } from './quoted.ts';

/**
 * A snippet taken apart, for all languages at once: words, texts, numbers and marks. Comments are gone. Snippets come
 * out of chats and word processors, cut anywhere, so nothing here ever fails: what is no token is passed over.
 */
export interface Token {
  readonly kind: 'word' | 'text' | 'number' | 'mark';
  /** Of a text what it says, its escapes read; of all others the characters themselves. */
  readonly text: string;
  /** Of a text into which values are put: what it says, and the code of what is put between. */
  readonly parts: readonly (string | readonly Token[])[] | null;
  readonly line: number;
  readonly lastLine: number;
  /** Where it begins in the source, and where it has ended. */
  readonly from: number;
  readonly until: number;
  /** It stands in code that a compiler directive may leave out. */
  readonly isConditional: boolean;
}

export interface TokenizedSnippet {
  readonly language: SnippetLanguage | null;
  readonly tokens: readonly Token[];
  /** Comments, each with its line: an exported snippet says there what it can't say in code. */
  readonly comments: readonly {
    readonly line: number;
    readonly text: string;
  }[];
}

const word = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const number = /\d[\d_.]*\w*/y;
const longMarks = /===|!==|\.\.\.|\?\?=?|=>|==|!=|->|::|\|\||&&|\+=|<=|>=/y;
const space = /[^\S\n]+/y;
const comment = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
/** What else begins with # at the start of a line: a preprocessor's own. */
const directive = /#[ \t]*[A-Za-z][^\n]*/y;
/** Objective-C and C name a constant so. */
const define = /#[ \t]*define[ \t]+([A-Za-z_]\w*)[ \t]+(?=\S)/y;
const continuation = /\\[^\S\n]*\n/y;
/** Stands before a text, a map or a list of Objective-C; what follows it says enough. */
const objectiveCAt = /@(?=["“”„{[(A-Z])/y;

const lineBreaks = (text: string): number => text.split('\n').length - 1;

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** Code in a text in code in a text: so deep, and no deeper. */
const deepestHole = 4;

export function tokenize(source: string, language = languageOf(source), depth = 0): TokenizedSnippet {
  const tokens: Token[] = [];
  const comments: { line: number; text: string }[] = [];
  let [at, line, directives] = [0, 1, 0];

  const isAtLineStart = () => /(?:^|\n)[^\S\n]*$/.test(source.slice(Math.max(0, at - 200), at));
  const pass = (taken: string) => {
    at += taken.length;
    line += lineBreaks(taken);
  };
  const add = (kind: Token['kind'], taken: string, text = taken, parts: Token['parts'] = null) => {
    const lastLine = line + lineBreaks(taken);
    const place = { line, lastLine, from: at, until: at + taken.length };
    tokens.push({ kind, text, parts, ...place, isConditional: directives > 0 });
    pass(taken);
  };
  const partsOf = ({ parts }: Quoted): Token['parts'] =>
    parts?.map((part) => {
      if (typeof part === 'string') return part;
      return depth < deepestHole ? tokenize(part.code, language, depth + 1).tokens : [];
    }) ?? null;

  while (at < source.length) {
    const passed = matchAt(space, source, at) ?? matchAt(continuation, source, at) ?? newline(source, at);
    if (passed !== null) {
      pass(passed);
      continue;
    }
    const said = matchAt(comment, source, at);
    if (said !== null) {
      comments.push({ line, text: said });
      pass(said);
      continue;
    }
    const quoted = readText(source, at, language);
    const defined = quoted === null && isAtLineStart() ? matchAt(define, source, at) : null;
    if (defined !== null) {
      addDefinition(defined);
      continue;
    }
    const directed = quoted === null && isAtLineStart() ? matchAt(directive, source, at) : null;
    if (directed !== null) {
      if (/^#\s*if/.test(directed)) directives += 1;
      if (/^#\s*endif/.test(directed)) directives = Math.max(0, directives - 1);
      pass(directed);
      continue;
    }
    if (quoted !== null) add('text', quoted.taken, quoted.text, partsOf(quoted));
    else addPlain();
  }
  return { language, tokens, comments };

  /** `#define NAME value` as the declaration that it is: `define NAME = value`. */
  function addDefinition(taken: string): void {
    const name = /\w+$/.exec(taken.trimEnd())?.[0] ?? '';
    const start = taken.indexOf(name, taken.indexOf('define') + 'define'.length);
    add('word', taken.slice(0, start), 'define');
    add('word', name);
    add('mark', taken.slice(start + name.length), '=');
  }

  function addPlain(): void {
    const at1 = matchAt(objectiveCAt, source, at);
    if (at1 !== null) return pass(at1);
    const asWord = matchAt(word, source, at);
    if (asWord !== null) return add('word', asWord);
    const asNumber = matchAt(number, source, at);
    if (asNumber !== null) return add('number', asNumber);
    add('mark', matchAt(longMarks, source, at) ?? String.fromCodePoint(source.codePointAt(at) ?? 0));
  }
}

const newline = (source: string, at: number): string | null => (source[at] === '\n' ? '\n' : null);
