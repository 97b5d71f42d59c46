import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  gatherMs,
  initialNews,
  patienceMs,
  settledMs,
  stepNews,
  type Condition,
  type NotificationPolicy,
  type NewsEffect,
  type NewsState,
  type SeenSession,
} from '../../../main/desktop/outage-news.ts';
import { profileIdSchema, sessionIdOf } from '../../../shared/brand.ts';
import { examples, seeded } from '../seed.ts';

const profileId = profileIdSchema.parse('p1');
const refused = { kind: 'session.closed', code: 1006 } as const;

const seen = (name: string, condition: Condition): SeenSession => ({
  id: sessionIdOf(profileId, `/${name}`),
  profileId,
  profileName: 'Staging',
  realmPath: `/${name}`,
  condition,
  problem: condition === 'down' ? refused : null,
});

type Told = { readonly atMs: number; readonly tell: 'outage' | 'recovery'; readonly names: string };

/** The machine as its driver drives it: every change is shown to it at once, and it is asked again when it wants to be. */
class Story {
  nowMs = 0;
  readonly told: Told[] = [];
  readonly withdrawn: string[] = [];
  #state: NewsState = initialNews;
  #conditions = new Map<string, Condition>();
  #policy: NotificationPolicy = 'tell';
  #lookAtMs = Number.POSITIVE_INFINITY;

  set(conditions: Readonly<Record<string, Condition | null>>): this {
    for (const [name, condition] of Object.entries(conditions)) {
      if (condition === null) this.#conditions.delete(name);
      else this.#conditions.set(name, condition);
    }
    return this.#step();
  }

  policy(policy: NotificationPolicy): this {
    this.#policy = policy;
    return this.#step();
  }

  pass(ms: number): this {
    const endMs = this.nowMs + ms;
    while (this.#lookAtMs <= endMs) {
      this.nowMs = this.#lookAtMs;
      this.#step();
    }
    this.nowMs = endMs;
    return this;
  }

  get words(): string[] {
    return this.told.map(({ atMs, tell, names }) => `${atMs / 1000} s: ${tell} ${names}`);
  }

  #step(): this {
    const sessions = [...this.#conditions].map(([name, condition]) => seen(name, condition));
    const [state, ...effects] = stepNews(this.#state, { sessions, policy: this.#policy, nowMs: this.nowMs });
    this.#state = state;
    this.#lookAtMs = Number.POSITIVE_INFINITY;
    effects.forEach((effect) => this.#perform(effect));
    return this;
  }

  #perform(effect: NewsEffect): void {
    switch (effect.do) {
      case 'tellOutages':
      case 'tellRecoveries': {
        const names = effect.outages.map(({ session }) => session.realmPath.slice(1)).join();
        const tell = effect.do === 'tellOutages' ? 'outage' : 'recovery';
        this.told.push({ atMs: this.nowMs, tell, names });
        break;
      }
      case 'withdraw':
        this.withdrawn.push(...effect.sessions.map((id) => id.split('/')[1] ?? ''));
        break;
      case 'lookAgain':
        if (effect.inMs <= 0) throw new Error('it would never rest');
        this.#lookAtMs = this.nowMs + effect.inMs;
    }
  }
}

const online = (...names: string[]): Story =>
  new Story().set(Object.fromEntries(names.map((name) => [name, 'online'] as const)));

describe('the news of outages', () => {
  it('come after ten seconds, and not before', () => {
    const story = online('a')
      .pass(60_000)
      .set({ a: 'down' })
      .pass(patienceMs - 1);
    expect(story.told).toEqual([]);
    expect(story.pass(1).words).toEqual(['70 s: outage a']);
  });

  it('are none when it was back in time', () => {
    const story = online('a').set({ a: 'down' }).pass(9_900).set({ a: 'online' }).pass(100_000);
    expect([story.told, story.withdrawn]).toEqual([[], []]);
  });

  it('come once, and again when it is over', () => {
    const story = online('a').set({ a: 'down' }).pass(300_000).set({ a: 'online' }).pass(60_000);
    expect(story.words).toEqual(['10 s: outage a', '303 s: recovery a']);
    expect(story.withdrawn).toEqual(['a']);
  });

  it('say how long it lasted, from leaving online until online again, and the last reason that was seen', () => {
    const down = { ...seen('a', 'down') };
    const step = (state: NewsState, session: SeenSession, nowMs: number) =>
      stepNews(state, { sessions: [session], policy: 'tell', nowMs });
    let [state] = step(initialNews, seen('a', 'online'), 0);
    [state] = step(state, down, 1_000);
    [state] = step(state, { ...down, problem: null }, 30_000);
    [state] = step(state, seen('a', 'online'), 61_000);
    const [, ...effects] = step(state, seen('a', 'online'), 64_000);
    expect(effects).toContainEqual({
      do: 'tellRecoveries',
      outages: [{ session: seen('a', 'online'), problem: refused, lastedMs: 60_000 }],
    });
  });

  it('remember the reason through a moment online', () => {
    const step = (state: NewsState, session: SeenSession, nowMs: number) =>
      stepNews(state, { sessions: [session], policy: 'tell', nowMs });
    let [state] = step(initialNews, seen('a', 'online'), 0);
    [state] = step(state, seen('a', 'down'), 1_000);
    [state] = step(state, seen('a', 'down'), 20_000);
    [state] = step(state, seen('a', 'online'), 30_000);
    [state] = step(state, { ...seen('a', 'down'), problem: null }, 31_000);
    [state] = step(state, seen('a', 'online'), 41_000);
    const [, ...effects] = step(state, seen('a', 'online'), 44_000);
    expect(effects).toContainEqual({
      do: 'tellRecoveries',
      outages: [{ session: seen('a', 'online'), problem: refused, lastedMs: 40_000 }],
    });
  });

  it('gather what fails within seconds into one', () => {
    const story = online('a', 'b', 'c').set({ a: 'down' }).pass(2_000).set({ b: 'down' }).pass(1_000);
    expect(story.set({ c: 'down' }).pass(60_000).words).toEqual(['13 s: outage a,b,c']);
  });

  it('do not wait for ever for the last of them', () => {
    const story = online('a', 'b', 'c').set({ a: 'down' }).pass(4_000).set({ b: 'down' }).pass(4_000);
    expect(story.set({ c: 'down' }).pass(60_000).words).toEqual(['15 s: outage a,b', '18 s: outage c']);
  });

  it('are looked for again when the next may be told, and in quiet hours once a minute', () => {
    const lookAfter = (policy: NotificationPolicy, nowMs: number): readonly NewsEffect[] => {
      const step = (state: NewsState, names: readonly string[], atMs: number) => {
        const sessions = ['a', 'b'].map((name) => seen(name, names.includes(name) ? 'down' : 'online'));
        return stepNews(state, { sessions, policy, nowMs: atMs });
      };
      let [state] = step(initialNews, [], 0);
      [state] = step(state, ['a'], 0);
      [state] = step(state, ['a', 'b'], 4_000);
      const [, ...effects] = step(state, ['a', 'b'], nowMs);
      return effects;
    };
    expect(lookAfter('tell', 4_000)).toEqual([{ do: 'lookAgain', inMs: patienceMs - 4_000 }]);
    // It waits for the other, whose ten seconds are over at fourteen.
    expect(lookAfter('tell', patienceMs)).toEqual([{ do: 'lookAgain', inMs: 4_000 }]);
    expect(lookAfter('quiet', 100_000)).toEqual([{ do: 'lookAgain', inMs: 60_000 }]);
  });

  it('gather recoveries too', () => {
    const story = online('a', 'b').set({ a: 'down', b: 'down' }).pass(60_000).set({ a: 'online' });
    expect(story.pass(1_000).set({ b: 'online' }).pass(60_000).words).toEqual([
      '10 s: outage a,b',
      '63 s: recovery a,b',
    ]);
  });

  it('take a moment online for no recovery', () => {
    const story = online('a')
      .set({ a: 'down' })
      .pass(20_000)
      .set({ a: 'online' })
      .pass(settledMs - 1);
    story.set({ a: 'down' }).pass(60_000);
    expect([story.words, story.withdrawn]).toEqual([['10 s: outage a'], []]);
  });

  it('are none of what the person switched off, and what was said of it is withdrawn', () => {
    const story = online('a').set({ a: 'down' }).pass(20_000).set({ a: 'off' }).pass(100_000);
    expect([story.words, story.withdrawn]).toEqual([['10 s: outage a'], ['a']]);
    expect(story.set({ a: 'down' }).pass(100_000).words).toHaveLength(1);
  });

  it('are withdrawn when the profile is removed', () => {
    expect(online('a').set({ a: 'down' }).pass(20_000).set({ a: null }).withdrawn).toEqual(['a']);
  });

  it('leave alone what has not been online yet, unless it needs the person', () => {
    expect(new Story().set({ a: 'down', b: 'stuck' }).pass(100_000).words).toEqual(['10 s: outage b']);
  });

  it('are not for somebody who looks at the window, nor when they look away', () => {
    const story = online('a').policy('unneeded').set({ a: 'down' }).pass(20_000).policy('tell').pass(100_000);
    expect(story.told).toEqual([]);
    expect(story.set({ a: 'online' }).pass(10_000).words).toEqual(['123 s: recovery a']);
  });

  it('wait for the end of quiet hours, if it is still wrong then', () => {
    const story = online('a', 'b').policy('quiet').set({ a: 'down', b: 'down' }).pass(600_000);
    story.set({ b: 'online' }).pass(600_000).policy('tell').pass(0);
    expect(story.words).toEqual(['1200 s: outage a']);
  });

  it('of recoveries do not wait for anything', () => {
    const story = online('a').set({ a: 'down' }).pass(20_000).policy('quiet').set({ a: 'online' });
    expect(story.pass(600_000).policy('tell').pass(600_000).words).toEqual(['10 s: outage a']);
  });
});

/** One that is left out doesn't compile. */
const allOf = <Name extends string>(names: Readonly<Record<Name, true>>): Name[] =>
  Object.keys(names) as Name[];
const conditions = allOf<Condition>({ off: true, online: true, down: true, stuck: true });
const moods = allOf<NotificationPolicy>({ tell: true, quiet: true, unneeded: true });
const names = ['a', 'b', 'c'] as const;

type Move = { readonly ms: number } & (
  { readonly name: string; readonly to: Condition | null } | { readonly to: NotificationPolicy }
);

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      ms: fc.nat(20_000),
      name: fc.constantFrom(...names),
      to: fc.constantFrom(...conditions, null),
    }),
  },
  { weight: 1, arbitrary: fc.record({ ms: fc.nat(20_000), to: fc.constantFrom(...moods) }) },
);

/** How long each session has been without a break what it is now, computed from the plain record of states. */
class Diary {
  readonly condition = new Map<string, Condition>();
  readonly leftOnlineMs = new Map<string, number>();
  policy: NotificationPolicy = 'tell';

  note(one: Move, nowMs: number): void {
    if (!('name' in one)) {
      this.policy = one.to;
      return;
    }
    const isTrouble = one.to === 'down' || one.to === 'stuck';
    const wasTrouble = ['down', 'stuck'].includes(this.condition.get(one.name) ?? 'off');
    if (!isTrouble) this.leftOnlineMs.delete(one.name);
    else if (!wasTrouble) this.leftOnlineMs.set(one.name, nowMs);
    if (one.to === null) this.condition.delete(one.name);
    else this.condition.set(one.name, one.to);
  }
}

describe(seeded('whatever happens'), () => {
  it('nothing is told too early, out of turn, or when it is not wanted', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const story = new Story();
        const diary = new Diary();
        const known = new Set<string>();
        let read = 0;
        const check = (): void => {
          for (const { atMs, tell, names: told } of story.told.slice(read)) {
            expect(diary.policy).toBe('tell');
            for (const name of told.split(',')) {
              if (tell === 'outage') {
                expect(known.has(name)).toBe(false);
                // It may have been online for a moment in between, but not for one that counts.
                expect(
                  atMs - (diary.leftOnlineMs.get(name) ?? Number.POSITIVE_INFINITY),
                ).toBeGreaterThanOrEqual(patienceMs);
                known.add(name);
              } else {
                expect(diary.condition.get(name)).toBe('online');
                known.delete(name);
              }
            }
          }
          read = story.told.length;
        };
        for (const one of moves) {
          story.pass(one.ms);
          check();
          diary.note(one, story.nowMs);
          if ('name' in one) {
            if (one.to === 'off' || one.to === null) known.delete(one.name);
            story.set({ [one.name]: one.to });
          } else story.policy(one.to);
          // A recovery that is not reported is over all the same.
          if (diary.policy !== 'tell')
            for (const name of names) if (diary.condition.get(name) === 'online') known.delete(name);
          check();
        }
      }),
      examples(5_000),
    );
  });

  it('an outage that lasts is told within fifteen seconds, once', () => {
    const before = fc.array(
      move.filter((one) => 'name' in one),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(before, fc.nat(60_000), (moves, moreMs) => {
        const story = new Story();
        for (const one of moves) {
          story.pass(one.ms);
          if ('name' in one) story.set({ [one.name]: one.to });
        }
        story.set({ a: 'online' }).pass(settledMs + patienceMs);
        const said = story.told.length;
        story.set({ a: 'down' }).pass(patienceMs + gatherMs + moreMs);
        const news = story.told
          .slice(said)
          .filter(({ tell, names: told }) => tell === 'outage' && told.includes('a'));
        expect(news).toHaveLength(1);
      }),
      examples(2_000),
    );
  });
});
