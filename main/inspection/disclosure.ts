import type { Clipboard } from '../ports/clipboard.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Secret, SecretName } from '../secrets/secret.ts';

/** How long a copied token may lie in the clipboard, where every program can read it. */
export const clipboardMs = 60_000;

/** The two ways in which a person may take a token out of the app: each only by an act of their own. */
export class Disclosure {
  readonly #clipboard: Clipboard;
  readonly #clock: Clock;
  #copied: Secret<SecretName> | null = null;
  #timer: Timer | null = null;

  constructor(clipboard: Clipboard, clock: Clock) {
    this.#clipboard = clipboard;
    this.#clock = clock;
  }

  /** Copies a token past the window, straight to the clipboard, and takes it back after a while. */
  async copy(token: Secret<SecretName>): Promise<void> {
    this.#timer?.cancel();
    this.#copied = token;
    this.#timer = this.#clock.after(clipboardMs, () => void this.takeBack());
    await this.#clipboard.write(token.reveal());
  }

  /** The token itself, for the window to show for a moment. */
  reveal(token: Secret<SecretName>): string {
    return token.reveal();
  }

  /** Clears the clipboard if it still holds what was copied; what the person copied since is theirs. */
  async takeBack(): Promise<void> {
    this.#timer?.cancel();
    const copied = this.#copied;
    this.#copied = null;
    if (copied !== null && (await this.#clipboard.read()) === copied.reveal()) await this.#clipboard.clear();
  }
}
