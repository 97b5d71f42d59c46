import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLimits, noLimits, pingingUnder, type ConnectionEnd } from '../../../main/history/idle-limit.ts';
import { examples, seeded } from '../seed.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const pingMs = minute;

const ended = (at: number, livedMs: number, quietMs: number, survivedMs = 0): ConnectionEnd => ({
  at,
  livedMs,
  quietMs,
  survivedMs,
  waitedMs: null,
  cause: { kind: 'session.closed', code: 1006 },
});

const waitMs = 2 * minute;

/** A ping after that silence got no answer. */
const unanswered = (at: number, quietMs: number, survivedMs: number): ConnectionEnd => ({
  at,
  livedMs: 5 * minute,
  quietMs,
  survivedMs,
  waitedMs: waitMs,
  cause: { kind: 'session.silent', code: null },
});

/** A number from 0 to 1, of which there are always more. */
type Chance = () => number;
const chances = fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true }));
const chanceOf =
  (stream: Iterator<number>): Chance =>
  () =>
    stream.next().value as number; // the stream has no end

/** What something on the way does: how old, or how quiet, a stream may get. */
interface Rule {
  readonly idleMs?: number;
  readonly ageMs?: number;
}

/** The life of a connection on which nothing but heartbeats happens; null if nothing ends it within three hours. */
function live({ idleMs = Infinity, ageMs = Infinity }: Rule, everyMs: number, chance: Chance) {
  let heardAt = 0;
  let survivedMs = 0;
  for (let pingAt = everyMs * chance(); ; pingAt = heardAt + everyMs * (1 - 0.1 * chance())) {
    const livedMs = Math.min(heardAt + idleMs, ageMs);
    if (livedMs <= pingAt) return { livedMs, quietMs: livedMs - heardAt, survivedMs };
    if (pingAt > 3 * hour) return null;
    survivedMs = Math.max(survivedMs, pingAt - heardAt);
    heardAt = pingAt;
  }
}

/** The same where streams are not closed but forgotten: the first ping that comes too late is never answered. */
function liveUntilForgotten(idleMs: number, everyMs: number, chance: Chance) {
  let heardAt = 0;
  let survivedMs = 0;
  for (
    let pingAt = everyMs * chance();
    pingAt < 3 * hour;
    pingAt = heardAt + everyMs * (1 - 0.1 * chance())
  ) {
    const quietMs = pingAt - heardAt;
    if (quietMs >= idleMs) return { livedMs: pingAt + waitMs, quietMs, survivedMs };
    survivedMs = Math.max(survivedMs, quietMs);
    heardAt = pingAt;
  }
  return null;
}

/** A session under a rule for so many connections, with the pings that Causeway chooses. */
function liveOn(rule: Rule, connections: number, chance: Chance) {
  const ends: ConnectionEnd[] = [];
  let at = 0;
  for (let count = 0; count < connections; count += 1) {
    const { everyMs } = pingingUnder(findLimits(ends), pingMs, true);
    const life = live(rule, everyMs, chance);
    if (life === null) break;
    at += life.livedMs + 2 * second + 5 * second * chance();
    ends.push(ended(at, life.livedMs, life.quietMs, life.survivedMs));
  }
  return { ends, limits: findLimits(ends) };
}

describe('the finder of idle limits', () => {
  it('says nothing before three connections ended alike', () => {
    const ends = [30.01, 30.2].map((quiet, index) => ended(index * minute, 40 * second, quiet * second));
    expect(findLimits(ends)).toEqual(noLimits);
    expect(findLimits([...ends, ended(3 * minute, 50 * second, 30.4 * second)])).toEqual({
      idle: { limitMs: 30_010, isAtMost: false, at: 3 * minute },
      age: null,
    });
  });

  it(seeded('finds any idle limit that matters, and pings so that it never strikes again'), () => {
    const found = fc.property(
      fc.integer({ min: 2 * second, max: 50 * second }),
      chances,
      (idleMs, stream) => {
        const { ends, limits } = liveOn({ idleMs }, 40, chanceOf(stream));
        // The last connection lived on for hours.
        expect(ends.length).toBeLessThan(10);
        expect(limits.idle?.limitMs).toBeCloseTo(idleMs, 3);
        expect(limits.age).toBeNull();
        expect(pingingUnder(limits, pingMs, true).everyMs).toBeLessThan(0.61 * idleMs);
      },
    );
    fc.assert(found, examples(100));
  });

  it(seeded('finds what drops idle streams without a word, and pings until it never strikes again'), () => {
    const found = fc.property(
      fc.integer({ min: 5 * second, max: 50 * second }),
      chances,
      (idleMs, stream) => {
        const chance = chanceOf(stream);
        const ends: ConnectionEnd[] = [];
        for (let count = 1; count <= 40; count += 1) {
          const { everyMs } = pingingUnder(findLimits(ends), pingMs, true);
          const life = liveUntilForgotten(idleMs, everyMs, chance);
          if (life === null) break;
          ends.push(unanswered(count * hour, life.quietMs, life.survivedMs));
        }
        expect(ends.length).toBeLessThan(20);
        const { idle, age } = findLimits(ends);
        expect(idle).toMatchObject({ isAtMost: true });
        expect(idle?.limitMs).toBeGreaterThanOrEqual(idleMs);
        expect(age).toBeNull();
      },
    );
    fc.assert(found, examples(100));
  });

  it('takes a network that fails for no limit: it fails after silences like those before', () => {
    const failures = [50, 57, 55, 58, 54].map((quiet, index) =>
      unanswered(index * hour, quiet * second, 58 * second),
    );
    expect(findLimits(failures)).toEqual(noLimits);
    const atOdds = [20, 59, 58].map((quiet, index) =>
      unanswered(index * hour, quiet * second, (quiet - 10) * second),
    );
    expect(findLimits(atOdds)).toEqual(noLimits);
  });

  it('takes a reset that answers a ping for what it is: the stream was dropped before', () => {
    const resets = [45, 58, 37].map((quiet, index) => ({
      ...unanswered(index * hour, quiet * second, 20 * second),
      waitedMs: 12,
      cause: { kind: 'session.closed', code: 1006 } as const,
    }));
    expect(findLimits(resets).idle).toEqual({ limitMs: 37 * second, isAtMost: true, at: 2 * hour });
  });

  it(seeded('tells a limit of age from one of silence, and leaves pings alone'), () => {
    const found = fc.property(fc.integer({ min: 20 * second, max: hour }), chances, (ageMs, stream) => {
      const { limits } = liveOn({ ageMs }, 25, chanceOf(stream));
      expect(limits.age?.limitMs).toBeCloseTo(ageMs, 3);
      expect(pingingUnder(limits, pingMs, true).everyMs).toBe(pingMs);
    });
    fc.assert(found, examples(100));
  });

  it(seeded('takes no silence for a limit that the same connection had come through before'), () => {
    const end = fc.tuple(
      fc.integer({ min: minute, max: 100 * hour }),
      fc.integer({ min: 0, max: 56 * second }),
    );
    const ordinary = fc.property(fc.array(end, { maxLength: 40 }), (lives) => {
      const ends = lives.map(([livedMs, quietMs], index) =>
        ended(index * 200 * hour, livedMs, quietMs, 57 * second),
      );
      expect(findLimits(ends).idle).toBeNull();
    });
    fc.assert(ordinary, examples(200));
  });

  it('counts connections that end together once: a restart is no limit', () => {
    const together = [0, 1, 2, 3].map((index) => ended(minute + index * 100, 30 * second, 30 * second));
    expect(findLimits(together)).toEqual(noLimits);
  });

  it('takes streams that are cut as soon as they are open for failures, not for an age', () => {
    const atOnce = [1, 2, 3, 4].map((index) => ended(index * hour, 200, 100, 150));
    expect(findLimits(atOnce)).toEqual(noLimits);
  });

  it('counts only ends that nobody gave a reason for', () => {
    const expired = [1, 2, 3].map((index) => ({
      ...ended(index * hour, 10 * minute, 30 * second),
      cause: { kind: 'session.tokenExpired', code: 202 } as const,
    }));
    expect(findLimits(expired)).toEqual(noLimits);
    const neverOnline = [1, 2, 3].map((index) => ({ ...ended(index * hour, 0, 30 * second), livedMs: null }));
    expect(findLimits(neverOnline)).toEqual(noLimits);
  });

  it('keeps what it found until it finds something else', () => {
    const limited = [1, 2, 3].map((index) => ended(index * minute, 31 * second, 30 * second));
    const others = [5, 17, 200, 400, 900, 4_000].map((lived, index) =>
      ended((10 + index) * hour, lived * minute, 5 * second, 18 * second),
    );
    expect(findLimits([...limited, ...others]).idle?.limitMs).toBe(30 * second);
    const lower = [1, 2, 3].map((index) => ended((100 + index) * hour, 40 * second, 10 * second, 9 * second));
    expect(findLimits([...limited, ...others, ...lower]).idle?.limitMs).toBe(10 * second);
  });
});

describe('the pings under a limit', () => {
  const found = (limitMs: number) => ({ idle: { limitMs, isAtMost: false, at: 1 }, age: null });

  it('come at six tenths of it', () => {
    expect(pingingUnder(found(60 * second), pingMs, true)).toEqual({
      everyMs: 36 * second,
      suggestedMs: 36 * second,
      idleLimit: found(60 * second).idle,
      ageLimit: null,
    });
    expect(pingingUnder(found(3_004), pingMs, true).everyMs).toBe(1_800);
    expect(pingingUnder(found(1_100), pingMs, true).everyMs).toBe(1_000);
  });

  it('stay as they are if the person wants that, and where they come in time anyway', () => {
    expect(pingingUnder(found(60 * second), pingMs, false)).toMatchObject({
      everyMs: pingMs,
      suggestedMs: 36 * second,
    });
    expect(pingingUnder(found(300 * second), pingMs, true).everyMs).toBe(pingMs);
    expect(pingingUnder(noLimits, pingMs, true)).toMatchObject({ everyMs: pingMs, suggestedMs: null });
  });
});
