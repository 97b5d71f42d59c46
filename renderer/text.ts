import { ui as english, type UiText } from '../shared/text/ui.en.ts';
import type { Notice } from '../shared/status.ts';

/** The words of the window, in the language in use. */
export const ui: UiText = english;

/** The one place where the compiler can't see that `kind` picks the sentence for exactly this notice. */
export function noticeSentence<Kind extends Notice['kind']>(kind: Kind, notice: Notice): string {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- kind is notice.kind
  return ui.notices[kind](notice as Extract<Notice, { kind: Kind }>);
}

export { profilesText } from '../shared/text/profiles.en.ts';
export { evidenceText } from '../shared/text/evidence.en.ts';
export { interchangeText } from '../shared/text/interchange.en.ts';
export { causeWords, countWords, historyText, limitSentences } from '../shared/text/history.en.ts';
export { explainedRoutes, routeText, type ExplainedRoute } from '../shared/text/route.en.ts';
