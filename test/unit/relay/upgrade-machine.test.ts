import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  initialUpgrade,
  stepUpgrade,
  type UpgradeEffect,
  type UpgradeEvent,
  type UpgradePhase,
  type UpgradeState,
} from '../../../main/relay/upgrade-machine.ts';
import type { Problem } from '../../../shared/problem.ts';
import { samples } from '../shared/problem-samples.ts';
import { examples, seeded } from '../seed.ts';
import { always, anyEvent, someProblem, walk, type Makers } from '../tokens/walks.ts';

const standing: Problem = samples['gateway.failed'][0];
const problem: Problem = samples['route.unreachable'][0];

const phases = {
  asked: { state: 'asked' },
  opening: { state: 'opening', lastFailure: null },
  held: { state: 'held', problem: standing },
  spliced: { state: 'spliced' },
  ended: { state: 'ended', why: { kind: 'gone' } },
} as const satisfies Record<UpgradePhase['state'], UpgradePhase>;
type PhaseName = keyof typeof phases;

const events = {
  admitted: { type: 'admitted', standing: null },
  admittedInOutage: { type: 'admitted', standing },
  mayTry: { type: 'mayTry' },
  opened: { type: 'opened' },
  answered: { type: 'answered', status: 404 },
  failedFirst: { type: 'failed', problem, isFirst: true },
  failedAgain: { type: 'failed', problem, isFirst: false },
  holdEnded: { type: 'holdEnded' },
  clientLeft: { type: 'clientLeft' },
  cutOff: { type: 'cutOff' },
  closed: { type: 'closed' },
} as const satisfies Record<string, UpgradeEvent>;
type EventName = keyof typeof events;

/** No type of event is missing above, or this doesn't compile. */
const missing: Record<Exclude<UpgradeEvent['type'], (typeof events)[EventName]['type']>, never> = {};

const words = (effects: readonly UpgradeEffect[]): string => effects.map((effect) => effect.do).join(' ');

const ending = (phase: UpgradePhase): string =>
  phase.state === 'ended' ? `ended: ${phase.why.kind}` : phase.state;

/** What is not in the table leaves the state alone and does nothing. */
const table: Partial<Record<`${PhaseName} ${EventName}`, readonly [phase: string, effects: string]>> = {
  'asked admitted': ['opening', 'startHold open'],
  'asked admittedInOutage': ['held', 'startHold await'],
  'asked clientLeft': ['ended: gone', 'stopWaiting abandon hangUp'],
  'asked cutOff': ['ended: cut', 'stopWaiting abandon hangUp'],

  'opening opened': ['spliced', 'stopWaiting splice'],
  'opening answered': ['ended: answered', 'stopWaiting passOn'],
  'opening failedFirst': ['ended: failed', 'stopWaiting tell'],
  'opening failedAgain': ['held', 'await'],
  'opening holdEnded': ['opening', ''],
  'opening clientLeft': ['ended: gone', 'stopWaiting abandon hangUp'],
  'opening cutOff': ['ended: cut', 'stopWaiting abandon hangUp'],

  'held mayTry': ['opening', 'open'],
  'held holdEnded': ['ended: failed', 'stopWaiting hangUp'],
  'held clientLeft': ['ended: gone', 'stopWaiting abandon hangUp'],
  'held cutOff': ['ended: cut', 'stopWaiting abandon hangUp'],

  'spliced cutOff': ['ended: cut', 'stopWaiting abandon hangUp'],
  'spliced closed': ['ended: closed', 'stopWaiting'],
};

const cells = (Object.keys(phases) as PhaseName[]).flatMap((phase) =>
  (Object.keys(events) as EventName[]).map((event) => [phase, event] as const),
);

const stateIn = (phase: UpgradePhase, more: Partial<UpgradeState> = {}): UpgradeState => ({
  ...initialUpgrade(true),
  phase,
  ...more,
});

describe('the machine of an upgrade', () => {
  it('is asked about every event', () => {
    expect(missing).toEqual({});
  });

  it.each(cells)('when %s: %s', (phase, event) => {
    const state = stateIn(phases[phase]);
    const [after, ...effects] = stepUpgrade(state, events[event]);
    const expected = table[`${phase} ${event}`];
    if (expected === undefined) {
      expect(after).toBe(state);
      expect(effects).toEqual([]);
      return;
    }
    expect([ending(after.phase), words(effects)]).toEqual(expected);
  });

  it('tells the first failure of an outage, with its sentence, for the app’s log', () => {
    const [, ...effects] = stepUpgrade(stateIn(phases.opening), events.failedFirst);
    expect(effects).toContainEqual({ do: 'tell', problem });
  });

  it('holds by the problem that stands now', () => {
    const [after] = stepUpgrade(stateIn(phases.opening), events.failedAgain);
    expect(after.phase).toEqual({ state: 'held', problem });
  });

  it('lets a try that is under way when the hold ends come right', () => {
    const [late] = stepUpgrade(stateIn(phases.opening), events.holdEnded);
    expect(ending(stepUpgrade(late, events.opened)[0].phase)).toBe('spliced');
  });

  it('hangs up after the hold instead of waiting again', () => {
    const [late] = stepUpgrade(stateIn(phases.opening), events.holdEnded);
    const [after, ...effects] = stepUpgrade(late, events.failedAgain);
    expect(after.phase).toEqual({ state: 'ended', why: { kind: 'failed', problem } });
    expect(words(effects)).toBe('stopWaiting hangUp');
  });

  it('goes at once and tells every failure where nothing may be held', () => {
    const [opening, ...effects] = stepUpgrade(initialUpgrade(false), events.admittedInOutage);
    expect([ending(opening.phase), words(effects)]).toEqual(['opening', 'startHold open']);
    const [after, ...told] = stepUpgrade(opening, events.failedAgain);
    expect([ending(after.phase), words(told)]).toEqual(['ended: failed', 'stopWaiting tell']);
  });
});

const makers: Makers<UpgradeState, UpgradeEvent> = {
  admitted: fc
    .option(someProblem)
    .map((standing) => () => ({ type: 'admitted', standing }) satisfies UpgradeEvent),
  mayTry: always(events.mayTry),
  opened: always(events.opened),
  answered: fc
    .constantFrom(400, 403, 404, 500)
    .map((status) => () => ({ type: 'answered', status }) satisfies UpgradeEvent),
  failed: fc.tuple(someProblem, fc.boolean()).map(
    ([problem, isFirst]) =>
      () =>
        ({ type: 'failed', problem, isFirst }) satisfies UpgradeEvent,
  ),
  holdEnded: always(events.holdEnded),
  clientLeft: always(events.clientLeft),
  cutOff: always(events.cutOff),
  closed: always(events.closed),
};
const maker = anyEvent(makers, 'mayTry', 'failed', 'failed', 'mayTry');

describe(seeded('on random walks the machine of an upgrade'), () => {
  it('opens one stream at a time, says one last word at most, and none once two streams are joined', () => {
    let ended = 0;
    const walks = fc.tuple(fc.boolean(), fc.array(maker, { minLength: 25, maxLength: 25 }));
    fc.assert(
      fc.property(walks, ([mayHold, events]) => {
        let isOpening = false;
        let lastWords = 0;
        let isJoined = false;
        walk(
          { initial: initialUpgrade(mayHold), step: stepUpgrade },
          events,
          (before, _event, after, effects) => {
            if (before.phase.state === 'opening' && after.phase.state !== 'opening') isOpening = false;
            for (const effect of effects) {
              if (effect.do === 'open') {
                expect(isOpening).toBe(false);
                isOpening = true;
              }
              if (effect.do === 'splice') isJoined = true;
              if (effect.do === 'tell' || effect.do === 'passOn' || effect.do === 'hangUp') lastWords += 1;
              if (effect.do === 'tell' || effect.do === 'passOn') expect(isJoined).toBe(false);
              if (effect.do === 'await') expect(after.phase.state).toBe('held');
            }
            expect(isOpening).toBe(after.phase.state === 'opening');
            expect(lastWords).toBeLessThanOrEqual(1);
            if (before.phase.state !== 'ended') return;
            ended += 1;
            expect(after).toBe(before);
            expect(effects).toEqual([]);
          },
        );
      }),
      examples(400),
    );
    expect(ended).toBeGreaterThan(1_000);
  });

  it('leaves no timer and no waiting behind when it ends', () => {
    fc.assert(
      fc.property(fc.array(maker, { minLength: 25, maxLength: 25 }), (events) => {
        let isWaited = false;
        walk(
          { initial: initialUpgrade(true), step: stepUpgrade },
          events,
          (before, _event, after, effects) => {
            for (const effect of effects) {
              if (effect.do === 'startHold') isWaited = true;
              if (effect.do === 'stopWaiting') isWaited = false;
            }
            if (after.phase.state === 'ended' && before.phase.state !== 'ended') expect(isWaited).toBe(false);
          },
        );
      }),
      examples(200),
    );
  });
});
