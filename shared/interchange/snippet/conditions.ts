import type { Token } from './tokens.ts';

const conditional = new Set(['if', 'else', 'switch', 'when', 'catch', 'while', 'for', 'guard', 'unless']);
/** Conditions that only ask whether something worked: what follows them is what the code is for. */
const reassuring = new Set(['let', 'var', 'nil', 'null', 'undefined', 'error', 'err', 'isSuccess']);

/** Which tokens stand in code that does not always run: behind an if, a switch, a compiler directive. */
export function conditionalTokens(tokens: readonly Token[]): readonly boolean[] {
  const blocks: boolean[] = [];
  return tokens.map((token, at) => {
    if (token.kind === 'mark' && token.text === '{') blocks.push(isCondition(headOf(tokens, at)));
    if (token.kind === 'mark' && token.text === '}') blocks.pop();
    return token.isConditional || blocks.includes(true) || isCondition(lineUpTo(tokens, at));
  });
}

const isCondition = (head: readonly Token[]): boolean =>
  head.some(({ kind, text }) => kind === 'word' && conditional.has(text)) &&
  !head.some(({ kind, text }) => kind === 'word' && reassuring.has(text));

/** What stands before a block's brace, back to where its statement begins. */
function headOf(tokens: readonly Token[], at: number): readonly Token[] {
  let start = at;
  while (start > 0 && at - start < 40 && !isEnd(tokens[start - 1])) start -= 1;
  return tokens.slice(start, at);
}

const isEnd = (token: Token | undefined): boolean => token?.kind === 'mark' && /^[;{}]$/.test(token.text);

/** `if (a) b();`: the words before, on the same line. */
function lineUpTo(tokens: readonly Token[], at: number): readonly Token[] {
  let start = at;
  while (start > 0 && at - start < 40 && tokens[start - 1]?.line === tokens[at]?.line) start -= 1;
  const first = tokens[start];
  return first?.kind === 'word' && /^(?:if|else)$/.test(first.text) ? tokens.slice(start, at) : [];
}
