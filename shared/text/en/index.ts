import { actionsText } from './actions.ts';
import { adviceText } from './advice.ts';
import { desktop } from './desktop.ts';
import { evidenceText } from './evidence.ts';
import { historyText } from './history.ts';
import { interchangeText } from './interchange.ts';
import { explain } from './problems.ts';
import { profilesText } from './profiles.ts';
import { relayText } from './relay.ts';
import { routeText } from './route.ts';
import { issueSentence, ruleSentences } from './rules.ts';
import { storageText } from './storage.ts';
import { times } from './times.ts';
import { tokensText } from './tokens.ts';
import { ui } from './ui.ts';
import { updatesText } from './updates.ts';

/** Everything a person reads, in English. Other languages have to say the same (`../text.ts`). */
export const en = {
  actions: actionsText,
  advice: adviceText,
  desktop,
  evidence: evidenceText,
  history: historyText,
  interchange: interchangeText,
  explain,
  profiles: profilesText,
  relay: relayText,
  route: routeText,
  issueSentence,
  rules: ruleSentences,
  storage: storageText,
  times,
  tokens: tokensText,
  ui,
  updates: updatesText,
};
