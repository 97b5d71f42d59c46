import type { Spelling } from '../../syntax/spelling.ts';
import { texts } from './quoted.ts';

export const spelling: Spelling = {
  texts,
  literals: { undefined: { kind: 'nothing' } },
  words: {
    declaring: ['let', 'var', 'readonly'],
    cast: ['as'],
    reassuring: ['undefined'],
    namespace: ['namespace'],
    modifier: ['export', 'default'],
  },
};
