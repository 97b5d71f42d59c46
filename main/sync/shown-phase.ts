import { isSignInDue } from '../../shared/next-step.ts';
import { nextStepFor } from '../../shared/problem-kinds.ts';
import type { Problem } from '../../shared/problem.ts';
import type { AccessTokenStatus, SessionPhase, SignInStatus, SyncPhase } from '../../shared/status.ts';

/** What a session's token waits for. */
export interface TokenStanding {
  readonly signIn: SignInStatus;
  readonly token: AccessTokenStatus;
  /** When the token that the server knows expires; null: never, or there is none. */
  readonly expiresAt: number | null;
}

/** A machine's phase as it is shown: as it is, but for what the profile's sign-in adds to it. Pure. */
export function shownPhase(phase: SyncPhase, standing: TokenStanding): SessionPhase {
  switch (phase.state) {
    case 'awaitingToken':
      return awaiting(phase, standing);
    case 'online':
      return { ...phase, ending: endingOf(standing) };
    case 'idle':
    case 'connecting':
    case 'waiting':
    case 'offline':
    case 'blocked':
      return phase;
  }
}

/** A session that waits for a token waits for what the token's request waits for. */
function awaiting(
  phase: Extract<SyncPhase, { state: 'awaitingToken' }>,
  { signIn, token }: TokenStanding,
): SessionPhase {
  if (signIn.state === 'needsUser') return standstill(signIn.problem);
  const holdUp = [signIn, token].find((status) => status.state === 'retrying');
  return holdUp === undefined ? phase : { state: 'waiting', problem: holdUp.problem, until: holdUp.until };
}

/** Only what a sign-in cures waits for one: a certificate that is not trusted, or a proxy's password, is cured elsewhere. */
const standstill = (problem: Problem): SessionPhase => ({
  state: nextStepFor(problem).do === 'signIn' ? 'awaitingSignIn' : 'blocked',
  problem,
});

/** A server asks for nothing when a token expires: the session ends by it with the next message (server, §4). */
const endingOf = ({
  signIn,
  expiresAt,
}: TokenStanding): Extract<SessionPhase, { state: 'online' }>['ending'] =>
  signIn.state === 'needsUser' ? { problem: signIn.problem, at: expiresAt } : null;

/**
 * Since when a session has been down, once it is in this phase: from its first problem until it is online or off again,
 * however often it is tried meanwhile. What only waits for a first sign-in, or was cancelled, is off.
 * @param before what was so until now; null where it was not down
 */
export function downSince(phase: SessionPhase, before: number | null, now: number): number | null {
  switch (phase.state) {
    case 'online':
    case 'idle':
      return null;
    case 'awaitingToken':
    case 'connecting':
      return before;
    case 'waiting':
    case 'offline':
    case 'blocked':
    case 'awaitingSignIn':
      return phase.problem.kind === 'cancelled' || isSignInDue(phase.problem) ? null : (before ?? now);
  }
}
