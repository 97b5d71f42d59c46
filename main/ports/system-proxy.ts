import type { Session } from 'electron';
import { waysFromEnvironment, type Variables } from '../network/environment-proxy.ts';
import { parsePacAnswer, type Target, type Way } from '../network/route.ts';

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
