import type { Session } from 'electron';
import type { PacScripts } from '../ports/pac-scripts.ts';
import { hasProxyVariable, waysFromEnvironment, type Variables } from './environment-proxy.ts';

import { parsePacAnswer, type Target, type Way } from './route.ts';

/** What the system would do for a target: its settings, a PAC script, WPAD, or environment variables. */
export interface SystemProxy {
  /** The ways to try in turn; empty if there is none that we speak. */
  ways(target: Target): Promise<readonly Way[]>;
}

/** Chromium's answer: the operating system's settings, PAC and WPAD included. */
export class ElectronSystemProxy implements SystemProxy {
  readonly #session: Pick<Session, 'resolveProxy'>;

  constructor(session: Pick<Session, 'resolveProxy'>) {
    this.#session = session;
  }

  async ways({ host, port, isTls }: Target): Promise<readonly Way[]> {
    // PAC scripts and settings know http and https; for ws and wss they would answer as for an unknown scheme.
    return parsePacAnswer(await this.#session.resolveProxy(`${isTls ? 'https' : 'http'}://${host}:${port}/`));
  }
}

export interface WindowProxyParts {
  readonly variables: Variables;
  /** Whether a switch of Chromium's settles it all: then not even variables are looked at. */
  readonly isSwitched: boolean;
  /** Where the system's PAC script is; null where it has none. */
  readonly findScript: () => Promise<string | null>;
  readonly scripts: Pick<PacScripts, 'ask'>;
  /** Everything else that a system can be set to. */
  readonly chromium: SystemProxy;
}

/**
 * What the window knows: environment variables first, read as the command line reads them; then the system's PAC
 * script; then whatever else Chromium finds in the system's settings (ADR 24).
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
    return script === null ? chromium.ways(target) : parsePacAnswer(await scripts.ask(script, target));
  }
}

/** What a terminal knows: `https_proxy`, `http_proxy`, `all_proxy`, `no_proxy`. */
export class EnvironmentSystemProxy implements SystemProxy {
  readonly #variables: Variables;

  constructor(variables: Variables) {
    this.#variables = variables;
  }

  ways(target: Target): Promise<readonly Way[]> {
    return Promise.resolve(waysFromEnvironment(this.#variables, target));
  }
}
