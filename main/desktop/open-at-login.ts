import type { LoginItem } from '../ports/login-item.ts';

export interface OpenAtLoginDeps {
  readonly loginItem: LoginItem;
  /** The system has it otherwise than the settings say: they follow. */
  readonly found: (isOn: boolean) => void;
  readonly failed: () => void;
}

/** Brings the system to open the app at login, or not, as it is settled; the system has the last word. */
export class OpenAtLogin {
  readonly #deps: OpenAtLoginDeps;
  /** What the system does; null until it has said so. */
  #isOn: boolean | null = null;
  #wish: boolean | null = null;
  /** What was settled while the system had not said so yet; what it began with is no wish of the person's. */
  #atFirst: boolean | null = null;
  #early: boolean | null = null;
  #turn: Promise<void>;

  constructor(deps: OpenAtLoginDeps) {
    this.#deps = deps;
    this.#turn = this.#look();
  }

  settled(isWanted: boolean): void {
    if (this.#isOn === null) this.#settledEarly(isWanted);
    if (this.#isOn === null || isWanted === this.#wish) return;
    this.#wish = isWanted;
    this.#turn = this.#turn.then(() => this.#set(isWanted));
  }

  /** Resolves when all that was wished for is done. */
  done(): Promise<void> {
    return this.#turn;
  }

  #settledEarly(isWanted: boolean): void {
    this.#atFirst ??= isWanted;
    this.#early = isWanted === this.#atFirst ? null : isWanted;
  }

  async #look(): Promise<void> {
    const isOn = await this.#deps.loginItem.isOn().catch(() => false);
    this.#isOn = isOn;
    this.#wish = this.#early ?? isOn;
    if (this.#wish !== isOn) return this.#set(this.#wish);
    this.#deps.found(isOn);
    // The program may have moved since.
    if (isOn) await this.#deps.loginItem.set(true).catch(() => undefined);
  }

  async #set(isWanted: boolean): Promise<void> {
    if (isWanted === this.#isOn) return;
    try {
      await this.#deps.loginItem.set(isWanted);
      this.#isOn = isWanted;
    } catch {
      this.#wish = this.#isOn;
      this.#deps.failed();
      this.#deps.found(this.#isOn ?? false);
    }
  }
}
