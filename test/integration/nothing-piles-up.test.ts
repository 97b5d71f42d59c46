import { EventEmitter, getEventListeners } from 'node:events';
import { Socket } from 'node:net';
import { queryObjects } from 'node:v8';
import { expect, onTestFinished, test } from 'vitest';
import { startRelay, type Relay } from '../peers/relay.ts';
import { alice, direct, forThisTest, serverForThisTest } from './demo-hops.ts';
import { Fleet, manyPaths } from './fleet.ts';

/*
 * What one outage leaves behind is too little to be seen; what a hundred leave is not. Listeners hang on what lives
 * longer than a connection: abort signals of a session, the process, the clock. Here they are counted.
 */

const cutsToSettle = 5;
const cutsToLeak = 60;
/** One for each cut would be sixty; connections of the pool may come and go. */
const room = 20;

/** Every abort signal made from here on, as long as it is still referenced. */
function watchSignals(): () => AbortSignal[] {
  const Plain = globalThis.AbortController;
  const made = new Set<WeakRef<AbortSignal>>();
  globalThis.AbortController = class extends Plain {
    constructor() {
      super();
      made.add(new WeakRef(this.signal));
    }
  };
  onTestFinished(() => {
    globalThis.AbortController = Plain;
  });
  return () => [...made].flatMap((one) => one.deref() ?? []);
}

const counted = ['sockets', 'emitters', 'signals', 'listenersOfSignals', 'listenersOfProcess'] as const;
type Count = Record<(typeof counted)[number], number>;

/** What is still held: looking for objects collects the garbage first. */
function count(signals: () => AbortSignal[]): Count {
  const sockets = queryObjects(Socket, { format: 'count' });
  const emitters = queryObjects(EventEmitter, { format: 'count' });
  const alive = signals();
  return {
    sockets,
    emitters,
    signals: alive.length,
    listenersOfSignals: alive.flatMap((signal) => getEventListeners(signal, 'abort')).length,
    listenersOfProcess: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
  };
}

async function cut(fleet: Fleet, relay: Relay): Promise<void> {
  relay.drop();
  await fleet.until('down', (all) => all.every(({ phase }) => phase.state !== 'online'));
  fleet.sessions.timeChanged('timeLost');
  await fleet.allOnline();
}

async function cutTimes(times: number, fleet: Fleet, relay: Relay): Promise<void> {
  for (let done = 0; done < times; done += 1) await cut(fleet, relay);
}

test(`${cutsToLeak} outages of each session leave no socket, signal or listener behind`, async () => {
  const signals = watchSignals();
  const server = await serverForThisTest();
  const relay = await forThisTest(startRelay({ host: '127.0.0.1', port: server.port }));
  const fleet = new Fleet();
  onTestFinished(() => fleet.sessions.dispose());
  const file = { ...direct(`http://127.0.0.1:${relay.port}`), realmPaths: manyPaths(3) };
  fleet.launch('one', file, { password: alice.password });
  await fleet.allOnline();
  await cutTimes(cutsToSettle, fleet, relay);
  const before = count(signals);
  await cutTimes(cutsToLeak, fleet, relay);

  const after = count(signals);
  for (const what of counted) expect(after[what], what).toBeLessThan(before[what] + room);
}, 60_000);
