import type { CredentialKind, Profile } from '../../profile.ts';

/** The names under which what is exported asks for the secrets that it must not hold. */
export interface SecretVariables {
  readonly credential: string;
  readonly proxyPassword: string;
  readonly header: (name: string) => string;
  /** Of a header for the forward proxy. */
  readonly proxyHeader: (name: string) => string;
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

export function secretVariables(profile: Profile): SecretVariables {
  return {
    credential: credentialVariables[profile.credential.kind],
    proxyPassword: 'PROXY_PASSWORD',
    header: variableNames('HEADER', profile.gateway.customRequestHeaders),
    proxyHeader: variableNames('PROXY_HEADER', profile.route.proxyHeaders),
  };
}

/** Every header has a name of its own, also where two differ only in what a variable can't be called. */
function variableNames(
  start: string,
  headers: readonly { readonly name: string }[],
): (name: string) => string {
  const names = headers.map(({ name }) => name);
  const wished = names.map((name) => `${start}_${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`);
  const unique = wished.map((name, at) => (wished.indexOf(name) < at ? `${name}_${at + 1}` : name));
  return (name) => unique[names.indexOf(name)] ?? start;
}
