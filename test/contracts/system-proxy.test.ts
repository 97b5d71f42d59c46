import { describe, expect, it } from 'vitest';
import {
  ElectronSystemProxy,
  EnvironmentSystemProxy,
  type SystemProxy,
} from '../../main/ports/system-proxy.ts';
import { proxyUrl } from '../../main/network/proxy-address.ts';
import type { Target } from '../../main/network/route.ts';
import { FakeSystemProxy } from '../fakes/system-proxy.ts';

const target: Target = { host: 'ros.example', port: 9443, isTls: true };
const proxy = { scheme: 'http', host: 'proxy.example', port: 3128 } as const;

/** Three who know a forward proxy, and three who know none. */
const benches: [string, SystemProxy, SystemProxy][] = [
  [
    'the fake system proxy',
    new FakeSystemProxy([{ kind: 'forwardProxy', proxy, reason: 'system' }]),
    new FakeSystemProxy(),
  ],
  [
    'Electron’s',
    new ElectronSystemProxy({ resolveProxy: () => Promise.resolve('PROXY proxy.example:3128') }),
    new ElectronSystemProxy({ resolveProxy: () => Promise.resolve('DIRECT') }),
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
    await new ElectronSystemProxy({ resolveProxy }).ways(to);
    expect(asked).toEqual([url]);
  });

  it('that answers nothing we speak gives no way', async () => {
    const odd = new ElectronSystemProxy({ resolveProxy: () => Promise.resolve('QUIC a:1; SOCKS4 b:2') });
    expect(await odd.ways(target)).toEqual([]);
  });

  it('that fails is not taken for direct', async () => {
    const broken = new ElectronSystemProxy({ resolveProxy: () => Promise.reject(new Error('PAC failed')) });
    await expect(broken.ways(target)).rejects.toThrow('PAC failed');
  });
});
