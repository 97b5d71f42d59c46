import { createHash } from 'node:crypto';
import type { ProfileId } from '../../shared/brand.ts';

/**
 * Tells this profile's use of a realm from others of the same user: each subscribes to queries of its own. The same
 * after every start, so that the server need not make another view each time.
 */
export const partialSuffix = (profile: ProfileId, realmPath: string): string =>
  createHash('sha256').update(`${profile}\n${realmPath}`).digest('hex').slice(0, 32);
