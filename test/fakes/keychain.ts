import type { Keychain, KeychainEntry } from '../../main/ports/keychain.ts';
import type { VaultProblem } from '../../shared/problem.ts';
import { ProblemError } from '../../main/problem-error.ts';

/**
 * `locked` answers as a locked GNOME keyring does: reads find nothing, only writes are refused.
 * `hanging` answers nothing until the mode changes, as when a prompt is open and not seen.
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
  /** Calls of this kind are never answered, in any mode. */
  stuckVerb: KeychainCall['verb'] | null = null;
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

  /** What is really kept, in any mode: account → secret. */
  get kept(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#entries);
  }

  async read({ account }: KeychainEntry): Promise<string | null> {
    const mode = await this.#answering('read', account);
    return mode === 'locked' ? null : (this.#entries.get(account) ?? null);
  }

  async write({ account }: KeychainEntry, secret: string): Promise<void> {
    const mode = await this.#answering('write', account);
    if (mode === 'locked') throw new ProblemError({ kind: 'vault.locked' });
    this.#entries.set(account, secret);
  }

  async remove({ account }: KeychainEntry): Promise<boolean> {
    const mode = await this.#answering('remove', account);
    return mode === 'locked' ? false : this.#entries.delete(account);
  }

  /** The mode in which a call is answered, once it is. */
  async #answering(verb: KeychainCall['verb'], account: string): Promise<KeychainMode> {
    this.calls.push({ verb, account });
    while (this.#mode === 'hanging' || this.stuckVerb === verb) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    const mode = this.#mode;
    const refusal = refusals[mode];
    if (refusal !== undefined) throw new ProblemError(refusal);
    return mode;
  }
}
