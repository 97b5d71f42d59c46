import type { Gestures } from '../../main/ports/gestures.ts';

/** A person whose presses a test makes. */
export class FakeGestures implements Gestures {
  #pressed = false;

  press(): void {
    this.#pressed = true;
  }

  take(): boolean {
    const was = this.#pressed;
    this.#pressed = false;
    return was;
  }
}
