import type { CustomRequestHeader, Profile } from '../../shared/profile.ts';
import {
  headerSecret,
  proxyHeaderSecret,
  type SecretKind,
  type EnteredSecrets,
} from '../../shared/secrets.ts';
import { Secret, type SecretName } from './secret.ts';

export interface EnteredEntry {
  readonly kind: SecretKind;
  readonly secret: Secret<SecretName>;
}

/**
 * What a person typed, as entries for the vault: only what the profile has a use for. The credential is not among
 * them: it is exchanged for tokens, and those are kept.
 */
export function enteredEntries(profile: Profile, typed: EnteredSecrets): EnteredEntry[] {
  const entries = [
    ...headerEntries(profile.gateway.customRequestHeaders, typed.headers, headerSecret),
    ...headerEntries(profile.route.proxyHeaders, typed.proxyHeaders, proxyHeaderSecret),
  ];
  const { proxyPassword, clientKey, clientBundle, clientKeyPassphrase } = typed;
  if (proxyPassword !== undefined) {
    entries.push({ kind: 'proxyPassword', secret: new Secret('ProxyPassword', proxyPassword) });
  }
  if (clientKey !== undefined)
    entries.push({ kind: 'clientKey', secret: new Secret('ClientKey', clientKey) });
  if (clientBundle !== undefined) {
    entries.push({ kind: 'clientBundle', secret: new Secret('ClientBundle', clientBundle) });
  }
  if (clientKeyPassphrase !== undefined) {
    entries.push({ kind: 'clientKeyPassphrase', secret: new Secret('Passphrase', clientKeyPassphrase) });
  }
  return entries;
}

const headerEntries = (
  headers: readonly CustomRequestHeader[],
  typed: Readonly<Record<string, string>> = {},
  kindOf: (name: string) => SecretKind,
): EnteredEntry[] =>
  headers.flatMap(({ name, secret }) => {
    const value = secret ? valueOf(typed, name) : undefined;
    return value === undefined ? [] : [{ kind: kindOf(name), secret: new Secret('HeaderValue', value) }];
  });

/** Header names are the same in any case (RFC 9110 §5.1). */
const valueOf = (headers: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.entries(headers).find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1];
