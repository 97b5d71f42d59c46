import type { ProfileId } from '../../shared/brand.ts';
import type { Profile } from '../../shared/profile.ts';
import type { EnteredSecrets } from '../../shared/secrets.ts';
import type { CertificateMemory } from '../network/certificate-memory.ts';
import type { Vault } from '../secrets/vault.ts';
import type { VersionMemory } from '../sync/protocol-versions.ts';
import type { ChosenJwtFile } from '../tokens/jwt-file.ts';

/** A profile as it stands in the form, and what it is tried with. */
export interface Trial {
  readonly id: ProfileId;
  readonly profile: Profile;
  readonly typed: EnteredSecrets;
  /** What the saved profile has in its vault, as far as it is good for this one. */
  readonly lend: (vault: Vault) => Promise<void>;
  readonly certificateMemory: CertificateMemory | undefined;
  readonly versions: VersionMemory;
  readonly jwtFile: ChosenJwtFile | null;
}
