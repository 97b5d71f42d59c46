import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { describe, expect, it, vi } from 'vitest';
import App from '../../../renderer/App.svelte';
import { success } from '../../../shared/result.ts';
import { nameAndVersion, sceneNow, scenes } from './scenes.ts';
import { scriptedMain, type ScriptedMain } from './scripted-api.ts';

async function open(main: ScriptedMain = scriptedMain(scenes.one)): Promise<ScriptedMain> {
  render(App, { api: main.api, readClock: () => sceneNow });
  await screen.findByText(nameAndVersion);
  return main;
}

async function expectNoViolations(): Promise<void> {
  const { violations } = await axe.run(document, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
}

describe('the guide', () => {
  it('opens by its key, leads to a section, and closes again', async () => {
    await open();
    await fireEvent.keyDown(document.body, { key: 'F1' });
    const dialog = within(await screen.findByRole('dialog', { name: 'The guide' }));
    Element.prototype.scrollIntoView = vi.fn();
    await fireEvent.click(dialog.getByRole('button', { name: 'When it is red' }));
    expect(document.activeElement).toBe(dialog.getByRole('heading', { name: 'When it is red' }));
    await expectNoViolations();
    await fireEvent.click(dialog.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});

describe('about', () => {
  const about = () => screen.findByRole('dialog', { name: 'About Causeway' });

  it('says in a checkout where licences are to be found, and copies what support asks for', async () => {
    const writeText = vi.fn(() => Promise.resolve());
    Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
    const main = await open();
    await fireEvent.click(screen.getByRole('button', { name: nameAndVersion }));
    const dialog = within(await about());
    expect(dialog.getByText(/runs from its sources/)).toBeTruthy();
    expect(dialog.getByText('/home/nell/causeway.log')).toBeTruthy();
    await expectNoViolations();
    await fireEvent.click(dialog.getByRole('button', { name: 'Copy for support' }));
    await waitFor(() => expect(dialog.getByRole('status').textContent).toBe('Copied'));
    const { version, electron, chromium, node, system } = scenes.one.about;
    expect(writeText).toHaveBeenCalledWith(
      `Causeway ${version}\nElectron ${electron}\nChromium ${chromium}\nNode.js ${node}\n${system}`,
    );
    await fireEvent.click(dialog.getByRole('button', { name: 'Show in its folder' }));
    expect(main.calls.map(({ name }) => name)).toContain('showLog');
  });

  it('shows the licences and the commit of a packaged app', async () => {
    const facts = { commit: '0123456789abcdef0123', licences: 'MIT\n<b>ws</b> 8.23.0', logFile: '/l' };
    await open(scriptedMain(scenes.one, { getAbout: () => success(facts) }));
    await fireEvent.click(screen.getByRole('button', { name: nameAndVersion }));
    const dialog = within(await about());
    expect(dialog.getByText(/commit 0123456789ab$/)).toBeTruthy();
    expect(dialog.getByRole('region', { name: 'Licences' }).textContent).toBe(facts.licences);
    await expectNoViolations();
  });
});
