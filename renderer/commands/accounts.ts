import { credentialKinds, grantOf } from '../../shared/credential-kinds.ts';
import { destinationsOf } from '../../shared/destinations.ts';
import type { ProfileView } from '../../shared/status.ts';
import { urlIn } from '../../shared/urls.ts';

/**
 * Which profiles one answer serves: those of the same account, whose credential would go to the same places in the same
 * way, and be kept alike. What doesn't name its account is asked for each by itself; so is a refresh token, with which
 * two profiles would sign each other out.
 */
export function byAccount(profiles: readonly ProfileView[]): readonly (readonly ProfileView[])[] {
  const accounts = new Map<string, ProfileView[]>();
  for (const profile of profiles) {
    const key = accountOf(profile);
    accounts.set(key, [...(accounts.get(key) ?? []), profile]);
  }
  return [...accounts.values()];
}

export const isSameAccount = (one: ProfileView, other: ProfileView): boolean =>
  accountOf(one) === accountOf(other);

function accountOf({ id, profile, local }: ProfileView): string {
  const { credential, server, trust } = profile;
  if (!credentialKinds[credential.kind].namesAccount) return id;
  // Several servers may lie under one origin.
  const path = urlIn(server)?.pathname.replace(/\/+$/, '') ?? server;
  const places = [...destinationsOf(grantOf(profile), profile)].sort();
  return JSON.stringify([credential, path, places, trust.verify, local.keeping]);
}
