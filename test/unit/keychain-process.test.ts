import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../main/problem-error.ts';
import { readyId, type CallChildListener, type StartCallChild } from '../../main/ports/call-process.ts';
import { keychainDeadlineMs } from '../../main/ports/keychain.ts';
import {
  abandonedAfterMs,
  KeychainProcess,
  performKeychainCall,
  type KeychainCall,
} from '../../main/ports/keychain-process.ts';
import { describeLockedKeychain, describeOpenKeychain } from '../contracts/keychain-contract.ts';
import { turn } from '../fakes/abort.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeKeychain } from '../fakes/keychain.ts';

const entry = { service: 'Causeway', account: 'one/refreshToken' };
const timeout = { problem: { kind: 'vault.unavailable', reason: 'timeout' } };

/** Processes that are none: each answers from the same keychain, for as long as it has not been killed. */
class Bench {
  readonly keychain = new FakeKeychain();
  readonly clock = new FakeClock();
  readonly listeners: CallChildListener[] = [];
  killed = 0;
  readonly #start: StartCallChild<KeychainCall> = (listener) => {
    let isAlive = true;
    this.listeners.push(listener);
    return {
      send: ({ id, call }) =>
        void performKeychainCall(this.keychain, structuredClone(call))
          .then(
            (value) => ({ id, value }),
            (failure: unknown) => ({ id, failure }),
          )
          .then((answer) => {
            if (isAlive) listener.answered(structuredClone(answer));
          }),
      kill: () => {
        isAlive = false;
        this.killed += 1;
        listener.ended();
      },
    };
  };
  readonly process = new KeychainProcess(this.#start, this.clock);

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

  it('is settled when nothing is on its way in; what is only read is not waited for', async () => {
    const bench = new Bench();
    bench.keychain.mode = 'hanging';
    void bench.process.read(entry).catch(() => undefined);
    await bench.process.settled();
    void bench.process.write(entry, 'x').catch(() => undefined);
    let isSettled = false;
    const settling = bench.process.settled().then(() => (isSettled = true));
    await turn();
    expect(isSettled).toBe(false);
    bench.clock.advance(keychainDeadlineMs);
    await settling;
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

const entryOf = (name: string) => ({ service: 'Causeway', account: `${name}/refreshToken` });
const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** What became of a call, as far as it has. */
function watched(call: Promise<unknown>): () => unknown {
  let outcome: unknown = 'waiting';
  call.then(
    (value) => (outcome = value),
    (error: unknown) => (outcome = error instanceof ProblemError ? error.problem : error),
  );
  return () => outcome;
}

const timedOut = { kind: 'vault.unavailable', reason: 'timeout' };

describe('a keychain that asks somebody to unlock it', () => {
  it('is asked for a few secrets at a time, in the order in which they are wanted', async () => {
    const bench = new Bench();
    bench.keychain.mode = 'hanging';
    const reading = Promise.all(names.map((name) => bench.process.read(entryOf(name))));
    await turn();
    expect(bench.keychain.calls.map(({ account }) => account[0])).toEqual(['a', 'b']);
    bench.keychain.mode = 'open';
    expect(await reading).toEqual(names.map(() => null));
    expect(bench.keychain.calls.map(({ account }) => account[0])).toEqual(names);
  });

  it('answers after nobody waits for it any more: the prompt was not taken away', async () => {
    const bench = new Bench();
    bench.keychain.mode = 'hanging';
    const call = watched(bench.process.read(entry));
    await turn();
    bench.clock.advance(90_000);
    expect(bench.killed).toBe(0);
    bench.keychain.mode = 'open';
    await turn();
    expect(call()).toBeNull();
  });

  it('is not asked any more for what nobody waits for', async () => {
    const bench = new Bench();
    bench.keychain.mode = 'hanging';
    const calls = names.map((name) => watched(bench.process.read(entryOf(name))));
    await turn();
    bench.clock.advance(keychainDeadlineMs);
    await turn();
    expect(calls.slice(2).map((outcome) => outcome())).toEqual(names.slice(2).map(() => timedOut));
    expect(bench.keychain.calls).toHaveLength(2);
  });

  it('costs others no turn: what hangs longer than anybody waits makes room', async () => {
    const bench = new Bench();
    bench.keychain.mode = 'hanging';
    names.slice(0, 2).forEach((name) => watched(bench.process.read(entryOf(name))));
    await turn();
    bench.clock.advance(keychainDeadlineMs);
    bench.keychain.stuckVerb = 'read';
    bench.keychain.mode = 'open';
    const writing = watched(bench.process.write(entry, 'x'));
    await turn();
    expect(writing()).toBeUndefined();
  });

  it('that is abandoned is ended; who still waits is asked for again, once', async () => {
    const bench = new Bench();
    bench.keychain.stuckVerb = 'read';
    const abandoned = watched(bench.process.read(entry));
    await turn();
    bench.clock.advance(abandonedAfterMs - 1);
    bench.keychain.mode = 'hanging';
    const writing = watched(bench.process.write(entryOf('b'), 'kept'));
    await turn();
    bench.clock.advance(1);
    expect(bench.killed).toBe(1);
    bench.keychain.stuckVerb = null;
    bench.keychain.mode = 'open';
    await turn();
    expect(abandoned()).toEqual(timedOut);
    expect(writing()).toBeUndefined();
    expect(bench.keychain.kept).toEqual({ 'b/refreshToken': 'kept' });
    expect(bench.started).toBe(2);
    expect(bench.clock.timers).toBe(0);
  });
});
