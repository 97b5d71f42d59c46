import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import App from '../../../renderer/App.svelte';
import {
  lifeBoundsMs,
  type Pinging,
  type RelayedHistory,
  type SessionHistory,
  type Span,
} from '../../../shared/history.ts';
import { defaultLocalSettings } from '../../../shared/local-settings.ts';
import { unpack } from '../../../shared/packed.ts';
import { success } from '../../../shared/result.ts';
import { nameAndVersion, appView, online, profileOf, profileView, sceneNow } from './scenes.ts';
import { scriptedMain, type ScriptedMain } from './scripted-api.ts';

/** jsdom has no canvas: what is handed to the charts is looked at instead. */
const charts = vi.hoisted(() => [] as { readonly data: readonly unknown[]; isGone: boolean }[]);
vi.mock('uplot', () => ({
  default: class {
    static paths = {};
    readonly data: readonly unknown[];
    isGone = false;
    constructor(_options: unknown, data: readonly unknown[]) {
      this.data = data;
      charts.push(this);
    }
    setSize(): void {}
    destroy(): void {
      this.isGone = true;
    }
  },
}));

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => new EventTarget());
  charts.splice(0);
});
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const outage = (from: number, to: number, change: Partial<Span> = {}): Span => ({
  state: 'outage',
  from,
  to,
  isOver: true,
  causes: [
    { kind: 'session.closed', code: 1006 },
    { kind: 'gateway.unreachable', code: null },
  ],
  ...change,
});

const none = [...lifeBoundsMs.map(() => 0), 0];
const traffic = { received: { messages: 3, bytes: 4_200 }, sent: { messages: 1, bytes: 812 } };
const measured = (at: number) => ({
  at,
  traffic,
  roundTrips: { count: 1, leastMs: 12, meanMs: 14, mostMs: 20 },
});

const history = (spans: readonly Span[]): SessionHistory => ({
  from: sceneNow - 30 * 24 * hour,
  until: sceneNow,
  spans,
  hours: [measured(sceneNow - 2 * hour), measured(sceneNow - hour)],
  minutes: [measured(sceneNow - 2 * minute)],
  lives: [{ kind: 'session.closed', lived: none.with(3, 2), quiet: none }],
});

const story: readonly Span[] = [
  { state: 'online', from: sceneNow - 5 * hour, to: sceneNow - 3 * hour },
  outage(sceneNow - 3 * hour, sceneNow - 3 * hour + 90 * second),
  { state: 'online', from: sceneNow - 3 * hour + 90 * second, to: sceneNow },
];

async function open(
  told: SessionHistory,
  pinging?: Pinging,
  relayed: readonly RelayedHistory[] = [],
): Promise<ScriptedMain> {
  const berlin = profileView('berlin', profileOf({ name: 'Berlin', realmPaths: ['/~/a'] }), [online()], {
    ...(pinging === undefined ? {} : { pinging }),
  });
  const main = scriptedMain(appView([berlin]), {
    getHistory: () => success(told),
    getRelayedHistory: () => success(relayed),
  });
  render(App, { api: main.api, readClock: () => sceneNow });
  await screen.findByText(nameAndVersion);
  return main;
}

const asked = (main: ScriptedMain): number => main.calls.filter(({ name }) => name === 'getHistory').length;
const openTab = (): Promise<boolean> => fireEvent.click(screen.getByRole('tab', { name: 'History' }));
const rows = (name: string): HTMLElement[] =>
  within(screen.getByRole('table', { name })).getAllByRole('row').slice(1);

describe('the history of a session', () => {
  it('is asked for when somebody looks at it, and again when its state changes', async () => {
    const main = await open(history(story));
    expect(asked(main)).toBe(0);
    await openTab();
    await screen.findByText(/^Online \d/);
    expect(asked(main)).toBe(1);
    const view = await main.api.getView(undefined);
    if (!view.ok) throw new Error('no view');
    main.push({
      profiles: unpack(view.value).profiles.map((profile) => ({
        ...profile,
        sessions: profile.sessions.map((session) => ({ ...session, phase: { state: 'idle' } as const })),
      })),
    });
    await waitFor(() => expect(asked(main)).toBe(2));
  });

  it('says in words what it draws: uptime, outages with cause and length, round trips, traffic, lives', async () => {
    await open(history(story));
    await openTab();
    await screen.findByText('Online 99.5 % · 1 outage · 1 m 30 s in all');
    const [row] = rows('Outages');
    expect(row?.textContent).toContain('1 m 30 s');
    expect(row?.textContent).toContain('connection closed (1006), then gateway unreachable');
    screen.getByText('14 ms on average, 12 to 20 ms');
    screen.getByText('received 8.4 KB in 6 messages, sent 1.6 KB in 2 messages');
    expect(rows('How connections ended')[0]?.textContent).toContain('2 × connection closed');
    screen.getByRole('img', { name: 'up to 10 min: 2' });
    const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations).toEqual([]);
  });

  it('charts the range that is chosen, and clears away what it drew before', async () => {
    await open(history(story));
    await openTab();
    await waitFor(() => expect(charts).toHaveLength(2), { timeout: 10_000 });
    expect(charts[0]?.data[0]).toEqual([sceneNow - 2 * hour, sceneNow - hour]);
    await fireEvent.click(screen.getByRole('radio', { name: '1 hour' }));
    await waitFor(() => expect(charts).toHaveLength(4), { timeout: 10_000 });
    expect(charts.map(({ isGone }) => isGone)).toEqual([true, true, false, false]);
    expect(charts[2]?.data[0]).toEqual([sceneNow - 2 * minute]);
    screen.getByText('Online 100 % · no outage');
    expect(screen.queryByRole('table', { name: 'Outages' })).toBeNull();
  });

  it('tells an outage that lasts', async () => {
    await open(history([outage(sceneNow - 20 * second, sceneNow, { isOver: false })]));
    await openTab();
    await screen.findByText('20 s so far');
  });

  it('shows the newest five of many first, and all when asked', async () => {
    const many = Array.from({ length: 12 }, (_, index) =>
      outage(sceneNow - hour - (12 - index) * minute, sceneNow - hour - (12 - index) * minute + second),
    );
    await open(history(many));
    await openTab();
    await screen.findByRole('table', { name: 'Outages' });
    expect(rows('Outages')).toHaveLength(5);
    await fireEvent.click(screen.getByRole('button', { name: 'Show all 12 outages' }));
    expect(rows('Outages')).toHaveLength(12);
  });

  it('teaches in a sentence while there is none', async () => {
    await open({ ...history([]), hours: [], minutes: [], lives: [] });
    await openTab();
    await screen.findByText(/^Nothing yet\./);
  });
});

describe('what apps had open through the relay', () => {
  const ofApp = (path: string | null, nth: number | null, spans: readonly Span[]): RelayedHistory => ({
    ...{ ...history(spans), path, nth, lives: [] },
    hours: [{ at: sceneNow - hour, roundTrips: null, traffic, connections: 3 }],
    minutes: [{ at: sceneNow - minute, roundTrips: null, traffic, connections: 1 }],
  });
  const rowsOfApps = async (): Promise<readonly (string | null)[]> => {
    const region = await screen.findByRole('region', { name: 'Apps through the relay' });
    return within(region)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent);
  };

  it('has rows of its own, with what the way did to each, in the range that is chosen', async () => {
    await open(history(story), undefined, [
      ofApp('/abc/tasks', 1, story),
      ofApp('/abc/tasks', 2, story.slice(2)),
      ofApp(null, null, []),
    ]);
    await openTab();
    const [first, second2, unknown] = await rowsOfApps();
    expect(first).toContain('/abc/tasks');
    expect(first).toContain(
      'Online 99.5 % · 1 outage · 1 m 30 s in all · 3 connections · received 4.2 KB, sent 812 bytes',
    );
    expect(first).toContain('Latest outage 3 h 00 m ago: connection closed (1006), then gateway unreachable');
    expect(second2).toContain('/abc/tasks (app 2)');
    expect(second2).toContain('Online 100 % · no outage · 3 connections');
    expect(unknown).toContain('(a path no app has asked for since Causeway started)');
    // Beside the session's own, which counts none of it.
    screen.getByText('received 8.4 KB in 6 messages, sent 1.6 KB in 2 messages');
    const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations).toEqual([]);
    await fireEvent.click(screen.getByRole('radio', { name: '1 hour' }));
    expect((await rowsOfApps())[0]).toContain('Online 100 % · no outage · 1 connection ·');
  });

  it('is shown where the profile has no session of its own that was ever online', async () => {
    await open({ ...history([]), hours: [], lives: [] }, undefined, [ofApp('/abc/tasks', 1, story)]);
    await openTab();
    expect(await rowsOfApps()).toHaveLength(1);
    expect(screen.queryByText(/^Nothing yet\./)).toBeNull();
  });

  it('is asked for again when an app comes or goes', async () => {
    const main = await open(history(story));
    const times = () => main.calls.filter(({ name }) => name === 'getRelayedHistory').length;
    await openTab();
    await waitFor(() => expect(times()).toBe(1));
    const view = await main.api.getView(undefined);
    if (!view.ok) throw new Error('no view');
    const app = {
      id: 1,
      path: '/a',
      isSync: true,
      since: 1,
      received: 0,
      sent: 0,
      phase: { state: 'open' },
    } as const;
    const relay = {
      ...({ state: 'listening', port: 19_080, mode: 'transparent', problem: null, refused: {} } as const),
      apps: [app],
    };
    main.push({ profiles: unpack(view.value).profiles.map((profile) => ({ ...profile, relay })) });
    await waitFor(() => expect(times()).toBe(2));
    // Amounts are no occasion.
    const more = { ...relay, apps: [{ ...app, received: 9 }] };
    main.push({ profiles: unpack(view.value).profiles.map((profile) => ({ ...profile, relay: more })) });
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(times()).toBe(2);
  });
});

describe('an idle limit that was found', () => {
  const sentence =
    'Something on the way closes streams that are idle for 60 s. Causeway now pings every 36 s.';
  const pinging: Pinging = {
    everyMs: 36_000,
    suggestedMs: 36_000,
    ageLimit: null,
    idleLimit: { limitMs: 60_010, isAtMost: false, at: sceneNow },
  };

  it('is said, and pings are the person’s to decide', async () => {
    const main = await open(history(story), pinging);
    screen.getByText(sentence);
    screen.getByText('every 36 s at most');
    await fireEvent.click(
      screen.getByRole('checkbox', { name: 'Ping more often where that keeps streams open' }),
    );
    const [call] = main.calls.filter(({ name }) => name === 'setLocal');
    expect(call?.input).toEqual({ id: 'berlin', local: { ...defaultLocalSettings, adaptsPings: false } });
  });
});
