import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { narrowOffset, offsetIn, ServerClock, type OffsetBounds } from '../../../main/tokens/server-clock.ts';
import { renewalDelayMs } from '../../../main/tokens/token.ts';
import { examples, seeded } from '../seed.ts';

const start = Date.UTC(2026, 5, 1, 12);
const day = 86_400_000;
const httpDate = (at: number): string => new Date(at).toUTCString();

describe('the server’s clock', () => {
  it.each([[null], [''], ['yesterday']])(
    'without a usable Date header (%j) is taken to be ours',
    (header) => {
      const clock = new ServerClock();
      clock.saw(header, start, start);
      expect(clock.at(start)).toBe(start);
    },
  );

  it('is taken to be ours as long as the two may agree', () => {
    const clock = new ServerClock();
    clock.saw(httpDate(start), start + 700, start + 720);
    expect(clock.at(start + 720)).toBe(start + 720);
  });

  it('is never taken to be behind where it is, whatever the skew and the way', () => {
    const skews = fc.oneof(
      fc.constantFrom(day, -day, 3_600_000),
      fc.integer({ min: 2000, max: day }),
      fc.integer({ min: -day, max: -2000 }),
    );
    const ask = fc.record({
      pause: fc.integer({ min: 0, max: 5000 }),
      there: fc.integer({ min: 0, max: 400 }),
      back: fc.integer({ min: 0, max: 400 }),
    });
    fc.assert(
      fc.property(skews, fc.array(ask, { minLength: 1, maxLength: 20 }), (skew, asks) => {
        const clock = new ServerClock();
        let now = start;
        for (const { pause, there, back } of asks) {
          const sentAt = now + pause;
          now = sentAt + there + back;
          clock.saw(httpDate(sentAt + there + skew), sentAt, now);
          expect(clock.at(now)).toBeGreaterThanOrEqual(now + skew);
          expect(clock.at(now)).toBeLessThanOrEqual(now + skew + 1000 + there);
        }
      }),
      examples(300),
    );
  });

  it('is known ever better', () => {
    let bounds: OffsetBounds | null = null;
    for (const at of [100, 1350, 2600, 3900, 5990]) {
      const date = Math.floor((start + day + at) / 1000) * 1000;
      bounds = narrowOffset(bounds, { date, sentAt: start + at, receivedAt: start + at });
    }
    expect(offsetIn(bounds) - day).toBeGreaterThanOrEqual(0);
    expect(offsetIn(bounds) - day).toBeLessThanOrEqual(150);
  });

  it('is learned anew when one of the clocks was set', () => {
    const clock = new ServerClock();
    clock.saw(httpDate(start), start, start);
    clock.saw(httpDate(start + 10_000), start - day, start - day);
    expect(clock.at(start - day)).toBe(start + 11_000);
  });
});

/** Tokens of three seconds for half a minute, from a server that is `skew` ahead: when is each one asked for? */
function renewals(skew: number, phaseMs: number): { at: number; leftMs: number }[] {
  const clock = new ServerClock();
  const asked: { at: number; leftMs: number }[] = [];
  let expiresAt = Number.POSITIVE_INFINITY;
  for (let now = start + phaseMs; now < start + phaseMs + 30_000;) {
    asked.push({ at: now, leftMs: expiresAt - now });
    const serverNow = now + 5 + skew;
    const expires = Math.floor(serverNow / 1000) + 3;
    clock.saw(httpDate(serverNow), now, now + 10);
    expiresAt = expires * 1000 - skew;
    now += 10 + renewalDelayMs(expires * 1000 - clock.at(now + 10));
  }
  return asked;
}

describe('tokens of three seconds, for half a minute', () => {
  it(seeded('are renewed in time, and no more often than every two seconds'), () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), (phaseMs) => {
        const asked = renewals(0, phaseMs);
        expect(asked.length).toBeLessThanOrEqual(16);
        for (const { leftMs } of asked) expect(leftMs).toBeGreaterThan(200);
      }),
      examples(100),
    );
  });

  it.each([day, -day])('are renewed in time when the server’s clock is %i ms ahead', (skew) => {
    const asked = renewals(skew, 300);
    expect(asked.length).toBeLessThanOrEqual(17);
    for (const { leftMs } of asked) expect(leftMs).toBeGreaterThan(200);
  });
});
