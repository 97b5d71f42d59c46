import type { Functions } from '../../values/functions.ts';
import {
  appended,
  format,
  joinedWith,
  labelledFormat,
  pathComponent,
  replaced,
} from '../../values/text-functions.ts';

export const functions: Functions = {
  names: {
    wrapping: ['nsurl', 'fileurlwithpath', 'dictionary', 'some', 'syncidentityprovider'],
    unchanging: ['absolutestring', 'rawvalue', 'description'],
    filling: ['updatevalue'],
    asking: ['environment', 'objectforinfodictionarykey'],
    keyLabel: ['forKey'],
    baseLabel: ['relativeTo'],
  },
  texts: {
    string: labelledFormat,
    localizedstringwithformat: format,
    appending: appended,
    appendingpathcomponent: pathComponent,
    replacingoccurrences: replaced,
    joined: joinedWith(''),
  },
};
