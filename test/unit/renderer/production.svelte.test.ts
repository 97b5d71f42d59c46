import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import App from '../../../renderer/App.svelte';
import type { AppView, ProfileView } from '../../../shared/status.ts';
import { nameAndVersion, appView, corporate, online, profileView, sceneNow } from './scenes.ts';
import { scriptedMain, type ScriptedMain } from './scripted-api.ts';

async function open(view: AppView): Promise<ScriptedMain> {
  const main = scriptedMain(view);
  render(App, { api: main.api, readClock: () => sceneNow });
  await screen.findByText(nameAndVersion);
  return main;
}

const button = (name: string): HTMLElement => screen.getByRole('button', { name });
const callsTo = (main: ScriptedMain, name: string): readonly unknown[] =>
  main.calls.filter((call) => call.name === name).map((call) => call.input);

async function chooseInMenu(name: string): Promise<void> {
  const opener = button('More actions');
  opener.focus();
  await fireEvent.keyDown(opener, { key: 'Enter' });
  const item = await screen.findByRole('menuitem', { name });
  item.focus();
  await fireEvent.keyDown(item, { key: 'Enter' });
}

async function chooseInPalette(name: string): Promise<void> {
  await fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
  await fireEvent.input(await screen.findByRole('combobox'), { target: { value: name } });
  const [best] = await screen.findAllByRole('option', { name: new RegExp(`^${name}`) });
  await fireEvent.click(best ?? document.body);
}

describe('D10: production', () => {
  const production = (name: string, change: Partial<ProfileView> = {}): ProfileView =>
    profileView(
      name.toLowerCase(),
      corporate({ name, environment: 'production', realmPaths: ['/~/a'] }),
      [online()],
      change,
    );
  const asked = async (name: string): Promise<HTMLElement> => screen.findByRole('alertdialog', { name });
  const disconnecting = 'Disconnect “Berlin”? It is a production profile.';
  const press = (change: Partial<KeyboardEventInit>) =>
    fireEvent.keyDown(document.body, { key: 'Enter', ctrlKey: true, ...change });

  const ways: readonly (readonly [string, (main: ScriptedMain) => unknown])[] = [
    ['the button', () => fireEvent.click(button('Disconnect'))],
    ['the keyboard', () => press({ shiftKey: true })],
    ['the palette', () => chooseInPalette('Disconnect')],
    [
      'the tray',
      (main) => main.choose({ profile: production('Berlin').id, session: null, disconnects: true }),
    ],
  ];

  it.each(ways)('is disconnected by %s only after a question', async (_way, act) => {
    const main = await open(appView([production('Berlin')]));
    await act(main);
    const question = await asked(disconnecting);
    expect(question.textContent).toContain('1 production session is online and will be closed');
    await fireEvent.click(within(question).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(callsTo(main, 'disconnect')).toEqual([]);
    await act(main);
    const again = await asked(disconnecting);
    await fireEvent.click(within(again).getByRole('button', { name: 'Disconnect production' }));
    expect(callsTo(main, 'disconnect')).toEqual([{ ids: ['berlin'] }]);
  });

  it('is asked about with the sessions that are online by then, not by the time of the press', async () => {
    const main = await open(appView([{ ...production('Berlin'), sessions: [] }]));
    main.choose({ profile: production('Berlin').id, session: null, disconnects: true });
    const question = await asked(disconnecting);
    expect(question.textContent).toContain('No production session is online now');
    main.push({ profiles: [production('Berlin')] });
    await waitFor(() =>
      expect(question.textContent).toContain('1 production session is online and will be closed'),
    );
  });

  it('is asked about where it is one of several that are selected', async () => {
    const staging = profileView('riga', corporate({ name: 'Riga', realmPaths: ['/~/a'] }));
    const main = await open(appView([production('Berlin'), production('Oslo', { wanted: false }), staging]));
    for (const name of ['Berlin', 'Oslo', 'Riga'])
      await fireEvent.click(within(screen.getByRole('navigation')).getByText(name), { ctrlKey: true });
    const bar = within(screen.getByRole('region', { name: 'Selected profiles' }));
    const count = bar.getByRole('status').textContent;
    await fireEvent.click(bar.getByRole('button', { name: 'Disconnect' }));
    const question = await screen.findByRole('alertdialog');
    expect(question.textContent).toContain('Production is among them: “Berlin”.');
    expect(question.textContent).toContain(`Disconnect ${count.replace(' selected', '')}?`);
    expect(callsTo(main, 'disconnect')).toEqual([]);
    await fireEvent.click(within(question).getByRole('button', { name: 'Disconnect production' }));
    expect(callsTo(main, 'disconnect')).toHaveLength(1);
  });

  it.each([
    ['the menu', () => chooseInMenu('Sign out')],
    ['the palette', () => chooseInPalette('Sign out')],
  ])('is signed out by %s only after a question', async (_way, act) => {
    const main = await open(appView([production('Berlin')]));
    await act();
    const question = await asked('Sign out of “Berlin”? It is a production profile.');
    expect(callsTo(main, 'signOut')).toEqual([]);
    await fireEvent.click(within(question).getByRole('button', { name: 'Sign out of production' }));
    expect(callsTo(main, 'signOut')).toEqual([{ id: 'berlin' }]);
  });

  it('asks nothing about other environments, nor about what nobody wants connected', async () => {
    const main = await open(appView([production('Berlin', { wanted: false })]));
    main.choose({ profile: production('Berlin').id, session: null, disconnects: true });
    await waitFor(() => expect(callsTo(main, 'disconnect')).toEqual([{ ids: ['berlin'] }]));
    main.push({ profiles: [profileView('riga', corporate({ name: 'Riga' }))] });
    await screen.findByRole('heading', { name: 'Riga' });
    await chooseInMenu('Sign out');
    await waitFor(() => expect(callsTo(main, 'signOut')).toEqual([{ id: 'riga' }]));
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });
});
