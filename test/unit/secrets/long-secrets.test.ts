import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../../main/problem-error.ts';
import { LongSecrets, mostBytesInEntry } from '../../../main/secrets/long-secrets.ts';
import { FakeKeychain } from '../../fakes/keychain.ts';

const entry = { service: 'Causeway', account: 'one/refreshToken' };
/** As long as an external JWT can be; not one part looks like another. */
const long = Array.from({ length: 6000 }, (_, index) => String.fromCharCode(97 + ((index * 7) % 26))).join(
  '',
);
const longer = `${long}${long}é€😀`;

const longestIn = (keychain: FakeKeychain): number =>
  Math.max(...Object.values(keychain.kept).map((text) => Buffer.byteLength(text)));

describe('a secret of 6,000 characters', () => {
  it('is kept in entries that Windows takes, and read whole', async () => {
    const keychain = new FakeKeychain();
    const secrets = new LongSecrets(keychain);
    await secrets.write(entry, long);
    expect(longestIn(keychain)).toBeLessThanOrEqual(2560);
    expect(Object.keys(keychain.kept)).toEqual([
      'one/refreshToken#a1',
      'one/refreshToken#a2',
      'one/refreshToken#a3',
      'one/refreshToken#a4',
      'one/refreshToken',
    ]);
    expect(await secrets.read(entry)).toBe(long);
  });

  it.each([
    ['a short one', 'short'],
    ['a longer one', longer],
    ['one as long as an entry', 'x'.repeat(mostBytesInEntry)],
  ])('is replaced by %s, and leaves nothing behind', async (_what, next) => {
    const keychain = new FakeKeychain();
    const secrets = new LongSecrets(keychain);
    await secrets.write(entry, long);
    await secrets.write(entry, next);
    expect(await secrets.read(entry)).toBe(next);
    expect(await secrets.remove(entry)).toBe(true);
    expect(keychain.kept).toEqual({});
  });

  it('outlives every place where the next save can break off', async () => {
    for (let lasting = 0; ; lasting += 1) {
      const keychain = new FakeKeychain();
      await new LongSecrets(keychain).write(entry, long);
      const breaking = breakingAfter(keychain, lasting);
      const saved = await new LongSecrets(breaking).write(entry, longer).then(
        () => true,
        () => false,
      );
      expect(await new LongSecrets(keychain).read(entry)).toBe(breaking.committed ? longer : long);
      if (saved) break;
    }
  });

  it('is corrupt when a part is gone, and a new sign-in mends that', async () => {
    const keychain = new FakeKeychain();
    const secrets = new LongSecrets(keychain);
    await secrets.write(entry, long);
    await keychain.remove({ ...entry, account: 'one/refreshToken#a2' });
    const problem = await secrets.read(entry).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(ProblemError);
    expect(problem).toMatchObject({ problem: { kind: 'vault.corrupt' } });
    await secrets.write(entry, longer);
    expect(await secrets.read(entry)).toBe(longer);
  });
});

/** A keychain that stops answering after so many writes. */
function breakingAfter(keychain: FakeKeychain, writes: number) {
  let left = writes;
  return {
    committed: false,
    read: keychain.read.bind(keychain),
    remove: keychain.remove.bind(keychain),
    async write(at: typeof entry, secret: string): Promise<void> {
      if (left === 0) throw new ProblemError({ kind: 'vault.unavailable', reason: 'noService' });
      left -= 1;
      await keychain.write(at, secret);
      if (at.account === entry.account) this.committed = true;
    },
  };
}
