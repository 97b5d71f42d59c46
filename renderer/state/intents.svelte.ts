import type { CausewayApi } from '../../shared/ipc.ts';
import type { Problem } from '../../shared/problem.ts';
import type { Result } from '../../shared/result.ts';

export type Call<Answer> = (api: CausewayApi) => Promise<Result<Answer, Problem>>;

/** What the person asked for: one call each. What was refused stands in the window until it is put away. */
export class Intents {
  refused: Problem | null = $state.raw(null);
  readonly #api: CausewayApi;

  constructor(api: CausewayApi) {
    this.#api = api;
  }

  /** Calls, and shows a refusal at the top of the window. */
  async ask<Answer>(call: Call<Answer>): Promise<Result<Answer, Problem>> {
    const answer = await call(this.#api);
    this.refused = answer.ok || answer.problem.kind === 'cancelled' ? null : answer.problem;
    return answer;
  }

  /** Calls, and leaves it to the caller to show a refusal where it belongs. */
  call<Answer>(call: Call<Answer>): Promise<Result<Answer, Problem>> {
    return call(this.#api);
  }
}
