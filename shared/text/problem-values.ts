import type { CredentialSecret } from '../credential-kinds.ts';
import type { EnvironmentRootsFacts } from '../certificate.ts';
import type { BoundSecret, Destination } from '../destinations.ts';
import type {
  AnswerFlaw,
  CertificateFlaw,
  DialCause,
  FailureCause,
  NotSavedCause,
  PacFailure,
  ProblemOf,
  UnavailableReason,
  SocksReply,
  StageName,
  TlsFailure,
  TlsHop,
  VariableFlaw,
  Withheld,
} from '../problem.ts';
import type { ProfileIssue } from '../rules.ts';

/**
 * Every sentence that is said of problems, by a name, with the values that stand in it; null for none. Each language has
 * each of them (`Sentences`), and decides nothing: which one is said is decided in `problem-cases.ts`.
 */

/** Who answered, or should have. */
export type End = 'auth server' | 'gateway' | 'sync server' | 'forward proxy' | 'TLS inspector';
/** Who refused before the auth server; `something` where that doesn't show. */
export type Guard = 'forward proxy' | 'TLS inspector' | 'something';
/** Whose address it is: a forward proxy's, a server's, or maybe one for the websocket alone. */
export type Address = 'proxy' | 'server' | 'sync';
/** Which path is stopped on the way. */
export type StoppedPath = 'signIn' | 'websocket';

/** A length of time in its largest unit. */
export interface Span {
  readonly count: number;
  readonly unit: 'second' | 'minute' | 'hour' | 'day';
}

/** Codes of a Close frame (RFC 6455 §7.4 and its registry) that there are words for; 1006 stands for none at all. */
export const knownClosings = [1000, 1001, 1006, 1008, 1009, 1011, 1012, 1013, 1014] as const;
export type Closing = (typeof knownClosings)[number] | 'other';

/** Error codes that there are words for (server, §4). */
export const knownErrors = [
  100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 200, 201, 204, 205, 207, 208, 209,
  210, 211, 212, 213, 214, 215, 216, 217, 218, 219, 220, 221, 222, 224,
] as const;
export type SessionError = (typeof knownErrors)[number] | 'unknown';

/** Those of them that something can be done about. */
export const hintedErrors = [105, 204, 205, 214, 220, 224] as const;
export type HintedError = (typeof hintedErrors)[number];

interface Status {
  readonly status: number;
}
interface EndStatus extends Status {
  readonly end: End;
}
interface Hop {
  readonly hop: TlsHop;
  readonly host: string;
}
interface Proxy {
  readonly proxy: string;
}
interface Tunnel extends Proxy, Status {
  readonly target: string;
}
interface Agreed extends Status {
  readonly versions: string;
}
/** `answer`: the status in brackets after a blank; empty where there was none. */
interface ProxyAnswer extends Proxy {
  readonly answer: string;
}
/** `listed`: the versions in brackets after a blank; empty where none is known. */
interface Tried extends Status {
  readonly listed: string;
}
/** `product`: its name in brackets after a blank; empty where it isn't known. */
interface Product extends Status {
  readonly product: string;
}

/** One for each of a closed union. */
type Each<Prefix extends string, Word extends string, Values> = {
  readonly [Key in Word as `${Prefix}.${Key}`]: Values;
};

type Flaws = {
  readonly [Flaw in CertificateFlaw as `tls.unacceptable.${Flaw['kind']}`]: Omit<Flaw, 'kind'> & Hop;
};

/** What happened, and where. */
export type SummaryValues = Flaws &
  Each<'behind', FailureCause, EndStatus> & {
    readonly 'vault.locked': null;
    readonly 'vault.unavailable': Pick<ProblemOf<'vault.unavailable'>, 'reason'>;
    readonly 'vault.denied': null;
    readonly 'vault.corrupt': null;

    /** `side`: whose name it is that could not be found. */
    readonly unresolved: {
      readonly end: End;
      readonly side: 'auth server' | 'gateway' | 'sync server';
      readonly host: string;
    };
    readonly unreachable: {
      readonly end: End;
      readonly host: string;
      readonly port: number;
      readonly cause: DialCause;
    };
    readonly timeout: { readonly end: End; readonly host: string; readonly stage: StageName };
    readonly tooManyRequests: EndStatus;
    readonly busy: EndStatus;
    /** That one, or who stands behind it. */
    readonly 'busy.orBehind': EndStatus;
    readonly 'intercepted.botChallenge': Product;
    readonly 'intercepted.blockPage': Product;
    readonly 'intercepted.firewall': Product;
    readonly 'intercepted.firewall.noted': Product & { readonly incident: string };

    readonly 'auth.closed': { readonly end: End; readonly host: string };
    readonly 'auth.credentialRefused': {
      readonly why: 'unsaid' | 'jwtExpired' | 'jwtSignature';
      /** The status and the server's code. */
      readonly codes: string;
    };
    readonly 'auth.refreshRefused': Status;
    readonly 'auth.refreshRefused.expired': Status;
    readonly 'auth.unknownAccount': Status;
    readonly 'auth.pathRefused': Status & { readonly realmPath: string };
    readonly 'auth.notOffered': Status;
    readonly 'auth.badRequest': Status;
    readonly 'auth.badRequest.named': Status & { readonly parameters: string };
    readonly 'auth.failed': Status;
    readonly 'auth.failed.before': EndStatus;
    readonly 'auth.refusedOnTheWay': Status & { readonly guard: Guard };
    readonly 'auth.refusedOnTheWay.headerTooLong': Status & { readonly guard: Guard };
    readonly 'auth.moved': Status;
    readonly 'auth.moved.to': Status & { readonly host: string };
    readonly 'auth.moved.toTls': Status & { readonly host: string };
    readonly 'auth.moved.signIn': Status;
    readonly 'auth.moved.signInAt': Status & { readonly host: string };
    readonly 'auth.malformed': { readonly end: End; readonly flaw: AnswerFlaw; readonly answer: string };
    readonly 'auth.swallowedHeader': Status;

    readonly 'route.undecided.neverDirect': null;
    readonly 'route.undecided.unsupported': null;
    readonly 'route.undecided.variable': { readonly variable: string; readonly flaw: VariableFlaw };
    readonly 'route.undecided.pacFailed': null;
    /** `script`: its address after a blank; empty where it isn't known. */
    readonly 'route.undecided.script': { readonly script: string; readonly cause: PacFailure };
    readonly 'route.unresolved': Proxy;
    readonly 'route.unreachable': Proxy & { readonly cause: DialCause };
    readonly 'route.closed': Proxy;
    readonly 'route.malformed': Proxy;
    readonly 'route.malformed.socks': Proxy;
    readonly 'route.authRequired': ProxyAnswer;
    readonly 'route.authRequired.refused': ProxyAnswer;
    readonly 'route.authRequired.noWay': ProxyAnswer;
    readonly 'route.refused': Tunnel;
    readonly 'route.refused.portal': Proxy & Status;
    readonly 'route.refused.portalAt': Proxy & Status & { readonly host: string };
    readonly 'route.refused.signIn': Proxy & Status;
    readonly 'route.refused.blockPage': Tunnel & Product;
    readonly 'route.refused.nameNotFound': Tunnel;
    readonly 'route.refused.unreachable': Tunnel;
    readonly 'route.refused.timedOut': Tunnel;
    readonly 'route.refused.busy': Proxy & Status;
    readonly 'route.socksRefused': Proxy & { readonly target: string; readonly reply: SocksReply };
    readonly 'route.timeout': Proxy & { readonly stage: StageName };

    readonly 'tls.untrusted': Hop & { readonly cause: 'unknownIssuer' | 'selfSigned' | 'incompleteChain' };
    readonly 'tls.untrusted.inspected': Hop & { readonly inspector: string };
    readonly 'tls.wrongName': Hop;
    readonly 'tls.expired': Hop & { readonly validTo: string };
    readonly 'tls.notYetValid': Hop & { readonly validFrom: string };
    readonly 'tls.clientCertificateRequired': Hop;
    readonly 'tls.failed': Hop & { readonly code: string; readonly cause: TlsFailure | 'unsaid' };

    readonly 'gateway.closed': { readonly end: End; readonly host: string };
    readonly 'gateway.unauthorized': EndStatus;
    readonly 'gateway.badRequest': EndStatus;
    readonly 'gateway.badRequest.headerTooLong': EndStatus;
    readonly 'gateway.badRequest.wantsTls': EndStatus;
    readonly 'gateway.badRequest.tokenMissing': Status;
    readonly 'gateway.forbidden': EndStatus;
    readonly 'gateway.forbidden.upgradesOff': Status;
    readonly 'gateway.forbidden.accessRule': Status;
    readonly 'gateway.noSuchPath': EndStatus & { readonly urlPrefix: string };
    readonly 'gateway.noSuchPath.encodedTwice': Status;
    readonly 'gateway.noSuchPath.changed': Status & { readonly urlPrefix: string };
    readonly 'gateway.noSuchPath.changed.server': Status & { readonly urlPrefix: string };
    readonly 'gateway.moved': EndStatus;
    readonly 'gateway.moved.to': EndStatus & { readonly host: string };
    readonly 'gateway.moved.toTls': EndStatus & { readonly host: string };
    readonly 'gateway.moved.signIn': EndStatus;
    readonly 'gateway.moved.signInAt': EndStatus & { readonly host: string };
    readonly 'gateway.failed': EndStatus;
    readonly 'gateway.notWebSocket': { readonly end: End; readonly answer: string };
    readonly 'gateway.notWebSocket.signIn': EndStatus;
    readonly 'gateway.notWebSocket.agreed': { readonly end: End };
    readonly 'gateway.upgradeStripped': EndStatus;
    readonly 'gateway.upgradeStripped.somewhere': Status;
    readonly 'gateway.protocolMismatch.clientTooOld': Tried;
    readonly 'gateway.protocolMismatch.clientTooNew': Tried;
    readonly 'gateway.protocolMismatch.unsaid': Tried;
    readonly 'gateway.protocolMismatch.notSeen': Status;
    readonly 'gateway.protocolMismatch.noneAgreed': Status;
    readonly 'gateway.protocolMismatch.speaks': Agreed & { readonly count: number };
    readonly 'gateway.protocolMismatch.refusesOwn': Agreed & { readonly count: number };
    readonly 'gateway.protocolMismatch.otherAgreed': Status & { readonly tried: number };
    readonly 'gateway.protocolMismatch.otherAgreed.to': Agreed & { readonly tried: number };
    readonly 'gateway.protocolMismatch.unasked': Status;
    readonly 'gateway.protocolMismatch.unasked.to': Agreed;

    readonly 'session.closed': { readonly closing: Closing; readonly code: number };
    readonly 'session.closed.idle': { readonly code: number; readonly quietMs: number };
    readonly 'session.idleKilled': { readonly quietMs: number };
    readonly 'session.silent': { readonly seconds: number };
    readonly 'session.protocol': Pick<ProblemOf<'session.protocol'>, 'flaw'>;
    readonly 'session.timeout': { readonly stage: StageName };
    readonly 'session.tokenExpired': { readonly code: number };
    readonly 'session.tokenExpired.new': { readonly code: number };
    readonly 'session.badAuthentication': { readonly code: number };
    readonly 'session.permissionDenied': { readonly code: number };
    readonly 'session.server': { readonly error: SessionError; readonly code: number };

    readonly 'network.down': null;
    readonly 'network.portal': Status;
    readonly 'profile.invalid': { readonly issue: ProfileIssue };
    readonly 'profile.invalid.whole': { readonly issue: ProfileIssue };
    readonly 'profile.missing': { readonly name: string };
    readonly 'profile.ambiguous': { readonly name: string; readonly candidates: readonly string[] };
    readonly 'secret.missing': { readonly secret: string };
    readonly 'secret.missing.credential': { readonly credential: CredentialSecret };
    readonly 'secret.withheld': {
      readonly secret: BoundSecret;
      readonly givenFor: readonly Destination[];
      readonly wantedBy: readonly Destination[];
    };
    readonly 'secret.fileUnreadable': Pick<ProblemOf<'secret.fileUnreadable'>, 'file' | 'cause'>;
    readonly 'input.refused': { readonly issue: ProfileIssue };
    readonly 'input.refused.whole': { readonly issue: ProfileIssue };
    readonly 'gesture.missing': null;
    readonly 'relay.portTaken': { readonly port: number };
    readonly 'relay.portTaken.by': { readonly port: number; readonly holder: string };
    readonly 'relay.loop': { readonly port: number };
    readonly 'storage.notSaved': { readonly file: string; readonly cause: NotSavedCause };
    readonly cancelled: null;
    readonly bug: { readonly id: string };
  };

/** What to do about it. A hint is made of one of these or more. */
export type HintValues = Each<'tls.unacceptable', CertificateFlaw['kind'], null> &
  Each<'behind', FailureCause, { readonly end: End }> & {
    /** Time may cure it. */
    readonly retrying: null;
    readonly 'retrying.after': { readonly asked: Span };
    /** Sooner than was asked for. */
    readonly 'retrying.sooner': { readonly asked: Span; readonly after: Span };
    /** The far side's own words. */
    readonly quoted: { readonly words: string };
    /** A port without TLS may wait for the rest of what it takes for a request. */
    readonly orNoTls: null;
    readonly 'orNoTls.sync': null;
    readonly environmentRoots: { readonly roots: EnvironmentRootsFacts };
    readonly certificateChanged: { readonly issuer: string };

    readonly 'vault.locked': null;
    readonly 'vault.unavailable': Pick<ProblemOf<'vault.unavailable'>, 'reason'>;
    readonly 'vault.denied': null;
    readonly 'vault.corrupt': null;

    readonly 'unresolved.server': null;
    readonly 'timeout.server': null;
    readonly 'failed.server': null;
    readonly headerTooLong: null;
    readonly 'intercepted.botChallenge': { readonly path: StoppedPath };
    readonly 'intercepted.blockPage': null;
    readonly 'intercepted.firewall': { readonly path: StoppedPath };
    readonly 'intercepted.firewall.noted': { readonly path: StoppedPath; readonly incident: string };

    readonly 'auth.unreachable.server': null;
    readonly 'auth.unreachable.gateway': null;
    readonly 'auth.closed': null;
    readonly 'auth.credentialRefused': { readonly why: 'unsaid' | 'jwtExpired' | 'jwtSignature' };
    readonly 'auth.refreshRefused': null;
    readonly 'auth.unknownAccount': null;
    readonly 'auth.pathRefused': null;
    readonly 'auth.notOffered': null;
    readonly 'auth.badRequest': null;
    readonly 'auth.failed.network': null;
    readonly 'auth.refusedOnTheWay': null;
    readonly 'auth.refusedOnTheWay.network': null;
    readonly 'auth.refusedOnTheWay.header': null;
    readonly 'auth.refusedOnTheWay.size': null;
    readonly 'auth.refusedOnTheWay.oldHttp': null;
    readonly 'auth.moved': null;
    readonly 'auth.moved.to': null;
    readonly 'auth.moved.toTls': { readonly host: string };
    readonly 'auth.moved.signIn': null;
    readonly 'auth.malformed': null;
    readonly 'auth.malformed.wantsTls': null;
    readonly 'auth.malformed.notText': null;
    readonly 'auth.malformed.tokenMalformed': null;
    readonly 'auth.malformed.notServed': null;
    readonly 'auth.swallowedHeader': null;

    readonly 'route.undecided.neverDirect': null;
    readonly 'route.undecided.unsupported': null;
    readonly 'route.undecided.variable': null;
    readonly 'route.undecided.windowOnly': null;
    readonly 'route.undecided.pacFailed': null;
    readonly 'route.unresolved': null;
    readonly 'route.unreachable': null;
    readonly 'route.closed': null;
    readonly 'route.closed.socks': null;
    readonly 'route.malformed': null;
    readonly 'route.authRequired.withheld': { readonly withheld: Withheld };
    readonly 'route.authRequired.password': null;
    readonly 'route.authRequired.variable': { readonly variable: string };
    readonly 'route.authRequired.unavailable': { readonly unavailable: UnavailableReason };
    readonly 'route.authRequired.noWay': null;
    readonly 'route.authRequired.schemes': { readonly schemes: string };
    readonly 'route.refused': { readonly target: string };
    readonly 'route.refused.noProxy': { readonly target: string };
    readonly 'route.refused.failed': null;
    readonly 'route.refused.portal': null;
    readonly 'route.refused.portalAt': { readonly host: string };
    readonly 'route.refused.signIn': null;
    readonly 'route.refused.blockPage': { readonly target: string };
    readonly 'route.refused.nameNotFound': null;
    readonly 'route.refused.unreachable': null;
    readonly 'route.refused.timedOut': null;
    readonly 'route.refused.busy': null;
    readonly 'route.socksRefused': null;
    readonly 'route.socksRefused.notAllowed': { readonly target: string };
    readonly 'route.timeout': null;

    readonly 'tls.untrusted': { readonly issuer: string };
    readonly 'tls.untrusted.incompleteChain': { readonly issuer: string };
    readonly 'tls.untrusted.inspected': { readonly issuer: string };
    readonly 'tls.wrongName': { readonly names: string };
    readonly 'tls.wrongName.noName': null;
    readonly 'tls.expired': null;
    readonly 'tls.notYetValid': null;
    readonly 'tls.clientCertificateRequired': null;
    readonly 'tls.failed.noTls': { readonly address: Address };
    readonly 'tls.failed.closed': { readonly address: Address };
    readonly 'tls.failed.oldVersion': null;
    readonly 'tls.failed.nothingInCommon': null;
    readonly 'tls.failed.unknownName': null;
    readonly 'tls.failed.unsaid': null;

    readonly 'gateway.unresolved': null;
    readonly 'gateway.unreachable': null;
    readonly 'gateway.unreachable.server': null;
    readonly 'gateway.timeout': null;
    readonly 'gateway.closed': null;
    readonly 'gateway.closed.server': null;
    readonly 'gateway.closed.headerTooLong': { readonly bytes: number };
    readonly 'gateway.unauthorized': null;
    readonly 'gateway.unauthorized.server': null;
    readonly 'gateway.unauthorized.before': null;
    readonly 'gateway.badRequest': null;
    readonly 'gateway.badRequest.server': null;
    readonly 'gateway.badRequest.wantsTls': null;
    readonly 'gateway.badRequest.tokenMissing': null;
    readonly 'gateway.badRequest.tokenMissing.server': null;
    readonly 'gateway.forbidden': null;
    readonly 'gateway.forbidden.network': null;
    readonly 'gateway.forbidden.upgradesOff': null;
    readonly 'gateway.forbidden.accessRule': null;
    readonly 'gateway.noSuchPath': null;
    readonly 'gateway.noSuchPath.encodedTwice': null;
    readonly 'gateway.noSuchPath.changed': null;
    readonly 'gateway.noSuchPath.changed.server': null;
    readonly 'gateway.moved': null;
    readonly 'gateway.moved.signIn': null;
    readonly 'gateway.moved.toTls': { readonly host: string };
    readonly 'gateway.moved.toTls.server': { readonly host: string };
    readonly 'gateway.failed': null;
    readonly 'gateway.failed.network': null;
    readonly 'gateway.notWebSocket': null;
    readonly 'gateway.notWebSocket.server': null;
    readonly 'gateway.notWebSocket.signIn': null;
    readonly 'gateway.notWebSocket.agreed': null;
    readonly 'gateway.upgradeStripped': null;
    readonly 'gateway.upgradeStripped.network': null;
    readonly 'gateway.upgradeStripped.somewhere': null;
    readonly 'gateway.protocolMismatch.noneAgreed': null;
    readonly 'gateway.protocolMismatch.notSeen': null;
    readonly 'gateway.protocolMismatch.askServer': null;
    readonly 'gateway.protocolMismatch.limited': { readonly count: number; readonly tried: string };
    readonly 'gateway.protocolMismatch.limited.add': {
      readonly count: number;
      readonly tried: string;
      readonly versions: string;
    };
    readonly 'gateway.protocolMismatch.newerCauseway': null;
    readonly 'gateway.protocolMismatch.askVersion': null;

    readonly 'session.closed.idle': null;
    readonly 'session.idleKilled': null;
    readonly 'session.silent': null;
    readonly 'session.protocol': null;
    readonly 'session.protocol.tooLarge': null;
    readonly 'session.timeout': null;
    readonly 'session.tokenExpired': null;
    readonly 'session.tokenExpired.new': null;
    readonly 'session.badAuthentication': null;
    readonly 'session.permissionDenied': null;
    readonly 'session.server': null;
    readonly 'session.server.hinted': { readonly error: HintedError };

    readonly 'network.down': null;
    readonly 'network.portal': null;
    readonly 'profile.invalid': null;
    readonly 'profile.missing': null;
    readonly 'profile.ambiguous': null;
    readonly 'secret.missing': null;
    readonly 'secret.missing.credential': null;
    readonly 'secret.withheld': null;
    readonly 'secret.fileUnreadable': null;
    readonly 'secret.fileUnreadable.timeout': null;
    readonly 'input.refused': null;
    readonly 'gesture.missing': null;
    readonly 'relay.portTaken': { readonly port: number };
    readonly 'relay.loop': null;
    readonly 'storage.notSaved': { readonly cause: NotSavedCause };
    readonly cancelled: null;
    readonly bug: null;
  };

/** One of them, with its values. */
export type Sentence<Values> = {
  readonly [Key in keyof Values]: { readonly key: Key; readonly values: Values[Key] };
}[keyof Values];

export type Summary = Sentence<SummaryValues>;
export type HintPart = Sentence<HintValues>;

/** All of them in a language: words, or words around values. */
export type Sentences<Values> = {
  readonly [Key in keyof Values]: Values[Key] extends null ? string : Words<Values[Key]>;
};

type Words<Values> = string | ((values: Values) => string);
