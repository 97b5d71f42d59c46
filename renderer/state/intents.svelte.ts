import type { AnswerOf, CallName, CausewayApi, InputOf } from '../../shared/ipc.ts';
import type { Problem } from '../../shared/problem.ts';
import type { Result } from '../../shared/result.ts';

/** What the person asked for: one call each. What was refused stands in the window until it is put away. */
export class Intents {
  refused: Problem | null = $state.raw(null);
  #underWay: readonly CallName[] = $state.raw([]);
  readonly #api: CausewayApi;

  constructor(api: CausewayApi) {
    this.#api = api;
  }

  isUnderWay(name: CallName): boolean {
    return this.#underWay.includes(name);
  }

  /** Calls, and shows a refusal at the top of the window. */
  async ask<Name extends CallName>(
    name: Name,
    input: InputOf<Name>,
  ): Promise<Result<AnswerOf<Name>, Problem>> {
    const answer = await this.call(name, input);
    this.refused = answer.ok || answer.problem.kind === 'cancelled' ? null : answer.problem;
    return answer;
  }

  /** Calls, and leaves it to the caller to show a refusal where it belongs. */
  async call<Name extends CallName>(
    name: Name,
    input: InputOf<Name>,
  ): Promise<Result<AnswerOf<Name>, Problem>> {
    this.#underWay = [...this.#underWay, name];
    try {
      return await this.#api[name](input);
    } finally {
      const index = this.#underWay.indexOf(name);
      this.#underWay = this.#underWay.filter((_, at) => at !== index);
    }
  }
}
