import { isAuthBelowSync, literal, type Line, type Setting } from './setting.ts';

/** HAProxy's strong quotes: nothing inside has a meaning but their end, so that a quote stands outside of them. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** For the `global` section. */
const haproxyGlobalLines = (): Line[] => ['# In global', ['  tune.bufsize 32768', 'headerTooLong']];

/** For the `frontend` section. */
const haproxyFrontendLines = ({ prefix, authPath }: Setting): Line[] => [
  '# In the frontend',
  `  acl is_realm_sync path_beg ${quoted(`${prefix}/`)}`,
  `  acl is_realm_auth path_beg ${quoted(authPath)}`,
  ['  use_backend realm_object_server if is_realm_sync || is_realm_auth', 'signInPage'],
];

/** HAProxy passes what no line removes: several mistakes are mended by lines that are not there. */
const haproxyBackendLines = (setting: Setting): Line[] => [
  'backend realm_object_server',
  '  mode http',
  ['  # no "http-request del-header upgrade", no "option httpclose"', 'upgradeStripped'],
  ['  # no "http-request del-header sec-websocket-protocol"', 'protocolMismatch'],
  [`  # no "http-request del-header ${setting.tokenHeader.toLowerCase()}"`, 'tokenHeaderStripped'],
  [
    '  # no "set-path" and no "url_dec": replace-uri leaves the rest as it came',
    'pathDecoded',
    'pathEncodedTwice',
  ],
  ...(isAuthBelowSync(setting)
    ? [...authLines(setting), syncLine(setting)]
    : [syncLine(setting), ...authLines(setting)]),
  ...(setting.keepsAuthorization
    ? ([['  http-request del-header Authorization', 'authorizationForwarded']] satisfies Line[])
    : []),
  '  timeout connect 5s',
  '  timeout server 1m',
  ['  timeout tunnel 1h', 'idleKilled'],
  `  server realm1 ${setting.upstream}`,
];

const syncLine = ({ prefix }: Setting): Line => [
  `  http-request replace-uri ${quoted(`^${literal(prefix)}/(.*)$`)} ${quoted('/realm-sync/\\1')}`,
  'wrongPrefix',
];

const authLines = ({ authPath }: Setting): Line[] =>
  authPath === '/auth'
    ? []
    : [`  http-request replace-uri ${quoted(`^${literal(authPath)}(.*)$`)} ${quoted('/auth\\1')}`];

export const haproxyLines = (setting: Setting): Line[] => [
  ...haproxyGlobalLines(),
  '',
  ...haproxyFrontendLines(setting),
  '',
  ...haproxyBackendLines(setting),
];
