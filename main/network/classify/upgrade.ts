import type {
  BadRequestCause,
  GatewayProblem,
  NetworkProblem,
  PathFlaw,
  TlsProblem,
} from '../../../shared/problem.ts';
import { answererOf, isFromRealm, looksLikeSignIn, realmCodeOf, relayOf } from '../answer-marks.ts';
import { refusedVersion } from '../protocol-marks.ts';
import {
  byOf,
  saysTooLong,
  saysWantsCertificate,
  saysWantsTls,
  signIn,
  waitAskedFor,
  wantsNetworkSignIn,
  whereTo,
  type RefusedAnswer,
} from './signs.ts';

/** An answer to the upgrade other than 101, as far as it could be read. */
export interface RefusedUpgrade extends RefusedAnswer {
  readonly contentType: string;
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
  const mismatch = refusedVersion(body, head);
  if (mismatch !== null) return { kind: 'gateway.protocolMismatch', status, by: 'server', ...mismatch };
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
