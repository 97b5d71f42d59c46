import { expect, test } from 'vitest';
import { MemoryDocuments } from '../fakes/documents.ts';
import { FakeKeychain } from '../fakes/keychain.ts';
import { startEmptyApp } from './app.ts';

const profile = {
  formatVersion: 1,
  name: 'Staging',
  server: 'http://127.0.0.1:9',
  credential: { kind: 'refreshToken' },
  gateway: {
    customRequestHeaders: [
      { name: 'X-Team', secret: true },
      { name: 'X-Key', secret: true },
    ],
  },
  route: { mode: 'direct' },
} as const;
const secrets = {
  refreshToken: 'header.payload.signature',
  headers: { 'X-Team': 'mobile-secret', 'X-Key': 'key-secret' },
};
const notSaved = { ok: false, problem: { kind: 'storage.notSaved', cause: 'full' } };

test('a profile that can’t be written is not saved, and leaves nothing in the keychain', async () => {
  const documents = new MemoryDocuments();
  const keychain = new FakeKeychain();
  const app = startEmptyApp(documents, keychain);
  documents.isFull = true;
  expect(await app.handlers.saveProfile({ id: null, profile, secrets })).toMatchObject(notSaved);
  expect([app.view.profiles, keychain.kept]).toEqual([[], {}]);

  documents.isFull = false;
  expect(await app.handlers.saveProfile({ id: null, profile, secrets })).toMatchObject({ ok: true });
  expect(documents.text).toContain('"Staging"');
  expect(Object.values(keychain.kept)).toContain('mobile-secret');
});

test('a disk that fills up while secrets are noted leaves none of them behind', async () => {
  const documents = new MemoryDocuments();
  const keychain = new FakeKeychain();
  const app = startEmptyApp(documents, keychain);
  // Room for the profile and the note of the first secret, and for no more.
  documents.writesLeft = 2;
  expect(await app.handlers.saveProfile({ id: null, profile, secrets })).toMatchObject(notSaved);
  expect(app.view.profiles).toEqual([]);
  await expect.poll(() => keychain.kept).toEqual({});
  documents.writesLeft = Infinity;
  await app.dispose();
  expect(JSON.parse(documents.text ?? '{}')).toMatchObject({ profiles: [] });
});

test('a changed profile that can’t be written stays as it was', async () => {
  const documents = new MemoryDocuments();
  const keychain = new FakeKeychain();
  const app = startEmptyApp(documents, keychain);
  const saved = await app.handlers.saveProfile({ id: null, profile, secrets });
  if (!saved.ok) throw new Error('not saved');
  const { kept } = keychain;
  documents.isFull = true;
  const changed = { ...profile, name: 'Renamed' };
  const other = { headers: { 'X-Team': 'another-secret' } };
  expect(await app.handlers.saveProfile({ id: saved.value, profile: changed, secrets: other })).toMatchObject(
    notSaved,
  );
  expect(app.view.profiles.map((view) => view.profile.name)).toEqual(['Staging']);
  expect(keychain.kept).toEqual(kept);
});
