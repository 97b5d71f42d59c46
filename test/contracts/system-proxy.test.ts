import { describe, expect, it } from 'vitest';
import type { SystemProxy } from '../../main/network/system-proxy.ts';
import {
  ChromiumSystemProxy,
  WindowSystemProxy,
  type WindowProxyParts,
} from '../../main/network/window-system-proxy.ts';
import { EnvironmentSystemProxy } from '../../main/network/environment-proxy.ts';
import { proxyUrl } from '../../main/network/proxy-address.ts';
import type { Target } from '../../main/network/route.ts';
import { FakeSystemProxy } from '../fakes/system-proxy.ts';

const target: Target = { host: 'ros.example', port: 9443, isTls: true };
const proxy = { scheme: 'http', host: 'proxy.example', port: 3128 } as const;

const windowWith = (parts: Partial<WindowProxyParts>): WindowSystemProxy =>
  new WindowSystemProxy({
    variables: {},
    isSwitched: false,
    findScript: () => Promise.resolve(null),
    scripts: { ask: () => Promise.reject(new Error('a script was asked')) },
    chromium: new FakeSystemProxy(),
    ...parts,
  });

/** Those who know a forward proxy, and those who know none. */
const benches: [string, SystemProxy, SystemProxy][] = [
  [
    'the fake system proxy',
    new FakeSystemProxy([{ kind: 'forwardProxy', proxy, reason: 'system' }]),
    new FakeSystemProxy(),
  ],
  [
    'Electron’s',
    new ChromiumSystemProxy({ resolveProxy: () => Promise.resolve('PROXY proxy.example:3128') }),
    new ChromiumSystemProxy({ resolveProxy: () => Promise.resolve('DIRECT') }),
  ],
  [
    'the window’s',
    windowWith({ chromium: new FakeSystemProxy([{ kind: 'forwardProxy', proxy, reason: 'system' }]) }),
    windowWith({}),
  ],
  [
    'the environment’s',
    new EnvironmentSystemProxy({ https_proxy: 'http://proxy.example:3128' }),
    new EnvironmentSystemProxy({}),
  ],
];

describe.each(benches)('%s', (_name, withProxy, without) => {
  it('names the forward proxy', async () => {
    const [way, ...others] = await withProxy.ways(target);
    expect(way?.kind === 'forwardProxy' && proxyUrl(way.proxy)).toBe('http://proxy.example:3128');
    expect(others).toEqual([]);
  });

  it('goes direct where there is none', async () => {
    expect(await without.ways(target)).toMatchObject([{ kind: 'direct' }]);
  });
});

describe('the window’s', () => {
  const findScript = () => Promise.resolve('http://wpad/proxy.pac');
  const scripts = { ask: () => Promise.resolve('PROXY by-script:1; QUIC odd:2') };
  const variables = { http_proxy: 'by-variable:1' };
  const first = async (parts: Partial<WindowProxyParts>, isTls = false): Promise<string> => {
    const [way] = await windowWith(parts).ways({ ...target, isTls });
    return way?.kind === 'forwardProxy'
      ? `${way.proxy.host} ${way.variable ?? way.reason}`
      : (way?.reason ?? 'none');
  };

  it('reads variables first, then the script, then asks Chromium', async () => {
    expect(await first({ variables, findScript, scripts })).toBe('by-variable http_proxy');
    expect(await first({ variables, findScript, scripts }, true)).toBe('by-script system');
    expect(await first({ variables: { no_proxy: '*' }, findScript, scripts })).toBe('by-script system');
    expect(await first({})).toBe('system');
  });

  it('looks at no variable where a switch settles it', async () => {
    expect(await first({ variables, isSwitched: true })).toBe('system');
  });

  it('names a variable that can’t be used, and asks nobody else', async () => {
    const system = windowWith({ variables: { all_proxy: 'http://http://a' }, findScript, scripts });
    await expect(system.ways(target)).rejects.toMatchObject({
      problem: { reason: 'variable', variable: 'all_proxy' },
    });
  });
});

describe('Electron', () => {
  it.each<[Target, string]>([
    [target, 'https://ros.example:9443/'],
    [{ ...target, isTls: false, port: 80 }, 'http://ros.example:80/'],
    [{ ...target, host: '[::1]' }, 'https://[::1]:9443/'],
  ])('is asked for %o as for a page', async (to, url) => {
    const asked: string[] = [];
    const resolveProxy = (text: string) => {
      asked.push(text);
      return Promise.resolve('DIRECT');
    };
    await new ChromiumSystemProxy({ resolveProxy }).ways(to);
    expect(asked).toEqual([url]);
  });

  it('that answers nothing we speak gives no way', async () => {
    const odd = new ChromiumSystemProxy({ resolveProxy: () => Promise.resolve('QUIC a:1; SOCKS4 b:2') });
    expect(await odd.ways(target)).toEqual([]);
  });

  it('that fails is not taken for direct', async () => {
    const broken = new ChromiumSystemProxy({ resolveProxy: () => Promise.reject(new Error('PAC failed')) });
    await expect(broken.ways(target)).rejects.toThrow('PAC failed');
  });
});
