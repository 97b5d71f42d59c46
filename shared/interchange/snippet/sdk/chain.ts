import type { SnippetIndex } from '../syntax/snippet-index.ts';

/** `.name(…)` after `.name(…)`, each with where its name is. */
export function chainOf(
  index: SnippetIndex,
  start: number,
): readonly { readonly name: string; readonly named: number }[] {
  const chain: { name: string; named: number }[] = [];
  for (let at = start; index.is(at, '.') && index.kind(at + 1) === 'word';) {
    chain.push({ name: index.text(at + 1), named: at + 1 });
    const given = index.reader.arguments(at + 2);
    if (given === null) break;
    at = given.next;
  }
  return chain;
}
