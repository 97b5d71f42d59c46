import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import App from '../../../renderer/App.svelte';
import { failure, success } from '../../../shared/result.ts';
import { keptHistory, refused } from '../evidence/cases.ts';
import { nameAndVersion, appView, corporate, online, profileView, sceneNow, traceOf } from './scenes.ts';
import { scriptedMain, type ScriptedMain } from './scripted-api.ts';

const writeText = vi.fn(() => Promise.resolve());

beforeAll(() => {
  Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
});
const staging = profileView('staging', corporate({ realmPaths: ['/~/tasks', '/~/orders'] }), [
  online(),
  refused({ kind: 'gateway.forbidden', status: 403 }),
]);

async function open(answers: Parameters<typeof scriptedMain>[1] = {}): Promise<ScriptedMain> {
  const main = scriptedMain(appView([staging]), {
    getTraces: () => success([traceOf({ attempt: 1, startedAt: sceneNow - 90_000 })]),
    getHistory: () => success(keptHistory),
    ...answers,
  });
  render(App, { api: main.api, readClock: () => sceneNow });
  await screen.findByText(nameAndVersion);
  return main;
}

async function openReport(of: 'main' | 'complementary'): Promise<HTMLElement> {
  const button = within(screen.getByRole(of)).getByRole('button', { name: 'Report…' });
  await fireEvent.click(button);
  return screen.findByRole('dialog', { name: 'Report for whoever helps you' });
}

const textIn = (dialog: HTMLElement, name = 'Report'): string =>
  within(dialog).getByRole('region', { name }).textContent;

describe('the report', () => {
  it('tells of the session whose problem it stands at, or whose details are open', async () => {
    await open();
    expect(textIn(await openReport('main'))).toContain('# Report on /~/orders of Staging');
    await fireEvent.click(screen.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const text = textIn(await openReport('complementary'));
    expect(text).toContain('# Report on /~/tasks of Staging');
    expect(text).toContain('### Attempt 1, 2026-03-02 12:24:30.000');
    expect(text).toContain('Online 95.0 % of the time');
  });

  it('stays as it was read, whatever happens meanwhile', async () => {
    const main = await open();
    const dialog = await openReport('main');
    const before = textIn(dialog);
    main.push({ profiles: [{ ...staging, sessions: staging.sessions.slice(0, 1) }] });
    await screen.findByText('Connected 1 of 1');
    expect(textIn(dialog)).toBe(before);
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Copy report' }));
    expect(writeText).toHaveBeenLastCalledWith(before);
    await within(dialog).findByText('Copied');
  });

  it('is saved as it is shown, and so is the HAR file', async () => {
    const main = await open({ saveEvidence: () => success('saved') });
    const dialog = await openReport('main');
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Save report…' }));
    await within(dialog).findByText('Saved.');
    await fireEvent.click(within(dialog).getByRole('checkbox', { name: 'Hide host and user names' }));
    await fireEvent.click(within(dialog).getByRole('tab', { name: 'HAR' }));
    const har = textIn(dialog, 'HAR');
    expect(har).not.toContain('gateway.example');
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Save HAR…' }));
    const saved = main.calls.filter(({ name }) => name === 'saveEvidence').map(({ input }) => input);
    expect(saved).toMatchObject([
      { format: 'report', name: 'causeway Staging 2026-03-02 12.26.00' },
      { format: 'har', name: 'causeway profile-1 2026-03-02 12.26.00', text: har },
    ]);
  });

  it('is told with what there is when the rest can’t be had', async () => {
    const gone = () => failure({ kind: 'bug', id: 'x' } as const);
    await open({ getTraces: gone, getHistory: gone, saveEvidence: () => success('notWritten') });
    const dialog = await openReport('main');
    expect(textIn(dialog)).toContain('Nothing was kept.');
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Save report…' }));
    await within(dialog).findByText(/could not be written/);
  });
});
