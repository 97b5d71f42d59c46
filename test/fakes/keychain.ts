import type { Keychain, KeychainEntry } from '../../main/ports/keychain.ts';
import type { VaultProblem } from '../../shared/problem.ts';
import { ProblemError } from '../../main/problem-error.ts';

/**
 * `locked` answers as a locked GNOME keyring does: reads find nothing, only writes are refused.
 * `hanging` answers nothing until the mode changes, as when a prompt is open that nobody sees.
 */
export type KeychainMode = 'open' | 'locked' | 'denied' | 'unavailable' | 'hanging';

export interface KeychainCall {
  readonly verb: 'read' | 'write' | 'remove';
  readonly account: string;
}

const refusals: Partial<Record<KeychainMode, VaultProblem>> = {
  denied: { kind: 'vault.denied' },
  unavailable: { kind: 'vault.unavailable', reason: 'noService' },
};

/** A keychain in memory whose mood a test decides. */
export class FakeKeychain implements Keychain {
  readonly calls: KeychainCall[] = [];
  readonly #entries = new Map<string, string>();
  #mode: KeychainMode = 'open';
  #waiting: (() => void)[] = [];

  get mode(): KeychainMode {
    return this.#mode;
  }

  /** Calls that hang are answered in the new mode. */
  set mode(mode: KeychainMode) {
    this.#mode = mode;
    if (mode === 'hanging') return;
    const waiting = this.#waiting;
    this.#waiting = [];
    waiting.forEach((proceed) => proceed());
  }

  /** What is really kept, whatever the mode: account → secret. */
  get kept(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#entries);
  }

  async read({ account }: KeychainEntry): Promise<string | null> {
    await this.#answerable('read', account);
    return this.#mode === 'locked' ? null : (this.#entries.get(account) ?? null);
  }

  async write({ account }: KeychainEntry, secret: string): Promise<void> {
    await this.#answerable('write', account);
    if (this.#mode === 'locked') throw new ProblemError({ kind: 'vault.locked' });
    this.#entries.set(account, secret);
  }

  async remove({ account }: KeychainEntry): Promise<boolean> {
    await this.#answerable('remove', account);
    return this.#mode === 'locked' ? false : this.#entries.delete(account);
  }

  async #answerable(verb: KeychainCall['verb'], account: string): Promise<void> {
    this.calls.push({ verb, account });
    while (this.#mode === 'hanging') {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    const refusal = refusals[this.#mode];
    if (refusal !== undefined) throw new ProblemError(refusal);
  }
}
