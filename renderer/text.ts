import {
  causeWords as causeIn,
  countWords as countsIn,
  limitSentences as limitsIn,
} from '../shared/text/history-words.ts';
import { detailWords as detailsIn } from '../shared/text/details.ts';
import { noticeSentence as sentenceIn } from '../shared/text/notice-sentence.ts';
import type { Text } from '../shared/text/text.ts';
import {
  commandOf as commandIn,
  newsOf as newsIn,
  updateLine as updateLineIn,
} from '../shared/text/update-sentences.ts';
import { explainedRoutes as routesIn, type ExplainedRoute } from '../shared/text/ways.ts';
import type { Cause, Pinging } from '../shared/history.ts';
import type { Notice, RouteExplanation, StageDetail } from '../shared/status.ts';
import type { OfferedUpdate, UpdateStatus } from '../shared/update-status.ts';
import { following } from './language/following.ts';
import { spoken } from './language/spoken.svelte.ts';

/** The words of the window, always in the language in use. A single sentence has to be read where it is drawn. */
export const text: Text = following(() => spoken.text);

export const { ui, explain } = text;
export const actionsText = text.actions;
export const ruleSentences = text.rules;
export const profilesText = text.profiles;
export const evidenceText = text.evidence;
export const interchangeText = text.interchange;
export const historyText = text.history;
export const relayText = text.relay;
export const routeText = text.route;
export const tokensText = text.tokens;
export const adviceText = text.advice;
export const updatesText = text.updates;

export const causeWords = (cause: Cause): string => causeIn(text, cause);
export const countWords = (counts: readonly number[]): string => countsIn(text, counts);
export const limitSentences = (pinging: Pinging): readonly string[] => limitsIn(text, pinging);

export const detailWords = (detail: StageDetail): string => detailsIn(text, detail);

export type { ExplainedRoute };
export const explainedRoutes = (routes: readonly RouteExplanation[]): readonly ExplainedRoute[] =>
  routesIn(text, routes);

export const noticeSentence = (notice: Notice): string => sentenceIn(text, notice);

export const updateLine = (status: UpdateStatus): string => updateLineIn(text, status);
export const newsOf = (offered: OfferedUpdate): string => newsIn(offered, spoken.language);
export const updateCommandOf = commandIn;
