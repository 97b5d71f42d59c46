import type { Problem, ProblemKind, ProblemOf } from '../problem.ts';

/** What happened and where, in one sentence; and what to do about it. */
export interface Explanation {
  readonly summary: string;
  readonly hint: string;
}

export type Explanations = { readonly [Kind in ProblemKind]: (problem: ProblemOf<Kind>) => Explanation };

/** Puts the far side's own words behind ours. */
export type Quote = (words: string) => string;

export const explainer =
  (explanations: Explanations, quote: Quote) =>
  (problem: Problem): Explanation => {
    const explanation = explainKind(explanations, problem.kind, problem);
    const words = 'words' in problem ? problem.words : undefined;
    return words === undefined
      ? explanation
      : { ...explanation, hint: `${explanation.hint} ${quote(words)}` };
  };

/** The one place where the compiler can't see that `kind` picks the entry for exactly this problem. */
function explainKind<Kind extends ProblemKind>(
  explanations: Explanations,
  kind: Kind,
  problem: Problem,
): Explanation {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- kind is problem.kind
  return explanations[kind](problem as ProblemOf<Kind>);
}
