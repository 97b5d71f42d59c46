import type { Spelling } from '../../syntax/spelling.ts';
import { hashDirectives } from '../directives.ts';
import { message, messageAt } from './messages.ts';

export const spelling: Spelling = {
  texts: { signs: /@/y },
  // Before a text, a map or a list.
  silentMarks: /@(?=["“”„{[(A-Z])/y,
  definition: /#[ \t]*define[ \t]+([A-Za-z_]\w*)[ \t]+(?=\S)/y,
  directives: hashDirectives,
  literals: {
    YES: { kind: 'switch', on: true },
    NO: { kind: 'switch', on: false },
    nil: { kind: 'nothing' },
  },
  words: { reassuring: ['nil'] },
  message,
  call: messageAt,
};
