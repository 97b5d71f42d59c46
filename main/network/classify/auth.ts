import type { AuthProblem, NetworkProblem, Problem, StageName, TlsProblem } from '../../../shared/problem.ts';
import { isFromRealm, jsonOf, realmCodeOf } from '../answer-marks.ts';
import {
  byMarks,
  failureCauseOf,
  interceptionIn,
  markedOf,
  saidIn,
  saysTooLong,
  saysWantsCertificate,
  saysWantsTls,
  waitAskedFor,
  wantsNetworkSignIn,
  whereTo,
  type RefusedAnswer,
} from './signs.ts';
import { codeOf } from './codes.ts';
import { classifyFarEnd, type FarEnd } from './dialling.ts';
import type { RawFailure } from '../trace.ts';
import { classifyTls, hopOf } from './tls.ts';

/** An answer of `POST /auth` that is not a success, as far as it could be read. */
export interface RefusedAuth extends RefusedAnswer {
  /** What was asked: signing in with a credential, or an access token with the refresh token. */
  readonly asked: 'signIn' | 'accessToken';
  readonly realmPath: string;
}

/** What the auth server, or something in front of it, refused: the error table of Realm Object Server. */
export function classifyAuth(answer: RefusedAuth, now: number): AuthProblem | TlsProblem | NetworkProblem {
  const { target, side, status, body } = answer;
  if (status === wantsNetworkSignIn) return { kind: 'network.portal', status };
  if (saysWantsCertificate(status, body)) {
    return { kind: 'tls.clientCertificateRequired', hop: hopOf('auth', side), host: target.host };
  }
  const intercepted = interceptionIn(answer);
  if (intercepted === 'portal') return { kind: 'network.portal', status };
  if (intercepted !== null) return { kind: 'auth.intercepted', ...intercepted };
  if (status >= 300 && status < 400) return { kind: 'auth.moved', status, ...whereTo(answer) };
  const code = realmCodeOf(markedOf(answer));
  if (status === 429 || status === 503 || code === 802) {
    return { kind: 'auth.busy', status, retryAfterMs: waitAskedFor(answer, now), ...marksOf(answer) };
  }
  if (isSwallowedHeader(code, body)) return { kind: 'auth.swallowedHeader', status };
  return (code === null ? null : byCode(answer, code)) ?? byStatus(answer);
}

/**
 * A success that holds no token: a page of another program that answers instead. Null where that program is unknown; the
 * answer is then told by what is wrong with it.
 */
export function classifyPage(answer: RefusedAnswer): AuthProblem | NetworkProblem | null {
  const intercepted = interceptionIn(answer);
  if (intercepted === null) return null;
  return intercepted === 'portal'
    ? { kind: 'network.portal', status: answer.status }
    : { kind: 'auth.intercepted', ...intercepted };
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

function byCode(answer: RefusedAuth, code: number): AuthProblem | null {
  const { status, asked, body } = answer;
  switch (code) {
    case 601:
    case 602:
    case 619:
      return { kind: 'auth.badRequest', status, parameters: invalidParameters(body), ...saidIn(answer) };
    case 611:
      return asked === 'signIn'
        ? { kind: 'auth.credentialRefused', status, code, ...whyOfJwt(body), ...saidIn(answer) }
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

/** An empty answer names no one: to this request the server itself always says something. */
const marksOf = (answer: RefusedAuth) => ({ ...byMarks(answer), ...saidIn(answer) });

function byStatus(answer: RefusedAuth): AuthProblem {
  const { status, body } = answer;
  if (isFromRealm(markedOf(answer)) && jsonOf(body) !== null) return serversOwn(answer);
  if (saysTooLong(status, body)) {
    return { kind: 'auth.refusedOnTheWay', status, cause: 'headerTooLong', ...marksOf(answer) };
  }
  // The server itself always answers these in its own JSON (server, §1): who doesn't stands before it.
  if (isNotServed(status, body))
    return { kind: 'auth.malformed', status, flaw: 'notServed', ...ofAnApi(answer) };
  if (saysWantsTls(status, body)) return { kind: 'auth.malformed', status, flaw: 'wantsTls' };
  const cause = failureCauseOf(status);
  if (cause !== null) return { kind: 'auth.failed', status, cause, ...marksOf(answer) };
  if (status >= 400 && status < 500) return { kind: 'auth.refusedOnTheWay', status, ...marksOf(answer) };
  if (status === 501) return { kind: 'auth.notOffered', status };
  if (status >= 500) return { kind: 'auth.failed', status, ...marksOf(answer) };
  return { kind: 'auth.malformed', status, flaw: 'notJson', ...saidIn(answer) };
}

/** An API gateway that knows no such path says so in JSON; a page may be any web server's, at the wrong address. */
const ofAnApi = (answer: RefusedAuth) => (jsonOf(answer.body) === null ? {} : marksOf(answer));

/** The server's own JSON with a code that says nothing more, or with none. */
function serversOwn(answer: RefusedAuth): AuthProblem {
  const { status, asked, realmPath } = answer;
  if (status === 501) return { kind: 'auth.notOffered', status };
  if (status >= 500) return { kind: 'auth.failed', status, ...marksOf(answer) };
  if (asked === 'accessToken' && status === 403) return { kind: 'auth.pathRefused', status, realmPath };
  if (status === 401 || status === 403) {
    return asked === 'signIn'
      ? { kind: 'auth.credentialRefused', status, code: null, ...saidIn(answer) }
      : { kind: 'auth.refreshRefused', status, code: null };
  }
  return { kind: 'auth.badRequest', status, parameters: [], ...saidIn(answer) };
}

/** Nothing takes `POST /auth` there; the server itself says 501 of a way of signing in, and no more. */
const isNotServed = (status: number, body: string): boolean =>
  status === 404 || status === 405 || (status === 501 && body.trim() !== '');

/** The names alone: their reasons are foreign text. Names are shown only if they look like names. */
function invalidParameters(body: string): string[] {
  const parameters = jsonOf(body)?.['invalid_params'];
  if (!Array.isArray(parameters)) return [];
  return parameters.flatMap((entry: unknown) => {
    const name = typeof entry === 'object' && entry !== null && 'name' in entry ? entry.name : null;
    return typeof name === 'string' && /^[A-Za-z0-9_.]{1,40}$/.test(name) ? [name] : [];
  });
}

/** The stream was there, and no answer of the auth server came over it; null: it is a bug of ours. */
export function classifyUnansweredAuth(
  end: FarEnd,
  stageName: StageName,
  failure: RawFailure,
): Problem | null {
  if (failure.timedOut) return classifyFarEnd(end, stageName, failure);
  const code = codeOf(failure.error);
  // All that a link fails with has a code (ports/http).
  if (code === '') return null;
  if (code.startsWith('HPE_')) return { kind: 'auth.malformed', status: 0, flaw: 'notHttp' };
  // TLS 1.3 reports a missing client certificate only with the first bytes after the handshake.
  if (code.startsWith('ERR_SSL_')) return classifyTls(hopOf('auth', end.side), end.host, code, null);
  // The way to it was open: the one that closed it had seen the request.
  return closedByAuth(end);
}

export const closedByAuth = ({ host, side }: Pick<FarEnd, 'host' | 'side'>): AuthProblem => ({
  kind: 'auth.closed',
  host,
  ...(side === 'gateway' ? { by: 'gateway' } : {}),
});
