import type { Clock, Timer } from '../ports/clock.ts';
import type { Secret } from '../secrets/secret.ts';
import type { JwtFile } from './jwt-file.ts';

/** Often enough for a person not to wait for it, seldom enough to cost nothing. */
const lookEveryMs = 5_000;

/**
 * Waits for another JWT in a file: a tool that renews it cures a refused sign-in without a person, as soon as it has
 * written a new one. Without a file there is nothing to wait for.
 */
export class JwtWatch {
  readonly #file: JwtFile | null;
  readonly #clock: Clock;
  readonly #onNew: (jwt: Secret<'Jwt'>) => void;
  #timer: Timer | null = null;
  #isRunning = false;

  constructor(file: JwtFile | null, clock: Clock, onNew: (jwt: Secret<'Jwt'>) => void) {
    this.#file = file;
    this.#clock = clock;
    this.#onNew = onNew;
  }

  /** Looks at once, and then every few seconds until there is a new one. */
  start(): void {
    this.#isRunning = true;
    this.#lookAfter(0);
  }

  stop(): void {
    this.#isRunning = false;
    this.#timer?.cancel();
  }

  #lookAfter(ms: number): void {
    const file = this.#file;
    if (file === null) return;
    this.#timer?.cancel();
    this.#timer = this.#clock.after(ms, () => void this.#look(file));
  }

  async #look(file: JwtFile): Promise<void> {
    const found = await file.ifNew();
    if (!this.#isRunning) return;
    if (found === null) {
      this.#lookAfter(lookEveryMs);
      return;
    }
    found.taken();
    this.#onNew(found.jwt);
  }
}
