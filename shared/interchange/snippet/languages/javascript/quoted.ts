import { bracketHole } from '../../syntax/holes.ts';
import type { TextSpelling } from '../../syntax/spelling.ts';

const template = bracketHole('${', '{', '}');

/** Templates: `…${value}…` between backticks. */
export const texts: TextSpelling = {
  quotes: '`',
  holesBehind: (quote) => (quote === '`' ? template : null),
};
