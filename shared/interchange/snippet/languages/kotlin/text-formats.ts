import type { Functions } from '../../values/functions.ts';
import { appended, formatOrOwn, joinedWith, replaced } from '../../values/text-functions.ts';

export const functions: Functions = {
  names: {
    wrapping: ['mutablemapof'],
    unchanging: ['trimindent', 'trimmargin', 'orempty'],
    pairing: ['mapof', 'hashmapof', 'mutablemapof', 'linkedmapof', 'linkedhashmapof'],
  },
  texts: { format: formatOrOwn, plus: appended, replace: replaced, jointostring: joinedWith(', ') },
};
