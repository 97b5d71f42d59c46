import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  initialSignIn,
  stepSignIn,
  type SignInEffect,
  type SignInEvent,
  type SignInPhase,
  type SignInState,
} from '../../../main/tokens/sign-in-machine.ts';
import type { Problem } from '../../../shared/problem.ts';
import { mayBeClocks } from '../../../shared/problem-kinds.ts';
import { samples } from '../shared/problem-samples.ts';
import { examples, seeded } from '../seed.ts';
import { always, anyEvent, someFraction, someProblem, Visits, walk, type Makers } from './walks.ts';

const now = 1_000_000;
const request = 4;
const timeout = samples['auth.timeout'][0];
const refused = samples['auth.credentialRefused'][0];
const failures = { kind: timeout.kind, count: 1 };

const phases = {
  signedOut: { state: 'signedOut' },
  unlocking: { state: 'unlocking' },
  signingIn: { state: 'signingIn', failures: null },
  retrying: { state: 'retrying', failures, problem: timeout, until: now + 1000 },
  signedIn: { state: 'signedIn' },
  needsUser: { state: 'needsUser', problem: refused },
  needsClock: { state: 'needsUser', problem: samples['tls.expired'][0] },
} as const satisfies Record<SignInPhase['state'] | 'needsClock', SignInPhase>;
type PhaseName = keyof typeof phases;

const failed = (problem: Problem, at = request) => ({
  type: 'failed' as const,
  request: at,
  problem,
  now,
  fraction: 0,
});

const events = {
  wanted: { type: 'wanted' },
  credentialGiven: { type: 'credentialGiven' },
  foundGrant: { type: 'unlocked', request, found: 'grant' },
  foundCredential: { type: 'unlocked', request, found: 'credential' },
  foundLate: { type: 'unlocked', request: request - 1, found: 'grant' },
  signedIn: { type: 'signedIn', request },
  signedInLate: { type: 'signedIn', request: request - 1 },
  failedTimeout: failed(timeout),
  failedOffline: failed({ kind: 'network.down' }),
  failedRefused: failed(refused),
  failedLocked: failed({ kind: 'vault.locked' }),
  failedLate: failed(timeout, request - 1),
  retryDue: { type: 'retryDue' },
  timeChanged: { type: 'timeChanged', now },
  grantRefused: { type: 'grantRefused', problem: samples['auth.refreshRefused'][0] },
  cancelled: { type: 'cancelled' },
  unwanted: { type: 'unwanted' },
  signedOut: { type: 'signedOut' },
} as const satisfies Record<string, SignInEvent>;
type EventName = keyof typeof events;

/** No type of event is missing above, or this doesn't compile. */
const missing: Record<Exclude<SignInEvent['type'], (typeof events)[EventName]['type']>, never> = {};

const words = (effects: readonly SignInEffect[]): string =>
  effects
    .map((effect) => {
      if (effect.do === 'setTimer') return `setTimer+${effect.at - now}`;
      return 'request' in effect ? `${effect.do}#${effect.request}` : effect.do;
    })
    .join(' ');

/** What is not in the table leaves the state alone and does nothing. */
const table: Partial<Record<`${PhaseName} ${EventName}`, readonly [SignInPhase['state'], string]>> = {
  'signedOut wanted': ['unlocking', 'unlock#5'],
  'signedOut credentialGiven': ['signingIn', 'signIn#5'],
  'signedOut signedOut': ['signedOut', ''],

  'unlocking credentialGiven': ['signingIn', 'abandon signIn#5'],
  'unlocking foundGrant': ['signedIn', ''],
  'unlocking foundCredential': ['signingIn', 'signIn#5'],
  'unlocking signedIn': ['signedIn', ''],
  'unlocking failedTimeout': ['needsUser', ''],
  'unlocking failedOffline': ['needsUser', ''],
  'unlocking failedRefused': ['needsUser', ''],
  'unlocking failedLocked': ['needsUser', ''],
  'unlocking cancelled': ['needsUser', 'abandon'],
  'unlocking unwanted': ['signedOut', 'abandon'],
  'unlocking signedOut': ['signedOut', 'abandon'],

  'signingIn credentialGiven': ['signingIn', 'abandon signIn#5'],
  'signingIn signedIn': ['signedIn', ''],
  'signingIn failedTimeout': ['retrying', 'setTimer+1000'],
  'signingIn failedOffline': ['retrying', 'setTimer+1000'],
  'signingIn failedRefused': ['needsUser', ''],
  'signingIn failedLocked': ['needsUser', ''],
  'signingIn cancelled': ['needsUser', 'abandon'],
  'signingIn unwanted': ['signedOut', 'abandon'],
  'signingIn signedOut': ['signedOut', 'abandon'],

  'retrying wanted': ['signingIn', 'clearTimer signIn#5'],
  'retrying credentialGiven': ['signingIn', 'clearTimer signIn#5'],
  'retrying retryDue': ['signingIn', 'signIn#5'],
  'retrying cancelled': ['needsUser', 'clearTimer'],
  'retrying unwanted': ['signedOut', 'clearTimer'],
  'retrying signedOut': ['signedOut', 'clearTimer'],
  'retrying timeChanged': ['retrying', 'setTimer+1000'],

  'signedIn credentialGiven': ['signingIn', 'signIn#5'],
  'signedIn grantRefused': ['needsUser', ''],
  'signedIn signedOut': ['signedOut', ''],

  'needsUser wanted': ['unlocking', 'unlock#5'],
  'needsUser credentialGiven': ['signingIn', 'signIn#5'],
  'needsUser unwanted': ['signedOut', ''],
  'needsUser signedOut': ['signedOut', ''],

  'needsClock wanted': ['unlocking', 'unlock#5'],
  'needsClock credentialGiven': ['signingIn', 'signIn#5'],
  'needsClock unwanted': ['signedOut', ''],
  'needsClock signedOut': ['signedOut', ''],
  'needsClock timeChanged': ['unlocking', 'unlock#5'],
};

const cells = (Object.keys(phases) as PhaseName[]).flatMap((phase) =>
  (Object.keys(events) as EventName[]).map((event) => [phase, event] as const),
);

describe('the sign-in machine', () => {
  it('is asked about every event', () => {
    expect(missing).toEqual({});
  });

  it.each(cells)('when %s: %s', (phase, event) => {
    const state: SignInState = { requests: request, phase: phases[phase] };
    const [after, ...effects] = stepSignIn(state, events[event]);
    const expected = table[`${phase} ${event}`];
    if (expected === undefined) {
      expect(after).toBe(state);
      expect(effects).toEqual([]);
      return;
    }
    expect([after.phase.state, words(effects)]).toEqual(expected);
  });

  it('waits longer with every failure of a kind', () => {
    const waits: number[] = [];
    let state = stepSignIn(initialSignIn, events.credentialGiven)[0];
    for (let i = 0; i < 3; i += 1) {
      const [waiting] = stepSignIn(state, failed(timeout, state.requests));
      waits.push(waiting.phase.state === 'retrying' ? waiting.phase.until - now : 0);
      state = stepSignIn(waiting, events.retryDue)[0];
    }
    expect(waits).toEqual([1000, 2000, 4000]);
  });

  it('waits no longer because the clock was set back, and is over when it was slept through', () => {
    const problem: Problem = { kind: 'auth.busy', status: 503, retryAfterMs: 90_000 };
    const state: SignInState = { requests: request, phase: phases.signingIn };
    const [waiting] = stepSignIn(state, failed(problem));
    const at = (when: number) => stepSignIn(waiting, { type: 'timeChanged', now: when }).slice(1);
    const yesterday = now - 86_400_000;
    expect(at(yesterday)).toEqual([{ do: 'setTimer', at: yesterday + 90_000 }]);
    expect(at(now + 30_000)).toEqual([{ do: 'setTimer', at: now + 90_000 }]);
    expect(at(now + 86_400_000)).toEqual([{ do: 'setTimer', at: now + 90_000 }]);
  });

  it.each(['auth.refusedOnTheWay', 'auth.intercepted'] as const)(
    'goes on where somebody before the server refused in its place: %s',
    (kind) => {
      const [problem] = samples[kind];
      const state: SignInState = { requests: 1, phase: { state: 'signingIn', failures: null } };
      const failed = { type: 'failed', request: 1, problem, now: 1_000, fraction: 0 } as const;
      const [next, ...effects] = stepSignIn(state, failed);
      expect(next.phase).toMatchObject({ state: 'retrying', problem });
      expect(effects.map((effect) => effect.do)).toEqual(['setTimer']);
    },
  );

  it('says why somebody is needed', () => {
    const state: SignInState = { requests: request, phase: phases.signingIn };
    expect(stepSignIn(state, events.failedRefused)[0].phase).toEqual({
      state: 'needsUser',
      problem: refused,
    });
  });
});

const lateness = fc.constantFrom(0, 0, 0, 1, 2);
const makers: Makers<SignInState, SignInEvent> = {
  wanted: always(events.wanted),
  credentialGiven: always(events.credentialGiven),
  unlocked: fc
    .tuple(lateness, fc.constantFrom('grant' as const, 'credential' as const))
    .map(([late, found]) => ({ requests }) => ({ type: 'unlocked', request: requests - late, found })),
  signedIn: lateness.map((late) => ({ requests }) => ({ type: 'signedIn', request: requests - late })),
  failed: fc
    .tuple(lateness, someProblem, someFraction)
    .map(([late, problem, fraction]) => ({ requests }) => ({
      type: 'failed',
      request: requests - late,
      problem,
      now,
      fraction,
    })),
  retryDue: always(events.retryDue),
  timeChanged: fc.integer({ min: 0, max: 10 ** 7 }).map((at) => () => ({ type: 'timeChanged', now: at })),
  grantRefused: always(events.grantRefused),
  cancelled: always(events.cancelled),
  unwanted: always(events.unwanted),
  signedOut: always(events.signedOut),
};
const maker = anyEvent(makers, 'wanted', 'failed');

it('a walk without one of the events doesn’t compile', () => {
  const { retryDue, ...others } = makers;
  // @ts-expect-error -- `retryDue` is an event of the union, and nothing makes it
  const incomplete: Makers<SignInState, SignInEvent> = others;
  expect(Object.keys(incomplete)).toHaveLength(Object.keys(makers).length - 1);
  expect(retryDue).toBe(makers.retryDue);
});

describe(seeded('on random walks the sign-in machine'), () => {
  it('has one request under way at most, a timer only while it waits, and heeds no late answer', () => {
    let steps = 0;
    const visits = new Visits();
    fc.assert(
      fc.property(fc.array(maker, { minLength: 100, maxLength: 100 }), (makers) => {
        let underWay: number | null = null;
        let timer = false;
        walk({ initial: initialSignIn, step: stepSignIn }, makers, (before, event, after, effects) => {
          steps += 1;
          visits.note(before, event);
          if ('request' in event) {
            if (event.request !== before.requests) expect(after).toBe(before);
            else if (after !== before) underWay = null;
          }
          if (event.type === 'retryDue') timer = false;
          for (const effect of effects) {
            if (effect.do === 'unlock' || effect.do === 'signIn') {
              expect(underWay).toBeNull();
              underWay = effect.request;
            }
            if (effect.do === 'abandon') underWay = null;
            if (effect.do === 'setTimer') timer = true;
            if (effect.do === 'clearTimer') timer = false;
          }
          const { state: at } = after.phase;
          expect(underWay !== null).toBe(at === 'unlocking' || at === 'signingIn');
          expect(timer).toBe(at === 'retrying');
        });
      }),
      examples(210),
    );
    expect(steps).toBeGreaterThanOrEqual(20_000);
    expect(visits.missing(phases, makers), 'no event of any phase is left out').toEqual([]);
  }, 30_000);

  it('never gets from needing somebody to signing in by itself', () => {
    fc.assert(
      fc.property(fc.array(maker, { minLength: 50, maxLength: 50 }), (makers) => {
        walk({ initial: initialSignIn, step: stepSignIn }, makers, (before, event, after) => {
          if (before.phase.state !== 'needsUser' || after.phase.state === 'needsUser') return;
          if (event.type === 'timeChanged') expect(mayBeClocks(before.phase.problem)).toBe(true);
          else expect(['wanted', 'credentialGiven', 'unwanted', 'signedOut']).toContain(event.type);
        });
      }),
      examples(200),
    );
  });
});
