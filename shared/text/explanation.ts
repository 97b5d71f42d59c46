import type { Problem } from '../problem.ts';
import { caseOf } from './problem-cases.ts';
import type { HintValues, Sentence, Sentences, SummaryValues } from './problem-values.ts';

/** What happened and where, in one sentence; and what to do about it. */
export interface Explanation {
  readonly summary: string;
  readonly hint: string;
}

/** All that a language says of problems. */
export interface ProblemWords {
  readonly summaries: Sentences<SummaryValues>;
  readonly hints: Sentences<HintValues>;
}

/** Explains problems in the words of a language. */
export const explainer =
  ({ summaries, hints }: ProblemWords) =>
  (problem: Problem): Explanation => {
    const { summary, hint } = caseOf(problem);
    return {
      summary: said<SummaryValues>(summaries, summary),
      hint: hint.map((part) => said<HintValues>(hints, part)).join(' '),
    };
  };

/** The one place where the compiler can't see that `key` picks the words for exactly these values. */
function said<Values>(words: Sentences<Values>, { key, values }: Sentence<Values>): string {
  const entry = words[key] as string | ((given: typeof values) => string);
  return typeof entry === 'string' ? entry : entry(values);
}
