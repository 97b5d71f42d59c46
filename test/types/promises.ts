import type { LogEvent } from '../../main/log.ts';
import { Secret } from '../../main/secrets/secret.ts';
import type { CausewayApi, Handlers } from '../../shared/ipc.ts';
import type { Problem } from '../../shared/problem.ts';
import { failure } from '../../shared/result.ts';
import type {
  AppView,
  ProfileView,
  SentUpgrade,
  SessionPhase,
  SessionStatus,
  Stage,
} from '../../shared/status.ts';

/**
 * What the compiler has to refuse. Nothing here runs: `tsc -p test` fails when one of these lines becomes legal,
 * because then its `@ts-expect-error` has nothing to expect.
 */

declare const password: Secret<'Password'>;
declare const view: AppView;
declare const profileView: ProfileView;
declare const stage: Stage;

/** One secret can't be passed for another. */
export const takesAccessToken = (token: Secret<'AccessToken'>): number => token.name.length;
takesAccessToken(new Secret('AccessToken', 'x'));
// @ts-expect-error -- a password is no access token
takesAccessToken(password);
// @ts-expect-error -- a text is no secret
takesAccessToken('x');
// @ts-expect-error -- not a kind of secret
export const unknownSecret = new Secret('Pin', 'x');

/** A secret is no text, so it fits nowhere where text is shown. */
// @ts-expect-error -- in the view
export const viewed: AppView = { ...view, about: { ...view.about, version: password } };
// @ts-expect-error -- in a profile of the view
export const viewedProfile: ProfileView = { ...profileView, savedSecrets: [password] };
// @ts-expect-error -- in the note of a stage
export const noted: Stage = { ...stage, detail: password };
// @ts-expect-error -- in the request as it is shown
export const shown: SentUpgrade = { target: '/', headers: [['X-A', password]] };
// @ts-expect-error -- in a problem
export const explained: Problem = { kind: 'bug', id: password };

/** The log takes its own events and no others. */
export const logged: LogEvent = { event: 'profilesLoaded', count: 1 };
// @ts-expect-error -- a secret in place of a word
export const loggedSecret: LogEvent = { event: 'started', version: password };
// @ts-expect-error -- free text
export const loggedText: LogEvent = { event: 'profilesLoaded', count: 1, message: 'text' };
// @ts-expect-error -- an event that isn't defined
export const loggedNovelty: LogEvent = { event: 'somethingHappened' };

/** The compiler asks for a handler of every call, and for its own answer. */
declare const handlers: Handlers;
const { signOut: _signOut, ...incomplete } = handlers;
// @ts-expect-error -- signOut is missing
export const missing: Handlers = incomplete;
const cancelled = failure<Problem>({ kind: 'cancelled' });
export const refusing: Handlers = { ...handlers, signOut: () => cancelled };
// @ts-expect-error -- a handler answers a result, not a bare value
export const bare: Handlers = { ...handlers, signOut: () => null };
// @ts-expect-error -- saving a profile answers its id, not nothing
export const wrong: Handlers = { ...handlers, saveProfile: () => ({ ok: true, value: null }) };

/** A change tells of parts that are different, not of parts that are gone: none of them may be left out. */
type MayBeLeftOut<Shape> = Shape extends Required<Shape> ? never : Shape;
export const changing = (part: MayBeLeftOut<AppView | ProfileView | SessionStatus | SessionPhase>): never =>
  part;
// The proof that this would be noticed.
// @ts-expect-error -- a stage may have no evidence
export const leaving = (part: MayBeLeftOut<Stage>): never => part;

/** The window can call what the contract has. */
declare const api: CausewayApi;
// @ts-expect-error -- no query answers with a secret
export type Revealing = CausewayApi['getSecret'];
// @ts-expect-error -- an id is not just any text
void api.connect({ ids: [7] });
