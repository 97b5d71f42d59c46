import type { SecretWord } from '../../shared/secret-mark.ts';
import { headerSecret, proxyHeaderSecret, type SecretKind } from '../../shared/secrets.ts';
import { ProblemError } from '../problem-error.ts';
import type { Secret, SecretName } from '../secret.ts';

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

/** The secrets of one profile that its connections need, once they have been read from the vault. */
export class ProfileSecrets {
  readonly #fixed: Partial<SecretOfKind>;
  readonly #headers: ReadonlyMap<SecretKind, Secret<'HeaderValue'>>;

  constructor(fixed: Partial<SecretOfKind>, headers: ReadonlyMap<SecretKind, Secret<'HeaderValue'>>) {
    this.#fixed = fixed;
    this.#headers = headers;
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

  find<Kind extends FixedKind>(kind: Kind): SecretOfKind[Kind] | null {
    return this.#fixed[kind] ?? null;
  }

  /** Errors: `secret.missing`. */
  need<Kind extends FixedKind>(kind: Kind): SecretOfKind[Kind] {
    const secret = this.find(kind);
    if (secret === null) throw new ProblemError({ kind: 'secret.missing', secret: kind });
    return secret;
  }

  /** The value of a custom request header. Errors: `secret.missing`. */
  header(name: string): Secret<'HeaderValue'> {
    return this.#header(headerSecret(name), `header ${name}`);
  }

  /** The value of a header for the forward proxy. Errors: `secret.missing`. */
  proxyHeader(name: string): Secret<'HeaderValue'> {
    return this.#header(proxyHeaderSecret(name), `proxy header ${name}`);
  }

  #header(kind: SecretKind, words: string): Secret<'HeaderValue'> {
    const secret = this.#headers.get(kind);
    if (secret === undefined) throw new ProblemError({ kind: 'secret.missing', secret: words });
    return secret;
  }
}
