import { expect, test } from 'vitest';
import { z } from 'zod';
import type { ProfileFile } from '../../shared/profile.ts';
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

/** What people write into variables, each with the row of the cases that it stands for; `P` is the proxy. */
test.each<[string, string, string, { username: string; password: string }]>([
  ['e01', 'http_proxy', 'http://CORP\\nell:pw@P', { username: 'CORP\\nell', password: 'pw' }],
  ['e01', 'HTTP_PROXY', 'CORP\\nell:p#w?x/y@z@P/', { username: 'CORP\\nell', password: 'p#w?x/y@z' }],
  ['e03', 'http_proxy', 'http://nell:50%abz@P', { username: 'nell', password: '50%abz' }],
  ['e08', 'http_proxy', ' "http://nell:gr%C3%BC%C3%9Fe%@P" ', { username: 'nell', password: 'grüße%' }],
])('%s: %s=%s goes to the proxy with that login', async (_id, variable, value, user) => {
  const squid = await forThisTest(startSquid({ auth: { kind: 'basic', users: [user] } }));
  const server = await serverForThisTest();
  const env = { [variable]: value.replace('@P', `@${squid.host}:${squid.port}`) };
  const checked = await checkProfile(direct(server.url, system), isAlice, [], { env });
  expect(checked.result.problem).toBeNull();
  expect(checked.result.route).toMatchObject({ proxy: squid.url, variable });
  expect(checked.stdout + checked.stderr).not.toContain(user.password);
});

test('e05: ALL_PROXY=socks://P/, as GNOME writes it', async () => {
  const socks = await forThisTest(startMicrosocks());
  const server = await serverForThisTest();
  const env = { ALL_PROXY: `socks://${socks.host}:${socks.port}/` };
  const { result } = await checkProfile(direct(server.url, system), isAlice, [], { env });
  expect(result.problem).toBeNull();
  expect(result.route).toMatchObject({
    proxy: `socks5h://${socks.host}:${socks.port}`,
    variable: 'ALL_PROXY',
  });
});

test('a login in a variable that the proxy refuses is told with its variable', async () => {
  const user = { username: 'nell', password: 'right' };
  const squid = await forThisTest(startSquid({ auth: { kind: 'basic', users: [user] } }));
  const server = await serverForThisTest();
  const env = { HTTP_PROXY: `http://nell:canary@${squid.host}:${squid.port}` };
  const { status, result, stdout } = await checkProfile(direct(server.url, system), isAlice, [], { env });
  expect(status).toBe(12);
  expect(result.problem).toMatchObject({ kind: 'route.authRequired', status: 407 });
  expect(result.problem?.hint).toContain('environment variable HTTP_PROXY');
  expect(stdout).not.toContain('canary');
});

test.each([
  ['http_proxy', 'http://http://nell:canary@P'],
  ['all_proxy', 'socks4://nell:canary@P'],
  ['HTTP_PROXY', 'http://nell:canary@P1'],
])('e09: %s=%s is told by the name of the variable, before anything is dialled', async (variable, value) => {
  const server = await serverForThisTest();
  const env = { [variable]: value.replace('P', '127.0.0.1:99999') };
  const checked = await checkProfile(direct(server.url, system), isAlice, [], { env });
  expect(checked.status).toBe(12);
  expect(checked.result.problem).toMatchObject({ kind: 'route.undecided', place: 'this computer' });
  expect(checked.result.problem?.summary).toContain(variable);
  expect(checked.result['routes']).toMatchObject([
    { ways: [], problem: { reason: 'variable', variable } },
    {},
  ]);
  expect(checked.stdout + checked.stderr).not.toContain('canary');
  expect(server.connectionCount).toBe(0);
});

test.each([
  ['n02', '0:0:0:0:0:0:0:1', 'http://[::1]:9080'],
  ['n05', '10.', 'http://10.1.2.3:9080'],
  ['n11', 'localhost;.corp.example', 'http://ros.corp.example:9080'],
  ['n12', 'http://ros.corp.example', 'http://ros.corp.example:9080'],
  ['n15', 'bücher.example', 'http://xn--bcher-kva.example:9080'],
])('%s: no_proxy=%s is direct to %s', async (_id, no_proxy, url) => {
  const env = { http_proxy: 'http://127.0.0.1:1', no_proxy };
  // No host answers there or has that name: only the way is asked for.
  const { result } = await checkProfile(direct(url, system), isAlice, ['--deadline', '1'], { env });
  expect(result['routes']).toMatchObject([
    { ways: [{ kind: 'direct', reason: 'no_proxy', variable: 'no_proxy' }] },
    { ways: [{ kind: 'direct' }] },
  ]);
});

test('n17: each entry of a profile means what it says, or is refused by its path', async () => {
  const bypass = ['10.', 'http://10.1.2.3', '10.0.0.0-10.255.255.255', '[fd00::]/8'];
  for (const [at, entry] of bypass.entries()) {
    const route = {
      mode: 'manual',
      proxy: 'http://127.0.0.1:1',
      bypass: [entry],
    } satisfies ProfileFile['route'];
    const url = at === 3 ? 'http://[fd00::7]:9080' : 'http://10.1.2.3:9080';
    const { result } = await checkProfile(direct(url, { route }), isAlice, ['--deadline', '1']);
    expect(result['routes']).toMatchObject([{ ways: [{ kind: 'direct', reason: 'bypass', entry }] }, {}]);
  }
  const route: ProfileFile['route'] = { mode: 'system', bypass: ['localhost', '10.0.0.0-10.300.0.0'] };
  const { status, result } = await checkProfile(direct('http://10.1.2.3', { route }), isAlice);
  expect(status).toBe(2);
  expect(result.problem?.summary).toContain('route.bypass[1]');
});

test('entries of no_proxy that can never match are said', async () => {
  const server = await serverForThisTest();
  const env = { NO_PROXY: 'x.example:99999,127.0.0.1,10.300.0.0/8', http_proxy: 'http://127.0.0.1:1' };
  const { result } = await checkProfile(direct(server.url, system), isAlice, [], { env });
  expect(result.ok).toBe(true);
  const dead = { in: 'NO_PROXY', entries: ['x.example:99999', '10.300.0.0/8'] };
  expect(result['routes']).toMatchObject([{ ways: [{ reason: 'no_proxy', entry: '127.0.0.1', dead }] }, {}]);
  expect(result.stages.find(({ name }) => name === 'route')?.['detail']).toContain(
    '“x.example:99999”, “10.300.0.0/8” in NO_PROXY can never match',
  );
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
