import { NegotiateUnavailable, type Negotiate, type NegotiateProof } from '../../main/ports/negotiate.ts';
import type { UnavailableReason } from '../../shared/problem.ts';

/** The person is signed in with a ticket: tokens that are said in turn. Or nothing can be proved, for this reason. */
export class FakeNegotiate implements Negotiate {
  /** The hosts that a proof was begun for. */
  readonly begun: string[] = [];
  readonly #tokens: readonly string[] | UnavailableReason;

  constructor(tokens: readonly string[] | UnavailableReason = 'noLibrary') {
    this.#tokens = tokens;
  }

  begin(host: string): Promise<NegotiateProof> {
    if (typeof this.#tokens === 'string') return Promise.reject(new NegotiateUnavailable(this.#tokens));
    this.begun.push(host);
    const left = [...this.#tokens];
    return Promise.resolve({ step: () => Promise.resolve(left.shift() ?? null) });
  }
}
