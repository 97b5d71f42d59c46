import { profileIdSchema } from '../../shared/brand.ts';
import { demoPassword } from '../../shared/demo-account.ts';
import { defaultLocalSettings, type LocalSettings } from '../../shared/local-settings.ts';
import { parseProfile, type Profile } from '../../shared/profile.ts';
import type { DemoFault } from '../../shared/demo-faults.ts';
import type { EnteredSecrets } from '../../shared/secrets.ts';
import type { DemoHop, DemoStatus } from '../../shared/status.ts';
import { ProblemError } from '../problem-error.ts';
import type { Clock } from '../ports/clock.ts';
import { DemoApp } from './app.ts';
import { startDemo, type DemoEnvironment } from './environment.ts';
import { DemoFaults } from './faults.ts';

export const demoProfileId = profileIdSchema.parse('demo');

/** Nothing of it is kept. */
export const demoSettings: LocalSettings = { ...defaultLocalSettings, keeping: 'memory' };

/** The demo environment as the app runs it: at most one, with the profile that leads through it. */
export class Demo {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  #app: DemoApp | null = null;
  #state: 'off' | 'starting' = 'off';
  #environment: DemoEnvironment | null = null;
  #faults: DemoFaults | null = null;

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  get status(): DemoStatus {
    if (this.#environment === null) return { state: this.#state };
    const hasApp = this.#app !== null;
    return { state: 'running', profileId: demoProfileId, hops: this.#hopsOf(this.#environment), hasApp };
  }

  /** The running demo's profile and secrets; starts it if need be. */
  async start(): Promise<{ readonly profile: Profile; readonly secrets: EnteredSecrets }> {
    const environment = this.#environment ?? (await this.#start());
    const profile = parseProfile(environment.profileFile);
    if (!profile.ok) throw new ProblemError({ kind: 'profile.invalid', issues: profile.problem });
    return { profile: profile.value, secrets: environment.secrets };
  }

  /** Breaks one of its hops, or mends it; nothing where it doesn't run. */
  async setFault(fault: DemoFault, isBroken: boolean): Promise<void> {
    await (isBroken ? this.#faults?.break(fault) : this.#faults?.mend(fault));
  }

  /** An app of the demo's, which takes `url` for its server. */
  startApp(url: string): void {
    const { credential } = this.#environment?.profileFile ?? {};
    if (credential === undefined) return;
    this.stopApp();
    this.#app = new DemoApp({
      clock: this.#clock,
      url,
      username: credential.username,
      password: demoPassword,
      realmPath: '/~/an-app',
    });
    this.#onChange();
  }

  stopApp(): void {
    this.#app?.stop();
    this.#app = null;
    this.#onChange();
  }

  async stop(): Promise<void> {
    this.stopApp();
    const environment = this.#environment;
    this.#faults?.stop();
    this.#faults = null;
    this.#environment = null;
    this.#onChange();
    await environment?.stop();
  }

  async #start(): Promise<DemoEnvironment> {
    this.#state = 'starting';
    this.#onChange();
    try {
      const environment = await startDemo({ password: demoPassword });
      environment.onActivity(this.#onChange);
      this.#environment = environment;
      this.#faults = new DemoFaults(environment, this.#clock, this.#onChange);
      return environment;
    } finally {
      this.#state = 'off';
      this.#onChange();
    }
  }

  #hopsOf({ activity, addresses }: DemoEnvironment): DemoHop[] {
    const seen = activity();
    const names = ['forwardProxy', 'gateway', 'server'] as const;
    return names.map((name) => ({
      name,
      address: addresses[name],
      fault: this.#faults?.at(name) ?? null,
      ...seen[name],
    }));
  }
}
