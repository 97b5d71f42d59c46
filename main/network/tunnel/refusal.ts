import type { ProxyRefusal, RouteProblem } from '../../../shared/problem.ts';
import { fieldOf, type MarkedAnswer } from '../answer-marks.ts';
import { hostOfPlace } from '../classify/signs.ts';
import { seenIn } from '../products.ts';
import { wordsIn } from '../quoted-words.ts';
import { looksLikeSignIn } from '../sign-in-pages.ts';

/** In squid's names for its own errors (`X-Squid-Error`). */
const squidCauses: readonly (readonly [name: RegExp, cause: ProxyRefusal])[] = [
  [/^ERR_DNS_FAIL/, 'nameNotFound'],
  [/^ERR_(CONNECT_FAIL|CANNOT_FORWARD|SOCKET_FAILURE|SECURE_CONNECT_FAIL)/, 'unreachable'],
  [/^ERR_(READ_TIMEOUT|LIFETIME_EXP)/, 'timedOut'],
];

/**
 * Why a forward proxy doesn't open the tunnel, as far as it tells; never who asks, which is a matter of its own. `answer`
 * has its secrets replaced already.
 */
export function refusedTunnel(
  proxy: string,
  target: string,
  answer: MarkedAnswer,
): Extract<RouteProblem, { kind: 'route.refused' }> {
  const { status, head, body } = answer;
  const seen = seenIn(answer);
  const cause = causeOf(answer, seen?.what ?? null);
  const words = wordsIn(body);
  const product = cause === 'blockPage' ? (seen?.product ?? null) : null;
  return {
    kind: 'route.refused',
    proxy,
    status,
    target,
    ...(cause === null ? {} : { cause }),
    ...(cause === 'portal' ? { host: hostOfPlace(fieldOf(head, 'location')) } : {}),
    ...(product === null ? {} : { product }),
    ...(words === null ? {} : { words }),
  };
}

function causeOf(answer: MarkedAnswer, look: string | null): ProxyRefusal | null {
  const { status, head, body } = answer;
  if ((status >= 300 && status < 400) || status === 511 || look === 'portal') return 'portal';
  if (status === 401) return 'signIn';
  if (look !== null) return 'blockPage';
  if (status >= 200 && status < 300) return looksLikeSignIn(body) ? 'portal' : null;
  if (status === 429) return 'busy';
  const error = fieldOf(head, 'x-squid-error') ?? '';
  const [, squid = null] = squidCauses.find(([name]) => name.test(error)) ?? [];
  return squid ?? (status === 504 ? 'timedOut' : null);
}
