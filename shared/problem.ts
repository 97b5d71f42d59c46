import type { Presented } from './certificate.ts';
import type { Withheld as WithheldSecret } from './destinations.ts';
import type { ProfileIssues } from './rules.ts';

/**
 * Everything that can be wrong, as a closed union. The place is part of the kind, because the same status means
 * different things in different places. Fields are plain and safe: never a secret, never a foreign message.
 */
export type Problem =
  | VaultProblem
  | AuthProblem
  | RouteProblem
  | TlsProblem
  | GatewayProblem
  | SessionProblem
  | NetworkProblem
  | { readonly kind: 'profile.invalid'; readonly issues: ProfileIssues }
  | { readonly kind: 'profile.missing'; readonly name: string }
  /** Several saved profiles have the name; what tells them apart. */
  | {
      readonly kind: 'profile.ambiguous';
      readonly name: string;
      readonly candidates: readonly ProfileCandidate[];
    }
  | { readonly kind: 'secret.missing'; readonly secret: string }
  /** It is kept, and was given for other places than those that the profile now sends it to. */
  | ({ readonly kind: 'secret.withheld' } & WithheldSecret)
  /** The file that another tool keeps the JWT in. */
  | {
      readonly kind: 'secret.fileUnreadable';
      readonly file: string;
      readonly cause: 'missing' | 'denied' | 'empty' | 'tooLarge' | 'timeout' | 'unreadable' | 'notJwt';
    }
  /** What the page sent is nothing that the call takes. */
  | { readonly kind: 'input.refused'; readonly issues: ProfileIssues }
  /** The page asked for what only a person may do, and the main process saw no press. */
  | { readonly kind: 'gesture.missing' }
  /** Another program listens where the relay should; its name, where the system tells. */
  | { readonly kind: 'relay.portTaken'; readonly port: number; readonly holder: string | null }
  /** The way to the server leads to a relay of ours, and so back to itself. */
  | { readonly kind: 'relay.loop'; readonly port: number }
  /** What was asked for was not done, because it could not be written down: nothing has changed. */
  | { readonly kind: 'storage.notSaved'; readonly file: string; readonly cause: NotSavedCause }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'bug'; readonly id: string };

/** One of several saved profiles of a name. */
export interface ProfileCandidate {
  readonly id: string;
  readonly environment: string;
  readonly server: string;
}
/**
 * Why a file of ours could not be written: no room on the disk, no permission, a newer version wrote it, or anything
 * else.
 */
export type NotSavedCause = 'full' | 'denied' | 'newerVersion' | 'failed';

/** The network that this computer is in. */
export type NetworkProblem =
  | { readonly kind: 'network.down' }
  /** It wants a person to sign in on a page of its own first: by its status (RFC 6585 §6), or by a portal's marks. */
  | { readonly kind: 'network.portal'; readonly status: number };

/** The keychain, or what is stored in it. */
export type VaultProblem =
  | { readonly kind: 'vault.locked' }
  | {
      readonly kind: 'vault.unavailable';
      readonly reason: 'noBus' | 'noService' | 'noLibrary' | 'timeout' | 'crashed';
    }
  | { readonly kind: 'vault.denied' }
  | { readonly kind: 'vault.corrupt' };

/** Where `POST /auth` goes, from finding its address to understanding its answer. */
export type AuthProblem =
  | ({ readonly kind: 'auth.unresolved' } & FarEndProblem)
  | ({ readonly kind: 'auth.unreachable'; readonly port: number; readonly cause: DialCause } & FarEndProblem)
  | ({ readonly kind: 'auth.closed' } & FarEndProblem)
  | ({ readonly kind: 'auth.timeout'; readonly stage: StageName } & FarEndProblem)
  | ({
      readonly kind: 'auth.credentialRefused';
      readonly status: number;
      readonly code: number | null;
      /** Where the server says so; it does for JWTs. */
      readonly why?: 'jwtExpired' | 'jwtSignature';
    } & Quoting)
  | {
      readonly kind: 'auth.refreshRefused';
      readonly status: number;
      readonly code: number | null;
      /** Where the server or the token itself says so; most servers don't tell expired from revoked. */
      readonly why?: 'expired';
    }
  | { readonly kind: 'auth.unknownAccount'; readonly status: number }
  | { readonly kind: 'auth.pathRefused'; readonly status: number; readonly realmPath: string }
  | { readonly kind: 'auth.notOffered'; readonly status: number }
  | ({
      readonly kind: 'auth.badRequest';
      readonly status: number;
      readonly parameters: readonly string[];
    } & Quoting)
  | ({ readonly kind: 'auth.busy'; readonly retryAfterMs: number | null } & Answered)
  | ({ readonly kind: 'auth.failed'; readonly cause?: FailureCause } & Answered)
  | ({ readonly kind: 'auth.refusedOnTheWay'; readonly cause?: 'headerTooLong' } & Answered)
  | ({ readonly kind: 'auth.intercepted' } & Intercepted)
  | ({ readonly kind: 'auth.moved'; readonly status: number } & Destination)
  | ({ readonly kind: 'auth.malformed'; readonly flaw: AnswerFlaw } & Answered)
  | { readonly kind: 'auth.swallowedHeader'; readonly status: number };

/** Who wrote an answer, as far as its marks tell: the same status means different things from different places. */
export type Answerer = 'forward proxy' | 'TLS inspector' | 'gateway' | 'server';

/**
 * Left out where the answer bears no marks and the profile tells nothing of who stands there; then it is taken to come
 * from the place that the kind names.
 */
interface Blamed {
  readonly by?: Answerer;
}

interface Quoting {
  /** What the answer says itself, where that is more than its status: plain text, short, its secrets replaced. */
  readonly words?: string;
}

interface Answered extends Blamed, Quoting {
  readonly status: number;
}

/** A connection that was not made, or was closed before there was an answer. */
interface FarEndProblem extends Blamed {
  readonly host: string;
}

/** What answers in the place of a server: a challenge that only browsers pass, a filter or policy, a WAF. */
export type Interception = 'botChallenge' | 'blockPage' | 'firewall';

interface Intercepted extends Answered {
  readonly what: Interception;
  /** Its name; left out where only the kind shows. */
  readonly product?: string;
  /** The number under which it has noted this refusal. */
  readonly incident?: string;
}

/**
 * What a status says about the way to the server, where it is more than that something failed: statuses of load
 * balancers and content networks (AWS: 460, 463, 464, 561; Cloudflare: 520–527, 530), and 408, 421, 499 (nginx).
 */
export type FailureCause =
  | 'otherHttp'
  | 'misdirected'
  | 'tooManyHops'
  | 'signInBroken'
  | 'serverTls'
  | 'serverDown'
  | 'serverSilent'
  | 'serverUnreachable'
  | 'serverNonsense'
  | 'gaveUp'
  | 'slowRequest';

/** Where a redirect leads. */
export interface Destination extends Blamed {
  /** Null where the address is no place on the web, or none at all. */
  readonly host: string | null;
  /** A page for a person to sign in on. */
  readonly isSignIn?: boolean;
  /** The same host, over TLS: the profile has the address without. */
  readonly isSameOverTls?: boolean;
}

/** Why an answer of the auth server could not be used. */
export type AnswerFlaw =
  | 'notHttp'
  | 'notServed'
  | 'notJson'
  | 'loginPage'
  | 'noToken'
  | 'tooLarge'
  | 'cutOff'
  | 'wantsTls'
  | 'notText'
  | 'tokenMalformed';

/** Why a gateway can't make sense of the upgrade. */
export type BadRequestCause = 'tokenMissing' | 'headerTooLong' | 'wantsTls';

/** Why there is no Negotiate. */
export type UnavailableReason = 'noLibrary' | 'noTicket';

/**
 * Why a password was not sent to a proxy: a stronger scheme had refused it before; Basic can't carry a colon in the
 * user name (RFC 7617 §2); or the proxy wants a Digest that we don't know.
 */
export type Withheld = 'weakerScheme' | 'colonInUsername' | 'unknownDigest';

/** Why a TCP connection could not be made. */
export type DialCause = 'refused' | 'unreachable' | 'reset' | 'timeout' | 'closed';

/** The way out through forward proxies. */
export type RouteProblem =
  | ({ readonly kind: 'route.undecided' } & Undecided)
  | { readonly kind: 'route.unresolved'; readonly proxy: string }
  | { readonly kind: 'route.unreachable'; readonly proxy: string; readonly cause: DialCause }
  | { readonly kind: 'route.closed'; readonly proxy: string }
  | { readonly kind: 'route.malformed'; readonly proxy: string }
  | {
      readonly kind: 'route.authRequired';
      readonly proxy: string;
      readonly status: number;
      readonly schemes: readonly string[];
      readonly tried: boolean;
      /** Why the signed-in user could not be named to a proxy that would take that (Negotiate). */
      readonly unavailable?: UnavailableReason;
      /** Why the password was kept from a scheme that the proxy offers. */
      readonly withheld?: Withheld;
      /** The environment variable that proxy and login come from. */
      readonly variable?: string;
    }
  | ({
      readonly kind: 'route.refused';
      readonly proxy: string;
      readonly status: number;
      readonly target: string;
      readonly cause?: ProxyRefusal;
      /** Where it sends us instead; null where that is no place on the web. */
      readonly host?: string | null;
      /** Whose page it was, where that shows. */
      readonly product?: string;
    } & Quoting)
  | {
      readonly kind: 'route.socksRefused';
      readonly proxy: string;
      readonly target: string;
      readonly reply: SocksReply;
    }
  | { readonly kind: 'route.timeout'; readonly proxy: string; readonly stage: StageName };

/** Why there is no way out, before anything was dialled. */
export type Undecided =
  | { readonly reason: 'neverDirect' | 'unsupported' }
  /** An environment variable that should name a proxy, by the name it is spelled. */
  | { readonly reason: 'variable'; readonly variable: string; readonly flaw: VariableFlaw }
  /** `script`: its address without login and query. Both are left out where the system told no more. */
  | { readonly reason: 'pacFailed'; readonly cause?: PacFailure; readonly script?: string };

/** What is wrong with a variable that should name a proxy. `windowOnly`: what it names, only the window can use. */
export type VariableFlaw =
  'malformed' | 'twoSchemes' | 'scheme' | 'socks4' | 'port' | 'pacScript' | 'windowOnly' | 'controlCharacter';

/** Why the system's PAC script names no way. */
export type PacFailure = 'notLoaded' | 'broken' | 'noFunction' | 'threw' | 'nonsense' | 'timeout';

/** Why a forward proxy refuses CONNECT, where it tells. */
export type ProxyRefusal =
  'portal' | 'signIn' | 'blockPage' | 'nameNotFound' | 'unreachable' | 'timedOut' | 'busy';

/** Why a SOCKS5 proxy did not connect (RFC 1928 §6). */
export type SocksReply =
  | 'Failure'
  | 'NotAllowed'
  | 'NetworkUnreachable'
  | 'HostUnreachable'
  | 'ConnectionRefused'
  | 'TTLExpired'
  | 'CommandNotSupported'
  | 'AddressNotSupported';

/** The hop whose certificate, or whose wish for ours, is the matter. */
export type TlsHop = 'forward proxy' | 'auth server' | 'gateway' | 'sync server';

export type TlsProblem =
  | {
      readonly kind: 'tls.untrusted';
      readonly hop: TlsHop;
      readonly host: string;
      readonly issuer: string;
      readonly fingerprint: string;
      readonly cause: 'unknownIssuer' | 'selfSigned' | 'incompleteChain' | 'inspected';
      readonly presented: Presented;
    }
  | {
      readonly kind: 'tls.wrongName';
      readonly hop: TlsHop;
      readonly host: string;
      readonly names: readonly string[];
      readonly presented: Presented;
    }
  | {
      readonly kind: 'tls.expired';
      readonly hop: TlsHop;
      readonly host: string;
      readonly validTo: string;
      readonly presented: Presented;
    }
  | {
      readonly kind: 'tls.notYetValid';
      readonly hop: TlsHop;
      readonly host: string;
      readonly validFrom: string;
      readonly presented: Presented;
    }
  | {
      readonly kind: 'tls.unacceptable';
      readonly hop: TlsHop;
      readonly host: string;
      readonly flaw: CertificateFlaw;
      readonly presented: Presented;
    }
  | { readonly kind: 'tls.clientCertificateRequired'; readonly hop: TlsHop; readonly host: string }
  | {
      readonly kind: 'tls.failed';
      readonly hop: TlsHop;
      readonly host: string;
      readonly code: string;
      readonly cause?: TlsFailure;
    };

/**
 * Why a certificate is refused although its authority is known. `subject`, `issuer`: the certificate of the chain that
 * it is about.
 */
export type CertificateFlaw =
  | {
      readonly kind: 'weakSignature';
      readonly algorithm: 'MD2' | 'MD4' | 'MD5' | 'SHA-1';
      readonly subject: string;
    }
  | { readonly kind: 'weakKey'; readonly bits: number; readonly subject: string }
  /** It names no host but in its common name. */
  | { readonly kind: 'noNames'; readonly subject: string }
  /** It is not for servers. */
  | { readonly kind: 'wrongUsage'; readonly subject: string }
  /** It signed the one before it, and is no authority. */
  | { readonly kind: 'notAnAuthority'; readonly subject: string }
  /** An authority that may not vouch for the host's name. */
  | { readonly kind: 'nameConstraints'; readonly issuer: string };

/** Why there was no TLS, where the code tells. */
export type TlsFailure = 'noTls' | 'oldVersion' | 'nothingInCommon' | 'unknownName' | 'closed';

/** The answer to the upgrade, and the way to who gave it. */
export type GatewayProblem =
  | ({ readonly kind: 'gateway.unresolved' } & FarEndProblem)
  | ({
      readonly kind: 'gateway.unreachable';
      readonly port: number;
      readonly cause: DialCause;
    } & FarEndProblem)
  | ({ readonly kind: 'gateway.timeout'; readonly stage: StageName } & FarEndProblem)
  /** `longestHeaderBytes` where a header line was so long that this may be why. */
  | ({ readonly kind: 'gateway.closed'; readonly longestHeaderBytes?: number } & FarEndProblem)
  | ({ readonly kind: 'gateway.unauthorized' } & Answered)
  | ({ readonly kind: 'gateway.badRequest'; readonly cause?: BadRequestCause } & Answered)
  | ({ readonly kind: 'gateway.forbidden'; readonly cause?: ForbiddenCause } & Answered)
  | ({ readonly kind: 'gateway.intercepted' } & Intercepted)
  | ({
      readonly kind: 'gateway.noSuchPath';
      readonly urlPrefix: string;
      readonly cause?: PathFlaw;
    } & Answered)
  | ({ readonly kind: 'gateway.moved'; readonly status: number } & Destination)
  | ({ readonly kind: 'gateway.busy'; readonly retryAfterMs: number | null } & Answered)
  | ({ readonly kind: 'gateway.failed'; readonly cause?: FailureCause } & Answered)
  | ({ readonly kind: 'gateway.notWebSocket'; readonly isSignIn?: boolean } & Answered)
  | ({ readonly kind: 'gateway.upgradeStripped' } & Answered)
  | ({
      readonly kind: 'gateway.protocolMismatch';
      readonly side: MismatchSide;
      /** What the server says it speaks. */
      readonly speaks?: VersionRange;
      /** What was asked for, one version in each request, in this order. */
      readonly tried?: readonly number[];
      /** The profile says which versions may be tried. */
      readonly isLimited?: boolean;
    } & Answered);

/**
 * How no version of the sync protocol was agreed on: ours are older or newer than the server's; it saw none that it knows
 * in the request; it said no more than that; or it agreed to another one than was asked for, or to none in so many words.
 */
export type MismatchSide =
  'clientTooOld' | 'clientTooNew' | 'notSeen' | 'unsaid' | 'otherAgreed' | 'noneAgreed';

/** Versions of the sync protocol; the same number twice for a server that speaks one only. */
export interface VersionRange {
  readonly oldest: number;
  readonly newest: number;
}

/** Why an upgrade is forbidden, where the products tell: it is no upgrade that they pass on, or a rule of theirs. */
export type ForbiddenCause = 'upgradesOff' | 'accessRule';

/**
 * What happened to the path on the way: `%2F` became `%252F`; it arrived at the server, but changed (decoded, or
 * under another prefix); or no server serves what it begins with.
 */
export type PathFlaw = 'encodedTwice' | 'changed' | 'notServed';

/** What was not said on a connection that ended without a word. */
export interface Silences {
  /** How long nothing had been said when it ended or, if a ping waited for its answer, when that was sent. */
  readonly quietMs: number;
  /** The longest silence that it had come through before. */
  readonly survivedMs: number;
  /** How long a ping had waited for its answer; absent if none did. */
  readonly waitedMs?: number;
}

/** The sync session itself, once the websocket is open. */
export type SessionProblem =
  | ({ readonly kind: 'session.closed'; readonly code: number } & Partial<Silences>)
  /** Ended for the second time after the same silence: something on the way cuts idle connections. */
  | { readonly kind: 'session.idleKilled'; readonly quietMs: number; readonly survivedMs?: number }
  /** Without silences where the computer slept or its network changed, which tells nothing of limits on the way. */
  | ({ readonly kind: 'session.silent'; readonly waitedMs: number } & Partial<Silences>)
  | { readonly kind: 'session.protocol'; readonly flaw: 'frame' | 'order' | 'tooLarge' | 'websocket' }
  | { readonly kind: 'session.timeout'; readonly stage: StageName }
  /** `isNew` where the token was issued so shortly before that clocks must be the reason. */
  | { readonly kind: 'session.tokenExpired'; readonly code: number; readonly isNew?: boolean }
  | { readonly kind: 'session.badAuthentication'; readonly code: number }
  | { readonly kind: 'session.permissionDenied'; readonly code: number }
  | { readonly kind: 'session.server'; readonly code: number; readonly tryAgain: boolean };

export type ProblemKind = Problem['kind'];
export type ProblemOf<Kind extends ProblemKind> = Extract<Problem, { kind: Kind }>;

/** The hops an attempt passes, in order; also the names the hop line draws. */
export const stageNames = [
  'keychain',
  'jwt-file',
  'route',
  'resolve',
  'connect',
  'proxy',
  'tls',
  'sign-in',
  'access-token',
  'upgrade',
  'bind',
  'heartbeat',
] as const;
export type StageName = (typeof stageNames)[number];

/** Who refused. */
export type Place =
  | 'this computer'
  | 'profile'
  | 'keychain'
  | 'network'
  | 'forward proxy'
  | 'TLS inspector'
  | 'auth server'
  | 'gateway'
  | 'sync server';

/** Who cures it: time, a new access token, the network coming back, or the person. */
export type Remedy = 'retry' | 'refreshToken' | 'awaitNetwork' | 'askUser';

/**
 * What a person has to do before something goes on. The one decision that words, buttons, rows, keys and the tray follow:
 * a person who has to enter a proxy's password is nowhere asked to sign in.
 */
export type NextStep =
  /** Only a sign-in helps. */
  | { readonly do: 'signIn' }
  | { readonly do: 'enterProxyPassword' }
  /** One of an authority to trust, or one of our own to show. */
  | { readonly do: 'addCertificate'; readonly field: 'trust.ca' | 'trust.clientCertificate' }
  | { readonly do: 'openKeychain' }
  | { readonly do: 'edit'; readonly field: EditableField }
  /** Nothing here: time, the network, or another person resolves it. */
  | { readonly do: 'retry' }
  /** Nothing is wrong: the person ended it. */
  | { readonly do: 'connect' };

/** Fields that a problem can point at, named as `parseProfile` names them. */
export type EditableField =
  | 'name'
  | 'server'
  | 'credential.kind'
  | 'credential.username'
  | 'realmPaths'
  | 'gateway.syncUrl'
  | 'gateway.authorizationHeaderName'
  | 'gateway.urlPrefix'
  | 'gateway.customRequestHeaders'
  | 'route.proxyHeaders'
  | 'route.mode'
  | 'route.proxy'
  | 'trust.ca'
  | 'trust.clientCertificate'
  | 'sync.protocolVersions'
  | 'relay.port';

/** The HTTP status behind a problem, when there is one; 0 stands for an answer that had none. */
export const statusOf = (problem: Problem): number | null =>
  'status' in problem && problem.status > 0 ? problem.status : null;

/** However long the other side asks for: a slip in its configuration must not keep us away for days. */
export const longestRetryAfterMs = 3_600_000;

/** How long to stay away because the other side asked for it, in milliseconds. */
export const retryAfterOf = (problem: Problem): number =>
  'retryAfterMs' in problem && problem.retryAfterMs !== null
    ? Math.min(problem.retryAfterMs, longestRetryAfterMs)
    : 0;
