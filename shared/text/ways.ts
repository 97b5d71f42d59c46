import type { RouteExplanation, RouteRule, RouteStatus } from '../status.ts';
import type { NamedRule } from './named-rule.ts';
import type { Text } from './text.ts';

/** By what rule a way was chosen. */
const ruleWords = ({ route }: Text, rule: RouteRule): string => route.rules[rule.reason](named(rule));

const named = ({ reason, variable, entry }: RouteRule): NamedRule => ({
  variable: variable ?? (reason === 'no_proxy' ? 'NO_PROXY' : reason),
  entry: entry ?? '',
});

/** The ways in the order in which they are tried, and the rule that chose them. */
export function waysWords(text: Text, ways: readonly RouteStatus[]): string {
  const [first] = ways;
  const { direct, via, then } = text.route;
  const words = ways.map((way) => (way.kind === 'direct' ? direct : via(way.proxy)));
  if (first === undefined) return '';
  const remark = first.dead === undefined ? '' : `; ${text.route.dead(first.dead)}`;
  return `${words.join(then)} (${ruleWords(text, first)})${remark}`;
}

/** One way out, for one leg or both. */
export interface ExplainedRoute {
  readonly who: string;
  readonly how: string;
  readonly isBlocked: boolean;
}

/** What there is to say, in as few sentences as it takes: mostly both legs leave alike. */
export function explainedRoutes(
  text: Text,
  explanations: readonly RouteExplanation[],
): readonly ExplainedRoute[] {
  const sentences = explanations.map((each) => sentenceOf(text, each));
  const [first] = sentences;
  const isOne = first !== undefined && sentences.every((sentence) => sentence === first);
  const isBlocked = explanations.some(({ problem }) => problem !== null);
  return isOne
    ? [{ who: text.route.both, how: first, isBlocked }]
    : explanations.map((each, index) => ({
        who: `${text.route.legs[each.leg]} (${each.target})`,
        how: sentences[index] ?? '',
        isBlocked: each.problem !== null,
      }));
}

function sentenceOf(text: Text, { ways, isGuarded, problem }: RouteExplanation): string {
  if (problem !== null) return text.explain(problem).summary;
  const words = waysWords(text, ways);
  return isGuarded ? `${words}; ${text.route.guarded}` : words;
}
