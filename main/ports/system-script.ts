import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { unwrapped } from '../../shared/unwrapped.ts';
import type { Clock } from './clock.ts';

/** Environment variables. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Where an operating system keeps the address of its PAC script. */
export interface ScriptSources {
  readonly platform: NodeJS.Platform;
  readonly variables: Variables;
  /** The value of one of Chromium's switches; null where it wasn't given. */
  readonly switchValue: (name: string) => string | null;
  /** What a program prints; null where it isn't there, fails or takes too long. */
  readonly run: (program: string, ...args: string[]) => Promise<string | null>;
  readonly read: (path: string) => Promise<string | null>;
}

const deadlineMs = 2_000;

export const systemSources = (
  switchValue: ScriptSources['switchValue'],
  { env, platform }: Pick<NodeJS.Process, 'env' | 'platform'>,
): ScriptSources => ({
  platform,
  variables: env,
  switchValue,
  run: (program, ...args) =>
    new Promise((resolve) => {
      const options = { encoding: 'utf8', timeout: deadlineMs, killSignal: 'SIGKILL' } as const;
      execFile(program, args, options, (error, stdout) => resolve(error === null ? stdout : null));
    }),
  read: (path) =>
    readFile(path, { encoding: 'utf8', signal: AbortSignal.timeout(deadlineMs) }).catch(() => null),
});

/** Chromium's own switches, which go before everything. */
const proxySwitches = ['proxy-pac-url', 'proxy-server', 'proxy-auto-detect', 'no-proxy-server'];

export const hasProxySwitch = ({ switchValue }: Pick<ScriptSources, 'switchValue'>): boolean =>
  proxySwitches.some((name) => switchValue(name) !== null);

/**
 * The address of the PAC script that Chromium would use; null where there is none, or none that can be found. It is
 * looked for where Chromium looks (net/proxy_resolution/proxy_config_service_*): it doesn't tell what it found.
 */
export async function findSystemScript(sources: ScriptSources): Promise<string | null> {
  if (hasProxySwitch(sources)) return sources.switchValue('proxy-pac-url') || null;
  if (sources.platform === 'darwin') return scriptOfMac(await sources.run('/usr/sbin/scutil', '--proxy'));
  if (sources.platform === 'win32') return scriptOfWindows(await askWindows(sources));
  return scriptOfDesktop(sources);
}

/** Asks at most once in a while: programs are started for it, and many sessions ask at the same time. */
export function askedEvery(
  ms: number,
  clock: Pick<Clock, 'monotonic'>,
  find: () => Promise<string | null>,
): () => Promise<string | null> {
  let last: { readonly found: Promise<string | null>; readonly at: number } | null = null;
  return () => {
    const now = clock.monotonic();
    if (last === null || now - last.at >= ms) last = { found: find(), at: now };
    return last.found;
  };
}

function scriptOfMac(settings: string | null): string | null {
  const isOn = /^\s*ProxyAutoConfigEnable : 1\s*$/m.test(settings ?? '');
  return isOn ? (/^\s*ProxyAutoConfigURLString : (\S+)\s*$/m.exec(settings ?? '')?.[1] ?? null) : null;
}

const internetSettings = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

const askWindows = ({ run, variables }: ScriptSources): Promise<string | null> =>
  run(
    `${variables['SystemRoot'] ?? 'C:\\Windows'}\\System32\\reg.exe`,
    ...['query', internetSettings, '/v', 'AutoConfigURL'],
  );

const scriptOfWindows = (values: string | null): string | null =>
  /^\s*AutoConfigURL\s+REG_(?:EXPAND_)?SZ\s+(\S+)\s*$/im.exec(values ?? '')?.[1] ?? null;

/** What no desktop settles is left to the environment. */
async function scriptOfDesktop(sources: ScriptSources): Promise<string | null> {
  switch (desktopOf(sources.variables)) {
    case 'gnome':
      return scriptOfGnome(sources);
    case 'kde':
      return scriptOfKde(sources);
    case 'none':
      return unwrapped(sources.variables['auto_proxy'] ?? '') || null;
  }
}

async function scriptOfGnome({ run }: ScriptSources): Promise<string | null> {
  const get = (key: string) => run('gsettings', 'get', 'org.gnome.system.proxy', key);
  if (unwrapped((await get('mode')) ?? '') !== 'auto') return null;
  return unwrapped((await get('autoconfig-url')) ?? '') || null;
}

async function scriptOfKde({ read, variables }: ScriptSources): Promise<string | null> {
  const folder = variables['XDG_CONFIG_HOME'] || join(variables['HOME'] ?? homedir(), '.config');
  const settings = (await read(join(folder, 'kioslaverc'))) ?? '';
  const [, section = ''] =
    /^\[Proxy Settings\](?:\[\$i\])?\s*$([\s\S]*?)(?=^\[|(?![\s\S]))/m.exec(settings) ?? [];
  if (!/^ProxyType(?:\[\$i\])?=2\s*$/m.test(section)) return null;
  const url = /^Proxy Config Script(?:\[[^\]]*\])?=(.*\S)\s*$/m.exec(section)?.[1] ?? null;
  return url?.startsWith('/') === true ? `file://${url}` : url;
}

/** As Chromium tells desktops apart (base/nix/xdg_util.cc), as far as it reads their proxy settings. */
function desktopOf(variables: Variables): 'gnome' | 'kde' | 'none' {
  const current = (variables['XDG_CURRENT_DESKTOP'] ?? '').split(':');
  if (current.some((name) => /^(Unity|Deepin|GNOME|X-Cinnamon|Pantheon|UKUI)$/.test(name))) return 'gnome';
  if (current.includes('KDE')) return 'kde';
  const session = variables['DESKTOP_SESSION'] ?? '';
  if (/^(deepin|gnome|mate)$/.test(session)) return 'gnome';
  if (/^kde/.test(session)) return 'kde';
  if (variables['GNOME_DESKTOP_SESSION_ID'] !== undefined) return 'gnome';
  return variables['KDE_FULL_SESSION'] === undefined ? 'none' : 'kde';
}
