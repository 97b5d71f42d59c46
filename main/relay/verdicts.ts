import { farSideOf } from '../../shared/far-side.ts';
import { placeOf } from '../../shared/problem-kinds.ts';
import type { Problem } from '../../shared/problem.ts';
import { syncUrlOf, type Profile } from '../../shared/profile.ts';
import { isFromRealm, jsonOf } from '../network/answer-marks.ts';
import { classifyAuth, classifyPage, classifyUpgrade, type RefusedAnswer } from '../network/classify.ts';
import type { Masking } from '../network/masking.ts';
import { targetOf } from '../network/route.ts';
import type { PassedHead } from '../ports/http.ts';
import { valuesOf } from './callers.ts';
import type { RequestKind } from './requests.ts';

/** What decides whose answer it is. */
export interface Judgement {
  readonly profile: Profile;
  readonly masking: Masking;
  readonly now: number;
}

/**
 * What stands in the way, where the answer to a token request isn't the server's own; null where it is. The server's own
 * has its marks: what a gateway says in its place must not end an app's sync.
 */
export function faultOfAuthAnswer(
  head: PassedHead,
  body: string,
  kind: RequestKind,
  judgement: Judgement,
): Problem | null {
  const answer = refused(head, body, 'auth', judgement);
  const isSuccess = head.status >= 200 && head.status < 300;
  const json = jsonOf(body);
  // An SDK that asked for an access token ends its sync over an answer without one, whoever said it.
  const lacksToken = kind === 'refresh' && json !== null && !Object.hasOwn(json, 'access_token');
  if (isSuccess && json !== null && !lacksToken) return null;
  if (isSuccess) {
    const page = /<html|<!doctype/i.test(body);
    const flaw = lacksToken ? 'noToken' : page ? 'loginPage' : 'notJson';
    return classifyPage(answer) ?? { kind: 'auth.malformed', status: head.status, flaw };
  }
  if (isFromRealm({ head: head.lines, body })) return null;
  const asked = kind === 'refresh' ? 'accessToken' : 'signIn';
  return classifyAuth({ ...answer, asked, realmPath: '' }, judgement.now);
}

/** The same for an upgrade that wasn't answered with 101. */
export function faultOfUpgradeAnswer(head: PassedHead, body: string, judgement: Judgement): Problem | null {
  const { profile, now } = judgement;
  const answer = refused(head, body, 'sync', judgement);
  const problem = classifyUpgrade(answer, profile.gateway.urlPrefix, now);
  return placeOf(problem) === 'sync server' ? null : problem;
}

function refused(
  { status, lines, headers }: PassedHead,
  body: string,
  leg: 'auth' | 'sync',
  { profile, masking }: Judgement,
): RefusedAnswer {
  const shown = masking.answer(lines, body);
  const [location = null] = valuesOf(headers, 'location');
  const [retryAfter = null] = valuesOf(headers, 'retry-after');
  return {
    target: targetOf(new URL(leg === 'auth' ? profile.server : syncUrlOf(profile))),
    side: farSideOf(profile, leg),
    status,
    ...shown,
    shown,
    location: location === null ? null : masking.text(location),
    retryAfter,
  };
}
