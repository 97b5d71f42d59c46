import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import App from '../../../renderer/App.svelte';
import type { Problem } from '../../../shared/problem.ts';
import type { AppView, ProfileView, SessionPhase } from '../../../shared/status.ts';
import { samples } from '../shared/problem-samples.ts';
import {
  nameAndVersion,
  appView,
  corporate,
  forbidden,
  profileView,
  proxyWantsPassword,
  sceneNow,
} from './scenes.ts';
import { scriptedMain } from './scripted-api.ts';

/** What the window shows of profiles and sessions that go no further, and what it offers about them. */

async function open(view: AppView) {
  const main = scriptedMain(view);
  render(App, { api: main.api, readClock: () => sceneNow });
  await screen.findByText(nameAndVersion);
  return main;
}

/** A profile whose sign-in needs the person, as the main process tells it. */
function stuck(name: string, problem: Problem, state: 'awaitingSignIn' | 'blocked'): ProfileView {
  const phase: SessionPhase = { state, problem };
  return profileView(
    name.toLowerCase().replaceAll(' ', '-'),
    corporate({ name, realmPaths: ['/~/tasks'] }),
    [phase],
    {
      signIn: { state: 'needsUser', problem },
    },
  );
}

const untrusted = samples['tls.untrusted'][0];
const refused = { kind: 'auth.credentialRefused', status: 401, code: 611 } as const;
const missing = { kind: 'secret.missing', secret: 'password' } as const;
const header = (): HTMLElement => {
  const found = screen.getByRole('heading', { level: 1 }).closest('header');
  if (found === null) throw new Error('no header');
  return found;
};

it('D3: each row of all sessions names its cause and hop, and offers what helps', async () => {
  await open(
    appView([
      stuck('Unknown CA', { ...untrusted, hop: 'gateway', cause: 'unknownIssuer' }, 'blocked'),
      stuck(
        'Wrong proxy pw',
        { ...samples['route.authRequired'][0], schemes: ['Basic'], tried: true },
        'blocked',
      ),
      stuck('Forbidden', forbidden, 'blocked'),
      stuck('Refused', refused, 'awaitingSignIn'),
    ]),
  );
  await fireEvent.click(screen.getByRole('button', { name: /^All sessions/ }));
  const rows = within(screen.getByRole('list', { name: 'All sessions' })).getAllByRole('listitem');
  const texts = rows.map((row) => row.textContent.replaceAll(/\s+/g, ' '));
  expect(texts[0]).toMatch(
    /Unknown CA.*waiting for a certificate.*certificate of the gateway.*Add a certificate/,
  );
  expect(texts[1]).toMatch(
    /Wrong proxy pw.*the proxy’s password.*forward proxy.*refused.*Enter the password/,
  );
  expect(texts[2]).toMatch(/Forbidden.*blocked by the gateway.*403.*Edit the gateway/);
  expect(texts[3]).toMatch(/Refused.*waiting for you to sign in.*refused the credential.*Sign in again/);
  expect(texts.filter((text) => text.includes('waiting for you to sign in'))).toHaveLength(1);
  await fireEvent.click(
    screen.getByRole('button', { name: 'Enter the password: /~/tasks of Wrong proxy pw' }),
  );
  expect(await screen.findByLabelText(/^Password at the proxy/)).toBeTruthy();
});

it.each<[string, Problem, 'awaitingSignIn' | 'blocked', string]>([
  ['a wrong proxy password', proxyWantsPassword, 'blocked', 'Enter the password'],
  ['an untrusted certificate', untrusted, 'blocked', 'Add a certificate'],
  ['a 403 of the gateway', forbidden, 'blocked', 'Edit the gateway'],
  ['a refused credential', refused, 'awaitingSignIn', 'Sign in'],
])('D7c: the big button for %s is what helps', async (_what, problem, state, words) => {
  const profile = stuck('one', problem, state);
  const main = await open(appView([profile]));
  const buttons = () =>
    within(header())
      .getAllByRole('button')
      .map((each) => each.textContent.trim());
  expect(buttons()[0]).toBe(words);
  if (words !== 'Sign in') expect(buttons()).not.toContain('Sign in');
  // The same where the websocket's way is refused, and not the sign-in's.
  if (state === 'blocked') {
    main.push({ profiles: [profileView('one', profile.profile, [{ state, problem }])] });
    await screen.findAllByText(/./);
    expect(buttons()[0]).toBe(words);
  }
});

it('D7c: the key that connects does what the big button does', async () => {
  await open(appView([stuck('one', untrusted, 'blocked')]));
  await fireEvent.keyDown(window, { key: 'Enter', ctrlKey: true });
  expect(await screen.findByLabelText('Own certificate authority: Choose a file…')).toBeTruthy();
  expect(screen.queryByRole('dialog')).toBeNull();
});

it('D7d: after one’s own “Forget the tokens” nothing is red, and no hop has failed', async () => {
  await open(appView([stuck('one', missing, 'awaitingSignIn')]));
  expect(within(screen.getByRole('navigation')).getByRole('img', { name: 'needs a sign-in' })).toBeTruthy();
  expect(document.querySelector('.blocked, .problem, .refused')).toBeNull();
  expect(document.body.textContent).not.toContain('failed here');
  expect(screen.getByRole('contentinfo').textContent).toContain('1 needs a sign-in');
  expect(within(header()).getByRole('button', { name: 'Sign in' })).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: /^All sessions/ }));
  const [row] = within(screen.getByRole('list', { name: 'All sessions' })).getAllByRole('listitem');
  expect(row?.textContent).toContain('waiting for you to sign in');
  expect(document.querySelector('.blocked')).toBeNull();
});

const twelve = Array.from({ length: 12 }, (_, index) => `/~/path-${index + 1}`);
const behind = (problems: readonly Problem[]): ProfileView => {
  const phases = problems.map((problem): SessionPhase => ({ state: 'blocked', problem }));
  return profileView('one', corporate({ realmPaths: twelve }), phases);
};
const stripped = { kind: 'gateway.upgradeStripped', status: 401 } as const;

it('D4: one cause of twelve realm paths is one note with one set of buttons, which lists them', async () => {
  const main = await open(
    appView([
      behind([
        { ...stripped, words: 'path 1' },
        { ...stripped, words: 'path 2' },
      ]),
    ]),
  );
  const notes = screen.getAllByRole('region', { name: 'Problem' });
  expect(notes).toHaveLength(1);
  const note = within(screen.getByRole('region', { name: 'Problem' }));
  expect(screen.getAllByRole('button', { name: 'Show the fix' })).toHaveLength(1);
  const listed = within(note.getByRole('list', { name: 'Realm paths that it stops' })).getAllByRole(
    'listitem',
  );
  expect(listed.map(({ textContent }) => textContent)).toEqual(twelve);
  // What the far side said to one path only is not quoted for all of them.
  expect(notes[0]?.textContent).not.toContain('path 2');
  await fireEvent.click(note.getByRole('button', { name: 'Retry now' }));
  const retried = main.calls.filter(({ name }) => name === 'retryNow').map(({ input }) => input);
  expect(retried).toEqual(twelve.map((path) => ({ id: `one${path}` })));
});

it.each<[string, Problem, Problem]>([
  ['status', stripped, { ...stripped, status: 400 }],
  ['answerer', stripped, { ...stripped, by: 'forward proxy' }],
  [
    'host',
    { kind: 'gateway.unresolved', host: 'one.example' },
    { kind: 'gateway.unresolved', host: 'other.example' },
  ],
  ['hop', { ...untrusted, hop: 'gateway' }, { ...untrusted, hop: 'auth server' }],
])('D4: causes of one kind with another %s are told apart', async (_what, one, other) => {
  await open(appView([behind([one, other])]));
  const notes = screen.getAllByRole('region', { name: 'Problem' });
  expect(notes).toHaveLength(2);
  for (const note of notes) expect(note.textContent).toContain('6 of 12 realm paths');
});

it('D4: what the sign-in says for all is not said again, while another cause is', async () => {
  const signIn = {
    state: 'retrying',
    problem: { kind: 'auth.unresolved', host: 'a.example' },
    until: sceneNow,
  } as const;
  const waiting = { state: 'waiting', until: sceneNow } as const;
  const main = await open(
    appView([profileView('one', corporate(), [{ ...waiting, problem: signIn.problem }], { signIn })]),
  );
  expect(screen.getAllByRole('button', { name: 'Edit the server' })).toHaveLength(1);
  const elsewhere = { ...waiting, problem: { kind: 'auth.unresolved', host: 'b.example' } } as const;
  main.push({ profiles: [profileView('one', corporate(), [elsewhere], { signIn })] });
  await waitFor(() => expect(screen.getAllByRole('button', { name: 'Edit the server' })).toHaveLength(2));
});

const silent = { kind: 'auth.timeout', host: 'ros.example', stage: 'sign-in' } as const;

it('D6: the last failure stays in sight while it is tried again, with how long this try has taken', async () => {
  const trying = { since: sceneNow - 12_000, lastFailure: silent };
  const view = profileView('one', corporate({ realmPaths: ['/~/tasks'] }), [{ state: 'awaitingToken' }], {
    signIn: { state: 'signingIn', trying },
  });
  const sessions = view.sessions.map((session) => ({ ...session, trace: null, trying }));
  await open(appView([{ ...view, sessions }]));
  const note = screen.getByRole('region', { name: 'Problem' });
  expect(note.textContent).toContain('Trying again · 0:12');
  expect(note.textContent).toContain('took too long');
  expect(within(note).queryByRole('button', { name: 'Retry now' })).toBeNull();
  expect(screen.getByRole('list', { name: 'Sessions' }).textContent).toContain('· 0:12');
  await fireEvent.click(screen.getByRole('button', { name: /^All sessions/ }));
  const [row] = within(screen.getByRole('list', { name: 'All sessions' })).getAllByRole('listitem');
  expect(row?.textContent).toMatch(/· 0:12.*Last try: .*took too long/s);
});

it('D6: the same for a websocket that is opened again, and a first try tells how long it takes', async () => {
  const failed = { kind: 'gateway.timeout', host: 'g.example', stage: 'upgrade' } as const;
  const trying = { since: sceneNow - 61_000, lastFailure: failed };
  const of = (tried: typeof trying | { since: number; lastFailure: null }): ProfileView => {
    const view = profileView('one', corporate({ realmPaths: ['/~/tasks'] }), [
      { state: 'connecting', attempt: 3 },
    ]);
    return {
      ...view,
      sessions: view.sessions.map((session) => ({ ...session, trace: null, trying: tried })),
    };
  };
  const main = await open(appView([of(trying)]));
  const list = screen.getByRole('list', { name: 'Sessions' });
  expect(list.textContent).toContain('connecting, attempt 3 · 1:01');
  expect(list.textContent).toContain('Trying again · 1:01');
  expect(within(list).queryByRole('button', { name: 'Retry now' })).toBeNull();
  main.push({ profiles: [of({ since: sceneNow - 61_000, lastFailure: null })] });
  await waitFor(() => expect(list.textContent).not.toContain('Trying again'));
  expect(list.textContent).toContain('connecting, attempt 3 · 1:01');
});
