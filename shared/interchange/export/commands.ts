import {
  oldestProtocol,
  protocolName,
  syncUrlOf,
  type Credential,
  type CustomRequestHeader,
  type Profile,
} from '../../profile.ts';
import { upgradeLines } from '../../upgrade-lines.ts';
import { commandLines, quotedWord, type ShellPart, type ShellWord } from './shell.ts';
import { secretVariables, type SecretVariables } from './variables.ts';

const token: ShellPart = { variable: 'REALM_ACCESS_TOKEN' };
const identity: ShellPart = { variable: 'REALM_IDENTITY' };

/** The request of RFC 6455 §1.3; a command has no use for a random one. */
const sampleKey = 'dGhlIHNhbXBsZSBub25jZQ==';

/** A command asks once: for what the profile says first or, where it leaves that open, for what most servers take. */
const exportedProtocol = ({ sync }: Profile): number => sync.protocolVersions?.[0] ?? oldestProtocol;

/** Where a server speaks another version, its answer says which. */
const protocolLines = ({ sync }: Profile): string[] =>
  sync.protocolVersions === undefined
    ? [
        '# Causeway finds the protocol version by itself. If the server refuses this one, put in what its answer names.',
      ]
    : [];

/** The sign-in and the upgrade request of the first realm path, for curl. */
export function curlLines(profile: Profile): string[] {
  const variables = secretVariables(profile);
  const options = [...curlRoute(profile, variables), ...curlTrust(profile)];
  return [
    ...secretLines(profile, variables),
    ...signInLines(profile, variables, options),
    ...protocolLines(profile),
    '# The upgrade request. 101 is the answer of a server that was reached and accepts it; Ctrl+C ends it then.',
    ...commandLines([
      [['curl'], ['--include'], ['--http1.1'], ['--globoff'], ['--path-as-is']],
      ...options,
      ...upgradeHeaders(profile, variables, curlText).map((header) => [['--header'], header]),
      [target(profile, /^ws/i, 'http')],
    ]),
  ];
}

/** The same upgrade request for wscat, which writes the lines of RFC 6455 itself. */
export function wscatLines(profile: Profile): string[] {
  const variables = secretVariables(profile);
  const own = /^(?:connection|host|upgrade|sec-websocket-.*)$/i;
  return [
    ...secretLines(profile, variables),
    ...protocolLines(profile),
    ...commandLines([
      [['wscat'], ['--connect'], target(profile, /^ws/i, 'ws')],
      [['--subprotocol'], [protocolName(exportedProtocol(profile))]],
      ...upgradeHeaders(profile, variables, plainText, own).map((header) => [['--header'], header]),
      ...wscatRoute(profile, variables),
      ...(profile.trust.verify ? [] : [[['--no-check']]]),
      ...(profile.trust.ca === undefined ? [] : [[['--ca'], ['ca.pem']]]),
      ...clientCertificate(profile),
    ]),
  ];
}

/** What has to be set first, and what of the profile has to be saved to a file. */
function secretLines(profile: Profile, variables: SecretVariables): string[] {
  const { customRequestHeaders } = profile.gateway;
  const names = [
    'REALM_ACCESS_TOKEN',
    ...(isOwn(profile) ? ['REALM_IDENTITY'] : []),
    ...customRequestHeaders.flatMap(({ name, secret }) => (secret ? [variables.header(name)] : [])),
    ...(usesProxyPassword(profile) ? [variables.proxyPassword] : []),
    ...proxyHeadersOf(profile).flatMap(({ name, secret }) => (secret ? [variables.proxyHeader(name)] : [])),
  ];
  const files = [
    ...(profile.trust.ca === undefined ? [] : ['ca.pem: the certificate authority of the profile']),
    ...(profile.trust.clientCertificate === undefined
      ? []
      : ['client.pem and client-key.pem: the client certificate of the profile and its key']),
  ];
  return [
    '# Secrets are not exported. Set these first; read -rs keeps them out of the history:',
    ...names.map((name) => `#   ${name}`),
    ...(files.length === 0 ? [] : ['# And save these:', ...files.map((file) => `#   ${file}`)]),
    '',
  ];
}

function signInLines(
  profile: Profile,
  variables: SecretVariables,
  options: readonly (readonly ShellWord[])[],
): string[] {
  const question = signInQuestion(profile.credential);
  if (question === null) return [];
  const example = quotedWord([JSON.stringify({ ...question, app_id: '' })]);
  return [
    '# Sign in; the answer holds the refresh token and the identity. The question is the secret here:',
    `#   SIGN_IN=${example}`,
    ...commandLines([
      [['curl'], ['--include'], ['--globoff']],
      ...options,
      [['--header'], ['Content-Type: application/json']],
      ...headerWords(profile.gateway.customRequestHeaders, variables.header).map((header) => [
        ['--header'],
        header,
      ]),
      [['--data-raw'], [{ variable: 'SIGN_IN' }]],
      [[`${profile.server}/auth`]],
    ]),
    '# With that, an access token for the realm path: ask again, with provider "realm", the refresh token as data, and path.',
    '',
  ];
}

/** The question of `POST /auth` (Realm Object Server), a word in the place of what is secret. */
function signInQuestion(credential: Credential): Readonly<Record<string, unknown>> | null {
  switch (credential.kind) {
    case 'password':
      return {
        provider: 'password',
        data: credential.username,
        user_info: { password: 'PASSWORD', register: false },
      };
    case 'anonymous':
      return { provider: 'anonymous', user_info: { register: false } };
    case 'nickname':
      return {
        provider: 'nickname',
        data: credential.nickname,
        user_info: {
          ...(credential.isAdmin === true ? { is_admin: true } : {}),
          register: false,
        },
      };
    case 'jwt':
    case 'custom':
      return {
        provider: credential.provider,
        data: 'TOKEN',
        user_info: { register: false },
      };
    case 'adminToken':
    case 'refreshToken':
      return null;
  }
}

function upgradeHeaders(
  profile: Profile,
  variables: SecretVariables,
  headerText: HeaderText,
  without?: RegExp,
): ShellWord[] {
  const [first = ''] = profile.realmPaths;
  // Marks that no header can hold, to be taken out again for the variables.
  const mark = '\n';
  const { headers } = upgradeLines(profile, first, {
    token: mark,
    key: sampleKey,
    version: exportedProtocol(profile),
    secretHeader: () => mark,
  });
  return headers
    .filter(([name]) => name !== 'Host' && without?.test(name) !== true)
    .map(([name, value]): ShellWord => {
      const isToken = name === profile.gateway.authorizationHeaderName;
      if (!value.includes(mark)) return [headerText(name, value)];
      const [before = '', after = ''] = value.split(mark);
      const variable = isToken ? token : { variable: variables.header(name) };
      return [`${name}: ${before}`, variable, after];
    });
}

const headerWords = (
  headers: readonly CustomRequestHeader[],
  variableOf: (name: string) => string,
): ShellWord[] =>
  headers.map((header) =>
    header.secret
      ? [`${header.name}: `, { variable: variableOf(header.name) }]
      : [curlText(header.name, header.value)],
  );

type HeaderText = (name: string, value: string) => string;

const plainText: HeaderText = (name, value) => `${name}: ${value}`;

/** curl drops a header that is given no value, unless a semicolon stands for its colon. */
const curlText: HeaderText = (name, value) => (value === '' ? `${name};` : plainText(name, value));

/** A path below `~` has the identity in its place, which is known only after signing in. */
const isOwn = ({ realmPaths: [first = ''] }: Profile): boolean => first.startsWith('/~/');

function target(profile: Profile, scheme: RegExp, by: string): ShellWord {
  const [first = ''] = profile.realmPaths;
  const lines = upgradeLines(profile, first, {
    token: '',
    key: '',
    secretHeader: () => '',
  });
  const url = `${syncUrlOf(profile).replace(scheme, by)}${lines.target}`;
  if (!isOwn(profile)) return [url];
  const at =
    url.length - lines.target.length + lines.target.indexOf('/%2F~%2F', profile.gateway.urlPrefix.length);
  return [url.slice(0, at + '/%2F'.length), identity, url.slice(at + '/%2F~'.length)];
}

/** What is said to the proxy of the profile's own; SOCKS has no headers. */
const proxyHeadersOf = ({ route }: Profile): readonly CustomRequestHeader[] =>
  route.mode === 'manual' && /^https?:/i.test(route.proxy ?? '') ? route.proxyHeaders : [];

const usesProxyPassword = ({ route }: Profile): boolean =>
  route.mode === 'manual' && route.username !== undefined;

function curlRoute(profile: Profile, variables: SecretVariables): (readonly ShellWord[])[] {
  const { mode, proxy, username } = profile.route;
  if (mode === 'direct') return [[['--noproxy'], ['*']]];
  if (mode === 'system' || proxy === undefined) return [];
  const user: ShellWord = [`${username ?? ''}:`, { variable: variables.proxyPassword }];
  // Without a tunnel a proxy takes `Upgrade` for its own, and strips it.
  const tunnel = /^https?:/i.test(proxy) ? [[['--proxytunnel']]] : [];
  return [
    [['--proxy'], [proxy]],
    ...tunnel,
    ...(username === undefined ? [] : [[['--proxy-user'], user]]),
    ...headerWords(proxyHeadersOf(profile), variables.proxyHeader).map((header) => [
      ['--proxy-header'],
      header,
    ]),
  ];
}

/** wscat takes the name and the password in the proxy's URL, percent-encoded. */
function wscatRoute(profile: Profile, variables: SecretVariables): (readonly ShellWord[])[] {
  const { mode, proxy, username } = profile.route;
  if (mode !== 'manual' || proxy === undefined) return [];
  if (username === undefined) return [[['--proxy'], [proxy]]];
  const [scheme = '', rest = ''] = proxy.split(/(?<=:\/\/)/);
  const word: ShellWord = [
    `${scheme}${encodeURIComponent(username)}:`,
    { variable: variables.proxyPassword },
    `@${rest}`,
  ];
  return [[['--proxy'], word]];
}

function curlTrust(profile: Profile): (readonly ShellWord[])[] {
  const { verify, ca } = profile.trust;
  return [
    ...(verify ? [] : [[['--insecure']]]),
    ...(ca === undefined ? [] : [[['--cacert'], ['ca.pem']]]),
    ...clientCertificate(profile),
  ];
}

const clientCertificate = ({ trust }: Profile): (readonly ShellWord[])[] =>
  trust.clientCertificate === undefined
    ? []
    : [
        [['--cert'], ['client.pem']],
        [['--key'], ['client-key.pem']],
      ];
