import type { Source } from './source.ts';

/** For Realm Swift 3.4 or newer (SyncManager, SyncConfiguration). */
export function swiftLines(source: Source): string[] {
  return ['import RealmSwift', '', ...managerLines(source), ...credentialLines(source), ...openLines(source)];
}

function managerLines({ authorizationHeaderName, headers }: Source): string[] {
  const name =
    authorizationHeaderName === null
      ? []
      : [`SyncManager.shared.authorizationHeaderName = ${authorizationHeaderName}`];
  const custom =
    headers.length === 0
      ? []
      : [
          'SyncManager.shared.customRequestHeaders = [',
          ...headers.map(({ name, value, remark }) => `    ${name}: ${value},${remark}`),
          ']',
        ];
  const lines = [...name, ...custom];
  return lines.length === 0 ? [] : [...lines, ''];
}

function credentialLines({ credential, secret, text }: Source): string[] {
  const made = (() => {
    switch (credential.kind) {
      case 'password':
        return `SyncCredentials.usernamePassword(username: ${text(credential.username)}, password: ${secret})`;
      case 'anonymous':
        return 'SyncCredentials.anonymous()';
      case 'nickname':
        return `SyncCredentials.nickname(${text(credential.nickname)}${credential.isAdmin === true ? ', isAdmin: true' : ''})`;
      case 'jwt':
        return credential.provider === 'jwt'
          ? `SyncCredentials.jwt(${secret})`
          : `SyncCredentials(customToken: ${secret}, provider: Provider(${text(credential.provider)}))`;
      case 'custom':
        return `SyncCredentials(customToken: ${secret}, provider: Provider(${text(credential.provider)}))`;
      case 'adminToken':
      case 'refreshToken':
        return null;
    }
  })();
  return made === null
    ? ['// The profile signs in with a token that this SDK has no credential for: make your own.']
    : [`let credentials = ${made}`];
}

function openLines({ server, realmUrls, urlPrefix, verify, partial }: Source): string[] {
  return [
    `SyncUser.logIn(with: credentials, server: URL(string: ${server})!) { user, error in`,
    '    guard let user = user else { return }',
    ...realmUrls.flatMap((url, at) => [
      `    let configuration${at === 0 ? '' : at + 1} = SyncConfiguration(user: user,`,
      `        realmURL: URL(string: ${url})!,`,
      `        enableSSLValidation: ${verify},`,
      `        isPartial: ${partial}${urlPrefix === null ? ')' : ','}`,
      ...(urlPrefix === null ? [] : [`        urlPrefix: ${urlPrefix})`]),
    ]),
    '}',
  ];
}
