import type { Token } from './tokens.ts';

/** A pair of braces, and the type that it is the body of. */
export interface Block {
  readonly parent: Block | null;
  /** `struct Sea {`, `object Config {`: the type's name; null where it is no type's body. */
  readonly type: string | null;
}

const types = new Set(['class', 'struct', 'enum', 'extension', 'object', 'interface', 'namespace']);

/** For each token the innermost block that it stands in; null outside of all. */
export function blocksOf(tokens: readonly Token[]): readonly (Block | null)[] {
  let inner: Block | null = null;
  return tokens.map((token, at) => {
    if (token.kind !== 'mark') return inner;
    if (token.text === '{') inner = { parent: inner, type: typeBefore(tokens, at) };
    else if (token.text === '}') inner = inner?.parent ?? null;
    return inner;
  });
}

/** The name in `enum Gateway: String {`: no further back than where a statement begins. */
function typeBefore(tokens: readonly Token[], at: number): string | null {
  for (let before = at - 1; before >= 0 && at - before < 16; before -= 1) {
    const token = tokens[before];
    if (token?.kind === 'mark' && /^[;{}()=]$/.test(token.text)) return null;
    const name = tokens[before + 1];
    if (token?.kind === 'word' && types.has(token.text) && name?.kind === 'word') return name.text;
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
