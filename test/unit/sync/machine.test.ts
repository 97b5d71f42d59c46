import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  initialSync,
  stepSync,
  type SyncEffect,
  type SyncEvent,
  type SyncState,
} from '../../../main/sync/machine.ts';
import type { Problem } from '../../../shared/problem.ts';
import type { SyncPhase } from '../../../shared/status.ts';
import { mayBeClocks, remedyOf } from '../../../shared/problem-kinds.ts';
import { samples } from '../shared/problem-samples.ts';
import { examples, seeded } from '../seed.ts';
import { always, anyEvent, someFraction, someProblem, Visits, walk, type Makers } from '../tokens/walks.ts';

const now = 1_000_000;
const attempt = 4;
const closed = samples['session.closed'][0];
const forbidden = samples['gateway.forbidden'][0];
const unauthorized = samples['gateway.unauthorized'][0];
const expired = samples['session.tokenExpired'][0];
const offline = samples['network.down'][0];

const phases = {
  idle: { state: 'idle' },
  awaitingToken: { state: 'awaitingToken' },
  connecting: { state: 'connecting', attempt },
  online: { state: 'online', attempt, since: now - 1000, protocol: 'io.realm.sync.22', rttMs: 20 },
  waiting: { state: 'waiting', problem: closed, until: now + 1000 },
  offline: { state: 'offline', problem: offline, until: now + 1000 },
  blocked: { state: 'blocked', problem: forbidden },
  blockedByClock: { state: 'blocked', problem: samples['tls.notYetValid'][0] },
} as const satisfies Record<SyncPhase['state'] | 'blockedByClock', SyncPhase>;
type PhaseName = keyof typeof phases;

const ended = (problem: Problem, of = attempt, livedMs: number | null = null) => ({
  type: 'ended' as const,
  attempt: of,
  problem,
  livedMs,
  now,
  fraction: 0,
});

const events = {
  wanted: { type: 'wanted' },
  unwanted: { type: 'unwanted' },
  cancelled: { type: 'cancelled' },
  tokenFetched: { type: 'tokenFetched' },
  tokenRefused: { type: 'tokenRefused', problem: samples['auth.pathRefused'][0] },
  bound: { type: 'bound', attempt, now, protocol: 'io.realm.sync.22', rttMs: 20 },
  boundLate: { type: 'bound', attempt: attempt - 1, now, protocol: 'io.realm.sync.22', rttMs: 20 },
  measured: { type: 'measured', attempt, rttMs: 30 },
  measuredLate: { type: 'measured', attempt: attempt - 1, rttMs: 30 },
  endedClosed: ended(closed),
  endedForbidden: ended(forbidden),
  endedUnauthorized: ended(unauthorized),
  endedOffline: ended(offline),
  endedLate: ended(forbidden, attempt - 1),
  retryDue: { type: 'retryDue' },
  retryHinted: { type: 'retryHinted', now },
  retryRequested: { type: 'retryRequested' },
  timeChanged: { type: 'timeChanged', now, livedMs: 1000 },
} as const satisfies Record<string, SyncEvent>;
type EventName = keyof typeof events;

/** No type of event is missing above, or this doesn't compile. */
const missing: Record<Exclude<SyncEvent['type'], (typeof events)[EventName]['type']>, never> = {};

const words = (effects: readonly SyncEffect[]): string =>
  effects
    .map((effect) => {
      if (effect.do === 'setTimer') return `setTimer+${effect.at - now}`;
      return effect.do === 'startAttempt' ? `startAttempt#${effect.attempt}` : effect.do;
    })
    .join(' ');

/** What is not in the table leaves the state alone and does nothing. */
const table: Partial<Record<`${PhaseName} ${EventName}`, readonly [SyncPhase['state'], string]>> = {
  'idle wanted': ['awaitingToken', 'wantToken'],

  'awaitingToken unwanted': ['idle', 'releaseToken'],
  'awaitingToken cancelled': ['blocked', 'releaseToken'],
  'awaitingToken tokenFetched': ['connecting', 'startAttempt#5'],
  'awaitingToken tokenRefused': ['blocked', ''],

  'connecting unwanted': ['idle', 'abandonAttempt releaseToken'],
  'connecting cancelled': ['blocked', 'abandonAttempt releaseToken'],
  'connecting tokenRefused': ['blocked', 'abandonAttempt'],
  'connecting bound': ['online', ''],
  'connecting endedClosed': ['waiting', 'setTimer+1000'],
  'connecting endedForbidden': ['blocked', 'restToken'],
  'connecting endedUnauthorized': ['awaitingToken', 'rejectToken wantToken'],
  'connecting endedOffline': ['offline', 'setTimer+1000'],

  'online unwanted': ['idle', 'abandonAttempt releaseToken'],
  'online tokenFetched': ['online', 'sendToken'],
  'online tokenRefused': ['blocked', 'abandonAttempt'],
  'online measured': ['online', ''],
  'online endedClosed': ['waiting', 'setTimer+1000'],
  'online endedForbidden': ['blocked', 'restToken'],
  'online endedUnauthorized': ['awaitingToken', 'rejectToken wantToken'],
  'online endedOffline': ['offline', 'setTimer+1000'],

  'waiting unwanted': ['idle', 'clearTimer releaseToken'],
  'waiting cancelled': ['blocked', 'clearTimer releaseToken'],
  'waiting tokenRefused': ['blocked', 'clearTimer'],
  'waiting retryDue': ['awaitingToken', 'clearTimer wantToken'],
  'waiting retryHinted': ['awaitingToken', 'clearTimer wantToken'],
  'waiting retryRequested': ['awaitingToken', 'clearTimer wantToken'],

  'offline unwanted': ['idle', 'clearTimer releaseToken'],
  'offline cancelled': ['blocked', 'clearTimer releaseToken'],
  'offline tokenRefused': ['blocked', 'clearTimer'],
  'offline retryDue': ['awaitingToken', 'clearTimer wantToken'],
  'offline retryHinted': ['awaitingToken', 'clearTimer wantToken'],
  'offline retryRequested': ['awaitingToken', 'clearTimer wantToken'],

  'blocked wanted': ['awaitingToken', 'wantToken'],
  'blocked unwanted': ['idle', 'releaseToken'],
  'blocked retryRequested': ['awaitingToken', 'wantToken'],

  'blockedByClock wanted': ['awaitingToken', 'wantToken'],
  'blockedByClock unwanted': ['idle', 'releaseToken'],
  'blockedByClock retryRequested': ['awaitingToken', 'wantToken'],
  'blockedByClock timeChanged': ['awaitingToken', 'wantToken'],
};

const stateAt = (phase: SyncPhase): SyncState => ({
  attempts: attempt,
  failures: null,
  hasRenewed: false,
  phase,
});

const cells = (Object.keys(phases) as PhaseName[]).flatMap((phase) =>
  (Object.keys(events) as EventName[]).map((event) => [phase, event] as const),
);

describe('the sync machine', () => {
  it('is asked about every event', () => {
    expect(missing).toEqual({});
  });

  it.each(cells)('when %s: %s', (phase, event) => {
    const state = stateAt(phases[phase]);
    const [after, ...effects] = stepSync(state, events[event]);
    const expected = table[`${phase} ${event}`];
    if (expected === undefined) {
      expect(after).toEqual(state);
      expect(effects).toEqual([]);
      return;
    }
    expect([after.phase.state, words(effects)]).toEqual(expected);
  });
});

/** Fails the attempts one after the other and tells what each failure led to. */
function fail(...problems: readonly Problem[]): string[] {
  let state = initialSync;
  const play = (event: SyncEvent): readonly SyncEffect[] => {
    const [after, ...effects] = stepSync(state, event);
    state = after;
    return effects;
  };
  play(events.wanted);
  play(events.tokenFetched);
  return problems.map((problem) => {
    const effects = play(ended(problem, state.attempts));
    play(events.retryDue);
    play(events.tokenFetched);
    return words(effects);
  });
}

describe('an outage', () => {
  it('waits longer with every failure of a kind, and anew with another', () => {
    const gone = samples['gateway.failed'][0];
    expect(fail(closed, closed, closed, gone, gone, closed)).toEqual([
      'setTimer+1000',
      'setTimer+2000',
      'setTimer+4000',
      'setTimer+1000',
      'setTimer+2000',
      'setTimer+1000',
    ]);
  });

  it('never waits longer than five minutes', () => {
    expect(fail(...Array.from({ length: 40 }, () => closed)).at(-1)).toBe('setTimer+300000');
  });

  it('stays away as long as the gateway asked', () => {
    expect(fail({ kind: 'gateway.busy', status: 503, retryAfterMs: 30_000 })).toEqual(['setTimer+30000']);
  });

  it('costs one new token, then a 401 is for a person', () => {
    expect(fail(unauthorized, unauthorized)).toEqual(['rejectToken wantToken', 'restToken']);
    expect(fail(unauthorized, closed, unauthorized)).toEqual([
      'rejectToken wantToken',
      'setTimer+1000',
      'restToken',
    ]);
  });

  it('with tokens that expire at once goes on, but waits', () => {
    expect(fail(expired, expired, expired)).toEqual([
      'rejectToken wantToken',
      'rejectToken setTimer+2000',
      'rejectToken setTimer+4000',
    ]);
  });

  it.each([
    [59_999, 'restToken', 'setTimer+2000'],
    [60_000, 'rejectToken wantToken', 'setTimer+1000'],
  ])('is over after a minute online: %i ms', (onlineMs, afterUnauthorized, afterClosed) => {
    const online: SyncState = {
      attempts: 1,
      failures: { kind: closed.kind, count: 1 },
      hasRenewed: true,
      // The clock has been set back since, or forward.
      phase: { ...phases.online, attempt: 1, since: afterClosed === 'setTimer+1000' ? now + 86_400_000 : 0 },
    };
    const after = (problem: Problem) =>
      words(stepSync(online, ended(problem, 1, onlineMs)).slice(1) as SyncEffect[]);
    expect(after(unauthorized)).toBe(afterUnauthorized);
    expect(after(closed)).toBe(afterClosed);
  });

  it('is not cut short by a good moment while the server wants us away, and then is', () => {
    const busy: Problem = { kind: 'gateway.busy', status: 503, retryAfterMs: 90_000 };
    const waiting: SyncState = {
      attempts: attempt,
      failures: { kind: busy.kind, count: 1 },
      hasRenewed: false,
      phase: { state: 'waiting', problem: busy, until: now + 90_000 },
    };
    expect(stepSync(waiting, events.retryHinted)).toEqual([waiting, { do: 'setTimer', at: now + 90_000 }]);
    const [later] = stepSync(waiting, { type: 'retryHinted', now: now + 90_000 });
    expect(later.phase.state).toBe('awaitingToken');
  });

  it('that was asked for lasts no longer because the clock was set back', () => {
    const busy: Problem = { kind: 'gateway.busy', status: 503, retryAfterMs: 90_000 };
    const [waiting] = stepSync(stateAt(phases.connecting), ended(busy));
    const yesterday = now - 86_400_000;
    const [after, ...effects] = stepSync(waiting, { type: 'retryHinted', now: yesterday });
    expect(after.phase).toMatchObject({ state: 'waiting', until: yesterday + 90_000 });
    expect(effects).toEqual([{ do: 'setTimer', at: yesterday + 90_000 }]);
  });

  it('ends no later than now, and online begins no later, when the clock was set back', () => {
    const yesterday = now - 86_400_000;
    const setBack = { type: 'timeChanged', now: yesterday, livedMs: 1000 } as const;
    expect(stepSync(stateAt(phases.online), setBack)).toEqual([
      stateAt({ ...phases.online, since: yesterday - 1000 }),
    ]);
    const slept = { type: 'timeChanged', now: now + 86_400_000, livedMs: 1000 } as const;
    expect(stepSync(stateAt(phases.online), slept)).toEqual([stateAt(phases.online)]);
    const right = stateAt({ ...phases.online, since: now - 1000 });
    expect(stepSync(right, { type: 'timeChanged', now, livedMs: 1000 })[0]).toBe(right);
  });

  it('is forgotten when a person says try again', () => {
    const blocked: SyncState = {
      attempts: 9,
      failures: { kind: forbidden.kind, count: 7 },
      hasRenewed: true,
      phase: phases.blocked,
    };
    expect(stepSync(blocked, events.retryRequested)[0]).toEqual({
      attempts: 9,
      failures: null,
      hasRenewed: false,
      phase: { state: 'awaitingToken' },
    });
  });
});

const lateness = fc.constantFrom(0, 0, 0, 1, 2);
/** Any after any other: the clock may be set at any time. */
const moment = fc.integer({ min: 0, max: 10 ** 7 });
const lived = fc.option(fc.nat(120_000));
const makers: Makers<SyncState, SyncEvent> = {
  wanted: always(events.wanted),
  unwanted: always(events.unwanted),
  cancelled: always(events.cancelled),
  tokenFetched: always(events.tokenFetched),
  tokenRefused: someProblem.map((problem) => () => ({ type: 'tokenRefused', problem })),
  bound: fc
    .tuple(lateness, moment)
    .map(([late, at]) => ({ attempts }) => ({ ...events.bound, attempt: attempts - late, now: at })),
  measured: fc
    .tuple(lateness, fc.nat(1_000))
    .map(([late, rttMs]) => ({ attempts }) => ({ type: 'measured', attempt: attempts - late, rttMs })),
  ended: fc
    .tuple(lateness, someProblem, lived, moment, someFraction)
    .map(([late, problem, livedMs, at, fraction]) => ({ attempts }) => ({
      type: 'ended',
      attempt: attempts - late,
      problem,
      livedMs,
      now: at,
      fraction,
    })),
  retryDue: always(events.retryDue),
  retryHinted: moment.map((at) => () => ({ type: 'retryHinted', now: at })),
  timeChanged: fc
    .tuple(moment, lived)
    .map(([at, livedMs]) => () => ({ type: 'timeChanged', now: at, livedMs })),
  retryRequested: always(events.retryRequested),
};
const maker = anyEvent(makers, 'tokenFetched', 'bound', 'ended');

/** Millions of steps are looked at: `expect` would take minutes. */
function must(isSo: boolean, rule: string): void {
  if (!isSo) throw new Error(rule);
}

/** What an onlooker who sees only events and effects believes of the driver. */
class Onlooker {
  #underWay: number | null = null;
  #timer = false;
  #holdsToken = false;
  #mayRenew = false;

  look(before: SyncState, event: SyncEvent, after: SyncState, effects: readonly SyncEffect[]): void {
    if ('attempt' in event && event.attempt !== before.attempts)
      must(after === before && effects.length === 0, 'events of another attempt are ignored');
    if (event.type === 'ended' && event.attempt === this.#underWay) this.#underWay = null;
    if (event.type === 'retryDue') this.#timer = false;
    effects.forEach((effect) => this.#perform(effect, after));
    this.#compare(after.phase.state);
    if (event.type === 'ended' && after !== before && after.phase.state === 'blocked')
      must(!this.#mayRenew, 'who is blocked renews no token');
    const started = effects.filter((effect) => effect.do === 'startAttempt').length;
    must(after.attempts - before.attempts === started, 'attempts are counted');
    must(after === before || event.type !== 'ended' || after.failures !== null, 'failures are counted');
  }

  #perform(effect: SyncEffect, { phase }: SyncState): void {
    switch (effect.do) {
      case 'startAttempt':
        must(this.#underWay === null, 'one attempt at a time');
        must(this.#holdsToken, 'no attempt without a token');
        this.#underWay = effect.attempt;
        break;
      case 'abandonAttempt':
        must(this.#underWay !== null, 'only what is under way is abandoned');
        this.#underWay = null;
        break;
      case 'setTimer':
        this.#timer = true;
        break;
      case 'clearTimer':
        this.#timer = false;
        break;
      case 'wantToken':
        [this.#holdsToken, this.#mayRenew] = [true, true];
        break;
      case 'releaseToken':
        [this.#holdsToken, this.#mayRenew] = [false, false];
        break;
      case 'restToken':
        this.#mayRenew = false;
        break;
      case 'sendToken':
        must(phase.state === 'online', 'tokens are sent to those who are online');
        break;
      case 'rejectToken':
        must(this.#holdsToken, 'only a token that is held is rejected');
        break;
    }
  }

  #compare(at: SyncPhase['state']): void {
    const isConnected = at === 'connecting' || at === 'online';
    must((this.#underWay !== null) === isConnected, `an attempt is under way, or not, when ${at}`);
    must(this.#timer === (at === 'waiting' || at === 'offline'), `a timer is set, or not, when ${at}`);
    if (at === 'idle') must(!this.#holdsToken, 'nobody who is idle holds a token');
    if (isConnected || at === 'awaitingToken') must(this.#mayRenew, `the token is kept fresh when ${at}`);
  }
}

describe(seeded('on random walks the sync machine'), () => {
  it('has one attempt under way at most, a timer only where it waits, and heeds no other attempt', () => {
    let walks = 0;
    const visits = new Visits();
    fc.assert(
      fc.property(fc.array(maker, { minLength: 40, maxLength: 40 }), (makers) => {
        walks += 1;
        const onlooker = new Onlooker();
        walk({ initial: initialSync, step: stepSync }, makers, (before, event, after, effects) => {
          visits.note(before, event);
          onlooker.look(before, event, after, effects);
        });
      }),
      examples(20_000),
    );
    expect(walks).toBeGreaterThanOrEqual(20_000);
    expect(visits.missing(phases, makers), 'no event of any phase is left out').toEqual([]);
  }, 60_000);

  it('comes online from wherever it is, once there is a network, a token and a server', () => {
    fc.assert(
      fc.property(fc.array(maker, { maxLength: 40 }), (makers) => {
        let state = initialSync;
        for (const make of makers) [state] = stepSync(state, make(state));
        const good = (type: 'wanted' | 'retryDue' | 'tokenFetched') => ([state] = stepSync(state, { type }));
        good('wanted');
        good('retryDue');
        good('tokenFetched');
        [state] = stepSync(state, { ...events.bound, attempt: state.attempts });
        expect(state.phase.state).toBe('online');
      }),
      examples(2_000),
    );
  });

  it('never renews a token twice in an outage without waiting in between', () => {
    fc.assert(
      fc.property(fc.array(maker, { minLength: 60, maxLength: 60 }), (makers) => {
        walk({ initial: initialSync, step: stepSync }, makers, (before, event, after, effects) => {
          const rejects = effects.some((effect) => effect.do === 'rejectToken');
          if (!rejects) return;
          expect(event.type === 'ended' && remedyOf(event.problem)).toBe('refreshToken');
          const isOver = event.type === 'ended' && (event.livedMs ?? 0) >= 60_000;
          if (before.hasRenewed && !isOver) expect(after.phase.state).toBe('waiting');
        });
      }),
      examples(200),
    );
  });

  it('leaves blocked only for a person, or for a clock that was set where that may be the cure', () => {
    const people = new Set<SyncEvent['type']>(['wanted', 'unwanted', 'retryRequested']);
    fc.assert(
      fc.property(fc.array(maker, { minLength: 60, maxLength: 60 }), (makers) => {
        walk({ initial: initialSync, step: stepSync }, makers, (before, event, after) => {
          if (before.phase.state !== 'blocked' || after.phase.state === 'blocked') return;
          if (event.type === 'timeChanged') expect(mayBeClocks(before.phase.problem)).toBe(true);
          else expect(people).toContain(event.type);
        });
      }),
      examples(200),
    );
  });
});
