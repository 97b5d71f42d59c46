import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ProfileFile } from '../../shared/profile.ts';
import { FakeFileChooser } from '../fakes/file-chooser.ts';
import { makeFolder } from '../peers/folder.ts';
import { freePort, loopback } from '../peers/port.ts';
import { startApp } from './app.ts';
import { alice, direct, serverForThisTest } from './demo-hops.ts';

/** A foreign server, proxy and gateway in one: writes down all that it is sent. */
let stranger: Server;
let strangerUrl: string;
const heard: { readonly line: string; readonly headers: IncomingHttpHeaders; body: string }[] = [];

beforeAll(async () => {
  stranger = createServer((request, response) => {
    const note = { line: `${request.method ?? ''} ${request.url ?? ''}`, headers: request.headers, body: '' };
    heard.push(note);
    request.on('data', (chunk: Buffer) => void (note.body += chunk.toString()));
    request.on('end', () => response.writeHead(403).end());
  }).listen(0, loopback);
  stranger.on('connect', (request, socket) => {
    heard.push({ line: `CONNECT ${request.url ?? ''}`, headers: request.headers, body: '' });
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n');
  });
  stranger.on('upgrade', (request, socket) => {
    heard.push({ line: `UPGRADE ${request.url ?? ''}`, headers: request.headers, body: '' });
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await once(stranger, 'listening');
  strangerUrl = `http://${loopback}:${(stranger.address() as AddressInfo).port}`;
});
afterAll(() => void stranger.close());
beforeEach(() => void (heard.length = 0));

const said = (): string => JSON.stringify(heard);
const secretHeader = { customRequestHeaders: [{ name: 'X-Key', secret: true }] };

/** Online, with a secret header; nothing of it was ever meant for the stranger. */
async function connected() {
  const server = await serverForThisTest();
  const file = direct(server.url, { gateway: secretHeader });
  const secrets = { password: alice.password, headers: { 'X-Key': 'canary-header-4711' } };
  const causeway = await startApp(file, secrets);
  const states = () => causeway.profile.sessions.map(({ phase }) => phase.state);
  await expect.poll(states, { timeout: 10_000 }).toEqual(['online']);
  return { server, file, causeway, states };
}

const ws = (url: string): string => url.replace('http', 'ws');

const changes: [string, (file: ProfileFile) => ProfileFile][] = [
  ['server', (file) => ({ ...file, server: strangerUrl })],
  ['sync URL', (file) => ({ ...file, gateway: { ...secretHeader, syncUrl: ws(strangerUrl) } })],
  ['proxy', (file) => ({ ...file, route: { mode: 'manual', proxy: strangerUrl } })],
];

test.each(changes)(
  'importing over a profile with another %s sends it nothing that was kept (h2)',
  async (_what, change) => {
    const { file, causeway, states } = await connected();
    const { id } = causeway.profile;
    const entries = [{ profile: change(file), replaces: id }];
    expect(await causeway.app.handlers.importProfiles({ entries })).toMatchObject({ ok: true });
    const state = () => causeway.profile.signIn;
    await expect.poll(state, { timeout: 10_000 }).toMatchObject({
      state: 'needsUser',
      problem: { kind: 'secret.withheld', secret: 'refreshToken' },
    });
    expect(said()).not.toContain('canary');
    expect(heard).toEqual([]);

    // With the old addresses it is as before: nothing was thrown away.
    await causeway.save(file);
    await expect.poll(states, { timeout: 10_000 }).toEqual(['online']);
  },
);

test.each(changes)(
  'a page that tries a saved profile with another %s is lent nothing (h4c)',
  async (_what, change) => {
    const { file, causeway } = await connected();
    const { id } = causeway.profile;
    const trial = await causeway.app.handlers.testProfile({ id, profile: change(file), secrets: {} });
    expect(trial).toMatchObject({ ok: true, value: { problem: { kind: 'secret.withheld' } } });
    expect(heard).toEqual([]);
    const typed = { password: 'typed-for-this' };
    await causeway.app.handlers.testProfile({ id, profile: change(file), secrets: typed });
    expect(said()).not.toContain('canary');
  },
);

test('a proxy’s password stays with its proxy (h2)', async () => {
  const proxy = `http://${loopback}:${await freePort()}`;
  const file = direct(`http://${loopback}:${await freePort()}`, { credential: { kind: 'anonymous' } });
  const at = (url: string): ProfileFile => ({
    ...file,
    route: { mode: 'manual', proxy: url, username: 'ann' },
  });
  const causeway = await startApp(at(proxy), { proxyPassword: 'canary-proxy-0815' });
  await causeway.save(at(strangerUrl));
  const state = () => causeway.profile.signIn;
  await expect.poll(state, { timeout: 10_000 }).toMatchObject({
    problem: { kind: 'secret.withheld', secret: 'proxyPassword' },
  });
  expect(said()).not.toContain(Buffer.from('ann:canary-proxy-0815').toString('base64'));
  await causeway.save(at(strangerUrl), { proxyPassword: 'given-for-it' });
  const given = Buffer.from('ann:given-for-it').toString('base64');
  await expect.poll(said, { timeout: 10_000 }).toContain(given);
});

test('a JWT’s file that was chosen for one server is not posted to another (h2, h4b)', async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const jwt = [part({ alg: 'RS256' }), part({ sub: 'canary' }), 'c2ln'].join('.');
  const folder = await makeFolder('jwt');
  const fileChooser = Object.assign(new FakeFileChooser(), { path: await folder.write('token', jwt) });
  try {
    const file = direct(`http://${loopback}:${await freePort()}`, { credential: { kind: 'jwt' } });
    const causeway = await startApp(file, {}, undefined, undefined, { fileChooser });
    const { id, local } = causeway.profile;
    const { handlers } = causeway.app;
    const choose = async () => {
      await handlers.chooseJwtFile({ id });
      return handlers.setLocal({ id, local: { ...local, jwtFile: fileChooser.path } });
    };
    expect(await choose()).toMatchObject({ ok: true });
    await causeway.save({ ...file, server: strangerUrl });
    const state = () => causeway.profile.signIn;
    await expect.poll(state, { timeout: 10_000 }).toMatchObject({
      problem: { kind: 'secret.withheld', secret: 'jwtFile' },
    });
    expect(heard).toEqual([]);
    await handlers.testProfile({ id, profile: { ...file, server: strangerUrl }, secrets: {} });
    expect(heard).toEqual([]);

    // Chosen again, the dialog naming the new server, it is posted there.
    expect(await choose()).toMatchObject({ ok: true });
    expect(fileChooser.asked).toEqual([file.server, strangerUrl]);
    await expect.poll(said, { timeout: 10_000 }).toContain(jwt);
  } finally {
    await folder.remove();
  }
});
