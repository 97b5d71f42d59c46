import type { Power, PowerEvent } from '../../main/ports/power.ts';

/** A computer that sleeps and wakes when a test says so. */
export class FakePower implements Power {
  readonly #listeners = new Set<(event: PowerEvent) => void>();

  get watchers(): number {
    return this.#listeners.size;
  }

  watch(listener: (event: PowerEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(event: PowerEvent): void {
    this.#listeners.forEach((listener) => listener(event));
  }
}
