import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { ProfileFile } from '../../shared/profile.ts';
import { askKeytar, startKeyring, type Keyring, type KeyringState } from '../peers/keyring.ts';
import { causeway, resultIn } from './command-line.ts';
import { alice, direct, serverForThisTest } from './demo-hops.ts';
import { saveProfile, type SavedForTest } from './saved-profile.ts';

const profile: ProfileFile = { ...direct('http://127.0.0.1:9'), name: 'Saved' };

async function keyringForThisTest(state: KeyringState): Promise<Keyring> {
  const keyring = await startKeyring({ state });
  onTestFinished(() => keyring.stop());
  return keyring;
}

async function checkSaved({ env }: SavedForTest, ...args: string[]) {
  const ended = await causeway(['check', 'Saved', '--json', ...args], { env });
  const { problem, stages } = resultIn(ended);
  return { ...ended, problem, stages };
}

describe('10, the vault', () => {
  test.each([
    ['absent', 'noService'],
    ['noBus', 'noBus'],
  ] as const)('no keychain: %s', async (state, reason) => {
    const saved = await saveProfile(await keyringForThisTest(state), profile, {}, ['refreshToken']);
    const before = await readFile(saved.file, 'utf8');
    const { status, problem, stages } = await checkSaved(saved);
    expect(status).toBe(10);
    expect(problem).toMatchObject({ kind: 'vault.unavailable', place: 'keychain', reason });
    expect(stages).toMatchObject([{ leg: 'auth', name: 'keychain', ok: false }]);
    expect(await readFile(saved.file, 'utf8')).toBe(before);
  });

  test('without a keychain, secrets that are given are enough', async () => {
    const server = await serverForThisTest();
    const keyring = await keyringForThisTest('noBus');
    const saved = await saveProfile(keyring, { ...direct(server.url), name: 'Saved' }, {});
    const ended = await causeway(['check', 'Saved', '--json', '--secrets', '-'], {
      env: saved.env,
      input: JSON.stringify({ password: alice.password }),
    });
    expect(resultIn(ended).ok).toBe(true);
  });
});

describe('10, a keyring with a refresh token in it', () => {
  let keyring: Keyring;
  beforeAll(async () => {
    keyring = await startKeyring({ state: 'unlocked' });
  });
  afterAll(() => keyring.stop());

  test('locked: never taken for absent, and nothing is overwritten', async () => {
    const saved = await saveProfile(keyring, profile, { refreshToken: 'safe' });
    const before = await readFile(saved.file, 'utf8');
    keyring.lock();
    const { status, problem } = await checkSaved(saved);
    await keyring.unlock();
    expect(status).toBe(10);
    expect(problem).toMatchObject({ kind: 'vault.locked', place: 'keychain', remedy: 'askUser' });
    expect(await readFile(saved.file, 'utf8')).toBe(before);
    const body = "return keytar.getPassword('Causeway', input)";
    expect(await askKeytar(keyring, body, `${saved.id}/refreshToken`)).toEqual({ answered: 'safe' });
  });

  test('silent: --deadline gives the verdict on time, and the program ends with it', async () => {
    const saved = await saveProfile(keyring, profile, { refreshToken: 'safe' });
    keyring.freeze();
    const call = ['check', 'Saved', '--json', '--deadline', '1.2'];
    const ended = await causeway(call, { env: saved.env }).finally(() => keyring.thaw());
    // Null if it had not ended by itself: the keyring stays frozen until it has.
    expect(ended.status).toBe(10);
    expect(resultIn(ended)).toMatchObject({
      stages: [{ leg: 'auth', name: 'keychain', ok: false }],
      problem: { kind: 'vault.unavailable', reason: 'timeout' },
    });
  });
});
