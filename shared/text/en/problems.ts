import type { CredentialSecret } from '../../credential-kinds.ts';
import type {
  AnswerFlaw,
  DialCause,
  PacFailure,
  ProblemOf,
  UnavailableReason,
  SocksReply,
  StageName,
  TlsFailure,
  TlsHop,
  VariableFlaw,
  Withheld,
} from '../../problem.ts';
import { newestProtocol, oldestProtocol } from '../../profile.ts';
import { explainer } from '../explanation.ts';
import { placesIn, type PluralForms } from '../forms.ts';
import type {
  Address,
  Closing,
  End,
  Guard,
  HintedError,
  HintValues,
  Sentences,
  SessionError,
  Span,
  StoppedPath,
  SummaryValues,
} from '../problem-values.ts';
import { secretName } from '../secret-names.ts';
import { environmentWords } from './evidence.ts';
import { issueSentence } from './rules.ts';
import { secretNames } from './secret-names.ts';
import { notSaved, notSavedHints } from './storage.ts';
import { plural, seconds } from './times.ts';

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

const unavailableKeychains: Record<ProblemOf<'vault.unavailable'>['reason'], string> = {
  noBus: 'There is no D-Bus session, so the keychain can’t be reached.',
  noService: 'No keychain service is running.',
  noLibrary: 'The keychain library could not be loaded.',
  timeout: 'The keychain did not answer in time.',
  crashed: 'The keychain’s library crashed.',
};

const unavailableKeychainHints: Record<ProblemOf<'vault.unavailable'>['reason'], string> = {
  noBus: 'Start Causeway from a desktop session, or keep secrets in memory for this run.',
  noService: 'Start GNOME Keyring, KWallet or KeePassXC’s secret service, then try again.',
  noLibrary: 'On Linux install libsecret (Debian and Ubuntu: libsecret-1-0), then start Causeway again.',
  timeout: 'It may be showing a password prompt behind another window. Answer it, then try again.',
  crashed:
    'Try again. If it keeps happening, restart the keychain service, or keep secrets in memory for this run.',
};

const withheldPasswords: Record<Withheld, string> = {
  weakerScheme:
    'It refused the password in a stronger scheme, and now offers only weaker ones, in which the password could be read or guessed: it was not sent again. Check username and password; if they are right, ask the network team why the proxy changed its mind.',
  colonInUsername:
    'It takes only Basic, which can’t carry a username with a colon; nothing was sent. Write the username as the proxy knows it, such as COMPANY\\name.',
  unknownDigest:
    'It wants Digest in a form that Causeway doesn’t speak; the password was not sent. Ask the network team for MD5, SHA-256 or SHA-512-256.',
};

const negotiateUnavailable: Record<UnavailableReason, string> = {
  noLibrary:
    'It takes only the user who is signed in to the company (Negotiate), which this build of Causeway can’t prove: the kerberos package is missing.',
  noTicket:
    'It takes only the user who is signed in to the company (Negotiate), and there is no ticket. Sign in to the company network again, or run kinit.',
};

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

const untrusted: Record<SummaryValues['tls.untrusted']['cause'], string> = {
  unknownIssuer: 'is signed by an authority that this computer doesn’t know',
  selfSigned: 'is self-signed',
  incompleteChain: 'came without the certificates that link it to a known authority',
};

const answerFlaws: Record<AnswerFlaw, string> = {
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
};

const protocolFlaws: Record<ProblemOf<'session.protocol'>['flaw'], string> = {
  frame: 'sent a message that makes no sense',
  order: 'sent a message out of order',
  tooLarge: 'sent a message over the size limit',
  websocket: 'broke the websocket protocol',
};

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
const credentials: Record<CredentialSecret, string> = {
  password: 'a password',
  jwt: 'a JWT',
  custom: 'the custom provider’s data',
  refreshToken: 'a refresh token',
  adminToken: 'an admin token',
};

/** Codes of a Close frame (RFC 6455 §7.4 and its registry), in words; 1006 stands for none at all. */
const closings: Record<Closing, string> = {
  1000: 'The other side closed the connection, having finished',
  1001: 'The other side closed the connection because it is going away',
  1006: 'The connection broke off without a word',
  1008: 'The other side closed the connection because of a rule of its own',
  1009: 'The other side closed the connection because a message was too large for it',
  1011: 'The other side closed the connection because of an error of its own',
  1012: 'The other side closed the connection because it restarts',
  1013: 'The other side closed the connection because it has too much to do',
  1014: 'A gateway closed the connection because the server behind it failed',
  other: 'The connection was closed',
};

/** Error codes of Realm Object Server, §4, in words. */
const sessionErrors: Record<SessionError, string> = {
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
  unknown: 'it gave an unknown error',
};

const sessionErrorHints: Record<HintedError, string> = {
  105: 'Offer other protocol versions in the profile.',
  204: 'Change the realm path in the profile.',
  205: 'Check the realm path in the profile; the realm may have been removed.',
  214: 'Switch query-based sync off in the profile, or have it enabled on the server.',
  220: 'Ask who runs the server why.',
  224: 'Close sessions of this user elsewhere.',
};

const refusedCredentials: Record<HintValues['auth.credentialRefused']['why'], string> = {
  unsaid: 'refused the credential',
  jwtExpired: 'refused the JWT because it has expired',
  jwtSignature: 'refused the JWT because of its signature',
};

const credentialHints: Record<HintValues['auth.credentialRefused']['why'], string> = {
  unsaid: 'Check the username and sign in again.',
  jwtExpired: 'Get a new JWT from your identity provider. If it is new, check this computer’s clock.',
  jwtSignature: 'Check that the server trusts the identity provider that issued this JWT.',
};

const fileCauses: Record<ProblemOf<'secret.fileUnreadable'>['cause'], string> = {
  missing: 'there is no such file',
  denied: 'this user may not read it',
  empty: 'it is empty',
  tooLarge: 'it is too large for a JWT',
  timeout: 'the file doesn’t answer',
  unreadable: 'it can’t be read as a file',
  notJwt: 'it holds no JWT, so nothing of it was sent',
};

const tlsFailures: Record<TlsFailure | 'unsaid', (end: string, code: string) => string> = {
  noTls: (end, code) => `The ${end} doesn’t speak TLS at this port (${code}).`,
  oldVersion: (end, code) => `The ${end} speaks no TLS from version 1.2 on (${code}).`,
  nothingInCommon: (end, code) => `The ${end} takes no kind of encryption that Causeway offers (${code}).`,
  unknownName: (end, code) => `The ${end} doesn’t know itself by this name (${code}).`,
  closed: (end, code) => `The ${end} closed the connection before it was secured (${code}).`,
  unsaid: (end, code) => `The connection to the ${end} could not be secured (${code}).`,
};

const ends: Record<End, string> = {
  'auth server': 'auth server',
  gateway: 'gateway',
  'sync server': 'sync server',
  'forward proxy': 'forward proxy on the way',
  'TLS inspector': 'TLS inspector on the way',
};

const guards: Record<Guard, string> = {
  'forward proxy': 'The forward proxy on the way',
  'TLS inspector': 'The TLS inspector on the way',
  something: 'Something in front of the auth server',
};

const stoppedPaths: Record<StoppedPath, string> = {
  signIn: '/auth',
  websocket: 'the path of the websocket',
};

/** “… instead”: without TLS. */
const inTheClear: Record<Address, string> = {
  proxy: 'begin the proxy’s address in the profile with http:// instead',
  server: 'begin the server’s address in the profile with http:// instead',
  sync: 'begin the server’s address in the profile with http:// instead (a sync URL: with ws://)',
};

const units: Record<Span['unit'], PluralForms> = {
  second: { one: 'second', other: 'seconds' },
  minute: { one: 'minute', other: 'minutes' },
  hour: { one: 'hour', other: 'hours' },
  day: { one: 'day', other: 'days' },
};

const spanWords = ({ count, unit }: Span): string => `${count} ${plural(count, units[unit])}`;

const places = placesIn({ none: 'no other place', systemProxy: 'the system’s proxy', and: ' and ' });

const versionOrVersions: PluralForms = { one: 'version', other: 'versions' };

const ours = `Causeway speaks versions ${oldestProtocol} to ${newestProtocol}.`;
const retrying = 'It may pass by itself: the app keeps trying.';
const trustingIt = 'Until then you can trust exactly this certificate for this profile.';

const summaries: Sentences<SummaryValues> = {
  'vault.locked': 'The keychain is locked.',
  'vault.unavailable': ({ reason }) => unavailableKeychains[reason],
  'vault.denied': 'The keychain didn’t let Causeway in.',
  'vault.corrupt': 'What the keychain holds for this profile can’t be read.',

  unresolved: ({ end, host }) => `The ${ends[end]}’s name ${host} could not be found.`,
  unreachable: ({ end, host, port, cause }) =>
    `The ${ends[end]} ${host}:${port} could not be reached: ${dialCauses[cause]}.`,
  timeout: ({ end, host, stage }) => `The ${ends[end]} ${host} took too long (${stageWords[stage]}).`,
  tooManyRequests: ({ end, status }) => `The ${ends[end]} gets too many requests (${status}).`,
  busy: ({ end, status }) => `The ${ends[end]} is unavailable for the moment (${status}).`,
  'busy.orBehind': ({ end, status }) =>
    `The ${ends[end]}, or the server behind it, is unavailable for the moment (${status}).`,
  'intercepted.botChallenge': ({ product, status }) =>
    `Instead of an answer came a challenge for bots${product}, which only a browser can pass (${status}).`,
  'intercepted.blockPage': ({ product, status }) =>
    `A filter or policy on the way${product} blocks this address (${status}).`,
  'intercepted.firewall': ({ product, status }) =>
    `A firewall for web applications${product} refused the request (${status}).`,
  'intercepted.firewall.noted': ({ product, status, incident }) =>
    `A firewall for web applications${product} refused the request (${status}), incident ${incident}.`,
  'behind.otherHttp': ({ end, status }) =>
    `The ${ends[end]}, a load balancer, speaks another version of HTTP to its targets than this request came in (${status}).`,
  'behind.misdirected': ({ end, status }) =>
    `The ${ends[end]} doesn’t answer for this name on this connection (${status}).`,
  'behind.tooManyHops': ({ end, status }) =>
    `The ${ends[end]}, a load balancer, refuses a request that came through too many hops (${status}).`,
  'behind.signInBroken': ({ end, status }) =>
    `The ${ends[end]}, a load balancer, wants a sign-in of its own, and its identity provider failed (${status}).`,
  'behind.serverTls': ({ end, status }) =>
    `The ${ends[end]} could not secure its connection to the server behind it (${status}).`,
  'behind.serverDown': ({ end, status }) =>
    `The ${ends[end]} was refused by the server behind it (${status}).`,
  'behind.serverSilent': ({ end, status }) =>
    `The ${ends[end]} waited in vain for the server behind it (${status}).`,
  'behind.serverUnreachable': ({ end, status }) =>
    `The ${ends[end]} finds no way to the server behind it (${status}).`,
  'behind.serverNonsense': ({ end, status }) =>
    `The ${ends[end]} got an answer from the server behind it that it can’t use (${status}).`,
  'behind.gaveUp': ({ end, status }) =>
    `The ${ends[end]} says that the connection was given up before the answer was there (${status}).`,
  'behind.slowRequest': ({ end, status }) => `The ${ends[end]} waited too long for the request (${status}).`,

  'auth.closed': ({ end, host }) => `The ${ends[end]} ${host} closed the connection without an answer.`,
  'auth.credentialRefused': ({ why, codes }) => `The auth server ${refusedCredentials[why]} (${codes}).`,
  'auth.refreshRefused': ({ status }) =>
    `The auth server no longer accepts this sign-in (${status}): it expired or was revoked.`,
  'auth.refreshRefused.expired': ({ status }) =>
    `The sign-in has expired: the auth server no longer accepts it (${status}).`,
  'auth.unknownAccount': ({ status }) => `The auth server knows no such account (${status}).`,
  'auth.pathRefused': ({ status, realmPath }) =>
    `The auth server gives no access to ${realmPath} (${status}).`,
  'auth.notOffered': ({ status }) => `The auth server doesn’t offer this way of signing in (${status}).`,
  'auth.badRequest': ({ status }) => `The auth server rejected the request (${status}).`,
  'auth.badRequest.named': ({ status, parameters }) =>
    `The auth server rejected the request (${status}): ${parameters}.`,
  'auth.failed': ({ status }) => `The auth server failed (${status}).`,
  'auth.failed.before': ({ end, status }) =>
    `The ${ends[end]} could not get an answer from the auth server (${status}).`,
  'auth.refusedOnTheWay': ({ guard, status }) => `${guards[guard]} refused the request (${status}).`,
  'auth.refusedOnTheWay.headerTooLong': ({ guard, status }) =>
    `${guards[guard]} takes no header as long as the ones that were sent (${status}).`,
  'auth.moved': ({ status }) => `The auth server’s address redirects to another address (${status}).`,
  'auth.moved.to': ({ status, host }) => `The auth server’s address redirects to ${host} (${status}).`,
  'auth.moved.toTls': ({ status, host }) =>
    `The auth server wants TLS: its address redirects to https://${host} (${status}).`,
  'auth.moved.signIn': ({ status }) => `The auth server’s address redirects to a sign-in page (${status}).`,
  'auth.moved.signInAt': ({ status, host }) =>
    `The auth server’s address redirects to a sign-in page at ${host} (${status}).`,
  'auth.malformed': ({ end, flaw, answer }) => `The ${ends[end]} ${answerFlaws[flaw]}${answer}.`,
  'auth.swallowedHeader': ({ status }) =>
    `The server took your company’s Authorization header for its own token (${status}).`,

  'route.undecided.neverDirect': 'The only way out is a direct connection, and this profile forbids that.',
  'route.undecided.unsupported': 'The system’s settings name a kind of proxy that is not supported.',
  'route.undecided.variable': ({ variable, flaw }) =>
    `The environment variable ${variable} can’t be used: ${variableFlaws[flaw]}.`,
  'route.undecided.pacFailed': 'The system’s proxy settings could not be evaluated.',
  'route.undecided.script': ({ script, cause }) =>
    `This computer’s PAC script${script} ${pacFailures[cause]}.`,
  'route.unresolved': ({ proxy }) => `The forward proxy’s name in ${proxy} could not be found.`,
  'route.unreachable': ({ proxy, cause }) =>
    `The forward proxy ${proxy} could not be reached: ${dialCauses[cause]}.`,
  'route.closed': ({ proxy }) => `The forward proxy ${proxy} closed the connection without an answer.`,
  'route.malformed': ({ proxy }) => `What answers at ${proxy} is not an HTTP proxy.`,
  'route.malformed.socks': ({ proxy }) => `What answers at ${proxy} is not a SOCKS5 proxy.`,
  'route.authRequired': ({ proxy, answer }) => `The forward proxy ${proxy} wants a password${answer}.`,
  'route.authRequired.refused': ({ proxy, answer }) =>
    `The forward proxy ${proxy} refused the username or password${answer}.`,
  'route.authRequired.noWay': ({ proxy, answer }) =>
    `The forward proxy ${proxy} wants a sign-in, but names no way to do so${answer}.`,
  'route.refused': ({ proxy, target, status }) =>
    `The forward proxy ${proxy} refused to connect to ${target} (${status}).`,
  'route.refused.portal': ({ proxy, status }) =>
    `The forward proxy ${proxy} sends us to a portal instead of connecting (${status}).`,
  'route.refused.portalAt': ({ proxy, status, host }) =>
    `The forward proxy ${proxy} sends us to a portal instead of connecting: ${host} (${status}).`,
  'route.refused.signIn': ({ proxy, status }) =>
    `What answers at ${proxy} wants a sign-in of its own (${status}).`,
  'route.refused.blockPage': ({ proxy, target, status, product }) =>
    `A filter or policy${product} at the forward proxy ${proxy} blocks ${target} (${status}).`,
  'route.refused.nameNotFound': ({ proxy, target, status }) =>
    `The forward proxy ${proxy} could not find the name in ${target} (${status}).`,
  'route.refused.unreachable': ({ proxy, target, status }) =>
    `The forward proxy ${proxy} could not connect to ${target} (${status}).`,
  'route.refused.timedOut': ({ proxy, target, status }) =>
    `The forward proxy ${proxy} waited in vain for ${target} (${status}).`,
  'route.refused.busy': ({ proxy, status }) =>
    `The forward proxy ${proxy} gets too many requests (${status}).`,
  'route.socksRefused': ({ proxy, target, reply }) =>
    `The forward proxy ${proxy} did not connect to ${target}: ${socksReplies[reply]}.`,
  'route.timeout': ({ proxy, stage }) => `The forward proxy ${proxy} took too long (${stageWords[stage]}).`,

  'tls.untrusted': ({ hop, host, cause }) =>
    `The certificate of the ${hopNames[hop]} ${host} ${untrusted[cause]}.`,
  'tls.untrusted.inspected': ({ hop, host, inspector }) =>
    `A TLS inspector (${inspector}) opened the connection to the ${hopNames[hop]} ${host} and showed a certificate of its own.`,
  'tls.wrongName': ({ hop, host }) => `The certificate of the ${hopNames[hop]} is not for ${host}.`,
  'tls.expired': ({ hop, host, validTo }) =>
    `The certificate of the ${hopNames[hop]} ${host} expired on ${validTo}.`,
  'tls.notYetValid': ({ hop, host, validFrom }) =>
    `The certificate of the ${hopNames[hop]} ${host} is valid only from ${validFrom}.`,
  'tls.unacceptable.weakSignature': ({ hop, host, subject, algorithm }) =>
    `The certificate of the ${hopNames[hop]} ${host} can be forged: “${subject}” is signed with ${algorithm}.`,
  'tls.unacceptable.weakKey': ({ hop, host, subject, bits }) =>
    `The certificate of the ${hopNames[hop]} ${host} can be forged: the RSA key of “${subject}” has only ${bits} bits.`,
  'tls.unacceptable.noNames': ({ hop, host, subject }) =>
    `The certificate of the ${hopNames[hop]} ${host} names no host: “${subject}” stands in its common name only, and it has no subject alternative name.`,
  'tls.unacceptable.wrongUsage': ({ hop, host, subject }) =>
    `The certificate of the ${hopNames[hop]} ${host}, “${subject}”, was not issued for servers (extended key usage).`,
  'tls.unacceptable.notAnAuthority': ({ hop, host, subject }) =>
    `The certificate of the ${hopNames[hop]} ${host} was signed by “${subject}”, which is no certificate authority.`,
  'tls.unacceptable.nameConstraints': ({ host, issuer }) =>
    `The authority “${issuer}” may not issue certificates for ${host}: its name constraints exclude that name.`,
  'tls.clientCertificateRequired': ({ hop, host }) =>
    `The ${hopNames[hop]} ${host} wants a client certificate that it accepts.`,
  'tls.failed': ({ hop, host, code, cause }) => tlsFailures[cause](`${hopNames[hop]} ${host}`, code),

  'gateway.closed': ({ end, host }) =>
    `The ${ends[end]} ${host} closed the connection without answering the upgrade.`,
  'gateway.unauthorized': ({ end, status }) =>
    `The ${ends[end]} refused the upgrade as unauthorized (${status}).`,
  'gateway.badRequest': ({ end, status }) => `The ${ends[end]} can’t make sense of the upgrade (${status}).`,
  'gateway.badRequest.headerTooLong': ({ end, status }) =>
    `The ${ends[end]} takes no header as long as the ones that were sent (${status}).`,
  'gateway.badRequest.wantsTls': ({ end, status }) =>
    `The ${ends[end]} expects TLS at this port (${status}).`,
  'gateway.badRequest.tokenMissing': ({ status }) =>
    `The access token did not reach the server intact (${status}).`,
  'gateway.forbidden': ({ end, status }) => `The ${ends[end]} forbids the upgrade (${status}).`,
  'gateway.forbidden.upgradesOff': ({ status }) =>
    `The gateway (Envoy) refuses the upgrade without a word (${status}).`,
  'gateway.forbidden.accessRule': ({ status }) =>
    `An access rule of the gateway (Envoy, RBAC) refuses the request (${status}).`,
  'gateway.noSuchPath': ({ end, status, urlPrefix }) =>
    `The ${ends[end]} knows no path under ${urlPrefix} (${status}).`,
  'gateway.noSuchPath.encodedTwice': ({ status }) =>
    `The gateway encoded the realm path a second time: the server saw %252F instead of %2F (${status}).`,
  'gateway.noSuchPath.changed': ({ status, urlPrefix }) =>
    `The gateway, or the server behind it, doesn’t know the path under ${urlPrefix} (${status}).`,
  'gateway.noSuchPath.changed.server': ({ status, urlPrefix }) =>
    `The sync server doesn’t know the path that arrived under ${urlPrefix} (${status}).`,
  'gateway.moved': ({ end, status }) =>
    `The ${ends[end]} redirects the upgrade to another address (${status}).`,
  'gateway.moved.to': ({ end, status, host }) =>
    `The ${ends[end]} redirects the upgrade to ${host} (${status}).`,
  'gateway.moved.toTls': ({ end, status, host }) =>
    `The ${ends[end]} wants TLS: it redirects the upgrade to https://${host} (${status}).`,
  'gateway.moved.signIn': ({ end, status }) =>
    `The ${ends[end]} redirects the upgrade to a sign-in page (${status}).`,
  'gateway.moved.signInAt': ({ end, status, host }) =>
    `The ${ends[end]} redirects the upgrade to a sign-in page at ${host} (${status}).`,
  'gateway.failed': ({ end, status }) => `The ${ends[end]} failed (${status}).`,
  'gateway.notWebSocket': ({ end, answer }) =>
    `The ${ends[end]} answered the upgrade with something other than a websocket${answer}.`,
  'gateway.notWebSocket.signIn': ({ end, status }) =>
    `The ${ends[end]} answered the upgrade with a sign-in page (${status}).`,
  'gateway.notWebSocket.agreed': ({ end }) =>
    `The ${ends[end]} agreed to the upgrade (101), but not in a way that a websocket allows.`,
  'gateway.upgradeStripped': ({ end, status }) =>
    `The ${ends[end]} removed the Upgrade header, so the server saw an ordinary request (${status}).`,
  'gateway.upgradeStripped.somewhere': ({ status }) =>
    `The Upgrade header was lost before the server: something on the way removed it, and the server saw an ordinary request (${status}).`,
  'gateway.protocolMismatch.clientTooOld': ({ listed, status }) =>
    `The server speaks newer versions of the sync protocol only, none of those that were tried${listed} (${status}).`,
  'gateway.protocolMismatch.clientTooNew': ({ listed, status }) =>
    `The server speaks older versions of the sync protocol only, none of those that were tried${listed} (${status}).`,
  'gateway.protocolMismatch.unsaid': ({ listed, status }) =>
    `The server speaks none of the versions of the sync protocol that were tried${listed} (${status}).`,
  'gateway.protocolMismatch.notSeen': ({ status }) =>
    `The server found no version of the sync protocol that it knows in the request (${status}).`,
  'gateway.protocolMismatch.noneAgreed': ({ status }) =>
    `The answer to the upgrade names no version of the sync protocol (${status}).`,
  'gateway.protocolMismatch.speaks': ({ count, versions, status }) =>
    `The server speaks ${plural(count, versionOrVersions)} ${versions} only (${status}).`,
  'gateway.protocolMismatch.refusesOwn': ({ count, versions, status }) =>
    `The server says that it speaks ${plural(count, versionOrVersions)} ${versions} of the sync protocol, and refuses just that (${status}).`,
  'gateway.protocolMismatch.otherAgreed': ({ tried, status }) =>
    `The server was asked for version ${tried} of the sync protocol and agreed to something else (${status}).`,
  'gateway.protocolMismatch.otherAgreed.to': ({ tried, versions, status }) =>
    `The server was asked for version ${tried} of the sync protocol and agreed to version ${versions} (${status}).`,
  'gateway.protocolMismatch.unasked': ({ status }) =>
    `The server agreed to something else of the sync protocol, which it was not asked for (${status}).`,
  'gateway.protocolMismatch.unasked.to': ({ versions, status }) =>
    `The server agreed to version ${versions} of the sync protocol, which it was not asked for (${status}).`,

  'session.closed': ({ closing, code }) => `${closings[closing]} (${code}).`,
  'session.closed.idle': ({ code, quietMs }) =>
    `The connection was closed (${code}) after ${seconds(quietMs)} s in which nothing was said.`,
  'session.idleKilled': ({ quietMs }) =>
    `Something on the way cuts connections that are quiet for ${seconds(quietMs)} s.`,
  'session.silent': (waited) => `The server has been silent for ${waited.seconds} seconds.`,
  'session.protocol': ({ flaw }) => `The server ${protocolFlaws[flaw]}.`,
  'session.timeout': ({ stage }) => `The server took too long (${stageWords[stage]}).`,
  'session.tokenExpired': ({ code }) => `The access token expired during the session (${code}).`,
  'session.tokenExpired.new': ({ code }) =>
    `The sync server takes an access token for expired that was only just issued (${code}).`,
  'session.badAuthentication': ({ code }) => `The server no longer accepts this identity (${code}).`,
  'session.permissionDenied': ({ code }) => `The server denies access to this realm path (${code}).`,
  'session.server': ({ error, code }) => `The server ended the session: ${sessionErrors[error]} (${code}).`,

  'network.down': 'This computer is offline.',
  'network.portal': ({ status }) =>
    `This network wants you to sign in on a page of its own first (${status}).`,
  'profile.invalid': ({ issue }) => `${issue.field}: ${issueSentence(issue)}`,
  'profile.invalid.whole': ({ issue }) => `The profile: ${issueSentence(issue)}`,
  'profile.missing': ({ name }) => `There is no profile named ${name}.`,
  'profile.ambiguous': ({ name, candidates }) =>
    `There are ${candidates.length} saved profiles named “${name}”: ${candidates.join(' and ')}.`,
  'secret.missing': ({ secret }) => `The profile needs a secret that isn’t there: ${secret}.`,
  'secret.missing.credential': ({ credential }) => `Signing in takes ${credentials[credential]}.`,
  'secret.withheld': ({ secret, givenFor, wantedBy }) =>
    `${secretName(secretNames, secret)} was given for ${places(givenFor)}, so it is not sent to ${places(wantedBy)}.`,
  'secret.fileUnreadable': ({ file, cause }) =>
    `The JWT could not be read from ${file}: ${fileCauses[cause]}.`,
  'input.refused': ({ issue }) =>
    `The window sent what Causeway doesn’t take: ${issue.field} ${issueSentence(issue)}`,
  'input.refused.whole': ({ issue }) =>
    `The window sent what Causeway doesn’t take: it ${issueSentence(issue)}`,
  'gesture.missing': 'Causeway didn’t do this: it saw nobody press a button or a key for it.',
  'relay.portTaken': ({ port }) => `Port ${port} of this computer is taken, so the relay doesn’t listen.`,
  'relay.portTaken.by': ({ port, holder }) =>
    `Port ${port} of this computer is taken by ${holder}, so the relay doesn’t listen.`,
  'relay.loop': ({ port }) =>
    `The way to the server leads to port ${port} of this computer, where a relay of Causeway itself listens.`,
  'storage.notSaved': ({ file, cause }) => `Not saved, and nothing was changed: ${notSaved[cause](file)}`,
  cancelled: 'Cancelled.',
  bug: ({ id }) => `Something went wrong inside Causeway (${id}).`,
};

const hints: Sentences<HintValues> = {
  retrying,
  'retrying.after': ({ asked }) =>
    `It asked to be left alone for ${spanWords(asked)}; the app tries again after that.`,
  'retrying.sooner': ({ asked, after }) =>
    `It asked to be left alone for ${spanWords(asked)}; the app tries again after ${spanWords(after)}.`,
  quoted: ({ words }) => `It says itself: “${words}”.`,
  orNoTls: 'If the port speaks no TLS, begin its address in the profile with http:// instead.',
  'orNoTls.sync':
    'If the port speaks no TLS, begin its address in the profile with http:// (a sync URL: with ws://) instead.',
  environmentRoots: ({ roots }) => environmentWords(roots),
  certificateChanged: ({ issuer }) =>
    `It is not the certificate of the last good connection, which “${issuer}” had signed.`,

  'vault.locked':
    'Unlock it, then try again. Nothing that is stored in it was changed. If it is open, the entry was removed elsewhere: sign in again.',
  'vault.unavailable': ({ reason }) => unavailableKeychainHints[reason],
  'vault.denied':
    'If it asked you something, try again and answer it. If not, have Causeway allowed in the system’s or the keychain’s settings. Nothing in it was changed.',
  'vault.corrupt': 'Sign in again to replace it.',

  'unresolved.server':
    'Check the spelling of the server in the profile, and that you are on the right network or VPN.',
  'timeout.server': `${retrying} If it stays so, a firewall may be dropping the connection.`,
  'failed.server': `${retrying} If it stays so, look into the server’s log.`,
  headerTooLong: 'Raise its limit for header lines, or shorten the custom request headers.',
  'intercepted.botChallenge': ({ path }) =>
    `Have whoever runs it exempt ${stoppedPaths[path]} from its challenges: no program gets past them, and trying again doesn’t help.`,
  'intercepted.blockPage':
    'Trying again doesn’t help: ask the network team to allow this host, websockets included.',
  'intercepted.firewall': ({ path }) =>
    `Ask whoever runs it which of its rules that was, and have ${stoppedPaths[path]} exempted from it.`,
  'intercepted.firewall.noted': ({ path, incident }) =>
    `Give whoever runs it the number ${incident}: its log says which rule that was. Have ${stoppedPaths[path]} exempted from it.`,
  'behind.otherHttp':
    'Have the protocol version of its target group set to HTTP1: websockets need HTTP/1.1 all the way.',
  'behind.misdirected':
    'Check the host in the profile: the name that TLS asks for (SNI) and the Host header must be one that it serves.',
  'behind.tooManyHops':
    'Its X-Forwarded-For header holds more than 30 addresses: something on the way sends requests in circles.',
  'behind.signInBroken': 'Have this path exempted from its sign-in: Causeway brings a token of its own.',
  'behind.serverTls':
    'Have the certificate or the TLS settings of the server behind it mended; yours are not the matter.',
  'behind.serverDown': ({ end }) =>
    `${retrying} If it stays so, the server is down, or doesn’t let the ${ends[end]} in.`,
  'behind.serverSilent': `${retrying} If it stays so, a firewall may stand between the two, or the server is overloaded.`,
  'behind.serverUnreachable': ({ end }) =>
    `${retrying} If it stays so, have the server’s address checked where the ${ends[end]} is set up.`,
  'behind.serverNonsense': `${retrying} If it stays so, look into the server’s log; headers that are too large do this, too.`,
  'behind.gaveUp': `${retrying} If it stays so, something on the way waits for a shorter time than the server needs.`,
  'behind.slowRequest': `${retrying} If it stays so, something on the way holds requests back.`,

  'auth.unreachable.server':
    'Check the port, that the server is running, and that you are on the right network or VPN.',
  'auth.unreachable.gateway':
    'Check the port, that the gateway is running, and that you are on the right network or VPN.',
  'auth.closed':
    'Check that the port is the one of a Realm Object Server, and that it speaks http or https as the profile says. A load balancer does the same with no server behind it.',
  'auth.credentialRefused': ({ why }) => credentialHints[why],
  'auth.refreshRefused': 'Sign in again. Your sessions go on where they were.',
  'auth.unknownAccount': 'Check the username. Causeway never creates accounts by itself.',
  'auth.pathRefused': 'Ask for permission to this realm path, or change the path in the profile.',
  'auth.notOffered': 'Choose another credential in the profile, or have the provider enabled on the server.',
  'auth.badRequest': 'Check the credential and the realm path in the profile.',
  'auth.failed.network': `${retrying} If it stays so, ask the network team whether it trusts the server’s certificate and may reach it.`,
  'auth.refusedOnTheWay':
    'It may want a custom request header, let only some addresses or paths through, or take the request for an attack. Ask who runs it.',
  'auth.refusedOnTheWay.network': 'Ask the network team to let this address through.',
  'auth.refusedOnTheWay.header':
    'Check the custom request headers: the gateway probably wants one that is missing or wrong.',
  'auth.refusedOnTheWay.size': 'Have its limit for the size of requests raised.',
  'auth.refusedOnTheWay.oldHttp':
    'Have the gateway before it forward with HTTP/1.1 (nginx: proxy_http_version 1.1).',
  'auth.moved':
    'Causeway doesn’t follow redirects with a credential, and this one names no other host. Check the path of the server’s address in the profile, and ask who runs it.',
  'auth.moved.to':
    'Causeway doesn’t follow redirects with a credential. If that host is right, put it in the profile.',
  'auth.moved.toTls': ({ host }) => `Begin the server’s address in the profile with https://${host}.`,
  'auth.moved.signIn':
    'The gateway must let /auth through without its single sign-on. If you are a guest in this network, sign in to it in a browser first.',
  'auth.malformed':
    'Check that the server in the profile is a Realm Object Server, and that no portal stands in between.',
  'auth.malformed.wantsTls': 'Begin the server’s address in the profile with https://.',
  'auth.malformed.notText':
    'A path or an identity in its answer holds half of a Unicode letter (a lone surrogate). It has to be mended on the server; nothing in the profile helps.',
  'auth.malformed.tokenMalformed':
    'The token holds quotation marks, backslashes or control characters, and would change the header that it goes into. No known server issues such tokens: find out who answers in its place.',
  'auth.malformed.notServed':
    'Check the host, the port and the path of the server’s address in the profile: /auth is appended to it.',
  'auth.swallowedHeader':
    'Have the gateway remove its Authorization header before it forwards to the server.',

  'route.undecided.neverDirect':
    'Name a forward proxy in the profile, or switch “Never connect directly” off.',
  'route.undecided.unsupported': 'Choose an HTTP, HTTPS or SOCKS5 proxy in the profile.',
  'route.undecided.variable':
    'Write it as http://proxy.example:3128 (or https://, socks5://, socks5h://), or choose the proxy in the profile. Nothing was dialled.',
  'route.undecided.windowOnly':
    'Set https_proxy or http_proxy, or choose the proxy in the profile. Nothing was dialled.',
  'route.undecided.pacFailed':
    'Nothing was dialled. Have the script in the system’s network settings mended, choose the proxy in the profile, or let the profile go direct in this case.',
  'route.unresolved': 'Check its spelling, and that you are on the company network or VPN.',
  'route.unreachable': 'Check its address and port, and that you are on the company network or VPN.',
  'route.closed': `${retrying} If it stays so, check the proxy’s port, whether its address begins with https://, and whether it allows CONNECT.`,
  'route.closed.socks': `${retrying} If it stays so, check the target’s name and port: ssh -D, for one, hangs up when it can’t reach it. Or it is no SOCKS5 proxy.`,
  'route.malformed': 'Check the port and the kind of proxy in the profile.',
  'route.authRequired.withheld': ({ withheld }) => withheldPasswords[withheld],
  'route.authRequired.password':
    'Enter its username and password in the profile; the password goes to your keychain.',
  'route.authRequired.variable': ({ variable }) =>
    `The proxy comes from the environment variable ${variable}: the username and password belong there, before the @ (http://name:password@…); or enter proxy and login in the profile.`,
  'route.authRequired.unavailable': ({ unavailable }) => negotiateUnavailable[unavailable],
  'route.authRequired.noWay':
    'It names no way to sign in (there is no Proxy-Authenticate header), so nothing can be sent. Ask the network team: the proxy, or something before it, leaves that out.',
  'route.authRequired.schemes': ({ schemes }) =>
    `It offers only ${schemes}. Ask the network team for one that Causeway speaks.`,
  'route.refused': ({ target }) => `Ask the network team to allow CONNECT to ${target}.`,
  'route.refused.noProxy': ({ target }) =>
    `It may be a web server rather than a forward proxy: check its address and port. If they are right, ask the network team to allow CONNECT to ${target}.`,
  'route.refused.failed': 'The proxy could not reach the target itself. Check the target’s name and port.',
  'route.refused.portal': 'Open any page in a browser and sign in there. The app keeps trying.',
  'route.refused.portalAt': ({ host }) =>
    `Open https://${host} in a browser and sign in there. The app keeps trying.`,
  'route.refused.signIn':
    'It says so as web servers do, not as forward proxies: check the proxy’s address and port. If they are right, ask the network team how programs sign in to it.',
  'route.refused.blockPage': ({ target }) =>
    `Trying again doesn’t help: ask the network team to allow ${target}, websockets included.`,
  'route.refused.nameNotFound':
    'Check the spelling of the host; the name may be known only inside the company, or only outside.',
  'route.refused.unreachable':
    'The proxy could not reach the target itself. Check the target’s port, and that the proxy may go there.',
  'route.refused.timedOut':
    'The proxy got no answer from the target. Check the target’s name and port; a firewall may stand between the two.',
  'route.refused.busy': `${retrying} If it stays so, ask the network team for its limit.`,
  'route.socksRefused': 'Check the target’s name and port.',
  'route.socksRefused.notAllowed': ({ target }) => `Ask the network team to allow ${target}.`,
  'route.timeout': `${retrying} If it stays so, check the port and the kind of proxy in the profile.`,

  'tls.untrusted': ({ issuer }) =>
    `If “${issuer}” is your company’s authority, add its certificate to the profile.`,
  'tls.untrusted.incompleteChain': ({ issuer }) =>
    `If “${issuer}” is your company’s authority, add its certificate to the profile; otherwise have the server send its whole chain.`,
  'tls.untrusted.inspected': ({ issuer }) =>
    `If your company does this on purpose, add the authority “${issuer}” to the profile, or ask the network team to exempt this host.`,
  'tls.wrongName': ({ names }) => `It is for ${names}. Check the host in the profile.`,
  'tls.wrongName.noName': 'It is for no name at all. Check the host in the profile.',
  'tls.expired': 'Have it renewed. If it should still be valid, check this computer’s clock.',
  'tls.notYetValid': 'Check this computer’s clock. Causeway tries again as soon as it is set.',
  'tls.unacceptable.weakSignature': `Ask the server’s operator for a certificate that is signed with SHA-256 or better. ${trustingIt}`,
  'tls.unacceptable.weakKey': `Ask the server’s operator for a certificate with an RSA key of 2048 bits or more, or an elliptic one. ${trustingIt}`,
  'tls.unacceptable.noNames': `Ask the server’s operator for a certificate that has the host as subject alternative name. ${trustingIt}`,
  'tls.unacceptable.wrongUsage': `Ask the server’s operator for a certificate with the extended key usage serverAuth. ${trustingIt}`,
  'tls.unacceptable.notAnAuthority': `Ask the server’s operator for a certificate from an authority. ${trustingIt}`,
  'tls.unacceptable.nameConstraints': `Ask the server’s operator for a certificate from another authority, or use a name that this one may vouch for. ${trustingIt}`,
  'tls.clientCertificateRequired': 'Add your client certificate and its key to the profile.',
  'tls.failed.noTls': ({ address }) => `Check the port, or ${inTheClear[address]}.`,
  'tls.failed.closed': ({ address }) =>
    `If this is the port without TLS (a Realm Object Server hangs up on TLS there; 9080 is the usual one), ${inTheClear[address]}. Otherwise: a load balancer does this with no server behind it, and a firewall with names it doesn’t allow.`,
  'tls.failed.oldVersion': 'Have TLS 1.2 or 1.3 switched on there.',
  'tls.failed.nothingInCommon': 'Have the ciphers of TLS 1.2 or 1.3 switched on there that are usual today.',
  'tls.failed.unknownName':
    'Put the name into the profile that it is set up for; an address instead of a name is often refused.',
  'tls.failed.unsaid': 'Check that the port speaks TLS, and that it allows TLS 1.2 or newer.',

  'gateway.unresolved': 'Check the sync URL in the profile, and that you are on the right network or VPN.',
  'gateway.unreachable': 'Check the sync URL in the profile, and that the gateway is running.',
  'gateway.unreachable.server':
    'Check the port, that the server is running, and that you are on the right network or VPN.',
  'gateway.timeout': `${retrying} If it stays so, the gateway may not pass websockets on.`,
  'gateway.closed':
    'It may not allow websockets, expect TLS where the profile has none, or be a load balancer with no server behind it.',
  'gateway.closed.server':
    'Check that the port is the one of a Realm Object Server, and that it speaks http or https as the profile says. Something on the way may not allow websockets.',
  'gateway.closed.headerTooLong': ({ bytes }) =>
    `One header line is ${bytes} bytes long, and the server and many gateways stop at 8192 without a word. Shorten it.`,
  'gateway.unauthorized': 'Check the custom request headers that your gateway wants, then sign in again.',
  'gateway.unauthorized.server':
    'It doesn’t accept the access token: auth server and sync server must share their keys. Sign in again; if it stays so, look into the server’s log.',
  'gateway.unauthorized.before':
    'Check the custom request headers that it wants: it refused before the server was asked.',
  'gateway.badRequest':
    'It may refuse websockets, or the encoded slashes (%2F) in the path. Its log says why.',
  'gateway.badRequest.server': 'Its log says why.',
  'gateway.badRequest.wantsTls': 'Begin the sync URL in the profile with wss://.',
  'gateway.badRequest.tokenMissing':
    'Check that the gateway passes the authorization header on, and that the server is configured with the same header name.',
  'gateway.badRequest.tokenMissing.server':
    'Check that the server is configured with the authorization header’s name in the profile, and that whatever stands before it passes that header on.',
  'gateway.forbidden':
    'It may allow only paths under another URL prefix, or want a header of its own. Ask who runs it.',
  'gateway.forbidden.network': 'Ask the network team to let websockets to this address through.',
  'gateway.forbidden.upgradesOff':
    'It does so where websockets aren’t switched on for a route: set upgrade_configs with upgrade_type: websocket. If they are, one of its access rules refuses (RBAC, ext_authz).',
  'gateway.forbidden.accessRule':
    'Have the rule (in Istio: the AuthorizationPolicy) allow this path and this client.',
  'gateway.noSuchPath': 'Check the URL prefix in the profile, and that the gateway passes %2F on undecoded.',
  'gateway.noSuchPath.encodedTwice':
    'Have the gateway pass the path on as it came (nginx: a map of $request_uri, no captured variable).',
  'gateway.noSuchPath.changed':
    'Check that the gateway serves this URL prefix, replaces it by /realm-sync, and passes %2F on undecoded.',
  'gateway.noSuchPath.changed.server':
    'Check the URL prefix in the profile: the server’s own is /realm-sync. What stands before it must replace any other by that, and pass %2F on undecoded.',
  'gateway.moved':
    'Causeway doesn’t follow redirects with a token. If it is a sign-in page, the path must be let through without it.',
  'gateway.moved.signIn':
    'Causeway doesn’t follow redirects with a token. This path must be let through without that sign-in.',
  'gateway.moved.toTls': ({ host }) => `Begin the sync URL in the profile with wss://${host}.`,
  'gateway.moved.toTls.server': ({ host }) =>
    `Begin the server’s address in the profile with https://${host}.`,
  'gateway.failed': `${retrying} If it stays so, the gateway can’t reach the server behind it.`,
  'gateway.failed.network': `${retrying} If it stays so, ask the network team whether it trusts the gateway’s certificate and may reach it.`,
  'gateway.notWebSocket':
    'Check the sync URL and the URL prefix in the profile. If they are right, a firewall for web applications may answer in its place.',
  'gateway.notWebSocket.server':
    'Check the server’s address and port in the profile: something else may listen there.',
  'gateway.notWebSocket.signIn':
    'It must let this path through without its single sign-on, or take a header instead.',
  'gateway.notWebSocket.agreed':
    'Something changes the answer’s headers on the way: have them passed on as they are. If it insists on compression, switch Compression on in the profile.',
  'gateway.upgradeStripped':
    'Have the gateway forward Upgrade and Connection for this path (nginx: proxy_http_version 1.1 and both headers).',
  'gateway.upgradeStripped.network':
    'Ask the network team to let websockets to this address through, or not to open the connection (squid: http_upgrade_request_protocols, or ssl_bump splice).',
  'gateway.upgradeStripped.somewhere':
    'Have whatever stands before the server forward Upgrade and Connection for this path (nginx: proxy_http_version 1.1 and both headers).',
  'gateway.protocolMismatch.noneAgreed':
    'Something on the way takes Sec-WebSocket-Protocol out of the answer: have it passed on in both directions.',
  'gateway.protocolMismatch.notSeen': `${ours} Either the server knows none of them, or something on the way takes Sec-WebSocket-Protocol out of the request.`,
  'gateway.protocolMismatch.askServer':
    'Ask those who run the server what its log says: several servers may share this address, or something on the way changes Sec-WebSocket-Protocol.',
  'gateway.protocolMismatch.limited': ({ count, tried }) =>
    `The profile allows ${plural(count, { one: `version ${tried} only`, other: `only the versions ${tried}` })}. Let Causeway find the version by itself, which is the default.`,
  'gateway.protocolMismatch.limited.add': ({ count, tried, versions }) =>
    `The profile allows ${plural(count, { one: `version ${tried} only`, other: `only the versions ${tried}` })}. Let Causeway find the version by itself, which is the default, or add ${versions}.`,
  'gateway.protocolMismatch.newerCauseway': `${ours} Look for a newer Causeway.`,
  'gateway.protocolMismatch.askVersion': `${ours} Ask those who run the server which it speaks, and whether it can be updated.`,

  'session.closed.idle': `${retrying} If it happens again after the same time, something on the way cuts idle connections.`,
  'session.idleKilled': `${retrying} Once it has seen this three times, it pings more often; better is an idle time-out of the gateway above a minute.`,
  'session.silent': `${retrying} If it recurs, something on the way drops idle connections.`,
  'session.protocol': `${retrying} If it recurs, something on the way changes the data.`,
  'session.protocol.tooLarge':
    'Start Causeway with a higher limit for one message: CAUSEWAY_MAX_FRAME_MIB, in mebibytes.',
  'session.timeout': `${retrying} If it stays so, something on the way may agree to websockets without passing on what is said in them.`,
  'session.tokenExpired': 'Causeway fetches a new one.',
  'session.tokenExpired.new':
    'Set the clocks of the auth server and the sync server alike, and check how long tokens live. Causeway tries again by itself.',
  'session.badAuthentication': 'Sign in again.',
  'session.permissionDenied': 'Ask for permission to it, or change the realm path in the profile.',
  'session.server': 'The server’s log says more under this code.',
  'session.server.hinted': ({ error }) => sessionErrorHints[error],

  'network.down': 'Causeway connects again as soon as the network is back.',
  'network.portal': 'Open any page in a browser and sign in there. The app keeps trying.',
  'profile.invalid': 'Correct the profile and try again.',
  'profile.missing': 'Give the path of a profile file, or the name of a saved profile.',
  'profile.ambiguous':
    'Give the id of the one you mean in place of the name, or rename one of them in the window.',
  'secret.missing': 'Enter it once; it goes to your keychain.',
  'secret.missing.credential': 'Sign in once; from then on the keychain remembers you.',
  'secret.withheld':
    'If it may go there too, enter it again. With the old addresses in the profile it is used as before.',
  'secret.fileUnreadable':
    'Check that the tool that renews it is running, and the path of the file. Or paste a JWT.',
  'secret.fileUnreadable.timeout':
    'It may lie on a network drive whose server is gone, or be a pipe that no program writes to. Look at it in a terminal, choose another file, or paste a JWT.',
  'input.refused': 'Nothing was changed. If you only used the window, please report it.',
  'gesture.missing': 'Press the button again, with the mouse or with Enter.',
  'relay.portTaken': ({ port }) =>
    `End the program that listens there: a relay of the window then takes the port by itself. Or choose another port, and give it to the apps that were told ${port}.`,
  'relay.loop': `Enter the server’s own address, or the company’s proxy, where the profile names this computer.`,
  'storage.notSaved': ({ cause }) => notSavedHints[cause],
  cancelled: 'Connect again when you like.',
  bug: 'Please report it with this code.',
};

export const explain = explainer({ summaries, hints });
