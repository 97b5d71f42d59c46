import type { Functions } from '../../values/functions.ts';
import {
  concatenated,
  formatOrOwn,
  joinedWith,
  replaced,
  urlBehindPath,
} from '../../values/text-functions.ts';

export const functions: Functions = {
  names: { wrapping: ['freeze', 'parseint'], unchanging: ['href'], merging: ['assign'] },
  texts: {
    format: formatOrOwn,
    concat: concatenated,
    replace: replaced,
    join: joinedWith(','),
    url: urlBehindPath,
  },
};
