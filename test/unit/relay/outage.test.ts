import { describe, expect, it } from 'vitest';
import { Outage, type Try } from '../../../main/relay/outage.ts';
import type { Problem } from '../../../shared/problem.ts';
import { never, turn } from '../../fakes/abort.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { samples } from '../shared/problem-samples.ts';

const down: Problem = samples['route.unreachable'][0];
const forbidden: Problem = samples['gateway.forbidden'][0];
const refusedLogin: Problem = {
  kind: 'route.authRequired',
  proxy: 'http://proxy.example:3128',
  status: 407,
  schemes: ['Basic'],
  tried: true,
};

/** Whoever asks for a turn, by name, in the order in which they got one. */
function bench() {
  const clock = new FakeClock();
  const outage = new Outage(clock);
  const went: string[] = [];
  const tries = new Map<string, Try>();
  const ask = (name: string, signal: AbortSignal = never()) =>
    outage.turn(signal).then(
      (turn) => {
        went.push(name);
        tries.set(name, turn);
      },
      () => void went.push(`${name} not`),
    );
  const of = (name: string): Try => tries.get(name) ?? expect.fail(`${name} has had no turn`);
  const pass = async (ms: number) => {
    clock.advance(ms);
    await turn();
  };
  const fails = (problem: Problem) => outage.outOfTurn().failed(problem);
  return { clock, outage, went, ask, of, pass, fails };
}

describe('while nothing is known to stand in the way', () => {
  it('all may try at once', async () => {
    const { outage, went, ask } = bench();
    await Promise.all([ask('a'), ask('b'), ask('c')]);
    expect(went).toEqual(['a', 'b', 'c']);
    expect(outage.problem).toBeNull();
  });
});

describe('in an outage', () => {
  it('the first failure begins it, the others only go on with it, until one reaches the server', () => {
    const { outage, fails } = bench();
    expect([fails(down), fails(forbidden)]).toEqual([true, false]);
    expect(outage.problem).toEqual(forbidden);
    outage.outOfTurn().succeeded();
    expect(outage.problem).toBeNull();
    expect(fails(down)).toBe(true);
  });

  it('one tries at a time, about every second, in the order of arrival', async () => {
    const { went, ask, of, pass, fails } = bench();
    fails(down);
    for (const name of ['a', 'b', 'c']) void ask(name);
    await pass(1_100);
    expect(went).toEqual([]);
    await pass(100);
    expect(went).toEqual(['a']);
    await pass(60_000);
    expect(went).toEqual(['a']);
    of('a').failed(down);
    await pass(1_200);
    expect(went).toEqual(['a', 'b']);
  });

  it('all go on at once when one has reached the server', async () => {
    const { went, ask, of, pass, fails } = bench();
    fails(down);
    for (const name of ['a', 'b', 'c']) void ask(name);
    await pass(1_200);
    of('a').succeeded();
    await turn();
    expect(went).toEqual(['a', 'b', 'c']);
  });

  it('one that left lets the next one try', async () => {
    const { clock, went, ask, pass, fails } = bench();
    const person = new AbortController();
    fails(down);
    void ask('a', person.signal);
    void ask('b');
    person.abort();
    await pass(1_200);
    expect(went).toEqual(['a not', 'b']);
    expect(clock.timers).toBe(0);
  });

  it('one that left while it tried lets the next one try at once', async () => {
    const { went, ask, of, pass, fails } = bench();
    fails(down);
    void ask('a');
    await pass(1_200);
    void ask('b');
    of('a').gaveUp();
    await turn();
    expect(went).toEqual(['a', 'b']);
  });

  it('a turn that is not wanted any more is not given', async () => {
    const { went, ask } = bench();
    const person = new AbortController();
    person.abort();
    await ask('a', person.signal);
    expect(went).toEqual(['a not']);
  });

  it('a hint lets the next one try at once', async () => {
    const { outage, went, ask, fails } = bench();
    fails(down);
    void ask('a');
    outage.hinted();
    await turn();
    expect(went).toEqual(['a']);
  });

  it('what waits for a person is asked as often for two minutes, and then every ten seconds', async () => {
    const { went, ask, pass, fails } = bench();
    fails(forbidden);
    await pass(120_001);
    fails(forbidden);
    void ask('a');
    await pass(9_999);
    expect(went).toEqual([]);
    await pass(1);
    expect(went).toEqual(['a']);
  });

  it('what heals by itself is asked every second, however long it lasts', async () => {
    const { went, ask, pass, fails } = bench();
    fails(down);
    await pass(600_000);
    fails(down);
    void ask('a');
    await pass(1_200);
    expect(went).toEqual(['a']);
  });

  it('a server that says when to come back is not asked before', async () => {
    const { went, ask, pass, fails } = bench();
    fails({ kind: 'gateway.busy', status: 503, retryAfterMs: 30_000 });
    void ask('a');
    await pass(29_999);
    expect(went).toEqual([]);
    await pass(1);
    expect(went).toEqual(['a']);
  });

  it('a refused proxy password is tried again after ten minutes, or when something has changed', async () => {
    const { outage, went, ask, of, pass, fails } = bench();
    fails(refusedLogin);
    void ask('a');
    await pass(599_999);
    expect(went).toEqual([]);
    await pass(1);
    expect(went).toEqual(['a']);
    of('a').failed(refusedLogin);
    void ask('b');
    outage.hinted();
    await turn();
    expect(went).toEqual(['a', 'b']);
  });

  it('a proxy that wants a password nobody has entered can’t lock an account', async () => {
    const { went, ask, pass, fails } = bench();
    fails({ ...refusedLogin, tried: false });
    void ask('a');
    await pass(1_200);
    expect(went).toEqual(['a']);
  });

  it('one that began before the outage and fails in it takes nobody’s turn away', async () => {
    const { went, ask, of, pass, fails } = bench();
    await ask('early');
    await ask('earlier');
    fails(down);
    void ask('a');
    void ask('b');
    await pass(1_200);
    expect(went).toEqual(['early', 'earlier', 'a']);
    of('early').failed(down);
    of('earlier').gaveUp();
    await pass(5_000);
    expect(went, 'while a tries, b waits').toEqual(['early', 'earlier', 'a']);
    of('a').failed(down);
    of('a').gaveUp();
    await pass(1_200);
    expect(went).toEqual(['early', 'earlier', 'a', 'b']);
  });
});
