import type { InputEvent, WebContents } from 'electron';
import type { Clock } from './clock.ts';

/**
 * What a person did with their own hands, as the main process itself saw it. A page can say that a person clicked; it
 * can't make the browser process see a click.
 */
export interface Gestures {
  /** Whether a person pressed a key or a button just now. Each press serves once. */
  take(): boolean;
}

/** As long as a browser lets a page rest on one press (HTML, "transient activation duration"). */
export const gestureLastsMs = 5_000;

/** Presses in the window's page, seen before the page sees them; what a script dispatches never comes by here. */
export class ElectronGestures implements Gestures {
  readonly #clock: Clock;
  #pressedAt: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  watch(contents: Pick<WebContents, 'on'>): void {
    contents.on('input-event', (_event, input) => {
      if (isPress(input)) this.pressed();
    });
  }

  /** The same where the person chose something outside the page: in the menu, the tray, a notification. */
  pressed(): void {
    this.#pressedAt = this.#clock.monotonic();
  }

  take(): boolean {
    const pressedAt = this.#pressedAt;
    this.#pressedAt = null;
    return pressedAt !== null && this.#clock.monotonic() - pressedAt <= gestureLastsMs;
  }
}

/** What activates a page (HTML, "activation triggering input event"): a press, not its end, and no repetition of it. */
const isPress = ({ type, modifiers = [] }: InputEvent): boolean =>
  presses.has(type) || (keyPresses.has(type) && !modifiers.includes('isautorepeat'));

const presses: ReadonlySet<InputEvent['type']> = new Set(['mouseDown', 'gestureTap', 'touchEnd']);
const keyPresses: ReadonlySet<InputEvent['type']> = new Set(['keyDown', 'rawKeyDown']);
