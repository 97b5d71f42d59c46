import { sessionIndicator, worstFirst, type Indicator } from '../../shared/indicators.ts';
import type { ProfileView, SessionStatus } from '../../shared/status.ts';

/** A session of the overview, with the profile that it belongs to. */
export interface OverviewRow {
  readonly id: string;
  readonly light: Indicator;
  readonly profile: ProfileView;
  readonly session: SessionStatus;
}

/** All sessions, the worst first; those that show the same light stay in the profiles' order and so keep their place. */
export function overviewOf(profiles: readonly ProfileView[]): readonly OverviewRow[] {
  const rows = new Map<Indicator, OverviewRow[]>(worstFirst.map((light) => [light, []]));
  for (const profile of profiles) {
    for (const session of profile.sessions) {
      const light = sessionIndicator(session);
      rows.get(light)?.push({ id: session.id, light, profile, session });
    }
  }
  return [...rows.values()].flat();
}
