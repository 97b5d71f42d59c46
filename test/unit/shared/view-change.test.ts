import { expect, it } from 'vitest';
import { pack, unpack } from '../../../shared/packed.ts';
import type { AppView, ProfileView } from '../../../shared/status.ts';
import { applyChange, changeOf } from '../../../shared/view-change.ts';
import { appView, forbidden, online, profileOf, profileView, scenes, sceneNow } from '../renderer/scenes.ts';

const drawable = Object.values(scenes).filter((scene) => scene !== null);
const revised = (view: AppView): AppView => ({ ...view, revision: view.revision + 1 });

/** Over the bridge and back, as the window gets it. */
const carried = (before: AppView, after: AppView): AppView => {
  const change = changeOf(before, after);
  return change === null ? before : applyChange(before, unpack(pack(change)));
};

it('makes any view into any other', () => {
  for (const before of drawable) {
    for (const after of drawable) expect(carried(before, revised(after)).profiles).toEqual(after.profiles);
  }
  const [before, after] = [scenes.many, revised(scenes.refused)];
  expect(carried(before, after)).toEqual(after);
});

it('is nothing where only the revision is different', () => {
  expect(changeOf(scenes.many, revised(structuredClone(scenes.many)))).toBeNull();
});

const withRoundTrip = (profile: ProfileView, rttMs: number): ProfileView => ({
  ...profile,
  sessions: profile.sessions.map((session) => ({ ...session, phase: online(rttMs) })),
});

it('says of a round trip nothing but the round trip', () => {
  const [one, other] = [profileView('one', profileOf()), profileView('other', profileOf())];
  const before = appView([withRoundTrip(one, 10), other]);
  const change = changeOf(before, revised(appView([withRoundTrip(one, 11), other])));
  expect(change?.profiles).toEqual({
    order: null,
    changed: [
      {
        id: 'one',
        parts: {},
        sessions: {
          order: null,
          changed: one.sessions.map(({ id }) => ({ id, parts: {}, phase: { rttMs: 11 } })),
        },
      },
    ],
  });
});

it('leaves what did not change the same object', () => {
  const [one, other] = [profileView('one', profileOf()), profileView('other', profileOf())];
  const before = appView([withRoundTrip(one, 10), other]);
  const after = carried(before, revised(appView([withRoundTrip(one, 11), structuredClone(other)])));
  expect(after.profiles[1]).toBe(other);
  expect(after.profiles[0]?.profile).toBe(before.profiles[0]?.profile);
  expect(after.settings).toBe(before.settings);
});

it('leaves nothing of a phase in the next one', () => {
  const profile = profileView('one', profileOf({ realmPaths: ['/~/a'] }), [online()]);
  const waiting = { state: 'waiting', problem: forbidden, until: sceneNow } as const;
  const after = carried(
    appView([profile]),
    revised(appView([profileView('one', profileOf({ realmPaths: ['/~/a'] }), [waiting])])),
  );
  expect(after.profiles[0]?.sessions[0]?.phase).toEqual(waiting);
});

it('takes profiles in, out and to other places', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => profileView(name, profileOf({ name })));
  if (a === undefined || b === undefined || c === undefined) throw new Error('three were made');
  const after = carried(appView([a, b]), revised(appView([c, a])));
  expect(after.profiles).toEqual([c, a]);
  expect(after.profiles[1]).toBe(a);
});

it('looks into nothing that is the same object', () => {
  const watched = new Proxy(profileView('one', profileOf()), {
    ownKeys: () => {
      throw new Error('looked into');
    },
  });
  const before = appView([watched]);
  expect(changeOf(before, { ...before, revision: 2, profiles: [watched] })).toBeNull();
});
