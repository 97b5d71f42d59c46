import type { Source } from './source.ts';

/** For Realm .NET 3 and 4 (SyncConfigurationBase). */
export function dotnetLines(source: Source): string[] {
  const { server, realmUrls } = source;
  return [
    'using Realms.Sync;',
    '',
    ...credentialLines(source),
    `var user = await User.LoginAsync(credentials, new Uri(${server}));`,
    ...managerLines(source),
    ...realmUrls.flatMap((url, at) => openLines(source, url, at)),
  ];
}

function credentialLines({ credential, secret, text }: Source): string[] {
  const made = (() => {
    switch (credential.kind) {
      case 'password':
        return `UsernamePassword(${text(credential.username)}, ${secret}, createUser: false)`;
      case 'anonymous':
        return 'Anonymous()';
      case 'nickname':
        return `Nickname(${text(credential.nickname)}${credential.isAdmin === true ? ', isAdmin: true' : ''})`;
      case 'jwt':
        return `JWT(${secret}, ${text(credential.provider)})`;
      case 'custom':
        return `Custom(${text(credential.provider)}, ${secret}, null)`;
      case 'adminToken':
      case 'refreshToken':
        return null;
    }
  })();
  return made === null
    ? ['// The profile signs in with a token that this SDK has no credential for: make your own.']
    : [`var credentials = Credentials.${made};`];
}

/** Realm .NET documents none of these; the names follow the other SDKs. */
function managerLines({ authorizationHeaderName, headers }: Source): string[] {
  const lines = [
    ...(authorizationHeaderName === null
      ? []
      : [`SyncConfigurationBase.AuthorizationHeaderName = ${authorizationHeaderName};`]),
    ...(headers.length === 0
      ? []
      : [
          'SyncConfigurationBase.CustomHttpHeaders = new Dictionary<string, string>',
          '{',
          ...headers.map(({ name, value, remark }) => `    { ${name}, ${value} },${remark}`),
          '};',
        ]),
  ];
  const remark = '// Not documented by Realm .NET, UrlPrefix neither: look up how your version takes it.';
  return lines.length === 0 ? [] : [remark, ...lines];
}

function openLines({ urlPrefix, verify, partial }: Source, url: string, at: number): string[] {
  const type = partial ? 'QueryBasedSyncConfiguration' : 'FullSyncConfiguration';
  const settings = [
    ...(urlPrefix === null ? [] : [`    UrlPrefix = ${urlPrefix},`]),
    ...(verify ? [] : ['    EnableSSLValidation = false,']),
  ];
  const made = `var configuration${at === 0 ? '' : at + 1} = new ${type}(new Uri(${url}), user)`;
  return settings.length === 0 ? [`${made};`] : [made, '{', ...settings, '};'];
}
