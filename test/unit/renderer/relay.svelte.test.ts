import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import App from '../../../renderer/App.svelte';
import { movesWay } from '../../../renderer/commands/relay.ts';
import type { Profile } from '../../../shared/profile.ts';
import type { RelayedApp, RelayStatus } from '../../../shared/relay-status.ts';
import type { AppView, ProfileView } from '../../../shared/status.ts';
import { success } from '../../../shared/result.ts';
import { appView, corporate, nameAndVersion, profileOf, profileView, sceneNow } from './scenes.ts';
import { scriptedMain, type ScriptedMain } from './scripted-api.ts';

const app = (id: number, phase: RelayedApp['phase'], change: Partial<RelayedApp> = {}): RelayedApp => ({
  id,
  path: `/~/app${id}`,
  isSync: true,
  since: sceneNow - 60_000,
  received: 2_048,
  sent: 4_096,
  phase,
  ...change,
});

const networkDown = { kind: 'network.down' } as const;

const listening = (change: Partial<Extract<RelayStatus, { state: 'listening' }>> = {}): RelayStatus => ({
  state: 'listening',
  port: 19_080,
  mode: 'transparent',
  problem: null,
  apps: [],
  refused: {},
  ...change,
});

const lent = (profile: Profile, relay: RelayStatus): ProfileView =>
  profileView('one', profile, undefined, { relay });

async function open(view: AppView, answers: Answers = {}): Promise<ScriptedMain> {
  const main = scriptedMain(view, answers);
  render(App, { api: main.api, readClock: () => sceneNow });
  await screen.findByText(nameAndVersion);
  return main;
}

type Answers = Parameters<typeof scriptedMain>[1];

async function openTab(profile: ProfileView, answers: Answers = {}): Promise<ScriptedMain> {
  const main = await open(appView([profile]), answers);
  await fireEvent.keyDown(window, { key: '6', ctrlKey: true });
  await screen.findByRole('switch', { name: 'Lend to apps' });
  return main;
}

const lendSwitch = (): HTMLInputElement =>
  screen.getByRole<HTMLInputElement>('switch', { name: 'Lend to apps' });
const callsTo = (main: ScriptedMain, name: string): readonly unknown[] =>
  main.calls.filter((call) => call.name === name).map((call) => call.input);

const axeClean = async (): Promise<void> => {
  const { violations } = await axe.run(document, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map(({ id }) => id)).toEqual([]);
};

const off: RelayStatus = { state: 'off' };
const kept = (change: Parameters<typeof profileOf>[0] = {}): Profile =>
  profileOf({ relay: { port: 19_080 }, ...change });

describe('the tab of the relay', () => {
  it('makes a key for apps that are lent the account, and shows it once', async () => {
    const profile = lent(kept({ relay: { port: 19_080, mode: 'signedIn' } }), off);
    const main = await openTab(profile, { replaceRelayKey: () => success('canary-of-a-key') });
    await fireEvent.click(screen.getByRole('button', { name: 'Make a key' }));
    expect((await screen.findByText('canary-of-a-key')).dataset).toHaveProperty('revealed');
    expect(callsTo(main, 'replaceRelayKey')).toEqual([{ id: 'one' }]);
    await axeClean();
    main.push({ profiles: [{ ...profile, savedSecrets: ['relayKey'] }] });
    await screen.findByRole('button', { name: 'Replace the key' });
  });

  it('says nothing of a key where no account is lent', async () => {
    await openTab(lent(kept(), off));
    expect(screen.queryByRole('button', { name: /key$/ })).toBeNull();
  });

  it('says what is lent, and asks once more when it is lent for the first time', async () => {
    const main = await openTab(lent(profileOf(), off));
    expect(document.body.textContent).toContain('Every program of yours on this computer');
    await fireEvent.click(lendSwitch());
    const question = await screen.findByRole('alertdialog', {
      name: /^Lend “.+” to the apps of this computer\?/,
    });
    expect(question.textContent).toContain('Each app still signs in with its own account.');
    expect(callsTo(main, 'startRelay')).toEqual([]);
    await fireEvent.click(within(question).getByRole('button', { name: 'Lend it' }));
    await waitFor(() => expect(callsTo(main, 'startRelay')).toEqual([{ id: 'one' }]));
    expect(lendSwitch().checked).toBe(false);
    main.push({ profiles: [lent(kept(), listening())] });
    await waitFor(() => expect(lendSwitch().checked).toBe(true));
    await axeClean();
  });

  it('is switched on at once when it was lent before, but asks in production', async () => {
    const main = await openTab(lent(kept(), off));
    await fireEvent.click(lendSwitch());
    await waitFor(() => expect(callsTo(main, 'startRelay')).toHaveLength(1));
    main.push({ profiles: [lent(kept({ environment: 'production' }), off)] });
    await waitFor(() => expect(screen.getAllByText('Production').length).toBeGreaterThan(0));
    await fireEvent.click(lendSwitch());
    const question = await screen.findByRole('alertdialog', { name: /It is a production profile\.$/ });
    await fireEvent.click(within(question).getByRole('button', { name: 'Lend production' }));
    await waitFor(() => expect(callsTo(main, 'startRelay')).toHaveLength(2));
  });

  it('gives the address, and a snippet for each SDK in which nothing of the way stands', async () => {
    await openTab(lent({ ...corporate(), relay: kept().relay }, listening()));
    expect(screen.getByText('http://127.0.0.1:19080')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Copy the address' })).toBeTruthy();
    expect(document.body.textContent).toContain('No app has come yet.');
    const choice = screen.getByRole<HTMLSelectElement>('combobox', { name: 'For' });
    const told: string[] = [];
    for (const { value } of choice.options) {
      await fireEvent.change(choice, { target: { value } });
      told.push(document.querySelector('details pre')?.textContent ?? '');
    }
    expect(told).toHaveLength(5);
    for (const text of told) {
      expect(text).toContain(':19080');
      for (const { name } of corporate().gateway.customRequestHeaders) expect(text).not.toContain(name);
      expect(text).not.toContain(corporate().gateway.authorizationHeaderName);
    }
    expect(told[1]).toContain('http://10.0.2.2:19080');
    expect(told[1]).toContain('cleartextTrafficPermitted');
    await axeClean();
  });

  it('hints at what the mode lends beside the snippet', async () => {
    const main = await openTab(lent(kept({ relay: { port: 19_080, mode: 'signedIn' } }), listening()));
    expect(document.body.textContent).toContain('the password is the relay’s key');
    main.push({ profiles: [lent(kept({ relay: { port: 19_080, mode: 'proxy' } }), listening())] });
    await screen.findByText(/^The app keeps its server’s address/);
    // Nothing of plain HTTP to this computer, which such an app doesn't speak.
    expect(document.body.textContent).not.toContain('NSAllowsLocalNetworking');
  });

  it('shows each app in its state, disconnects one, and has the trace of another', async () => {
    const main = await openTab(
      lent(
        kept(),
        listening({
          problem: networkDown,
          apps: [
            app(1, { state: 'open' }),
            app(2, { state: 'held', problem: networkDown }),
            app(3, { state: 'connecting' }),
            app(4, { state: 'ended', why: { kind: 'answered', status: 401 } }),
          ],
          refused: { origin: 2, fetch: 1, otherUser: 1 },
        }),
      ),
    );
    const apps = screen.getByRole('list', { name: 'Apps' });
    const texts = within(apps)
      .getAllByRole('listitem')
      .map((each) => each.textContent.replace(/\s+/g, ' ').trim());
    expect(texts[0]).toMatch(/\/~\/app1 Disconnect open .+ from the app .+ to it/);
    expect(texts[1]).toMatch(/\/~\/app2 Disconnect held: /);
    expect(texts[2]).toMatch(/\/~\/app3 Disconnect connecting/);
    expect(texts[3]).toMatch(/\/~\/app4 ended: the server answered 401/);
    expect(document.body.textContent).toContain(
      'Not let in: 3 from web pages in a browser · 1 from programs of other users of this computer.',
    );
    expect(document.body.textContent).toContain('1 app waits and goes on by itself');
    await fireEvent.click(screen.getByRole('button', { name: 'Disconnect the app at /~/app1' }));
    await waitFor(() => expect(callsTo(main, 'cutRelayed')).toEqual([{ id: 'one', app: 1 }]));
    await fireEvent.click(screen.getByRole('button', { name: 'Trace of the app at /~/app2' }));
    await waitFor(() => expect(callsTo(main, 'getRelayTrace')).toEqual([{ id: 'one', app: 2 }]));
    await screen.findByText('No trace of it is kept.');
    await axeClean();
  });

  it('leads to the port where another program has it', async () => {
    const problem = { kind: 'relay.portTaken', port: 19_080, holder: null } as const;
    await openTab(lent(kept(), { state: 'waiting', problem }));
    expect(document.body.textContent).toContain('Port 19080 of this computer is taken');
    await fireEvent.click(screen.getByRole('button', { name: 'Edit the relay’s port' }));
    const port = await screen.findByLabelText<HTMLInputElement>('Port');
    await waitFor(() => expect(document.activeElement).toBe(port));
  });
});

describe('before apps are cut', () => {
  const busy = () =>
    lent(kept(), listening({ apps: [app(1, { state: 'open' }), app(2, { state: 'open' })] }));

  it('counts them in the list of profiles', async () => {
    await open(appView([busy()]));
    expect(screen.getAllByText('2 apps through the relay').length).toBeGreaterThan(0);
  });

  it('stops lending only by who says so once more, and counts while it asks', async () => {
    const main = await openTab(busy());
    await fireEvent.click(lendSwitch());
    const question = await screen.findByRole('alertdialog', { name: /^Stop lending/ });
    expect(question.textContent).toContain('2 apps go through it and will be cut.');
    main.push({ profiles: [lent(kept(), listening({ apps: [app(1, { state: 'open' })] }))] });
    await waitFor(() => expect(question.textContent).toContain('1 app goes through it and will be cut.'));
    expect(callsTo(main, 'stopRelay')).toEqual([]);
    await fireEvent.click(within(question).getByRole('button', { name: 'Stop lending' }));
    await waitFor(() => expect(callsTo(main, 'stopRelay')).toEqual([{ id: 'one' }]));
  });

  it('stops at once where no app goes through it', async () => {
    const ended = app(1, { state: 'ended', why: { kind: 'closed' } });
    const main = await openTab(lent(kept(), listening({ apps: [ended] })));
    await fireEvent.click(lendSwitch());
    await waitFor(() => expect(callsTo(main, 'stopRelay')).toEqual([{ id: 'one' }]));
  });

  it('asks before a change is saved that moves the way, and not before another', async () => {
    const main = await openTab(busy());
    const edit = async (label: string, value: string): Promise<void> => {
      await fireEvent.keyDown(window, { key: 'F2' });
      const field = await screen.findByRole('textbox', { name: label });
      await fireEvent.input(field, { target: { value } });
      await fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    };
    await edit('Name', 'Renamed');
    await waitFor(() => expect(callsTo(main, 'saveProfile')).toHaveLength(1));
    await edit('Server', 'https://other.example');
    const question = await screen.findByRole('alertdialog', { name: /and cut its apps\?$/ });
    expect(question.textContent).toContain('2 apps go through its relay and will be cut');
    await fireEvent.click(within(question).getByRole('button', { name: 'Change it' }));
    await waitFor(() => expect(callsTo(main, 'saveProfile')).toHaveLength(2));
  });

  it('asks before the profile is removed', async () => {
    await open(appView([lent({ ...kept() }, listening({ apps: [app(1, { state: 'open' })] }))]));
    await fireEvent.click(screen.getByRole('button', { name: 'More actions' }));
    const item = await screen.findByRole('menuitem', { name: 'Remove…' });
    await fireEvent.click(item);
    const dialog = await screen.findByRole('alertdialog');
    expect(dialog.textContent).toContain('1 app goes through its relay and will be cut.');
  });

  it('knows what moves the way', () => {
    expect(movesWay(kept(), { ...kept(), name: 'x', realmPaths: ['/a'] })).toBe(false);
    expect(movesWay(kept(), kept({ relay: { port: 19_080, start: 'withApp' } }))).toBe(false);
    expect(movesWay(kept(), kept({ relay: { port: 19_081 } }))).toBe(true);
    expect(movesWay(kept(), profileOf())).toBe(true);
    expect(movesWay(kept(), { ...kept(), server: 'https://b.example' })).toBe(true);
  });
});
