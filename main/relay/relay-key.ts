import { givenWith } from '../../shared/destinations.ts';
import type { Random } from '../ports/random.ts';
import { Secret } from '../secrets/secret.ts';
import type { LentProfile } from './lent-connections.ts';

/** 192 bits, in 32 characters that need no quotes anywhere. */
const keyBytes = 24;

export type KeyedProfile = Pick<LentProfile, 'id' | 'profile' | 'vault'>;

/**
 * Makes and keeps a key that apps show as their password, and that stand-in tokens are made with. Answers it, for the
 * person to hand on. Errors: `vault.*`.
 */
export async function makeRelayKey({ id, profile, vault }: KeyedProfile, random: Random): Promise<string> {
  const key = random.bytes(keyBytes).toString('base64url');
  await vault.save(id, 'relayKey', new Secret('RelayKey', key), givenWith('relayKey', profile));
  return key;
}

/** Whether apps are lent the account, and there is no key to prove themselves with. */
export const lacksRelayKey = ({ id, profile, vault }: KeyedProfile): boolean =>
  profile.relay?.mode === 'signedIn' && !vault.kinds(id).includes('relayKey');
