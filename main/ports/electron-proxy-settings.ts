import { app, session, type Session } from 'electron';
import type { Clock } from './clock.ts';
import { PacScripts, type PacSession } from './pac-scripts.ts';
import {
  askedEvery,
  findSystemScript,
  hasProxySwitch,
  systemSources,
  type Variables,
} from './system-script.ts';

/** As Chromium limits it (net/proxy_resolution/pac_file_fetcher_impl.cc). */
const longestScript = 1024 * 1024;

/** What this system can be asked about the way out of it. */
export interface ProxySettings {
  readonly variables: Variables;
  /** Whether a switch of Chromium's settles it all: then not even variables are looked at. */
  readonly isSwitched: boolean;
  /** Where the system's PAC script is; null where it has none. */
  readonly findScript: () => Promise<string | null>;
  readonly scripts: Pick<PacScripts, 'ask'>;
  /** Everything else that a system can be set to, in the words of a PAC script's answer. */
  readonly chromium: Pick<Session, 'resolveProxy'>;
}

/** As Electron knows them, once it is ready. */
export function electronProxySettings(clock: Clock): ProxySettings {
  const { commandLine } = app;
  const sources = systemSources(
    (name) => (commandLine.hasSwitch(name) ? commandLine.getSwitchValue(name) : null),
    process,
  );
  return {
    variables: process.env,
    isSwitched: hasProxySwitch(sources),
    findScript: askedEvery(10_000, clock, () => findSystemScript(sources)),
    scripts: new PacScripts({ load, session: scriptSession, clock, endScripts }),
    // Not of the page's own session, which has no way out.
    chromium: { resolveProxy: (url) => quietSession('system-proxy').resolveProxy(url) },
  };
}

/** Each session fetches a dictionary as soon as it is there, page or none, unless it knows no language (as in window.ts). */
function quietSession(name: string): Session {
  const quiet = session.fromPartition(name);
  quiet.setSpellCheckerLanguages([]);
  quiet.setSpellCheckerEnabled(false);
  return quiet;
}

/** Made with the first question: a session costs as much as a tenth of the start. */
const scriptSession: PacSession = {
  setProxy: (config) => quietSession('pac').setProxy(config),
  resolveProxy: (url) => quietSession('pac').resolveProxy(url),
};

/** Without a proxy, as Chromium itself loads it, and by Chromium, which knows the system's authorities. */
async function load(url: string): Promise<string | null> {
  const loader = quietSession('pac-loader');
  await loader.setProxy({ mode: 'direct' });
  const options = { credentials: 'omit', cache: 'no-store' } as const;
  const response = await (url.startsWith('data:') ? fetch(url) : loader.fetch(url, options));
  if (!response.ok) return null;
  const bytes = await response.arrayBuffer();
  return bytes.byteLength > longestScript ? null : new TextDecoder().decode(bytes);
}

/** The process in which Chromium runs all scripts; it starts another one when it needs it. */
function endScripts(): void {
  for (const { pid, serviceName } of app.getAppMetrics()) {
    if (serviceName === 'proxy_resolver.mojom.ProxyResolverFactory') process.kill(pid, 'SIGKILL');
  }
}
