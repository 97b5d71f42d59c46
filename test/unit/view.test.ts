import { describe, expect, it } from 'vitest';
import { ProfileViews, ViewPusher, type ProfileSource, type ShownProfile } from '../../main/view.ts';
import { profileIdSchema } from '../../shared/brand.ts';
import { FakeClock } from '../fakes/clock.ts';
import { online, profileOf, profileView } from './renderer/scenes.ts';

/** Counts what reaches the window. */
function pusher() {
  const clock = new FakeClock();
  let pushes = 0;
  const view = new ViewPusher(clock, () => (pushes += 1));
  return { clock, view, pushes: () => pushes };
}

describe('the pushes to the window', () => {
  it('carry the first change at once', () => {
    const { clock, view, pushes } = pusher();
    view.changed();
    clock.advance(0);
    expect(pushes()).toBe(1);
  });

  it('gather a burst of changes into one', () => {
    const { clock, view, pushes } = pusher();
    for (let change = 0; change < 500; change += 1) view.changed();
    clock.advance(0);
    expect(pushes()).toBe(1);
  });

  it('come ten times a second at the most, however often things change', () => {
    const { clock, view, pushes } = pusher();
    for (let ms = 0; ms < 1000; ms += 1) {
      view.changed();
      clock.advance(1);
    }
    expect(pushes()).toBeLessThanOrEqual(11);
    expect(pushes()).toBeGreaterThanOrEqual(9);
  });

  it('never leave the last change behind', () => {
    const { clock, view, pushes } = pusher();
    view.changed();
    clock.advance(0);
    view.changed();
    clock.advance(100);
    expect(pushes()).toBe(2);
    expect(clock.timers).toBe(0);
  });

  it('end when the app ends', () => {
    const { clock, view, pushes } = pusher();
    view.changed();
    view.stop();
    clock.advance(1000);
    expect(pushes()).toBe(0);
  });
});

describe('the profiles of the view', () => {
  /** Profiles whose sessions are other objects each time they are looked at, as the real ones are. */
  function fleet(count: number) {
    const facts = Array.from({ length: count }, () => ({ revision: 0, rttMs: 10 }));
    const folded: number[] = [];
    const sources = (): ProfileSource[] =>
      facts.map(({ revision, rttMs }, index) => ({
        id: idOf(index),
        facts: [revision],
        shown: () => {
          folded.push(index);
          return structuredClone(shownWith(index, rttMs));
        },
      }));
    return { facts, sources, folded };
  }
  const idOf = (index: number) => profileIdSchema.parse(`p${index}`);
  const shownWith = (index: number, rttMs: number): ShownProfile => {
    const view = profileView(`p${index}`, profileOf(), [online(rttMs), online(10)]);
    const { signIn, revocation, sessions, ...shown } = view;
    return { ...shown, sessions: { signIn, revocation, sessions } };
  };

  it('are folded only where something they follow from is another one', () => {
    const { facts, sources, folded } = fleet(3);
    const views = new ProfileViews();
    views.fold(sources());
    expect(folded.splice(0)).toEqual([0, 1, 2]);
    facts[1] = { revision: 1, rttMs: 99 };
    views.fold(sources());
    expect(folded).toEqual([1]);
  });

  it('stay the same objects while they say the same, and so does the list', () => {
    const { facts, sources } = fleet(3);
    const views = new ProfileViews();
    const before = views.fold(sources());
    expect(views.fold(sources())).toBe(before);
    facts[1] = { revision: 1, rttMs: 10 };
    expect(views.fold(sources())).toBe(before);
    facts[1] = { revision: 2, rttMs: 11 };
    const after = views.fold(sources());
    expect(after[0]).toBe(before[0]);
    expect(after[2]).toBe(before[2]);
    expect(after[1]).not.toBe(before[1]);
  });

  it('keep the parts that did not change: of a session whose round trip did, all but the phase', () => {
    const { facts, sources } = fleet(1);
    const views = new ProfileViews();
    const [before] = views.fold(sources());
    facts[0] = { revision: 1, rttMs: 11 };
    const [after] = views.fold(sources());
    expect(after?.profile).toBe(before?.profile);
    expect(after?.given).toBe(before?.given);
    expect(after?.sessions[0]?.phase).toMatchObject({ rttMs: 11 });
    expect(after?.sessions[0]?.traffic).toBe(before?.sessions[0]?.traffic);
    expect(after?.sessions[1]).toBe(before?.sessions[1]);
  });

  it('are forgotten with their profile', () => {
    const { sources, folded } = fleet(2);
    const views = new ProfileViews();
    views.fold(sources());
    expect(views.fold(sources().slice(0, 1))).toHaveLength(1);
    folded.splice(0);
    expect(views.fold(sources())).toHaveLength(2);
    expect(folded).toEqual([1]);
  });
});
