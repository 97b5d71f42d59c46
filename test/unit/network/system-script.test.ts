import { describe, expect, it } from 'vitest';
import {
  askedEvery,
  findSystemScript,
  hasProxySwitch,
  type ScriptSources,
} from '../../../main/ports/system-script.ts';
import { FakeClock } from '../../fakes/clock.ts';

const url = 'http://wpad.corp.example/proxy.pac';

const sources = (
  more: Partial<ScriptSources> & { readonly answers?: Record<string, string> } = {},
): ScriptSources => ({
  platform: 'linux',
  variables: {},
  switchValue: () => null,
  run: (...words) => Promise.resolve(more.answers?.[words.join(' ')] ?? null),
  read: () => Promise.resolve(null),
  ...more,
});

const switches = (given: Record<string, string>): Partial<ScriptSources> => ({
  switchValue: (name) => given[name] ?? null,
});

const gnome = { XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' };
const gsettings = 'gsettings get org.gnome.system.proxy';
const kde = { XDG_CURRENT_DESKTOP: 'KDE', XDG_CONFIG_HOME: '/home/nell/.config' };
const kioslaverc = (text: string) => (path: string) =>
  Promise.resolve(path === '/home/nell/.config/kioslaverc' ? text : null);
const reg =
  'reg.exe query HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings /v AutoConfigURL';

describe('the system’s PAC script', () => {
  it.each<[string, Parameters<typeof sources>[0], string | null]>([
    ['nothing set', {}, null],
    ['Chromium’s switch', switches({ 'proxy-pac-url': url }), url],
    [
      'another of its switches, before a variable',
      { ...switches({ 'no-proxy-server': '' }), variables: { auto_proxy: url } },
      null,
    ],
    ['auto_proxy, where no desktop settles it', { variables: { auto_proxy: ` "${url}"` } }, url],
    ['auto_proxy, where one does', { variables: { ...gnome, auto_proxy: url } }, null],
    [
      'GNOME',
      {
        variables: gnome,
        answers: { [`${gsettings} mode`]: "'auto'\n", [`${gsettings} autoconfig-url`]: `'${url}'\n` },
      },
      url,
    ],
    [
      'GNOME by hand',
      {
        variables: gnome,
        answers: { [`${gsettings} mode`]: "'manual'\n", [`${gsettings} autoconfig-url`]: `'${url}'\n` },
      },
      null,
    ],
    [
      'GNOME with WPAD',
      {
        variables: gnome,
        answers: { [`${gsettings} mode`]: "'auto'\n", [`${gsettings} autoconfig-url`]: "''\n" },
      },
      null,
    ],
    [
      'MATE',
      {
        variables: { DESKTOP_SESSION: 'mate' },
        answers: { [`${gsettings} mode`]: "'auto'", [`${gsettings} autoconfig-url`]: `'${url}'` },
      },
      url,
    ],
    [
      'KDE',
      {
        variables: kde,
        read: kioslaverc(`[$Version]\nx=1\n\n[Proxy Settings]\nProxy Config Script=${url}\nProxyType=2\n`),
      },
      url,
    ],
    [
      'KDE, a file',
      {
        variables: kde,
        read: kioslaverc('[Proxy Settings][$i]\nProxyType=2\nProxy Config Script[$e]=/etc/p.pac\n'),
      },
      'file:///etc/p.pac',
    ],
    [
      'KDE by hand',
      { variables: kde, read: kioslaverc(`[Proxy Settings]\nProxyType=1\nProxy Config Script=${url}\n`) },
      null,
    ],
    [
      'macOS',
      {
        platform: 'darwin',
        answers: {
          '/usr/sbin/scutil --proxy': `<dictionary> {\n  ProxyAutoConfigEnable : 1\n  ProxyAutoConfigURLString : ${url}\n}\n`,
        },
      },
      url,
    ],
    [
      'macOS, switched off',
      {
        platform: 'darwin',
        answers: {
          '/usr/sbin/scutil --proxy': `  ProxyAutoConfigEnable : 0\n  ProxyAutoConfigURLString : ${url}\n`,
        },
      },
      null,
    ],
    [
      'Windows',
      {
        platform: 'win32',
        answers: {
          [`C:\\Windows\\System32\\${reg}`]: `\r\nHKEY_CURRENT_USER\\…\r\n    AutoConfigURL    REG_SZ    ${url}\r\n\r\n`,
        },
      },
      url,
    ],
    ['Windows without one', { platform: 'win32' }, null],
  ])('%s', async (_name, more, found) => {
    expect(await findSystemScript(sources(more))).toBe(found);
  });

  it('is not looked for where a switch settles it', () => {
    expect(hasProxySwitch(sources())).toBe(false);
    expect(hasProxySwitch(sources(switches({ 'proxy-server': 'a:1' })))).toBe(true);
  });

  it('is asked for once in a while', async () => {
    const clock = new FakeClock();
    let asked = 0;
    const find = askedEvery(10_000, clock, () => Promise.resolve(`${(asked += 1)}`));
    expect(await Promise.all([find(), find()])).toEqual(['1', '1']);
    clock.advance(10_000);
    expect(await find()).toBe('2');
  });
});
