import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeytarKeychain } from '../../main/ports/keychain.ts';
import { describeLockedKeychain, describeOpenKeychain, keptEntry } from '../contracts/keychain-contract.ts';
import { startKeyring, type Keyring } from '../peers/keyring.ts';

/**
 * The real keychain adapter on a private gnome-keyring, held to the contract that the fake keeps. libsecret connects
 * once in a process, so this file has its own keyring, in its own environment, before anything asks keytar.
 */
const keychain = new KeytarKeychain();
let keyring: Keyring;
const environment: Readonly<Record<string, string | undefined>> = { ...process.env };

beforeAll(async () => {
  keyring = await startKeyring({ state: 'unlocked' });
  Object.assign(process.env, keyring.env);
});
afterAll(async () => {
  for (const name of Object.keys(keyring.env)) {
    if (environment[name] === undefined) delete process.env[name];
    else process.env[name] = environment[name];
  }
  await keyring.stop();
});

describeOpenKeychain('keytar on gnome-keyring', () => keychain);

describeLockedKeychain('keytar on gnome-keyring', async (kept) => {
  await keyring.unlock();
  await keychain.write(kept, kept.secret);
  keyring.lock();
  return keychain;
});

describe('keytar on gnome-keyring, unlocked again', () => {
  it('still holds what it held', async () => {
    await keyring.unlock();
    expect(await keychain.read(keptEntry)).toBe(keptEntry.secret);
    expect(await keychain.remove(keptEntry)).toBe(true);
  });

  it('is unavailable once its service has gone', async () => {
    await keyring.kill();
    await expect(keychain.read(keptEntry)).rejects.toMatchObject({ problem: { kind: 'vault.unavailable' } });
    await expect(keychain.write(keptEntry, 'x')).rejects.toMatchObject({
      problem: { kind: 'vault.unavailable' },
    });
  });
});
