import { isSyncBelowAuth, type Line, type Setting } from './setting.ts';

/** For a `<VirtualHost>` of Apache httpd 2.4.47 or newer, with mod_proxy_http and mod_headers. */
export const apacheLines = (setting: Setting): Line[] => [
  '# Inside <VirtualHost>; needs mod_proxy_http (2.4.47 or newer) and mod_headers',
  ['LimitRequestFieldSize 16384', 'headerTooLong'],
  ['AllowEncodedSlashes NoDecode', 'pathDecoded'],
  // The last that matches wins.
  ...(isSyncBelowAuth(setting)
    ? [...authLines(setting), ...syncLines(setting)]
    : [...syncLines(setting), ...authLines(setting)]),
];

const syncLines = (setting: Setting): Line[] => [
  `<Location "${setting.prefix}/">`,
  [
    `  ProxyPass "http://${setting.upstream}/realm-sync/" nocanon upgrade=websocket timeout=3600`,
    'upgradeStripped',
    'pathDecoded',
    'pathEncodedTwice',
    'wrongPrefix',
    'idleKilled',
  ],
  ...placeLines(setting),
  '</Location>',
];

const authLines = (setting: Setting): Line[] => [
  `<Location "${setting.authPath}">`,
  `  ProxyPass "http://${setting.upstream}/auth"`,
  ...placeLines(setting),
  '</Location>',
];

const placeLines = ({ tokenHeader, keepsAuthorization }: Setting): Line[] => [
  ['  # no AuthType of a single sign-on for this place', 'signInPage'],
  [
    `  # no "RequestHeader unset ${tokenHeader}" and no "RequestHeader unset Sec-WebSocket-Protocol"`,
    'tokenHeaderStripped',
    'protocolMismatch',
  ],
  ...(keepsAuthorization
    ? ([['  RequestHeader unset Authorization', 'authorizationForwarded']] satisfies Line[])
    : []),
];
