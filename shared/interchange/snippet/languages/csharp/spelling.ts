import type { PropertyBody, Spelling } from '../../syntax/spelling.ts';
import type { Call, Surroundings } from '../../syntax/statements.ts';
import type { CallName } from '../../syntax/spelling.ts';
import { hashDirectives } from '../directives.ts';
import { texts } from './quoted.ts';

export const spelling: Spelling = {
  texts,
  directives: hashDirectives,
  words: {
    forerunner: ['out', 'ref'],
    declaring: ['readonly'],
    definingMark: ['=>'],
    cast: ['as'],
    namespace: ['namespace'],
    modifier: ['sealed', 'partial'],
    scaffolding: ['using', 'namespace'],
  },
  computedProperty,
  equalsBehind: equalsBehindAccessors,
  call: initialized,
};

/** `String Url { get { return …; } }`. */
function computedProperty(code: Surroundings, at: number): PropertyBody | null {
  return code.is(at + 1, '{') && code.isTypeBefore(at) ? { opened: at + 1, isGetter: true } : null;
}

/** `string Name { get; } = …`. */
function equalsBehindAccessors(code: Surroundings, at: number): number | null {
  if (!code.is(at + 1, '{') || !code.isWord(at + 2, 'get')) return null;
  const closed = code.tokens.findIndex((_, next) => next > at && code.is(next, '}'));
  return closed > 0 && closed < at + 10 && code.is(closed + 1, '=') ? closed + 1 : null;
}

/** `new X { … }`, without round brackets. */
function initialized(code: Surroundings, { at, path, start }: CallName): Call | null {
  if (!code.isWord(start - 1, 'new') || !code.is(at + 1, '{')) return null;
  const { value, next } = code.reader.read(start - 1);
  if (value.kind !== 'call') return null;
  return { path, name: code.text(at), named: at, given: value.given, at: start, next };
}
