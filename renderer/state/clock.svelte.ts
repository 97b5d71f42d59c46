/** The time of day for everything that counts up or down in the window. */
export class Clock {
  nowMs = $state(0);
  readonly #read: () => number;

  constructor(read: () => number = Date.now) {
    this.#read = read;
    this.nowMs = read();
  }

  /** Ticks on each full second, so that all countdowns change together; answers how to stop. */
  start(): () => void {
    let timer: ReturnType<typeof setTimeout>;
    const tick = (): void => {
      this.nowMs = this.#read();
      timer = setTimeout(tick, 1000 - (this.nowMs % 1000));
    };
    tick();
    return () => clearTimeout(timer);
  }
}
