import { app, session, type Session } from 'electron';
import type { Clock } from './clock.ts';
import { PacScripts } from './pac-scripts.ts';
import { ElectronSystemProxy, WindowSystemProxy, type SystemProxy } from '../network/system-proxy.ts';
import { askedEvery, findSystemScript, hasProxySwitch, systemSources } from './system-script.ts';

/** As Chromium limits it (net/proxy_resolution/pac_file_fetcher_impl.cc). */
const longestScript = 1024 * 1024;

/** How the window finds the system's way out, put together; after Electron is ready. */
export function electronSystemProxy(clock: Clock): SystemProxy {
  const { commandLine } = app;
  const sources = systemSources(
    (name) => (commandLine.hasSwitch(name) ? commandLine.getSwitchValue(name) : null),
    process,
  );
  return new WindowSystemProxy({
    variables: process.env,
    isSwitched: hasProxySwitch(sources),
    findScript: askedEvery(10_000, clock, () => findSystemScript(sources)),
    scripts: new PacScripts({ load, session: quietSession('pac'), clock, endScripts }),
    // Not of the page's own session, which has no way out.
    chromium: new ElectronSystemProxy(quietSession('system-proxy')),
  });
}

/** Each session fetches a dictionary as soon as it is there, page or none, unless it knows no language (as in window.ts). */
function quietSession(name: string): Session {
  const quiet = session.fromPartition(name);
  quiet.setSpellCheckerLanguages([]);
  quiet.setSpellCheckerEnabled(false);
  return quiet;
}

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
