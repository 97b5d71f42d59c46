import { isAuthBelowSync, type Line, type Setting } from './setting.ts';

/** Parts of Envoy's HttpConnectionManager and of its routes; the cluster is called `realm_object_server`. */
export const envoyLines = (setting: Setting): Line[] => [
  `# The cluster realm_object_server leads to ${setting.upstream}`,
  '# In the HttpConnectionManager',
  ['path_with_escaped_slashes_action: KEEP_UNCHANGED', 'pathDecoded'],
  ['normalize_path: false', 'pathDecoded', 'pathEncodedTwice'],
  ['merge_slashes: false', 'pathDecoded'],
  ['max_request_headers_kb: 96', 'headerTooLong'],
  ['stream_idle_timeout: 3600s', 'idleKilled'],
  'upgrade_configs:',
  ['  - upgrade_type: websocket', 'upgradeStripped'],
  '# In the virtual host',
  'routes:',
  // The first that matches wins.
  ...(isAuthBelowSync(setting)
    ? [...authLines(setting), ...syncLines(setting)]
    : [...syncLines(setting), ...authLines(setting)]),
];

const syncLines = (setting: Setting): Line[] => [
  `  - match: { prefix: ${JSON.stringify(`${setting.prefix}/`)} }`,
  '    route:',
  '      cluster: realm_object_server',
  ['      prefix_rewrite: /realm-sync/', 'wrongPrefix'],
  ['      timeout: 0s', 'idleKilled'],
  ['      idle_timeout: 3600s', 'idleKilled'],
  ...placeLines(setting),
];

const authLines = (setting: Setting): Line[] => [
  `  - match: { prefix: ${JSON.stringify(setting.authPath)} }`,
  '    route:',
  '      cluster: realm_object_server',
  '      prefix_rewrite: /auth',
  ...placeLines(setting),
];

const placeLines = ({ tokenHeader, keepsAuthorization }: Setting): Line[] => [
  ['    # no ext_authz or oauth2 filter that answers with a page', 'signInPage'],
  [
    `    # never in request_headers_to_remove: ${tokenHeader.toLowerCase()}, sec-websocket-protocol`,
    'tokenHeaderStripped',
    'protocolMismatch',
  ],
  ...(keepsAuthorization
    ? ([['    request_headers_to_remove: [authorization]', 'authorizationForwarded']] satisfies Line[])
    : []),
];
