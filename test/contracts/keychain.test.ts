import { describe, expect, it } from 'vitest';
import { keychainFailure, MemoryKeychain } from '../../main/ports/keychain.ts';
import { turn } from '../fakes/abort.ts';
import { FakeKeychain } from '../fakes/keychain.ts';
import { describeLockedKeychain, describeOpenKeychain } from './keychain-contract.ts';

// The real one passes the same suites in the integration layer, where there is a keyring for it.
const fake = new FakeKeychain();
const memory = new MemoryKeychain();
describeOpenKeychain('the fake keychain', () => fake);
describeOpenKeychain('the keychain of one run', () => memory);
describeLockedKeychain('the fake keychain', async (kept) => {
  const keychain = new FakeKeychain();
  await keychain.write(kept, kept.secret);
  keychain.mode = 'locked';
  return keychain;
});

describe('the fake keychain alone', () => {
  const entry = { service: 's', account: 'a' };

  it.each([
    ['denied', 'vault.denied'],
    ['unavailable', 'vault.unavailable'],
  ] as const)('refuses everything when it is %s', async (mode, kind) => {
    const keychain = new FakeKeychain();
    keychain.mode = mode;
    const calls = [keychain.read(entry), keychain.write(entry, 'x'), keychain.remove(entry)];
    for (const call of calls) await expect(call).rejects.toMatchObject({ problem: { kind } });
  });

  it('answers nothing while it hangs, and in the new mode after that', async () => {
    const keychain = new FakeKeychain();
    await keychain.write(entry, 'x');
    keychain.mode = 'hanging';
    let answer: string | null = 'none yet';
    const read = keychain.read(entry).then((found) => (answer = found));
    await turn();
    expect(answer).toBe('none yet');
    keychain.mode = 'open';
    await read;
    expect(answer).toBe('x');
  });
});

describe('what keytar says', () => {
  it.each([
    ['Cannot create an item in a locked collection', { kind: 'vault.locked' }],
    ['Object does not exist at path “/org/freedesktop/secrets/collection/login”', { kind: 'vault.locked' }],
    [
      'Unknown or unsupported transport “disabled” for address “disabled:”',
      { kind: 'vault.unavailable', reason: 'noBus' },
    ],
    ['Cannot autolaunch D-Bus without X11 $DISPLAY', { kind: 'vault.unavailable', reason: 'noBus' }],
    ['Could not connect: Connection refused', { kind: 'vault.unavailable', reason: 'noBus' }],
    [
      'The name org.freedesktop.secrets was not provided by any .service files',
      { kind: 'vault.unavailable', reason: 'noService' },
    ],
    ['Prompt was dismissed', { kind: 'vault.denied' }],
    [
      'Rejected send message, 2 matched rules; type="method_call", sender=":1.5" (uid=0 pid=7 comm="causeway")',
      { kind: 'vault.denied' },
    ],
    [
      'An AppArmor policy prevents this sender from sending this message to this recipient',
      { kind: 'vault.denied' },
    ],
    ['User interaction is not allowed.', { kind: 'vault.denied' }],
    [
      'The user name or passphrase you entered is not correct.',
      { kind: 'vault.unavailable', reason: 'noService' },
    ],
  ])('%j', (message, problem) => {
    expect(keychainFailure(new Error(message)).problem).toEqual(problem);
  });

  it('is not repeated', () => {
    expect(keychainFailure(new Error('canary')).message).not.toContain('canary');
    expect(keychainFailure('canary').problem).toEqual({ kind: 'vault.unavailable', reason: 'noService' });
  });
});
