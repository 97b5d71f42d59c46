import type { ProfileId, SessionId } from '../../shared/brand.ts';
import type { Problem } from '../../shared/problem.ts';

/**
 * Which outages and recoveries a person is told, and when. Pure: no clock, no words. An outage lasts from leaving online
 * until online again; a session that needs the person before it ever was online has one too.
 */

/** What is seen of a session. `down` helps itself, `stuck` needs the person, `off` is not wanted. */
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
  | { readonly state: 'fine'; readonly hasBeenOnline: boolean }
  | {
      readonly state: 'down';
      readonly sinceMs: number;
      readonly problem: Problem | null;
      readonly isKnown: boolean;
    }
  /** Online again, but maybe not for long. */
  | {
      readonly state: 'back';
      readonly sinceMs: number;
      readonly backAtMs: number;
      readonly problem: Problem | null;
    };

interface Watched {
  readonly session: SeenSession;
  readonly phase: Phase;
}

type WatchedIn<Name extends Phase['state']> = Watched & { readonly phase: Extract<Phase, { state: Name }> };

export type NewsState = ReadonlyMap<SessionId, Watched>;
export const initialNews: NewsState = new Map();

/** An outage shorter than this is not reported. */
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
  const phase: Phase = before?.phase ?? neverOnline;
  return passBy(phase, condition, { problem, nowMs });
}

const neverOnline: Phase = { state: 'fine', hasBeenOnline: false };
const fine: Phase = { state: 'fine', hasBeenOnline: true };

interface Look {
  readonly problem: Problem | null;
  readonly nowMs: number;
}

type PhaseIn<Name extends Phase['state']> = Extract<Phase, { state: Name }>;

/** What each condition makes of each phase. One without a row, or a phase without a field in one, doesn't compile. */
type PhaseTable = {
  readonly [Name in Phase['state']]: Readonly<Record<Condition, (phase: PhaseIn<Name>, look: Look) => Phase>>;
};

const beginOutage = ({ problem, nowMs }: Look): Phase => ({
  state: 'down',
  sinceMs: nowMs,
  problem,
  isKnown: false,
});

const lastOn = (phase: PhaseIn<'down'>, { problem }: Look): Phase => ({
  ...phase,
  problem: problem ?? phase.problem,
});

const relapse = ({ sinceMs, problem: former }: PhaseIn<'back'>, { problem }: Look): Phase => ({
  state: 'down',
  sinceMs,
  problem: problem ?? former,
  isKnown: true,
});

const phaseTable: PhaseTable = {
  fine: {
    off: () => neverOnline,
    online: () => fine,
    down: (phase, look) => (phase.hasBeenOnline ? beginOutage(look) : phase),
    stuck: (_phase, look) => beginOutage(look),
  },
  down: {
    off: () => neverOnline,
    online: ({ isKnown, sinceMs, problem }, { nowMs }) =>
      isKnown ? { state: 'back', sinceMs, backAtMs: nowMs, problem } : fine,
    down: lastOn,
    stuck: lastOn,
  },
  back: {
    off: () => neverOnline,
    online: (phase) => phase,
    down: relapse,
    stuck: relapse,
  },
};

function passBy(phase: Phase, condition: Condition, look: Look): Phase {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the row of this phase takes it
  const pass = phaseTable[phase.state][condition] as (phase: Phase, look: Look) => Phase;
  return pass(phase, look);
}

/** What is to be said now, and whose news is settled by it, said or not. */
interface News {
  readonly settles: ReadonlySet<SessionId>;
  readonly effects: readonly NewsEffect[];
}

const noNews: News = { settles: new Set(), effects: [] };

function outageNews(watched: readonly Watched[], policy: NotificationPolicy, nowMs: number): News {
  const untold = watched.filter(isIn('down')).filter(({ phase }) => !phase.isKnown);
  const due = untold.filter(({ phase }) => nowMs - phase.sinceMs >= patienceMs);
  if (due.length === 0 || policy === 'quiet') return noNews;
  const oldestMs = Math.max(...due.map(({ phase }) => nowMs - phase.sinceMs));
  const mayWait = due.length < untold.length && oldestMs < patienceMs + gatherMs;
  return mayWait ? noNews : newsOf('tellOutages', due, policy, nowMs);
}

/** All that are back are told as soon as one of them has been for long enough. Old recoveries are not reported later. */
function recoveryNews(watched: readonly Watched[], policy: NotificationPolicy, nowMs: number): News {
  const back = watched.filter(isIn('back'));
  const isSettled = back.some(({ phase }) => nowMs - phase.backAtMs >= settledMs);
  return isSettled ? newsOf('tellRecoveries', back, policy, nowMs) : noNews;
}

function newsOf(
  verb: 'tellOutages' | 'tellRecoveries',
  watched: readonly (WatchedIn<'down'> | WatchedIn<'back'>)[],
  policy: NotificationPolicy,
  nowMs: number,
): News {
  const outages = watched.map(({ session, phase }) => ({
    session,
    problem: phase.problem,
    lastedMs: (phase.state === 'back' ? phase.backAtMs : nowMs) - phase.sinceMs,
  }));
  const settles = new Set(watched.map(({ session }) => session.id));
  return { settles, effects: policy === 'tell' ? [{ do: verb, outages }] : [] };
}

function settle(watched: Watched, outages: News, recoveries: News): Watched {
  const { session, phase } = watched;
  if (phase.state === 'down' && outages.settles.has(session.id))
    return { session, phase: { ...phase, isKnown: true } };
  if (phase.state === 'back' && recoveries.settles.has(session.id))
    return { session, phase: { state: 'fine', hasBeenOnline: true } };
  return watched;
}

function withdrawn(before: NewsState, after: NewsState): readonly NewsEffect[] {
  const isTold = ({ phase }: Watched): boolean =>
    phase.state === 'back' || (phase.state === 'down' && phase.isKnown);
  const sessions = [...before.values()]
    .filter(isTold)
    .map(({ session }) => session.id)
    .filter((id) => after.get(id)?.phase.state !== 'back' && after.get(id)?.phase.state !== 'down');
  return sessions.length === 0 ? [] : [{ do: 'withdraw', sessions }];
}

/** When something may have to be said although nothing changes. */
function lookAgain(
  watched: readonly Watched[],
  policy: NotificationPolicy,
  nowMs: number,
): readonly NewsEffect[] {
  const waits = watched.flatMap(({ phase }) => {
    if (phase.state === 'back') return [phase.backAtMs + settledMs - nowMs];
    if (phase.state !== 'down' || phase.isKnown) return [];
    const toPatienceMs = phase.sinceMs + patienceMs - nowMs;
    if (toPatienceMs > 0) return [toPatienceMs];
    return [policy === 'quiet' ? quietLookMs : toPatienceMs + gatherMs];
  });
  return waits.length === 0 ? [] : [{ do: 'lookAgain', inMs: Math.max(1, Math.min(...waits)) }];
}

const isIn =
  <Name extends Phase['state']>(name: Name) =>
  (watched: Watched): watched is WatchedIn<Name> =>
    watched.phase.state === name;
