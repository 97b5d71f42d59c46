import type { ProfileId } from '../../shared/brand.ts';
import { grantOf } from '../../shared/credential-kinds.ts';
import type { Problem } from '../../shared/problem.ts';
import type { Profile } from '../../shared/profile.ts';
import { usedSecrets, type SecretKind } from '../../shared/secret-kinds.ts';
import type { SecretStorage } from '../../shared/status.ts';
import type { Network } from '../network/connection.ts';
import type { TraceRecorder } from '../network/trace.ts';
import { ProblemError } from '../problem-error.ts';
import type { ProfileSecrets } from '../secrets/profile-secrets.ts';
import type { Vault } from '../secrets/vault.ts';
import type { AuthServer } from './auth-server.ts';

/** What a profile talks over, once its secrets are out of the vault. */
export interface Connections {
  readonly network: Network;
  readonly authServer: AuthServer;
  readonly secrets: ProfileSecrets;
}

export interface ConnectorDeps {
  readonly id: ProfileId;
  readonly profile: Profile;
  readonly vault: Vault;
  /** Where the vault keeps things: a keychain may take its time, and is a stage of its own. */
  readonly keeping: SecretStorage;
  readonly connectWith: (secrets: ProfileSecrets) => Connections;
  /** Whether the saved token that others come from is read along with the connections' own secrets. */
  readonly readsGrant: () => boolean;
}

/** Makes the connections of one profile from the secrets that the vault has for them. */
export class Connector {
  readonly #deps: ConnectorDeps;
  #current: Connections | null = null;

  constructor(deps: ConnectorDeps) {
    this.#deps = deps;
  }

  /** Null until the vault has been read. */
  get current(): Connections | null {
    return this.#current;
  }

  /** Reads the secrets, and connects anew with them. Errors: `vault.*`, `cancelled`. */
  async open(recorder: TraceRecorder, signal: AbortSignal): Promise<Connections> {
    const secrets = await this.#read(recorder, signal);
    if (signal.aborted) throw new ProblemError({ kind: 'cancelled' });
    this.#current?.authServer.close();
    this.#current = this.#deps.connectWith(secrets);
    return this.#current;
  }

  close(): void {
    this.#current?.authServer.close();
    this.#current = null;
  }

  #read(recorder: TraceRecorder, signal: AbortSignal): Promise<ProfileSecrets> {
    const { vault, id, profile, keeping, readsGrant } = this.#deps;
    const grants = readsGrant() ? [grantOf(profile)] : [];
    const kinds: SecretKind[] = [...grants, ...usedSecrets(profile)];
    const saved = kinds.filter((kind) => vault.kinds(id).includes(kind));
    const read = () => vault.readAll(id, saved, profile);
    const classify = (): Problem => ({ kind: 'vault.unavailable', reason: 'timeout' });
    const plan = { leg: 'auth', name: 'keychain', classify } as const;
    return keeping === 'keychain' && saved.length > 0 ? recorder.stage(plan, signal, read) : read();
  }
}
