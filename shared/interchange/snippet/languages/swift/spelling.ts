import type { PropertyBody, Spelling } from '../../syntax/spelling.ts';
import type { Surroundings } from '../../syntax/statements.ts';
import { hashDirectives } from '../directives.ts';
import { texts } from './quoted.ts';

export const spelling: Spelling = {
  texts,
  directives: hashDirectives,
  literals: { nil: { kind: 'nothing' } },
  words: {
    forerunner: ['inout'],
    declaring: ['let', 'var', 'lazy'],
    cast: ['as'],
    conditional: ['guard'],
    reassuring: ['let', 'var', 'nil'],
    type: ['extension'],
    modifier: ['fileprivate'],
  },
  computedProperty,
};

/** `var url: URL { return … }`, `var url: URL { … }`. */
function computedProperty(code: Surroundings, at: number): PropertyBody | null {
  return code.isWord(at - 1, 'var') && code.is(at + 1, ':') ? { opened: at + 3, isGetter: false } : null;
}
