import type { ProfileId } from '../../shared/brand.ts';
import { parseProfile, type Profile } from '../../shared/profile.ts';
import { rowOf, usedSecrets } from '../../shared/secret-kinds.ts';
import type { Pin } from '../../shared/certificate.ts';
import { Network, type NetworkPorts } from '../network/connection.ts';
import { ProfileSecrets } from '../secrets/profile-secrets.ts';
import type { Vault } from '../secrets/vault.ts';
import type { ChosenWay } from './way.ts';

/** Where the profiles are, and what is kept for them. */
export interface WayDeps {
  readonly ports: NetworkPorts;
  readonly profile: (id: ProfileId) => Profile;
  readonly vault: (id: ProfileId) => Vault;
  readonly pins: (id: ProfileId) => readonly Pin[];
}

/**
 * What a feed is reached over. Of a profile's secrets only those are read that go to its forward proxy, and `Network` gives
 * them to that proxy alone. Its client certificate is not shown, and certificates are verified even where the profile
 * doesn't. Errors: `vault.*`.
 */
export async function networkOf(
  way: Exclude<ChosenWay, { kind: 'missing' }>,
  feed: URL,
  deps: WayDeps,
): Promise<Network> {
  if (way.kind === 'system')
    return new Network(systemProfile(feed, way.neverDirect), deps.ports, new ProfileSecrets({}, new Map()));
  const profile = asPasserBy(deps.profile(way.id));
  const vault = deps.vault(way.id);
  const isForProxy = (kind: Parameters<typeof rowOf>[0]) => rowOf(kind).goesTo === 'proxy';
  const saved = usedSecrets(profile).filter((kind) => isForProxy(kind) && vault.kinds(way.id).includes(kind));
  const secrets = await vault.readAll(way.id, saved, profile);
  // What the feed shows is not among what the profile remembers of its own servers.
  const memory = { pins: () => deps.pins(way.id), lastSeen: () => null, remember: () => undefined };
  return new Network(profile, deps.ports, secrets, memory);
}

function asPasserBy({ trust, ...profile }: Profile): Profile {
  const { ca } = trust;
  return { ...profile, trust: { verify: true, ...(ca === undefined ? {} : { ca }) } };
}

/** A profile that only says: as this computer goes. */
function systemProfile({ origin }: URL, neverDirect: boolean): Profile {
  const read = parseProfile({
    formatVersion: 1,
    name: 'Updates',
    server: origin,
    credential: { kind: 'anonymous' },
    realmPaths: ['/~/updates'],
    route: { mode: 'system', neverDirect },
  });
  if (!read.ok) throw new TypeError('a feed’s address makes no profile');
  return read.value;
}
