import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { describe, expect, it, vi } from 'vitest';
import App from '../../../renderer/App.svelte';
import Root from '../../../renderer/Root.svelte';
import { pack } from '../../../shared/packed.ts';
import { failure, success } from '../../../shared/result.ts';
import type { Problem } from '../../../shared/problem.ts';
import type { Profile } from '../../../shared/profile.ts';
import type { AppView, ProfileView, RouteExplanation, SessionPhase } from '../../../shared/status.ts';
import {
  appView,
  corporate,
  demoProfile,
  demoRunning,
  forbidden,
  nameAndVersion,
  online,
  profileOf,
  profileView,
  proxyWantsPassword,
  sceneNow,
  scenes,
  type SceneName,
} from './scenes.ts';
import { presented } from '../shared/presented.ts';
import { scriptedMain, type ScriptedMain } from './scripted-api.ts';

async function open(view: AppView, answers: Parameters<typeof scriptedMain>[1] = {}): Promise<ScriptedMain> {
  const main = scriptedMain(view, answers);
  render(App, { api: main.api, readClock: () => sceneNow });
  await screen.findByText(nameAndVersion);
  return main;
}

const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name });
const field = (name: string | RegExp): HTMLInputElement =>
  screen.getByRole<HTMLInputElement>('textbox', { name });
const callsTo = (main: ScriptedMain, name: string): readonly unknown[] =>
  main.calls.filter((call) => call.name === name).map((call) => call.input);

const spoken = () => document.querySelector('[aria-live=polite]')?.textContent;

async function chooseInMenu(name: string): Promise<void> {
  const opener = button('More actions');
  opener.focus();
  await fireEvent.keyDown(opener, { key: 'Enter' });
  const item = await screen.findByRole('menuitem', { name });
  item.focus();
  await fireEvent.keyDown(item, { key: 'Enter' });
}

async function type(element: HTMLElement, value: string): Promise<void> {
  await fireEvent.input(element, { target: { value } });
  await fireEvent.blur(element);
}

describe('the first screen', () => {
  it('offers two things', async () => {
    const main = await open(scenes.welcome);
    await fireEvent.click(button('Try the demo'));
    expect(callsTo(main, 'startDemo')).toEqual([undefined]);
    main.push({ profiles: [demoProfile()], demo: demoRunning });
    expect(await screen.findByText('You are looking at a company network in miniature')).toBeTruthy();
    await fireEvent.click(button('Stop the demo'));
    expect(callsTo(main, 'stopDemo')).toEqual([undefined]);
    main.push({ profiles: [], demo: { state: 'off' } });
    expect(await screen.findByRole('button', { name: 'Add a profile' })).toBeTruthy();
  });
});

describe('an error while drawing', () => {
  it('is said, and the window can be drawn anew', async () => {
    const reported: unknown[] = [];
    vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
    const profiles = [profileView('one', corporate())];
    const main = scriptedMain(appView(profiles));
    render(Root, { api: main.api, readClock: () => sceneNow });
    await screen.findByText('Connected 3 of 3');
    main.push({ profiles: [{ ...profileView('one', corporate()), sessions: null as never }] });
    await screen.findByText('Something went wrong in this window');
    expect(reported).toEqual([expect.any(TypeError)]);
    main.push({ profiles });
    await fireEvent.click(button('Draw it again'));
    expect(await screen.findByText('Connected 3 of 3')).toBeTruthy();
  });
});

describe('watching', () => {
  it('draws the newest snapshot, also when the first answer comes later than a push', async () => {
    const view = appView([profileView('one', corporate())]);
    let answer: (view: AppView) => void = () => undefined;
    const main = scriptedMain(view, {
      getView: () => new Promise((resolve) => (answer = (late) => resolve(success(pack(late))))),
    });
    render(App, { api: main.api, readClock: () => sceneNow });
    await screen.findByText('Starting…');
    main.push({ profiles: [profileView('one', corporate(), [{ state: 'idle' }])] });
    expect(await screen.findByText('Connected 0 of 3')).toBeTruthy();
    answer(view);
    main.push({ notices: [{ kind: 'profilesNotSaved', file: '/full/disk', cause: 'full' }] });
    expect(
      await screen.findByText(
        /not on the disk yet: there is no room left on the disk that \/full\/disk is on/,
      ),
    ).toBeTruthy();
    expect(screen.getByText('Connected 0 of 3')).toBeTruthy();
  });

  it('says who refused, why, and offers what helps', async () => {
    const main = await open(
      appView([
        profileView('one', corporate(), [{ state: 'blocked', problem: forbidden }, online(), online()]),
      ]),
    );
    const [row] = within(screen.getByRole('list', { name: 'Sessions' })).getAllByRole('listitem');
    if (row === undefined) throw new Error('no session is drawn');
    expect(within(row).getByText('The gateway forbids the upgrade (403).')).toBeTruthy();
    expect(within(row).getByText(/gateway\.forbidden 403/)).toBeTruthy();
    const hops = screen.getByRole('list', { name: 'The way to the server, hop by hop' });
    expect(within(hops).getByText('refused 403').closest('li')?.textContent).toContain('Gateway');

    await fireEvent.click(within(row).getByRole('button', { name: 'Retry now' }));
    expect(callsTo(main, 'retryNow')).toEqual([{ id: 'one/~/tasks' }]);
    await fireEvent.click(within(row).getByRole('button', { name: 'Edit the gateway' }));
    await waitFor(() => expect(document.activeElement).toBe(field('URL prefix')));
  });

  it('says aloud what went down, and that it is back', async () => {
    const berlin = (phase: SessionPhase) => [profileView('one', corporate({ name: 'Berlin' }), [phase])];
    const main = scriptedMain(appView(berlin(online())));
    // A clock of which each tick is late for the next second: time flies.
    let nowMs = sceneNow - (sceneNow % 1000) + 990;
    render(App, { api: main.api, readClock: () => (nowMs += 3000) });
    await screen.findByText(nameAndVersion);
    main.push({ profiles: berlin({ state: 'blocked', problem: forbidden }) });
    await waitFor(() => expect(spoken()).toBe('Berlin: The gateway forbids the upgrade (403).'));
    main.push({ profiles: berlin(online()) });
    await waitFor(() => expect(spoken()).toBe('Berlin: online.'));
  });

  it('connects and disconnects', async () => {
    const main = await open(appView([profileView('one', corporate())]));
    await fireEvent.click(button('Disconnect'));
    expect(callsTo(main, 'disconnect')).toEqual([{ ids: ['one'] }]);
    main.push({ profiles: [profileView('one', corporate(), [{ state: 'idle' }], { wanted: false })] });
    await fireEvent.click(await screen.findByRole('button', { name: 'Connect' }));
    expect(callsTo(main, 'connect')).toEqual([{ ids: ['one'] }]);
  });

  it('connects and disconnects all that are selected with one word to the main process', async () => {
    const idle = (id: string): ProfileView =>
      profileView(id, corporate({ name: id }), [{ state: 'idle' }], { wanted: false });
    const main = await open(appView([idle('one'), idle('other')]));
    for (const name of ['one', 'other']) {
      const row = within(screen.getByRole('navigation')).getByText(name);
      await fireEvent.click(row, { ctrlKey: true });
    }
    const bar = within(screen.getByRole('region', { name: 'Selected profiles' }));
    await fireEvent.click(bar.getByRole('button', { name: 'Connect' }));
    await fireEvent.click(bar.getByRole('button', { name: 'Disconnect' }));
    for (const call of ['connect', 'disconnect'] as const)
      expect(callsTo(main, call)).toEqual([{ ids: ['one', 'other'] }]);
  });

  it('D12: tells the open row from the marked ones, and counts those that are marked', async () => {
    const all = ['anna', 'berta', 'carla', 'dora'].map((name) => profileView(name, profileOf({ name })));
    await open(appView(all));
    const row = (name: string): HTMLElement => {
      const found = within(screen.getByRole('navigation')).getByText(name).closest('button');
      if (found === null) throw new Error(name);
      return found;
    };
    const expectRows = (opened: string, marked: readonly string[]): void => {
      const names = all.map(({ profile }) => profile.name);
      expect(names.filter((name) => row(name).getAttribute('aria-current') === 'true')).toEqual([opened]);
      expect(names.filter((name) => row(name).textContent.includes(', selected'))).toEqual(marked);
      const bar = screen.queryByRole('region', { name: 'Selected profiles' });
      const said = marked.length > 0 ? `${marked.length} profiles selected` : undefined;
      expect(bar?.querySelector('[role=status]')?.textContent).toBe(said);
    };
    await fireEvent.click(row('anna'));
    expectRows('anna', []);
    await fireEvent.click(row('berta'), { ctrlKey: true });
    expectRows('anna', ['anna', 'berta']);
    await fireEvent.click(row('dora'), { shiftKey: true });
    expectRows('anna', ['berta', 'carla', 'dora']);
  });

  describe('an unverified production profile', () => {
    const careless = corporate({ environment: 'production', trust: { ...corporate().trust, verify: false } });
    const buttonIn = (element: HTMLElement, name: string): HTMLElement =>
      within(element).getByRole('button', { name });

    it('is tried again only by who says so once more', async () => {
      const blocked = { state: 'blocked', problem: forbidden } as const;
      const main = await open(
        appView([profileView('one', { ...careless, realmPaths: ['/~/tasks'] }, [blocked])]),
      );
      const before = main.calls.length;
      await fireEvent.click(buttonIn(screen.getByRole('list', { name: 'Sessions' }), 'Retry now'));
      const question = await screen.findByRole('alertdialog');
      expect(question.textContent).toContain('without verification');
      expect(main.calls.length).toBe(before);
      await fireEvent.click(buttonIn(question, 'Connect unverified'));
      expect(callsTo(main, 'retryNow')).toEqual([{ id: 'one/~/tasks' }]);
    });

    it('is connected from outside the window only by who says so once more', async () => {
      const profile = profileView('one', careless, [{ state: 'idle' }], { wanted: false });
      const main = await open(appView([profile]));
      main.choose({ profile: profile.id, session: null, connects: true });
      const question = await screen.findByRole('alertdialog');
      expect(callsTo(main, 'connect')).toEqual([]);
      await fireEvent.click(buttonIn(question, 'Connect unverified'));
      expect(callsTo(main, 'connect')).toEqual([{ ids: ['one'] }]);
    });

    it('is asked for its credential, once its tokens are forgotten, only by who says so once more', async () => {
      const main = await open(appView([profileView('one', careless)]));
      await chooseInMenu('Forget the tokens and sign in again…');
      const forget = await screen.findByRole('alertdialog');
      await fireEvent.click(buttonIn(forget, 'Forget and sign in again'));
      const question = await screen.findByRole('alertdialog', { name: /without verification/ });
      expect(callsTo(main, 'signInAgain')).toEqual([]);
      await fireEvent.click(buttonIn(question, 'Connect unverified'));
      expect(callsTo(main, 'signInAgain')).toEqual([{ id: 'one' }]);
      expect(await screen.findByRole('dialog')).toBeTruthy();
    });

    it('trusts a certificate only by who says so once more, as no other profile has to', async () => {
      const problem: Problem = {
        kind: 'tls.untrusted',
        hop: 'gateway',
        host: 'gateway.example',
        issuer: 'Example CA',
        fingerprint: 'AA:BB',
        cause: 'unknownIssuer',
        presented: presented(),
      };
      const troubled = (environment: 'production' | 'staging') =>
        profileView('one', corporate({ environment, realmPaths: ['/~/a'] }), [{ state: 'blocked', problem }]);
      const main = await open(appView([troubled('production')]));
      await fireEvent.click(screen.getByText('Trust until Tuesday'));
      const question = await screen.findByRole('alertdialog', { name: /^Trust this certificate/ });
      expect(callsTo(main, 'trustCertificate')).toEqual([]);
      await fireEvent.click(buttonIn(question, 'Trust it'));
      expect(callsTo(main, 'trustCertificate')).toHaveLength(1);
      main.push({ profiles: [troubled('staging')] });
      await fireEvent.click(screen.getByText('Trust until Tuesday'));
      expect(callsTo(main, 'trustCertificate')).toHaveLength(2);
    });

    it('is tested only by who says so once more', async () => {
      const main = await open(appView([profileView('one', careless)]));
      await chooseInMenu('Edit profile');
      await fireEvent.click(button('Test'));
      const question = await screen.findByRole('alertdialog');
      expect(callsTo(main, 'testProfile')).toEqual([]);
      await fireEvent.click(buttonIn(question, 'Connect unverified'));
      expect(callsTo(main, 'testProfile')).toHaveLength(1);
    });

    it('is signed in to only by who says so once more', async () => {
      const problem = { kind: 'auth.credentialRefused', status: 401, code: 611 } as const;
      const signIn = { state: 'needsUser', problem } as const;
      await open(appView([profileView('one', careless, [{ state: 'awaitingSignIn', problem }], { signIn })]));
      await fireEvent.click(buttonIn(screen.getByRole('region', { name: 'Problem' }), 'Sign in again'));
      const question = await screen.findByRole('alertdialog');
      expect(screen.queryByRole('dialog')).toBeNull();
      await fireEvent.click(buttonIn(question, 'Connect unverified'));
      expect(await screen.findByRole('dialog')).toBeTruthy();
    });
  });

  it('shows a refused command at the top until it is put away', async () => {
    await open(appView([profileView('one', corporate())]), {
      disconnect: () => failure({ kind: 'vault.locked' }),
    });
    await fireEvent.click(button('Disconnect'));
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('The keychain is locked.');
    await fireEvent.click(within(alert).getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('stays where a profile was removed, and goes back to one that was brought back', async () => {
    const all = ['anna', 'berta', 'carla'].map((name) =>
      profileView(name, profileOf({ name }), [{ state: 'idle' }], { wanted: false }),
    );
    const main = await open(appView(all));
    const row = (name: string) => within(screen.getByRole('navigation')).getByText(name).closest('button');
    const expectOn = (name: string) =>
      waitFor(() => {
        expect(document.activeElement?.textContent).toBe(row(name)?.textContent);
        expect(row(name)?.getAttribute('aria-current')).toBe('true');
      });
    row('anna')?.focus();
    await fireEvent.keyDown(row('anna') ?? document, { key: 'c' });
    await expectOn('carla');
    await fireEvent.keyDown(row('carla') ?? document, { key: 'ArrowUp' });
    await expectOn('berta');
    await fireEvent.keyDown(row('berta') ?? document, { key: 'Delete' });
    expect(callsTo(main, 'removeProfiles')).toEqual([{ ids: ['berta'] }]);
    const removal = { names: ['berta'], undoableUntil: sceneNow + 10_000 };
    main.push({ profiles: all.filter(({ id }) => id !== 'berta'), removal });
    await expectOn('carla');
    main.push({ profiles: all, removal: null });
    await expectOn('berta');
  });

  it('moves among sessions with the arrow keys', async () => {
    await open(appView([profileView('one', corporate())]));
    const rows = within(screen.getByRole('list', { name: 'Sessions' })).getAllByRole('button');
    rows[0]?.focus();
    await fireEvent.keyDown(rows[0] ?? document, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(rows[1]);
    expect(rows[1]?.getAttribute('aria-current')).toBe('true');
    await fireEvent.keyDown(rows[1] ?? document, { key: 'End' });
    expect(document.activeElement).toBe(rows[2]);
  });

  it('puts a notice away by its place', async () => {
    const main = await open(scenes.many);
    await fireEvent.click(button('Dismiss'));
    expect(callsTo(main, 'dismissNotice')).toEqual([{ index: 0 }]);
  });
});

describe('the form', () => {
  it('refuses what is wrong where it was typed, and loses nothing', async () => {
    const main = await open(scenes.welcome);
    await fireEvent.click(button('Add a profile'));
    await type(field('Server'), 'ros.example');
    expect(field('Server').getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText(/^Server must start with http:/)).toBeTruthy();
    expect(screen.queryByText('Name is needed.')).toBeNull();

    await fireEvent.click(button('Save'));
    await waitFor(() => expect(document.activeElement).toBe(field('Name')));
    expect(screen.getByText('Name is needed.')).toBeTruthy();
    expect(screen.getByText('3 fields need another look.')).toBeTruthy();
    expect(field('Server').value).toBe('ros.example');
    expect(callsTo(main, 'saveProfile')).toEqual([]);
  });

  it('sends profile and secrets apart, and keeps no secret', async () => {
    const main = await open(scenes.welcome, {
      saveProfile: () => success(profileView('new', corporate()).id),
    });
    await fireEvent.click(button('Add a profile'));
    await type(field('Name'), 'Staging');
    await type(field('Server'), 'https://ros.example');
    await type(field('Username'), 'alice');
    await type(screen.getByLabelText('Password'), 'canary-7f3a');
    await fireEvent.click(button('Save'));
    await waitFor(() => expect(callsTo(main, 'saveProfile')).toHaveLength(1));
    expect(callsTo(main, 'saveProfile')[0]).toMatchObject({
      id: null,
      profile: { name: 'Staging', credential: { kind: 'password', username: 'alice' } },
      secrets: { password: 'canary-7f3a' },
    });
    expect(JSON.stringify((callsTo(main, 'saveProfile')[0] as { profile: unknown }).profile)).not.toContain(
      'canary',
    );
    await waitFor(() => expect(button('Add a profile')).toBeTruthy());
  });

  it('marks what only the main process could find wrong', async () => {
    await open(appView([profileView('one', corporate())]), {
      saveProfile: () =>
        failure({ kind: 'profile.invalid', issues: [{ field: 'trust.ca', rule: 'pemUnreadable' }] }),
    });
    await fireEvent.keyDown(window, { key: 'n', ctrlKey: true });
    await type(field('Name'), 'x');
    await type(field('Server'), 'https://ros.example');
    await type(field('Username'), 'alice');
    await fireEvent.click(button('Save'));
    expect(await screen.findByText(/^Own certificate authority is damaged/)).toBeTruthy();
    await waitFor(() => expect(document.activeElement?.id).toBe('field-trust-ca'));
  });

  it('shows the request it would make, masked, while it is typed', async () => {
    await open(scenes.welcome);
    await fireEvent.click(button('Add a profile'));
    await type(field('Server'), 'https://myROS.internal.com');
    const preview = screen.getByRole('group', { name: 'The upgrade request this makes' });
    expect(preview.textContent.replace(/\s+/g, ' ')).toContain('Host: myROS.internal.com');
    expect(preview.textContent).toContain('token="[secret]"');
  });

  it('explains the way out while it is typed, once typing rests', async () => {
    const explained = (proxy: string): readonly RouteExplanation[] =>
      (['auth', 'sync'] as const).map((leg) => ({
        leg,
        target: 'ros.example:443',
        isGuarded: false,
        problem: null,
        ways: [{ kind: 'forwardProxy', proxy, reason: 'profile' }],
      }));
    const main = await open(scenes.welcome, {
      explainRoute: ({ profile }) => success(explained((profile as Profile).route.proxy ?? 'nobody')),
    });
    await fireEvent.click(button('Add a profile'));
    const group = screen.getByRole('group', { name: 'The way out' });
    expect(group.textContent).toContain('Shown as soon as the server and the route are complete.');
    await type(field('Server'), 'https://ros.example');
    await fireEvent.click(screen.getByText('Set by hand'));
    await type(field('Forward proxy'), 'http://proxy.example:3');
    await type(field('Forward proxy'), 'http://proxy.example:3128');
    await waitFor(() =>
      expect(group.textContent).toContain(
        'Tokens and sync: via http://proxy.example:3128 (set in the profile)',
      ),
    );
    const asked = callsTo(main, 'explainRoute').map((input) => (input as { profile: Profile }).profile);
    expect(asked.map(({ route }) => route.proxy)).not.toContain('http://proxy.example:3');
  });

  it('asks before it throws away what was typed', async () => {
    await open(scenes.welcome);
    await fireEvent.click(button('Add a profile'));
    await fireEvent.keyDown(window, { key: 'Escape' });
    expect(await screen.findByRole('button', { name: 'Try the demo' })).toBeTruthy();

    await fireEvent.click(button('Add a profile'));
    await type(field('Name'), 'x');
    await fireEvent.keyDown(window, { key: 'Escape' });
    await fireEvent.click(await screen.findByRole('button', { name: 'Keep editing' }));
    expect(field('Name').value).toBe('x');
  });

  it('never shows a kept secret, only that there is one', async () => {
    const blocked = { state: 'blocked', problem: proxyWantsPassword } as const;
    await open(appView([profileView('one', corporate(), [blocked])]));
    await fireEvent.click(screen.getAllByRole('button', { name: 'Enter the password' })[0] ?? document.body);
    const password = screen.getByLabelText<HTMLInputElement>('Password at the proxy');
    expect(password.value).toBe('');
    expect(password.type).toBe('password');
    expect(password.placeholder).toBe('saved in the keychain');
    await waitFor(() => expect(document.activeElement).toBe(password));
  });
});

describe('signing in', () => {
  it('sends what was typed, keeps it where it can be mended, and remembers nothing', async () => {
    const main = await open(scenes.needsUser, {
      signIn: () => failure({ kind: 'auth.credentialRefused', status: 401, code: 611 }),
    });
    await fireEvent.click(button('Sign in again'));
    const dialog = await screen.findByRole('dialog', { name: 'Sign in to Signed out by force' });
    const password = within(dialog).getByLabelText<HTMLInputElement>('Password');
    await type(password, 'canary-91bc');
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Sign in' }));
    expect((await within(dialog).findByRole('alert')).textContent).toContain('refused the credential');
    expect(callsTo(main, 'signIn')).toEqual([{ id: 'needs', secrets: { password: 'canary-91bc' } }]);
    // D5: what was refused stays in its field until the dialog goes, and nowhere else.
    expect(password.value).toBe('canary-91bc');
    expect(document.body.innerHTML).not.toContain('canary-91bc');
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    await fireEvent.click(button('Sign in again'));
    const again = await screen.findByRole('dialog', { name: 'Sign in to Signed out by force' });
    expect(within(again).getByLabelText<HTMLInputElement>('Password').value).toBe('');
  });
});

const drawable = (Object.keys(scenes) as SceneName[]).flatMap((name) => {
  const scene: AppView | null = scenes[name];
  return scene === null ? [] : [[name, scene] as const];
});

describe('every screen', () => {
  it.each(drawable)('%s has nothing that axe objects to', async (_, view) => {
    await open(view);
    // Colours are measured by contrast.test.ts: jsdom computes none.
    const { violations } = await axe.run(document, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });
});
