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

export interface Comment {
  readonly line: number;
  readonly text: string;
}

export interface TokenizedSnippet {
  readonly tokens: readonly Token[];
  /** An exported snippet says there what it can't say in code. */
  readonly comments: readonly Comment[];
}

/** What a sticky pattern finds at a place. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
