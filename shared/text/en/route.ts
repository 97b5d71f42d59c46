import type { RouteExplanation, RouteReason, RouteRule, RouteStatus } from '../../status.ts';
import { explain } from './problems.ts';

/** What is said about ways out before they are taken. */

const rules: Record<RouteReason, (rule: RouteRule) => string> = {
  profile: () => 'set in the profile',
  bypass: ({ entry }) => `“${entry ?? ''}” is on the profile’s bypass list`,
  system: () => 'this computer’s settings or PAC script',
  https_proxy: variableWords,
  http_proxy: variableWords,
  all_proxy: variableWords,
  no_proxy: ({ variable, entry }) => `“${entry ?? ''}” in the environment variable ${variable ?? 'NO_PROXY'}`,
  'no proxy set': () => 'no environment variable names a proxy',
};

function variableWords({ reason, variable }: RouteRule): string {
  return `environment variable ${variable ?? reason}`;
}

/** By what rule a way was chosen. */
export const ruleWords = (rule: RouteRule): string => rules[rule.reason](rule);

const wayWords = (way: RouteStatus): string => (way.kind === 'direct' ? 'direct' : `via ${way.proxy}`);

/** The ways in the order in which they are tried, and the rule that chose them. */
export const waysWords = (ways: readonly RouteStatus[]): string => {
  const [first] = ways;
  return first === undefined ? '' : `${ways.map(wayWords).join(', then ')} (${ruleWords(first)})`;
};

/** One way out, for one leg or both. */
export interface ExplainedRoute {
  readonly who: string;
  readonly how: string;
  readonly isBlocked: boolean;
}

/** What there is to say, in as few sentences as it takes: mostly both legs leave alike. */
export function explainedRoutes(explanations: readonly RouteExplanation[]): readonly ExplainedRoute[] {
  const sentences = explanations.map(sentenceOf);
  const [first] = sentences;
  const isOne = first !== undefined && sentences.every((sentence) => sentence === first);
  const isBlocked = explanations.some(({ problem }) => problem !== null);
  return isOne
    ? [{ who: routeText.both, how: first, isBlocked }]
    : explanations.map((each, index) => ({
        who: `${routeText.legs[each.leg]} (${each.target})`,
        how: sentences[index] ?? '',
        isBlocked: each.problem !== null,
      }));
}

function sentenceOf({ ways, isGuarded, problem }: RouteExplanation): string {
  if (problem !== null) return explain(problem).summary;
  return isGuarded ? `${waysWords(ways)}; ${routeText.guarded}` : waysWords(ways);
}

export const routeText = {
  label: 'The way out',
  both: 'Tokens and sync',
  legs: { auth: 'Tokens', sync: 'Sync' },
  guarded: 'never direct, as the profile wants it',
  waiting: 'Asking how this computer gets out…',
  incomplete: 'Shown as soon as the server and the route are complete.',
};
