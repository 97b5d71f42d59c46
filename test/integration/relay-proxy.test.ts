import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startForwardProxy } from '../../main/demo/forward-proxy.ts';
import { loopback } from '../peers/port.ts';
import { alice, direct, forThisTest, serverForThisTest } from './demo-hops.ts';
import { relayForThisTest, type RunningRelay } from './relayed.ts';
import { checkServices } from './services.ts';

/** A server behind a proxy that wants a password, and a relay that is a forward proxy without one. */
async function lentWay(allow: string[] = []) {
  const credentials = { username: 'corp\\alice', password: 'open sesame' };
  const proxy = await forThisTest(startForwardProxy({ credentials }));
  const server = await serverForThisTest();
  const route = { mode: 'manual', proxy: proxy.url, username: credentials.username } as const;
  const relay = await relayForThisTest({
    profile: direct(server.url, { route }),
    secrets: { proxyPassword: credentials.password },
    settings: { mode: 'proxy', allow },
  });
  return { server, relay };
}

/** What is answered to a request that is written as it stands. */
const said = ({ port }: RunningRelay, ...lines: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, loopback);
    let answer = '';
    // The head is all there is to see of a tunnel, and of any answer what tells.
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      if (answer.includes('\r\n\r\n')) socket.destroy();
    });
    socket.once('close', () => resolve(answer));
    socket.once('error', reject);
    socket.write([...lines, '', ''].join('\r\n'));
  });

test('a client whose proxy can be set is bound through the relay, without the proxy’s password', async () => {
  const { server, relay } = await lentWay();
  const { problem } = await checkServices({
    profile: direct(server.url, { route: { mode: 'manual', proxy: relay.url, neverDirect: true } }),
    secrets: { password: alice.password },
  });
  expect(problem).toBeNull();
});

test('a request in absolute form goes through the profile’s proxy, with nothing of ours in it', async () => {
  const { server, relay } = await lentWay();
  const answer = await said(
    relay,
    `GET ${server.url}/health HTTP/1.1`,
    `Host: ${new URL(server.url).host}`,
    'Connection: close',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer).not.toMatch(/^via:/im);
});

test.each([
  ['CONNECT elsewhere.invalid:443 HTTP/1.1', 'target'],
  ['GET http://elsewhere.invalid/ HTTP/1.1', 'target'],
  ['GET /health HTTP/1.1', 'mode'],
] as const)('%s is refused', async (line, why) => {
  const { relay } = await lentWay();
  const answer = await said(relay, line, 'Host: elsewhere.invalid', 'Connection: close');
  expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\nContent-Type: text\/plain/);
  expect(relay.events).toContainEqual({ event: 'refused', why });
});

test('other hosts are reached where the profile allows them', async () => {
  const other = await serverForThisTest();
  const { relay } = await lentWay([`${loopback}:${new URL(other.url).port}`]);
  const answer = await said(
    relay,
    `CONNECT ${new URL(other.url).host} HTTP/1.1`,
    `Host: ${new URL(other.url).host}`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 200 Connection established\r\n\r\n/);
});

test('in mode transparent the relay is no forward proxy', async () => {
  const server = await serverForThisTest();
  const relay = await relayForThisTest({ profile: direct(server.url) });
  const { host } = new URL(server.url);
  expect(await said(relay, `CONNECT ${host} HTTP/1.1`, `Host: ${host}`)).toMatch(/^HTTP\/1\.1 403 /);
});
