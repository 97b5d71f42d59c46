import { duplexPair, type Duplex } from 'node:stream';
import { expect, it } from 'vitest';
import { sayFarewell, WaitingClient } from '../../../main/relay/waiting-client.ts';
import { turn } from '../../fakes/abort.ts';
import { FakeClock } from '../../fakes/clock.ts';

function bench() {
  const clock = new FakeClock();
  const [near, far] = duplexPair();
  far.on('error', () => undefined);
  let left = 0;
  const client = new WaitingClient(near, clock, () => (left += 1));
  return { clock, near, far, client, left: () => left };
}

async function settle(): Promise<void> {
  for (let turns = 0; turns < 10; turns += 1) await turn();
}

/** Reads to the end and leaves the stream as it is. */
function readAll(stream: Duplex): Promise<string> {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.resume();
  return new Promise((resolve) => stream.once('end', () => resolve(Buffer.concat(chunks).toString())));
}

it('gives the stream back as if nothing had been read', async () => {
  const { far, client } = bench();
  far.write('early ');
  await settle();
  const stream = client.release();
  far.end('and late');
  expect(await readAll(stream)).toBe('early and late');
});

it('tells that the client closed its side, or all of it', async () => {
  const half = bench();
  half.far.end();
  await settle();
  expect(half.left()).toBeGreaterThan(0);
  const whole = bench();
  whole.near.destroy();
  await settle();
  expect(whole.left()).toBeGreaterThan(0);
});

it('tells nothing of what happens after the stream was given back', async () => {
  const { near, client, left } = bench();
  client.release();
  near.destroy();
  await settle();
  expect(left()).toBe(0);
});

it('keeps no more of a client that speaks before it is answered than 64 KiB and what is in its buffers', async () => {
  const { near, far } = bench();
  let isAccepted = 0;
  for (let at = 0; at < 64; at += 1) far.write(Buffer.alloc(16 * 1024), () => (isAccepted += 1));
  await settle();
  expect(near.isPaused()).toBe(true);
  expect(isAccepted * 16).toBeLessThanOrEqual(64 + 64);
});

it('says its last words whole, and goes when the client has', async () => {
  const { clock, near, far, client } = bench();
  const heard = readAll(far);
  client.end(Buffer.from('last '), Buffer.from('words'));
  expect(await heard).toBe('last words');
  far.end();
  await settle();
  expect([near.destroyed, clock.timers]).toEqual([true, 0]);
});

it('waits a second for a client that doesn’t go, and no longer', async () => {
  const { clock, near, client } = bench();
  client.end(Buffer.from('last words'));
  await settle();
  clock.advance(999);
  expect(near.destroyed).toBe(false);
  clock.advance(1);
  await settle();
  expect([near.destroyed, clock.timers]).toEqual([true, 0]);
});

it('says its last words to a client that has closed its side already', async () => {
  const { near, far, client } = bench();
  far.end();
  await settle();
  const heard = readAll(far);
  client.end(Buffer.from('last words'));
  expect(await heard).toBe('last words');
  await settle();
  expect(near.destroyed).toBe(true);
});

it('hangs up without a word', async () => {
  const { near, client, left } = bench();
  client.hangUp();
  await settle();
  expect([near.destroyed, left()]).toEqual([true, 0]);
});

it('a farewell reads on: a client in the middle of its words is not cut before it has heard ours', async () => {
  const clock = new FakeClock();
  const [near, far] = duplexPair();
  sayFarewell(near, clock, [Buffer.from('no')]);
  far.write(Buffer.alloc(256 * 1024));
  far.end();
  expect(await readAll(far)).toBe('no');
  await settle();
  expect([near.destroyed, clock.timers]).toEqual([true, 0]);
});
