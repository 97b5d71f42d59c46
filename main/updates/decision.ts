import { createHash } from 'node:crypto';
import type { UpdateArtefact, UpdateChannel, UpdateManifest } from '../../shared/update-manifest.ts';
import type { ManifestRefusal } from '../../shared/update-status.ts';
import { compareVersions } from '../../shared/update-version.ts';

/** What of this computer decides on an update. */
export interface Own {
  readonly version: string;
  readonly channel: UpdateChannel;
  /** As Node names it: `linux-x64`. */
  readonly system: string;
  /** When the newest manifest of the channel was signed that was ever believed here; null: there was none. */
  readonly seenAt: number | null;
}

export type Decision =
  | { readonly kind: 'refused'; readonly refusal: ManifestRefusal }
  | { readonly kind: 'upToDate' }
  /** Its rollout has not come to this computer. */
  | { readonly kind: 'heldBack'; readonly version: string }
  /** `artefact`: null where there is none for this system, and it can only be told of. */
  | { readonly kind: 'offered'; readonly version: string; readonly artefact: UpdateArtefact | null };

/** Clocks are off by that much without anyone noticing. */
const clockToleranceMs = 24 * 60 * 60_000;

/**
 * What to do about a manifest whose signature holds. `id`: this computer's own random one, which never leaves it; `now`:
 * milliseconds since 1970.
 */
export function decide(manifest: UpdateManifest, own: Own, id: string, now: number): Decision {
  const refusal = refusalOf(manifest, own, now);
  if (refusal !== null) return { kind: 'refused', refusal };
  const { version, rollout, artefacts } = manifest;
  if (compareVersions(version, own.version) === 0) return { kind: 'upToDate' };
  if (!isInRollout(id, version, rollout)) return { kind: 'heldBack', version };
  return { kind: 'offered', version, artefact: artefacts[own.system] ?? null };
}

function refusalOf(
  { channel, issuedAt, expiresAt, version }: UpdateManifest,
  own: Own,
  now: number,
): ManifestRefusal | null {
  if (channel !== own.channel) return { kind: 'otherChannel', channel };
  if (own.seenAt !== null && issuedAt < own.seenAt) return { kind: 'replayed', issuedAt, seenAt: own.seenAt };
  if (issuedAt > now + clockToleranceMs) return { kind: 'fromTheFuture', at: issuedAt };
  if (expiresAt <= now) return { kind: 'expired', at: expiresAt };
  return compareVersions(version, own.version) < 0 ? { kind: 'olderVersion', version } : null;
}

/**
 * The same computer always gets the same answer for a version, other computers other ones, and for another version they are
 * drawn anew: it is not always the same ones that go first.
 */
export function isInRollout(id: string, version: string, percent: number): boolean {
  const digest = createHash('sha256').update(`${id}\n${version}`).digest();
  return digest.readUInt32BE(0) / 2 ** 32 < percent / 100;
}
