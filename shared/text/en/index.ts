import { desktop } from './desktop.ts';
import { evidenceText } from './evidence.ts';
import { causeWords, countWords, historyText, limitSentences } from './history.ts';
import { interchangeText } from './interchange.ts';
import { explain } from './problems.ts';
import { profilesText } from './profiles.ts';
import { explainedRoutes, routeText, waysWords } from './route.ts';
import { ruleSentences } from './rules.ts';
import { ui } from './ui.ts';

/** Everything a person reads, in English. Other languages have to say the same (`../text.ts`). */
export const en = {
  desktop,
  evidence: evidenceText,
  history: { ...historyText, causeWords, countWords, limitSentences },
  interchange: interchangeText,
  explain,
  profiles: profilesText,
  route: { ...routeText, explainedRoutes, waysWords },
  rules: ruleSentences,
  ui,
};
