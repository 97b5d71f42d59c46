import { describe, expect, test } from 'vitest';
import { exitStatusOf, type Checked } from '../../main/check/check.ts';
import type { Place, ProblemKind } from '../../shared/problem.ts';
import { placeOf, remedyOf } from '../../shared/problem-kinds.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import { answerCase } from '../cases/answers.ts';
import { startCapture } from '../peers/capture.ts';
import { startFront } from '../peers/front.ts';
import { startBluntPeer } from '../peers/odd.ts';
import { freePort, loopback } from '../peers/port.ts';
import { alice, direct, forThisTest, serverForThisTest } from './demo-hops.ts';
import { answer, scripted, type Script } from './scripted-server.ts';
import { checkServices } from './services.ts';

/* Whole answers as people met them, through the real services: who is blamed, and what the check ends with. */

const password = { password: alice.password };
const options = { deadlineMs: 10_000 };

const replyOf = (name: string) =>
  ({ kind: 'bytes', bytes: answerCase(name).bytes.toString('utf8'), then: 'keep' }) as const;

async function checkAgainst(script: Script, more: Partial<ProfileFile> = {}): Promise<Checked> {
  const { port } = await forThisTest(startCapture({ reply: scripted(script) }));
  const profile = direct(`http://${loopback}:${port}`, more);
  return checkServices({ profile, secrets: password, options });
}

const told = ({ result: { problem } }: Checked): string => `${problem?.summary} ${problem?.hint}`;

describe('the upgrade, in a profile without a gateway', () => {
  test.each<[string, string, ProblemKind, Place, RegExp]>([
    ['g05', 'g05-challenge', 'gateway.intercepted', 'gateway', /challenge for bots.*exempt/],
    ['g08', 'g08-464', 'gateway.failed', 'gateway', /another version of HTTP to its targets/],
    ['g13', 'g13-parked-page', 'gateway.notWebSocket', 'gateway', /something other than a websocket/],
    ['g16', 'g16-upgrade-401', 'gateway.unauthorized', 'gateway', /unauthorized/],
    ['g19', 'g19-block-page-503', 'gateway.intercepted', 'gateway', /filter or policy/],
    ['g25', 'g25-firewall-incident', 'gateway.intercepted', 'gateway', /firewall.*7-1/],
    ['g32', 'g32-upgrade-lost', 'gateway.upgradeStripped', 'gateway', /Upgrade header/],
    ['q01', 'q01-server-busy', 'gateway.busy', 'sync server', /unavailable/],
    ['D13', 'D13-names-the-header', 'gateway.forbidden', 'gateway', /“X-Quay-Key is missing/],
    ['L10', 'L10-location-file', 'gateway.moved', 'gateway', /redirects the upgrade to another address/],
  ])('%s', async (_id, name, kind, place, words) => {
    const checked = await checkAgainst({ upgrade: () => replyOf(name) });
    const { problem, result } = checked;
    if (problem === null) throw new Error('it was refused');
    expect([problem.kind, placeOf(problem), exitStatusOf(problem)]).toEqual([kind, place, 14]);
    expect(told(checked)).toMatch(words);
    expect(remedyOf(problem)).not.toBe('refreshToken');
    expect(result.stages.at(-1)).toMatchObject({ leg: 'sync', name: 'upgrade', ok: false });
  });

  test('g16s: the failing upgrade stands in the stages, after a new token as well', async () => {
    const refused = () => answer('401 Unauthorized', '', 'Server: Realm-Object-Server/3.12.0');
    const { problem, result } = await checkAgainst({ upgrade: refused });
    expect(problem).toMatchObject({ kind: 'gateway.unauthorized', by: 'server' });
    expect(result.stages.at(-1)).toMatchObject({ leg: 'sync', name: 'upgrade', ok: false });
    expect(result.stages.some(({ name, ok }) => name === 'access-token' && ok)).toBe(true);
  });

  test('D7a: nobody listens', async () => {
    const profile = direct(`http://${loopback}:${await freePort()}`, { credential: { kind: 'adminToken' } });
    const checked = await checkServices({ profile, secrets: { adminToken: 'YTpi:c2ln' }, options });
    expect(exitStatusOf(checked.problem)).toBe(16);
    expect(told(checked)).toMatch(/^The sync server/);
    expect(told(checked)).not.toMatch(/gateway|sync URL/i);
  });
});

describe('POST /auth', () => {
  test('a01: refused by an API gateway', async () => {
    const checked = await checkAgainst({ auth: () => replyOf('a01-api-gateway-401') });
    const { problem } = checked;
    if (problem === null) throw new Error('it was refused');
    expect([problem.kind, placeOf(problem), exitStatusOf(problem)]).toEqual([
      'auth.refusedOnTheWay',
      'gateway',
      11,
    ]);
    expect(told(checked)).not.toMatch(/user ?name|password/i);
  });

  test('a08: a byte order mark before the JSON', async () => {
    const checked = await checkAgainst({
      auth: ({ body }) => (body.includes('"path"') ? answer('403 No', '') : replyOf('a08-byte-order-mark')),
    });
    expect(checked.result.stages.find(({ name }) => name === 'sign-in')).toMatchObject({ ok: true });
  });

  test('a page of a filter with 200', async () => {
    const page = '<html><title>Blocked</title>Access to this site is blocked by policy. Zscaler</html>';
    const checked = await checkAgainst({ auth: () => answer('200 OK', page, 'Content-Type: text/html') });
    expect(checked.problem).toMatchObject({
      kind: 'auth.intercepted',
      what: 'blockPage',
      product: 'Zscaler',
    });
    expect(exitStatusOf(checked.problem)).toBe(11);
  });
});

describe('CONNECT', () => {
  test.each<[string, string, RegExp]>([
    ['x03', 'x03-407-without-challenge', /names no way to/],
    ['x06', 'x06-connect-302', /portal.quay.example:1003.*sign in/],
    ['x17', 'x17-connect-401', /wants a sign-in/],
  ])('%s', async (_id, name, words) => {
    const { port } = await forThisTest(startCapture({ reply: () => replyOf(name) }));
    const route = { mode: 'manual', proxy: `http://${loopback}:${port}`, neverDirect: true } as const;
    const checked = await checkServices({
      profile: direct('http://ros.quay.example:9080', { route }),
      secrets: password,
      options,
    });
    expect(exitStatusOf(checked.problem)).toBe(12);
    expect(told(checked)).toMatch(words);
    expect(told(checked)).not.toContain('allow CONNECT');
  });
});

describe('R6: TLS to a port without it', () => {
  test.each(['auth', 'sync', 'proxy'] as const)('on the way of %s names http://', async (leg) => {
    const server = await serverForThisTest();
    // A Realm Object Server hangs up on what is no HTTP; others say so in the clear.
    const mute = await forThisTest(startBluntPeer(''));
    for (const { port } of [server, mute]) {
      const tls = `https://${loopback}:${port}`;
      const more: Partial<ProfileFile> = {
        auth: {},
        sync: { gateway: { syncUrl: tls.replace('https', 'wss') } },
        proxy: { route: { mode: 'manual', proxy: tls } } as const,
      }[leg];
      const profile = direct(leg === 'auth' ? tls : server.url, more);
      const checked = await checkServices({ profile, secrets: password, options });
      expect(checked.problem?.kind).toBe('tls.failed');
      expect(exitStatusOf(checked.problem)).toBe(13);
      expect(told(checked)).toContain('http://');
    }
  });
});

describe('holding on', () => {
  const isRenewal = (body: string) => body.includes('"path"');
  const realm = (status: number, code: number) =>
    `HTTP/1.1 ${status} No\r\nContent-Type: application/json\r\n\r\n${JSON.stringify({ type: 'x', title: 'y', status, code })}`;

  async function held(instead: (renewals: number) => Buffer | string | null, holdMs: number) {
    const server = await serverForThisTest({ accessLifetimeSeconds: 5 });
    let renewals = 0;
    const front = await forThisTest(
      startFront({ host: loopback, port: server.port }, (body) =>
        isRenewal(body) ? instead((renewals += 1)) : null,
      ),
    );
    const profile = direct(front.url);
    const checked = await checkServices({ profile, secrets: password, options: { ...options, holdMs } });
    return { checked, front };
  }

  test('R7: a renewal that is refused for good is the verdict', async () => {
    const { checked } = await held((renewals) => (renewals === 1 ? null : realm(403, 614)), 60_000);
    const { result, problem } = checked;
    expect(result.ok).toBe(false);
    expect(problem).toMatchObject({ kind: 'auth.refreshRefused', code: 614 });
    expect(exitStatusOf(problem)).toBe(11);
    expect(result.session).toMatchObject({ bound: true });
    expect(result.session?.heldMs).toBeLessThan(5_000);
    expect(result.realmPath).not.toBeNull();
  });

  test('a01r: one that somebody before the server refuses is asked again, and the session goes on', async () => {
    const refusal = answerCase('a01-api-gateway-401').bytes;
    const { checked, front } = await held((renewals) => (renewals === 2 ? refusal : null), 10_000);
    expect(checked.problem).toBeNull();
    expect(front.posted.filter(isRenewal).length).toBeGreaterThan(2);
    expect(checked.result.session?.refreshes).toBeGreaterThan(0);
  });
});
