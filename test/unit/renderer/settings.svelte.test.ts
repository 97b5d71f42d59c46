import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import App from '../../../renderer/App.svelte';
import { defaultSettings } from '../../../shared/settings.ts';
import { nameAndVersion, sceneNow, scenes } from './scenes.ts';
import { scriptedMain, type ScriptedMain } from './scripted-api.ts';

async function openSettings(main: ScriptedMain = scriptedMain(scenes.one)): Promise<HTMLElement> {
  render(App, { api: main.api, readClock: () => sceneNow });
  await fireEvent.click(await screen.findByRole('button', { name: 'Settings' }));
  return screen.findByRole('dialog', { name: 'Settings' });
}

const changes = (main: ScriptedMain): readonly unknown[] =>
  main.calls.filter(({ name }) => name === 'changeSettings').map(({ input }) => input);

describe('the settings', () => {
  it('change one by one, at once', async () => {
    const main = scriptedMain(scenes.one);
    const dialog = within(await openSettings(main));
    await fireEvent.click(dialog.getByRole('radio', { name: 'Connect nothing' }));
    await fireEvent.click(dialog.getByRole('checkbox', { name: 'Open Causeway when I log in' }));
    await fireEvent.click(dialog.getByRole('checkbox', { name: 'Stay connected when the window is closed' }));
    await fireEvent.click(dialog.getByRole('radio', { name: 'Dark' }));
    expect(changes(main)).toEqual([
      { startUp: 'nothing' },
      { opensAtLogin: true },
      { keepsRunning: true },
      { theme: 'dark' },
    ]);
  });

  it('show what holds, also when the main process has the last word', async () => {
    const main = scriptedMain(scenes.one);
    const dialog = within(await openSettings(main));
    const login = dialog.getByRole<HTMLInputElement>('checkbox', { name: 'Open Causeway when I log in' });
    main.push({ settings: { ...defaultSettings, opensAtLogin: true } });
    await waitFor(() => expect(login.checked).toBe(true));
    main.push({ settings: defaultSettings });
    await waitFor(() => expect(login.checked).toBe(false));
  });

  it('ask for quiet hours only where they mean something', async () => {
    const main = scriptedMain(scenes.one);
    const dialog = within(await openSettings(main));
    expect(dialog.queryByLabelText('From')).toBeNull();
    await fireEvent.click(dialog.getByRole('checkbox', { name: 'Quiet hours' }));
    const quietHours = { isOn: true, from: '22:00', to: '07:00' };
    expect(changes(main)).toEqual([{ quietHours }]);

    main.push({ settings: { ...defaultSettings, quietHours } });
    await fireEvent.change(await dialog.findByLabelText('From'), { target: { value: '23:30' } });
    await fireEvent.change(dialog.getByLabelText('To'), { target: { value: '' } });
    expect(changes(main).slice(1)).toEqual([{ quietHours: { ...quietHours, from: '23:30' } }]);

    main.push({ settings: { ...defaultSettings, notifies: false, quietHours } });
    await waitFor(() => expect(dialog.queryByRole('checkbox', { name: 'Quiet hours' })).toBeNull());
  });

  it('open and close by keyboard', async () => {
    const main = scriptedMain(scenes.welcome);
    render(App, { api: main.api, readClock: () => sceneNow });
    await screen.findByText(nameAndVersion);
    await fireEvent.keyDown(window, { key: ',', ctrlKey: true });
    await screen.findByRole('dialog', { name: 'Settings' });
    await fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('have nothing that axe objects to', async () => {
    const main = scriptedMain({
      ...scenes.one,
      settings: { ...defaultSettings, quietHours: { isOn: true, from: '22:00', to: '07:00' } },
    });
    await openSettings(main);
    // Colours are measured by contrast.test.ts: jsdom computes none.
    const { violations } = await axe.run(document, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });
});
