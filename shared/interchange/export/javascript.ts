import type { Source } from './source.ts';

/** For Realm JavaScript 2 to 6 (Realm.Sync~SyncConfiguration). */
export function javascriptLines(source: Source): string[] {
  const { server, realmUrls } = source;
  return [
    "const Realm = require('realm');",
    '',
    ...credentialLines(source),
    `Realm.Sync.User.login(${server}, credentials).then((user) => {`,
    ...realmUrls.flatMap((url, at) => openLines(source, url, at)),
    '});',
  ];
}

function credentialLines({ credential, secret, text }: Source): string[] {
  const made = (() => {
    switch (credential.kind) {
      case 'password':
        return `usernamePassword(${text(credential.username)}, ${secret})`;
      case 'anonymous':
        return 'anonymous()';
      case 'nickname':
        return `nickname(${text(credential.nickname)}${credential.isAdmin === true ? ', true' : ''})`;
      case 'jwt':
        return `jwt(${secret}, ${text(credential.provider)})`;
      case 'custom':
        return `custom(${text(credential.provider)}, ${secret})`;
      case 'adminToken':
        return `adminToken(${secret})`;
      case 'refreshToken':
        return null;
    }
  })();
  return made === null
    ? ['// The profile signs in with a refresh token, which this SDK has no credential for: make your own.']
    : [`const credentials = Realm.Sync.Credentials.${made};`];
}

function openLines(source: Source, url: string, at: number): string[] {
  return [
    `  const configuration${at === 0 ? '' : at + 1} = user.createConfiguration({`,
    '    sync: {',
    `      url: ${url},`,
    `      fullSynchronization: ${!source.partial},`,
    ...headerLines(source),
    ...unpublishedLines(source),
    ...(source.verify ? [] : ['      ssl: { validate: false },']),
    '    },',
    '  });',
  ];
}

function headerLines({ headers }: Source): string[] {
  if (headers.length === 0) return [];
  return [
    '      custom_http_headers: {',
    ...headers.map(({ name, value, remark }) => `        ${name}: ${value},${remark}`),
    '      },',
  ];
}

/** Of the three, Realm JavaScript documents the headers only. */
function unpublishedLines({ authorizationHeaderName, urlPrefix }: Source): string[] {
  const lines = [
    ...(authorizationHeaderName === null
      ? []
      : [`      authorizationHeaderName: ${authorizationHeaderName},`]),
    ...(urlPrefix === null ? [] : [`      urlPrefix: ${urlPrefix},`]),
  ];
  const remark = '      // Not documented by Realm JavaScript: look up how your version takes it.';
  return lines.length === 0 ? [] : [remark, ...lines];
}
