import type { PowerMonitor } from 'electron';

/** The computer waking up. That it goes to sleep is of no use: nothing that is begun then is sure to be done. */
export interface Power {
  /** Calls at every waking up from now on; answers how to stop that. */
  onResume(listener: () => void): () => void;
}

/** What the operating system tells Electron. Not every desktop does, so this alone is never relied on. */
export class ElectronPower implements Power {
  readonly #monitor: Pick<PowerMonitor, 'on' | 'off'>;

  constructor(monitor: Pick<PowerMonitor, 'on' | 'off'>) {
    this.#monitor = monitor;
  }

  onResume(listener: () => void): () => void {
    this.#monitor.on('resume', listener);
    return () => this.#monitor.off('resume', listener);
  }
}

/** Under plain Node nothing tells; there the clock alone shows that time was lost. */
export const silentPower: Power = { onResume: () => () => undefined };
