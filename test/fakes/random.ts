import type { Random } from '../../main/ports/random.ts';

/** Chance by script: the fractions in turn, the last of them for ever; ids and words that count. */
export class FakeRandom implements Random {
  readonly #fractions: number[];
  #ids = 0;
  #words = 0;

  constructor(...fractions: readonly number[]) {
    this.#fractions = fractions.length === 0 ? [0] : [...fractions];
  }

  fraction(): number {
    const [first = 0] = this.#fractions;
    if (this.#fractions.length > 1) this.#fractions.shift();
    return first;
  }

  id(): string {
    this.#ids += 1;
    return `id-${this.#ids}`;
  }

  word(): string {
    this.#words += 1;
    return this.#words.toString(16).padStart(6, '0');
  }

  bytes(count: number): Buffer {
    return Buffer.alloc(count, 0xaa);
  }
}
