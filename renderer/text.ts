import { ui as english } from '../shared/text/en/ui.ts';
import type { Text } from '../shared/text/text.ts';
import type { Notice } from '../shared/status.ts';

/** The words of the window, in the language in use. */
export const ui: Text['ui'] = english;

/** The one place where the compiler can't see that `kind` picks the sentence for exactly this notice. */
export function noticeSentence<Kind extends Notice['kind']>(kind: Kind, notice: Notice): string {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- kind is notice.kind
  return ui.notices[kind](notice as Extract<Notice, { kind: Kind }>);
}

export { profilesText } from '../shared/text/en/profiles.ts';
export { evidenceText } from '../shared/text/en/evidence.ts';
export { interchangeText } from '../shared/text/en/interchange.ts';
export { causeWords, countWords, historyText, limitSentences } from '../shared/text/en/history.ts';
export { explainedRoutes, routeText, type ExplainedRoute } from '../shared/text/en/route.ts';
