import type { ProfileId, SessionId } from '../../shared/brand.ts';
import type { Problem } from '../../shared/problem.ts';

/**
 * Which outages and recoveries a person is told, and when. Pure: no clock, no words. An outage lasts from leaving online
 * until online again; a session that needs the person before it ever was online has one too.
 */

/** What is seen of a session. `down` helps itself, `stuck` needs the person, `off` is wanted by nobody. */
export type Condition = 'off' | 'online' | 'down' | 'stuck';

export interface SeenSession {
  readonly id: SessionId;
  readonly profileId: ProfileId;
  readonly profileName: string;
  readonly realmPath: string;
  readonly condition: Condition;
  readonly problem: Problem | null;
}

/** `quiet`: not now. `unneeded`: never, because the person looks at it anyway or wants no news. */
export type NotificationPolicy = 'tell' | 'quiet' | 'unneeded';

export interface NewsEvent {
  readonly sessions: readonly SeenSession[];
  readonly policy: NotificationPolicy;
  /** A clock that never jumps; so lengths are of the time the computer was awake. */
  readonly nowMs: number;
}

export interface Outage {
  readonly session: SeenSession;
  /** The last one seen of it; null if none was. */
  readonly problem: Problem | null;
  readonly lastedMs: number;
}

export type NewsEffect =
  | { readonly do: 'tellOutages'; readonly outages: readonly Outage[] }
  | { readonly do: 'tellRecoveries'; readonly outages: readonly Outage[] }
  /** Their outages are over or no longer of interest: what was told of them is out of date. */
  | { readonly do: 'withdraw'; readonly sessions: readonly SessionId[] }
  | { readonly do: 'lookAgain'; readonly inMs: number };

type Phase =
  | { readonly at: 'fine'; readonly hasBeenOnline: boolean }
  | {
      readonly at: 'down';
      readonly sinceMs: number;
      readonly problem: Problem | null;
      readonly isKnown: boolean;
    }
  /** Online again, but maybe not for long. */
  | {
      readonly at: 'back';
      readonly sinceMs: number;
      readonly backAtMs: number;
      readonly problem: Problem | null;
    };

interface Watched {
  readonly session: SeenSession;
  readonly phase: Phase;
}

type WatchedAt<At extends Phase['at']> = Watched & { readonly phase: Extract<Phase, { at: At }> };

export type NewsState = ReadonlyMap<SessionId, Watched>;
export const initialNews: NewsState = new Map();

/** An outage shorter than this is nobody's business. */
export const patienceMs = 10_000;
/** So much longer a due one waits for others, so that they are told in one. */
export const gatherMs = 5_000;
/** Online for less than this is no recovery. */
export const settledMs = 3_000;
const quietLookMs = 60_000;

export function stepNews(
  state: NewsState,
  { sessions, policy: policy, nowMs }: NewsEvent,
): readonly [NewsState, ...NewsEffect[]] {
  const watched = sessions.map((session) => ({
    session,
    phase: phaseAfter(state.get(session.id), session, nowMs),
  }));
  const outages = outageNews(watched, policy, nowMs);
  const recoveries = recoveryNews(watched, policy, nowMs);
  const settled = watched.map((one) => settle(one, outages, recoveries));
  const next = new Map(settled.map((one) => [one.session.id, one]));
  return [
    next,
    ...withdrawn(state, next),
    ...outages.effects,
    ...recoveries.effects,
    ...lookAgain(settled, policy, nowMs),
  ];
}

function phaseAfter(before: Watched | undefined, { condition, problem }: SeenSession, nowMs: number): Phase {
  const phase = before?.phase ?? { at: 'fine', hasBeenOnline: false };
  if (condition === 'off') return { at: 'fine', hasBeenOnline: false };
  switch (phase.at) {
    case 'fine': {
      if (condition === 'online') return { at: 'fine', hasBeenOnline: true };
      const isOutage = phase.hasBeenOnline || condition === 'stuck';
      return isOutage ? { at: 'down', sinceMs: nowMs, problem, isKnown: false } : phase;
    }
    case 'down':
      if (condition !== 'online') return { ...phase, problem: problem ?? phase.problem };
      if (!phase.isKnown) return { at: 'fine', hasBeenOnline: true };
      return { at: 'back', sinceMs: phase.sinceMs, backAtMs: nowMs, problem: phase.problem };
    case 'back':
      if (condition === 'online') return phase;
      return { at: 'down', sinceMs: phase.sinceMs, problem: problem ?? phase.problem, isKnown: true };
  }
}

/** What is to be said now, and whose news is settled by it, said or not. */
interface News {
  readonly settles: ReadonlySet<SessionId>;
  readonly effects: readonly NewsEffect[];
}

const noNews: News = { settles: new Set(), effects: [] };

function outageNews(watched: readonly Watched[], policy: NotificationPolicy, nowMs: number): News {
  const untold = watched.filter(isAt('down')).filter(({ phase }) => !phase.isKnown);
  const due = untold.filter(({ phase }) => nowMs - phase.sinceMs >= patienceMs);
  if (due.length === 0 || policy === 'quiet') return noNews;
  const oldestMs = Math.max(...due.map(({ phase }) => nowMs - phase.sinceMs));
  const mayWait = due.length < untold.length && oldestMs < patienceMs + gatherMs;
  return mayWait ? noNews : newsOf('tellOutages', due, policy, nowMs);
}

/** All that are back are told as soon as one of them has been for long enough. Nobody wants old recoveries later. */
function recoveryNews(watched: readonly Watched[], policy: NotificationPolicy, nowMs: number): News {
  const back = watched.filter(isAt('back'));
  const isSettled = back.some(({ phase }) => nowMs - phase.backAtMs >= settledMs);
  return isSettled ? newsOf('tellRecoveries', back, policy, nowMs) : noNews;
}

function newsOf(
  verb: 'tellOutages' | 'tellRecoveries',
  watched: readonly (WatchedAt<'down'> | WatchedAt<'back'>)[],
  policy: NotificationPolicy,
  nowMs: number,
): News {
  const outages = watched.map(({ session, phase }) => ({
    session,
    problem: phase.problem,
    lastedMs: (phase.at === 'back' ? phase.backAtMs : nowMs) - phase.sinceMs,
  }));
  const settles = new Set(watched.map(({ session }) => session.id));
  return { settles, effects: policy === 'tell' ? [{ do: verb, outages }] : [] };
}

function settle(watched: Watched, outages: News, recoveries: News): Watched {
  const { session, phase } = watched;
  if (phase.at === 'down' && outages.settles.has(session.id))
    return { session, phase: { ...phase, isKnown: true } };
  if (phase.at === 'back' && recoveries.settles.has(session.id))
    return { session, phase: { at: 'fine', hasBeenOnline: true } };
  return watched;
}

function withdrawn(before: NewsState, after: NewsState): readonly NewsEffect[] {
  const isTold = ({ phase }: Watched): boolean =>
    phase.at === 'back' || (phase.at === 'down' && phase.isKnown);
  const sessions = [...before.values()]
    .filter(isTold)
    .map(({ session }) => session.id)
    .filter((id) => after.get(id)?.phase.at !== 'back' && after.get(id)?.phase.at !== 'down');
  return sessions.length === 0 ? [] : [{ do: 'withdraw', sessions }];
}

/** When something may have to be said although nothing changes. */
function lookAgain(
  watched: readonly Watched[],
  policy: NotificationPolicy,
  nowMs: number,
): readonly NewsEffect[] {
  const waits = watched.flatMap(({ phase }) => {
    if (phase.at === 'back') return [phase.backAtMs + settledMs - nowMs];
    if (phase.at !== 'down' || phase.isKnown) return [];
    const toPatienceMs = phase.sinceMs + patienceMs - nowMs;
    if (toPatienceMs > 0) return [toPatienceMs];
    return [policy === 'quiet' ? quietLookMs : toPatienceMs + gatherMs];
  });
  return waits.length === 0 ? [] : [{ do: 'lookAgain', inMs: Math.max(1, Math.min(...waits)) }];
}

const isAt =
  <At extends Phase['at']>(at: At) =>
  (watched: Watched): watched is WatchedAt<At> =>
    watched.phase.at === at;
