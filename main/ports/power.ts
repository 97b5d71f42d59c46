import type { PowerMonitor } from 'electron';

/** The computer going to sleep and waking up. */
export type PowerEvent = 'suspended' | 'resumed';

export interface Power {
  /** Calls with every event from now on; answers how to stop that. */
  watch(listener: (event: PowerEvent) => void): () => void;
}

/** What the operating system tells Electron. Not every desktop does, so nothing relies on it alone. */
export class ElectronPower implements Power {
  readonly #monitor: Pick<PowerMonitor, 'on' | 'off'>;

  constructor(monitor: Pick<PowerMonitor, 'on' | 'off'>) {
    this.#monitor = monitor;
  }

  watch(listener: (event: PowerEvent) => void): () => void {
    const onSuspended = () => listener('suspended');
    const onResumed = () => listener('resumed');
    this.#monitor.on('suspend', onSuspended);
    this.#monitor.on('resume', onResumed);
    return () => {
      this.#monitor.off('suspend', onSuspended);
      this.#monitor.off('resume', onResumed);
    };
  }
}

/** Under plain Node there are no such events; the clock alone shows that time was lost. */
export const silentPower: Power = { watch: () => () => undefined };
