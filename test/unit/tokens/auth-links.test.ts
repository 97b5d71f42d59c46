import { duplexPair } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { AuthLinks } from '../../../main/tokens/auth-links.ts';
import { mostRequestsAtOnce, ConcurrencyLimiters } from '../../../main/pacing/concurrency-limiter.ts';
import { never, turn } from '../../fakes/abort.ts';
import { FakeHttp } from '../../fakes/http.ts';

const newLinks = () => new AuthLinks(new FakeHttp(() => 'silence'));
const newLink = () => new FakeHttp(() => 'silence').over(duplexPair()[0]);

/** A request that lasts until it is told to end. */
class Request {
  begun = false;
  outcome: 'running' | 'done' | 'failed' = 'running';
  end: () => void = () => undefined;

  constructor(links: AuthLinks, signal: AbortSignal = never()) {
    const work = () => {
      this.begun = true;
      return new Promise<void>((resolve) => (this.end = resolve));
    };
    links.inTurn(work, signal).then(
      () => (this.outcome = 'done'),
      () => (this.outcome = 'failed'),
    );
  }
}

const begun = (requests: readonly Request[]): number => requests.filter((request) => request.begun).length;

describe('requests to the auth server', () => {
  it('are no more than five at once, and the rest have their turn', async () => {
    const links = newLinks();
    const requests = Array.from({ length: 12 }, () => new Request(links));
    await turn();
    expect(begun(requests)).toBe(mostRequestsAtOnce);
    for (const [index, request] of requests.entries()) {
      request.end();
      await turn();
      expect(begun(requests)).toBe(Math.min(12, mostRequestsAtOnce + index + 1));
    }
    expect(requests.every(({ outcome }) => outcome === 'done')).toBe(true);
  });

  it('make room even when they fail', async () => {
    const links = newLinks();
    const failing = Array.from({ length: 20 }, () =>
      links.inTurn(() => Promise.reject(new Error('x')), never()),
    );
    const outcomes = await Promise.allSettled(failing);
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
  });

  it('that are cancelled while they wait end at once, and never begin', async () => {
    const links = newLinks();
    const first = Array.from({ length: mostRequestsAtOnce }, () => new Request(links));
    const person = new AbortController();
    const cancelled = new Request(links, person.signal);
    await turn();
    person.abort();
    await turn();
    expect(cancelled.outcome).toBe('failed');
    first.forEach((request) => request.end());
    await turn();
    expect(cancelled.begun).toBe(false);
  });

  it('that were cancelled before they wait end at once', async () => {
    const links = newLinks();
    Array.from({ length: mostRequestsAtOnce }, () => new Request(links));
    const cancelled = new Request(links, AbortSignal.abort());
    await turn();
    expect(cancelled).toMatchObject({ begun: false, outcome: 'failed' });
  });

  it('that wait are not forgotten because others were cancelled', async () => {
    const links = newLinks();
    const first = Array.from({ length: mostRequestsAtOnce }, () => new Request(links));
    const person = new AbortController();
    Array.from({ length: mostRequestsAtOnce }, () => new Request(links, person.signal));
    const patient = new Request(links);
    await turn();
    person.abort();
    await turn();
    first[0]?.end();
    await turn();
    expect(patient.begun).toBe(true);
  });
});

describe('a turn', () => {
  it('given to a request that is cancelled at the same moment goes to the next', async () => {
    const links = newLinks();
    const first = Array.from({ length: mostRequestsAtOnce }, () => new Request(links));
    const person = new AbortController();
    const cancelled = new Request(links, person.signal);
    const patient = new Request(links);
    await turn();
    first[0]?.end();
    for (let tick = 0; tick < 3 && !cancelled.begun; tick += 1) {
      if (tick === 2) person.abort();
      await Promise.resolve();
    }
    person.abort();
    cancelled.end();
    await turn();
    expect(patient.begun).toBe(true);
  });
});

describe('a stream to the auth server', () => {
  it('is kept for the next request, one at a time', () => {
    const links = newLinks();
    const [one, other] = [newLink(), newLink()];
    links.keep(one);
    links.keep(other);
    expect(other.isOpen).toBe(false);
    expect(links.takeKept()).toBe(one);
    expect(links.takeKept()).toBeNull();
  });

  it('that closed is not given out', () => {
    const links = newLinks();
    const link = newLink();
    links.keep(link);
    link.close();
    expect(links.takeKept()).toBeNull();
  });

  it('is closed with the profile, and not kept any more after that', () => {
    const links = newLinks();
    const [kept, late] = [newLink(), newLink()];
    links.keep(kept);
    links.close();
    links.keep(late);
    expect([kept.isOpen, late.isOpen]).toEqual([false, false]);
  });
});

describe('profiles of one server', () => {
  it('share its turns, whatever the path; other servers have their own', async () => {
    const turns = new ConcurrencyLimiters();
    const http = new FakeHttp(() => 'silence');
    const one = new AuthLinks(http, turns.of('http://ros.example:9080'));
    const other = new AuthLinks(http, turns.of('http://ros.example:9080/behind/a/path'));
    const elsewhere = new AuthLinks(http, turns.of('http://ros.example:9081'));
    let running = 0;
    const work = (): Promise<void> => {
      running += 1;
      return new Promise(() => undefined);
    };
    const signal = new AbortController().signal;
    for (let count = 0; count < mostRequestsAtOnce; count += 1) {
      void one.inTurn(work, signal);
      void other.inTurn(work, signal);
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(running).toBe(mostRequestsAtOnce);
    void elsewhere.inTurn(work, signal);
    await new Promise((resolve) => setImmediate(resolve));
    expect(running).toBe(mostRequestsAtOnce + 1);
  });
});
