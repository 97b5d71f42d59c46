import type { RandomBytes } from './rules.ts';

export type Account = {
  identity: string;
  provider: string;
  providerId: string;
  isAdmin: boolean;
  password: string | null;
};

export type NewAccount = { provider: string; providerId: string; password?: string; isAdmin?: boolean };

/** The demo server's users. In memory only; gone when it stops. */
export class Accounts {
  readonly #accounts: Account[] = [];
  readonly #randomBytes: RandomBytes;

  constructor(randomBytes: RandomBytes) {
    this.#randomBytes = randomBytes;
  }

  find(provider: string, providerId: string): Account | undefined {
    return this.#accounts.find((one) => one.provider === provider && one.providerId === providerId);
  }

  findByIdentity(identity: string): Account | undefined {
    return this.#accounts.find((one) => one.identity === identity);
  }

  create(wanted: NewAccount): Account {
    const account: Account = {
      identity: this.#randomBytes(16).toString('hex'),
      provider: wanted.provider,
      providerId: wanted.providerId,
      isAdmin: wanted.isAdmin ?? false,
      password: wanted.password ?? null,
    };
    this.#accounts.push(account);
    return account;
  }

  findOrCreate(wanted: NewAccount): Account {
    return this.find(wanted.provider, wanted.providerId) ?? this.create(wanted);
  }

  /** A user that can't sign in again: each anonymous login makes one. */
  createAnonymous(): Account {
    return this.create({ provider: 'anonymous', providerId: this.#randomBytes(16).toString('hex') });
  }
}
