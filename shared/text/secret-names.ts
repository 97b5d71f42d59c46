import type { BoundSecret } from '../destinations.ts';
import { headerNameOf, isHeaderSecret, type HeaderSecretKind } from '../secret-kinds.ts';

/** What a language calls each secret, at the beginning of a sentence. */
export type SecretNames = Readonly<Record<Exclude<BoundSecret, HeaderSecretKind>, string>> & {
  readonly header: (name: string) => string;
};

export const secretName = (names: SecretNames, secret: BoundSecret): string =>
  isHeaderSecret(secret) ? names.header(headerNameOf(secret)) : names[secret];
