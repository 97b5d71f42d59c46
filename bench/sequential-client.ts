import { request } from 'node:http';
import { connect as connectTcp, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { Secret } from '../main/secrets/secret.ts';
import { bind } from '../main/sync/messages.ts';

/** A client as they are usually written: one thing after the other, a new connection for each. */
export interface Way {
  readonly dial: { readonly host: string; readonly port: number };
  /** Where to tunnel to, and speak TLS with; null: the far end of `dial` itself, in the clear. */
  readonly target: { readonly host: string; readonly port: number } | null;
  readonly ca: string;
}

async function open({ dial, target, ca }: Way): Promise<Duplex> {
  const socket: Socket = connectTcp({ ...dial, noDelay: true });
  await once(socket, 'connect');
  if (target === null) return socket;
  socket.write(
    `CONNECT ${target.host}:${target.port} HTTP/1.1\r\nHost: ${target.host}:${target.port}\r\n\r\n`,
  );
  await once(socket, 'data');
  const secured = connectTls({ socket, host: target.host, ca, ALPNProtocols: ['http/1.1'] });
  await once(secured, 'secureConnect');
  return secured;
}

async function post(way: Way, body: object): Promise<Record<string, unknown>> {
  const stream = await open(way);
  const outgoing = request({
    createConnection: () => stream,
    method: 'POST',
    path: '/auth',
    headers: { 'Content-Type': 'application/json' },
  });
  outgoing.end(JSON.stringify(body));
  const [answer] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
  const json = JSON.parse(await text(answer)) as Record<string, unknown>;
  stream.destroy();
  return json;
}

interface TokenAnswer {
  readonly token: string;
  readonly token_data: { readonly path?: string };
}

export async function fetchRefreshToken(
  way: Way,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<string> {
  const user_info = { password, register: false };
  const answer = await post(way, { provider: 'password', data: username, user_info });
  return (answer['refresh_token'] as TokenAnswer).token;
}

/** Milliseconds until BIND was answered. */
export async function connectInSequence(way: Way, refreshToken: string): Promise<number> {
  const startedAt = performance.now();
  const answer = await post(way, { provider: 'realm', data: refreshToken, path: '/~/bench', app_id: '' });
  const { token, token_data } = answer['access_token'] as TokenAnswer;
  const realmPath = token_data.path ?? '';
  const stream = await open(way);
  const target = `/realm-sync/${encodeURIComponent(realmPath)}`;
  const socket = new WebSocket(`ws://bench.invalid${target}`, ['io.realm.sync.30'], {
    createConnection: () => stream as Socket,
    headers: { Authorization: `Realm-Access-Token version=1 token="${token}"` },
    perMessageDeflate: false,
  });
  await once(socket, 'open');
  socket.send(bind({ session: 1, realmPath, token: new Secret('AccessToken', token), protocolVersion: 30 }));
  await once(socket, 'message');
  const ms = performance.now() - startedAt;
  socket.terminate();
  return ms;
}
