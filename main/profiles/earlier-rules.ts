import { readBypassEntry } from '../../shared/bypass.ts';

/**
 * A profile as an earlier version saved it, as today's rules want it. Entries of a bypass list that can never match are
 * refused where they are typed today; they never had an effect, so that the profile means the same without them.
 */
export function underTodaysRules(profile: unknown): unknown {
  const route = isRecord(profile) ? profile['route'] : null;
  const bypass = isRecord(route) ? route['bypass'] : null;
  if (!isRecord(profile) || !isRecord(route) || !Array.isArray(bypass)) return profile;
  const alive = bypass.filter((entry: unknown) => typeof entry !== 'string' || readBypassEntry(entry).ok);
  return { ...profile, route: { ...route, bypass: alive } };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
