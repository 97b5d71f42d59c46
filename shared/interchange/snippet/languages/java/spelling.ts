import type { Spelling } from '../../syntax/spelling.ts';
import { putStatement } from './double-brace.ts';

export const spelling: Spelling = {
  words: { declaring: ['final'], scaffolding: ['package', 'module'] },
  fillingStatement: putStatement,
};
