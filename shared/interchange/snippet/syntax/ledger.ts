import type { Span } from './expression.ts';

/** Which tokens have been accounted for: taken into the profile, or named as not understood. */
export class Ledger {
  readonly #entered = new Set<number>();

  enter({ at, next }: Span): void {
    for (let token = at; token < next; token += 1) this.#entered.add(token);
  }

  has(token: number): boolean {
    return this.#entered.has(token);
  }
}
