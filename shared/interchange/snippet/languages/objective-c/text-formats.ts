import type { Functions } from '../../values/functions.ts';
import { appended, format, joinedWith, pathComponent, replaced } from '../../values/text-functions.ts';

export const functions: Functions = {
  names: {
    wrapping: ['nsurl', 'urlwithstring', 'initwithstring', 'stringwithstring', 'dictionarywithdictionary'],
    unchanging: ['absolutestring', 'stringvalue', 'description'],
    filling: ['setobject', 'setvalue'],
    asking: ['environment', 'objectforinfodictionarykey'],
    keyLabel: ['forKey'],
    baseLabel: ['relativeToURL'],
  },
  texts: {
    stringwithformat: format,
    initwithformat: format,
    localizedstringwithformat: format,
    stringbyappendingstring: appended,
    stringbyappendingpathcomponent: pathComponent,
    urlbyappendingpathcomponent: pathComponent,
    stringbyreplacingoccurrencesofstring: replaced,
    componentsjoinedbystring: joinedWith(''),
  },
};
