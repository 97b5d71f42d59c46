import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateLimiter, RateLimiters } from '../../../main/pacing/rate-limiter.ts';
import { turn } from '../../fakes/abort.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { examples, seeded } from '../seed.ts';

const settings = { burst: 3, perSecond: 10 };

/** People at a rateLimiter, by the names they were given. */
class Queue {
  readonly clock = new FakeClock();
  readonly rateLimiter = new RateLimiter(this.clock, settings);
  readonly passed: { readonly who: number; readonly at: number }[] = [];
  readonly gone: number[] = [];
  readonly #controllers: AbortController[] = [];

  come(count = 1): void {
    for (let one = 0; one < count; one += 1) {
      const who = this.#controllers.push(new AbortController()) - 1;
      const signal = this.#controllers[who]?.signal ?? AbortSignal.abort();
      this.rateLimiter.acquire(signal).then(
        () => this.passed.push({ who, at: this.clock.monotonic() }),
        () => this.gone.push(who),
      );
    }
  }

  leave(who: number): void {
    this.#controllers[who]?.abort();
  }

  /** Everything that is due, in steps so small that each passing is seen at its own time. */
  async wait(ms: number): Promise<void> {
    for (let waited = 0; waited < ms; waited += 10) {
      this.clock.advance(10);
      await turn();
    }
  }

  get names(): number[] {
    return this.passed.map(({ who }) => who);
  }
}

describe('the rateLimiter', () => {
  it('lets a few through at once and the others one after the other, in the order of arrival', async () => {
    const queue = new Queue();
    queue.come(6);
    await turn();
    expect(queue.names).toEqual([0, 1, 2]);
    await queue.wait(300);
    expect(queue.passed.slice(3)).toEqual([
      { who: 3, at: 100 },
      { who: 4, at: 200 },
      { who: 5, at: 300 },
    ]);
    expect(queue.clock.timers).toBe(0);
  });

  it('lets nobody overtake', async () => {
    const queue = new Queue();
    queue.come(4);
    expect(queue.rateLimiter.tryAcquire()).toBe(false);
    await queue.wait(1_000);
    expect(queue.rateLimiter.tryAcquire()).toBe(true);
  });

  it('forgets who stops waiting, and waits for nobody then', async () => {
    const queue = new Queue();
    queue.come(5);
    queue.leave(3);
    await queue.wait(100);
    expect([queue.names, queue.gone]).toEqual([[0, 1, 2, 4], [3]]);
    queue.come();
    queue.leave(5);
    expect(queue.clock.timers).toBe(0);
  });

  it('does not let through who had left before', async () => {
    const queue = new Queue();
    await expect(queue.rateLimiter.acquire(AbortSignal.abort())).rejects.toMatchObject({
      problem: { kind: 'cancelled' },
    });
    queue.come(3);
    await turn();
    expect(queue.names).toEqual([0, 1, 2]);
  });

  it(seeded('never lets more through than it may, and nobody is lost'), async () => {
    const deed = fc.oneof(
      fc.record({ come: fc.integer({ min: 1, max: 8 }) }),
      fc.record({ waitMs: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ leave: fc.integer({ min: 0, max: 40 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 30 }), async (deeds) => {
        const queue = new Queue();
        let came = 0;
        for (const one of deeds) {
          if ('come' in one) {
            queue.come(one.come);
            came += one.come;
          } else if ('leave' in one) queue.leave(one.leave);
          else await queue.wait(one.waitMs);
        }
        await queue.wait(came * 100 + 100);
        expect(queue.names.length + queue.gone.length).toBe(came);
        expect(queue.names).toEqual([...queue.names].sort((one, other) => one - other));
        queue.passed.forEach(({ at }, first) => {
          const within = queue.passed.slice(first).filter((other) => other.at <= at + 1_000);
          expect(within.length).toBeLessThanOrEqual(settings.burst + settings.perSecond + 1);
        });
        expect(queue.clock.timers).toBe(0);
      }),
      examples(100),
    );
  });
});

it('every server has one rateLimiter', () => {
  const rateLimiters = new RateLimiters(new FakeClock());
  const one = rateLimiters.of('wss://gateway.example');
  expect(rateLimiters.of('wss://GATEWAY.example:443')).toBe(one);
  expect(rateLimiters.of('wss://gateway.example:9443')).not.toBe(one);
});
