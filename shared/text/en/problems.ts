import { systemProxy } from '../../destinations.ts';
import type { Presented } from '../../certificate.ts';
import {
  longestRetryAfterMs,
  type Answerer,
  type AnswerFlaw,
  type BadRequestCause,
  type CertificateFlaw,
  type DialCause,
  type FailureCause,
  type ForbiddenCause,
  type PacFailure,
  type PathFlaw,
  type ProblemOf,
  type ProxyRefusal,
  type SocksReply,
  type StageName,
  type TlsFailure,
  type TlsHop,
  type Undecided,
  type VariableFlaw,
  type Withheld,
} from '../../problem.ts';
import { newestProtocol, oldestProtocol } from '../../profile.ts';
import { explainer, type Explanation, type Explanations } from '../explanation.ts';
import { secretName } from '../secret-names.ts';
import { isOurs, isTriedWithin, rangeWords } from '../version-range.ts';
import { environmentWords } from './evidence.ts';
import { issueSentence } from './rules.ts';
import { notSaved, notSavedHints } from './storage.ts';
import { decimal } from './times.ts';
import { secretNames } from './secret-names.ts';

const dialCauses: Record<DialCause, string> = {
  refused: 'nothing listens there',
  unreachable: 'no network leads there',
  reset: 'the connection was reset',
  timeout: 'nobody answered',
  closed: 'the connection was closed',
};

const stageWords: Record<StageName, string> = {
  keychain: 'reading the keychain',
  'jwt-file': 'reading the JWT file',
  route: 'choosing the way out',
  resolve: 'looking up its address',
  connect: 'connecting',
  proxy: 'passing the forward proxy',
  tls: 'securing the connection',
  'sign-in': 'signing in',
  'access-token': 'fetching an access token',
  upgrade: 'opening the websocket',
  bind: 'binding the session',
  heartbeat: 'waiting for a heartbeat',
};

const hopNames: Record<TlsHop, string> = {
  'forward proxy': 'forward proxy',
  'auth server': 'auth server',
  gateway: 'gateway',
  'sync server': 'sync server',
};

const unavailableKeychain = {
  noBus: {
    summary: 'There is no D-Bus session, so the keychain can’t be reached.',
    hint: 'Start Causeway from a desktop session, or keep secrets in memory for this run.',
  },
  noService: {
    summary: 'No keychain service is running.',
    hint: 'Start GNOME Keyring, KWallet or KeePassXC’s secret service, then try again.',
  },
  noLibrary: {
    summary: 'The keychain library could not be loaded.',
    hint: 'On Linux install libsecret (Debian and Ubuntu: libsecret-1-0), then start Causeway again.',
  },
  timeout: {
    summary: 'The keychain did not answer in time.',
    hint: 'It may be showing a password prompt behind another window. Answer it, then try again.',
  },
  crashed: {
    summary: 'The keychain’s library crashed.',
    hint: 'Try again. If it keeps happening, restart the keychain service, or keep secrets in memory for this run.',
  },
} as const;

const loginHint = (variable: string | undefined): string =>
  variable === undefined
    ? 'Enter its username and password in the profile; the password goes to your keychain.'
    : `The proxy comes from the environment variable ${variable}: the username and password belong there, before the @ (http://name:password@…); or enter proxy and login in the profile.`;

const withheldPasswords: Record<Withheld, string> = {
  weakerScheme:
    'It refused the password in a stronger scheme, and now offers only weaker ones, in which the password could be read or guessed: it was not sent again. Check username and password; if they are right, ask the network team why the proxy changed its mind.',
  colonInUsername:
    'It takes only Basic, which can’t carry a username with a colon; nothing was sent. Write the username as the proxy knows it, such as COMPANY\\name.',
  unknownDigest:
    'It wants Digest in a form that Causeway doesn’t speak; the password was not sent. Ask the network team for MD5, SHA-256 or SHA-512-256.',
};

const negotiateLacks = {
  noLibrary:
    'It takes only the user who is signed in to the company (Negotiate), which this build of Causeway can’t prove: the kerberos package is missing.',
  noTicket:
    'It takes only the user who is signed in to the company (Negotiate), and there is no ticket. Sign in to the company network again, or run kinit.',
} as const;

const variableFlaws: Record<VariableFlaw, string> = {
  malformed: 'it is not the address of a proxy',
  twoSchemes: 'its address begins with two schemes, as in http://http://',
  scheme: 'it names a kind of proxy that Causeway doesn’t speak',
  socks4: 'it names a SOCKS4 proxy, and Causeway speaks only SOCKS5',
  port: 'its port is not a number from 1 to 65535',
  pacScript: 'it holds the address of a PAC script instead of a proxy’s',
  windowOnly: 'it names a PAC script, which only the window can run',
  controlCharacter: 'its username or password contains a control character',
};

const pacFailures: Record<PacFailure, string> = {
  notLoaded: 'could not be loaded',
  broken: 'can’t be run: it is not valid JavaScript',
  noFunction: 'can’t be run: it defines no FindProxyForURL',
  threw: 'broke off with an error when it was asked for this address',
  nonsense: 'answered with something that names no way out',
  timeout: 'did not answer in time',
};

const undecidedWords = (problem: Undecided): Explanation => {
  switch (problem.reason) {
    case 'variable':
      return {
        summary: `The environment variable ${problem.variable} can’t be used: ${variableFlaws[problem.flaw]}.`,
        hint:
          problem.flaw === 'windowOnly'
            ? 'Set https_proxy or http_proxy, or choose the proxy in the profile. Nothing was dialled.'
            : 'Write it as http://proxy.example:3128 (or https://, socks5://, socks5h://), or choose the proxy in the profile. Nothing was dialled.',
      };
    case 'pacFailed':
      return {
        summary:
          problem.cause === undefined
            ? 'The system’s proxy settings could not be evaluated.'
            : `This computer’s PAC script${problem.script === undefined ? '' : ` ${problem.script}`} ${pacFailures[problem.cause]}.`,
        hint: 'Nothing was dialled. Have the script in the system’s network settings mended, choose the proxy in the profile, or let the profile go direct in this case.',
      };
    case 'neverDirect':
    case 'unsupported':
      return routeUndecided[problem.reason];
  }
};

const routeUndecided = {
  neverDirect: {
    summary: 'The only way out is a direct connection, and this profile forbids that.',
    hint: 'Name a forward proxy in the profile, or switch “Never connect directly” off.',
  },
  unsupported: {
    summary: 'The system’s settings name a kind of proxy that is not supported.',
    hint: 'Choose an HTTP, HTTPS or SOCKS5 proxy in the profile.',
  },
} as const;

const untrusted = {
  unknownIssuer: 'is signed by an authority that this computer doesn’t know',
  selfSigned: 'is self-signed',
  incompleteChain: 'came without the certificates that link it to a known authority',
  inspected: 'was put there by a TLS inspector on the way',
} as const;

function unacceptable(flaw: CertificateFlaw, end: string, host: string): string {
  switch (flaw.kind) {
    case 'weakSignature':
      return `The certificate of the ${end} can be forged: “${flaw.subject}” is signed with ${flaw.algorithm}.`;
    case 'weakKey':
      return `The certificate of the ${end} can be forged: the RSA key of “${flaw.subject}” has only ${flaw.bits} bits.`;
    case 'noNames':
      return `The certificate of the ${end} names no host: “${flaw.subject}” stands in its common name only, and it has no subject alternative name.`;
    case 'wrongUsage':
      return `The certificate of the ${end}, “${flaw.subject}”, was not issued for servers (extended key usage).`;
    case 'notAnAuthority':
      return `The certificate of the ${end} was signed by “${flaw.subject}”, which is no certificate authority.`;
    case 'nameConstraints':
      return `The authority “${flaw.issuer}” may not issue certificates for ${host}: its name constraints exclude that name.`;
  }
}

const trustingIt = 'Until then you can trust exactly this certificate for this profile.';
const unacceptableHints: Record<CertificateFlaw['kind'], string> = {
  weakSignature: `Ask the server’s operator for a certificate that is signed with SHA-256 or better. ${trustingIt}`,
  weakKey: `Ask the server’s operator for a certificate with an RSA key of 2048 bits or more, or an elliptic one. ${trustingIt}`,
  noNames: `Ask the server’s operator for a certificate that has the host as subject alternative name. ${trustingIt}`,
  wrongUsage: `Ask the server’s operator for a certificate with the extended key usage serverAuth. ${trustingIt}`,
  notAnAuthority: `Ask the server’s operator for a certificate from an authority. ${trustingIt}`,
  nameConstraints: `Ask the server’s operator for a certificate from another authority, or use a name that this one may vouch for. ${trustingIt}`,
};

const answerFlaws = {
  notHttp: 'did not answer with HTTP',
  notServed: 'takes no sign-in under the address of the profile',
  notJson: 'answered with something other than JSON',
  loginPage: 'answered with a web page, such as a sign-in page, instead of JSON',
  noToken: 'answered without the token it was asked for',
  tooLarge: 'answered with more than a megabyte',
  cutOff: 'broke off in the middle of its answer',
  wantsTls: 'expects HTTPS at this port',
  notText: 'answered with a realm path or a user that is no text',
  tokenMalformed: 'answered with a token that can’t go into a header',
} as const;

const answerFlawHints: Partial<Record<AnswerFlaw, string>> = {
  wantsTls: 'Begin the server’s address in the profile with https://.',
  notText:
    'A path or an identity in its answer holds half of a Unicode letter (a lone surrogate). It has to be mended on the server; nothing in the profile helps.',
  tokenMalformed:
    'The token holds quotation marks, backslashes or control characters, and would change the header that it goes into. No known server issues such tokens: find out who answers in its place.',
  notServed:
    'Check the host, the port and the path of the server’s address in the profile: /auth is appended to it.',
};

/** What those in front of the auth server mean by a refusal, where its status tells. */
const refusalHints: Readonly<Record<number, string>> = {
  401: 'Check the custom request headers: the gateway probably wants one that is missing or wrong.',
  413: 'Have its limit for the size of requests raised.',
  426: 'Have the gateway before it forward with HTTP/1.1 (nginx: proxy_http_version 1.1).',
};

function badRequest(
  status: number,
  cause: BadRequestCause | undefined,
  by: Answerer | undefined,
): Explanation {
  const answerer = syncEnd(by);
  switch (cause) {
    case 'headerTooLong':
      return {
        summary: `The ${answerer} takes no header as long as the ones that were sent (${status}).`,
        hint: 'Raise its limit for header lines, or shorten the custom request headers.',
      };
    case 'wantsTls':
      return {
        summary: `The ${answerer} expects TLS at this port (${status}).`,
        hint: 'Begin the sync URL in the profile with wss://.',
      };
    case undefined:
      return {
        summary: `The ${answerer} can’t make sense of the upgrade (${status}).`,
        hint:
          by === 'server'
            ? 'Its log says why.'
            : 'It may refuse websockets, or the encoded slashes (%2F) in the path. Its log says why.',
      };
    case 'tokenMissing':
      return {
        summary: `The access token did not reach the server intact (${status}).`,
        hint:
          by === 'server'
            ? 'Check that the server is configured with the authorization header’s name in the profile, and that whatever stands before it passes that header on.'
            : 'Check that the gateway passes the authorization header on, and that the server is configured with the same header name.',
      };
  }
}

const protocolFlaws = {
  frame: 'sent a message that makes no sense',
  order: 'sent a message out of order',
  tooLarge: 'sent a message over the size limit',
  websocket: 'broke the websocket protocol',
} as const;

type Mismatch = ProblemOf<'gateway.protocolMismatch'>;

function mismatchSummary({ side, speaks, tried = [] }: Mismatch): string {
  if (side === 'otherAgreed') {
    const agreed = speaks === undefined ? 'something else' : `version ${rangeWords(speaks)}`;
    return tried.length === 0
      ? `The server agreed to ${agreed} of the sync protocol, which it was not asked for`
      : `The server was asked for version ${tried.at(-1)} of the sync protocol and agreed to ${agreed}`;
  }
  const isOwnRefused = speaks !== undefined && isTriedWithin(speaks, tried);
  if (speaks !== undefined && !(side === 'notSeen' && isOwnRefused)) {
    const own = `${speaks.oldest === speaks.newest ? 'version' : 'versions'} ${rangeWords(speaks)}`;
    return isOwnRefused
      ? `The server says that it speaks ${own} of the sync protocol, and refuses just that`
      : `The server speaks ${own} only`;
  }
  switch (side) {
    case 'clientTooOld':
      return `The server speaks newer versions of the sync protocol only, none of those that were tried${listed(tried)}`;
    case 'clientTooNew':
      return `The server speaks older versions of the sync protocol only, none of those that were tried${listed(tried)}`;
    case 'notSeen':
      return 'The server found no version of the sync protocol that it knows in the request';
    case 'noneAgreed':
      return 'The answer to the upgrade names no version of the sync protocol';
    case 'unsaid':
      return `The server speaks none of the versions of the sync protocol that were tried${listed(tried)}`;
  }
}

const listed = (versions: readonly number[]): string =>
  versions.length === 0 ? '' : ` (${versions.join(', ')})`;

function mismatchHint({ side, speaks, tried = [], isLimited = false }: Mismatch): string {
  const ours = `Causeway speaks versions ${oldestProtocol} to ${newestProtocol}.`;
  if (side === 'noneAgreed') {
    return 'Something on the way takes Sec-WebSocket-Protocol out of the answer: have it passed on in both directions.';
  }
  const isOwnRefused = speaks !== undefined && isTriedWithin(speaks, tried);
  if (side === 'notSeen' && (speaks === undefined || isOwnRefused)) {
    return `${ours} Either the server knows none of them, or something on the way takes Sec-WebSocket-Protocol out of the request.`;
  }
  if (side === 'otherAgreed' || isOwnRefused) {
    return 'Ask those who run the server what its log says: several servers may share this address, or something on the way changes Sec-WebSocket-Protocol.';
  }
  if (isLimited) {
    return `The profile allows ${tried.length === 1 ? 'version' : 'only the versions'} ${tried.join(', ')}${tried.length === 1 ? ' only' : ''}. Let Causeway find the version by itself, which is the default${speaks === undefined || !isOurs(speaks) ? '' : `, or add ${rangeWords(speaks)}`}.`;
  }
  if (speaks !== undefined && speaks.oldest > newestProtocol) return `${ours} Look for a newer Causeway.`;
  return `${ours} ${side === 'clientTooOld' ? 'Look for a newer Causeway' : 'Ask those who run the server which it speaks, and whether it can be updated'}.`;
}

const socksReplies: Record<SocksReply, string> = {
  Failure: 'it failed without saying why',
  NotAllowed: 'its rules forbid it',
  NetworkUnreachable: 'it found no network that leads there',
  HostUnreachable: 'it could not reach the host',
  ConnectionRefused: 'nothing listens there',
  TTLExpired: 'the way there is too long',
  CommandNotSupported: 'it doesn’t support outgoing connections',
  AddressNotSupported: 'it doesn’t support this kind of address',
};

/** What a person proves identity with, as opposed to the other secrets of a profile. */
const credentialSecrets: Readonly<Record<string, string>> = {
  password: 'a password',
  jwt: 'a JWT',
  custom: 'the custom provider’s data',
  refreshToken: 'a refresh token',
  adminToken: 'an admin token',
};

/** Codes of a Close frame (RFC 6455 §7.4 and its registry), in words; 1006 stands for none at all. */
const closings: Readonly<Record<number, string>> = {
  1000: 'The other side closed the connection, having finished',
  1001: 'The other side closed the connection because it is going away',
  1006: 'The connection broke off without a word',
  1008: 'The other side closed the connection because of a rule of its own',
  1009: 'The other side closed the connection because a message was too large for it',
  1011: 'The other side closed the connection because of an error of its own',
  1012: 'The other side closed the connection because it restarts',
  1013: 'The other side closed the connection because it has too much to do',
  1014: 'A gateway closed the connection because the server behind it failed',
};

/** Error codes of Realm Object Server, §4, in words. */
const sessionErrors: Readonly<Record<number, string>> = {
  100: 'it closed the connection',
  101: 'it failed without saying why',
  102: 'it doesn’t know a message it got',
  103: 'it could not read a message it got',
  104: 'a message was over its limits',
  105: 'it speaks another version of the protocol',
  106: 'it doesn’t know the session',
  107: 'it has seen the session before',
  108: 'the file is bound by another session',
  109: 'it got a message out of order',
  110: 'it could not decompress a message',
  111: 'it could not read a change',
  112: 'it could not read a change',
  113: 'it could not read a change',
  200: 'it closed the session',
  201: 'it failed without saying why',
  204: 'it doesn’t allow this realm path',
  205: 'there is no such realm',
  207: 'it doesn’t know the file the client names',
  208: 'it doesn’t know the client’s file',
  209: 'it doesn’t have the version the client names',
  210: 'it doesn’t have the version the client names',
  211: 'the client’s history diverges from its own',
  212: 'it could not apply a change',
  213: 'another session took its place',
  214: 'query-based sync is switched off',
  215: 'it doesn’t support what was asked',
  216: 'it doesn’t know where a change comes from',
  217: 'the client’s file is not the one it knows',
  218: 'its own file was deleted',
  219: 'it has shut out the client’s file',
  220: 'it has shut out the user',
  221: 'a change came too early',
  222: 'the client’s file has expired',
  224: 'the user has too many sessions',
};

const sessionErrorHints: Readonly<Record<number, string>> = {
  105: 'Offer other protocol versions in the profile.',
  204: 'Change the realm path in the profile.',
  205: 'Check the realm path in the profile; the realm may have been removed.',
  214: 'Switch query-based sync off in the profile, or have it enabled on the server.',
  220: 'Ask who runs the server why.',
  224: 'Close sessions of this user elsewhere.',
};

const answerers: Record<Exclude<Answerer, 'server'>, string> = {
  'forward proxy': 'forward proxy on the way',
  'TLS inspector': 'TLS inspector on the way',
  gateway: 'gateway',
};

/** Who answered, for the middle of a sentence. */
const who = (by: Answerer | undefined, otherwise: string, server: string): string => {
  if (by === undefined) return otherwise;
  return by === 'server' ? server : answerers[by];
};

/** The network team's business, wherever the answer comes from somebody on the client's side. */
const isOnTheWay = (by: Answerer | undefined): boolean => by === 'forward proxy' || by === 'TLS inspector';

const environmentNote = ({ environmentRoots = [] }: Presented): string =>
  environmentRoots.map((roots) => ` ${environmentWords(roots)}`).join('');

/** Who is at the far end of the login's way. */
const authEnd = (by: Answerer | undefined): string => who(by, 'auth server', 'auth server');

/** Who is at the far end of the websocket's way. */
const syncEnd = (by: Answerer | undefined): string => who(by, 'gateway', 'sync server');

function intercepted(
  { status, what, product, incident }: ProblemOf<'gateway.intercepted' | 'auth.intercepted'>,
  path: string,
): Explanation {
  const whose = product === undefined ? '' : ` (${product})`;
  switch (what) {
    case 'botChallenge':
      return {
        summary: `Instead of an answer came a challenge for bots${whose}, which only a browser can pass (${status}).`,
        hint: `Have whoever runs it exempt ${path} from its challenges: no program gets past them, and trying again doesn’t help.`,
      };
    case 'blockPage':
      return {
        summary: `A filter or policy on the way${whose} blocks this address (${status}).`,
        hint: 'Trying again doesn’t help: ask the network team to allow this host, websockets included.',
      };
    case 'firewall':
      return {
        summary: `A firewall for web applications${whose} refused the request (${status})${
          incident === undefined ? '' : `, incident ${incident}`
        }.`,
        hint:
          incident === undefined
            ? `Ask whoever runs it which of its rules that was, and have ${path} exempted from it.`
            : `Give whoever runs it the number ${incident}: its log says which rule that was. Have ${path} exempted from it.`,
      };
  }
}

/** What a status says about the way behind whoever answered. */
const failureCauses: Record<FailureCause, (whose: string, status: number) => Explanation> = {
  otherHttp: (whose, status) => ({
    summary: `The ${whose}, a load balancer, speaks another version of HTTP to its targets than this request came in (${status}).`,
    hint: 'Have the protocol version of its target group set to HTTP1: websockets need HTTP/1.1 all the way.',
  }),
  misdirected: (whose, status) => ({
    summary: `The ${whose} doesn’t answer for this name on this connection (${status}).`,
    hint: 'Check the host in the profile: the name that TLS asks for (SNI) and the Host header must be one that it serves.',
  }),
  tooManyHops: (whose, status) => ({
    summary: `The ${whose}, a load balancer, refuses a request that came through too many hops (${status}).`,
    hint: 'Its X-Forwarded-For header holds more than 30 addresses: something on the way sends requests in circles.',
  }),
  signInBroken: (whose, status) => ({
    summary: `The ${whose}, a load balancer, wants a sign-in of its own, and its identity provider failed (${status}).`,
    hint: 'Have this path exempted from its sign-in: Causeway brings a token of its own.',
  }),
  serverTls: (whose, status) => ({
    summary: `The ${whose} could not secure its connection to the server behind it (${status}).`,
    hint: 'Have the certificate or the TLS settings of the server behind it mended; yours are not the matter.',
  }),
  serverDown: (whose, status) => ({
    summary: `The ${whose} was refused by the server behind it (${status}).`,
    hint: `${retrying} If it stays so, the server is down, or doesn’t let the ${whose} in.`,
  }),
  serverSilent: (whose, status) => ({
    summary: `The ${whose} waited in vain for the server behind it (${status}).`,
    hint: `${retrying} If it stays so, a firewall may stand between the two, or the server is overloaded.`,
  }),
  serverUnreachable: (whose, status) => ({
    summary: `The ${whose} finds no way to the server behind it (${status}).`,
    hint: `${retrying} If it stays so, have the server’s address checked where the ${whose} is set up.`,
  }),
  serverNonsense: (whose, status) => ({
    summary: `The ${whose} got an answer from the server behind it that it can’t use (${status}).`,
    hint: `${retrying} If it stays so, look into the server’s log; headers that are too large do this, too.`,
  }),
  gaveUp: (whose, status) => ({
    summary: `The ${whose} says that the connection was given up before the answer was there (${status}).`,
    hint: `${retrying} If it stays so, something on the way waits for a shorter time than the server needs.`,
  }),
  slowRequest: (whose, status) => ({
    summary: `The ${whose} waited too long for the request (${status}).`,
    hint: `${retrying} If it stays so, something on the way holds requests back.`,
  }),
};

const forbiddenCauses: Record<ForbiddenCause, (status: number) => Explanation> = {
  upgradesOff: (status) => ({
    summary: `The gateway (Envoy) refuses the upgrade without a word (${status}).`,
    hint: 'It does so where websockets aren’t switched on for a route: set upgrade_configs with upgrade_type: websocket. If they are, one of its access rules refuses (RBAC, ext_authz).',
  }),
  accessRule: (status) => ({
    summary: `An access rule of the gateway (Envoy, RBAC) refuses the request (${status}).`,
    hint: 'Have the rule (in Istio: the AuthorizationPolicy) allow this path and this client.',
  }),
};

const refusedTunnels: Record<ProxyRefusal, (problem: ProblemOf<'route.refused'>) => Explanation> = {
  portal: ({ proxy, status, host }) => ({
    summary: `The forward proxy ${proxy} sends us to a portal instead of connecting${
      host === undefined || host === null ? '' : `: ${host}`
    } (${status}).`,
    hint: `Open ${host === undefined || host === null ? 'any page' : `https://${host}`} in a browser and sign in there. The app keeps trying.`,
  }),
  signIn: ({ proxy, status }) => ({
    summary: `What answers at ${proxy} wants a sign-in of its own (${status}).`,
    hint: 'It says so as web servers do, not as forward proxies: check the proxy’s address and port. If they are right, ask the network team how programs sign in to it.',
  }),
  blockPage: ({ proxy, status, target, product }) => ({
    summary: `A filter or policy${product === undefined ? '' : ` (${product})`} at the forward proxy ${proxy} blocks ${target} (${status}).`,
    hint: `Trying again doesn’t help: ask the network team to allow ${target}, websockets included.`,
  }),
  nameNotFound: ({ proxy, status, target }) => ({
    summary: `The forward proxy ${proxy} could not find the name in ${target} (${status}).`,
    hint: 'Check the spelling of the host; the name may be known only inside the company, or only outside.',
  }),
  unreachable: ({ proxy, status, target }) => ({
    summary: `The forward proxy ${proxy} could not connect to ${target} (${status}).`,
    hint: 'The proxy could not reach the target itself. Check the target’s port, and that the proxy may go there.',
  }),
  timedOut: ({ proxy, status, target }) => ({
    summary: `The forward proxy ${proxy} waited in vain for ${target} (${status}).`,
    hint: 'The proxy got no answer from the target. Check the target’s name and port; a firewall may stand between the two.',
  }),
  busy: ({ proxy, status }) => ({
    summary: `The forward proxy ${proxy} gets too many requests (${status}).`,
    hint: `${retrying} If it stays so, ask the network team for its limit.`,
  }),
};

const changedNote = ({ changedFrom }: Presented): string =>
  changedFrom === null
    ? ''
    : ` It is not the certificate of the last good connection, which “${changedFrom.issuer}” had signed.`;

const seconds = (ms: number): string => (ms < 9_950 ? decimal(ms / 1000, 1) : String(Math.round(ms / 1000)));

const refusedCredentials = {
  unsaid: 'refused the credential',
  jwtExpired: 'refused the JWT because it has expired',
  jwtSignature: 'refused the JWT because of its signature',
} as const;

const credentialHints = {
  unsaid: 'Check the username and sign in again.',
  jwtExpired: 'Get a new JWT from your identity provider. If it is new, check this computer’s clock.',
  jwtSignature: 'Check that the server trusts the identity provider that issued this JWT.',
} as const;

const listOf = (places: readonly string[]): string =>
  places.length === 0
    ? 'no other place'
    : places.map((place) => (place === systemProxy ? 'the system’s proxy' : place)).join(' and ');

const fileCauses = {
  missing: 'there is no such file',
  denied: 'this user may not read it',
  empty: 'it is empty',
  tooLarge: 'it is too large for a JWT',
  timeout: 'the file doesn’t answer',
  unreadable: 'it can’t be read as a file',
  notJwt: 'it holds no JWT, so nothing of it was sent',
} as const;

const isSocks = (proxy: string): boolean => proxy.startsWith('socks');

const inBrackets = (status: number): string => (status > 0 ? ` (${status})` : '');

/** A forward proxy answers so when it couldn't connect; 501 says that it never does. */
const isTargetsFault = (status: number): boolean => status >= 500 && status !== 501;

/** What web servers say to CONNECT. */
const isNoProxys = (status: number): boolean => [400, 404, 405, 501].includes(status);

const retrying = 'It may pass by itself: the app keeps trying.';

function busyWords(status: number, by: Answerer | undefined): string {
  if (status === 429) return ' gets too many requests';
  return `${by === undefined || by === 'server' ? '' : ', or the server behind it,'} is unavailable for the moment`;
}

/** With `Retry-After` the other side says how long it wants to be left alone. */
function retryingAfter(ms: number | null): string {
  if (ms === null || ms === 0) return retrying;
  return ms > longestRetryAfterMs
    ? `It asked to be left alone for ${spanWords(ms)}; the app tries again after ${spanWords(longestRetryAfterMs)}.`
    : `It asked to be left alone for ${spanWords(ms)}; the app tries again after that.`;
}

function spanWords(ms: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const;
  const [unit, unitMs] = units.find(([, length]) => ms >= length) ?? (['second', 1000] as const);
  const count = Math.round(ms / unitMs);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

const untrustedHint = (cause: keyof typeof untrusted, issuer: string): string => {
  switch (cause) {
    case 'inspected':
      return `If your company does this on purpose, add the authority “${issuer}” to the profile, or ask the network team to exempt this host.`;
    case 'incompleteChain':
      return `If “${issuer}” is your company’s authority, add its certificate to the profile; otherwise have the server send its whole chain.`;
    case 'selfSigned':
    case 'unknownIssuer':
      return `If “${issuer}” is your company’s authority, add its certificate to the profile.`;
  }
};

function tlsFailure(cause: TlsFailure | undefined, end: string, code: string): string {
  switch (cause) {
    case 'noTls':
      return `The ${end} doesn’t speak TLS at this port (${code}).`;
    case 'oldVersion':
      return `The ${end} speaks no TLS from version 1.2 on (${code}).`;
    case 'nothingInCommon':
      return `The ${end} takes no kind of encryption that Causeway offers (${code}).`;
    case 'unknownName':
      return `The ${end} doesn’t know itself by this name (${code}).`;
    case 'closed':
      return `The ${end} closed the connection before it was secured (${code}).`;
    case undefined:
      return `The connection to the ${end} could not be secured (${code}).`;
  }
}

function tlsFailureHint(cause: TlsFailure | undefined, hop: TlsHop): string {
  const address = hop === 'forward proxy' ? 'proxy’s address' : 'server’s address';
  const alsoWs = hop === 'gateway' || hop === 'sync server' ? ' (a sync URL: with ws://)' : '';
  switch (cause) {
    case 'noTls':
      return `Check the port, or begin the ${address} in the profile with http:// instead${alsoWs}.`;
    case 'oldVersion':
      return 'Have TLS 1.2 or 1.3 switched on there.';
    case 'nothingInCommon':
      return 'Have the ciphers of TLS 1.2 or 1.3 switched on there that are usual today.';
    case 'unknownName':
      return 'Put the name into the profile that it is set up for; an address instead of a name is often refused.';
    case 'closed':
      return `If this is the port without TLS (a Realm Object Server hangs up on TLS there; 9080 is the usual one), begin the ${address} in the profile with http:// instead${alsoWs}. Otherwise: a load balancer does this with no server behind it, and a firewall with names it doesn’t allow.`;
    case undefined:
      return 'Check that the port speaks TLS, and that it allows TLS 1.2 or newer.';
  }
}

function pathFlaw(
  cause: PathFlaw | undefined,
  { status, urlPrefix, by }: ProblemOf<'gateway.noSuchPath'>,
): Explanation {
  switch (cause) {
    case 'encodedTwice':
      return {
        summary: `The gateway encoded the realm path a second time: the server saw %252F instead of %2F (${status}).`,
        hint: 'Have the gateway pass the path on as it came (nginx: a map of $request_uri, no captured variable).',
      };
    case 'changed':
      return {
        summary:
          by === 'server'
            ? `The sync server doesn’t know the path that arrived under ${urlPrefix} (${status}).`
            : `The gateway, or the server behind it, doesn’t know the path under ${urlPrefix} (${status}).`,
        hint:
          by === 'server'
            ? 'Check the URL prefix in the profile: the server’s own is /realm-sync. What stands before it must replace any other by that, and pass %2F on undecoded.'
            : 'Check that the gateway serves this URL prefix, replaces it by /realm-sync, and passes %2F on undecoded.',
      };
    case 'notServed':
    case undefined:
      return {
        summary: `The ${syncEnd(by)} knows no path under ${urlPrefix} (${status}).`,
        hint: 'Check the URL prefix in the profile, and that the gateway passes %2F on undecoded.',
      };
  }
}

function notWebSocket({ status, isSignIn, by }: ProblemOf<'gateway.notWebSocket'>): Explanation {
  const answerer = syncEnd(by);
  if (isSignIn === true) {
    return {
      summary: `The ${answerer} answered the upgrade with a sign-in page (${status}).`,
      hint: 'It must let this path through without its single sign-on, or take a header instead.',
    };
  }
  if (status === 101) {
    return {
      summary: `The ${answerer} agreed to the upgrade (101), but not in a way that a websocket allows.`,
      hint: 'Something changes the answer’s headers on the way: have them passed on as they are. If it insists on compression, switch Compression on in the profile.',
    };
  }
  return {
    summary: `The ${answerer} answered the upgrade with something other than a websocket${status > 0 ? ` (${status})` : ''}.`,
    hint:
      by === 'server'
        ? 'Check the server’s address and port in the profile: something else may listen there.'
        : 'Check the sync URL and the URL prefix in the profile. If they are right, a firewall for web applications may answer in its place.',
  };
}

function authFailed(status: number, by: Answerer | undefined): Explanation {
  return {
    summary:
      by === undefined || by === 'server'
        ? `The auth server failed (${status}).`
        : `The ${who(by, '', '')} could not get an answer from the auth server (${status}).`,
    hint: isOnTheWay(by)
      ? `${retrying} If it stays so, ask the network team whether it trusts the server’s certificate and may reach it.`
      : `${retrying} If it stays so, look into the server’s log.`,
  };
}

function refusedTunnel({ proxy, status, target }: ProblemOf<'route.refused'>): Explanation {
  return {
    summary: isTargetsFault(status)
      ? `The forward proxy ${proxy} could not connect to ${target} (${status}).`
      : `The forward proxy ${proxy} refused to connect to ${target} (${status}).`,
    hint: isTargetsFault(status)
      ? 'The proxy could not reach the target itself. Check the target’s name and port.'
      : isNoProxys(status)
        ? `It may be a web server rather than a forward proxy: check its address and port. If they are right, ask the network team to allow CONNECT to ${target}.`
        : `Ask the network team to allow CONNECT to ${target}.`,
  };
}

const redirectedTo = (host: string | null, isSignIn: boolean): string => {
  if (host === null) return isSignIn ? 'a sign-in page' : 'another address';
  return isSignIn ? `a sign-in page at ${host}` : host;
};

function gatewayFailed(status: number, by: Answerer | undefined): Explanation {
  const summary = `The ${syncEnd(by)} failed (${status}).`;
  if (by === 'server') return { summary, hint: `${retrying} If it stays so, look into the server’s log.` };
  return {
    summary,
    hint: isOnTheWay(by)
      ? `${retrying} If it stays so, ask the network team whether it trusts the gateway’s certificate and may reach it.`
      : `${retrying} If it stays so, the gateway can’t reach the server behind it.`,
  };
}

/** A port without TLS may wait for the rest of what it takes for a request. */
const orNoTls = (stage: StageName, alsoWs = ''): string =>
  stage === 'tls'
    ? ` If the port speaks no TLS, begin its address in the profile with http://${alsoWs} instead.`
    : '';

const explanations: Explanations = {
  'vault.locked': () => ({
    summary: 'The keychain is locked.',
    hint: 'Unlock it, then try again. Nothing that is stored in it was changed. If it is open, the entry was removed elsewhere: sign in again.',
  }),
  'vault.unavailable': ({ reason }) => unavailableKeychain[reason],
  'vault.denied': () => ({
    summary: 'The keychain didn’t let Causeway in.',
    hint: 'If it asked you something, try again and answer it. If not, have Causeway allowed in the system’s or the keychain’s settings. Nothing in it was changed.',
  }),
  'vault.corrupt': () => ({
    summary: 'What the keychain holds for this profile can’t be read.',
    hint: 'Sign in again to replace it.',
  }),

  'auth.unresolved': ({ host, by }) => ({
    summary: `The ${authEnd(by)}’s name ${host} could not be found.`,
    hint: 'Check the spelling of the server in the profile, and that you are on the right network or VPN.',
  }),
  'auth.unreachable': ({ host, port, cause, by }) => ({
    summary: `The ${authEnd(by)} ${host}:${port} could not be reached: ${dialCauses[cause]}.`,
    hint: `Check the port, that the ${by === 'gateway' ? 'gateway' : 'server'} is running, and that you are on the right network or VPN.`,
  }),
  'auth.closed': ({ host, by }) => ({
    summary: `The ${authEnd(by)} ${host} closed the connection without an answer.`,
    hint: 'Check that the port is the one of a Realm Object Server, and that it speaks http or https as the profile says. A load balancer does the same with no server behind it.',
  }),
  'auth.timeout': ({ host, stage, by }) => ({
    summary: `The ${authEnd(by)} ${host} took too long (${stageWords[stage]}).`,
    hint: `${retrying} If it stays so, a firewall may be dropping the connection.${orNoTls(stage)}`,
  }),
  'auth.credentialRefused': ({ status, code, why }) => ({
    summary: `The auth server ${refusedCredentials[why ?? 'unsaid']} (${[status, code].filter((n) => n !== null).join('/')}).`,
    hint: credentialHints[why ?? 'unsaid'],
  }),
  'auth.refreshRefused': ({ status, why }) => ({
    summary:
      why === 'expired'
        ? `The sign-in has expired: the auth server no longer accepts it (${status}).`
        : `The auth server no longer accepts this sign-in (${status}): it expired or was revoked.`,
    hint: 'Sign in again. Your sessions go on where they were.',
  }),
  'auth.unknownAccount': ({ status }) => ({
    summary: `The auth server knows no such account (${status}).`,
    hint: 'Check the username. Causeway never creates accounts by itself.',
  }),
  'auth.pathRefused': ({ status, realmPath }) => ({
    summary: `The auth server gives no access to ${realmPath} (${status}).`,
    hint: 'Ask for permission to this realm path, or change the path in the profile.',
  }),
  'auth.notOffered': ({ status }) => ({
    summary: `The auth server doesn’t offer this way of signing in (${status}).`,
    hint: 'Choose another credential in the profile, or have the provider enabled on the server.',
  }),
  'auth.badRequest': ({ status, parameters }) => ({
    summary: `The auth server rejected the request (${status})${
      parameters.length > 0 ? `: ${parameters.join(', ')}` : ''
    }.`,
    hint: 'Check the credential and the realm path in the profile.',
  }),
  'auth.busy': ({ status, by, retryAfterMs }) => ({
    summary: `The ${who(by, 'auth server', 'auth server')}${busyWords(status, by)} (${status}).`,
    hint: retryingAfter(retryAfterMs),
  }),
  'auth.failed': ({ status, by, cause }) =>
    cause === undefined ? authFailed(status, by) : failureCauses[cause](authEnd(by), status),
  'auth.intercepted': (problem) => intercepted(problem, '/auth'),
  'auth.refusedOnTheWay': ({ status, by, cause }) => {
    const whoever = isOnTheWay(by) ? `The ${who(by, '', '')}` : 'Something in front of the auth server';
    if (cause === 'headerTooLong') {
      return {
        summary: `${whoever} takes no header as long as the ones that were sent (${status}).`,
        hint: 'Raise its limit for header lines, or shorten the custom request headers.',
      };
    }
    return {
      summary: `${whoever} refused the request (${status}).`,
      hint: isOnTheWay(by)
        ? 'Ask the network team to let this address through.'
        : (refusalHints[status] ??
          'It may want a custom request header, let only some addresses or paths through, or take the request for an attack. Ask who runs it.'),
    };
  },
  'auth.moved': ({ status, host, isSignIn, isSameOverTls }) => {
    if (isSameOverTls) {
      return {
        summary: `The auth server wants TLS: its address redirects to https://${host} (${status}).`,
        hint: `Begin the server’s address in the profile with https://${host}.`,
      };
    }
    return isSignIn
      ? {
          summary: `The auth server’s address redirects to a sign-in page${host === null ? '' : ` at ${host}`} (${status}).`,
          hint: 'The gateway must let /auth through without its single sign-on. If you are a guest in this network, sign in to it in a browser first.',
        }
      : {
          summary: `The auth server’s address redirects to ${host ?? 'another address'} (${status}).`,
          hint:
            host === null
              ? 'Causeway doesn’t follow redirects with a credential, and this one names no other host. Check the path of the server’s address in the profile, and ask who runs it.'
              : 'Causeway doesn’t follow redirects with a credential. If that host is right, put it in the profile.',
        };
  },
  'auth.malformed': ({ status, flaw, by }) => ({
    summary: `The ${authEnd(by)} ${answerFlaws[flaw]}${status > 0 ? ` (${status})` : ''}.`,
    hint:
      answerFlawHints[flaw] ??
      'Check that the server in the profile is a Realm Object Server, and that no portal stands in between.',
  }),
  'auth.swallowedHeader': ({ status }) => ({
    summary: `The server took your company’s Authorization header for its own token (${status}).`,
    hint: 'Have the gateway remove its Authorization header before it forwards to the server.',
  }),

  'route.undecided': undecidedWords,
  'route.unresolved': ({ proxy }) => ({
    summary: `The forward proxy’s name in ${proxy} could not be found.`,
    hint: 'Check its spelling, and that you are on the company network or VPN.',
  }),
  'route.unreachable': ({ proxy, cause }) => ({
    summary: `The forward proxy ${proxy} could not be reached: ${dialCauses[cause]}.`,
    hint: 'Check its address and port, and that you are on the company network or VPN.',
  }),
  'route.closed': ({ proxy }) => ({
    summary: `The forward proxy ${proxy} closed the connection without an answer.`,
    hint: isSocks(proxy)
      ? `${retrying} If it stays so, check the target’s name and port: ssh -D, for one, hangs up when it can’t reach it. Or it is no SOCKS5 proxy.`
      : `${retrying} If it stays so, check the proxy’s port, whether its address begins with https://, and whether it allows CONNECT.`,
  }),
  'route.authRequired': ({ proxy, status, schemes, tried, lack, withheld, variable }) => ({
    summary: tried
      ? `The forward proxy ${proxy} refused the username or password${inBrackets(status)}.`
      : `The forward proxy ${proxy} wants ${schemes.length === 0 ? 'a sign-in, but names no way to do so' : 'a password'}${inBrackets(status)}.`,
    hint:
      withheld !== undefined
        ? withheldPasswords[withheld]
        : schemes.some((scheme) => /^(basic|digest|ntlm|username\/password)$/i.test(scheme))
          ? loginHint(variable)
          : lack !== undefined
            ? negotiateLacks[lack]
            : schemes.length === 0
              ? 'It names no way to sign in (there is no Proxy-Authenticate header), so nothing can be sent. Ask the network team: the proxy, or something before it, leaves that out.'
              : `It offers only ${schemes.join(', ')}. Ask the network team for one that Causeway speaks.`,
  }),
  'route.refused': (problem) =>
    problem.cause === undefined ? refusedTunnel(problem) : refusedTunnels[problem.cause](problem),
  'route.malformed': ({ proxy }) => ({
    summary: `What answers at ${proxy} is not ${isSocks(proxy) ? 'a SOCKS5' : 'an HTTP'} proxy.`,
    hint: 'Check the port and the kind of proxy in the profile.',
  }),
  'route.socksRefused': ({ proxy, target, reply }) => ({
    summary: `The forward proxy ${proxy} did not connect to ${target}: ${socksReplies[reply]}.`,
    hint:
      reply === 'NotAllowed'
        ? `Ask the network team to allow ${target}.`
        : 'Check the target’s name and port.',
  }),
  'route.timeout': ({ proxy, stage }) => ({
    summary: `The forward proxy ${proxy} took too long (${stageWords[stage]}).`,
    hint: `${retrying} If it stays so, check the port and the kind of proxy in the profile.${orNoTls(stage)}`,
  }),

  'tls.untrusted': ({ hop, host, issuer, cause, presented }) => ({
    summary:
      cause === 'inspected'
        ? `A TLS inspector (${presented.inspector?.name ?? issuer}) opened the connection to the ${hopNames[hop]} ${host} and showed a certificate of its own.`
        : `The certificate of the ${hopNames[hop]} ${host} ${untrusted[cause]}.`,
    hint: `${untrustedHint(cause, issuer)}${environmentNote(presented)}${changedNote(presented)}`,
  }),
  'tls.wrongName': ({ hop, host, names, presented }) => ({
    summary: `The certificate of the ${hopNames[hop]} is not for ${host}.`,
    hint: `It is for ${names.slice(0, 3).join(', ') || 'no name at all'}. Check the host in the profile.${changedNote(presented)}`,
  }),
  'tls.expired': ({ hop, host, validTo, presented }) => ({
    summary: `The certificate of the ${hopNames[hop]} ${host} expired on ${validTo}.`,
    hint: `Have it renewed. If it should still be valid, check this computer’s clock.${changedNote(presented)}`,
  }),
  'tls.notYetValid': ({ hop, host, validFrom }) => ({
    summary: `The certificate of the ${hopNames[hop]} ${host} is valid only from ${validFrom}.`,
    hint: 'Check this computer’s clock. Causeway tries again as soon as it is set.',
  }),
  'tls.unacceptable': ({ hop, host, flaw, presented }) => ({
    summary: unacceptable(flaw, `${hopNames[hop]} ${host}`, host),
    hint: `${unacceptableHints[flaw.kind]}${changedNote(presented)}`,
  }),
  'tls.clientCertificateRequired': ({ hop, host }) => ({
    summary: `The ${hopNames[hop]} ${host} wants a client certificate that it accepts.`,
    hint: 'Add your client certificate and its key to the profile.',
  }),
  'tls.failed': ({ hop, host, code, cause }) => ({
    summary: tlsFailure(cause, `${hopNames[hop]} ${host}`, code),
    hint: tlsFailureHint(cause, hop),
  }),

  'gateway.unresolved': ({ host, by }) => ({
    summary: `The ${syncEnd(by)}’s name ${host} could not be found.`,
    hint:
      by === 'server'
        ? 'Check the spelling of the server in the profile, and that you are on the right network or VPN.'
        : 'Check the sync URL in the profile, and that you are on the right network or VPN.',
  }),
  'gateway.unreachable': ({ host, port, cause, by }) => ({
    summary: `The ${syncEnd(by)} ${host}:${port} could not be reached: ${dialCauses[cause]}.`,
    hint:
      by === 'server'
        ? 'Check the port, that the server is running, and that you are on the right network or VPN.'
        : 'Check the sync URL in the profile, and that the gateway is running.',
  }),
  'gateway.timeout': ({ host, stage, by }) => ({
    summary: `The ${syncEnd(by)} ${host} took too long (${stageWords[stage]}).`,
    hint:
      by === 'server'
        ? `${retrying} If it stays so, a firewall may be dropping the connection.${orNoTls(stage)}`
        : `${retrying} If it stays so, the gateway may not pass websockets on.${orNoTls(stage, ' (a sync URL: with ws://)')}`,
  }),
  'gateway.closed': ({ host, longestHeaderBytes, by }) => ({
    summary: `The ${syncEnd(by)} ${host} closed the connection without answering the upgrade.`,
    hint:
      longestHeaderBytes !== undefined
        ? `One header line is ${longestHeaderBytes} bytes long, and the server and many gateways stop at 8192 without a word. Shorten it.`
        : by === 'server'
          ? 'Check that the port is the one of a Realm Object Server, and that it speaks http or https as the profile says. Something on the way may not allow websockets.'
          : 'It may not allow websockets, expect TLS where the profile has none, or be a load balancer with no server behind it.',
  }),
  'gateway.unauthorized': ({ status, by }) => ({
    summary: `The ${syncEnd(by)} refused the upgrade as unauthorized (${status}).`,
    hint:
      by === 'server'
        ? 'It doesn’t accept the access token: auth server and sync server must share their keys. Sign in again; if it stays so, look into the server’s log.'
        : by === undefined
          ? 'Check the custom request headers that your gateway wants, then sign in again.'
          : 'Check the custom request headers that it wants: it refused before the server was asked.',
  }),
  'gateway.badRequest': ({ status, cause, by }) => badRequest(status, cause, by),
  'gateway.intercepted': (problem) => intercepted(problem, 'the path of the websocket'),
  'gateway.forbidden': ({ status, by, cause }) =>
    cause !== undefined
      ? forbiddenCauses[cause](status)
      : {
          summary: `The ${syncEnd(by)} forbids the upgrade (${status}).`,
          hint: isOnTheWay(by)
            ? 'Ask the network team to let websockets to this address through.'
            : 'It may allow only paths under another URL prefix, or want a header of its own. Ask who runs it.',
        },
  'gateway.noSuchPath': (problem) => pathFlaw(problem.cause, problem),
  'gateway.moved': ({ status, host, isSignIn, isSameOverTls, by }) =>
    isSameOverTls === true
      ? {
          summary: `The ${syncEnd(by)} wants TLS: it redirects the upgrade to https://${host ?? ''} (${status}).`,
          hint: `Begin the ${by === 'server' ? 'server’s address' : 'sync URL'} in the profile with ${by === 'server' ? 'https' : 'wss'}://${host ?? ''}.`,
        }
      : {
          summary: `The ${syncEnd(by)} redirects the upgrade to ${redirectedTo(host, isSignIn === true)} (${status}).`,
          hint:
            isSignIn === true
              ? 'Causeway doesn’t follow redirects with a token. This path must be let through without that sign-in.'
              : 'Causeway doesn’t follow redirects with a token. If it is a sign-in page, the path must be let through without it.',
        },
  'gateway.busy': ({ status, by, retryAfterMs }) => ({
    summary: `The ${syncEnd(by)}${busyWords(status, by)} (${status}).`,
    hint: retryingAfter(retryAfterMs),
  }),
  'gateway.failed': ({ status, by, cause }) =>
    cause === undefined ? gatewayFailed(status, by) : failureCauses[cause](syncEnd(by), status),
  'gateway.notWebSocket': (problem) => notWebSocket(problem),
  'gateway.upgradeStripped': ({ status, by }) => ({
    summary:
      by === undefined
        ? `The Upgrade header was lost before the server: something on the way removed it, and the server saw an ordinary request (${status}).`
        : `The ${syncEnd(by)} removed the Upgrade header, so the server saw an ordinary request (${status}).`,
    hint: isOnTheWay(by)
      ? 'Ask the network team to let websockets to this address through, or not to open the connection (squid: http_upgrade_request_protocols, or ssl_bump splice).'
      : `Have ${by === undefined ? 'whatever stands before the server' : 'the gateway'} forward Upgrade and Connection for this path (nginx: proxy_http_version 1.1 and both headers).`,
  }),
  'gateway.protocolMismatch': (problem) => ({
    summary: `${mismatchSummary(problem)} (${problem.status}).`,
    hint: mismatchHint(problem),
  }),

  'session.closed': ({ code, quietMs }) =>
    quietMs === undefined
      ? { summary: `${closings[code] ?? 'The connection was closed'} (${code}).`, hint: retrying }
      : {
          summary: `The connection was closed (${code}) after ${seconds(quietMs)} s in which nothing was said.`,
          hint: `${retrying} If it happens again after the same time, something on the way cuts idle connections.`,
        },
  'session.idleKilled': ({ quietMs }) => ({
    summary: `Something on the way cuts connections that are quiet for ${seconds(quietMs)} s.`,
    hint: `${retrying} Once it has seen this three times, it pings more often; better is an idle time-out of the gateway above a minute.`,
  }),
  'session.silent': ({ waitedMs }) => ({
    summary: `The server has been silent for ${Math.round(waitedMs / 1000)} seconds.`,
    hint: `${retrying} If it recurs, something on the way drops idle connections.`,
  }),
  'session.protocol': ({ flaw }) => ({
    summary: `The server ${protocolFlaws[flaw]}.`,
    hint:
      flaw === 'tooLarge'
        ? 'Start Causeway with a higher limit for one message: CAUSEWAY_MAX_FRAME_MIB, in mebibytes.'
        : `${retrying} If it recurs, something on the way changes the data.`,
  }),
  'session.timeout': ({ stage }) => ({
    summary: `The server took too long (${stageWords[stage]}).`,
    hint: `${retrying} If it stays so, something on the way may agree to websockets without passing on what is said in them.`,
  }),
  'session.tokenExpired': ({ code, isNew }) =>
    isNew === true
      ? {
          summary: `The sync server takes an access token for expired that was only just issued (${code}).`,
          hint: 'Set the clocks of the auth server and the sync server alike, and check how long tokens live. Causeway tries again by itself.',
        }
      : {
          summary: `The access token expired during the session (${code}).`,
          hint: 'Causeway fetches a new one.',
        },
  'session.badAuthentication': ({ code }) => ({
    summary: `The server no longer accepts this identity (${code}).`,
    hint: 'Sign in again.',
  }),
  'session.permissionDenied': ({ code }) => ({
    summary: `The server denies access to this realm path (${code}).`,
    hint: 'Ask for permission to it, or change the realm path in the profile.',
  }),
  'session.server': ({ code, tryAgain }) => ({
    summary: `The server ended the session: ${sessionErrors[code] ?? 'it gave an unknown error'} (${code}).`,
    hint: sessionErrorHints[code] ?? (tryAgain ? retrying : 'The server’s log says more under this code.'),
  }),

  'network.down': () => ({
    summary: 'This computer is offline.',
    hint: 'Causeway connects again as soon as the network is back.',
  }),
  'network.portal': ({ status }) => ({
    summary: `This network wants you to sign in on a page of its own first (${status}).`,
    hint: 'Open any page in a browser and sign in there. The app keeps trying.',
  }),
  'profile.invalid': ({ issues: [first] }) => ({
    summary: `${first.field === '' ? 'The profile' : first.field}: ${issueSentence(first)}`,
    hint: 'Correct the profile and try again.',
  }),
  'profile.ambiguous': ({ name, candidates }) => ({
    summary: `There are ${candidates.length} saved profiles named “${name}”: ${candidates
      .map(({ id, environment, server }) => `${id} (${environment}, ${server})`)
      .join(' and ')}.`,
    hint: 'Give the id of the one you mean in place of the name, or rename one of them in the window.',
  }),
  'profile.missing': ({ name }) => ({
    summary: `There is no profile named ${name}.`,
    hint: 'Give the path of a profile file, or the name of a saved profile.',
  }),
  'storage.notSaved': ({ file, cause }) => ({
    summary: `Not saved, and nothing was changed: ${notSaved[cause](file)}`,
    hint: notSavedHints[cause],
  }),
  'secret.missing': ({ secret }) => {
    const credential = credentialSecrets[secret];
    return credential === undefined
      ? {
          summary: `The profile needs a secret that isn’t there: ${secret}.`,
          hint: 'Enter it once; it goes to your keychain.',
        }
      : {
          summary: `Signing in takes ${credential}.`,
          hint: 'Sign in once; from then on the keychain remembers you.',
        };
  },
  'secret.withheld': ({ secret, givenFor, wantedBy }) => ({
    summary: `${secretName(secretNames, secret)} was given for ${listOf(givenFor)}, so it is not sent to ${listOf(wantedBy)}.`,
    hint: 'If it may go there too, enter it again. With the old addresses in the profile it is used as before.',
  }),
  'secret.fileUnreadable': ({ file, cause }) => ({
    summary: `The JWT could not be read from ${file}: ${fileCauses[cause]}.`,
    hint:
      cause === 'timeout'
        ? 'It may lie on a network drive whose server is gone, or be a pipe that no program writes to. Look at it in a terminal, choose another file, or paste a JWT.'
        : 'Check that the tool that renews it is running, and the path of the file. Or paste a JWT.',
  }),
  'input.refused': ({ issues: [first] }) => ({
    summary: `The window sent what Causeway doesn’t take: ${first.field === '' ? 'it' : first.field} ${issueSentence(first)}`,
    hint: 'Nothing was changed. If you only used the window, please report it.',
  }),
  'gesture.missing': () => ({
    summary: 'Causeway didn’t do this: it saw nobody press a button or a key for it.',
    hint: 'Press the button again, with the mouse or with Enter.',
  }),
  cancelled: () => ({ summary: 'Cancelled.', hint: 'Connect again when you like.' }),
  bug: ({ id }) => ({
    summary: `Something went wrong inside Causeway (${id}).`,
    hint: 'Please report it with this code.',
  }),
};

export const explain = explainer(explanations, (words) => `It says itself: “${words}”.`);
