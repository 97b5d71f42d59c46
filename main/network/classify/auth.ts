import type { Answerer, AuthProblem, NetworkProblem, TlsProblem } from '../../../shared/problem.ts';
import { answererOf, isFromRealm, jsonOf, realmCodeOf } from '../answer-marks.ts';
import {
  byOf,
  saysTooLong,
  saysWantsCertificate,
  saysWantsTls,
  waitAskedFor,
  wantsNetworkSignIn,
  whereTo,
  type RefusedAnswer,
} from './signs.ts';

/** An answer of `POST /auth` that is not a success, as far as it could be read. */
export interface RefusedAuth extends RefusedAnswer {
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

/** The names alone: their reasons are foreign text. Names are shown only if they look like names. */
function invalidParameters(body: string): string[] {
  const parameters = jsonOf(body)?.['invalid_params'];
  if (!Array.isArray(parameters)) return [];
  return parameters.flatMap((entry: unknown) => {
    const name = typeof entry === 'object' && entry !== null && 'name' in entry ? entry.name : null;
    return typeof name === 'string' && /^[A-Za-z0-9_.]{1,40}$/.test(name) ? [name] : [];
  });
}
