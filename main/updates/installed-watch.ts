import type { Log } from '../log.ts';
import type { Clock, Timer } from '../ports/clock.ts';

/** A file is read, of some hundred bytes: that may be often enough to be told soon, and seldom enough not to be noticed. */
const everyMs = 10 * 60_000;

export interface InstalledWatchDeps {
  readonly clock: Pick<Clock, 'after'>;
  /** Of what runs. */
  readonly version: string;
  /** The version that the installed files are of. Errors: any; while a package is being unpacked there may be none. */
  readonly read: () => Promise<string>;
  readonly log: Log;
  readonly onChange: () => void;
}

/** Notices that a package of another version was installed over the one that runs, which goes on with the old one's code. */
export class InstalledWatch {
  readonly #deps: InstalledWatchDeps;
  #timer: Timer | null = null;
  #replacedBy: string | null = null;
  #isStopped = false;

  constructor(deps: InstalledWatchDeps) {
    this.#deps = deps;
  }

  /** The version that lies there now; null while it is the one that runs. */
  get replacedBy(): string | null {
    return this.#replacedBy;
  }

  start(): void {
    void this.look();
  }

  /** Also when the person comes back to the window: that is when they can do something about it. Never fails. */
  async look(): Promise<void> {
    this.#timer?.cancel();
    const version = await this.#deps.read().catch(() => null);
    if (this.#isStopped) return;
    this.#timer = this.#deps.clock.after(everyMs, () => void this.look());
    if (version === null) return;
    const replacedBy = version === this.#deps.version ? null : version;
    if (replacedBy === this.#replacedBy) return;
    this.#replacedBy = replacedBy;
    this.#deps.log.write({ event: 'replaced', by: replacedBy });
    this.#deps.onChange();
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }
}
