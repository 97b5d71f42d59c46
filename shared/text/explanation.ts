import type { Problem, ProblemKind, ProblemOf } from '../problem.ts';

/** What happened and where, in one sentence; and what to do about it. */
export interface Explanation {
  readonly summary: string;
  readonly hint: string;
}

export type Explanations = { readonly [Kind in ProblemKind]: (problem: ProblemOf<Kind>) => Explanation };

export const explainer =
  (explanations: Explanations) =>
  (problem: Problem): Explanation =>
    explainKind(explanations, problem.kind, problem);

/** The one place where the compiler can't see that `kind` picks the entry for exactly this problem. */
function explainKind<Kind extends ProblemKind>(
  explanations: Explanations,
  kind: Kind,
  problem: Problem,
): Explanation {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- kind is problem.kind
  return explanations[kind](problem as ProblemOf<Kind>);
}
