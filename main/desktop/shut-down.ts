import type { Clock } from '../ports/clock.ts';

export interface ShutDownDeps {
  readonly clock: Clock;
  /** Ends what is to be ended and writes what is to be written; may fail, may never finish. */
  readonly work: () => Promise<unknown>;
  readonly exit: () => void;
  /** So long the computer or the person waits for us. */
  readonly deadlineMs?: () => number;
}

const defaultDeadlineMs = 2_000;

/** Ends the app in order and, even if something fails or hangs, in time. */
export class ShutDown {
  readonly #deps: ShutDownDeps;
  #hasBegun = false;
  #hasEnded = false;

  constructor(deps: ShutDownDeps) {
    this.#deps = deps;
  }

  /** Asked for by the person, the system or a signal; a second call waits for the same end. */
  begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    const { clock, deadlineMs = () => defaultDeadlineMs } = this.#deps;
    const timer = clock.after(deadlineMs(), () => this.#exit());
    void this.#work().finally(() => {
      timer.cancel();
      this.#exit();
    });
  }

  async #work(): Promise<void> {
    try {
      await this.#deps.work();
    } catch {
      // What fails while the app ends is not reported any more.
    }
  }

  #exit(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#deps.exit();
  }
}
