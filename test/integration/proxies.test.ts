import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exitStatusOf } from '../../main/check/check.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import type { EnteredSecrets } from '../../shared/secrets.ts';
import { createAuthority, type Authority, type Certificate } from '../peers/certificates.ts';
import { startTlsFront } from '../peers/haproxy.ts';
import { startDante } from '../peers/socks.ts';
import { startSquid } from '../peers/squid.ts';
import { startTinyproxy } from '../peers/tinyproxy.ts';
import { alice, direct, forThisTest, serverForThisTest } from './demo-hops.ts';
import { checkServices } from './services.ts';

/** Real forward proxies beside the matrix. */

async function through(proxy: string, more: Partial<ProfileFile> = {}, secrets: EnteredSecrets = {}) {
  const server = await serverForThisTest();
  const route = { mode: 'manual', proxy, neverDirect: true, ...more.route } as const;
  return checkServices({
    profile: { ...direct(server.url), ...more, route },
    secrets: { password: alice.password, ...secrets },
    options: { deadlineMs: 5_000 },
  });
}

describe('squid', () => {
  test('M7: a Digest whose realm is beyond ASCII', async () => {
    const user = { username: 'nell', password: 'canary: sésame' };
    const squid = await forThisTest(
      startSquid({ auth: { kind: 'digest', users: [user], realm: 'Größe GmbH' } }),
    );
    const route = { username: user.username };
    const { problem } = await through(squid.url, { route }, { proxyPassword: user.password });
    expect(problem).toBeNull();
  });
});

describe('tinyproxy', () => {
  test('lets through whom it does not ask', async () => {
    const proxy = await forThisTest(startTinyproxy());
    expect((await through(proxy.url)).problem).toBeNull();
    expect((await proxy.log()).match(/CONNECT/g)?.length).toBeGreaterThanOrEqual(2);
  });

  const user = { username: 'alice', password: 'canary-91c2' };

  test('asks, closes, and gets its answer on the next connection', async () => {
    const proxy = await forThisTest(startTinyproxy({ user }));
    const route = { username: user.username };
    const { problem, result } = await through(proxy.url, { route }, { proxyPassword: user.password });
    expect(problem).toBeNull();
    expect(JSON.stringify(result)).not.toContain('canary');
  });

  test('refuses a wrong password once, and is not asked again with it', async () => {
    const proxy = await forThisTest(startTinyproxy({ user }));
    const { problem } = await through(
      proxy.url,
      { route: { username: 'alice' } },
      { proxyPassword: 'wrong' },
    );
    expect(problem).toMatchObject({
      kind: 'route.authRequired',
      status: 401,
      schemes: ['basic'],
      tried: true,
    });
  });

  test('forbids a port', async () => {
    const proxy = await forThisTest(startTinyproxy({ allowedPorts: [443] }));
    expect((await through(proxy.url)).problem).toMatchObject({ kind: 'route.refused', status: 403 });
  });
});

test('a name that socks5 leaves to this computer, and that it doesn’t find, is not put down to the proxy', async () => {
  const socks = await forThisTest(startDante());
  const profile = direct('http://nowhere.invalid:9080', {
    route: { mode: 'manual', proxy: `socks5://${socks.host}:${socks.port}` },
  });
  const { problem } = await checkServices({ profile, secrets: { password: alice.password } });
  expect(problem).toEqual({ kind: 'auth.unresolved', host: 'nowhere.invalid' });
});

test('dante lets through, by name and by address', async () => {
  const socks = await forThisTest(startDante());
  for (const scheme of ['socks5', 'socks5h']) {
    expect((await through(`${scheme}://${socks.host}:${socks.port}`)).problem).toBeNull();
  }
});

describe('a forward proxy that wants a client certificate', () => {
  let authority: Authority;
  let certificate: Certificate;
  beforeAll(async () => {
    authority = await createAuthority();
    certificate = await authority.issue({ names: ['alice'], clientAuth: true, passphrase: 'open' });
  });
  afterAll(() => authority.remove());

  async function guarded(): Promise<string> {
    const squid = await forThisTest(startSquid());
    const front = await forThisTest(
      startTlsFront(squid, { ...(await authority.issue()), clientCa: authority.ca }),
    );
    return `https://${front.host}:${front.port}`;
  }

  test('is shown the profile’s', async () => {
    const trust = { ca: authority.ca, clientCertificate: certificate.cert };
    const secrets = { clientKey: certificate.key, clientKeyPassphrase: 'open' };
    const { problem, result } = await through(await guarded(), { trust }, secrets);
    expect(problem).toBeNull();
    expect(result.stages.filter(({ name }) => name === 'proxy')).toMatchObject([
      { evidence: { certificates: { chain: [{ subject: 'localhost' }, {}] } } },
      { evidence: { certificates: { chain: [{ subject: 'localhost' }, {}] } } },
    ]);
  });

  test('refuses whoever has none, and is named as the one that does', async () => {
    const { problem, result } = await through(await guarded(), { trust: { ca: authority.ca } });
    expect(problem).toMatchObject({ kind: 'tls.clientCertificateRequired', hop: 'forward proxy' });
    expect(exitStatusOf(problem)).toBe(13);
    expect(result.problem?.place).toBe('forward proxy');
  });
});
