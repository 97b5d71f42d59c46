import type { Spelling } from '../../syntax/spelling.ts';
import { texts } from './quoted.ts';

export const spelling: Spelling = {
  texts,
  words: {
    declaring: ['val', 'var'],
    pairing: ['to'],
    cast: ['as'],
    conditional: ['when'],
    type: ['object'],
    modifier: ['companion', 'data', 'sealed'],
    scaffolding: ['package'],
  },
};
