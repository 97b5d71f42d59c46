import type { Functions } from '../../values/functions.ts';
import {
  concatenated,
  formatOrOwn,
  joinedStatically,
  replaced,
  urlBeforePath,
} from '../../values/text-functions.ts';

export const functions: Functions = {
  names: {
    wrapping: ['uri', 'dictionary'],
    unchanging: ['absoluteuri', 'originalstring'],
    filling: ['tryadd'],
    asking: ['getenvironmentvariable'],
  },
  texts: {
    format: formatOrOwn,
    concat: concatenated,
    replace: replaced,
    join: joinedStatically,
    uri: urlBeforePath,
  },
};
