import { afterAll, expect, test } from 'vitest';
import { Desktop } from '../main/desktop/desktop.ts';
import { systemClock } from '../main/ports/clock.ts';
import { foldProfile, ProfileViews, ViewFeed, type ProfileSource, type ShownProfile } from '../main/view.ts';
import { pack } from '../shared/packed.ts';
import { success } from '../shared/result.ts';
import type { AppView, ProfileView } from '../shared/status.ts';
import { changeOf } from '../shared/view-change.ts';
import { FakeLoginItem, FakeNotifications, FakeTray, FakeWindow } from '../test/fakes/desktop.ts';
import { appView } from '../test/unit/renderer/scenes.ts';
import { Fleet } from './render/fleet.ts';

/**
 * What one changed round trip costs the main process among 1,000 profiles and 500 sessions: fold, difference, message,
 * tray and notifications. Beside it, in the same run and with the same round trips, the whole fold as it was: every
 * profile folded and compared, and the desktop looking at all of them. Run: npm run bench -- view-cost
 */

const rounds = 200;
const size = { profiles: 1_000, sessions: 500, spread: 'oneEach' } as const;

const report: string[] = [];
afterAll(() => process.stdout.write(`\n${report.join('\n')}\n`));

/** Of the rounds: what is far above it is the computer's other work. */
const lowerQuartile = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 4)] ?? Number.NaN;

function timed(work: () => void): number {
  const since = performance.now();
  work();
  return performance.now() - since;
}

function desktopFor(view: AppView): Desktop {
  const accept = () => success(null);
  return new Desktop(
    {
      clock: systemClock,
      minutesOfDay: () => 0,
      window: new FakeWindow(),
      tray: new FakeTray(),
      notifications: new FakeNotifications(),
      loginItem: new FakeLoginItem(false),
      setTheme: () => undefined,
      setLanguage: () => undefined,
      handlers: { connect: accept, disconnect: accept, retryNow: accept, changeSettings: accept },
      tell: () => undefined,
      quit: () => undefined,
      asksToQuit: () => Promise.resolve(true),
    },
    view,
  );
}

/** Of all sessions, one has another round trip in each round. */
class Changing {
  readonly #fleet = new Fleet(size);
  readonly #revisions = this.#fleet.profiles.map(() => 0);
  readonly #seen = this.#fleet.profiles.map(({ sessions }) => still(sessions));

  change(index: number): void {
    this.#fleet.beat();
    this.#revisions[index] = (this.#revisions[index] ?? 0) + 1;
    this.#seen[index] = still(this.#fleet.profiles[index]?.sessions ?? null);
  }

  get shown(): readonly ShownProfile[] {
    return this.#fleet.profiles.map((profile, index) => ({
      ...profile,
      sessions: this.#seen[index] ?? null,
    }));
  }

  get sources(): readonly ProfileSource[] {
    return this.#fleet.profiles.map((profile, index) => ({
      id: profile.id,
      facts: [profile, this.#revisions[index]],
      shown: () => ({ ...profile, sessions: this.#seen[index] ?? null }),
    }));
  }
}

/** The fleet's sessions are all other ones after each beat: these stay as they were seen. */
const still = (sessions: ShownProfile['sessions']): ShownProfile['sessions'] =>
  sessions === null ? null : { ...sessions, sessions: sessions.sessions };

const viewOf = (profiles: readonly ProfileView[], revision: number): AppView => ({
  ...appView(profiles),
  revision,
});

test('one changed round trip among 1,000 profiles', () => {
  const changing = new Changing();
  const views = new ProfileViews();
  const feed = new ViewFeed();
  const first = viewOf(views.fold(changing.sources), 0);
  feed.whole(first);
  let whole = structuredClone(first);
  const [cachedDesktop, wholeDesktop] = [desktopFor(first), desktopFor(whole)];
  const [cached, asItWas]: [number[], number[]] = [[], []];
  for (let round = 1; round <= rounds; round += 1) {
    changing.change(round % size.sessions);
    let message: string | null = null;
    cached.push(
      timed(() => {
        const view = viewOf(views.fold(changing.sources), round);
        message = pack(feed.next(view));
        cachedDesktop.viewChanged(view);
      }),
    );
    const shown = changing.shown;
    let said = '';
    asItWas.push(
      timed(() => {
        // Nothing of a session was the same object in the next view, and no part of a profile beside its sessions.
        const view = viewOf(structuredCopy(shown), round);
        const change = changeOf(whole, view);
        said = pack({ change });
        wholeDesktop.viewChanged(view);
        whole = view;
      }),
    );
    expect(said === message, 'both say the same').toBe(true);
  }
  const [now, before] = [lowerQuartile(cached), lowerQuartile(asItWas)];
  report.push(`one changed round trip: ${now.toFixed(2)} ms, by the whole fold ${before.toFixed(2)} ms`);
  report.push(`  that is ${(before / now).toFixed(1)} times less`);
  // 6 ms before, 1 ms at most now: as a ratio, since computers differ.
  expect(before / now).toBeGreaterThan(6);
});

const structuredCopy = (profiles: readonly ShownProfile[]): ProfileView[] =>
  profiles.map((shown) => {
    const { sessions, ...profile } = foldProfile(shown);
    return { ...profile, sessions: sessions.map((session) => ({ ...session, phase: { ...session.phase } })) };
  });
