import { signsInAlone } from '../../shared/credential-kinds.ts';
import { givenWith } from '../../shared/destinations.ts';
import type { ProfileTrial } from '../../shared/status.ts';
import type { Trial } from '../profiles/trial.ts';
import { check } from './check.ts';
import { MemoryKeychain } from '../ports/keychain.ts';
import type { Ports } from '../dependencies.ts';
import { hasProof, withSecret } from '../tokens/credential.ts';
import { enteredEntries } from '../secrets/entered-secrets.ts';
import { MemoryMarkers, Vault } from '../secrets/vault.ts';

/** A person waits for it; what takes longer is as good as failed. */
const deadlineMs = 30_000;

/**
 * Opens the first realm path of a profile as it stands in the form and closes it again. Saves nothing, and shows nothing
 * to the sessions that may be open. Errors: `vault.*`.
 */
export async function tryProfile(ports: Ports, trial: Trial): Promise<ProfileTrial> {
  const { id, profile, typed, certificateMemory, versions, jwtFile } = trial;
  const vault = new Vault(new MemoryKeychain(), new MemoryMarkers(), ports.clock);
  await trial.lend(vault);
  for (const { kind, secret } of enteredEntries(profile, typed))
    await vault.save(id, kind, secret, givenWith(kind, profile));
  const { credential: kind } = profile;
  const credential = hasProof(kind, typed) || signsInAlone(kind) ? withSecret(kind, typed) : null;
  const startedAt = ports.clock.now();
  const { result, problem } = await check(
    { ports, id, profile, vault, credential, certificateMemory, versions, jwtFile, keeping: 'memory' },
    { realmPath: profile.realmPaths[0] ?? '/~/default', holdMs: 0, deadlineMs },
  );
  const stages = result.stages.map((stage) => ({ ...stage, startedMs: stage.startedMs ?? 0 }));
  const { route = null } = result;
  return { trace: { attempt: 1, startedAt, route, stages, current: null, problem }, problem };
}
