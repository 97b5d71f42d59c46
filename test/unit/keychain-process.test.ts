import { describe, expect, it } from 'vitest';
import {
  answerTo,
  KeychainProcess,
  readyId,
  type KeychainChildListener,
  type StartKeychainChild,
} from '../../main/ports/keychain-process.ts';
import { describeLockedKeychain, describeOpenKeychain } from '../contracts/keychain-contract.ts';
import { FakeKeychain } from '../fakes/keychain.ts';

const entry = { service: 'Causeway', account: 'one/refreshToken' };
const timeout = { problem: { kind: 'vault.unavailable', reason: 'timeout' } };

/** Processes that are none: each answers from the same keychain, for as long as it has not been killed. */
class Bench {
  readonly keychain = new FakeKeychain();
  readonly listeners: KeychainChildListener[] = [];
  killed = 0;
  readonly #start: StartKeychainChild = (listener) => {
    let isAlive = true;
    this.listeners.push(listener);
    return {
      send: (call) =>
        void answerTo(this.keychain, structuredClone(call)).then((answer) => {
          if (isAlive) listener.answered(structuredClone(answer));
        }),
      kill: () => {
        isAlive = false;
        this.killed += 1;
        listener.ended();
      },
    };
  };
  readonly process = new KeychainProcess(this.#start);

  get started(): number {
    return this.listeners.length;
  }
}

const open = new Bench();
describeOpenKeychain('a keychain in a process of its own', () => open.process);
describeLockedKeychain('a keychain in a process of its own', async (kept) => {
  const { process, keychain } = new Bench();
  await process.write(kept, kept.secret);
  keychain.mode = 'locked';
  return process;
});

describe('the keychain’s process', () => {
  it('starts with the first call, and serves all', async () => {
    const bench = new Bench();
    expect(bench.started).toBe(0);
    await Promise.all([bench.process.write(entry, 'x'), bench.process.read(entry)]);
    await bench.process.read(entry);
    expect(bench.started).toBe(1);
  });

  it('is started ahead, once, and ready when it says so', async () => {
    const bench = new Bench();
    const starting = bench.process.start();
    expect(bench.started).toBe(1);
    bench.listeners[0]?.answered({ id: readyId, value: null });
    await starting;
    await bench.process.start();
    await bench.process.read(entry);
    expect(bench.started).toBe(1);
  });

  it('that crashes while it starts costs the call and nothing before it', async () => {
    const bench = new Bench();
    const starting = bench.process.start();
    bench.listeners[0]?.ended();
    await starting;
    expect(await bench.process.read(entry)).toBeNull();
    expect(bench.started).toBe(2);
  });

  it('that crashes refuses those who wait, and the next call starts another', async () => {
    const bench = new Bench();
    bench.keychain.mode = 'hanging';
    const reading = bench.process.read(entry);
    bench.listeners[0]?.ended();
    await expect(reading).rejects.toMatchObject({
      problem: { kind: 'vault.unavailable', reason: 'crashed' },
    });
    bench.keychain.mode = 'open';
    const again = bench.process.read(entry);
    bench.listeners[0]?.ended();
    expect(await again).toBeNull();
    expect(bench.started).toBe(2);
  });

  it('is ended at once by those who can’t wait', async () => {
    const bench = new Bench();
    bench.keychain.mode = 'hanging';
    const reading = bench.process.read(entry);
    bench.process.end();
    await expect(reading).rejects.toMatchObject(timeout);
    expect(bench.killed).toBe(1);
    bench.process.end();
    expect(bench.killed).toBe(1);
    bench.keychain.mode = 'open';
    expect(await bench.process.read(entry)).toBeNull();
    expect(bench.started).toBe(2);
  });
});
