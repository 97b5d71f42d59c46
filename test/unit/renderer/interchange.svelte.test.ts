import { File as ReadableFile } from 'node:buffer';
import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import App from '../../../renderer/App.svelte';
import { readProfileFile } from '../../../shared/interchange/profile-files.ts';
import type { MessageOf } from '../../../shared/ipc.ts';
import { failure } from '../../../shared/result.ts';
import type { ProfileView } from '../../../shared/status.ts';
import { minimal } from '../shared/profile-samples.ts';
import { nameAndVersion, appView, corporate, online, profileOf, profileView, sceneNow } from './scenes.ts';
import { scriptedMain, type ScriptedMain } from './scripted-api.ts';

const staging = (): ProfileView => profileView('staging', corporate(), [online()]);

async function open(profiles: readonly ProfileView[], answers: Parameters<typeof scriptedMain>[1] = {}) {
  const main = scriptedMain(appView(profiles), answers);
  render(App, { api: main.api, readClock: () => sceneNow });
  await screen.findByText(nameAndVersion);
  return main;
}

const callsTo = (main: ScriptedMain, name: string): readonly unknown[] =>
  main.calls.filter((call) => call.name === name).map((call) => call.input);

/** jsdom's own files can't be read. */
const fileOf = (...made: ConstructorParameters<typeof ReadableFile>): File =>
  new ReadableFile(...made) as unknown as File;

async function paste(text: string): Promise<HTMLElement> {
  const clipboardData = { files: [], getData: () => text };
  await fireEvent(document.body, Object.assign(new Event('paste', { bubbles: true }), { clipboardData }));
  return screen.findByRole('dialog', { name: 'Import' });
}

async function expectNoViolations(): Promise<void> {
  const { violations } = await axe.run(document, {
    // Colours are measured by contrast.test.ts; the focus guards of dialogs stand outside every landmark.
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
}

describe('importing profile files', () => {
  it('shows what will be added, clashes and flaws, and then imports all of it at once', async () => {
    const main = await open([staging()]);
    const broken = { ...minimal, name: 'Broken', gateway: { urlPrefix: 'no-slash' } };
    const dialog = within(await paste(JSON.stringify([minimal, profileOf(), broken])));
    expect(dialog.getByText('2 profiles to import')).toBeTruthy();
    expect(dialog.getByText('gateway.urlPrefix')).toBeTruthy();
    expect(dialog.getByText(/must start with a slash/)).toBeTruthy();
    expect(dialog.getByRole('option', { name: 'Keep both' })).toBeTruthy();
    expect(dialog.getByText(/This one becomes “Staging 2”/)).toBeTruthy();
    await expectNoViolations();
    expect(callsTo(main, 'importProfiles')).toEqual([]);
    await fireEvent.click(dialog.getByRole('button', { name: 'Import 2 profiles' }));
    expect(callsTo(main, 'importProfiles')).toMatchObject([
      {
        entries: [
          { profile: { name: 'Minimal' }, replaces: null },
          { profile: { name: 'Staging 2' }, replaces: null },
        ],
      },
    ]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('lets no relay’s port be another profile’s, and says what to do', async () => {
    const main = await open([profileView('staging', profileOf({ relay: { port: 19_080 } }), [online()])]);
    const lent = { ...minimal, relay: { port: 19_080 } };
    const dialog = within(await paste(JSON.stringify([lent, { ...minimal, name: 'Other' }])));
    expect(dialog.getByRole('alert').textContent).toContain(
      'Its relay’s port 19080 is that of another profile.',
    );
    expect(dialog.getByRole('button', { name: 'Import 2 profiles' })).toHaveProperty('disabled', true);
    await fireEvent.change(dialog.getByRole('combobox', { name: 'What becomes of Minimal' }), {
      target: { value: 'leaveOut' },
    });
    expect(dialog.queryByRole('alert')).toBeNull();
    await fireEvent.click(dialog.getByRole('button', { name: 'Import the profile' }));
    expect(callsTo(main, 'importProfiles')).toMatchObject([{ entries: [{ profile: { name: 'Other' } }] }]);
  });

  it('replaces or leaves out where the person says so', async () => {
    const main = await open([staging()]);
    const dialog = within(await paste(JSON.stringify([minimal, profileOf()])));
    const choose = (name: string, value: string) =>
      fireEvent.change(dialog.getByRole('combobox', { name: `What becomes of ${name}` }), {
        target: { value },
      });
    await choose('Staging', 'replace');
    await choose('Minimal', 'leaveOut');
    await fireEvent.click(dialog.getByRole('button', { name: 'Import the profile' }));
    expect(callsTo(main, 'importProfiles')).toMatchObject([
      { entries: [{ profile: { name: 'Staging' }, replaces: 'staging' }] },
    ]);
  });

  it('replaces what is in production only where the person says so once more', async () => {
    const berlin = corporate({ name: 'Berlin', environment: 'production' });
    const main = await open([profileView('berlin', berlin)]);
    const dialog = within(await paste(JSON.stringify({ ...minimal, name: 'Berlin' })));
    await fireEvent.change(dialog.getByRole('combobox'), { target: { value: 'replace' } });
    await fireEvent.click(dialog.getByRole('button', { name: 'Import the profile' }));
    const question = await screen.findByRole('alertdialog');
    expect(question.textContent).toContain('Change “Berlin”?');
    expect(callsTo(main, 'importProfiles')).toEqual([]);
    await fireEvent.click(within(question).getByRole('button', { name: 'Change production' }));
    expect(callsTo(main, 'importProfiles')).toMatchObject([{ entries: [{ replaces: 'berlin' }] }]);
  });

  it('stays open and says why when nothing was imported', async () => {
    await open([staging()], { importProfiles: () => failure({ kind: 'vault.locked' }) });
    const dialog = within(await paste(JSON.stringify(minimal)));
    await fireEvent.click(dialog.getByRole('button', { name: 'Import the profile' }));
    expect((await dialog.findByRole('alert')).textContent).toMatch(/keychain/i);
  });
});

describe('what can’t be imported', () => {
  it('is named with its reason, even where two have the same name', async () => {
    await open([staging()]);
    const folder = () =>
      Object.assign(fileOf([], 'profiles'), { arrayBuffer: () => Promise.reject(new Error('a folder')) });
    const dataTransfer = { types: ['Files'], files: [folder(), folder(), fileOf([], 'new.json')] };
    for (const name of ['dragover', 'drop'])
      await fireEvent(document.body, Object.assign(new Event(name, { bubbles: true }), { dataTransfer }));
    const dialog = await screen.findByRole('dialog');
    await waitFor(() => expect(within(dialog).getAllByText('profiles')).toHaveLength(2));
    expect(within(dialog).getAllByText(/can’t be read: it is a folder/)).toHaveLength(2);
    expect(within(dialog).getByText(/is empty\./)).toBeTruthy();
  });
});

describe('a file for the form', () => {
  const openForm = async (): Promise<void> => {
    await open([staging()]);
    await fireEvent.keyDown(document.body, { key: 'F2' });
    await screen.findByRole('button', { name: 'Save' });
  };
  const choose = (label: string, file: File) =>
    fireEvent.change(screen.getByLabelText(label), { target: { files: [file] } });

  it('that is no certificate is said, and not put into the field', async () => {
    await openForm();
    await choose(
      'Own certificate authority: Choose a file…',
      fileOf([new Uint8Array([0x30, 0])], 'corp.cer'),
    );
    await screen.findByText(/^corp\.cer must contain a certificate in PEM form/);
    const field = screen.getByLabelText<HTMLTextAreaElement>(/^Own certificate authority optional/);
    expect(field.value).toBe('');
  });

  it('that is no PKCS #12 file by its size is not sent', async () => {
    await openForm();
    await choose('Client certificate as PKCS #12', fileOf([new Uint8Array(1024 * 1024)], 'film.p12'));
    await screen.findByText(/^film\.p12 is far too large/);
    expect(screen.queryByText(/is saved with the profile/)).toBeNull();
  });
});

describe('importing code', () => {
  const snippet = [
    'SyncManager.shared.authorizationHeaderName = ‘X-Realm-Auth’',
    'SyncManager.shared.customRequestHeaders = ["Authorization": "Bearer c4nary"]',
    'SyncManager.shared.logLevel = .debug',
  ].join('\n');

  it('tells what it understood and what not, and goes on in the form', async () => {
    const main = await open([staging()]);
    const dialog = await paste(snippet);
    const list = (name: string) => within(dialog).getByRole('region', { name }).textContent;
    expect(list('Understood')).toMatch(/line 1\s*Authorization header name\s*X-Realm-Auth/);
    expect(list('Understood')).toMatch(/line 2\s*Custom header\s*Authorization\s*secret/);
    expect(list('Not understood')).toMatch(/line 3\s*nothing known is said here/);
    expect(dialog.textContent).not.toContain('c4nary');
    await expectNoViolations();
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Continue in the form' }));
    const form = await screen.findByRole('main', { name: 'New profile' });
    const values = [...form.querySelectorAll('input')].map(({ value, type }) => [value, type]);
    expect(values).toContainEqual(['X-Realm-Auth', 'text']);
    expect(values).toContainEqual(['Bearer c4nary', 'password']);
    expect(callsTo(main, 'saveProfile')).toEqual([]);
  });

  it('has nothing to go on with where nothing was understood', async () => {
    await open([staging()]);
    const dialog = within(await paste('Dear all,\nplease find attached'));
    expect(dialog.getByText(/Nothing in it sets headers/)).toBeTruthy();
    expect(dialog.getByRole('button', { name: 'Continue in the form' })).toHaveProperty('disabled', true);
  });
});

describe('exporting', () => {
  it('shows every form of the profile and saves the file', async () => {
    const main = await open([staging()]);
    const opener = screen.getByRole('button', { name: 'More actions' });
    opener.focus();
    await fireEvent.keyDown(opener, { key: 'Enter' });
    const item = await screen.findByRole('menuitem', { name: 'Export…' });
    item.focus();
    await fireEvent.keyDown(item, { key: 'Enter' });
    const dialog = await screen.findByRole('dialog', { name: 'Export Staging' });
    const shown = within(dialog);
    expect(shown.getAllByRole('tab').map((tab) => tab.textContent)).toEqual([
      ...['Profile file', 'Swift', 'Java', 'JavaScript', '.NET', 'curl', 'wscat'],
      ...['nginx', 'HAProxy', 'Apache', 'Envoy', 'Server'],
    ]);
    await fireEvent.click(shown.getByRole('button', { name: 'Save as a file…' }));
    await shown.findByText('Saved.');
    expect(callsTo(main, 'exportProfiles')).toEqual([{ ids: ['staging'] }]);
    await fireEvent.click(shown.getByRole('tab', { name: 'Swift' }));
    expect(dialog.querySelector('pre')?.textContent).toContain(
      'SyncManager.shared.authorizationHeaderName = "X-Realm-Auth"',
    );
    await expectNoViolations();
  });
});

describe('files that the system had the app open', () => {
  const opened = (file: string, profile: unknown = minimal): MessageOf<'filesOpened'> => ({
    found: readProfileFile(file, JSON.stringify(profile)),
    unread: [],
  });
  const dialog = () => screen.findByRole('dialog', { name: 'Import' });

  it('are shown, and nothing is saved before the button', async () => {
    const main = await open([staging()]);
    main.open(opened('berlin.causeway'));
    const preview = within(await dialog());
    expect(preview.getByText('1 profile to import')).toBeTruthy();
    expect(preview.getByText(/berlin\.causeway/)).toBeTruthy();
    await expectNoViolations();
    expect(callsTo(main, 'importProfiles')).toEqual([]);
    await fireEvent.click(preview.getByRole('button', { name: 'Import the profile' }));
    expect(callsTo(main, 'importProfiles')).toMatchObject([{ entries: [{ profile: { name: 'Minimal' } }] }]);
    expect(callsTo(main, 'connect')).toEqual([]);
  });

  it('join those that are looked at already', async () => {
    const main = await open([]);
    main.open(opened('one.causeway'));
    await dialog();
    main.open({ ...opened('two.causeway', { ...minimal, name: 'Other' }), unread: [] });
    await waitFor(async () => expect(within(await dialog()).getByText('2 profiles to import')).toBeTruthy());
  });

  it('wait for what is being typed, and come when that is put away', async () => {
    const main = await open([staging()]);
    await fireEvent.keyDown(document.body, { key: 'i', ctrlKey: true });
    const field = within(await dialog()).getByRole('textbox');
    await fireEvent.input(field, { target: { value: 'half of a snippet' } });
    main.open(opened('one.causeway'));
    main.open(opened('two.causeway'));
    expect(within(await dialog()).getByRole('textbox')).toHaveProperty('value', 'half of a snippet');
    await fireEvent.click(within(await dialog()).getByRole('button', { name: 'Cancel' }));
    await waitFor(async () => expect(within(await dialog()).getByText('2 profiles to import')).toBeTruthy());
  });

  it('are named so that nothing hidden in a name is obeyed', async () => {
    const main = await open([]);
    const file = '\u202egnp.<b>x</b>\n.causeway';
    main.open({ found: [], unread: [{ file, flaw: 'notAFile' }] });
    const text = (await dialog()).textContent;
    expect(text).toContain(
      '\\u202egnp.<b>x</b>\\u000a.causeway is no file but a folder, a pipe or a device.',
    );
  });

  it.each(['missing', 'denied', 'notAFile', 'empty', 'tooLarge', 'notText', 'silent', 'unreadable'] as const)(
    'say in a sentence why one is of no use: %s',
    async (flaw) => {
      const main = await open([]);
      main.open({ found: [], unread: [{ file: 'a.causeway', flaw }] });
      const preview = within(await dialog());
      expect((await dialog()).textContent).toMatch(/a\.causeway [a-z][^.]+\./);
      expect(preview.getByRole('button', { name: /^Import/ })).toHaveProperty('disabled', true);
    },
  );
});
