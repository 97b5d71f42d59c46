import { bracketHole, type HoleFinder } from '../../syntax/holes.ts';
import type { TextSpelling } from '../../syntax/spelling.ts';
import { matchAt } from '../../syntax/token.ts';

const name = /\$([\p{L}_][\p{L}\p{N}_]*)/uy;
const inBraces = bracketHole('${', '{', '}');

/** `$name` and `${…}`. */
const holes: HoleFinder = (text, at) => {
  const match = matchAt(name, text, at);
  return match === null ? inBraces(text, at) : { length: match[0].length, code: match[1] ?? '' };
};

/** A dollar means something else in most other languages. */
export const texts: TextSpelling = { holes };
