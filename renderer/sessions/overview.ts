import { sessionIndicator, worstFirst, type Indicator } from '../../shared/indicators.ts';
import type { ProfileView, SessionStatus } from '../../shared/status.ts';

/** A session of the overview, with the profile that it belongs to. */
export interface OverviewRow {
  readonly id: string;
  readonly indicator: Indicator;
  readonly profile: ProfileView;
  readonly session: SessionStatus;
}

/** All sessions, the worst first; those that show the same indicator stay in the profiles' order and so keep their place. */
export function overviewOf(profiles: readonly ProfileView[]): readonly OverviewRow[] {
  const rows = new Map<Indicator, OverviewRow[]>(worstFirst.map((indicator) => [indicator, []]));
  for (const profile of profiles) {
    for (const session of profile.sessions) {
      const indicator = sessionIndicator(session);
      rows.get(indicator)?.push({ id: session.id, indicator, profile, session });
    }
  }
  return [...rows.values()].flat();
}
