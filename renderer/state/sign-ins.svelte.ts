import type { ProfileId } from '../../shared/brand.ts';
import type { ViewState } from './view.svelte.ts';

/** Profiles of one account at one server: what is typed once serves them all. */
export type OneAccount = readonly ProfileId[];

export interface AskedSignIn {
  readonly ids: OneAccount;
  /** Of `count` accounts, from 1. */
  readonly place: number;
  readonly count: number;
}

/** The accounts that a person is asked to sign in to, one after the other. */
export class SignIns {
  asked: AskedSignIn | null = $state.raw(null);
  #accounts: readonly OneAccount[] = [];
  readonly #view: ViewState;

  constructor(view: ViewState) {
    this.#view = view;
  }

  ask(accounts: readonly OneAccount[]): void {
    this.#accounts = accounts;
    const [ids] = accounts;
    this.asked = ids === undefined ? null : { ids, place: 1, count: accounts.length };
  }

  /** Goes on to the next account that still waits for an answer. */
  next(): void {
    const from = this.asked?.place ?? 0;
    this.asked = this.#accounts.slice(from).reduce<AskedSignIn | null>((found, account, offset) => {
      const ids = account.filter((id) => this.#waits(id));
      return found ?? (ids.length === 0 ? null : this.#at(ids, from + offset + 1));
    }, null);
  }

  /** Asks for nothing more. */
  close(): void {
    this.ask([]);
  }

  #at(ids: OneAccount, place: number): AskedSignIn {
    return { ids, place, count: this.#accounts.length };
  }

  #waits(id: ProfileId): boolean {
    const profile = this.#view.profile(id);
    return profile !== null && profile.signIn.state !== 'signedIn';
  }
}
