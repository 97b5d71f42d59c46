import type { Functions } from '../../values/functions.ts';
import { concatenated, formatOrOwn, joinedStatically, replaced } from '../../values/text-functions.ts';

export const functions: Functions = {
  names: {
    wrapping: [
      ...['uri', 'unmodifiablemap', 'copyof', 'hashmap', 'linkedhashmap', 'treemap'],
      ...['valueof', 'nonnull', 'requirenonnull'],
    ],
    unchanging: ['intern', 'touri', 'tourl', 'asstring', 'toabsolutestring'],
    alternating: ['of', 'singletonmap', 'entry'],
    asking: ['getproperty', 'getstring'],
  },
  texts: {
    format: formatOrOwn,
    concat: concatenated,
    replace: replaced,
    replacefirst: replaced,
    join: joinedStatically,
  },
};
