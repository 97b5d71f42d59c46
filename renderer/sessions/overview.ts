import type { ProfileId } from '../../shared/brand.ts';
import { sessionIndicator, worstFirst, type Indicator } from '../../shared/indicators.ts';
import type { Problem } from '../../shared/problem.ts';
import { groupByCause } from '../../shared/same-cause.ts';
import type { ProfileView, SessionStatus } from '../../shared/status.ts';
import { problemOf } from '../notes/notes.ts';
import { searchedBy } from '../ui/searched.ts';

/** A session of the overview, with the profile that it belongs to. */
export interface OverviewRow {
  readonly kind: 'session';
  readonly id: string;
  readonly indicator: Indicator;
  readonly profile: ProfileView;
  readonly session: SessionStatus;
  /** Its cause stops others, too, and is said once above them all. */
  readonly isSaidAbove: boolean;
}

/** What stops several sessions, said once above them. */
export interface OverviewCause {
  readonly kind: 'cause';
  readonly id: string;
  readonly indicator: Indicator;
  readonly problem: Problem;
  readonly rows: readonly OverviewRow[];
  readonly profiles: number;
}

export type OverviewItem = OverviewRow | OverviewCause;

export const sortOrders = ['state', 'profile', 'path', 'roundTrip'] as const;
export type SortOrder = (typeof sortOrders)[number];

/** All sessions, the worst first; those that show the same indicator stay in the profiles' order and so keep their place. */
export function overviewOf(profiles: readonly ProfileView[]): readonly OverviewRow[] {
  const rows = new Map<Indicator, OverviewRow[]>(worstFirst.map((indicator) => [indicator, []]));
  for (const profile of profiles) {
    for (const session of profile.sessions) {
      const indicator = sessionIndicator(session);
      rows
        .get(indicator)
        ?.push({ kind: 'session', id: session.id, indicator, profile, session, isSaidAbove: false });
    }
  }
  return [...rows.values()].flat();
}

/** Those whose profile, server or path has all the words in it, and whose indicator is `only`; null: any. */
export function filtered(
  rows: readonly OverviewRow[],
  only: Indicator | null,
  words: string,
): readonly OverviewRow[] {
  const isFound = searchedBy(words);
  const has = ({ profile: { profile }, session }: OverviewRow): boolean =>
    isFound(`${profile.name} ${profile.server} ${profile.environment} ${session.realmPath}`);
  return rows.filter((row) => (only === null || row.indicator === only) && has(row));
}

/** Sessions that one cause stops stand together, below it. Only where the order is that of states: any other is asked for row by row. */
export function withCauses(rows: readonly OverviewRow[]): readonly OverviewItem[] {
  const causes = groupByCause(rows, causeOf).filter(({ items }) => items.length > 1);
  const above = new Map(causes.flatMap((cause) => cause.items.map((row) => [row.id, cause] as const)));
  return rows.flatMap((row): readonly OverviewItem[] => {
    const cause = above.get(row.id);
    if (cause === undefined) return [row];
    return cause.items[0] === row ? [headingOf(cause.problem, cause.items), ...cause.items.map(said)] : [];
  });
}

/** Of what is down: what is online has no cause, and what is off waits for nobody. */
const causeOf = ({ indicator, session }: OverviewRow): Problem | null =>
  indicator === 'online' || indicator === 'off' ? null : problemOf(session);

const said = (row: OverviewRow): OverviewRow => ({ ...row, isSaidAbove: true });

function headingOf(problem: Problem, rows: readonly OverviewRow[]): OverviewCause {
  const [first] = rows;
  const profiles = new Set<ProfileId>(rows.map(({ profile }) => profile.id));
  return {
    kind: 'cause',
    id: `cause ${first?.id ?? ''}`,
    indicator: first?.indicator ?? 'blocked',
    problem,
    rows,
    profiles: profiles.size,
  };
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const compare: Record<Exclude<SortOrder, 'state'>, (one: OverviewRow, other: OverviewRow) => number> = {
  profile: (one, other) => collator.compare(one.profile.profile.name, other.profile.profile.name),
  path: (one, other) => collator.compare(one.session.realmPath, other.session.realmPath),
  // The slowest is what is looked for; what was not measured comes last.
  roundTrip: (one, other) => roundTripOf(other) - roundTripOf(one),
};

const roundTripOf = ({ session: { phase } }: OverviewRow): number =>
  phase.state === 'online' && phase.rttMs !== null ? phase.rttMs : -1;

/** As they are to be drawn. */
export const arranged = (rows: readonly OverviewRow[], order: SortOrder): readonly OverviewItem[] =>
  order === 'state' ? withCauses(rows) : rows.toSorted(compare[order]);
