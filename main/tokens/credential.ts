import { isDeepStrictEqual } from 'node:util';
import { secretOfCredential } from '../../shared/credential-kinds.ts';
import type { Credential, Profile } from '../../shared/profile.ts';
import type { EnteredSecrets } from '../../shared/secrets.ts';
import { ProblemError } from '../problem-error.ts';
import { Secret, type SecretName } from '../secrets/secret.ts';

/** A credential together with what proves it: ready to be exchanged for tokens. */
export type CredentialWithSecret =
  | { readonly kind: 'password'; readonly username: string; readonly password: Secret<'Password'> }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'nickname'; readonly nickname: string; readonly isAdmin?: true }
  | { readonly kind: 'jwt'; readonly provider: string; readonly jwt: Secret<'Jwt'> }
  | {
      readonly kind: 'custom';
      readonly provider: string;
      /** As JSON text. */
      readonly payload: Secret<'CustomCredential'>;
      readonly userInfo: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'adminToken'; readonly token: Secret<'AdminToken'> }
  | { readonly kind: 'refreshToken'; readonly token: Secret<'RefreshToken'> };

/** Joins what the profile says with what the person typed. Errors: `secret.missing`. */
export function withSecret(credential: Credential, typed: EnteredSecrets): CredentialWithSecret {
  switch (credential.kind) {
    case 'anonymous':
    case 'nickname':
      return credential;
    case 'password':
      return { ...credential, password: need('Password', 'password', typed.password) };
    case 'jwt':
      return { ...credential, jwt: need('Jwt', 'jwt', typed.jwt) };
    case 'custom':
      return {
        kind: 'custom',
        provider: credential.provider,
        payload: need('CustomCredential', 'custom', jsonText(typed.custom)),
        userInfo: credential.userInfo ?? {},
      };
    case 'adminToken':
      return { kind: 'adminToken', token: need('AdminToken', 'adminToken', typed.adminToken) };
    case 'refreshToken':
      return { kind: 'refreshToken', token: need('RefreshToken', 'refreshToken', typed.refreshToken) };
  }
}

/** Whether the person typed what proves the credential; if not, what the vault holds may do. */
export const hasProof = ({ kind }: Credential, typed: EnteredSecrets): boolean => {
  const secret = secretOfCredential(kind);
  return secret !== null && typed[secret] !== undefined;
};

/** Whether a token of the one is of any use for the other, wherever it goes. */
export const provesSameAccount = (one: Profile, other: Profile): boolean =>
  isDeepStrictEqual(one.credential, other.credential);

/** What proves one identity, a refresh token of it included, is no good for another, nor for another server. */
export const provesSameIdentity = (one: Profile, other: Profile): boolean =>
  one.server === other.server && provesSameAccount(one, other);

function need<Name extends SecretName>(
  name: Name,
  field: keyof EnteredSecrets,
  value: string | undefined,
): Secret<Name> {
  if (value === undefined) throw new ProblemError({ kind: 'secret.missing', secret: field });
  return new Secret(name, value);
}

const jsonText = (value: unknown): string | undefined =>
  value === undefined ? undefined : JSON.stringify(value);
