import type { CertificateFacts, Presented } from '../../shared/certificate.ts';
import type {
  Answerer,
  BadRequestCause,
  AuthProblem,
  Destination,
  DialCause,
  GatewayProblem,
  NetworkProblem,
  PathFlaw,
  Problem,
  SessionProblem,
  Silences,
  StageName,
  TlsFailure,
  TlsHop,
  TlsProblem,
} from '../../shared/problem.ts';
import type { Leg } from '../../shared/status.ts';
import { urlIn } from '../../shared/urls.ts';
import {
  answererOf,
  fieldOf,
  isFromRealm,
  jsonOf,
  leadsToSignIn,
  looksLikeSignIn,
  relayOf,
} from './answer-marks.ts';
import type { Target } from './route.ts';
import type { RawFailure } from './trace.ts';

/** The far end of a leg, as its problems name it. */
export interface FarEnd {
  readonly leg: Leg;
  readonly host: string;
  readonly port: number;
}

/** The `code` of a Node error; of several tries (RFC 8305) the first that has one. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return error.errors.map(codeOf).find((code) => code !== '') ?? '';
  return '';
}

const causes: Readonly<Record<string, DialCause>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timeout',
};

export const dialCauseOf = (error: unknown): DialCause => causes[codeOf(error)] ?? 'closed';

/** Is there a network at all? ENETDOWN says no by itself; everything else is somebody's answer. */
const isOffline = (error: unknown): boolean => codeOf(error) === 'ENETDOWN';

/** A failure of the look-up, the connection or the exchange with the far end of a leg. */
export function classifyFarEnd(end: FarEnd, stage: StageName, failure: RawFailure): Problem {
  const { host, port } = end;
  const kind = end.leg === 'auth' ? 'auth' : 'gateway';
  if (failure.timedOut) return { kind: `${kind}.timeout`, host, stage };
  if (isOffline(failure.error)) return { kind: 'network.down' };
  if (stage === 'resolve') return { kind: `${kind}.unresolved`, host };
  return { kind: `${kind}.unreachable`, host, port, cause: dialCauseOf(failure.error) };
}

/** A failure on the way to, or in the talk with, a forward proxy. */
export function classifyProxy(proxy: string, stage: StageName, failure: RawFailure): Problem {
  if (failure.timedOut) return { kind: 'route.timeout', proxy, stage };
  if (isOffline(failure.error)) return { kind: 'network.down' };
  if (stage === 'resolve') return { kind: 'route.unresolved', proxy };
  if (stage === 'connect') return { kind: 'route.unreachable', proxy, cause: dialCauseOf(failure.error) };
  // TLS 1.3 reports a missing client certificate only with the first bytes after the handshake.
  const code = codeOf(failure.error);
  if (code.startsWith('ERR_SSL_')) return classifyTls('forward proxy', new URL(proxy).hostname, code, null);
  return { kind: 'route.closed', proxy };
}

/** What TLS said no to. `presented` is null when the other side, not we, ended the handshake. */
export function classifyTls(hop: TlsHop, host: string, code: string, presented: Presented | null): Problem {
  const leaf = presented?.chain[0];
  if (presented !== null && leaf !== undefined)
    return refusedCertificate({ hop, host, presented }, code, leaf);
  if (/ALERT.*(CERTIFICATE|UNKNOWN_CA)|HANDSHAKE_FAILURE/.test(code)) {
    return { kind: 'tls.clientCertificateRequired', hop, host };
  }
  const cause = causeOfTlsFailure(code);
  return { kind: 'tls.failed', hop, host, code: code === '' ? 'no code' : code, ...(cause ? { cause } : {}) };
}

function causeOfTlsFailure(code: string): TlsFailure | undefined {
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/.test(code)) return 'noTls';
  if (/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW/.test(code)) return 'oldVersion';
  if (/UNRECOGNIZED_NAME/.test(code)) return 'unknownName';
  if (/NO_SHARED_CIPHER/.test(code)) return 'nothingInCommon';
  return code === 'ECONNRESET' || code === 'EPIPE' ? 'closed' : undefined;
}

interface RefusedAt {
  readonly hop: TlsHop;
  readonly host: string;
  readonly presented: Presented;
}

function refusedCertificate(at: RefusedAt, code: string, leaf: CertificateFacts): Problem {
  const { issuer, fingerprint, names, subject } = leaf;
  const untrusted = { kind: 'tls.untrusted', ...at, issuer, fingerprint } as const;
  switch (code) {
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return { kind: 'tls.wrongName', ...at, names: names.length > 0 ? names : [subject] };
    case 'CERT_HAS_EXPIRED':
      return { kind: 'tls.expired', ...at, validTo: leaf.validTo.slice(0, 10) };
    case 'CERT_NOT_YET_VALID':
      return { kind: 'tls.notYetValid', ...at, validFrom: leaf.validFrom.slice(0, 10) };
    default:
      return {
        ...untrusted,
        cause: at.presented.inspector === null ? untrustedCause(code, at.presented) : 'inspected',
      };
  }
}

/** A certificate that came alone lacks either its intermediates, or an authority that this computer knows: who can tell? */
function untrustedCause(
  code: string,
  { chain }: Presented,
): 'selfSigned' | 'incompleteChain' | 'unknownIssuer' {
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT') return 'selfSigned';
  const lacksIssuer = /^UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT_LOCALLY)$/.test(code);
  return lacksIssuer && chain.length === 1 ? 'incompleteChain' : 'unknownIssuer';
}

/** Network Authentication Required: no server says it, only a network that stands in its place (RFC 6585 §6). */
const wantsNetworkSignIn = 511;

/** An answer to the upgrade other than 101, as far as it could be read. */
export interface RefusedUpgrade {
  /** Who was asked. */
  readonly target: Target;
  readonly status: number;
  readonly location: string | null;
  readonly retryAfter: string | null;
  readonly contentType: string;
  /** The first 64 KiB. */
  readonly body: string;
  /** Status line and header lines as they came. */
  readonly head?: readonly string[];
}

/** Who refused the upgrade, and why: by status and by the signatures of Realm Object Server. */
export function classifyUpgrade(
  answer: RefusedUpgrade,
  urlPrefix: string,
  now: number,
): GatewayProblem | TlsProblem | NetworkProblem {
  const { target, status, body, head = [] } = answer;
  if (status === wantsNetworkSignIn) return { kind: 'network.portal', status };
  if (saysWantsCertificate(status, body)) {
    return { kind: 'tls.clientCertificateRequired', hop: 'gateway', host: target.host };
  }
  if (/REALM_SYNC_PROTOCOL_MISMATCH|client is unsupported/i.test(body)) {
    return { kind: 'gateway.protocolMismatch', status, side: mismatchSide(body) };
  }
  // An ordinary request to the server's sync route answers 401 with code 611: nobody else does (server, §3).
  if (status === 401 && realmCodeOf(body) === 611) {
    return { kind: 'gateway.upgradeStripped', status, ...byOf(relayOf(head)) };
  }
  const marks = byOf(answererOf({ status, head, body }));
  if (status >= 300 && status < 400) {
    return { kind: 'gateway.moved', status, ...whereTo(answer) };
  }
  if (status < 300) return { kind: 'gateway.notWebSocket', status, ...signIn(looksLikeSignIn(body)) };
  switch (status) {
    case 400:
    case 414:
    case 431:
      return { kind: 'gateway.badRequest', status, ...causeOfBadRequest(answer), ...marks };
    case 401:
      return { kind: 'gateway.unauthorized', status, ...marks };
    case 404:
      return { kind: 'gateway.noSuchPath', status, urlPrefix, cause: pathFlawOf(body), ...marks };
    case 426:
      return { kind: 'gateway.upgradeStripped', status, ...byOf(relayOf(head)) };
    case 429:
    case 503:
      return { kind: 'gateway.busy', status, retryAfterMs: waitAskedFor(answer, now), ...marks };
    default:
      return { kind: status >= 500 ? 'gateway.failed' : 'gateway.forbidden', status, ...marks };
  }
}

const byOf = (by: Answerer | null): { readonly by?: Answerer } => (by === null ? {} : { by });

const signIn = (isSignIn: boolean): { readonly isSignIn?: true } => (isSignIn ? { isSignIn } : {});

/**
 * In the words of nginx, which lets the handshake pass and refuses the request, of Apache, where only some places want
 * one (TLS 1.3 has no renegotiation), and of IIS.
 */
const saysWantsCertificate = (status: number, body: string): boolean =>
  (status === 400 || status === 403) &&
  /No required SSL certificate was sent|The SSL certificate error|Cannot perform Post-Handshake Authentication|Client certificate (is )?required/i.test(
    body,
  );

/** In the words of nginx, Apache and Go: a request in the clear came to a port for TLS. */
const saysWantsTls = (status: number, body: string): boolean =>
  status === 400 &&
  /plain HTTP (request was sent )?to (an? )?(HTTPS|SSL)|HTTP request to an HTTPS server/i.test(body);

/**
 * In the words of nginx, Apache and HAProxy; the last says no more than this of what doesn't fit into its buffer, and
 * our requests have no other flaw.
 */
const saysTooLong = (status: number, body: string): boolean =>
  status === 414 ||
  status === 431 ||
  (status === 400 && /too (large|long|big)|exceeds server limit|sent an invalid request/i.test(body));

/** The server itself refuses a header it can't use with an empty 400 (server, §3); gateways say what is too long. */
function causeOfBadRequest({ status, body }: RefusedUpgrade): { cause?: BadRequestCause } {
  if (saysWantsTls(status, body)) return { cause: 'wantsTls' };
  if (saysTooLong(status, body)) return { cause: 'headerTooLong' };
  return body.trim() === '' ? { cause: 'tokenMissing' } : {};
}

/** A path encoded twice gets as far as the sync worker, which says so; a changed one gets an empty 404 (server, §3). */
function pathFlawOf(body: string): PathFlaw {
  if (/Realm sync server[^a-z]+Page not found/i.test(body)) return 'encodedTwice';
  return body.trim() === '' || isFromRealm(body) ? 'changed' : 'notServed';
}

function mismatchSide(body: string): 'clientTooOld' | 'clientTooNew' | 'unknown' {
  if (body.includes('CLIENT_TOO_OLD')) return 'clientTooOld';
  return body.includes('CLIENT_TOO_NEW') ? 'clientTooNew' : 'unknown';
}

/** An answer of `POST /auth` that is not a success, as far as it could be read. */
export interface RefusedAuth {
  /** Who was asked. */
  readonly target: Target;
  readonly status: number;
  readonly location: string | null;
  readonly retryAfter: string | null;
  readonly body: string;
  readonly head?: readonly string[];
  /** What was asked: signing in with a credential, or an access token with the refresh token. */
  readonly asked: 'signIn' | 'accessToken';
  readonly realmPath: string;
}

/** What the auth server, or something in front of it, refused: the error table of Realm Object Server. */
export function classifyAuth(answer: RefusedAuth, now: number): AuthProblem | TlsProblem | NetworkProblem {
  const { target, status, body } = answer;
  if (status === wantsNetworkSignIn) return { kind: 'network.portal', status };
  if (saysWantsCertificate(status, body)) {
    return { kind: 'tls.clientCertificateRequired', hop: 'auth server', host: target.host };
  }
  const code = realmCodeOf(body);
  if (status >= 300 && status < 400) return { kind: 'auth.moved', status, ...whereTo(answer) };
  if (status === 429 || status === 503 || code === 802) {
    const waitMs = waitAskedFor(answer, now);
    return { kind: 'auth.busy', status, retryAfterMs: waitMs, ...marksOf(answer) };
  }
  if (isSwallowedHeader(code, body)) return { kind: 'auth.swallowedHeader', status };
  return byCode(answer, code) ?? byStatus(answer);
}

/** A foreign `Authorization` forwarded to the server fails as a token it can't parse (server, §1). */
const isSwallowedHeader = (code: number | null, body: string): boolean =>
  code === 611 && /does not have 2 parts separated by a colon/.test(body);

/** The `detail` of a refused JWT, in the words of the server's JWT library. */
function whyOfJwt(body: string): { readonly why?: 'jwtExpired' | 'jwtSignature' } {
  const detail = jsonOf(body)?.['detail'];
  if (typeof detail !== 'string') return {};
  if (/jwt expired/i.test(detail)) return { why: 'jwtExpired' };
  return /invalid signature|invalid algorithm/i.test(detail) ? { why: 'jwtSignature' } : {};
}

function byCode({ status, asked, body }: RefusedAuth, code: number | null): AuthProblem | null {
  switch (code) {
    case 601:
    case 602:
    case 619:
      return { kind: 'auth.badRequest', status, parameters: invalidParameters(body) };
    case 611:
      return asked === 'signIn'
        ? { kind: 'auth.credentialRefused', status, code, ...whyOfJwt(body) }
        : { kind: 'auth.refreshRefused', status, code };
    case 612:
      return { kind: 'auth.unknownAccount', status };
    case 614:
    case 615:
      if (asked === 'signIn') return { kind: 'auth.credentialRefused', status, code };
      return { kind: 'auth.refreshRefused', status, code, ...(code === 615 ? { why: 'expired' } : {}) };
    case 803:
      return { kind: 'auth.notOffered', status };
    default:
      return null;
  }
}

const marksOf = ({ status, body, head = [] }: RefusedAuth): { readonly by?: Answerer } =>
  byOf(answererOf({ status, head, body }));

function byStatus(answer: RefusedAuth): AuthProblem {
  const { status, asked, realmPath, body } = answer;
  const isServers = isFromRealm(body) && jsonOf(body) !== null;
  if (!isServers && saysTooLong(status, body)) {
    return { kind: 'auth.refusedOnTheWay', status, cause: 'headerTooLong', ...marksOf(answer) };
  }
  // The server itself always answers these in its own JSON (server, §1): whoever doesn't stands before it.
  if (!isServers && isNotServed(status, body)) return { kind: 'auth.malformed', status, flaw: 'notServed' };
  if (saysWantsTls(status, body)) return { kind: 'auth.malformed', status, flaw: 'wantsTls' };
  if (!isServers && status >= 400 && status < 500) {
    return { kind: 'auth.refusedOnTheWay', status, ...marksOf(answer) };
  }
  if (status >= 500) {
    return status === 501
      ? { kind: 'auth.notOffered', status }
      : { kind: 'auth.failed', status, ...marksOf(answer) };
  }
  if (jsonOf(body) === null) return { kind: 'auth.malformed', status, flaw: 'notJson' };
  if (asked === 'accessToken' && status === 403) return { kind: 'auth.pathRefused', status, realmPath };
  if (status === 401 || status === 403) {
    return asked === 'signIn'
      ? { kind: 'auth.credentialRefused', status, code: null }
      : { kind: 'auth.refreshRefused', status, code: null };
  }
  return { kind: 'auth.badRequest', status, parameters: [] };
}

/** Nothing takes `POST /auth` there; the server itself says 501 of a way of signing in, and no more. */
const isNotServed = (status: number, body: string): boolean =>
  status === 404 || status === 405 || (status === 501 && body.trim() !== '');

const realmCodeOf = (body: string): number | null => {
  const code = jsonOf(body)?.['code'];
  return typeof code === 'number' ? code : null;
};

/** The names alone: their reasons are foreign text. Names are shown only if they look like names. */
function invalidParameters(body: string): string[] {
  const parameters = jsonOf(body)?.['invalid_params'];
  if (!Array.isArray(parameters)) return [];
  return parameters.flatMap((entry: unknown) => {
    const name = typeof entry === 'object' && entry !== null && 'name' in entry ? entry.name : null;
    return typeof name === 'string' && /^[A-Za-z0-9_.]{1,40}$/.test(name) ? [name] : [];
  });
}

/** RFC 9110 §10.2.3: seconds, or a date. What no clock can count is as good as nothing. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  const isSeconds = /^\d+$/.test(header.trim());
  const ms = isSeconds ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

/** A date is by the clock of whoever wrote it, which the answer tells, too; ours may be off. */
const waitAskedFor = (
  { retryAfter, head = [] }: Pick<RefusedAuth, 'retryAfter' | 'head'>,
  now: number,
): number | null => {
  const theirNow = Date.parse(fieldOf(head, 'date') ?? '');
  return retryAfterMs(retryAfter, Number.isNaN(theirNow) ? now : theirNow);
};

/** Only the host of a redirect: the rest may carry a token of somebody's sign-on. */
function whereTo({ location, target }: Pick<RefusedAuth, 'location' | 'target'>): Destination {
  const url = location === null ? null : urlIn(location);
  const host = url?.host ?? 'another address';
  const isTls = url !== null && /^(https|wss):$/.test(url.protocol);
  if (isTls && !target.isTls && url.hostname === target.host) return { host, isSameOverTls: true };
  return { host, ...signIn(leadsToSignIn(location)) };
}

/** The most of a header line that Realm Object Server and most gateways take (server, §3). */
const commonHeaderLimit = 8192;

/** The stream ended without any answer to the upgrade: a header line too long is ended so (server, §3). */
export function classifyHangUp(
  host: string,
  headers: readonly (readonly [string, string])[],
): GatewayProblem {
  const longest = Math.max(0, ...headers.map(([name, value]) => name.length + value.length + 4));
  return {
    kind: 'gateway.closed',
    host,
    ...(longest > commonHeaderLimit ? { longestHeaderBytes: longest } : {}),
  };
}

/** Silences this short come from work, not from an idle limit. */
const shortestIdleMs = 1_000;

/** A connection that was closed without a word; the same silence twice in a row, and its longest, is no accident. */
export function classifyClosing(
  code: number,
  silences: Silences | null,
  lastQuietMs: number | null,
): SessionProblem {
  if (silences === null || silences.quietMs < shortestIdleMs) return { kind: 'session.closed', code };
  const { quietMs, survivedMs, waitedMs } = silences;
  // When it was dropped nobody knows: the ping was only told of it.
  if (waitedMs !== undefined) return { kind: 'session.closed', code, ...silences };
  const isSameAgain = lastQuietMs !== null && Math.abs(quietMs - lastQuietMs) < Math.max(500, quietMs * 0.1);
  return isSameAgain && quietMs >= survivedMs
    ? { kind: 'session.idleKilled', quietMs, survivedMs }
    : { kind: 'session.closed', code, ...silences };
}
