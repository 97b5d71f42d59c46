import { NegotiateLack, type Negotiate, type NegotiateProof } from '../../main/ports/negotiate.ts';
import type { ProofLack } from '../../shared/problem.ts';

/** The person is signed in with a ticket: tokens that are said in turn. Or nothing can be proved, for this reason. */
export class FakeNegotiate implements Negotiate {
  /** The hosts that a proof was begun for. */
  readonly begun: string[] = [];
  readonly #tokens: readonly string[] | ProofLack;

  constructor(tokens: readonly string[] | ProofLack = 'noLibrary') {
    this.#tokens = tokens;
  }

  begin(host: string): Promise<NegotiateProof> {
    if (typeof this.#tokens === 'string') return Promise.reject(new NegotiateLack(this.#tokens));
    this.begun.push(host);
    const left = [...this.#tokens];
    return Promise.resolve({ step: () => Promise.resolve(left.shift() ?? null) });
  }
}
