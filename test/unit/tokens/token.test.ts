import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renewalDelayMs, timesOf } from '../../../main/tokens/token.ts';
import { examples, seeded } from '../seed.ts';

const second = 1000;
const day = 86_400 * second;

describe('a token is renewed', () => {
  it.each([
    ['an hour', 3600 * second, 2880 * second],
    ['10 minutes', 600 * second, 480 * second],
    ['5 minutes', 300 * second, 240 * second],
    ['100 s', 100 * second, 40 * second],
    ['70 s', 70 * second, 10 * second],
    ['12 s', 12 * second, 9.6 * second],
    ['3 s', 3 * second, 2.4 * second],
    ['2 s', 2 * second, 1.6 * second],
    ['1 s', second, second],
    ['1 ms', 1, second],
  ])('with %s to live: %i ms → %i ms', (_what, lifetimeMs, delayMs) => {
    expect(renewalDelayMs(lifetimeMs)).toBeCloseTo(delayMs, 6);
  });

  it(seeded('never in a loop, and in time where the token lives long enough for that'), () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 365 * day }), (lifetimeMs) => {
        const delayMs = renewalDelayMs(lifetimeMs);
        expect(delayMs).toBeGreaterThanOrEqual(second);
        if (lifetimeMs > 1250) expect(delayMs).toBeLessThan(lifetimeMs);
        if (lifetimeMs > 12_500) expect(delayMs).toBeGreaterThanOrEqual(10 * second);
      }),
      examples(1000),
    );
  });
});

describe('the times of a token', () => {
  const serverNow = Date.UTC(2026, 5, 1, 12);
  const expires = (serverNow + 600 * second) / second;

  it.each([
    ['right', 0],
    ['a day ahead', day],
    ['a day behind', -day],
    ['an hour ahead', 3600 * second],
  ])('stand on this computer’s clock when that is %s', (_what, skewMs) => {
    const now = serverNow + skewMs;
    const { expiresAt, renewsAt } = timesOf(expires, serverNow, now);
    expect(expiresAt).toBe(now + 600 * second);
    expect(renewsAt).toBe(now + 480 * second);
  });

  it('never come for a token that never expires', () => {
    expect(timesOf(null, serverNow, serverNow)).toEqual({ expiresAt: null, renewsAt: null });
  });

  it.each([serverNow / second - 100, serverNow / second, 0, -1, -1e300])(
    'of a token that had expired when it came (%d) are those of a usual one',
    (expiresSeconds) => {
      const { expiresAt, renewsAt } = timesOf(expiresSeconds, serverNow, serverNow);
      expect(expiresAt).toBe(serverNow + 360 * second);
      expect(renewsAt).toBe(serverNow + 288 * second);
    },
  );
});
