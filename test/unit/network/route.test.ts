import { describe, expect, it } from 'vitest';
import { proxyUrl } from '../../../main/network/proxy-address.ts';
import {
  decideRoute,
  parseForwardProxy,
  parsePacAnswer,
  statusOfWay,
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
    // Where nothing was struck out, it isn't to blame.
    await expect(decide(guarded, [])).rejects.toMatchObject({ problem: { reason: 'unsupported' } });
  });

  it('goes direct where the system names no way only if the person said so', async () => {
    const said: RouteSettings = { ...system, whenUndecided: 'direct' };
    const broken = () =>
      Promise.reject(new ProblemError({ kind: 'route.undecided', reason: 'pacFailed', cause: 'broken' }));
    await expect(decideRoute(system, target, broken)).rejects.toMatchObject({ problem: { cause: 'broken' } });
    expect(words(await decideRoute(said, target, broken))).toEqual(['direct by whenUndecided']);
    expect(await decide(said, [])).toEqual(['direct by whenUndecided']);
    expect(await decide(said, [via('a')])).toEqual(['http://a:80 by system']);
    await expect(decideRoute({ ...said, neverDirect: true }, target, broken)).rejects.toMatchObject({
      problem: { reason: 'neverDirect' },
    });
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
