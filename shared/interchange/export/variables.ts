import type { CredentialKind, Profile } from '../../profile.ts';

/** The names under which what is exported asks for the secrets that it must not hold. */
export interface SecretVariables {
  readonly credential: string;
  readonly proxyPassword: string;
  readonly header: (name: string) => string;
}

const credentialVariables: Record<CredentialKind, string> = {
  password: 'REALM_PASSWORD',
  anonymous: 'REALM_NOTHING',
  nickname: 'REALM_NOTHING',
  jwt: 'REALM_JWT',
  custom: 'REALM_CUSTOM_TOKEN',
  adminToken: 'REALM_ADMIN_TOKEN',
  refreshToken: 'REALM_REFRESH_TOKEN',
};

/** Every header has a name of its own, also where two differ only in what a variable can't be called. */
export function secretVariables(profile: Profile): SecretVariables {
  const names = profile.gateway.customRequestHeaders.map(({ name }) => name);
  const wished = names.map((name) => `HEADER_${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`);
  const unique = wished.map((name, at) => (wished.indexOf(name) < at ? `${name}_${at + 1}` : name));
  return {
    credential: credentialVariables[profile.credential.kind],
    proxyPassword: 'PROXY_PASSWORD',
    header: (name) => unique[names.indexOf(name)] ?? 'HEADER',
  };
}
