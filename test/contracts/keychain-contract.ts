import { describe, expect, it } from 'vitest';
import type { Keychain } from '../../main/ports/keychain.ts';

const entry = { service: 'Causeway contract', account: 'profile/refreshToken' };
const other = { service: 'Causeway contract', account: 'profile/proxyPassword' };

/** What every keychain does while it is open. */
export function describeOpenKeychain(name: string, keychainOf: () => Keychain): void {
  describe(`${name}, open`, () => {
    it('knows nothing at first', async () => {
      expect(await keychainOf().read(entry)).toBeNull();
      expect(await keychainOf().remove(entry)).toBe(false);
    });

    it('gives back what it was given, until it is removed', async () => {
      const keychain = keychainOf();
      await keychain.write(entry, 'first');
      await keychain.write(entry, 'second');
      await keychain.write(other, 'another');
      expect([await keychain.read(entry), await keychain.read(other)]).toEqual(['second', 'another']);
      expect([await keychain.remove(entry), await keychain.remove(entry)]).toEqual([true, false]);
      expect([await keychain.read(entry), await keychain.read(other)]).toEqual([null, 'another']);
      await keychain.remove(other);
    });

    it.each([
      ['6,000 characters', 'p'.repeat(6000)],
      ['any characters', 'pä:ss "\\\' 𝔘 \n\t'],
    ])('keeps %s', async (_what, secret) => {
      const keychain = keychainOf();
      await keychain.write(entry, secret);
      expect(await keychain.read(entry)).toBe(secret);
      await keychain.remove(entry);
    });
  });
}

/** What every keychain that can be locked does while it is, once it holds the secret `kept` under `entry`. */
export function describeLockedKeychain(
  name: string,
  lockedOf: (kept: typeof keptEntry) => Promise<Keychain>,
): void {
  describe(`${name}, locked`, () => {
    it('finds nothing and removes nothing, without an error', async () => {
      const keychain = await lockedOf(keptEntry);
      expect(await keychain.read(keptEntry)).toBeNull();
      expect(await keychain.remove(keptEntry)).toBe(false);
    });

    it('refuses to be written', async () => {
      const keychain = await lockedOf(keptEntry);
      await expect(keychain.write(other, 'x')).rejects.toMatchObject({ problem: { kind: 'vault.locked' } });
    });
  });
}

export const keptEntry = { ...entry, secret: 'kept' };
