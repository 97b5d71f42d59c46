import { beforeEach, describe, expect, it } from 'vitest';
import { Removals, undoableForMs } from '../../../main/profiles/removals.ts';
import { ProfileStore } from '../../../main/profiles/store.ts';
import { profileIdSchema, type ProfileId } from '../../../shared/brand.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { MemoryDocuments } from '../../fakes/documents.ts';
import { profileOf } from '../renderer/scenes.ts';

const [one, other] = ['one', 'other'].map((name) => profileIdSchema.parse(name)) as [ProfileId, ProfileId];

let clock: FakeClock;
let documents: MemoryDocuments;
let store: ProfileStore;
let removals: Removals;
let forgotten: ProfileId[];
let isLocked: boolean;

function openStore(): ProfileStore {
  const opened = new ProfileStore({ documents, clock });
  opened.load();
  return opened;
}

const removalsOf = (of: ProfileStore): Removals =>
  new Removals({
    clock,
    store: of,
    onChange: () => undefined,
    forget: (id) =>
      isLocked ? Promise.reject(new Error('locked')) : Promise.resolve(void forgotten.push(id)),
  });

beforeEach(() => {
  clock = new FakeClock();
  documents = new MemoryDocuments();
  forgotten = [];
  isLocked = false;
  store = openStore();
  store.save(one, profileOf({ name: 'One' }), true);
  store.save(other, profileOf({ name: 'Other' }), false);
  removals = removalsOf(store);
});

describe('a removed profile', () => {
  it('is out of sight at once, and everything of it is kept while it can be undone', () => {
    removals.remove([one]);
    expect(store.all.map(({ id }) => id)).toEqual([other]);
    expect(store.find(one)).toBeNull();
    expect(removals.status).toEqual({ names: ['One'], undoableUntil: clock.now() + undoableForMs });
    clock.advance(undoableForMs - 1);
    expect(forgotten).toEqual([]);
  });

  it('comes back as it was', () => {
    removals.remove([one, other]);
    expect(removals.undo()).toEqual([one, other]);
    expect(store.find(one)).toMatchObject({ wanted: true, profile: { name: 'One' } });
    clock.advance(undoableForMs);
    expect(forgotten).toEqual([]);
    expect(removals.status).toBeNull();
  });

  it('is forgotten when the time is over', async () => {
    removals.remove([one]);
    clock.advance(undoableForMs);
    await expect.poll(() => documents.text).not.toContain('"One"');
    expect(forgotten).toEqual([one]);
    expect(removals.status).toBeNull();
    expect(removals.undo()).toEqual([]);
  });

  it('is forgotten when the next one is removed, and when the app quits', async () => {
    removals.remove([one]);
    removals.remove([other]);
    expect(removals.status?.names).toEqual(['Other']);
    await removals.finish();
    expect(forgotten).toEqual([one, other]);
    expect(documents.text).not.toContain('Other');
    expect(clock.timers).toBe(0);
  });

  it('is forgotten at the next start, if the keychain could not be used or the app was killed', async () => {
    removals.remove([one]);
    isLocked = true;
    await removals.finish();
    const next = openStore();
    expect(next.all.map(({ id }) => id)).toEqual([other]);
    isLocked = false;
    await removalsOf(next).finish();
    expect(forgotten).toEqual([one]);
    expect(documents.text).not.toContain('"One"');
  });

  it('that the keychain holds on to is told of, and forgotten once the keychain can be used', async () => {
    isLocked = true;
    removals.remove([one]);
    await removals.finish();
    const told = { kind: 'secretsLeftInKeychain', profiles: 1 };
    expect(store.notices).toEqual([told]);
    await removals.keychainOpened();
    expect(store.notices).toEqual([told]);
    isLocked = false;
    await removals.keychainOpened();
    expect(forgotten).toEqual([one]);
    expect(store.notices).toEqual([]);
    expect(documents.text).not.toContain('"One"');
  });

  it('that can still be undone is not forgotten because the keychain can be used', async () => {
    isLocked = true;
    removals.remove([one]);
    await removals.finish();
    removals.remove([other]);
    isLocked = false;
    const tryAgain = async (): Promise<readonly ProfileId[]> => {
      await removals.keychainOpened();
      return forgotten;
    };
    await expect.poll(tryAgain).toEqual([one]);
    expect(removals.undo()).toEqual([other]);
    expect(store.find(other)).not.toBeNull();
  });

  it('is not looked for in the keychain again without need', async () => {
    removals.remove([one]);
    await removals.finish();
    await removals.keychainOpened();
    expect(forgotten).toEqual([one]);
  });
});
