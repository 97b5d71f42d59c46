import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import App from '../../../renderer/App.svelte';
import { defaultLocalSettings } from '../../../shared/local-settings.ts';
import type { Credential } from '../../../shared/profile.ts';
import { failure, success } from '../../../shared/result.ts';
import type { AppView, ProfileView } from '../../../shared/status.ts';
import type { HeldTokenInspection, TokenInspection } from '../../../shared/token-inspection.ts';
import { nameAndVersion, appView, online, profileOf, profileView, sceneNow } from './scenes.ts';
import { scriptedMain, type ScriptedMain } from './scripted-api.ts';

afterEach(() => vi.useRealTimers());

type Answers = Parameters<typeof scriptedMain>[1];

async function open(profiles: readonly ProfileView[], answers: Answers = {}): Promise<ScriptedMain> {
  const view: AppView = appView(profiles);
  const main = scriptedMain(view, answers);
  render(App, { api: main.api, readClock: () => sceneNow });
  await screen.findByText(nameAndVersion);
  return main;
}

const callsTo = (main: ScriptedMain, name: string): readonly unknown[] =>
  main.calls.filter((call) => call.name === name).map((call) => call.input);

const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name });
const type = (element: HTMLElement, value: string) => fireEvent.input(element, { target: { value } });

const of = (name: string, credential: Credential, change: Partial<ProfileView> = {}): ProfileView =>
  profileView(name.toLowerCase(), profileOf({ name, credential, realmPaths: ['/~/a'] }), [online()], change);

const alice: Credential = { kind: 'password', username: 'alice' };
const jwt: Credential = { kind: 'jwt', provider: 'jwt' };

async function openMenu(item: string): Promise<void> {
  const opener = button('More actions');
  opener.focus();
  await fireEvent.keyDown(opener, { key: 'Enter' });
  const found = await screen.findByRole('menuitem', { name: item });
  found.focus();
  await fireEvent.keyDown(found, { key: 'Enter' });
}

async function signInDialog(name: string): Promise<HTMLElement> {
  await openMenu('Sign in again…');
  return screen.findByRole('dialog', { name: `Sign in to ${name}` });
}

async function expectNoViolations(): Promise<void> {
  const { violations } = await axe.run(document, {
    // Colours are measured by contrast.test.ts; the focus guards of dialogs stand outside every landmark.
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
}

describe('forgetting tokens', () => {
  const several = [
    of('Berlin', alice),
    of('Visitors', { kind: 'anonymous' }),
    of('Operations', { kind: 'adminToken' }),
  ];

  it('of all profiles says first what happens to whom, and does nothing until then', async () => {
    const main = await open(several);
    await openMenu('Forget the tokens of all profiles…');
    const dialog = await screen.findByRole('alertdialog', { name: 'Forget the tokens of all 3 profiles?' });
    expect(
      within(dialog)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual([
      '3 open sessions close',
      expect.stringContaining('The refresh tokens are deleted here and in the keychain'),
      expect.stringContaining('Access tokens are forgotten here'),
      '“Visitors” will be a new anonymous user: what only the old one may open is lost to you',
      '“Operations” will want its token pasted again: have it at hand',
    ]);
    expect(dialog.textContent).toContain('Nothing else is lost');
    await expectNoViolations();
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(callsTo(main, 'signInAgainAll')).toEqual([]);
  });

  it('of all profiles, confirmed, asks for the credential of the one in sight', async () => {
    const main = await open(several);
    await openMenu('Forget the tokens of all profiles…');
    await fireEvent.click(await screen.findByRole('button', { name: 'Forget and sign in again' }));
    expect(await screen.findByRole('dialog', { name: 'Sign in to Berlin' })).toBeTruthy();
    expect(callsTo(main, 'signInAgainAll')).toEqual([undefined]);
    expect(callsTo(main, 'signInAgain')).toEqual([]);
  });

  it('of one profile leaves the others alone', async () => {
    const main = await open(several);
    await openMenu('Forget the tokens and sign in again…');
    const dialog = await screen.findByRole('alertdialog', { name: 'Forget the tokens of “Berlin”?' });
    expect(dialog.textContent).toContain('1 open session closes');
    expect(dialog.textContent).not.toContain('Visitors');
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Forget and sign in again' }));
    expect(await screen.findByRole('dialog', { name: 'Sign in to Berlin' })).toBeTruthy();
    expect(callsTo(main, 'signInAgain')).toEqual([{ id: 'berlin' }]);
    expect(callsTo(main, 'signInAgainAll')).toEqual([]);
  });

  it('that the keychain refuses is said at the top, and asks for nothing', async () => {
    await open([of('Berlin', alice)], { signInAgain: () => failure({ kind: 'vault.locked' }) });
    await openMenu('Forget the tokens and sign in again…');
    await fireEvent.click(await screen.findByRole('button', { name: 'Forget and sign in again' }));
    expect((await screen.findByRole('alert')).textContent).toContain('The keychain is locked.');
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('signing in', () => {
  it('settles the file of a JWT before it signs in, and sends no secret', async () => {
    const main = await open([of('Berlin', jwt)], { chooseJwtFile: () => success('/run/jwt') });
    const dialog = within(await signInDialog('Berlin'));
    await fireEvent.click(dialog.getByText('A file'));
    await fireEvent.click(dialog.getByRole('button', { name: 'Sign in' }));
    expect(dialog.getByText('Enter it to sign in.')).toBeTruthy();
    expect(callsTo(main, 'signIn')).toEqual([]);

    const path = dialog.getByLabelText<HTMLInputElement>('File that another tool keeps a fresh JWT in');
    expect(path.readOnly).toBe(true);
    await fireEvent.click(dialog.getByRole('button', { name: 'Choose a file…' }));
    await waitFor(() => expect(path.value).toBe('/run/jwt'));
    await fireEvent.click(dialog.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    // Then it asks what came of it, and so for the view.
    expect(main.calls.filter(({ name }) => name === 'setLocal' || name === 'signIn')).toEqual([
      { name: 'setLocal', input: { id: 'berlin', local: { ...defaultLocalSettings, jwtFile: '/run/jwt' } } },
      { name: 'signIn', input: { id: 'berlin', secrets: {} } },
    ]);
  });

  it('takes the file that the person points at, and keeps what is there when they don’t', async () => {
    let chosen: string | null = '/run/.jwt';
    await open([of('Berlin', jwt)], { chooseJwtFile: () => success(chosen) });
    const dialog = within(await signInDialog('Berlin'));
    await fireEvent.click(dialog.getByText('A file'));
    const path = dialog.getByLabelText<HTMLInputElement>('File that another tool keeps a fresh JWT in');
    await fireEvent.click(dialog.getByRole('button', { name: 'Choose a file…' }));
    await waitFor(() => expect(path.value).toBe('/run/.jwt'));
    chosen = null;
    await fireEvent.click(dialog.getByRole('button', { name: 'Choose a file…' }));
    await expectNoViolations();
    expect(path.value).toBe('/run/.jwt');
  });

  it('keeps to itself what the main process refuses to settle', async () => {
    const main = await open([of('Berlin', alice)], { setLocal: () => failure({ kind: 'vault.denied' }) });
    const dialog = within(await signInDialog('Berlin'));
    await type(dialog.getByLabelText('Password'), 'canary-2b');
    await fireEvent.click(dialog.getByLabelText('Keep secrets in memory only, until I quit'));
    await fireEvent.click(dialog.getByRole('button', { name: 'Sign in' }));
    expect((await dialog.findByRole('alert')).textContent).toContain('The keychain didn’t let Causeway in.');
    expect(callsTo(main, 'signIn')).toEqual([]);
    expect(document.body.innerHTML).not.toContain('canary-2b');
  });

  it('refuses what begins like JSON and isn’t, and takes plain text for a custom provider', async () => {
    const main = await open([of('Berlin', { kind: 'custom', provider: 'corp' })]);
    const dialog = within(await signInDialog('Berlin'));
    const text = dialog.getByRole('textbox');
    await type(text, '{"user": ');
    await fireEvent.click(dialog.getByRole('button', { name: 'Sign in' }));
    expect(
      dialog.getByText('This begins like JSON but isn’t. Correct it, or enter plain text.'),
    ).toBeTruthy();
    expect(text.getAttribute('aria-invalid')).toBe('true');
    await expectNoViolations();
    await type(text, '{"user": "ann", "groups": [1]}');
    await fireEvent.click(dialog.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(callsTo(main, 'signIn')).toHaveLength(1));
    expect(callsTo(main, 'signIn')).toEqual([
      { id: 'berlin', secrets: { custom: { user: 'ann', groups: [1] } } },
    ]);
  });

  it('says why a token that can’t be one is not sent', async () => {
    const main = await open([of('Berlin', { kind: 'adminToken' })]);
    const dialog = within(await signInDialog('Berlin'));
    const field = dialog.getByLabelText('Admin token');
    await type(field, 'tökën');
    await fireEvent.click(dialog.getByRole('button', { name: 'Sign in' }));
    expect(dialog.getByText(/^Admin token may contain only letters, digits/)).toBeTruthy();
    expect(callsTo(main, 'signIn')).toEqual([]);
    await type(field, ' token ');
    await fireEvent.click(dialog.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(callsTo(main, 'signIn')).toHaveLength(1));
    expect(callsTo(main, 'signIn')).toEqual([{ id: 'berlin', secrets: { adminToken: 'token' } }]);
  });

  it.each<[Credential]>([[{ kind: 'nickname', nickname: 'dev' }], [{ kind: 'anonymous' }]])(
    'asks nothing where nothing is secret: %j',
    async (credential) => {
      const main = await open([of('Berlin', credential)]);
      await openMenu('Sign in again…');
      await waitFor(() => expect(callsTo(main, 'signIn')).toEqual([{ id: 'berlin', secrets: {} }]));
      expect(screen.queryByRole('dialog')).toBeNull();
    },
  );
});

const inspected: TokenInspection = {
  format: 'serverToken',
  role: 'access',
  identity: 'b920',
  access: ['download', 'upload'],
  path: '/b920/a',
  issuer: null,
  audience: [],
  issuedAt: null,
  notBefore: null,
  expiresAt: sceneNow + 90_000,
  isAdmin: false,
  appId: '',
  signature: 'noKey',
  algorithm: null,
  flaws: [],
  length: 642,
};
const held: HeldTokenInspection = { ...inspected, storedIn: 'memory' };

describe('the inspector', () => {
  const choice = (name: string): HTMLElement => screen.getByRole('radio', { name });

  const openTab = async (answers: Answers = {}, profile = of('Berlin', alice)): Promise<ScriptedMain> => {
    const main = await open([profile], { inspectToken: () => success(held), ...answers });
    await fireEvent.click(screen.getByRole('tab', { name: 'Token' }));
    return main;
  };

  it('explains a token without having it', async () => {
    const main = await openTab();
    expect(await screen.findByText('access token: opens one realm path')).toBeTruthy();
    expect(screen.getByText('642 characters')).toBeTruthy();
    expect(screen.getByText('in memory only, never written anywhere')).toBeTruthy();
    expect(callsTo(main, 'revealToken')).toEqual([]);
    await expectNoViolations();
  });

  it('says when there is none', async () => {
    await openTab({ inspectToken: () => success(null) });
    expect(await screen.findByText(/no such token/i)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Copy' })).toBeNull();
  });

  it('shows the token for 30 seconds', async () => {
    await openTab({ revealToken: () => success('canary:token') });
    const reveal = await screen.findByRole('button', { name: 'Reveal for 30 seconds' });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await fireEvent.click(reveal);
    await vi.waitFor(() => expect(document.body.textContent).toContain('canary:token'));
    await vi.advanceTimersByTimeAsync(29_900);
    expect(document.body.textContent).toContain('canary:token');
    await vi.advanceTimersByTimeAsync(200);
    expect(document.body.textContent).not.toContain('canary:token');
  });

  it('says that it was copied for as long as the clipboard may hold it', async () => {
    const main = await openTab();
    const copy = await screen.findByRole('button', { name: 'Copy' });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await fireEvent.click(copy);
    const told = 'The clipboard is cleared in 60 seconds';
    await vi.waitFor(() => expect(document.body.textContent).toContain(told));
    expect(callsTo(main, 'copyToken')).toEqual([{ id: 'berlin', session: 'berlin/~/a' }]);
    await vi.advanceTimersByTimeAsync(59_900);
    expect(document.body.textContent).toContain(told);
    await vi.advanceTimersByTimeAsync(200);
    expect(document.body.textContent).not.toContain(told);
  });

  it('hides a revealed token when another is looked at', async () => {
    await openTab({ revealToken: () => success('canary:token') });
    await fireEvent.click(await screen.findByRole('button', { name: 'Reveal for 30 seconds' }));
    await screen.findByText('canary:token');
    await fireEvent.click(choice('Refresh'));
    expect(document.body.textContent).not.toContain('canary:token');
  });

  it('saves the server’s key, and takes it away again', async () => {
    const serverKey = '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----';
    const main = await openTab();
    await type(screen.getByLabelText('The server’s public key'), ` ${serverKey}\n`);
    await fireEvent.click(button('Save the key'));
    expect(callsTo(main, 'setLocal')).toEqual([
      { id: 'berlin', local: { ...defaultLocalSettings, serverKey } },
    ]);
    const local = { ...defaultLocalSettings, serverKey };
    main.push({ profiles: [of('Berlin', alice, { local })] });
    await fireEvent.click(await screen.findByRole('button', { name: 'Remove the key' }));
    expect(callsTo(main, 'setLocal')[1]).toEqual({ id: 'berlin', local: defaultLocalSettings });
  });

  it('reads what is pasted, and asks nobody about nothing', async () => {
    const main = await openTab({ inspectText: () => success({ ...inspected, format: 'jwt' }) });
    await fireEvent.click(choice('Other'));
    await type(screen.getByLabelText('Paste a token'), '  a.b.c ');
    expect(await screen.findByText('JWT')).toBeTruthy();
    expect(callsTo(main, 'inspectText')).toEqual([{ id: 'berlin', token: 'a.b.c' }]);
    await expectNoViolations();
    await type(screen.getByLabelText('Paste a token'), ' ');
    await waitFor(() => expect(screen.queryByText('JWT')).toBeNull());
    expect(callsTo(main, 'inspectText')).toHaveLength(1);
  });
});

describe('the ways out of a keychain that can’t be used', () => {
  const shut = (change: Partial<ProfileView> = {}): ProfileView =>
    of('Berlin', alice, { signIn: { state: 'needsUser', problem: { kind: 'vault.denied' } }, ...change });

  it('are to try again, and memory, after which it asks for the credential', async () => {
    const main = await open([shut()]);
    const problem = within(screen.getByRole('main')).getByRole('region', { name: 'Problem' });
    await fireEvent.click(within(problem).getByRole('button', { name: 'Retry now' }));
    expect(callsTo(main, 'connect')).toEqual([{ ids: ['berlin'] }]);
    await fireEvent.click(
      within(problem).getByRole('button', { name: 'Keep secrets in memory until I quit' }),
    );
    expect(await screen.findByRole('dialog', { name: 'Sign in to Berlin' })).toBeTruthy();
    expect(callsTo(main, 'setLocal')).toEqual([
      { id: 'berlin', local: { ...defaultLocalSettings, keeping: 'memory' } },
    ]);
  });

  it('don’t offer memory where it is in use, and lead back from it', async () => {
    const local = { ...defaultLocalSettings, keeping: 'memory' } as const;
    const main = await open([shut({ local })]);
    expect(screen.queryByRole('button', { name: 'Keep secrets in memory until I quit' })).toBeNull();
    await openMenu('Keep secrets in the keychain again');
    await waitFor(() => expect(callsTo(main, 'setLocal')).toHaveLength(1));
    expect(callsTo(main, 'setLocal')).toEqual([{ id: 'berlin', local: defaultLocalSettings }]);
  });
});
