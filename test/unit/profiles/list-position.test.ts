import { expect, it } from 'vitest';
import { nameOfCopy } from '../../../main/profiles/name-of-copy.ts';
import { ProfileStore } from '../../../main/profiles/store.ts';
import { profileIdSchema } from '../../../shared/brand.ts';
import { toProfileFile } from '../../../shared/profile.ts';
import { MemoryDocuments } from '../../fakes/documents.ts';
import { profileOf } from '../renderer/scenes.ts';
import { FakeClock } from '../../fakes/clock.ts';

const ids = ['a', 'b', 'c'].map((name) => profileIdSchema.parse(name));
const [a, b, c] = ids as [(typeof ids)[0] & {}, (typeof ids)[0] & {}, (typeof ids)[0] & {}];

function opened(documents: MemoryDocuments): ProfileStore {
  const store = new ProfileStore({ documents, clock: new FakeClock() });
  store.load();
  return store;
}

it('lasts: favourites, order and folded groups', () => {
  const documents = new MemoryDocuments();
  const store = opened(documents);
  for (const id of ids) store.save(id, profileOf(), false);
  store.arrange([c, a]);
  store.setFavourite([b], true);
  store.foldGroup('staging', true);
  store.foldGroup('own', true);
  store.foldGroup('own', false);
  const again = opened(documents);
  expect(ids.map((id) => again.standing(id))).toEqual([
    { isFavourite: false, place: 1 },
    { isFavourite: true, place: null },
    { isFavourite: false, place: 0 },
  ]);
  expect(again.foldedGroups).toEqual(['staging']);
});

it('stands beside the profile, not in it', () => {
  const documents = new MemoryDocuments();
  const store = opened(documents);
  store.save(a, profileOf(), false);
  store.setFavourite([a], true);
  const profile = store.find(a)?.profile;
  if (profile === undefined) throw new Error('it was saved');
  expect(JSON.stringify(toProfileFile(profile))).not.toContain('avourite');
});

it('falls back to none where it can’t be read', () => {
  const entry = { id: 'a', standing: { isFavourite: 'yes', place: -1 }, profile: toProfileFile(profileOf()) };
  const store = opened(
    new MemoryDocuments({ schemaVersion: 1, profiles: [entry], foldedGroups: ['staging', 'moon', 7] }),
  );
  expect(store.standing(a)).toEqual({ isFavourite: false, place: null });
  expect(store.foldedGroups).toEqual(['staging']);
});

it('names a copy so that it can be told apart', () => {
  expect(nameOfCopy('Staging', [])).toBe('Staging copy');
  expect(nameOfCopy('Staging copy', ['Staging copy'])).toBe('Staging copy 2');
  expect(nameOfCopy('x'.repeat(80), [])).toHaveLength(80);
  // What a person would take for the same name is taken, as in D17a.
  expect(nameOfCopy('Staging', ['STAGING COPY '])).toBe('Staging copy 2');
});
