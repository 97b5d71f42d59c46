import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import App from '../../../renderer/App.svelte';
import { demoPassword } from '../../../shared/demo-account.ts';
import type { toProfileFile } from '../../../shared/profile.ts';
import { type Credential, type Profile } from '../../../shared/profile.ts';
import type { Problem } from '../../../shared/problem.ts';
import { success } from '../../../shared/result.ts';
import type { ProfileView, SignInStatus } from '../../../shared/status.ts';
import {
  nameAndVersion,
  appView,
  demoProfile,
  demoRunning,
  online,
  profileOf,
  profileView,
  sceneNow,
} from './scenes.ts';
import { scriptedMain, type ScriptedMain } from './scripted-api.ts';

const refusal: Problem = { kind: 'auth.credentialRefused', status: 401, code: 611 };
const refused: SignInStatus = { state: 'needsUser', problem: refusal };
const missing: SignInStatus = { state: 'needsUser', problem: { kind: 'secret.missing', secret: 'password' } };
const signedIn: SignInStatus = { state: 'signedIn', identity: 'b920', storedIn: 'keychain' };
const alice: Credential = { kind: 'password', username: 'alice' };

const of = (name: string, file: Parameters<typeof profileOf>[0] = {}, change: Partial<ProfileView> = {}) =>
  profileView(
    name.toLowerCase(),
    profileOf({ name, credential: alice, realmPaths: ['/~/a'], ...file }),
    [online()],
    change,
  );

/** A main process whose auth server takes one password, and pushes what came of each sign-in. */
interface Company extends ScriptedMain {
  /** Who tried to sign in with what, in order. */
  readonly tries: readonly string[];
  is: (id: string, signIn: SignInStatus) => void;
}

interface Rules {
  readonly right?: string;
  /** What becomes of a sign-in of this profile; without it the password decides. */
  readonly outcome?: (id: string) => SignInStatus | undefined;
}

async function open(
  first: readonly ProfileView[],
  { right = 'right', outcome = () => undefined }: Rules = {},
): Promise<Company> {
  let profiles = first;
  const tries: string[] = [];
  const change = (id: string, difference: Partial<ProfileView>): void => {
    profiles = profiles.map((each) => (each.id === id ? { ...each, ...difference } : each));
    main.push({ profiles });
  };
  const attempt = (id: string, secrets: { readonly password?: string | undefined }): void => {
    const { password = '' } = secrets;
    tries.push(`${id}: ${password}`);
    change(id, { signIn: outcome(id) ?? (password === right ? signedIn : refused) });
  };
  const main: ScriptedMain = scriptedMain(appView(first, { demo: demoRunning }), {
    signIn: ({ id, secrets }) => {
      attempt(id, secrets);
      return success(null);
    },
    saveProfile: ({ id, profile, secrets }) => {
      const saved = first.find((each) => each.id === id);
      if (saved === undefined) throw new Error('it saved another profile');
      change(saved.id, { profile: profileOf(profile as ReturnType<typeof toProfileFile>) });
      attempt(saved.id, secrets);
      return success(saved.id);
    },
    signInAgainAll: () => {
      for (const { id, wanted } of first) change(id, { signIn: wanted ? missing : { state: 'signedOut' } });
      return success(null);
    },
  });
  render(App, { api: main.api, readClock: () => sceneNow });
  await screen.findByText(nameAndVersion);
  return { ...main, tries, is: (id, signIn) => change(id, { signIn }) };
}

const callsTo = (main: ScriptedMain, name: string): readonly unknown[] =>
  main.calls.filter((call) => call.name === name).map((call) => call.input);
const type = (element: HTMLElement, value: string) => fireEvent.input(element, { target: { value } });

async function openMenu(item: string): Promise<void> {
  const opener = screen.getByRole('button', { name: 'More actions' });
  opener.focus();
  await fireEvent.keyDown(opener, { key: 'Enter' });
  const found = await screen.findByRole('menuitem', { name: item });
  found.focus();
  await fireEvent.keyDown(found, { key: 'Enter' });
}

const dialogFor = (name: string): Promise<HTMLElement> =>
  screen.findByRole('dialog', { name: `Sign in to ${name}` });

async function ask(name: string): Promise<HTMLElement> {
  await openMenu('Sign in again…');
  return dialogFor(name);
}

const secretIn = (dialog: HTMLElement): HTMLInputElement =>
  within(dialog).getByLabelText<HTMLInputElement>('Password');

async function answer(dialog: HTMLElement, password: string): Promise<void> {
  await type(secretIn(dialog), password);
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Sign in' }));
}

const expectGone = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

async function expectNoViolations(): Promise<void> {
  const { violations } = await axe.run(document, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
}

describe('D5: a credential that is refused', () => {
  it('keeps the dialog open, says that it was refused again and by whom, and selects what was typed', async () => {
    const main = await open([of('Berlin', {}, { signIn: missing })]);
    const dialog = await ask('Berlin');
    expect(document.activeElement).toBe(secretIn(dialog));
    await answer(dialog, 'wrong');
    const alert = await within(dialog).findByRole('alert');
    expect(alert.textContent).toContain('The auth server refused the credential (401/611).');
    expect(alert.textContent).not.toContain('Refused again');

    const { value, selectionStart, selectionEnd } = secretIn(dialog);
    expect([value, selectionStart, selectionEnd]).toEqual(['wrong', 0, 5]);
    expect(document.activeElement).toBe(secretIn(dialog));
    await answer(dialog, 'wrongagain');
    await waitFor(() => expect(alert.textContent).toContain('Refused again, 2 times in a row.'));
    expect(alert.textContent).toContain('The auth server refused the credential (401/611).');
    expect(secretIn(dialog).selectionEnd).toBe('wrongagain'.length);
    await answer(dialog, 'wrong');
    await waitFor(() => expect(alert.textContent).toContain('Refused again, 3 times in a row.'));
    await expectNoViolations();

    await answer(dialog, 'right');
    await expectGone();
    expect(main.tries).toEqual(['berlin: wrong', 'berlin: wrongagain', 'berlin: wrong', 'berlin: right']);
  });

  it('counts the refusal that the dialog was opened because of', async () => {
    await open([of('Berlin', {}, { signIn: refused })]);
    const dialog = await ask('Berlin');
    expect(within(dialog).getByRole('alert').textContent).toContain('refused the credential (401/611)');
    await answer(dialog, 'wrong');
    await waitFor(() => expect(dialog.textContent).toContain('Refused again, 2 times in a row.'));
  });

  it('waits for the outcome, and lets go of what was typed when it is closed', async () => {
    const main = await open([of('Berlin', {}, { signIn: missing })], {
      outcome: () => ({ state: 'signingIn', trying: { since: 0, lastFailure: null } }),
    });
    const dialog = await ask('Berlin');
    await answer(dialog, 'canary-77');
    expect(await within(dialog).findByRole('button', { name: 'Signing in…' })).toHaveProperty(
      'disabled',
      true,
    );
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Close' }));
    await expectGone();
    main.is('berlin', refused);
    expect(secretIn(await ask('Berlin')).value).toBe('');
  });

  it.each<[string, Problem]>([
    ['a gateway', { kind: 'gateway.forbidden', status: 403 }],
    ['a proxy', { kind: 'route.authRequired', proxy: 'http://p', status: 407, schemes: [], tried: true }],
    ['nobody, but a network', { kind: 'network.down' }],
  ])('that %s stopped closes the dialog: the window has what helps', async (_who, problem) => {
    await open([of('Berlin', {}, { signIn: missing })], { outcome: () => ({ state: 'needsUser', problem }) });
    await answer(await ask('Berlin'), 'right');
    await expectGone();
  });

  it('keeps a pasted token too, once those it was shown to have refused it', async () => {
    const credential: Credential = { kind: 'adminToken' };
    const problem: Problem = { kind: 'session.badAuthentication', code: 203 };
    const operations = of('Operations', { credential }, { signIn: missing });
    await open([operations], { outcome: () => ({ state: 'needsUser', problem }) });
    const dialog = await ask('Operations');
    const field = within(dialog).getByLabelText<HTMLInputElement>('Admin token');
    await type(field, 'abc');
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Sign in' }));
    await within(dialog).findByRole('alert');
    expect(field.value).toBe('abc');
  });

  it('can be mended in its username, which is saved in the profile with the sign-in', async () => {
    const main = await open([of('Berlin', {}, { signIn: missing })]);
    const dialog = await ask('Berlin');
    const username = within(dialog).getByLabelText<HTMLInputElement>('Username');
    expect(username.value).toBe('alice');
    expect(dialog.textContent).toContain('If you correct it, signing in saves it in the profile.');
    await type(username, '');
    await answer(dialog, 'right');
    expect(within(dialog).getByText('Username is needed.')).toBeTruthy();
    expect(main.tries).toEqual([]);
    await type(username, 'alicia');
    await answer(dialog, 'right');
    await expectGone();
    const saved = callsTo(main, 'saveProfile')[0] as { profile: Profile; secrets: unknown };
    expect(saved.profile.credential).toEqual({ kind: 'password', username: 'alicia' });
    expect(saved.profile.server).toBe('https://ros.internal.example:9443');
    expect(saved.secrets).toEqual({ password: 'right' });
    expect(callsTo(main, 'signIn')).toEqual([]);
  });

  it('in production has its username changed only by who says so once more', async () => {
    const main = await open([of('Berlin', { environment: 'production' }, { signIn: missing })]);
    const dialog = await ask('Berlin');
    await type(within(dialog).getByLabelText('Username'), 'alicia');
    await answer(dialog, 'right');
    const question = await screen.findByRole('alertdialog', { name: /^Change “Berlin”/ });
    expect(main.tries).toEqual([]);
    await fireEvent.click(within(question).getByRole('button', { name: 'Change production' }));
    await expectGone();
    expect(main.tries).toEqual(['berlin: right']);
  });
});

describe('D9: forgetting the tokens of all profiles', () => {
  const other = { server: 'https://other.example' };
  const nine: readonly ProfileView[] = [
    of('Berlin'),
    of('Lisbon'),
    of('Oslo'),
    of('Riga', { credential: { kind: 'password', username: 'bob' } }),
    of('Tartu', other),
    of('Uppsala', other),
    of('Visitors', { credential: { kind: 'anonymous' } }),
    of('Wien', { credential: { kind: 'nickname', nickname: 'dev' } }),
    of('Zagreb', {}, { wanted: false }),
  ];

  async function forgetAll(): Promise<void> {
    await openMenu('Forget the tokens of all profiles…');
    await fireEvent.click(await screen.findByRole('button', { name: 'Forget and sign in again' }));
  }

  it('asks each account once, says which of how many, and signs in all of it with one answer', async () => {
    const main = await open(nine);
    await forgetAll();
    const first = await dialogFor('Berlin');
    expect(first.textContent).toContain('1 of 3');
    expect(first.textContent).toContain('Also signs in “Lisbon”, “Oslo”');
    await expectNoViolations();
    await answer(first, 'right');
    const second = await dialogFor('Riga');
    expect(second.textContent).toContain('2 of 3');
    expect(second.textContent).not.toContain('Also signs in');
    expect(secretIn(second).value).toBe('');
    await answer(second, 'right');
    const third = await dialogFor('Tartu');
    expect(third.textContent).toContain('3 of 3');
    expect(within(third).queryByRole('button', { name: 'Skip' })).toBeNull();
    await answer(third, 'right');
    await expectGone();
    expect(main.tries).toEqual(
      ['berlin', 'lisbon', 'oslo', 'riga', 'tartu', 'uppsala'].map((id) => `${id}: right`),
    );
  });

  it('names five of an account and counts the rest', async () => {
    await open(['Aa', 'Bb', 'Cc', 'Dd', 'Ee', 'Ff', 'Gg', 'Hh'].map((name) => of(name)));
    await forgetAll();
    const dialog = await dialogFor('Aa');
    expect(dialog.textContent).toContain('“Ff” and 2 more: the same account');
    expect(dialog.textContent).not.toContain('“Gg”');
    expect(dialog.textContent).not.toContain('1 of 1');
  });

  it('tries a wrong password once, not once for each profile', async () => {
    const main = await open(nine);
    await forgetAll();
    const dialog = await dialogFor('Berlin');
    await answer(dialog, 'wrong');
    await within(dialog).findByRole('alert');
    expect(main.tries).toEqual(['berlin: wrong']);
    await answer(dialog, 'right');
    await dialogFor('Riga');
    expect(main.tries.slice(1)).toEqual(['berlin: right', 'lisbon: right', 'oslo: right']);
  });

  it('goes on with the next of an account where something else stops the first', async () => {
    const problem: Problem = { kind: 'gateway.forbidden', status: 403 };
    const outcome = (id: string): SignInStatus | undefined =>
      id === 'berlin' ? { state: 'needsUser', problem } : undefined;
    const main = await open(nine.slice(0, 3), { outcome });
    await forgetAll();
    await answer(await dialogFor('Berlin'), 'right');
    await expectGone();
    expect(main.tries).toEqual(['berlin: right', 'lisbon: right', 'oslo: right']);
  });

  it('can be skipped, and cancelled for all', async () => {
    const main = await open(nine);
    await forgetAll();
    const first = await dialogFor('Berlin');
    await fireEvent.click(within(first).getByRole('button', { name: 'Skip' }));
    const second = await dialogFor('Riga');
    await fireEvent.click(within(second).getByRole('button', { name: 'Cancel' }));
    await expectGone();
    expect(main.tries).toEqual([]);
  });

  it.each<[string, Parameters<typeof profileOf>[0], Partial<ProfileView>]>([
    ['another gateway', { gateway: { syncUrl: 'wss://gateway.example' } }, {}],
    ['another path of the server', { server: 'https://ros.internal.example:9443/two' }, {}],
    ['certificates that aren’t verified', { trust: { verify: false } }, {}],
    ['another user', { credential: { kind: 'password', username: 'Alice' } }, {}],
    ['its secrets in memory', {}, { local: { ...of('x').local, keeping: 'memory' } }],
  ])('gives an answer to no profile with %s', async (_what, file, change) => {
    const main = await open([of('Berlin'), of('Lisbon', file, change)]);
    await forgetAll();
    const first = await dialogFor('Berlin');
    expect(first.textContent).toContain('1 of 2');
    await answer(first, 'right');
    await dialogFor('Lisbon');
    expect(main.tries).toEqual(['berlin: right']);
  });

  it('asks for each pasted refresh token by itself: two with one would sign each other out', async () => {
    const credential: Credential = { kind: 'refreshToken' };
    await open([of('Berlin', { credential }), of('Lisbon', { credential })]);
    await forgetAll();
    expect((await dialogFor('Berlin')).textContent).toContain('1 of 2');
  });

  it('corrects the username in all profiles of the account', async () => {
    const main = await open([of('Berlin'), of('Lisbon')]);
    await forgetAll();
    const dialog = await dialogFor('Berlin');
    expect(dialog.textContent).toContain('saves it in all 2 profiles');
    await type(within(dialog).getByLabelText('Username'), 'alicia');
    await answer(dialog, 'right');
    await expectGone();
    const saved = callsTo(main, 'saveProfile') as readonly { id: string; profile: Profile }[];
    expect(saved.map(({ id, profile }) => [id, profile.name, profile.credential])).toEqual([
      ['berlin', 'Berlin', { kind: 'password', username: 'alicia' }],
      ['lisbon', 'Lisbon', { kind: 'password', username: 'alicia' }],
    ]);
  });

  it('serves those of the account that wait for it, too, when one of them is signed in by itself', async () => {
    const waiting = { signIn: missing };
    const main = await open([of('Berlin', {}, waiting), of('Lisbon', {}, waiting), of('Oslo')]);
    const dialog = await ask('Berlin');
    expect(dialog.textContent).toContain('Also signs in “Lisbon”:');
    await answer(dialog, 'right');
    await expectGone();
    expect(main.tries).toEqual(['berlin: right', 'lisbon: right']);
  });
});

describe('D11: the demo', () => {
  it('tells the user and the password that it wants, and fills it in', async () => {
    const demo = { ...demoProfile(), signIn: missing };
    const main = await open([demo], { right: demoPassword });
    const dialog = await ask('Demo');
    expect(dialog.textContent).toContain(`The demo’s user is alice, its password ${demoPassword}.`);
    expect(within(dialog).queryByLabelText('Username')).toBeNull();
    await expectNoViolations();
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Fill it in' }));
    expect(secretIn(dialog).value).toBe(demoPassword);
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Sign in' }));
    await expectGone();
    expect(main.tries).toEqual([`demo: ${demoPassword}`]);
  });

  it('is the only one that is told a password', async () => {
    await open([of('Berlin', {}, { signIn: missing })]);
    const dialog = await ask('Berlin');
    expect(dialog.textContent).not.toContain(demoPassword);
    expect(within(dialog).queryByRole('button', { name: 'Fill it in' })).toBeNull();
  });
});
