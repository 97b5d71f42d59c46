import { systemProxy, type Destination, type Withheld } from '../../shared/destinations.ts';
import type { ProblemOf } from '../../shared/problem.ts';
import type { SecretWord } from '../../shared/secret-mark.ts';
import {
  fixedKinds,
  headerSecret,
  proxyHeaderSecret,
  rowOf,
  secretKinds,
  type FixedKind,
  type SecretKind,
  type SecretTypeOf,
} from '../../shared/secret-kinds.ts';
import { ProblemError } from '../problem-error.ts';
import type { Secret, SecretName } from './secret.ts';

/** A secret with what it is. */
export interface NamedSecret {
  readonly word: SecretWord;
  readonly secret: Secret<SecretName>;
}

/** A secret of a kind, out of the vault. */
export type SecretOf<Kind extends SecretKind> = Secret<SecretTypeOf<Kind>>;
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

  /** Every one of them, for callers that have to recognise it. */
  get all(): readonly NamedSecret[] {
    const fixed = fixedKinds.flatMap((kind): NamedSecret[] => {
      const secret = this.#fixed[kind];
      return secret === undefined ? [] : [{ word: secretKinds[kind].word, secret }];
    });
    const headers = [...this.#headers].map(([kind, secret]): NamedSecret => ({
      word: rowOf(kind).word,
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

  /** Whether something here was given for the system's proxy before it was known which that is. */
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
    const fixed = fixedKinds.filter((kind) => this.#fixed[kind] !== undefined);
    return [...fixed, ...this.#headers.keys()].filter((kind) => rowOf(kind).goesTo === 'proxy');
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
