import type { ProxySettings } from '../ports/electron-proxy-settings.ts';
import { hasProxyVariable, waysFromEnvironment } from './environment-proxy.ts';
import { pageUrlOf, parsePacAnswer, type Target, type Way } from './route.ts';
import type { SystemProxy } from './system-proxy.ts';

/** Chromium's answer: the operating system's settings, PAC and WPAD included. */
export class ChromiumSystemProxy implements SystemProxy {
  readonly #chromium: ProxySettings['chromium'];

  constructor(chromium: ProxySettings['chromium']) {
    this.#chromium = chromium;
  }

  async ways(target: Target): Promise<readonly Way[]> {
    return parsePacAnswer(await this.#chromium.resolveProxy(pageUrlOf(target)));
  }
}

export interface WindowProxyParts extends Omit<ProxySettings, 'chromium'> {
  /** Everything else that a system can be set to. */
  readonly chromium: SystemProxy;
}

/**
 * What the window knows: environment variables first, read as the command line reads them; then the system's PAC
 * script; then the other settings that Chromium finds in the system (ADR 24).
 */
export class WindowSystemProxy implements SystemProxy {
  readonly #parts: WindowProxyParts;

  constructor(parts: WindowProxyParts) {
    this.#parts = parts;
  }

  /** Errors: `ProblemError` `route.undecided`. */
  async ways(target: Target): Promise<readonly Way[]> {
    const { variables, isSwitched, findScript, scripts, chromium } = this.#parts;
    if (!isSwitched && hasProxyVariable(variables, target)) return waysFromEnvironment(variables, target);
    const script = await findScript();
    return script === null
      ? chromium.ways(target)
      : parsePacAnswer(await scripts.ask(script, pageUrlOf(target)));
  }
}

/** The same, of the settings as they are. */
export const windowSystemProxy = (settings: ProxySettings): SystemProxy =>
  new WindowSystemProxy({ ...settings, chromium: new ChromiumSystemProxy(settings.chromium) });
