import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import App from '../../../renderer/App.svelte';
import { defaultSettings } from '../../../shared/settings.ts';
import { noUpdates, type OfferedUpdate, type UpdateStatus } from '../../../shared/update-status.ts';
import { sceneNow, scenes } from './scenes.ts';
import { scriptedMain, type ScriptedMain } from './scripted-api.ts';

const feed = 'https://updates.example/causeway/';
const updates = (own: Partial<UpdateStatus> = {}): UpdateStatus => ({
  ...noUpdates,
  bringer: 'apt',
  feed,
  ...own,
});
const news = { en: 'Faster through proxies.', de: 'Schneller durch Proxys.' };
const offered = (step: OfferedUpdate['step'] = { state: 'told' }): OfferedUpdate => ({
  version: '0.3.0',
  news,
  step,
});

async function appWith(own: Partial<UpdateStatus>, more: Parameters<ScriptedMain['push']>[0] = {}) {
  const main = scriptedMain({ ...scenes.one, updates: updates(own), ...more });
  render(App, { api: main.api, readClock: () => sceneNow });
  return { main, notices: within(await screen.findByRole('region', { name: /^(Notices|Hinweise)$/ })) };
}

const called = ({ calls }: ScriptedMain, name: string) => calls.filter((call) => call.name === name).length;

describe('the notice of a newer version', () => {
  it('says what is new and what brings it, and is put away for good', async () => {
    const { main, notices } = await appWith({ offered: offered() });
    const bar = await notices.findByText(/Causeway 0\.3\.0 is out: Faster through proxies\./);
    expect(bar.textContent).toContain('sudo apt update && sudo apt install causeway');
    expect(notices.queryByRole('button', { name: 'Download' })).toBeNull();
    await fireEvent.click(notices.getByRole('button', { name: 'Dismiss' }));
    expect(called(main, 'dismissUpdate')).toBe(1);
    main.push({ updates: updates({ offered: offered(), isDismissed: true }) });
    await waitFor(() => expect(notices.queryByText(/is out/)).toBeNull());
  });

  it('speaks German', async () => {
    const { notices } = await appWith({ offered: offered() }, { language: 'de' });
    await notices.findByText(/Causeway 0\.3\.0 ist da: Schneller durch Proxys\./);
  });

  it('downloads and installs on a press where the app itself does that', async () => {
    const { main, notices } = await appWith({ bringer: 'app', offered: offered() });
    await fireEvent.click(await notices.findByRole('button', { name: 'Download' }));
    main.push({
      updates: updates({ bringer: 'app', offered: offered({ state: 'fetching', bytes: 4e6, of: 1e7 }) }),
    });
    await notices.findByText(/Downloading: 4\.0 MB of 10\.0 MB/);
    main.push({ updates: updates({ bringer: 'app', offered: offered({ state: 'ready' }) }) });
    await fireEvent.click(await notices.findByRole('button', { name: 'Restart and install' }));
    expect(called(main, 'installUpdate')).toBe(2);
  });
});

describe('the notice that another version was installed', () => {
  it('offers to restart, and says nothing more of what is offered', async () => {
    const { main, notices } = await appWith({ replacedBy: '0.3.0', offered: offered() });
    await notices.findByText(/Causeway 0\.3\.0 was installed while this one is running/);
    expect(notices.queryByText(/is out/)).toBeNull();
    await fireEvent.click(notices.getByRole('button', { name: 'Restart' }));
    expect(called(main, 'restart')).toBe(1);
  });

  it('stays away once it is put away, until yet another one is there', async () => {
    const { main, notices } = await appWith({ replacedBy: '0.3.0' });
    await fireEvent.click(await notices.findByRole('button', { name: 'Dismiss' }));
    await waitFor(() => expect(notices.queryByText(/was installed/)).toBeNull());
    main.push({ updates: updates({ replacedBy: '0.4.0' }) });
    await notices.findByText(/Causeway 0\.4\.0 was installed/);
  });
});

describe('updates in the settings', () => {
  async function settings(own: Partial<UpdateStatus>) {
    const { main } = await appWith(own);
    await fireEvent.click(await screen.findByRole('button', { name: 'Settings' }));
    const dialog = await screen.findByRole('dialog', { name: 'Settings' });
    return { main, dialog, within: within(dialog) };
  }
  const changes = ({ calls }: ScriptedMain) =>
    calls.filter(({ name }) => name === 'changeSettings').map(({ input }) => input);
  const plain = defaultSettings.updates;

  it('can be switched off, and offers to fetch only where the app does', async () => {
    const { main, within: of } = await settings({});
    expect(of.queryByRole('radio', { name: 'Fetch them, and tell me' })).toBeNull();
    expect(of.getByRole<HTMLInputElement>('radio', { name: 'Tell me' }).checked).toBe(true);
    await fireEvent.click(of.getByRole('radio', { name: 'Don’t ask' }));
    expect(changes(main)).toEqual([{ updates: { ...plain, mode: 'off' } }]);
    main.push({ settings: { ...defaultSettings, updates: { ...plain, mode: 'off' } } });
    await waitFor(() => expect(of.queryByLabelText('Feed')).toBeNull());
    main.push({ settings: defaultSettings, updates: updates({ bringer: 'app' }) });
    await of.findByRole('radio', { name: 'Fetch them, and tell me' });
  });

  it('change channel, way and feed, but not to an address that is none', async () => {
    const { main, within: of } = await settings({});
    await fireEvent.click(of.getByRole('radio', { name: 'Betas, too' }));
    const way = of.getByLabelText('Way out');
    const profile = scenes.one.profiles[0];
    await fireEvent.change(way, { target: { value: profile?.id } });
    const address = of.getByLabelText('Feed');
    await fireEvent.input(address, { target: { value: 'http://updates.example' } });
    await fireEvent.change(address);
    expect(address.getAttribute('aria-invalid')).toBe('true');
    await fireEvent.input(address, { target: { value: 'https://mirror.example/x' } });
    await fireEvent.change(address);
    expect(changes(main)).toEqual([
      { updates: { ...plain, channel: 'beta' } },
      { updates: { ...plain, way: profile?.id } },
      { updates: { ...plain, feed: 'https://mirror.example/x' } },
    ]);
  });

  it('say when the feed was asked and why it was refused', async () => {
    const lastCheck = {
      at: sceneNow,
      outcome: { kind: 'refused', refusal: { kind: 'foreignKey' } },
    } as const;
    const { main, within: of, dialog } = await settings({ lastCheck });
    const line = of.getByText(/^Last asked/);
    expect(line.textContent).toContain(
      'The manifest at updates.example is signed with a key that is not Causeway’s.',
    );
    await fireEvent.click(of.getByRole('button', { name: 'Check now' }));
    expect(called(main, 'checkForUpdates')).toBe(1);
    main.push({ updates: updates({ isChecking: true }) });
    await of.findByText('Asking the feed…');
    expect(of.getByRole<HTMLButtonElement>('button', { name: 'Check now' }).disabled).toBe(true);
    const { violations } = await axe.run(dialog, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  it('say that nothing is asked where there is no feed', async () => {
    const { within: of } = await settings({ feed: null });
    of.getByText('No feed is set, so nothing is asked.');
    expect(of.getByRole<HTMLButtonElement>('button', { name: 'Check now' }).disabled).toBe(true);
  });
});
