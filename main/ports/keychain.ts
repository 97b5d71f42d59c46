import { ProblemError } from '../problem-error.ts';

/** Names one entry. The account is public: a profile's id and the kind of secret. */
export interface KeychainEntry {
  readonly service: string;
  readonly account: string;
}

/** How long callers wait for an answer: long enough for a person to answer the system's unlock prompt. */
export const keychainDeadlineMs = 60_000;

/**
 * The operating system's store of secrets.
 * Errors: `vault.*` problems. Beware that a locked GNOME keyring answers reads with null and no error.
 */
export interface Keychain {
  read(entry: KeychainEntry): Promise<string | null>;
  write(entry: KeychainEntry, secret: string): Promise<void>;
  /** Whether there was something to remove. */
  remove(entry: KeychainEntry): Promise<boolean>;
  /** Resolves once a call takes no longer than the keychain itself. Absent: that is always so. Never fails. */
  ready?(): Promise<void>;
}

type Keytar = Pick<typeof import('keytar'), 'getPassword' | 'setPassword' | 'deletePassword'>;

/** The keychain through keytar. The native library is loaded with the first call, never at start-up. */
export class KeytarKeychain implements Keychain {
  #keytar: Promise<Keytar> | null = null;

  async read({ service, account }: KeychainEntry): Promise<string | null> {
    return this.#call((keytar) => keytar.getPassword(service, account));
  }

  async write({ service, account }: KeychainEntry, secret: string): Promise<void> {
    await this.#call((keytar) => keytar.setPassword(service, account, secret));
  }

  async remove({ service, account }: KeychainEntry): Promise<boolean> {
    return this.#call((keytar) => keytar.deletePassword(service, account));
  }

  async #call<Value>(use: (keytar: Keytar) => Promise<Value>): Promise<Value> {
    const keytar = await this.#load();
    try {
      return await use(keytar);
    } catch (error) {
      throw keychainFailure(error);
    }
  }

  async #load(): Promise<Keytar> {
    this.#keytar ??= import('keytar').then((module) => module.default);
    try {
      return await this.#keytar;
    } catch {
      this.#keytar = null;
      throw new ProblemError({ kind: 'vault.unavailable', reason: 'noLibrary' });
    }
  }
}

/** What keytar's messages mean; they are libsecret's, macOS' or Windows' own, and all there is to go by. */
export function keychainFailure(error: unknown): ProblemError {
  const message = error instanceof Error ? error.message : '';
  if (/locked|Object does not exist at path/i.test(message))
    return new ProblemError({ kind: 'vault.locked' });
  if (/dismiss|cancel|denied|not allowed|interaction|rejected send message|policy prevents/i.test(message)) {
    return new ProblemError({ kind: 'vault.denied' });
  }
  if (/transport|D-?Bus address|Cannot autolaunch|Could not connect|connection is closed/i.test(message)) {
    return new ProblemError({ kind: 'vault.unavailable', reason: 'noBus' });
  }
  return new ProblemError({ kind: 'vault.unavailable', reason: 'noService' });
}

/** Secrets of this run only: for the demo, the command line's secrets, and people who choose to keep nothing. */
export class MemoryKeychain implements Keychain {
  readonly #entries = new Map<string, string>();

  read(entry: KeychainEntry): Promise<string | null> {
    return Promise.resolve(this.#entries.get(keyOf(entry)) ?? null);
  }

  write(entry: KeychainEntry, secret: string): Promise<void> {
    this.#entries.set(keyOf(entry), secret);
    return Promise.resolve();
  }

  remove(entry: KeychainEntry): Promise<boolean> {
    return Promise.resolve(this.#entries.delete(keyOf(entry)));
  }
}

const keyOf = ({ service, account }: KeychainEntry): string => `${service}\n${account}`;
