import type { Leg } from '../../shared/status.ts';
import { syncUrlOf, type Profile } from '../../shared/profile.ts';
import type { Network } from '../network/connection.ts';
import { targetOf } from '../network/route.ts';
import type { TraceRecorder } from '../network/trace.ts';
import type { HeaderLines, PassingHttp, PassingLink } from '../ports/http.ts';
import type { ProfileSecrets } from '../secrets/profile-secrets.ts';

/** What a profile's streams are opened with, once its secrets are out of the vault. */
export interface LentConnections {
  readonly network: Network;
  readonly secrets: ProfileSecrets;
}

/** The profile's way to its servers, lent: route, proxy, trust and headers are those of its own sessions. */
export class WayOut {
  readonly #profile: Profile;
  readonly #http: PassingHttp;
  readonly #connect: () => Promise<LentConnections>;
  #connecting: Promise<LentConnections> | null = null;

  /** `connect` reads the vault. Errors: `vault.*`. */
  constructor(profile: Profile, http: PassingHttp, connect: () => Promise<LentConnections>) {
    this.#profile = profile;
    this.#http = http;
    this.#connect = connect;
  }

  /** Once for all that ask at the same time; again after a failure. Errors: `vault.*`. */
  connections(): Promise<LentConnections> {
    this.#connecting ??= this.#connect().catch((error: unknown) => {
      this.#connecting = null;
      throw error;
    });
    return this.#connecting;
  }

  /** Secrets have changed: they are read anew. */
  forget(): void {
    this.#connecting = null;
  }

  /** A new stream to a leg's host. Errors: those of `Network.open`, `vault.*`. */
  async open(leg: Leg, recorder: TraceRecorder, signal: AbortSignal): Promise<PassingLink> {
    const { network } = await this.connections();
    const url = leg === 'sync' ? syncUrlOf(this.#profile) : this.#profile.server;
    const stream = await network.open(leg, targetOf(new URL(url)), recorder, signal);
    return this.#http.over(stream);
  }

  /** The profile's own header lines, with their values. Errors: `secret.missing`, `secret.withheld`, `vault.*`. */
  async headers(): Promise<HeaderLines> {
    const { secrets } = await this.connections();
    return this.#profile.gateway.customRequestHeaders.map((header): readonly [string, string] => [
      header.name,
      header.secret ? secrets.header(header.name).reveal() : header.value,
    ]);
  }
}
