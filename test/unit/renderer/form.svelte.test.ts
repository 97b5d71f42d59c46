import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import App from '../../../renderer/App.svelte';
import { fieldId } from '../../../renderer/profiles/editor/field-ids.ts';
import { credentialSecrets } from '../../../shared/credential-kinds.ts';
import { fieldKinds } from '../../../shared/secret-kinds.ts';
import { profileFieldNames } from '../../../shared/profile-fields.ts';
import { parseProfile, type Profile } from '../../../shared/profile.ts';
import { failure } from '../../../shared/result.ts';
import type { AppView, ProfileView } from '../../../shared/status.ts';
import {
  nameAndVersion,
  appView,
  corporate,
  demoProfile,
  demoRunning,
  profileOf,
  profileView,
  sceneNow,
} from './scenes.ts';
import { scriptedMain, type ScriptedMain } from './scripted-api.ts';
import { DraftState } from '../../../renderer/state/draft.svelte.ts';
import { draftOf, fileOf, newDraft } from '../../../renderer/state/draft.ts';

async function open(view: AppView): Promise<ScriptedMain> {
  const main = scriptedMain(view);
  render(App, { api: main.api, readClock: () => sceneNow });
  await screen.findByText(nameAndVersion);
  return main;
}

const button = (name: string): HTMLElement => screen.getByRole('button', { name });
const field = (name: string): HTMLInputElement => screen.getByRole<HTMLInputElement>('textbox', { name });
const callsTo = (main: ScriptedMain, name: string): readonly unknown[] =>
  main.calls.filter((call) => call.name === name).map((call) => call.input);
/** Typed, and the field is not left: what is said now is said while typing. */
const type = (element: HTMLElement, value: string) => fireEvent.input(element, { target: { value } });

/** What stands under a field and is tied to it for screen readers. */
const described = (element: HTMLElement): string =>
  (element.getAttribute('aria-describedby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent ?? '')
    .join(' ');

async function openForm(profile = corporate(), file: readonly ProfileView[] = []): Promise<ScriptedMain> {
  const main = await open(appView([profileView('one', profile), ...file]));
  await fireEvent.keyDown(window, { key: 'F2' });
  await screen.findByRole('heading', { name: `Edit ${profile.name}` });
  for (const summary of document.querySelectorAll('main details:not([open]) > summary'))
    await fireEvent.click(summary);
  return main;
}

describe('what to consider about a field, while it is typed', () => {
  const inTheClear = /the access token would go in the clear/;
  const authTwice = /sign-in would go to \/auth\/auth/;
  const plainSecret = /looks like a secret, but is saved and exported as plain text/;

  it('L15: a sync URL without TLS under a server with it', async () => {
    await openForm();
    const syncUrl = screen.getByLabelText(/^Sync URL/);
    expect(described(syncUrl)).not.toMatch(inTheClear);
    await type(syncUrl, 'ws://gateway.example');
    expect(described(syncUrl)).toMatch(inTheClear);
    // It breaks no rule: it may be saved as it is.
    expect(syncUrl.getAttribute('aria-invalid')).toBeNull();
    await type(syncUrl, 'wss://gateway.example');
    expect(described(syncUrl)).not.toMatch(inTheClear);
  });

  it('a server that ends with what is added to it', async () => {
    await openForm(profileOf());
    await type(field('Server'), 'https://ros.example/auth');
    expect(described(field('Server'))).toMatch(authTwice);
    await type(field('Server'), 'https://ros.example/author');
    expect(described(field('Server'))).not.toMatch(authTwice);
  });

  it('a header that holds a secret and is not marked as one, until it is', async () => {
    await openForm(profileOf({ gateway: { customRequestHeaders: [{ name: 'X-Api-Key', value: 'x' }] } }));
    const value = screen.getByLabelText('Value of header 1');
    await type(value, 'a9f3c7e1b5d24f6890aa');
    expect(described(value)).toMatch(plainSecret);
    const { violations } = await axe.run(document, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id }) => id)).toEqual([]);
    await fireEvent.click(screen.getByLabelText('The value of header 1 is secret'));
    expect(document.body.textContent).not.toMatch(plainSecret);
  });

  it('gives way to what is wrong, which is said once the field is left', async () => {
    await openForm();
    const syncUrl = screen.getByLabelText(/^Sync URL/);
    await type(syncUrl, 'ws://gateway.example:99999');
    expect(described(syncUrl)).not.toMatch(inTheClear);
    await fireEvent.blur(syncUrl);
    expect(syncUrl.getAttribute('aria-invalid')).toBe('true');
  });
});

describe('a realm path that tells what is meant', () => {
  it.each([
    ['tasks', '/tasks'],
    ['/~/tasks/', '/~/tasks'],
    ['realms://ros.example/~/tasks', '/~/tasks'],
  ])('%s is set right by a button', async (typed, meant) => {
    const main = await openForm(profileOf({ realmPaths: ['/~/a', '/~/b'] }));
    const path = field('Realm path 2');
    const use = `Use ${meant}`;
    await type(path, typed);
    expect(screen.queryByRole('button', { name: use })).toBeNull();
    await fireEvent.blur(path);
    expect(path.getAttribute('aria-invalid')).toBe('true');
    await fireEvent.click(button(use));
    expect(path.value).toBe(meant);
    expect(path.getAttribute('aria-invalid')).toBeNull();
    expect(screen.queryByRole('button', { name: use })).toBeNull();
    await fireEvent.click(button('Save'));
    await waitFor(() => expect(callsTo(main, 'saveProfile')).toHaveLength(1));
    expect(callsTo(main, 'saveProfile')[0]).toMatchObject({ profile: { realmPaths: ['/~/a', meant] } });
  });

  it('offers nothing where it can’t be told', async () => {
    await openForm(profileOf({ realmPaths: ['/~/a'] }));
    const path = field('Realm path 1');
    await type(path, '/~/a b');
    await fireEvent.blur(path);
    expect(path.getAttribute('aria-invalid')).toBe('true');
    expect(screen.queryByRole('button', { name: /^Use / })).toBeNull();
  });
});

describe('D17a: a second profile of one name', () => {
  const question = (name: string): Promise<HTMLElement> =>
    screen.findByRole('alertdialog', { name: `Save a second “${name}”?` });
  const twin = profileView('twin', profileOf({ name: 'Twin' }));
  const save = () => fireEvent.click(button('Save'));

  it('is saved only by who says so once more', async () => {
    const main = await open(appView([twin]));
    await fireEvent.keyDown(window, { key: 'n', ctrlKey: true });
    await type(field('Name'), ' twin');
    await type(field('Server'), 'https://ros.example');
    await type(field('Username'), 'alice');
    await save();
    const asked = await question('twin');
    expect(asked.textContent).toContain('the command line takes neither by its name');
    await fireEvent.click(within(asked).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(callsTo(main, 'saveProfile')).toEqual([]);
    expect(field('Username').value).toBe('alice');
    await save();
    const again = await question('twin');
    await fireEvent.click(within(again).getByRole('button', { name: 'Save it all the same' }));
    await waitFor(() => expect(callsTo(main, 'saveProfile')).toHaveLength(1));
  });

  it('is asked about when one is renamed, not when a twin keeps its name', async () => {
    const main = await openForm(profileOf({ name: 'Other' }), [twin]);
    await type(field('Name'), 'TWIN');
    await save();
    const asked = await question('TWIN');
    await fireEvent.click(within(asked).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    await type(field('Name'), 'Other');
    await type(field('Server'), 'https://other.example');
    await save();
    await waitFor(() => expect(callsTo(main, 'saveProfile')).toHaveLength(1));
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });

  it('is asked about before production is, one after the other', async () => {
    const main = await openForm(profileOf({ name: 'Berlin', environment: 'production' }), [twin]);
    await type(field('Name'), 'Twin');
    await save();
    const asked = await question('Twin');
    await fireEvent.click(within(asked).getByRole('button', { name: 'Save it all the same' }));
    const production = await screen.findByRole('alertdialog', { name: /^Change “Berlin”/ });
    expect(callsTo(main, 'saveProfile')).toEqual([]);
    await fireEvent.click(within(production).getByRole('button', { name: 'Change production' }));
    await waitFor(() => expect(callsTo(main, 'saveProfile')).toHaveLength(1));
  });

  it('is asked about when the demo’s profile is saved for a second time', async () => {
    const kept = profileView('kept', profileOf({ name: 'Demo' }));
    const main = await open(appView([demoProfile(), kept], { demo: demoRunning }));
    await fireEvent.keyDown(window, { key: 'F2' });
    await screen.findByRole('heading', { name: 'Edit Demo' });
    await save();
    expect(await question('Demo')).toBeTruthy();
    expect(callsTo(main, 'saveProfile')).toEqual([]);
  });
});

it('keeps no secret once they have left for the main process, whichever table it was typed into', () => {
  const header = (value: string, secret: boolean) => ({
    key: Number(secret),
    name: `X-${value}`,
    value,
    secret,
  });
  const typed = (suffix: string) => [header(`secret-${suffix}`, true), header(`plain-${suffix}`, false)];
  const secrets = { ...newDraft().secrets, password: 'secret-password' };
  const state = new DraftState(null, {
    ...newDraft(),
    secrets,
    headers: typed('a'),
    proxyHeaders: typed('b'),
  });
  state.forgetSecrets();
  const values = JSON.stringify([
    state.draft.secrets,
    ...[...state.draft.headers, ...state.draft.proxyHeaders].map(({ value }) => value),
  ]);
  expect(values).not.toContain('secret-');
  expect(values).toContain('plain-b');
});

describe('the form', () => {
  it('has a control for every field of a profile, and every secret', async () => {
    const { gateway } = corporate();
    const header = { name: 'X-Team', secret: false, value: 'a' } as const;
    const route = {
      ...corporate().route,
      mode: 'manual',
      proxy: 'http://p.example:3128',
      username: 'ann',
    } as const;
    const profiles: readonly Profile[] = [
      { ...corporate(), route, gateway: { ...gateway, customRequestHeaders: [header] } },
      { ...profileOf(), trust: { verify: true, clientCertificate: 'PEM' } },
      profileOf({ relay: { mode: 'signedIn' } }),
      profileOf({ relay: { mode: 'proxy' } }),
      ...[
        { kind: 'nickname', nickname: 'ann' } as const,
        { kind: 'custom', provider: 'corp' } as const,
        { kind: 'jwt', provider: 'jwt' } as const,
        { kind: 'adminToken' } as const,
        { kind: 'refreshToken' } as const,
      ].map((credential) => ({ ...profileOf(), credential })),
    ];
    const shown = new Set<string>();
    for (const profile of profiles) {
      await openForm(profile);
      for (const { id } of document.querySelectorAll('main [id^="field-"]')) shown.add(id);
      cleanup();
    }
    const wanted = [
      ...profileFieldNames,
      ...[...fieldKinds, ...credentialSecrets].map((kind) => `secrets.${kind}`),
    ];
    expect(wanted.filter((name) => !shown.has(fieldId(name)))).toEqual([]);
  });

  it('lends a profile, at a port that no other profile has', async () => {
    const other = profileView('two', profileOf({ name: 'Other', relay: { port: 19_080 } }));
    const main = await openForm(profileOf(), [other]);
    const lends = screen.getByRole<HTMLInputElement>('checkbox', { name: 'Lend this profile to apps' });
    expect(screen.queryByRole('textbox', { name: 'Port' })).toBeNull();
    await fireEvent.click(lends);
    expect(field('Port').value).toBe('19081');
    await type(field('Hold for'), 'soon');
    await fireEvent.click(button('Save'));
    expect(described(field('Hold for'))).toContain(
      'Hold for must be a whole number of seconds from 0 to 3600.',
    );
    await type(field('Hold for'), '15');
    await type(screen.getByLabelText(/^Other names of this computer/), 'build-box, ci.local');
    await fireEvent.click(button('Save'));
    await waitFor(() => expect(callsTo(main, 'saveProfile')).toHaveLength(1));
    expect(callsTo(main, 'saveProfile')[0]).toMatchObject({
      profile: { relay: { port: 19_081, holdSeconds: 15, hosts: ['build-box', 'ci.local'] } },
    });
    const { violations } = await axe.run(document, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  it('says at the port that it is another profile’s', async () => {
    const issues = [{ field: 'relay.port', rule: 'relayPortOfOther' }] as const;
    const main = scriptedMain(appView([profileView('one', profileOf({ relay: { port: 19_080 } }))]), {
      saveProfile: () => failure({ kind: 'profile.invalid', issues }),
    });
    render(App, { api: main.api, readClock: () => sceneNow });
    await screen.findByText(nameAndVersion);
    await fireEvent.keyDown(window, { key: 'F2' });
    await type(await screen.findByLabelText('Port'), '19081');
    await fireEvent.click(button('Save'));
    await waitFor(() =>
      expect(described(screen.getByLabelText('Port'))).toContain(
        'Port is the relay’s port of another profile; each needs its own.',
      ),
    );
    // Where it is folded, it opens for what is to be mended.
    expect(screen.getByLabelText('Port').closest('details')?.open).toBe(true);
  });

  it('leaves a profile that is not lent without a word of a relay', () => {
    const file = fileOf(draftOf(profileOf()));
    expect(file).not.toHaveProperty('relay');
    const lent = profileOf({ relay: { port: 20_000, start: 'withApp' } });
    expect(parseProfile(fileOf(draftOf(lent)))).toEqual({ ok: true, value: lent });
    expect(fileOf({ ...draftOf(lent), isLent: false })).not.toHaveProperty('relay');
  });
});
