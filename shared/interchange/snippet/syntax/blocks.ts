import type { Spellings } from './spelling.ts';
import type { Token } from './token.ts';

/** A pair of braces, and the type that it is the body of. */
export interface Block {
  readonly parent: Block | null;
  /** `struct Sea {`, `object Config {`: the type's name; null where it is no type's body. */
  readonly type: string | null;
}

/** For each token the innermost block that it stands in; null outside of all. */
export function blocksOf(tokens: readonly Token[], { words }: Spellings): readonly (Block | null)[] {
  const isType = (word: string) => words.type.has(word) || words.namespace.has(word);
  let inner: Block | null = null;
  return tokens.map((token, at) => {
    if (token.kind !== 'mark') return inner;
    if (token.text === '{') inner = { parent: inner, type: typeBefore(tokens, at, isType) };
    else if (token.text === '}') inner = inner?.parent ?? null;
    return inner;
  });
}

/** The name in `enum Gateway: String {`: no further back than where a statement begins. */
function typeBefore(tokens: readonly Token[], at: number, isType: (word: string) => boolean): string | null {
  for (let before = at - 1; before >= 0 && at - before < 16; before -= 1) {
    const token = tokens[before];
    if (token?.kind === 'mark' && /^[;{}()=]$/.test(token.text)) return null;
    const name = tokens[before + 1];
    if (token?.kind === 'word' && isType(token.text) && name?.kind === 'word') return name.text;
  }
  return null;
}

/** A block and all that it stands in, from the innermost. */
export function blocksAround(block: Block | null): readonly (Block | null)[] {
  const around: (Block | null)[] = [];
  for (let each = block; each !== null; each = each.parent) around.push(each);
  return [...around, null];
}

/** The types whose body a block is in, from the outermost. */
export const typesAround = (block: Block | null): readonly string[] =>
  blocksAround(block)
    .flatMap((each) => each?.type ?? [])
    .reverse();
