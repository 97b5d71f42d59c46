import { duplexPair, type Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Network } from '../../../main/network/connection.ts';
import { TraceRecorder } from '../../../main/network/trace.ts';
import { nodeHttp } from '../../../main/ports/http.ts';
import { ProblemError } from '../../../main/problem-error.ts';
import { WayOut, type LentConnections } from '../../../main/relay/way-out.ts';
import type { Problem, StageName } from '../../../shared/problem.ts';
import { parseProfile, type ProfileFile } from '../../../shared/profile.ts';
import type { Leg } from '../../../shared/status.ts';
import { never, turn } from '../../fakes/abort.ts';
import { FakeClock } from '../../fakes/clock.ts';

const refusedLogin: Problem = {
  kind: 'route.authRequired',
  proxy: 'http://proxy.example:3128',
  status: 407,
  schemes: ['Basic'],
  tried: true,
};
const manual = { mode: 'manual', proxy: 'http://proxy.example:3128', username: 'nell' } as const;

/** A way out over a network that a test answers for. */
function bench(route: ProfileFile['route'] = manual, stage: StageName = 'proxy') {
  const clock = new FakeClock();
  const openings: { readonly succeed: () => void; readonly fail: (problem: Problem) => void }[] = [];
  let connected = 0;
  const open = (_leg: Leg, _target: unknown, recorder: TraceRecorder, signal: AbortSignal) =>
    recorder.stage({ leg: 'sync', name: stage, classify: () => null }, signal, () => {
      return new Promise<Duplex>((resolve, reject) => {
        openings.push({
          succeed: () => resolve(duplexPair()[0]),
          fail: (problem) => reject(new ProblemError(problem)),
        });
      });
    });
  const parsed = parseProfile({
    formatVersion: 1,
    name: 'Staging',
    server: 'https://ros.example:9443',
    route,
    credential: { kind: 'password', username: 'nell' },
  });
  if (!parsed.ok) throw new Error('not a profile');
  const wayOut = new WayOut(parsed.value, nodeHttp, clock, () => {
    connected += 1;
    // Of a network, the way out uses this one call; of secrets, none here.
    return Promise.resolve({ network: { open } as unknown as Network } as LentConnections);
  });
  const ends: string[] = [];
  const ask = (name: string, signal: AbortSignal = never()) =>
    void wayOut.open('sync', new TraceRecorder(clock, 1), signal).then(
      () => ends.push(name),
      (error: unknown) => ends.push(`${name}: ${error instanceof ProblemError ? error.problem.kind : 'bug'}`),
    );
  return { clock, wayOut, openings, ends, ask, connected: () => connected };
}

async function settle(): Promise<void> {
  for (let turns = 0; turns < 5; turns += 1) await turn();
}

describe('a password that the proxy refuses', () => {
  it('is sent twice at most where a hundred apps come at once', async () => {
    const { openings, ends, ask } = bench();
    for (let at = 0; at < 100; at += 1) ask(String(at));
    await settle();
    expect(openings).toHaveLength(2);
    openings.forEach(({ fail }) => fail(refusedLogin));
    await settle();
    expect(openings).toHaveLength(2);
    expect(ends).toHaveLength(100);
    expect(ends.every((end) => end.endsWith(': route.authRequired'))).toBe(true);
  });

  it('is sent again after ten minutes, once', async () => {
    const { clock, openings, ends, ask } = bench();
    ask('a');
    await settle();
    openings[0]?.fail(refusedLogin);
    await settle();
    clock.advance(599_999);
    ask('b');
    await settle();
    expect([openings.length, ends]).toEqual([1, ['a: route.authRequired', 'b: route.authRequired']]);
    clock.advance(1);
    ask('c');
    await settle();
    expect(openings).toHaveLength(2);
  });

  it('is sent again at once when it is another one, read anew from the vault', async () => {
    const { wayOut, openings, ask, connected } = bench();
    ask('a');
    await settle();
    openings[0]?.fail(refusedLogin);
    await settle();
    wayOut.forget();
    ask('b');
    await settle();
    expect([openings.length, connected()]).toEqual([2, 2]);
  });

  it('is not taken for refused where the proxy only asks for one', async () => {
    const { openings, ask } = bench();
    ask('a');
    await settle();
    openings[0]?.fail({ ...refusedLogin, tried: false });
    await settle();
    ask('b');
    await settle();
    expect(openings).toHaveLength(2);
  });
});

describe('an app that leaves', () => {
  it('while a proxy looks at the password leaves the refusal to the next ones', async () => {
    const { openings, ends, ask } = bench();
    const person = new AbortController();
    ask('a', person.signal);
    await settle();
    person.abort();
    await settle();
    expect(ends).toEqual(['a: cancelled']);
    openings[0]?.fail(refusedLogin);
    await settle();
    ask('b');
    await settle();
    expect([openings.length, ends]).toEqual([1, ['a: cancelled', 'b: route.authRequired']]);
  });

  it('before that ends what was opened for it', async () => {
    const { clock, openings, ends, ask } = bench(manual, 'connect');
    const people = [new AbortController(), new AbortController()];
    people.forEach(({ signal }, at) => ask(String(at), signal));
    await settle();
    people.forEach((person) => person.abort());
    await settle();
    expect([ends, clock.timers]).toEqual([['0: cancelled', '1: cancelled'], 0]);
    ask('b');
    await settle();
    expect(openings).toHaveLength(3);
  });
});

describe('a way', () => {
  it('that has just been proven is taken by all at once', async () => {
    const { clock, openings, ask } = bench();
    for (const name of ['a', 'b', 'c', 'd', 'e']) ask(name);
    await settle();
    openings[0]?.succeed();
    await settle();
    expect(openings).toHaveLength(5);
    clock.advance(9_000);
    for (const name of ['f', 'g', 'h']) ask(name);
    await settle();
    expect(openings).toHaveLength(8);
  });

  it('without a proxy is taken by all at once', async () => {
    const { openings, ask } = bench({ mode: 'direct' });
    for (const name of ['a', 'b', 'c']) ask(name);
    await settle();
    expect(openings).toHaveLength(3);
  });

  it('is not kept by one that has left while it waited', async () => {
    const { openings, ends, ask } = bench();
    const person = new AbortController();
    ask('a');
    ask('b');
    ask('c', person.signal);
    ask('d');
    await settle();
    person.abort();
    await settle();
    expect(ends).toEqual(['c: cancelled']);
    openings[0]?.fail({ kind: 'route.unreachable', proxy: 'p', cause: 'refused' });
    await settle();
    expect(openings).toHaveLength(3);
  });
});
