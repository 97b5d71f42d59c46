import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../main/ports/clock.ts';
import { FileDocuments } from '../../main/ports/documents.ts';
import { KeytarKeychain } from '../../main/ports/keychain.ts';
import { ProfileStore } from '../../main/profiles/store.ts';
import { Secret } from '../../main/secrets/secret.ts';
import { Vault } from '../../main/secrets/vault.ts';
import { profileIdSchema } from '../../shared/brand.ts';
import { givenWith } from '../../shared/destinations.ts';
import { parseProfile } from '../../shared/profile.ts';
import { FakeClock } from '../fakes/clock.ts';
import { makeFolder, type PrivateFolder } from '../peers/folder.ts';
import { askKeytar, startKeyring, type Keyring } from '../peers/keyring.ts';

/*
 * The vault as the app has it: profiles in a real file, secrets in a real gnome-keyring. libsecret connects once a
 * process, so this file has one keyring, which the tests lock, unlock, freeze and, at the very end, kill.
 */

const id = profileIdSchema.parse('b2c5');
const profile = parseProfile({
  formatVersion: 1,
  name: 'Vault',
  server: 'http://127.0.0.1:9',
  credential: { kind: 'anonymous' },
});
const somewhere = () => {
  if (!profile.ok) throw new Error('the profile breaks a rule');
  return profile.value;
};
const token = (text: string) => new Secret('RefreshToken', text);
const lockedProblem = { problem: { kind: 'vault.locked' } };

let keyring: Keyring;
let folder: PrivateFolder;
let vault: Vault;
let store: ProfileStore;

const profilesFile = (): Promise<string> => readFile(join(folder.path, 'profiles.json'), 'utf8');

/** What the keyring itself says, asked by another process. */
const inKeyring = async (kind: string): Promise<unknown> => {
  const body = "return keytar.getPassword('Causeway', input)";
  const answer = await askKeytar(keyring, body, `${id}/${kind}`);
  return 'answered' in answer ? answer.answered : answer.rejected;
};

beforeAll(async () => {
  keyring = await startKeyring({ state: 'unlocked' });
  Object.assign(process.env, keyring.env);
});
afterAll(() => keyring.stop());

beforeEach(async () => {
  await keyring.unlock();
  folder = await makeFolder('vault');
  store = new ProfileStore({
    documents: new FileDocuments(join(folder.path, 'profiles.json')),
    clock: systemClock,
  });
  store.load();
  if (profile.ok) store.save(id, profile.value, false);
  vault = new Vault(new KeytarKeychain(), store, systemClock);
  return () => folder.remove();
});

describe('an unlocked keyring', () => {
  test('keeps a secret, notes that it is there, and forgets both', async () => {
    await vault.save(id, 'refreshToken', token('first: geheim'), []);
    expect(await inKeyring('refreshToken')).toBe('first: geheim');
    expect(await profilesFile()).toContain('"refreshToken"');
    expect(await profilesFile()).not.toContain('geheim');
    expect((await vault.read(id, 'refreshToken'))?.reveal()).toBe('first: geheim');

    await vault.forget(id, 'refreshToken');
    expect(await inKeyring('refreshToken')).toBeNull();
    expect(await vault.read(id, 'refreshToken')).toBeNull();
    expect(vault.kinds(id)).toEqual([]);
  });

  test('keeps a token of 6,000 characters and a header value by its name in any case', async () => {
    const long = 'å'.repeat(3_000) + 'x'.repeat(3_000);
    await vault.save(id, 'refreshToken', token(long), givenWith('refreshToken', somewhere()));
    await vault.save(
      id,
      'header:x-key',
      new Secret('HeaderValue', 'a "b"'),
      givenWith('header:x-key', somewhere()),
    );
    const secrets = await vault.readAll(id, ['refreshToken', 'header:x-key'], somewhere());
    expect(secrets.find('refreshToken')?.reveal()).toBe(long);
    expect(secrets.header('X-KEY').reveal()).toBe('a "b"');
    await vault.forgetAll(id);
    expect(vault.kinds(id)).toEqual([]);
  });

  test('a secret that nobody noted is not looked for', async () => {
    expect(await vault.read(id, 'refreshToken')).toBeNull();
  });
});

describe('a locked keyring', () => {
  beforeEach(async () => {
    await vault.save(id, 'refreshToken', token('before the lock'), givenWith('refreshToken', somewhere()));
    keyring.lock();
  });

  test('is told from an absent secret, and nothing is written', async () => {
    const before = await profilesFile();
    await expect(vault.read(id, 'refreshToken')).rejects.toMatchObject(lockedProblem);
    await expect(vault.readAll(id, ['refreshToken'], somewhere())).rejects.toMatchObject(lockedProblem);
    expect(await profilesFile()).toBe(before);
    await keyring.unlock();
    expect(await inKeyring('refreshToken')).toBe('before the lock');
    expect((await vault.read(id, 'refreshToken'))?.reveal()).toBe('before the lock');
  });

  test('takes nothing new, and what it holds stays', async () => {
    await expect(vault.save(id, 'refreshToken', token('new'), [])).rejects.toMatchObject(lockedProblem);
    await expect(vault.save(id, 'clientKey', new Secret('ClientKey', 'new'), [])).rejects.toMatchObject(
      lockedProblem,
    );
    expect(vault.kinds(id)).toEqual(['refreshToken']);
    await keyring.unlock();
    expect(await inKeyring('refreshToken')).toBe('before the lock');
  });

  test('forgets nothing: the note stays with the secret', async () => {
    await expect(vault.forget(id, 'refreshToken')).rejects.toMatchObject(lockedProblem);
    expect(vault.kinds(id)).toEqual(['refreshToken']);
    await keyring.unlock();
    expect(await inKeyring('refreshToken')).toBe('before the lock');
    await vault.forget(id, 'refreshToken');
    expect(await inKeyring('refreshToken')).toBeNull();
  });
});

describe('a keyring that lets nobody in', () => {
  test('because a person dismisses its prompt: denied, and nothing is lost', async () => {
    await vault.save(id, 'refreshToken', token('mine'), []);
    keyring.lock();
    const before = await profilesFile();
    const prompter = await keyring.dismissPrompts();
    await expect(vault.read(id, 'refreshToken')).rejects.toMatchObject({ problem: { kind: 'vault.denied' } });
    expect(prompter.asked()).toBe(1);
    await expect(vault.save(id, 'refreshToken', token('new'), [])).rejects.toMatchObject({
      problem: { kind: 'vault.denied' },
    });
    await expect(vault.forget(id, 'refreshToken')).rejects.toMatchObject({
      problem: { kind: 'vault.denied' },
    });
    expect(await profilesFile()).toBe(before);
    prompter.stop();
    await keyring.unlock();
    expect(await inKeyring('refreshToken')).toBe('mine');
  });

  test('because the bus forbids it: denied, until it is permitted', async () => {
    await vault.save(id, 'refreshToken', token('mine'), []);
    await keyring.forbid();
    const denied = { problem: { kind: 'vault.denied' } };
    await expect(vault.read(id, 'refreshToken')).rejects.toMatchObject(denied);
    await expect(vault.save(id, 'refreshToken', token('new'), [])).rejects.toMatchObject(denied);
    await keyring.permit();
    expect((await vault.read(id, 'refreshToken'))?.reveal()).toBe('mine');
  });
});

describe('a keyring that does not answer', () => {
  test('is waited for no longer than a minute, and its secret is there afterwards', async () => {
    await vault.save(id, 'refreshToken', token('patience'), []);
    const clock = new FakeClock();
    const patient = new Vault(new KeytarKeychain(), store, clock);
    const before = await profilesFile();
    keyring.freeze();
    try {
      const reading = patient.read(id, 'refreshToken');
      await expect.poll(() => clock.timers).toBe(1);
      clock.advance(60_000);
      await expect(reading).rejects.toMatchObject({
        problem: { kind: 'vault.unavailable', reason: 'timeout' },
      });
    } finally {
      keyring.thaw();
    }
    expect(await profilesFile()).toBe(before);
    expect((await vault.read(id, 'refreshToken'))?.reveal()).toBe('patience');
  });

  // Last, because nothing comes back after it.
  test('and dies in the middle of a call: unavailable, and the note stays', async () => {
    await vault.save(id, 'refreshToken', token('orphan'), []);
    const before = await profilesFile();
    keyring.freeze();
    const reading = vault.read(id, 'refreshToken');
    const outcome = expect(reading).rejects.toMatchObject({ problem: { kind: 'vault.unavailable' } });
    await keyring.kill();
    await outcome;
    await expect(vault.save(id, 'refreshToken', token('new'), [])).rejects.toMatchObject({
      problem: { kind: 'vault.unavailable', reason: 'noService' },
    });
    expect(await profilesFile()).toBe(before);
  });
});
