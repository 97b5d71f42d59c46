import { expect, test } from 'vitest';
import { z } from 'zod';
import { loopback } from '../peers/port.ts';
import { startMicrosocks } from '../peers/socks.ts';
import { startSquid } from '../peers/squid.ts';
import { checkProfile, filesFor, causeway } from './command-line.ts';
import { alice, direct, forThisTest, serverForThisTest } from './demo-hops.ts';

/** The command line finds its way by environment variables, and says by which. */

const isAlice = { password: alice.password };
const system = { route: { mode: 'system' } } as const;

/** What is said of each leg: where to, which way, and by what rule. */
const alike = (target: string, ways: readonly object[], isGuarded = false): object[] =>
  ['auth', 'sync'].map((leg) => ({ leg, target, ways, isGuarded, problem: null }));

test('http_proxy, with the login that it brings', async () => {
  const user = { username: 'corp\\alice', password: 'canary: sésame' };
  const squid = await forThisTest(startSquid({ auth: { kind: 'basic', users: [user] } }));
  const server = await serverForThisTest();
  const login = `${encodeURIComponent(user.username)}:${encodeURIComponent(user.password)}`;
  const env = { http_proxy: `http://${login}@${squid.host}:${squid.port}` };
  const checked = await checkProfile(direct(server.url, system), isAlice, [], { env });
  expect(checked.result.problem).toBeNull();
  expect(checked.result['routes']).toEqual(
    alike(`${loopback}:${server.port}`, [
      { kind: 'forwardProxy', proxy: squid.url, reason: 'http_proxy', variable: 'http_proxy' },
    ]),
  );
  expect(checked.stdout).not.toContain('canary');
  await expect.poll(async () => (await squid.accessLog()).match(/TCP_TUNNEL\/200/g)).toHaveLength(2);
});

test('ALL_PROXY names a SOCKS server', async () => {
  const socks = await forThisTest(startMicrosocks());
  const server = await serverForThisTest();
  const env = { ALL_PROXY: `socks5h://${socks.host}:${socks.port}` };
  const { result } = await checkProfile(direct(server.url, system), isAlice, [], { env });
  expect(result.problem).toBeNull();
  expect(result.route).toMatchObject({ reason: 'all_proxy', variable: 'ALL_PROXY' });
});

test('NO_PROXY is direct, by the entry that says so', async () => {
  const server = await serverForThisTest();
  const env = { http_proxy: 'http://127.0.0.1:1', NO_PROXY: 'corp.example, 127.0.0.0/8' };
  const { result } = await checkProfile(direct(server.url, system), isAlice, [], { env });
  const way = { kind: 'direct', reason: 'no_proxy', variable: 'NO_PROXY', entry: '127.0.0.0/8' };
  expect(result['routes']).toEqual(alike(`${loopback}:${server.port}`, [way]));
  expect(result.ok).toBe(true);
});

test('a person reads it in the line of the stage', async () => {
  const server = await serverForThisTest();
  const bypass = ['localhost', '127.*'];
  const route = { mode: 'manual', proxy: 'http://127.0.0.1:1', bypass } as const;
  const files = await filesFor(direct(server.url, { route: { ...route, bypass } }), isAlice);
  const { stdout } = await causeway(['check', files.profile, '--secrets', files.secrets]);
  expect(stdout).toMatch(/✓ auth {2}route .*direct \(“127\.\*” is on the profile’s bypass list\)$/m);
});

test('a guard that leaves no way says so before anything is dialled', async () => {
  const server = await serverForThisTest();
  const guarded = { route: { mode: 'system', neverDirect: true } } as const;
  const { status, result } = await checkProfile(direct(server.url, guarded), isAlice);
  expect(status).toBe(12);
  const problem = { kind: 'route.undecided', reason: 'neverDirect' };
  expect(result['routes']).toMatchObject([{ isGuarded: true, ways: [], problem }, { problem }]);
  expect(server.connectionCount).toBe(0);
});

const evidence = z.looseObject({
  exchanges: z.array(z.object({ request: z.array(z.string()), answer: z.array(z.string()) })),
});

test('what was said to a forward proxy and by it is told, without a secret', async () => {
  const user = { username: 'alice', password: 'canary-91c2' };
  const squid = await forThisTest(startSquid({ auth: { kind: 'digest', users: [user] } }));
  const server = await serverForThisTest();
  const route = { mode: 'manual', proxy: squid.url, username: user.username } as const;
  const secrets = { ...isAlice, proxyPassword: user.password };
  const { result, stdout } = await checkProfile(direct(server.url, { route }), secrets);
  const asked = result.stages.find(({ leg, name }) => leg === 'auth' && name === 'proxy');
  const [first, second] = evidence.parse(asked?.['evidence']).exchanges;
  expect(first?.request[0]).toBe(`CONNECT ${loopback}:${server.port} HTTP/1.1`);
  expect(first?.answer).toEqual(
    expect.arrayContaining([
      'HTTP/1.1 407 Proxy Authentication Required',
      expect.stringMatching(/^Proxy-Authenticate: Digest realm="causeway test", nonce=/),
    ]),
  );
  expect(second?.request).toContain('Proxy-Authorization: Digest [secret]');
  expect(second?.answer[0]).toMatch(/^HTTP\/1\.1 200 /);
  expect(stdout).not.toContain('canary');
  expect(stdout).not.toMatch(/response=/);
});

test('a proxy that wants headers of its own gets them, and nobody behind it does', async () => {
  const wantedHeaders = { 'X-Site': 'berlin', 'X-Pass': 'canary-7be1' };
  const squid = await forThisTest(startSquid({ wantedHeaders }));
  const server = await serverForThisTest();
  const proxyHeaders = [
    { name: 'X-Site', value: 'berlin' },
    { name: 'X-Pass', secret: true },
  ];
  const route = { mode: 'manual', proxy: squid.url } as const;
  const refused = await checkProfile(direct(server.url, { route }), isAlice);
  expect(refused.result.problem).toMatchObject({ kind: 'route.refused', status: 403 });
  const through = direct(server.url, { route: { ...route, proxyHeaders } });
  const forgotten = await checkProfile(through, isAlice);
  expect(forgotten.result.problem?.summary).toContain('proxy header X-Pass');
  const { result, stdout } = await checkProfile(through, {
    ...isAlice,
    proxyHeaders: { 'x-pass': 'canary-7be1' },
  });
  expect(result.problem).toBeNull();
  const asked = result.stages.find(({ name }) => name === 'proxy');
  expect(evidence.parse(asked?.['evidence']).exchanges[0]?.request).toEqual(
    expect.arrayContaining(['X-Site: berlin', 'X-Pass: [secret]']),
  );
  expect(stdout).not.toContain('canary');
  expect(result.upgrade?.headers.map(([name]) => name)).not.toContain('X-Site');
});
