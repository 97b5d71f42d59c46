import { demoFaultRows, serverAwayMs, type DemoFault, type DemoHopName } from '../../shared/demo-faults.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { DemoEnvironment } from './environment.ts';
import type { GatewayMistake } from './gateway-rules.ts';
import { generateSigningKey } from './tokens.ts';

/** Short enough that a person sees it happen. */
const idleCutMs = 5_000;

/** Breaks the hops of a demo and mends them again. What is open is cut, so that it shows at once. */
export class DemoFaults {
  readonly #environment: DemoEnvironment;
  readonly #clock: Pick<Clock, 'after'>;
  readonly #onChange: () => void;
  readonly #active = new Map<DemoHopName, DemoFault>();
  #comesBack: Timer | null = null;

  constructor(environment: DemoEnvironment, clock: Pick<Clock, 'after'>, onChange: () => void) {
    this.#environment = environment;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  at(hop: DemoHopName): DemoFault | null {
    return this.#active.get(hop) ?? null;
  }

  /** What was wrong at that hop before is mended by another fault. */
  async break(fault: DemoFault): Promise<void> {
    const { hop, isMoment } = demoFaultRows[fault];
    const before = this.at(hop);
    if (before !== null) await this.mend(before);
    if (!isMoment) this.#active.set(hop, fault);
    await this.#begin(fault);
    this.#onChange();
  }

  async mend(fault: DemoFault): Promise<void> {
    const { hop } = demoFaultRows[fault];
    if (this.at(hop) !== fault) return;
    this.#active.delete(hop);
    await this.#end(fault);
    this.#onChange();
  }

  /** Nothing comes back any more. */
  stop(): void {
    this.#comesBack?.cancel();
  }

  async #begin(fault: DemoFault): Promise<void> {
    const { forwardProxy, gateway, server } = this.#environment;
    switch (fault) {
      case 'proxyPassword':
        forwardProxy.change({
          credentials: { ...this.#proxyLogin, password: `not ${this.#proxyLogin.password}` },
        });
        return forwardProxy.dropAll();
      case 'upgradeStripped':
        return this.#mistake('stripUpgrade');
      case 'headerLost':
        return this.#mistake('stripAuthHeader');
      case 'idleCut':
        gateway.change({ idleKillMs: idleCutMs });
        return this.#mistake('idleKill');
      case 'tokensVoid':
        // As a server that was set up anew: no token of before is one of its own.
        server.office.changeKey(generateSigningKey());
        return server.dropAll();
      case 'serverAway':
        await server.stop();
        this.#comesBack = this.#clock.after(serverAwayMs, () => void this.mend('serverAway'));
    }
  }

  async #end(fault: DemoFault): Promise<void> {
    const { forwardProxy, gateway, server } = this.#environment;
    switch (fault) {
      case 'proxyPassword':
        return forwardProxy.change({ credentials: this.#proxyLogin });
      case 'upgradeStripped':
      case 'headerLost':
      case 'idleCut':
        return gateway.change({ mistake: 'none' });
      case 'serverAway':
        this.#comesBack?.cancel();
        return server.start();
      case 'tokensVoid':
        return;
    }
  }

  #mistake(mistake: GatewayMistake): void {
    const { gateway } = this.#environment;
    gateway.change({ mistake });
    gateway.dropAll();
  }

  get #proxyLogin(): { readonly username: string; readonly password: string } {
    const { profileFile, secrets } = this.#environment;
    return { username: profileFile.route.username, password: secrets.proxyPassword };
  }
}
