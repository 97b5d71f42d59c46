import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import App from '../../../renderer/App.svelte';
import type { Problem } from '../../../shared/problem.ts';
import type { AppView, ProfileView, SessionPhase } from '../../../shared/status.ts';
import { samples } from '../shared/problem-samples.ts';
import { appView, corporate, forbidden, profileView, proxyWantsPassword, sceneNow } from './scenes.ts';
import { scriptedMain } from './scripted-api.ts';

/** What the window shows of profiles and sessions that go no further, and what it offers about them. */

async function open(view: AppView) {
  const main = scriptedMain(view);
  render(App, { api: main.api, readClock: () => sceneNow });
  await screen.findByText('Causeway 0.1.0');
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
