import { describe, expect, it } from 'vitest';
import { bypassEntry } from '../../../main/network/bypass.ts';
import {
  decideRoute,
  parseForwardProxy,
  parsePacAnswer,
  proxyUrl,
  statusOfWay,
  waysFromEnvironment,
  type Target,
  type Way,
} from '../../../main/network/route.ts';
import { ProblemError } from '../../../main/problem-error.ts';
import type { RouteSettings } from '../../../shared/profile.ts';

const target: Target = { host: 'ros.example', port: 9443, isTls: true };
const system: RouteSettings = { mode: 'system', bypass: [], neverDirect: false, proxyHeaders: [] };
const manual: RouteSettings = { ...system, mode: 'manual', proxy: 'http://proxy.example:3128' };
const direct: Way = { kind: 'direct', reason: 'system' };
const via = (host: string): Way => ({
  kind: 'forwardProxy',
  proxy: { scheme: 'http', host, port: 80 },
  reason: 'system',
});
const words = (ways: readonly Way[]): string[] =>
  ways.map((way) => `${way.kind === 'direct' ? 'direct' : proxyUrl(way.proxy)} by ${way.reason}`);

const decide = async (settings: RouteSettings, answer: readonly Way[] = [], to = target): Promise<string[]> =>
  words(await decideRoute(settings, to, () => Promise.resolve(answer)));

describe('the route', () => {
  const unasked = () => Promise.reject(new Error('the system was asked'));

  it('set to direct asks nobody', async () => {
    expect(words(await decideRoute({ ...system, mode: 'direct' }, target, unasked))).toEqual([
      'direct by profile',
    ]);
  });

  it('set by hand asks nobody', async () => {
    expect(words(await decideRoute(manual, target, unasked))).toEqual([
      'http://proxy.example:3128 by profile',
    ]);
  });

  it('of the system is taken in its order', async () => {
    expect(await decide(system, [via('a'), via('b'), direct])).toEqual([
      'http://a:80 by system',
      'http://b:80 by system',
      'direct by system',
    ]);
  });

  it('is direct for what is bypassed, whoever decides', async () => {
    const bypass = ['*.example'];
    expect(words(await decideRoute({ ...system, bypass }, target, unasked))).toEqual(['direct by bypass']);
    expect(await decide({ ...manual, bypass })).toEqual(['direct by bypass']);
  });

  it('never goes direct when that is forbidden', async () => {
    const guarded = { ...system, neverDirect: true };
    expect(await decide(guarded, [direct, via('a')])).toEqual(['http://a:80 by system']);
    await expect(decide(guarded, [direct])).rejects.toThrow(
      new ProblemError({ kind: 'route.undecided', reason: 'neverDirect' }),
    );
    await expect(decide(guarded, [direct])).rejects.toMatchObject({ problem: { reason: 'neverDirect' } });
  });

  it('is undecided when there is no way that we speak', async () => {
    await expect(decide(system, [])).rejects.toMatchObject({
      problem: { kind: 'route.undecided', reason: 'unsupported' },
    });
  });

  it('is shown without credentials', () => {
    expect(statusOfWay(via('a'))).toEqual({ kind: 'forwardProxy', proxy: 'http://a:80', reason: 'system' });
    expect(statusOfWay(direct)).toEqual({ kind: 'direct', reason: 'system' });
  });
});

describe('a forward proxy', () => {
  it.each([
    ['http://proxy.example:3128', 'http://proxy.example:3128'],
    ['http://proxy.example', 'http://proxy.example:80'],
    ['http://proxy.example:80', 'http://proxy.example:80'],
    ['https://proxy.example', 'https://proxy.example:443'],
    ['https://proxy.example:443/', 'https://proxy.example:443'],
    ['socks5://proxy.example', 'socks5://proxy.example:1080'],
    ['socks5h://proxy.example:9050', 'socks5h://proxy.example:9050'],
    ['proxy.example:3128', 'http://proxy.example:3128'],
    ['HTTP://PROXY.example:3128/', 'http://proxy.example:3128'],
    ['http://user:canary@proxy.example:3128', 'http://proxy.example:3128'],
    ['http://user:canary@proxy.example', 'http://proxy.example:80'],
    ['http://proxy.example:3128/some/path', 'http://proxy.example:3128'],
    ['http://[::1]:3128', 'http://[::1]:3128'],
    ['http://[::1]', 'http://[::1]:80'],
  ])('%s is %s', (url, read) => {
    const proxy = parseForwardProxy(url);
    expect(proxy === null ? null : proxyUrl(proxy)).toBe(read);
  });

  it.each([
    '',
    'ftp://proxy.example',
    'socks4://proxy.example',
    'http://',
    'http://a b',
    'quic://proxy:1',
    'constructor://proxy:1',
  ])('%j is none', (url) => {
    expect(parseForwardProxy(url)).toBeNull();
  });
});

describe('a PAC answer', () => {
  it.each([
    ['DIRECT', ['direct by system']],
    ['PROXY a:3128', ['http://a:3128 by system']],
    ['PROXY a', ['http://a:80 by system']],
    ['proxy a:3128; direct', ['http://a:3128 by system', 'direct by system']],
    ['HTTP a:1;HTTPS b:2', ['http://a:1 by system', 'https://b:2 by system']],
    ['HTTPS b', ['https://b:443 by system']],
    ['SOCKS a:1; SOCKS5 b:2', ['socks5h://a:1 by system', 'socks5h://b:2 by system']],
    ['SOCKS4 a:1; PROXY b:2', ['http://b:2 by system']],
    ['QUIC a:1', []],
    ['  PROXY   a:1  ;  ; ', ['http://a:1 by system']],
    ['PROXY', []],
    ['PROXY [::1]:3128', ['http://[::1]:3128 by system']],
    ['', []],
    ['nonsense', []],
  ])('%j', (answer, ways) => {
    expect(words(parsePacAnswer(answer))).toEqual(ways);
  });
});

describe('the environment', () => {
  const plain: Target = { ...target, isTls: false };

  it.each<[Record<string, string>, string, string]>([
    [{}, 'direct by no proxy set', 'direct by no proxy set'],
    [{ https_proxy: 'http://a:1' }, 'http://a:1 by https_proxy', 'direct by no proxy set'],
    [{ HTTPS_PROXY: 'http://a:1' }, 'http://a:1 by https_proxy', 'direct by no proxy set'],
    [{ http_proxy: 'http://a:1' }, 'direct by no proxy set', 'http://a:1 by http_proxy'],
    [{ HTTP_PROXY: 'http://a:1' }, 'direct by no proxy set', 'direct by no proxy set'],
    [{ all_proxy: 'socks5://a:1' }, 'socks5://a:1 by all_proxy', 'socks5://a:1 by all_proxy'],
    [{ ALL_PROXY: 'socks5://a:1' }, 'socks5://a:1 by all_proxy', 'socks5://a:1 by all_proxy'],
    [{ https_proxy: 'a:1', HTTPS_PROXY: 'b:2' }, 'http://a:1 by https_proxy', 'direct by no proxy set'],
    [{ https_proxy: '', HTTPS_PROXY: 'b:2' }, 'http://b:2 by https_proxy', 'direct by no proxy set'],
    [{ https_proxy: 'a:1', all_proxy: 'b:2' }, 'http://a:1 by https_proxy', 'http://b:2 by all_proxy'],
    [{ https_proxy: 'a:1', no_proxy: 'ros.example' }, 'direct by no_proxy', 'direct by no_proxy'],
    [{ https_proxy: 'a:1', NO_PROXY: 'x, .example' }, 'direct by no_proxy', 'direct by no_proxy'],
    [{ https_proxy: 'a:1', no_proxy: '*' }, 'direct by no_proxy', 'direct by no_proxy'],
    [
      { https_proxy: 'a:1', no_proxy: 'other.example' },
      'http://a:1 by https_proxy',
      'direct by no proxy set',
    ],
  ])('%j', (variables, tls, withoutTls) => {
    expect(words(waysFromEnvironment(variables, target))).toEqual([tls]);
    expect(words(waysFromEnvironment(variables, plain))).toEqual([withoutTls]);
  });

  it('with a proxy that we don’t speak gives no way, and above all not a direct one', () => {
    expect(waysFromEnvironment({ https_proxy: 'ftp://a:1' }, target)).toEqual([]);
  });
});

describe('a bypass pattern', () => {
  it.each<[string, string, boolean, boolean]>([
    // pattern, host:port, as in a profile, as in no_proxy
    ['ros.example', 'ros.example:80', true, true],
    ['ros.example', 'ROS.Example.:80', true, true],
    ['ROS.EXAMPLE', 'ros.example:80', true, true],
    ['ros.example', 'a.ros.example:80', false, true],
    ['ros.example', 'xros.example:80', false, false],
    ['.example', 'ros.example:80', true, true],
    ['.example', 'example:80', true, true],
    ['*.example', 'a.b.example:80', true, true],
    ['*.example', 'example:80', false, false],
    ['ros-*.example', 'ros-7.example:80', true, true],
    ['ros-*.example', 'ros.example:80', false, false],
    ['a.c', 'abc:80', false, false],
    ['*', 'anything:80', true, true],
    ['ros.example:9443', 'ros.example:9443', true, true],
    ['ros.example:9443', 'ros.example:80', false, false],
    ['*.example:9443', 'ros.example:9443', true, true],
    ['*.example:9443', 'ros.example:80', false, false],
    ['<local>', 'intranet:80', true, true],
    ['<local>', 'ros.example:80', false, false],
    ['<local>', '::1:80', false, false],
    ['10.0.0.0/8', '10.255.0.1:80', true, true],
    ['10.0.0.0/8', '11.0.0.1:80', false, false],
    ['10.0.0.1/32', '10.0.0.1:80', true, true],
    ['0.0.0.0/0', '8.8.8.8:80', true, true],
    ['10.0.0.0/33', '10.0.0.0:80', false, false],
    ['10.0.0.0/', '10.0.0.0:80', false, false],
    ['10.0.0.0/8', 'ten.example:80', false, false],
    ['fd00::/8', 'fd12::1:80', true, true],
    ['fd00::/8', '[fd12::1]:80', true, true],
    ['fd00::/8', 'fe80::1:80', false, false],
    ['fd00::/8', '10.0.0.1:80', false, false],
    ['::1', '[::1]:80', true, true],
    ['[::1]', '::1:80', true, true],
    ['[::1]:9080', '[::1]:9080', true, true],
    ['[::1]:9080', '[::1]:80', false, false],
    ['10.0.0.1', '10.0.0.1:80', true, true],
    ['0.0.1', '10.0.0.1:80', false, false],
    ['', 'ros.example:80', false, false],
    [' ros.example ', 'ros.example:80', true, true],
  ])('%j and %s', (pattern, hostAndPort, inProfile, inEnvironment) => {
    const at = hostAndPort.lastIndexOf(':');
    const to = { host: hostAndPort.slice(0, at), port: Number(hostAndPort.slice(at + 1)) };
    expect(bypassEntry(to, [pattern], 'profile')).toBe(inProfile ? pattern : null);
    expect(bypassEntry(to, ['unrelated', pattern], 'environment')).toBe(inEnvironment ? pattern : null);
  });
});

describe('credentials in an environment variable', () => {
  const target: Target = { host: 'ros.example', port: 443, isTls: true };
  const proxyOf = (https_proxy: string) => {
    const [way] = waysFromEnvironment({ https_proxy }, target);
    return way?.kind === 'forwardProxy' ? way.proxy : null;
  };

  it('are taken as curl takes them, and never shown', () => {
    const proxy = proxyOf('http://corp%5Calice:p%40ss@proxy.example:3128');
    expect(proxy?.login?.username).toBe('corp\\alice');
    expect(proxy?.login?.password.reveal()).toBe('p@ss');
    expect(proxy === null ? '' : proxyUrl(proxy)).toBe('http://proxy.example:3128');
    expect(JSON.stringify(proxy)).not.toContain('p@ss');
  });

  it('may hold a percent sign that stands for itself', () => {
    expect(proxyOf('http://u:100%@proxy.example:1')?.login?.password.reveal()).toBe('100%');
  });

  it('need not be there', () => {
    expect(proxyOf('proxy.example:3128')?.login).toBeUndefined();
  });
});
