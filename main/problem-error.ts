import type { Problem } from '../shared/problem.ts';
import { failure, success, type Result } from '../shared/result.ts';

/** A classified failure on its way up through promises. Its text is the kind alone: nothing foreign, nothing secret. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.kind);
    this.problem = problem;
  }
}

export type Bug = Extract<Problem, { kind: 'bug' }>;

/** What to call a throw that was not classified: a bug with an id, so that report and log can be matched. */
export type NameBug = (error: unknown) => Bug;

/** The problem behind a throw; a throw that was not classified is a bug of ours and goes to `nameBug`. */
export const problemOf = (error: unknown, nameBug: NameBug): Problem =>
  error instanceof ProblemError ? error.problem : nameBug(error);

/** Turns throws into results, at the edges where callers are told instead of interrupted. */
export async function settle<Value>(
  work: () => Promise<Value> | Value,
  nameBug: NameBug,
): Promise<Result<Value, Problem>> {
  try {
    return success(await work());
  } catch (error) {
    return failure(problemOf(error, nameBug));
  }
}
