import { literal, type Line, type Setting } from './setting.ts';

const variableOf = (header: string): string => `$http_${header.toLowerCase().replaceAll('-', '_')}`;

/** For `http { }`: only `$request_uri` is the path as it came; nginx's own is decoded, its slashes merged. */
const nginxHttpLines = ({ prefix, upstream }: Setting): Line[] => [
  '# Inside http { }',
  'upstream realm_object_server {',
  `  server ${upstream};`,
  '}',
  ['map $request_uri $realm_sync_target {', 'pathDecoded', 'pathEncodedTwice', 'wrongPrefix'],
  [
    `  "~^${literal(prefix)}/(?<realm_path>.*)$" /realm-sync/$realm_path;`,
    'pathDecoded',
    'pathEncodedTwice',
    'wrongPrefix',
  ],
  '}',
];

/** For `server { }`. */
const nginxServerLines = (setting: Setting): Line[] => [
  '# Inside server { }',
  ['large_client_header_buffers 4 16k;', 'headerTooLong'],
  ...oddNameLines(setting),
  `location ${quoted(`${setting.prefix}/`)} {`,
  [
    '  proxy_pass http://realm_object_server$realm_sync_target;',
    'pathDecoded',
    'pathEncodedTwice',
    'wrongPrefix',
    'signInPage',
  ],
  ['  proxy_http_version 1.1;', 'upgradeStripped'],
  ['  proxy_set_header Upgrade $http_upgrade;', 'upgradeStripped'],
  ['  proxy_set_header Connection "upgrade";', 'upgradeStripped'],
  ['  proxy_set_header Sec-WebSocket-Protocol $http_sec_websocket_protocol;', 'protocolMismatch'],
  '  proxy_set_header Host $http_host;',
  ...headerLines(setting),
  ['  proxy_read_timeout 1h;', 'idleKilled'],
  ['  proxy_send_timeout 1h;', 'idleKilled'],
  '}',
  `location ${quoted(setting.authPath)} {`,
  '  proxy_pass http://realm_object_server/auth;',
  '  proxy_http_version 1.1;',
  '  proxy_set_header Host $http_host;',
  ...headerLines(setting),
  '}',
];

const quoted = (path: string): string => (/^[\w/.~%-]+$/.test(path) ? path : `"${path}"`);

/** nginx drops headers with an underscore, or with a sign that it thinks odd, without a word. */
function oddNameLines({ tokenHeader }: Setting): Line[] {
  if (hasVariable(tokenHeader)) {
    return tokenHeader.includes('_') ? [['underscores_in_headers on;', 'tokenHeaderStripped']] : [];
  }
  return [['ignore_invalid_headers off;', 'tokenHeaderStripped']];
}

const hasVariable = (header: string): boolean => /^[\w-]+$/.test(header);

const headerLines = ({ tokenHeader, keepsAuthorization }: Setting): Line[] => [
  ...(hasVariable(tokenHeader)
    ? ([
        [`  proxy_set_header ${tokenHeader} ${variableOf(tokenHeader)};`, 'tokenHeaderStripped'],
      ] satisfies Line[])
    : []),
  ...(keepsAuthorization
    ? ([['  proxy_set_header Authorization "";', 'authorizationForwarded']] satisfies Line[])
    : []),
];

export const nginxLines = (setting: Setting): Line[] => [
  ...nginxHttpLines(setting),
  '',
  ...nginxServerLines(setting),
];
