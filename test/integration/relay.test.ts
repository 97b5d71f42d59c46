import { describe, expect, test } from 'vitest';
import { startDemo } from '../../main/demo/environment.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import { startCapture } from '../peers/capture.ts';
import { loopback } from '../peers/port.ts';
import { alice, direct, forThisTest, serverForThisTest } from './demo-hops.ts';
import { relayForThisTest } from './relayed.ts';
import { requestsOf, scripted } from './scripted-server.ts';
import { checkServices } from './services.ts';

/** What an app's own code has: the relay's address, an account, and nothing else. */
const appProfile = (url: string, username: string): ProfileFile => ({
  formatVersion: 1,
  name: 'App',
  server: url,
  credential: { kind: 'password', username },
  route: { mode: 'direct' },
});

describe('an app of this computer', () => {
  test('is bound through the demo’s proxy and gateway by the relay’s address and its own account alone', async () => {
    const demo = await forThisTest(startDemo());
    const relay = await relayForThisTest({ profile: demo.profileFile, secrets: demo.secrets });
    const { result, problem } = await checkServices({
      profile: appProfile(relay.url, 'demo'),
      secrets: { password: demo.secrets.password },
    });
    expect(problem).toBeNull();
    expect(result.session).toMatchObject({ bound: true });
    await relay.until(() => relay.events.some(({ event }) => event === 'connected'));
  });

  test('reads the server’s own words for a wrong password', async () => {
    const server = await serverForThisTest();
    const relay = await relayForThisTest({ profile: direct(server.url) });
    const ask = (url: string) =>
      fetch(`${url}/auth`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ provider: 'password', data: 'alice', user_info: { password: 'wrong' } }),
      });
    const [straight, relayed] = await Promise.all([ask(server.url), ask(relay.url)]);
    expect(relayed.status).toBe(401);
    expect(await relayed.text()).toBe(await straight.text());
    expect(relayed.headers.get('content-type')).toBe(straight.headers.get('content-type'));
  });

  test('holds its session', async () => {
    const server = await serverForThisTest();
    const relay = await relayForThisTest({ profile: direct(server.url) });
    const { result } = await checkServices({
      profile: appProfile(relay.url, alice.username),
      secrets: { password: alice.password },
      options: { holdMs: 4_500 },
    });
    expect(result.problem).toBeNull();
    expect(result.session?.heartbeats).toBeGreaterThan(0);
  });
});

test('an upgrade goes on as it was sent, but for the token’s header, the host and the profile’s own headers', async () => {
  const capture = await forThisTest(startCapture({ reply: scripted() }));
  const gateway = {
    syncUrl: `ws://${loopback}:${capture.port}`,
    authorizationHeaderName: 'X-Realm-Auth',
    urlPrefix: '/my/prefix',
    customRequestHeaders: [
      { name: 'authorization', value: 'Basic corp' },
      { name: 'X-Team', value: 'mobile' },
    ],
  };
  const relay = await relayForThisTest({
    profile: direct(`http://${loopback}:${capture.port}`, { gateway }),
  });
  const { connect } = await import('node:net');
  const socket = connect(relay.port, loopback);
  socket.write(
    [
      'GET /realm-sync/%2Fabc%2Ffo%20o HTTP/1.1',
      'hOST: 127.0.0.1',
      'Connection: Upgrade',
      'X-Odd:  two  blanks ',
      'Upgrade: websocket',
      'Authorization: Realm-Access-Token version=1 token="abc"',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: FBeULDToSQx6zW+pXf8+Jw==',
      'Sec-WebSocket-Protocol: io.realm.sync.30',
      'Proxy-Connection: keep-alive',
      '',
      '',
    ].join('\r\n'),
  );
  await relay.until(() => capture.requests.length > 0);
  socket.destroy();
  const [upgrade] = requestsOf('GET', capture.requests);
  expect(upgrade?.lines).toEqual([
    'GET /my/prefix/%2Fabc%2Ffo%20o HTTP/1.1',
    `hOST: ${loopback}:${capture.port}`,
    'Connection: Upgrade',
    'X-Odd: two  blanks',
    'Upgrade: websocket',
    'X-Realm-Auth: Realm-Access-Token version=1 token="abc"',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: FBeULDToSQx6zW+pXf8+Jw==',
    'Sec-WebSocket-Protocol: io.realm.sync.30',
    'authorization: Basic corp',
    'X-Team: mobile',
  ]);
});
