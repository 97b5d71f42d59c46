import { systemProxy, type Destination, type Withheld } from '../../shared/destinations.ts';
import type { ProblemOf } from '../../shared/problem.ts';
import type { SecretWord } from '../../shared/secret-mark.ts';
import {
  headerSecret,
  isProxyHeaderSecret,
  proxyHeaderSecret,
  type SecretKind,
} from '../../shared/secrets.ts';
import { ProblemError } from '../problem-error.ts';
import type { Secret, SecretName } from './secret.ts';

/** The type that each kind of secret has once it is out of the vault. */
export const secretNames = {
  refreshToken: 'RefreshToken',
  adminToken: 'AdminToken',
  proxyPassword: 'ProxyPassword',
  clientKey: 'ClientKey',
  clientBundle: 'ClientBundle',
  clientKeyPassphrase: 'Passphrase',
} as const satisfies Record<string, SecretName>;

/** What each reads as where it may not be shown. */
const words: Record<keyof typeof secretNames, SecretWord> = {
  refreshToken: 'refresh token',
  adminToken: 'access token',
  proxyPassword: 'proxy password',
  clientKey: 'secret',
  clientBundle: 'secret',
  clientKeyPassphrase: 'secret',
};

/** A secret with what it is. */
export interface NamedSecret {
  readonly word: SecretWord;
  readonly secret: Secret<SecretName>;
}

export type FixedKind = keyof typeof secretNames;
export type SecretOf<Kind extends FixedKind> = Secret<(typeof secretNames)[Kind]>;
export type SecretOfKind = { readonly [Kind in FixedKind]: SecretOf<Kind> };

/** What of a profile's secrets may go where. */
export interface Bounds {
  readonly givenFor: (kind: SecretKind) => readonly Destination[];
  /** Kept, and not read: it was given for other places than those that the profile names. */
  readonly withheld: readonly Withheld[];
  /** What was given for whichever proxy the system names is from now on for these. */
  readonly bind: (kind: SecretKind, places: readonly Destination[]) => void;
}

const unbound: Bounds = { givenFor: () => [], withheld: [], bind: () => undefined };

/** The secrets of one profile that its connections need, once they have been read from the vault. */
export class ProfileSecrets {
  readonly #fixed: Partial<SecretOfKind>;
  readonly #headers: ReadonlyMap<SecretKind, Secret<'HeaderValue'>>;
  readonly #bounds: Bounds;

  constructor(
    fixed: Partial<SecretOfKind>,
    headers: ReadonlyMap<SecretKind, Secret<'HeaderValue'>>,
    bounds: Bounds = unbound,
  ) {
    this.#fixed = fixed;
    this.#headers = headers;
    this.#bounds = bounds;
  }

  /** Every one of them, for whoever has to recognise it. */
  get all(): readonly NamedSecret[] {
    const fixed = Object.entries(words).flatMap(([kind, word]): NamedSecret[] => {
      const secret = Object.entries(this.#fixed).find(([other]) => other === kind)?.[1];
      return secret === undefined ? [] : [{ word, secret }];
    });
    const headers = [...this.#headers.values()].map((secret): NamedSecret => ({
      word: 'header value',
      secret,
    }));
    return [...fixed, ...headers];
  }

  /** Errors: `secret.withheld`. */
  find<Kind extends FixedKind>(kind: Kind): SecretOfKind[Kind] | null {
    const withheld = this.withheld(kind);
    if (withheld !== null) throw new ProblemError(withheld);
    return this.#fixed[kind] ?? null;
  }

  /** Errors: `secret.missing`, `secret.withheld`. */
  need<Kind extends FixedKind>(kind: Kind): SecretOfKind[Kind] {
    const secret = this.find(kind);
    if (secret === null) throw new ProblemError({ kind: 'secret.missing', secret: kind });
    return secret;
  }

  /** Why a secret that is kept is not here; null if that isn't so. */
  withheld(kind: SecretKind): ProblemOf<'secret.withheld'> | null {
    const found = this.#bounds.withheld.find(({ secret }) => secret === kind);
    return found === undefined ? null : { kind: 'secret.withheld', ...found };
  }

  /** The password for a proxy (`host:port`). Errors: `secret.missing`, `secret.withheld`. */
  needProxyPassword(proxy: Destination): Secret<'ProxyPassword'> {
    const password = this.need('proxyPassword');
    this.#requireGivenFor('proxyPassword', proxy);
    return password;
  }

  /** The same where the proxy may want none; null where it was given for another one. */
  findProxyPassword(proxy: Destination): Secret<'ProxyPassword'> | null {
    const password = this.find('proxyPassword');
    return this.#isGivenFor('proxyPassword', proxy) ? password : null;
  }

  /** The value of a custom request header. Errors: `secret.missing`, `secret.withheld`. */
  header(name: string): Secret<'HeaderValue'> {
    return this.#header(headerSecret(name), `header ${name}`);
  }

  /** The value of a header for a forward proxy (`host:port`). Errors: `secret.missing`, `secret.withheld`. */
  proxyHeader(name: string, proxy: Destination): Secret<'HeaderValue'> {
    const value = this.#header(proxyHeaderSecret(name), `proxy header ${name}`);
    this.#requireGivenFor(proxyHeaderSecret(name), proxy);
    return value;
  }

  /** Whether something here was given for the system's proxy before anybody knew which that is. */
  get awaitsSystemProxy(): boolean {
    return this.#proxyKinds.some((kind) => this.#bounds.givenFor(kind).includes(systemProxy));
  }

  /** From now on what was given for the system's proxy is for these, and no others. */
  bindToSystemProxies(proxies: readonly Destination[]): void {
    for (const kind of this.#proxyKinds) {
      const given = this.#bounds.givenFor(kind);
      if (given.includes(systemProxy)) {
        this.#bounds.bind(kind, [...given.filter((place) => place !== systemProxy), ...proxies]);
      }
    }
  }

  get #proxyKinds(): readonly SecretKind[] {
    const headers = [...this.#headers.keys()].filter(isProxyHeaderSecret);
    return this.#fixed.proxyPassword === undefined ? headers : ['proxyPassword', ...headers];
  }

  /** What never was in a vault has no bounds. */
  #isGivenFor(kind: SecretKind, place: Destination): boolean {
    return this.#bounds === unbound || this.#bounds.givenFor(kind).includes(place);
  }

  #requireGivenFor(kind: SecretKind, place: Destination): void {
    if (this.#isGivenFor(kind, place)) return;
    const givenFor = this.#bounds.givenFor(kind);
    throw new ProblemError({ kind: 'secret.withheld', secret: kind, givenFor, wantedBy: [place] });
  }

  #header(kind: SecretKind, words: string): Secret<'HeaderValue'> {
    const withheld = this.withheld(kind);
    if (withheld !== null) throw new ProblemError(withheld);
    const secret = this.#headers.get(kind);
    if (secret === undefined) throw new ProblemError({ kind: 'secret.missing', secret: words });
    return secret;
  }
}
