import type { AccessTokenStatus, SessionPhase, SessionStatus, Trying } from '../../shared/status.ts';
import { standstillWords } from '../../shared/text/step-words.ts';
import { text, ui } from '../text.ts';
import { ageWords, countdownWords } from '../ui/time-words.ts';

/** A state in a few words, and the moment it speaks of, if any: `online 3 h 12 m`, `retrying in 0:08`. */
export interface StateWords {
  readonly text: string;
  readonly at: number | null;
}

export function stateWords(session: SessionStatus, nowMs: number): StateWords {
  const { phase } = session;
  switch (phase.state) {
    case 'idle':
      return { text: ui.session.idle, at: null };
    case 'awaitingToken':
    case 'connecting':
      return tryingWords(workingWords(session, phase), session.trying, nowMs);
    case 'online':
      return onlineWords(phase, nowMs);
    case 'waiting':
      return { text: ui.session.retryingIn(countdownWords(phase.until - nowMs)), at: phase.until };
    case 'offline':
      return { text: ui.session.offline, at: null };
    case 'awaitingSignIn':
    case 'blocked':
      return { text: standstillWords(text, phase.problem), at: null };
  }
}

/** A session that gets no other token says so before this one ends. */
function onlineWords(
  { since, ending }: Extract<SessionPhase, { state: 'online' }>,
  nowMs: number,
): StateWords {
  if (ending === null || ending.at === null)
    return { text: ui.session.online(ageWords(nowMs - since)), at: since };
  return ending.at <= nowMs
    ? { text: ui.session.ended, at: ending.at }
    : { text: ui.session.ending(countdownWords(ending.at - nowMs)), at: ending.at };
}

/** With how long the try has taken, once that is long enough to wonder. */
function tryingWords(words: string, trying: Trying | null, nowMs: number): StateWords {
  const tookMs = trying === null ? 0 : nowMs - trying.since;
  if (trying === null || tookMs < 2000) return { text: words, at: null };
  return { text: ui.session.takes(words, countdownWords(tookMs)), at: trying.since };
}

/** What the attempt is doing right now, where the trace says so. */
function workingWords({ trace }: SessionStatus, phase: SessionPhase): string {
  if (trace !== null && trace.current !== null) return ui.stagesUnderWay[trace.current.name];
  if (phase.state !== 'connecting') return ui.session.awaitingToken;
  return phase.attempt > 1 ? ui.session.connectingAgain(phase.attempt) : ui.session.connecting;
}

/** When the access token is renewed, as the row says it; null when there is nothing to say. */
export function renewalWords(token: AccessTokenStatus, nowMs: number): StateWords | null {
  if (token.state === 'fetching') return { text: ui.session.renewing, at: null };
  if (token.state === 'retrying')
    return { text: ui.session.renewsAgainIn(countdownWords(token.until - nowMs)), at: token.until };
  if (token.state !== 'fresh' || token.renewsAt === null) return null;
  return { text: ui.session.renewsIn(countdownWords(token.renewsAt - nowMs)), at: token.renewsAt };
}
