import type { Notice } from '../shared/status.ts';
import type { Thrown } from '../shared/thrown.ts';
import { logBug } from './log.ts';
import type { Ports } from './dependencies.ts';
import type { Bug } from './problem-error.ts';
import { RateLimiter } from './pacing/rate-limiter.ts';

type UsedPorts = Pick<Ports, 'clock' | 'random' | 'log' | 'nameBug'>;

/** A page that fails whenever it draws must not push everything else out of the log. */
const ofPageLogged = { burst: 10, perSecond: 1 / 60 };

/** What becomes of errors that were not caught: each is logged as a bug, and the first is told. */
export class StrayErrors {
  readonly #ports: UsedPorts;
  readonly #tell: (notice: Notice) => void;
  readonly #pageLimiter: RateLimiter;
  #isTold = false;

  constructor(ports: UsedPorts, tell: (notice: Notice) => void) {
    this.#ports = ports;
    this.#tell = tell;
    this.#pageLimiter = new RateLimiter(ports.clock, ofPageLogged);
  }

  /**
   * Keeps the app going. Electron would open a dialog with the error's message, which may quote anything, and stand still
   * until a person closes it, every session with it.
   */
  outlive(from: Pick<NodeJS.Process, 'on'>): void {
    const outlive = (error: unknown) => this.#tellFirst(this.#ports.nameBug(error));
    from.on('uncaughtException', outlive);
    from.on('unhandledRejection', outlive);
  }

  ofPage(thrown: Thrown): void {
    const { log, random } = this.#ports;
    if (!this.#pageLimiter.tryAcquire()) return;
    this.#tellFirst(logBug(log, { id: random.word(), where: 'window', ...thrown }));
  }

  #tellFirst(bug: Bug): void {
    if (!this.#isTold) this.#tell(bug);
    this.#isTold = true;
  }
}
