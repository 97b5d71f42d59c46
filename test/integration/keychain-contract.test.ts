import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeytarKeychain } from '../../main/ports/keychain.ts';
import { forkedChild } from '../../main/ports/call-process.ts';
import { systemClock } from '../../main/ports/clock.ts';
import { KeychainProcess } from '../../main/ports/keychain-process.ts';
import { describeLockedKeychain, describeOpenKeychain, keptEntry } from '../contracts/keychain-contract.ts';
import { startKeyring, type Keyring } from '../peers/keyring.ts';

/**
 * The real keychain adapter on a private gnome-keyring, held to the contract that the fake keeps. libsecret connects
 * once in a process, so this file has its own keyring, in its own environment, before anything asks keytar.
 */
const keychain = new KeytarKeychain();
const builtModule = fileURLToPath(new URL('../../out/main/keychain.js', import.meta.url));
const apart = new KeychainProcess(forkedChild(builtModule), systemClock);
let keyring: Keyring;
const environment: Readonly<Record<string, string | undefined>> = { ...process.env };

beforeAll(async () => {
  keyring = await startKeyring({ state: 'unlocked' });
  Object.assign(process.env, keyring.env);
});
afterAll(async () => {
  apart.end();
  for (const name of Object.keys(keyring.env)) {
    if (environment[name] === undefined) delete process.env[name];
    else process.env[name] = environment[name];
  }
  await keyring.stop();
});

describeOpenKeychain('keytar on gnome-keyring', () => keychain);

describeOpenKeychain('keytar in a process of its own', () => apart);

for (const [name, one] of [
  ['keytar on gnome-keyring', keychain],
  ['keytar in a process of its own', apart],
] as const) {
  describeLockedKeychain(name, async (kept) => {
    await keyring.unlock();
    await one.write(kept, kept.secret);
    keyring.lock();
    return one;
  });
}

describe('keytar in a process of its own, frozen', () => {
  it('is ready without asking the keychain anything', async () => {
    const another = new KeychainProcess(forkedChild(builtModule), systemClock);
    keyring.freeze();
    await another.start().finally(() => keyring.thaw());
    expect(await another.read({ service: 'Causeway contract', account: 'nobody' })).toBeNull();
    another.end();
  });

  it('is ended, whatever it waits for, and answers again in a new process', async () => {
    await keyring.unlock();
    keyring.freeze();
    try {
      const reading = apart.read(keptEntry);
      const refused = expect(reading).rejects.toMatchObject({
        problem: { kind: 'vault.unavailable', reason: 'timeout' },
      });
      apart.end();
      await refused;
    } finally {
      keyring.thaw();
    }
    expect(await apart.read(keptEntry)).toBe(keptEntry.secret);
  });
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
    await expect(apart.read(keptEntry)).rejects.toMatchObject({ problem: { kind: 'vault.unavailable' } });
  });
});
