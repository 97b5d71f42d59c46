import { syncUrlOf, type Profile } from './profile.ts';
import type { Leg } from './status.ts';

/** Who is at the far end of a leg's connection, by what the profile knows. */
export type FarSide = 'gateway' | 'server';

const hostOf = (url: string): string =>
  url
    .replace(/^[a-z0-9]+:\/\//i, '')
    .replace(/\/.*$/, '')
    .toLowerCase();

/** The websocket goes elsewhere than the login. */
export const isSyncElsewhere = (profile: Profile): boolean =>
  hostOf(syncUrlOf(profile)) !== hostOf(profile.server);

/** The request was changed to please something in front of the server. */
const isAdapted = ({ gateway }: Profile): boolean =>
  gateway.urlPrefix !== '/realm-sync' ||
  gateway.authorizationHeaderName.toLowerCase() !== 'authorization' ||
  gateway.customRequestHeaders.length > 0;

/** Whether the profile says that something stands before the sync server. One that says nothing of it has none. */
export const hasGateway = (profile: Profile): boolean => isSyncElsewhere(profile) || isAdapted(profile);

/**
 * Who is taken to have failed or answered where no mark tells otherwise: the one decision that words, hops and places
 * follow. A gateway that serves the websocket under the login's own address answers logins, too.
 */
export function farSideOf(profile: Profile, leg: Leg): FarSide {
  if (!hasGateway(profile)) return 'server';
  return leg === 'auth' && isSyncElsewhere(profile) ? 'server' : 'gateway';
}
