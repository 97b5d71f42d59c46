import type { Source } from './source.ts';

/** For Realm Java 5.1 or newer (SyncManager, SyncConfiguration.Builder). */
export function javaLines(source: Source): string[] {
  const { authRoute, realmUrls } = source;
  return [
    ...managerLines(source),
    ...credentialLines(source),
    `SyncUser user = SyncUser.logIn(credentials, ${authRoute});`,
    ...realmUrls.flatMap((url, at) => openLines(source, url, at)),
  ];
}

function managerLines({ authorizationHeaderName, headers }: Source): string[] {
  const lines = [
    ...(authorizationHeaderName === null
      ? []
      : [`SyncManager.setAuthorizationHeaderName(${authorizationHeaderName});`]),
    ...headers.map(
      ({ name, value, remark }) => `SyncManager.addCustomRequestHeader(${name}, ${value});${remark}`,
    ),
  ];
  return lines.length === 0 ? [] : [...lines, ''];
}

function credentialLines({ credential, secret, text }: Source): string[] {
  const made = (() => {
    switch (credential.kind) {
      case 'password':
        return `usernamePassword(${text(credential.username)}, ${secret}, false)`;
      case 'anonymous':
        return 'anonymous()';
      case 'nickname':
        return `nickname(${text(credential.nickname)}, ${credential.isAdmin === true})`;
      case 'jwt':
        return credential.provider === 'jwt'
          ? `jwt(${secret})`
          : `custom(${secret}, ${text(credential.provider)}, null)`;
      case 'custom':
        return `custom(${secret}, ${text(credential.provider)}, null)`;
      case 'adminToken':
      case 'refreshToken':
        return null;
    }
  })();
  return made === null
    ? ['// The profile signs in with a token that this SDK has no credential for: make your own.']
    : [`SyncCredentials credentials = SyncCredentials.${made};`];
}

function openLines({ urlPrefix, verify, partial }: Source, url: string, at: number): string[] {
  return [
    `SyncConfiguration configuration${at === 0 ? '' : at + 1} = user.createConfiguration(${url})`,
    ...(urlPrefix === null ? [] : [`    .urlPrefix(${urlPrefix})`]),
    ...(verify ? [] : ['    .disableSSLVerification()']),
    `    .${partial ? 'partialRealm' : 'fullSynchronization'}()`,
    '    .build();',
  ];
}
