import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import App from '../../../renderer/App.svelte';
import { arranged, filtered, overviewOf, type OverviewItem } from '../../../renderer/sessions/overview.ts';
import type { Problem } from '../../../shared/problem.ts';
import type { ProfileView, SessionPhase } from '../../../shared/status.ts';
import { samples } from '../shared/problem-samples.ts';
import { appView, forbidden, nameAndVersion, online, profileOf, profileView, sceneNow } from './scenes.ts';
import { scriptedMain } from './scripted-api.ts';

/** All sessions together: one cause said once, and what is looked for found. */

const blocked = (problem: Problem): SessionPhase => ({ state: 'blocked', problem });
const other = samples['tls.untrusted'][0];

const profile = (name: string, phases: readonly SessionPhase[]): ProfileView =>
  profileView(name, profileOf({ name, realmPaths: phases.map((_, index) => `/~/${name}-${index}`) }), phases);

const profiles = [
  profile('berlin', [online(12), online(300)]),
  profile('lisbon', [blocked(forbidden), online(7)]),
  profile('oslo', [blocked(other), blocked(forbidden)]),
];

const wordsOf = (item: OverviewItem): string =>
  item.kind === 'cause'
    ? `${item.problem.kind} × ${item.rows.length} of ${item.profiles}`
    : item.session.realmPath;
const drawn = (...input: Parameters<typeof arranged>): readonly string[] => arranged(...input).map(wordsOf);

describe('the order of all sessions', () => {
  const rows = overviewOf(profiles);

  it('gathers what one cause stops under it, across profiles, and leaves what stands alone alone', () => {
    expect(drawn(rows, 'state')).toEqual([
      `${forbidden.kind} × 2 of 2`,
      ...['/~/lisbon-0', '/~/oslo-1', '/~/oslo-0'],
      ...['/~/berlin-0', '/~/berlin-1', '/~/lisbon-1'],
    ]);
    const said = arranged(rows, 'state').flatMap((item) =>
      item.kind === 'session' && item.isSaidAbove ? [item.session.realmPath] : [],
    );
    expect(said).toEqual(['/~/lisbon-0', '/~/oslo-1']);
  });

  it('is by name, by path or by the slowest round trip where that is asked for', () => {
    expect(drawn(rows, 'profile')[0]).toBe('/~/berlin-0');
    expect(drawn(rows, 'path').at(-1)).toBe('/~/oslo-1');
    expect(drawn(rows, 'roundTrip').slice(0, 3)).toEqual(['/~/berlin-1', '/~/berlin-0', '/~/lisbon-1']);
  });

  it('holds only what has the state and all the words', () => {
    expect(drawn(filtered(rows, 'blocked', ''), 'path')).toHaveLength(3);
    expect(drawn(filtered(rows, null, 'LISBON 1'), 'path')).toEqual(['/~/lisbon-1']);
    expect(filtered(rows, 'waiting', '')).toEqual([]);
  });
});

describe('all sessions in the window', () => {
  const open = async (): Promise<ReturnType<typeof scriptedMain>> => {
    const main = scriptedMain(appView(profiles));
    render(App, { api: main.api, readClock: () => sceneNow });
    await screen.findByText(nameAndVersion);
    return main;
  };
  const rows = (): readonly HTMLElement[] =>
    within(screen.getByRole('list', { name: 'All sessions' })).getAllByRole('listitem');

  it('opens from a counter with the sessions that it counts', async () => {
    await open();
    const status = screen.getByRole('contentinfo', { name: 'Status' });
    await fireEvent.click(within(status).getByRole('button', { name: '3 blocked' }));
    expect(rows()).toHaveLength(4);
    const filter = screen.getByRole('group', { name: 'Which sessions' });
    expect(within(filter).getByRole('button', { name: '3 blocked' }).ariaPressed).toBe('true');
    await fireEvent.click(within(filter).getByRole('button', { name: 'all 6' }));
    expect(rows()).toHaveLength(7);
  });

  it('retries all that one cause stops, at every profile', async () => {
    const main = await open();
    await fireEvent.click(screen.getByRole('button', { name: 'All sessions' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Retry all of them' }));
    expect(main.calls.filter(({ name }) => name === 'retryNow')).toHaveLength(2);
  });

  it('says so where nothing is found, and shows all again', async () => {
    await open();
    await fireEvent.click(screen.getByRole('button', { name: 'All sessions' }));
    await fireEvent.input(screen.getByRole('searchbox', { name: 'Search sessions' }), {
      target: { value: 'madrid' },
    });
    await fireEvent.click(screen.getByRole('button', { name: 'Show all of them' }));
    expect(rows()).toHaveLength(7);
  });
});

describe('the head of the window', () => {
  it('says the worst state wherever the person is, and leads there', async () => {
    await scriptedApp();
    const head = screen.getByRole('region', { name: 'State of all profiles' });
    expect(head.textContent).toContain('Blocked');
    expect(head.textContent).toContain('lisbon');
    expect(document.title).toMatch(/^■ Blocked.* – lisbon – Causeway$/);
    await fireEvent.click(within(head).getByRole('button', { name: 'Show lisbon' }));
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('lisbon');
    expect(within(head).queryByRole('button')).toBeNull();
  });
  const scriptedApp = async (): Promise<void> => {
    render(App, { api: scriptedMain(appView(profiles)).api, readClock: () => sceneNow });
    await screen.findByText(nameAndVersion);
  };

  it('is the health of a folded group, too', async () => {
    const folded = {
      ...appView(profiles),
      foldedGroups: ['development', 'staging', 'production', 'own'] as const,
    };
    render(App, { api: scriptedMain(folded).api, readClock: () => sceneNow });
    await screen.findByText(nameAndVersion);
    const group = screen.getByRole('button', { name: /^Staging/, expanded: false });
    expect(within(group).getByRole('img', { name: 'blocked' })).toBeTruthy();
  });
});
