import type { Power } from '../../main/ports/power.ts';

/** A computer that wakes up when a test says so. */
export class FakePower implements Power {
  readonly #listeners = new Set<() => void>();

  get watchers(): number {
    return this.#listeners.size;
  }

  onResume(listener: () => void): () => void {
    // As with Electron's events: who asks twice is told twice.
    const own = () => listener();
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  resume(): void {
    this.#listeners.forEach((listener) => listener());
  }
}
