import { expect, it, onTestFinished } from 'vitest';
import {
  groupProfiles,
  searchProfiles,
  whileArrangedAlike,
  withMoved,
  withStep,
} from '../../../renderer/commands/grouping.ts';
import { spoken } from '../../../renderer/language/spoken.svelte.ts';
import type { ProfileId } from '../../../shared/brand.ts';
import { demoProfile, profileOf, profileView } from './scenes.ts';

const staging = (id: string, name: string, change: Parameters<typeof profileView>[3] = {}) =>
  profileView(id, profileOf({ name, environment: 'staging' }), undefined, change);

const profiles = [
  staging('a', 'node 10'),
  staging('b', 'node 9'),
  profileView('c', profileOf({ name: 'Berlin', environment: 'production' })),
  demoProfile(),
];

const named = (all: typeof profiles) =>
  groupProfiles(all).map(({ name, profiles: members }) => [
    name,
    ...members.map((each) => each.profile.name),
  ]);

it('groups by environment, production first and the demo apart', () => {
  expect(named(profiles)).toEqual([
    ['production', 'Berlin'],
    ['staging', 'node 9', 'node 10'],
    ['demo', 'Demo'],
  ]);
});

it('has the favourites of all environments on top', () => {
  expect(named([...profiles, staging('d', 'often', { isFavourite: true })])[0]).toEqual([
    'favourites',
    'often',
  ]);
});

it('keeps to the order that a person made; the others follow by name', () => {
  const placed = [staging('x', 'z first', { place: 0 }), staging('y', 'a second', { place: 1 })];
  expect(named([...profiles, ...placed])[1]).toEqual([
    ...['staging', 'z first', 'a second', 'node 9', 'node 10'],
  ]);
});

it('finds all the words in name, server or environment', () => {
  const found = (words: string) => searchProfiles(profiles, words).map((each) => each.profile.name);
  expect(found('  ')).toHaveLength(4);
  expect(found('NODE staging')).toEqual(['node 10', 'node 9']);
  expect(found('internal berlin')).toEqual(['Berlin']);
  expect(found('berlin staging')).toEqual([]);
});

it('finds an environment by the word that is read for it, too', async () => {
  await spoken.choose('de');
  onTestFinished(() => spoken.choose('en'));
  const found = searchProfiles(profiles, 'produktion').map((each) => each.profile.name);
  expect(found).toEqual(['Berlin']);
});

it('arranges anew for a name, a place or a word, and not for a round trip', () => {
  let times = 0;
  const arrange = whileArrangedAlike(() => (times += 1));
  arrange(profiles, '');
  arrange(
    profiles.map((profile) => ({ ...profile, sessions: [] })),
    '',
  );
  expect(times).toBe(1);
  arrange(profiles, 'node');
  expect(times).toBe(2);
  arrange(
    profiles.map((profile) => ({ ...profile, place: 3 })),
    'node',
  );
  expect(times).toBe(3);
});

const ids = (text: string) => [...text] as unknown as readonly ProfileId[];

it('moves one or several before another', () => {
  expect(withMoved(ids('abcd'), ids('d'), ids('b')[0] ?? null)).toEqual(ids('adbc'));
  expect(withMoved(ids('abcd'), ids('ac'), ids('d')[0] ?? null)).toEqual(ids('bacd'));
  expect(withMoved(ids('abcd'), ids('a'), null)).toEqual(ids('bcda'));
});

it('steps up and down, and stays at the ends', () => {
  const [a = ids('a')[0], b] = ids('ab');
  if (a === undefined || b === undefined) throw new Error('two were made');
  expect(withStep(ids('abc'), b, -1)).toEqual(ids('bac'));
  expect(withStep(ids('abc'), b, 1)).toEqual(ids('acb'));
  expect(withStep(ids('abc'), a, -1)).toEqual(ids('abc'));
});
