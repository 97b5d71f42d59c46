import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { App } from '../../main/app.ts';
import { MemoryKeychain } from '../../main/ports/keychain.ts';
import type { ProfileId } from '../../shared/brand.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import type { RelayStatus } from '../../shared/relay-status.ts';
import type { ProfileView } from '../../shared/status.ts';
import { MemoryDocuments } from '../fakes/documents.ts';
import { startEmptyApp } from './app.ts';

/** What a person does with relays in the app, with real ports. */

const profile = (name: string, relay?: ProfileFile['relay']): ProfileFile => ({
  formatVersion: 1,
  name,
  environment: 'development',
  server: 'http://ros.test:9080',
  credential: { kind: 'anonymous' },
  realmPaths: ['/~/tasks'],
  ...(relay === undefined ? {} : { relay }),
});

async function save(app: App, file: ProfileFile, id: ProfileId | null = null): Promise<ProfileId> {
  const answer = await app.handlers.saveProfile({ id, profile: file, secrets: {} });
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
  return answer.value;
}

function viewOf(app: App, id: ProfileId): ProfileView {
  const found = app.view.profiles.find((each) => each.id === id);
  if (found === undefined) throw new Error('the profile is gone');
  return found;
}

const until = async (app: App, id: ProfileId, state: RelayStatus['state']): Promise<RelayStatus> =>
  vi.waitFor(
    () => {
      const { relay } = viewOf(app, id);
      expect(relay.state).toBe(state);
      return relay;
    },
    { timeout: 20_000 },
  );

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/** A port that was free just now. */
async function freePort(): Promise<number> {
  const { port, close } = await taken(0);
  await close();
  return port;
}

/** Another program's. */
async function taken(port: number): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const server = createServer((socket) => socket.destroy());
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  onTestFinished(close);
  return { port: address.port, close };
}

const newApp = (documents = new MemoryDocuments()): App => startEmptyApp(documents, new MemoryKeychain());

describe('a profile that is lent', () => {
  it('gets a port when it is lent first, and keeps it', async () => {
    const app = newApp();
    const id = await save(app, profile('One'));
    await app.handlers.startRelay({ id });
    const status = await until(app, id, 'listening');
    const { relay } = viewOf(app, id).profile;
    expect(status).toMatchObject({ port: relay?.port, mode: 'transparent', apps: [], refused: {} });
    const port = relay?.port ?? 0;
    await expect(listens(port)).resolves.toBe(true);
    const before = Date.now();
    await app.handlers.stopRelay({ id });
    await expect(listens(port)).resolves.toBe(false);
    expect(Date.now() - before).toBeLessThan(1_000);
    expect(viewOf(app, id)).toMatchObject({ relay: { state: 'off' }, profile: { relay: { port } } });
    await app.handlers.startRelay({ id });
    expect(await until(app, id, 'listening')).toMatchObject({ port });
  });

  it('has a port that no other profile has', async () => {
    const app = newApp();
    const [one, two] = [await save(app, profile('One')), await save(app, profile('Two'))];
    for (const id of [one, two]) await app.handlers.startRelay({ id });
    const ports = [one, two].map((id) => viewOf(app, id).profile.relay?.port);
    expect(new Set(ports).size).toBe(2);
    const [port = 0] = ports;
    const answer = await app.handlers.saveProfile({
      id: two,
      profile: profile('Two', { port }),
      secrets: {},
    });
    const issues = [{ field: 'relay.port', rule: 'relayPortOfOther' }];
    expect(answer).toEqual({ ok: false, problem: { kind: 'profile.invalid', issues } });
  });

  it('is duplicated without being lent', async () => {
    const app = newApp();
    const id = await save(app, profile('One', { port: await freePort() }));
    const copy = await app.handlers.duplicateProfile({ id });
    if (!copy.ok) throw new Error(JSON.stringify(copy.problem));
    expect(viewOf(app, copy.value).profile).not.toHaveProperty('relay');
    expect(viewOf(app, id).profile).toHaveProperty('relay');
  });

  it('moves to another port when one is saved, and off when it is lent no more', async () => {
    const app = newApp();
    const [first, second] = [await freePort(), await freePort()];
    const id = await save(app, profile('One', { port: first }));
    await app.handlers.startRelay({ id });
    await until(app, id, 'listening');
    await save(app, profile('One', { port: second }), id);
    await vi.waitFor(() => expect(viewOf(app, id).relay).toMatchObject({ state: 'listening', port: second }));
    await expect(listens(first)).resolves.toBe(false);
    await save(app, profile('One'), id);
    await until(app, id, 'off');
    await expect(listens(second)).resolves.toBe(false);
  });

  it('waits for a port that another program has, and takes it within 5 s after it is free', async () => {
    const app = newApp();
    const other = await taken(0);
    const id = await save(app, profile('One', { port: other.port }));
    await app.handlers.startRelay({ id });
    expect(await until(app, id, 'waiting')).toMatchObject({
      problem: { kind: 'relay.portTaken', port: other.port },
    });
    await other.close();
    const free = Date.now();
    expect(await until(app, id, 'listening')).toMatchObject({ port: other.port });
    expect(Date.now() - free).toBeLessThan(6_500);
  });

  it('is lent with the app where it says so, at the same port, and not by a press else', async () => {
    const documents = new MemoryDocuments();
    const port = await freePort();
    const before = newApp(documents);
    const withApp = await save(before, profile('With', { port, start: 'withApp' }));
    const byHand = await save(before, profile('By hand', { port: await freePort() }));
    expect(viewOf(before, withApp).relay).toEqual({ state: 'off' });
    await before.dispose();
    const app = newApp(documents);
    expect(await until(app, withApp, 'listening')).toMatchObject({ port });
    expect(viewOf(app, byHand).relay).toEqual({ state: 'off' });
  });

  it('is gone with its profile, and its port free', async () => {
    const app = newApp();
    const port = await freePort();
    const id = await save(app, profile('One', { port }));
    await app.handlers.startRelay({ id });
    await until(app, id, 'listening');
    await app.handlers.removeProfiles({ ids: [id] });
    await expect(listens(port)).resolves.toBe(false);
  });
});

describe('the app of the demo', () => {
  it('syncs through the demo’s relay until it is stopped', async () => {
    const app = newApp();
    const started = await app.handlers.startDemo(undefined);
    if (!started.ok) throw new Error(JSON.stringify(started.problem));
    const id = started.value;
    const answer = await app.handlers.startDemoApp(undefined);
    expect(answer).toEqual({ ok: true, value: null });
    expect(app.view.demo).toMatchObject({ state: 'running', hasApp: true });
    await vi.waitFor(
      () =>
        expect(viewOf(app, id).relay).toMatchObject({
          problem: null,
          apps: [
            { path: expect.stringMatching(/\/an-app$/) as string, isSync: true, phase: { state: 'open' } },
          ],
        }),
      { timeout: 20_000 },
    );
    // The server has heard of it, by the way that the profile goes.
    await vi.waitFor(() =>
      expect(viewOf(app, id).relay).toMatchObject({ apps: [{ received: expect.any(Number) as number }] }),
    );
    await app.handlers.stopRelay({ id });
    expect(viewOf(app, id).relay).toEqual({ state: 'off' });
    expect(app.view.demo).toMatchObject({ state: 'running', hasApp: false });
  });

  it('ends with the demo', async () => {
    const app = newApp();
    await app.handlers.startDemo(undefined);
    await app.handlers.startDemoApp(undefined);
    await app.handlers.stopDemo(undefined);
    expect(app.view.demo).toEqual({ state: 'off' });
    expect(app.view.profiles).toEqual([]);
  });
});
