import type { Spellings } from './spelling.ts';
import type { Token } from './token.ts';

/** Which tokens stand in code that does not always run: behind an if, a switch, a compiler directive. */
export function conditionalTokens(tokens: readonly Token[], { words }: Spellings): readonly boolean[] {
  const isCondition = (head: readonly Token[]): boolean =>
    head.some(
      ({ kind, text }, at) => kind === 'word' && words.conditional.has(text) && head[at + 1]?.text !== ':',
    ) && !head.some(({ kind, text }) => kind === 'word' && words.reassuring.has(text));
  const blocks: boolean[] = [];
  // What is done otherwise is as conditional as what it is the other side of.
  let last = false;
  return tokens.map((token, at) => {
    if (token.kind === 'mark' && token.text === '{') {
      const head = headOf(tokens, at);
      const isElse = head.length === 1 && head[0]?.text === 'else';
      blocks.push(isElse ? last : isCondition(head));
    }
    if (token.kind === 'mark' && token.text === '}') last = blocks.pop() ?? false;
    return token.isConditional || blocks.includes(true) || isCondition(lineUpTo(tokens, at));
  });
}

/** What stands before a block's brace, back to where its statement begins. */
function headOf(tokens: readonly Token[], at: number): readonly Token[] {
  let start = at;
  while (start > 0 && at - start < 40 && !isEnd(tokens[start - 1])) start -= 1;
  return tokens.slice(start, at);
}

const isEnd = (token: Token | undefined): boolean => token?.kind === 'mark' && /^[;{}]$/.test(token.text);

/** `if (a) b();`: the whole condition, where it stands before a place on the same line. */
function lineUpTo(tokens: readonly Token[], at: number): readonly Token[] {
  let start = at;
  while (start > 0 && at - start < 40 && tokens[start - 1]?.line === tokens[at]?.line) start -= 1;
  const [first, ...head] = tokens.slice(start, at);
  if (first?.kind !== 'word' || !/^(?:if|else)$/.test(first.text)) return [];
  if (first.text === 'else') return [first];
  return isClosed(head) ? [first, ...head] : [];
}

/** Whether a condition in brackets has ended. */
function isClosed(head: readonly Token[]): boolean {
  const depth = (end: number) =>
    head.slice(0, end).reduce((sum, { text, kind }) => {
      if (kind !== 'mark') return sum;
      return text === '(' ? sum + 1 : text === ')' ? sum - 1 : sum;
    }, 0);
  return head[0]?.text === '(' && head.some(({ text }, at) => text === ')' && depth(at + 1) === 0);
}
