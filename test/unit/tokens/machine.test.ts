import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  initialToken,
  stepToken,
  type TokenEffect,
  type TokenEvent,
  type TokenPhase,
  type TokenState,
} from '../../../main/tokens/machine.ts';
import type { Problem } from '../../../shared/problem.ts';
import { samples } from '../shared/problem-samples.ts';
import { examples, seeded } from '../seed.ts';
import { always, anyEvent, someFraction, someProblem, Visits, walk, type Makers } from './walks.ts';

const now = 1_000_000;
const times = { expiresAt: now + 600_000, renewsAt: now + 480_000 };
const forEver = { expiresAt: null, renewsAt: null };
const busy: Problem = { kind: 'auth.busy', status: 503, retryAfterMs: null };
const failures = { kind: 'auth.busy', count: 1 };

const phases = {
  idle: { state: 'idle' },
  awaitingSignIn: { state: 'awaitingSignIn' },
  fetching: { state: 'fetching', failures: null, held: null },
  renewing: { state: 'fetching', failures: null, held: times },
  fresh: { state: 'fresh', held: times },
  endless: { state: 'fresh', held: forEver },
  retrying: { state: 'retrying', failures, problem: busy, until: now + 1000, held: times },
  resting: { state: 'resting', held: times },
  refused: { state: 'refused', problem: samples['auth.pathRefused'][0] },
} as const satisfies Record<TokenPhase['state'] | 'renewing' | 'endless', TokenPhase>;
type PhaseName = keyof typeof phases;

const request = 4;
const failed = (problem: Problem, at = request) => ({
  type: 'failed' as const,
  request: at,
  problem,
  now,
  fraction: 0,
});

const events = {
  wanted: { type: 'wanted', isSignedIn: true },
  wantedSignedOut: { type: 'wanted', isSignedIn: false },
  released: { type: 'released' },
  rested: { type: 'rested' },
  signedIn: { type: 'signedIn' },
  signedOut: { type: 'signedOut' },
  fetched: { type: 'fetched', request, times },
  fetchedForEver: { type: 'fetched', request, times: forEver },
  fetchedLate: { type: 'fetched', request: request - 1, times },
  failedBusy: failed(busy),
  failedPath: failed(samples['auth.pathRefused'][0]),
  failedGrant: failed(samples['auth.refreshRefused'][0]),
  failedPortal: failed(samples['auth.moved'][0]),
  failedLate: failed(busy, request - 1),
  timeEarly: { type: 'timePassed', now },
  timeDue: { type: 'timePassed', now: now + 480_000 },
  setBack: { type: 'clockSetBack' },
  rejected: { type: 'rejected' },
} as const satisfies Record<string, TokenEvent>;
type EventName = keyof typeof events;

/** No type of event is missing above, or this doesn't compile. */
const missing: Record<Exclude<TokenEvent['type'], (typeof events)[EventName]['type']>, never> = {};

const words = (effects: readonly TokenEffect[]): string =>
  effects
    .map((effect) => {
      if (effect.do === 'setTimer') return `setTimer+${effect.at - now}`;
      return effect.do === 'fetch' ? `fetch#${effect.request}` : effect.do;
    })
    .join(' ');

/** What is not in the table leaves the state alone and does nothing. */
const table: Partial<Record<`${PhaseName} ${EventName}`, readonly [TokenPhase['state'], string]>> = {
  'idle wanted': ['fetching', 'fetch#5'],
  'idle wantedSignedOut': ['awaitingSignIn', ''],

  'awaitingSignIn released': ['idle', 'forget'],
  'awaitingSignIn rested': ['idle', ''],
  'awaitingSignIn signedIn': ['fetching', 'fetch#5'],
  'awaitingSignIn signedOut': ['awaitingSignIn', 'forget'],

  'fetching released': ['idle', 'abandon forget'],
  'fetching rested': ['idle', 'abandon forget'],
  'fetching signedOut': ['awaitingSignIn', 'abandon forget'],
  'fetching fetched': ['fresh', 'setTimer+480000'],
  'fetching fetchedForEver': ['fresh', ''],
  'fetching failedBusy': ['retrying', 'setTimer+1000'],
  'fetching failedPath': ['refused', 'forget'],
  'fetching failedPortal': ['refused', 'forget'],
  'fetching failedGrant': ['awaitingSignIn', 'forget refuseGrant'],
  'fetching rejected': ['fetching', 'forget'],

  'renewing released': ['idle', 'abandon forget'],
  'renewing rested': ['resting', 'abandon'],
  'renewing signedOut': ['awaitingSignIn', 'abandon forget'],
  'renewing fetched': ['fresh', 'setTimer+480000'],
  'renewing fetchedForEver': ['fresh', ''],
  'renewing failedBusy': ['retrying', 'setTimer+1000'],
  'renewing failedPath': ['refused', 'forget'],
  'renewing failedPortal': ['retrying', 'setTimer+1000'],
  'renewing failedGrant': ['awaitingSignIn', 'forget refuseGrant'],
  'renewing rejected': ['fetching', 'forget'],

  'fresh released': ['idle', 'clearTimer forget'],
  'fresh rested': ['resting', 'clearTimer'],
  'fresh signedOut': ['awaitingSignIn', 'clearTimer forget'],
  'fresh timeEarly': ['fresh', 'setTimer+480000'],
  'fresh timeDue': ['fetching', 'clearTimer fetch#5'],
  'fresh setBack': ['fetching', 'clearTimer fetch#5'],
  'fresh rejected': ['fetching', 'clearTimer forget fetch#5'],

  'endless released': ['idle', 'clearTimer forget'],
  'endless rested': ['resting', 'clearTimer'],
  'endless signedOut': ['awaitingSignIn', 'clearTimer forget'],
  'endless rejected': ['fetching', 'clearTimer forget fetch#5'],

  'retrying wanted': ['fetching', 'clearTimer fetch#5'],
  'retrying wantedSignedOut': ['fetching', 'clearTimer fetch#5'],
  'retrying released': ['idle', 'clearTimer forget'],
  'retrying rested': ['resting', 'clearTimer'],
  'retrying signedOut': ['awaitingSignIn', 'clearTimer forget'],
  'retrying timeEarly': ['retrying', 'setTimer+1000'],
  'retrying timeDue': ['fetching', 'clearTimer fetch#5'],
  'retrying setBack': ['fetching', 'clearTimer fetch#5'],
  'retrying rejected': ['retrying', 'forget'],

  'resting wanted': ['fetching', 'forget fetch#5'],
  'resting wantedSignedOut': ['awaitingSignIn', 'forget'],
  'resting released': ['idle', 'forget'],
  'resting signedOut': ['idle', 'forget'],
  'resting rejected': ['idle', 'forget'],

  'refused wanted': ['fetching', 'fetch#5'],
  'refused wantedSignedOut': ['awaitingSignIn', ''],
  'refused released': ['idle', 'forget'],
  'refused signedOut': ['awaitingSignIn', 'forget'],
};

const cells = (Object.keys(phases) as PhaseName[]).flatMap((phase) =>
  (Object.keys(events) as EventName[]).map((event) => [phase, event] as const),
);

describe('the token machine', () => {
  it('is asked about every event', () => {
    expect(missing).toEqual({});
  });

  it.each(cells)('when %s: %s', (phase, event) => {
    const state: TokenState = { requests: request, phase: phases[phase] };
    const [after, ...effects] = stepToken(state, events[event]);
    const expected = table[`${phase} ${event}`];
    if (expected === undefined) {
      expect(after).toBe(state);
      expect(effects).toEqual([]);
      return;
    }
    expect([after.phase.state, words(effects)]).toEqual(expected);
  });

  it('keeps the token that is still good while a new one is fetched', () => {
    const state: TokenState = { requests: request, phase: phases.fresh };
    const [renewing] = stepToken(state, events.timeDue);
    expect(renewing.phase).toMatchObject({ state: 'fetching', held: times });
    const [retrying] = stepToken(renewing, failed(busy, 5));
    expect(retrying.phase).toMatchObject({ state: 'retrying', held: times });
    const [again] = stepToken(retrying, events.timeDue);
    expect(again.phase).toMatchObject({ state: 'fetching', held: times, failures });
  });

  it('waits longer with every failure of a kind, and anew with another', () => {
    const waits: number[] = [];
    let state = stepToken(initialToken, events.wanted)[0];
    for (const problem of [busy, busy, busy, samples['auth.timeout'][0]]) {
      const [waiting] = stepToken(state, failed(problem, state.requests));
      waits.push(waiting.phase.state === 'retrying' ? waiting.phase.until - now : 0);
      state = stepToken(waiting, { type: 'timePassed', now: now + 1_000_000 })[0];
    }
    expect(waits).toEqual([1000, 2000, 4000, 1000]);
  });

  it('stays away as long as the server asked', () => {
    const state = stepToken(initialToken, events.wanted)[0];
    const problem: Problem = { kind: 'auth.busy', status: 503, retryAfterMs: 90_000 };
    expect(stepToken(state, failed(problem, 1))[0].phase).toMatchObject({ until: now + 90_000 });
  });

  it.each(['auth.refusedOnTheWay', 'auth.intercepted'] as const)(
    'asks again where somebody before the server refused in its place: %s (a01r)',
    (kind) => {
      const [problem] = samples[kind];
      for (const held of [null, { expiresAt: 10, renewsAt: 5 }]) {
        const state: TokenState = { requests: 1, phase: { state: 'fetching', failures: null, held } };
        const [next, ...effects] = stepToken(state, {
          type: 'failed',
          request: 1,
          problem,
          now: 1_000,
          fraction: 0,
        } as const);
        expect(next.phase).toMatchObject({ state: 'retrying', problem, held });
        expect(effects.map((effect) => effect.do)).toEqual(['setTimer']);
      }
    },
  );

  it.each([
    ['one without an end', null, 'retrying'],
    ['one that is good for a millisecond more', 1_001, 'retrying'],
    ['one that expires at this very moment', 1_000, 'refused'],
  ] as const)('asks the person later where there is a token left: %s', (_which, expiresAt, state) => {
    const [problem] = samples['tls.untrusted'];
    const held = { expiresAt, renewsAt: 5 };
    const fetching: TokenState = { requests: 1, phase: { state: 'fetching', failures: null, held } };
    const failed = { type: 'failed', request: 1, problem, now: 1_000, fraction: 0 } as const;
    expect(stepToken(fetching, failed)[0].phase).toMatchObject({ state, problem });
  });

  it('tells the whole profile of a refused refresh token, with the reason', () => {
    const state: TokenState = { requests: request, phase: phases.renewing };
    expect(stepToken(state, events.failedGrant)).toContainEqual({
      do: 'refuseGrant',
      problem: samples['auth.refreshRefused'][0],
    });
  });
});

const anyTimes = fc.record({
  expiresAt: fc.option(fc.integer({ min: 0, max: 10 ** 7 })),
  renewsAt: fc.option(fc.integer({ min: 0, max: 10 ** 7 })),
});
const lateness = fc.constantFrom(0, 0, 0, 1, 2);
const someMoment = fc.integer({ min: 0, max: 10 ** 7 });
const makers: Makers<TokenState, TokenEvent> = {
  wanted: always<Extract<TokenEvent, { type: 'wanted' }>>(events.wanted, events.wantedSignedOut),
  released: always(events.released),
  rested: always(events.rested),
  signedIn: always(events.signedIn),
  signedOut: always(events.signedOut),
  fetched: fc
    .tuple(lateness, anyTimes)
    .map(([late, held]) => ({ requests }) => ({ type: 'fetched', request: requests - late, times: held })),
  failed: fc
    .tuple(lateness, someProblem, someMoment, someFraction)
    .map(([late, problem, at, fraction]) => ({ requests }) => ({
      type: 'failed',
      request: requests - late,
      problem,
      now: at,
      fraction,
    })),
  timePassed: someMoment.map((at) => () => ({ type: 'timePassed', now: at })),
  clockSetBack: always(events.setBack),
  rejected: always(events.rejected),
};
const maker = anyEvent(makers, 'wanted', 'fetched', 'failed', 'timePassed');

describe(seeded('on random walks the token machine'), () => {
  it('has one request under way at most, a timer only where it waits, and heeds no late answer', () => {
    let steps = 0;
    const visits = new Visits();
    fc.assert(
      fc.property(fc.array(maker, { minLength: 100, maxLength: 100 }), (makers) => {
        let underWay: number | null = null;
        let timer = false;
        let mayUse = false;
        walk({ initial: initialToken, step: stepToken }, makers, (before, event, after, effects) => {
          steps += 1;
          visits.note(before, event);
          const isAnswer = event.type === 'fetched' || event.type === 'failed';
          if (isAnswer && event.request !== before.requests) expect(after).toBe(before);
          if (isAnswer && event.request === underWay) underWay = null;
          if (event.type === 'fetched' && after !== before) mayUse = true;
          for (const effect of effects) {
            if (effect.do === 'fetch') {
              expect(underWay).toBeNull();
              underWay = effect.request;
            }
            if (effect.do === 'abandon') underWay = null;
            if (effect.do === 'setTimer') timer = true;
            if (effect.do === 'clearTimer') timer = false;
            if (effect.do === 'forget') mayUse = false;
          }
          // A timer that fires is gone, whether or not another one is set.
          if (event.type === 'timePassed' && !effects.some((effect) => effect.do === 'setTimer'))
            timer = false;
          const { phase } = after;
          expect(underWay !== null).toBe(phase.state === 'fetching');
          expect(after.requests).toBeGreaterThanOrEqual(before.requests);
          if (phase.state === 'fresh') expect(timer).toBe(phase.held.renewsAt !== null);
          else expect(timer).toBe(phase.state === 'retrying');
          if (phase.state === 'idle' || phase.state === 'awaitingSignIn' || phase.state === 'refused') {
            expect(mayUse).toBe(false);
          }
        });
      }),
      examples(210),
    );
    expect(steps).toBeGreaterThanOrEqual(20_000);
    expect(visits.missing(phases, makers), 'no event of any phase is left out').toEqual([]);
  }, 30_000);

  it('fetches only because somebody wants it, the time has come, the clock was set or a server rejected it', () => {
    const causes = new Set<TokenEvent['type']>([
      'wanted',
      'signedIn',
      'timePassed',
      'clockSetBack',
      'rejected',
    ]);
    fc.assert(
      fc.property(fc.array(maker, { minLength: 50, maxLength: 50 }), (makers) => {
        walk({ initial: initialToken, step: stepToken }, makers, (before, event, _after, effects) => {
          if (!effects.some((effect) => effect.do === 'fetch')) return;
          expect(causes).toContain(event.type);
          if (event.type !== 'timePassed') return;
          const due =
            before.phase.state === 'fresh'
              ? before.phase.held.renewsAt
              : before.phase.state === 'retrying'
                ? before.phase.until
                : null;
          expect(due).toBeLessThanOrEqual(event.now);
        });
      }),
      examples(200),
    );
  });
});
