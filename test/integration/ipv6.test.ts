import { beforeEach, describe, expect, test } from 'vitest';
import { exitStatusOf } from '../../main/check/check.ts';
import { EnvironmentSystemProxy } from '../../main/network/environment-proxy.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import { startOddGateway, startOddProxy, type OddPeer } from '../peers/odd.ts';
import { freePort, loopback } from '../peers/port.ts';
import { startMicrosocks } from '../peers/socks.ts';
import { startSquid } from '../peers/squid.ts';
import { alice, direct, forThisTest, serverForThisTest } from './demo-hops.ts';
import { checkServices } from './services.ts';

/** Addresses of version 6 in every place of a profile where an address may stand. */

const isAlice = { password: alice.password };
const opened = 'HTTP/1.1 200 OK\r\n\r\n';

/** The server, as it is reached over version 6. */
let six: OddPeer;
beforeEach(async () => {
  const { port } = await serverForThisTest();
  six = await forThisTest(startOddGateway({ host: loopback, port }, undefined, '::1'));
});

const check = (route: ProfileFile['route'], env: Record<string, string> = {}) =>
  checkServices({
    profile: direct(six.url, { route }),
    secrets: isAlice,
    ports: { systemProxy: new EnvironmentSystemProxy(env) },
    options: { deadlineMs: 4_000 },
  });

test('a server is reached directly, and named in brackets', async () => {
  const { problem, result } = await check({ mode: 'direct' });
  expect(problem).toBeNull();
  expect(result.routes?.[0]?.target).toBe(`[::1]:${six.port}`);
  for (const head of six.heads) expect(head).toMatch(new RegExp(`^Host: \\[::1\\]:${six.port}$`, 'm'));
});

test('a forward proxy has one, and so has its target', async () => {
  const proxy = await forThisTest(startOddProxy(() => ({ say: opened, then: 'tunnel' }), '::1'));
  const { problem, result } = await check({ mode: 'manual', proxy: proxy.url, neverDirect: true });
  expect(problem).toBeNull();
  expect(result.route).toMatchObject({ proxy: proxy.url });
  expect(proxy.heads).toHaveLength(2);
  for (const head of proxy.heads) expect(head).toContain(`CONNECT [::1]:${six.port} HTTP/1.1\r\n`);
});

test('squid understands it', async () => {
  const squid = await forThisTest(startSquid());
  expect((await check({ mode: 'manual', proxy: squid.url })).problem).toBeNull();
});

test.each(['socks5', 'socks5h'])('a %s server understands it', async (scheme) => {
  const socks = await forThisTest(startMicrosocks());
  const proxy = `${scheme}://${socks.host}:${socks.port}`;
  expect((await check({ mode: 'manual', proxy })).problem).toBeNull();
  expect(socks.output().match(/connected to/g)).toHaveLength(2);
});

describe('goes past the forward proxy by', () => {
  const proxy = 'http://127.0.0.1:1';

  test.each(['::1', '[::1]', '::1/128', '0:0:0:0:0:0:0:1/64'])('%s on the bypass list', async (entry) => {
    const { problem, result } = await check({ mode: 'manual', proxy, bypass: [entry] });
    expect(problem).toBeNull();
    expect(result.route).toEqual({ kind: 'direct', reason: 'bypass', entry });
  });

  test.each(['::1', '[::1]', 'localhost,::/0'])('no_proxy=%s', async (no_proxy) => {
    const { problem, result } = await check({ mode: 'system' }, { http_proxy: proxy, no_proxy });
    expect(problem).toBeNull();
    expect(result.route).toMatchObject({ kind: 'direct', reason: 'no_proxy' });
  });
});

describe('where nobody listens', () => {
  test('the server is named in brackets', async () => {
    const profile = direct(`http://[::1]:${await freePort()}`);
    const { problem, result } = await checkServices({ profile, secrets: isAlice });
    expect(problem).toMatchObject({ kind: 'auth.unreachable', host: '[::1]', cause: 'refused' });
    expect(result.problem?.summary).toContain('[::1]');
    expect(exitStatusOf(problem)).toBe(16);
  });

  test('the forward proxy is', async () => {
    const proxy = `http://[::1]:${await freePort()}`;
    const { problem } = await check({ mode: 'manual', proxy });
    expect(problem).toEqual({ kind: 'route.unreachable', proxy, cause: 'refused' });
    expect(exitStatusOf(problem)).toBe(12);
  });
});
