import type { Power } from '../../main/ports/power.ts';

/** A computer that wakes up when a test says so. */
export class FakePower implements Power {
  readonly #listeners = new Set<() => void>();

  get watchers(): number {
    return this.#listeners.size;
  }

  onResume(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  resume(): void {
    this.#listeners.forEach((listener) => listener());
  }
}
