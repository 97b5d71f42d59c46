import type { ProfileId } from '../../shared/brand.ts';
import type { Profile } from '../../shared/profile.ts';
import { usedSecrets } from '../../shared/secret-kinds.ts';
import type { Ports } from '../dependencies.ts';
import type { CertificateMemory } from '../network/certificate-memory.ts';
import { Network } from '../network/connection.ts';
import type { Account } from '../tokens/account.ts';
import type { Vault } from '../secrets/vault.ts';
import type { OwnPorts } from './own-ports.ts';
import type { LentConnections } from './way-out.ts';

/** What a profile's relay is made from. */
export interface LentProfile {
  readonly id: ProfileId;
  readonly profile: Profile;
  readonly vault: Vault;
  readonly certificateMemory: CertificateMemory;
  readonly account: Account;
}

/** Reads what the way to the server needs, and nothing of what signs in. Errors: `vault.*`. */
export async function connectLent(
  { id, profile, vault, certificateMemory }: Omit<LentProfile, 'account'>,
  ports: Ports,
  ownPorts: OwnPorts,
): Promise<LentConnections> {
  const kinds = usedSecrets(profile).filter((kind) => vault.kinds(id).includes(kind));
  const secrets = await vault.readAll(id, kinds, profile);
  const guarded = { ...ports, dialer: ownPorts.guard(ports.dialer) };
  return { network: new Network(profile, guarded, secrets, certificateMemory), secrets };
}
