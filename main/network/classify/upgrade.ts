import type { FarSide } from '../../../shared/far-side.ts';
import type {
  BadRequestCause,
  ForbiddenCause,
  GatewayProblem,
  NetworkProblem,
  PathFlaw,
  Problem,
  TlsProblem,
} from '../../../shared/problem.ts';
import { fieldOf, isFromRealm, realmCodeOf, relayOf, somethingStandsBefore } from '../answer-marks.ts';
import { refusedVersion } from '../protocol-marks.ts';
import { looksLikeSignIn } from '../sign-in-pages.ts';
import type { RawFailure } from '../trace.ts';
import { codeOf } from './codes.ts';
import { classifyFarEnd, type FarEnd } from './dialling.ts';
import {
  byOf,
  bySide,
  failureCauseOf,
  interceptionIn,
  markedOf,
  saidIn,
  saysTooLong,
  saysWantsCertificate,
  saysWantsTls,
  signIn,
  waitAskedFor,
  wantsNetworkSignIn,
  whereTo,
  type RefusedAnswer,
} from './signs.ts';
import { classifyTls, hopOf } from './tls.ts';

/** An answer to the upgrade other than 101, as far as it could be read. */
export type RefusedUpgrade = RefusedAnswer;

/** Who refused the upgrade, and why: by status and by the signatures of Realm Object Server. */
export function classifyUpgrade(
  answer: RefusedUpgrade,
  urlPrefix: string,
  now: number,
): GatewayProblem | TlsProblem | NetworkProblem {
  const { target, side, status, body } = answer;
  if (status === wantsNetworkSignIn) return { kind: 'network.portal', status };
  if (saysWantsCertificate(status, body)) {
    return { kind: 'tls.clientCertificateRequired', hop: hopOf('sync', side), host: target.host };
  }
  const mismatch = refusedVersion(body, answer.head ?? []);
  if (mismatch !== null) return { kind: 'gateway.protocolMismatch', status, by: 'server', ...mismatch };
  if (isUpgradeLost(answer)) return upgradeLost(answer);
  const intercepted = interceptionIn(answer);
  if (intercepted === 'portal') return { kind: 'network.portal', status };
  if (intercepted !== null) return { kind: 'gateway.intercepted', ...intercepted };
  const marks = { ...byOf(answer), ...saidIn(answer) };
  if (status >= 300 && status < 400)
    return { kind: 'gateway.moved', status, ...byOf(answer), ...whereTo(answer) };
  if (status < 300)
    return { kind: 'gateway.notWebSocket', status, ...byOf(answer), ...signIn(looksLikeSignIn(body)) };
  const cause = failureCauseOf(status);
  if (cause !== null) return { kind: 'gateway.failed', status, cause, ...marks };
  switch (status) {
    case 400:
    case 414:
    case 431:
      return { kind: 'gateway.badRequest', status, ...causeOfBadRequest(answer), ...marks };
    case 401:
      return { kind: 'gateway.unauthorized', status, ...marks };
    case 404:
      return { kind: 'gateway.noSuchPath', status, urlPrefix, cause: pathFlawOf(answer), ...marks };
    case 429:
    case 503:
      return { kind: 'gateway.busy', status, retryAfterMs: waitAskedFor(answer, now), ...marks };
    default:
      return status >= 500
        ? { kind: 'gateway.failed', status, ...marks }
        : { kind: 'gateway.forbidden', status, ...causeOfForbidden(answer), ...marks };
  }
}

/** In the words of Spring, Tornado, Jetty, gorilla, coder, websockets (Python), ws, ASP.NET and the like. */
const missesUpgrade =
  /only to "?websocket"?|"?connection"? must be "?upgrade|\b(no|missing|invalid|without|expected|requires?|lacks?|absent)\b[^.<\n]{0,30}\bupgrade\b[^.<\n]{0,20}\bheaders?\b|\bupgrade\b['" ]{0,2}(token|header|field)?\b[^.<\n]{0,12}\b(not found|missing|required|absent)\b|\b(invalid|missing) (upgrade|connection) header|not a websocket (upgrade|request|handshake)|not using the websocket protocol|(expected|requires?|use) (a )?websocket (upgrade|connection)|websocket (upgrade|connection) (is )?(required|expected)|does not contain upgrade|cannot access a websocket server directly/i;

/**
 * An ordinary request to the server's sync route answers 401 with code 611: no other program does (server, §3). Others say
 * in words that there was no Upgrade.
 */
function isUpgradeLost(answer: RefusedUpgrade): boolean {
  const { status, body } = answer;
  if (status === 426) return true;
  if (status === 401 && realmCodeOf(markedOf(answer)) === 611) return true;
  return status >= 400 && status <= 501 && !isFromRealm(markedOf(answer)) && missesUpgrade.test(body);
}

/**
 * It was not lost by the hop that reports it, but by one before it: one on the client's side, if one of those says that
 * it was there, or the gateway that the profile has.
 */
function upgradeLost(answer: RefusedUpgrade): GatewayProblem {
  const relay = relayOf(answer.head ?? []) ?? (answer.side === 'gateway' ? 'gateway' : null);
  return {
    kind: 'gateway.upgradeStripped',
    status: answer.status,
    ...(relay === null ? {} : { by: relay }),
    ...(isFromRealm(markedOf(answer)) ? {} : saidIn(answer)),
  };
}

/** Envoy says nothing where a route has no websockets switched on, and names its rules where they forbid (RBAC). */
function causeOfForbidden({ status, body, head = [] }: RefusedUpgrade): { readonly cause?: ForbiddenCause } {
  if (status !== 403) return {};
  if (/^\s*RBAC: access denied/i.test(body)) return { cause: 'accessRule' };
  return isEnvoys(head) && body.trim() === '' ? { cause: 'upgradesOff' } : {};
}

const isEnvoys = (head: readonly string[]): boolean =>
  /envoy/i.test(fieldOf(head, 'server') ?? '') || head.some((line) => /^x-envoy-/i.test(line));

/** The server itself refuses a header it can't use with an empty 400 (server, §3); gateways say what is too long. */
function causeOfBadRequest({ status, body }: RefusedUpgrade): { cause?: BadRequestCause } {
  if (saysWantsTls(status, body)) return { cause: 'wantsTls' };
  if (saysTooLong(status, body)) return { cause: 'headerTooLong' };
  return body.trim() === '' ? { cause: 'tokenMissing' } : {};
}

/** A path encoded twice gets as far as the sync worker, which says so; a changed one gets an empty 404 (server, §3). */
function pathFlawOf(answer: RefusedUpgrade): PathFlaw {
  const { body } = answer;
  if (/Realm sync server[^a-z]+Page not found/i.test(body)) return 'encodedTwice';
  return body.trim() === '' || isFromRealm(markedOf(answer)) ? 'changed' : 'notServed';
}

/** The most of a header line that Realm Object Server and most gateways take (server, §3). */
const commonHeaderLimit = 8192;

/** The stream ended without any answer to the upgrade: a header line too long is ended so (server, §3). */
export function classifyHangUp(
  host: string,
  headers: readonly (readonly [string, string])[],
  side?: FarSide,
): GatewayProblem {
  const longest = Math.max(0, ...headers.map(([name, value]) => name.length + value.length + 4));
  return {
    kind: 'gateway.closed',
    host,
    ...bySide(side, 'gateway'),
    ...(longest > commonHeaderLimit ? { longestHeaderBytes: longest } : {}),
  };
}

/** An upgrade that is none, or no HTTP: it is put down to who is there, unless something has shown itself. */
export const byAnswerWithoutMarks = (
  side: FarSide | undefined,
  head: readonly string[],
): { readonly by?: 'server' } => (side === 'server' && !somethingStandsBefore(head) ? { by: 'server' } : {});

/** The stream was there, and no answer to the upgrade came over it. */
export function classifyUnansweredUpgrade(
  end: FarEnd,
  failure: RawFailure,
  headers: readonly (readonly [string, string])[],
): Problem {
  if (failure.timedOut) return classifyFarEnd(end, 'upgrade', failure);
  const code = codeOf(failure.error);
  // TLS 1.3 reports a missing client certificate only with the first bytes after the handshake.
  if (code.startsWith('ERR_SSL_')) return classifyTls(hopOf('sync', end.side), end.host, code, null);
  if (code.startsWith('HPE_'))
    return { kind: 'gateway.notWebSocket', status: 0, ...byAnswerWithoutMarks(end.side, []) };
  return classifyHangUp(end.host, headers, end.side);
}
