import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startSyncServer, type SyncServer, type SyncServerOptions } from '../../main/demo/sync-server.ts';
import { generateSigningKey, signToken, type SigningKey, type TokenClaims } from '../../main/demo/tokens.ts';
import { createAuthority, type Authority } from '../peers/certificates.ts';
import {
  ask,
  bearer,
  dial,
  exchange,
  head,
  overTls,
  postAuth,
  SyncClient,
  upgradeHead,
} from './demo-wire.ts';
import type { Issued } from './demo-wire.ts';

const START_MS = Date.UTC(2020, 0, 1);
let signingKey: SigningKey;
let foreignKey: SigningKey;
let server: SyncServer;
let nowMs: number;
let identity: string;
let access: Issued;

const start = (options: SyncServerOptions = {}): Promise<SyncServer> =>
  startSyncServer({
    signingKey,
    now: () => nowMs,
    users: { alice: { password: 'pass-a' } },
    worker: { kind: 'choosing', oldest: 22, newest: 30 },
    ...options,
  });

async function signIn(): Promise<Issued> {
  const user_info = { password: 'pass-a', register: false };
  const answer = await ask(server.port, postAuth({ provider: 'password', data: 'alice', user_info }));
  const { refresh_token } = JSON.parse(answer.body) as { refresh_token: Issued };
  return refresh_token;
}

async function buyAccess(refreshToken: string): Promise<Issued> {
  const body = { provider: 'realm', data: refreshToken, path: '/~/foo', app_id: '' };
  const answer = await ask(server.port, postAuth(body));
  const { access_token } = JSON.parse(answer.body) as { access_token: Issued };
  return access_token;
}

const pathOf = (issued: Issued): string => issued.token_data.path ?? '';
const target = (): string => `/realm-sync/${encodeURIComponent(pathOf(access))}`;
const upgrade = (headers: Record<string, string>, to = target()) =>
  ask(server.port, upgradeHead(to, headers));
const resigned = (changes: Partial<TokenClaims>, key = signingKey): string =>
  bearer(
    signToken(
      { app_id: '', identity, access: ['download'], salt: 's', path: pathOf(access), ...changes },
      key,
    ),
  );

async function open(version: number, token = access.token): Promise<SyncClient> {
  const stream = await dial(server.port);
  const url = `ws://127.0.0.1:${server.port}${target()}`;
  return SyncClient.open({ url, version, stream, headers: { Authorization: bearer(token) } });
}

async function bound(version: number): Promise<SyncClient> {
  const client = await open(version);
  client.bind(pathOf(access), access.token);
  await vi.waitFor(() => expect(client.frames).toHaveLength(1));
  client.ident(client.frames[0] ?? '');
  client.say('mark 1 1\n');
  await vi.waitFor(() => expect(client.frames.at(-1)).toBe('mark 1 1\n'));
  return client;
}

beforeAll(async () => {
  [signingKey, foreignKey] = await Promise.all([generateSigningKey(), generateSigningKey()]);
});

beforeEach(async () => {
  nowMs = START_MS;
  server = await start();
  const refresh = await signIn();
  identity = refresh.token_data.identity;
  access = await buyAccess(refresh.token);
});

afterEach(() => server.stop());

describe('the sync upgrade on the wire', () => {
  test('the seed’s own request gets 101 and one protocol', async () => {
    const answer = await upgrade({ Authorization: bearer(access.token) });
    expect(answer.status).toBe(101);
    expect(answer.head).toMatch(/^Sec-WebSocket-Protocol: io\.realm\.sync\.22$/m);
    expect(answer.head).not.toMatch(/Sec-WebSocket-Extensions/i);
  });

  test('every refused authorization answers 400 with an empty body', async () => {
    const refresh = await signIn();
    const refusals = [
      await upgrade({}),
      await upgrade({ Authorization: `Bearer ${access.token}` }),
      await upgrade({ Authorization: access.token }),
      await upgrade({ Authorization: bearer(refresh.token) }),
      await upgrade({ Authorization: resigned({ path: `/${identity}/other` }) }),
      await upgrade({ Authorization: bearer(access.token) }, `${target()}?x=1`),
    ];
    expect(refusals.map(({ status, body }) => [status, body])).toEqual(refusals.map(() => [400, '']));
  });

  test('a bad signature answers 401', async () => {
    expect((await upgrade({ Authorization: resigned({}, foreignKey) })).status).toBe(401);
  });

  test('unencoded, lower-case, misplaced and double-encoded paths answer 404', async () => {
    const headers = { Authorization: bearer(access.token) };
    expect((await upgrade(headers, `/realm-sync${pathOf(access)}`)).status).toBe(404);
    expect((await upgrade(headers, target().replaceAll('%2F', '%2f'))).status).toBe(404);
    expect((await upgrade(headers, target().replace('/realm-sync', '/wrong'))).status).toBe(404);
    const doubled = await upgrade(headers, target().replaceAll('%', '%25'));
    expect(doubled.status).toBe(404);
    expect(doubled.body).toMatch(/Realm sync server[^]*Page not found/);
  });

  test('a revoked access token still gets 101', async () => {
    await server.revokeToken(access.token);
    expect((await upgrade({ Authorization: bearer(access.token) })).status).toBe(101);
  });

  test('an upgrade that lost its Upgrade header is a plain request: 401 with JSON 611', async () => {
    const headers = { Host: 'ros', Authorization: bearer(access.token) };
    const answer = await ask(server.port, head(`GET ${target()}`, headers));
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 611 });
  });

  test('503 while the worker is down', async () => {
    server.change({ workerIsUp: false });
    expect((await upgrade({ Authorization: bearer(access.token) })).status).toBe(503);
  });

  test('a header line of 8192 bytes passes; one more byte and TCP closes without an answer', async () => {
    const line = (bytes: number) => ({ 'X-Long': 'a'.repeat(bytes - 'X-Long: '.length) });
    const good = { Authorization: bearer(access.token) };
    expect((await upgrade({ ...good, ...line(8192) })).status).toBe(101);
    expect(await upgrade({ ...good, ...line(8193) })).toEqual({ status: 0, head: '', body: '' });
  });

  test('a version it does not speak answers 400 and says what it speaks', async () => {
    const offered = { Authorization: bearer(access.token), 'Sec-WebSocket-Protocol': 'io.realm.sync.21' };
    const chosen = await upgrade(offered);
    expect([chosen.status, chosen.body]).toEqual([400, expect.stringContaining('Server supports: 22-30')]);
    server.change({ worker: { kind: 'native', version: 22 } });
    const read = await upgrade({
      ...offered,
      'Sec-WebSocket-Protocol': 'io.realm.sync.30, io.realm.sync.22',
    });
    expect([read.status, read.body]).toEqual([400, 'Invalid Sync protocol version\n']);
    expect(read.head).toMatch(/^server: realm-sync-server\/22$/im);
  });

  test('the worker’s path serves as well once the server dictates one', async () => {
    server.change({ syncWorkerPath: '/worker-1' });
    const headers = { Authorization: bearer(access.token) };
    expect((await upgrade(headers, target().replace('/realm-sync', '/worker-1'))).status).toBe(101);
  });
});

describe.each([22, 30])('a sync session in version %i', (version) => {
  test('is bound, answers a heartbeat and shows up in the list', async () => {
    const client = await bound(version);
    expect(client.socket.protocol).toBe(`io.realm.sync.${version}`);
    const allotted = version < 26 ? /^alloc 1 \d+ \d+ \d+\n$/ : /^ident 1 \d+ \d+\n$/;
    expect(client.frames[0]).toMatch(allotted);
    expect(client.frames[1]).toMatch(/^download 1( \d+){10}\n$/);
    client.socket.ping('1577836800000 5\n');
    await vi.waitFor(() => expect(client.pongs).toEqual(['1577836800000\n']));
    expect(server.sessions()).toMatchObject([
      {
        protocol: `io.realm.sync.${version}`,
        realmPath: pathOf(access),
        isBound: true,
        marks: 1,
        heartbeats: 1,
      },
    ]);
    client.say('unbind 1\n');
    await vi.waitFor(() => expect(client.frames.at(-1)).toBe('unbound 1\n'));
    expect(server.sessions()).toEqual([]);
  });

  test('with an expired token gets 101, then 202 after BIND, then 1006', async () => {
    nowMs = access.token_data.expires * 1000;
    const client = await open(version);
    client.bind(pathOf(access), access.token);
    expect(await client.closed).toBe(1006);
    expect(client.frames).toEqual(['error 202 20 1 1\nAccess token expired']);
  });

  test('outlives its token when refreshed, and learns of expiry late when not', async () => {
    const client = await bound(version);
    nowMs = access.token_data.expires * 1000 - 1;
    const next = await buyAccess((await signIn()).token);
    client.say(`refresh 1 ${next.token.length}\n${next.token}`);
    client.say('mark 1 2\n');
    await vi.waitFor(() => expect(client.frames.at(-1)).toBe('mark 1 2\n'));
    nowMs = access.token_data.expires * 1000;
    client.say('mark 1 3\n');
    await vi.waitFor(() => expect(client.frames.at(-1)).toBe('mark 1 3\n'));
    nowMs = next.token_data.expires * 1000;
    client.say('mark 1 4\n');
    expect(await client.closed).toBe(1006);
    expect(client.frames.at(-1)).toMatch(/^error 202 /);
  });

  test('is not disturbed by text frames', async () => {
    const client = await bound(version);
    client.socket.send('mark 1 9\n');
    client.say('mark 1 10\n');
    await vi.waitFor(() => expect(client.frames.at(-1)).toBe('mark 1 10\n'));
    expect(client.frames).not.toContain('mark 1 9\n');
  });

  test('dropped by the server ends with 1006', async () => {
    const client = await bound(version);
    server.dropAll();
    expect(await client.closed).toBe(1006);
    await vi.waitFor(() => expect(server.connectionCount).toBe(0));
  });

  test('is told of injected errors, and only those below 200 end the connection', async () => {
    const client = await bound(version);
    server.sendError(211, 'diverging', false);
    await vi.waitFor(() => expect(client.frames.at(-1)).toBe('error 211 9 0 1\ndiverging'));
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    server.sendError(101, 'other');
    expect(await client.closed).toBe(1006);
    expect(client.frames.at(-1)).toBe('error 101 5 1 0\nother');
  });
});

describe('the connection', () => {
  test('never answers a Close frame, and goes on hearing nothing', async () => {
    const stream = await dial(server.port);
    const answer = await exchange(stream, upgradeHead(target(), { Authorization: bearer(access.token) }));
    expect(answer.status).toBe(101);
    const received: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => received.push(chunk));
    const closeFrame = Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]);
    // Ended in the same breath: an answer, if any, would come before the server's own end.
    stream.end(closeFrame);
    await once(stream, 'close');
    expect(Buffer.concat(received)).toHaveLength(0);
  });

  test('ends with 103 on a bare ping in version 30, not in 22', async () => {
    const strict = await bound(30);
    strict.socket.ping();
    expect(await strict.closed).toBe(1006);
    expect(strict.frames.at(-1)).toMatch(/^error 103 \d+ 0 0\n/);
    const lenient = await bound(22);
    lenient.socket.ping();
    await vi.waitFor(() => expect(lenient.pongs).toEqual(['']));
  });

  test('of a deaf server stays open and silent', async () => {
    const client = await bound(30);
    server.change({ isDeaf: true });
    client.socket.ping('1 0\n');
    client.say('mark 1 2\n');
    server.sendError(211, 'heard after both', false);
    await vi.waitFor(() => expect(client.frames.at(-1)).toMatch(/^error 211 /));
    expect(client.pongs).toEqual([]);
    expect(client.frames).not.toContain('mark 1 2\n');
  });

  test('survives a protocol violation of one client', async () => {
    const other = await bound(30);
    const stream = await dial(server.port);
    await exchange(stream, upgradeHead(target(), { Authorization: bearer(access.token) }));
    const gone = once(stream, 'close');
    stream.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff]));
    await gone;
    other.say('mark 1 2\n');
    await vi.waitFor(() => expect(other.frames.at(-1)).toBe('mark 1 2\n'));
  });
});

describe('the server', () => {
  test('tells its own time in every answer', async () => {
    nowMs = START_MS + 3_600_000;
    const answer = await ask(server.port, head('GET /health', { Host: 'ros' }));
    expect(answer.head).toMatch(/^Date: Wed, 01 Jan 2020 01:00:00 GMT$/m);
    expect((await upgrade({})).head).toMatch(/^Date: Wed, 01 Jan 2020 01:00:00 GMT$/m);
  });

  test('counts calls of POST /auth', async () => {
    const before = server.authCalls;
    await signIn();
    await ask(server.port, head('GET /health', { Host: 'ros' }));
    expect(server.authCalls).toBe(before + 1);
  });

  test('revokes a user’s refresh tokens, expires them all, and forgets client files', async () => {
    const refused = async (token: string): Promise<number> => {
      const body = { provider: 'realm', data: token, path: '/~/foo', app_id: '' };
      return (await ask(server.port, postAuth(body))).status;
    };
    const first = await signIn();
    server.revokeUser('alice');
    expect(await refused(first.token)).toBe(403);
    const second = await signIn();
    expect(await refused(second.token)).toBe(200);
    server.expireRefreshTokens();
    expect(await refused(second.token)).toBe(403);
    const client = await open(30);
    client.bind(pathOf(access), access.token);
    await vi.waitFor(() => expect(client.frames).toHaveLength(1));
    server.forgetClientFiles();
    client.ident(client.frames[0] ?? '');
    await vi.waitFor(() => expect(client.frames.at(-1)).toMatch(/^error 208 /));
  });

  test('restarts on the same port; with another key nothing old is verifiable', async () => {
    const { port } = server;
    await server.restart();
    expect(server.port).toBe(port);
    expect((await upgrade({ Authorization: bearer(access.token) })).status).toBe(101);
    await server.restart({ signingKey: foreignKey });
    expect((await upgrade({ Authorization: bearer(access.token) })).status).toBe(401);
    expect((await signIn()).token_data.identity).toBe(identity);
  });

  test('answers the first request even when its key is still being made', async () => {
    const hasty = await startSyncServer();
    const answer = await ask(hasty.port, postAuth({ provider: 'anonymous' }));
    expect(answer.status).toBe(200);
    await hasty.stop();
  });

  test('stops with sessions open, and leaves the port free', async () => {
    const client = await bound(30);
    await server.stop();
    expect(await client.closed).toBe(1006);
    await expect(dial(server.port)).rejects.toThrow('ECONNREFUSED');
    await server.start();
    expect((await ask(server.port, head('GET /health', { Host: 'ros' }))).status).toBe(200);
  });
});

describe('on HTTPS', () => {
  let authority: Authority;
  beforeAll(async () => {
    authority = await createAuthority();
  });
  afterAll(() => authority.remove());

  test('serves auth and upgrades, and stops', async () => {
    const { cert, key } = await authority.issue();
    const secure = await start({ tls: { cert, key } });
    const trust = { ca: authority.ca };
    const login = await exchange(
      await overTls(await dial(secure.port), trust),
      postAuth({ provider: 'anonymous' }),
    );
    expect(login.status).toBe(200);
    const stream = await overTls(await dial(secure.port), trust);
    const answer = await exchange(stream, upgradeHead(target(), { Authorization: bearer(access.token) }));
    expect(answer.status).toBe(101);
    expect(secure.url).toBe(`https://127.0.0.1:${secure.port}`);
    const gone = once(stream, 'close');
    stream.on('error', () => undefined);
    await secure.stop();
    await gone;
  });

  test('wants a client certificate when told to', async () => {
    const { cert, key } = await authority.issue();
    const secure = await start({ tls: { cert, key, clientCa: authority.ca } });
    const client = await authority.issue({ names: ['alice'], clientAuth: true });
    const trust = { ca: authority.ca };
    const known = await overTls(await dial(secure.port), { ...trust, cert: client.cert, key: client.key });
    expect((await exchange(known, head('GET /health', { Host: 'ros' }))).status).toBe(200);
    // With TLS 1.3 the refusal comes after the handshake, instead of an answer.
    const unknown = await overTls(await dial(secure.port), trust);
    expect((await exchange(unknown, head('GET /health', { Host: 'ros' }))).status).toBe(0);
    await secure.stop();
  });
});
