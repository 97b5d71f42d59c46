import { expect, it } from 'vitest';
import { groupProfiles, searchProfiles } from '../../../renderer/profiles/grouping.ts';
import { demoProfile, profileOf, profileView } from './scenes.ts';

const profiles = [
  profileView('a', profileOf({ name: 'node 10', environment: 'staging' })),
  profileView('b', profileOf({ name: 'node 9', environment: 'staging' })),
  profileView('c', profileOf({ name: 'Berlin', environment: 'production' })),
  demoProfile(),
];

it('groups by environment, production first and the demo apart', () => {
  const groups = groupProfiles(profiles).map(({ name, profiles }) => [
    name,
    ...profiles.map((each) => each.profile.name),
  ]);
  expect(groups).toEqual([
    ['production', 'Berlin'],
    ['staging', 'node 9', 'node 10'],
    ['demo', 'Demo'],
  ]);
});

it('finds all the words in name, server or environment', () => {
  const found = (words: string) => searchProfiles(profiles, words).map((each) => each.profile.name);
  expect(found('  ')).toHaveLength(4);
  expect(found('NODE staging')).toEqual(['node 10', 'node 9']);
  expect(found('internal berlin')).toEqual(['Berlin']);
  expect(found('berlin staging')).toEqual([]);
});
