import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { expect, onTestFinished, test } from 'vitest';
import { frameLimitIn, wsSockets } from '../../main/ports/sockets.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import { alice, direct, serverForThisTest } from './demo-hops.ts';
import { Fleet } from './fleet.ts';
import { checkServices } from './services.ts';

const mebi = 1024 * 1024;
const secrets = { adminToken: 'signed:admin' };

interface Seen {
  readonly extensions: string;
  /** What went over TCP, as the server's side counts it. */
  readonly written: () => number;
}

/** A sync server by the library, which identifies, says what it is told to between, and echoes MARK. */
async function syncServer(between: (socket: WebSocket) => void, perMessageDeflate = false) {
  const http = createServer();
  const websockets = new WebSocketServer({
    server: http,
    perMessageDeflate: perMessageDeflate && { threshold: 0 },
  });
  const seen: Seen[] = [];
  websockets.on('connection', (socket, { socket: stream }) => {
    seen.push({ extensions: socket.extensions, written: () => stream.bytesWritten });
    socket.on('error', () => undefined);
    socket.on('message', (message: Buffer) => {
      const text = message.toString('latin1');
      if (text.startsWith('bind')) socket.send(Buffer.from('ident 1 2 3\n'));
      if (!text.startsWith('mark')) return;
      between(socket);
      socket.send(Buffer.from('mark 1 1\n'));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    websockets.clients.forEach((client) => client.terminate());
    http.close();
  });
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, seen };
}

const adminProfile = (url: string, more: Partial<ProfileFile> = {}): ProfileFile =>
  direct(url, { credential: { kind: 'adminToken' }, realmPaths: ['/x'], ...more });

function fleetAt(url: string, more: Partial<ProfileFile> = {}, maxFrameBytes?: number): Fleet {
  const limited = maxFrameBytes === undefined ? {} : { sockets: wsSockets(maxFrameBytes) };
  const fleet = new Fleet({ ports: limited });
  onTestFinished(() => fleet.sessions.dispose());
  fleet.launch('frames', adminProfile(url, more), secrets);
  return fleet;
}

const download = (bytes: number): Buffer =>
  Buffer.concat([Buffer.from('download 1 0 0 0 0 0 0 0 0 0 0\n')], bytes);

test.each([22, 23, 24, 25, 26, 27, 28, 29, 30])(
  'a server that speaks only version %i is spoken to',
  async (version) => {
    const server = await serverForThisTest({
      worker: { kind: 'choosing', oldest: version, newest: version },
    });
    const { result } = await checkServices({
      profile: direct(server.url),
      secrets: { password: alice.password },
    });
    expect(result).toMatchObject({
      ok: true,
      session: { protocol: `io.realm.sync.${version}`, bound: true },
    });
  },
);

test('a message as large as may be is taken, counted and not kept', async () => {
  const { url } = await syncServer((socket) => socket.send(download(16 * mebi)));
  const fleet = fleetAt(url);
  await fleet.allOnline();
  expect(fleet.statuses[0]?.traffic).toMatchObject({ received: { messages: 3 }, sent: { messages: 3 } });
  expect(fleet.statuses[0]?.traffic.received.bytes).toBe(
    16 * mebi + 'ident 1 2 3\n'.length + 'mark 1 1\n'.length,
  );
});

test('one that is larger ends the connection cleanly, and it is tried again', async () => {
  const { url, seen } = await syncServer((socket) => socket.send(download(16 * mebi + 1)));
  const fleet = fleetAt(url);
  const problem = { kind: 'session.protocol', flaw: 'tooLarge' };
  await fleet.until('waiting', ([session]) => session?.phase.state === 'waiting');
  expect(fleet.statuses[0]?.phase).toMatchObject({ problem });
  await fleet.until('tried again', () => seen.length > 1);
});

test('the limit can be set', async () => {
  const { url } = await syncServer((socket) => socket.send(download(17 * mebi)));
  const fleet = fleetAt(url, {}, frameLimitIn({ CAUSEWAY_MAX_FRAME_MIB: '17' }));
  await fleet.allOnline();
});

test.each([
  [undefined, 16],
  ['1', 1],
  ['1024', 1024],
  ['0', 16],
  ['1025', 16],
  ['lots', 16],
])('CAUSEWAY_MAX_FRAME_MIB=%s is a limit of %i MiB', (text, mebibytes) => {
  expect(frameLimitIn({ CAUSEWAY_MAX_FRAME_MIB: text })).toBe(mebibytes * mebi);
});

test('text, unknown messages and thousands of fragments don’t disturb', async () => {
  const { url } = await syncServer((socket) => {
    socket.send('text');
    socket.send(Buffer.from('novelty 1 2 3\nbody'));
    socket.send(Buffer.alloc(0).subarray(0), { binary: false });
    for (let part = 0; part < 2_000; part += 1)
      socket.send(part === 0 ? download(40) : Buffer.alloc(1), { fin: part === 1_999 });
  });
  const fleet = fleetAt(url);
  await fleet.allOnline();
  expect(fleet.statuses[0]?.phase).toMatchObject({ state: 'online', attempt: 1 });
});

test.each([
  ['no line feed', Buffer.from('gibberish')],
  ['binary noise', Buffer.from([0, 255, 10, 254, 1])],
  ['nothing at all', Buffer.alloc(0)],
  ['a head without end', Buffer.alloc(100_000, 'a')],
])('%s ends the connection, and the next one is fine', async (_what, noise) => {
  let said = 0;
  const { url } = await syncServer((socket) => {
    said += 1;
    if (said === 1) socket.send(noise);
  });
  const fleet = fleetAt(url);
  await fleet.until('waiting', ([session]) => session?.phase.state === 'waiting');
  expect(fleet.statuses[0]?.phase).toMatchObject({ problem: { kind: 'session.protocol', flaw: 'frame' } });
  await fleet.allOnline();
});

test.each([
  ['is off unless the profile wants it', false, ''],
  ['is agreed on where the profile wants it', true, 'permessage-deflate'],
])('compression %s', async (_what, compression, extensions) => {
  const { url, seen } = await syncServer((socket) => socket.send(download(mebi)), true);
  const fleet = fleetAt(url, { sync: { compression } });
  await fleet.allOnline();
  expect(seen[0]?.extensions).toBe(extensions);
  expect((seen[0]?.written() ?? 0) < mebi / 10).toBe(compression);
  expect(fleet.statuses[0]?.traffic.received.bytes, 'counted as it was said').toBeGreaterThan(mebi);
});
