import type { FoundLimit, Pinging } from '../../shared/history.ts';
import { hasTrait } from '../../shared/problem-kinds.ts';
import type { FailedRecord } from './records.ts';
import { shortestAgeMs, shortestIdleMs, silenceToleranceMs } from './silences.ts';

/**
 * Finds the rules of middleboxes by how connections end. Something that closes idle streams ends them after the same
 * silence, one longer than any they came through; something that drops them says nothing, until a ping after such a
 * silence gets no answer, or a reset; something that closes old ones ends them at the same age, regardless of traffic. Pure.
 */
export interface FoundLimits {
  readonly idle: FoundLimit | null;
  readonly age: FoundLimit | null;
}

export const noLimits: FoundLimits = { idle: null, age: null };

export type ConnectionEnd = Pick<
  FailedRecord,
  'at' | 'cause' | 'livedMs' | 'quietMs' | 'survivedMs' | 'waitedMs'
>;

/** Three of the last five: what happens twice may be chance, and what is long ago may be another network. */
const lastEnds = 5;
const enoughEnds = 3;

/** What ends together has one cause, such as a restart, and counts once. */
const sameMomentMs = 1_000;

/** Ends of connections of one profile, in order of time. What was found stays found until something else is. */
export function findLimits(ends: readonly ConnectionEnd[]): FoundLimits {
  const wordless = withoutCompany(ends.filter(isWordless));
  return wordless.reduce<FoundLimits>(
    (found, _, index) => look(found, wordless.slice(Math.max(0, index + 1 - lastEnds), index + 1)),
    noLimits,
  );
}

/** The connection ended without a reason given. */
function isWordless({ cause, livedMs, quietMs }: ConnectionEnd): boolean {
  if (livedMs === null) return false;
  // A silence of unknown length, as after sleep, tells nothing.
  return hasTrait(cause, 'endedWordless') && (cause.kind !== 'session.silent' || quietMs !== null);
}

function withoutCompany(ends: readonly ConnectionEnd[]): readonly ConnectionEnd[] {
  return ends.filter(({ at }, index) => {
    const before = ends[index - 1];
    return before === undefined || Math.abs(at - before.at) > sameMomentMs;
  });
}

function look(found: FoundLimits, ends: readonly ConnectionEnd[]): FoundLimits {
  const unexplained = ends.filter(({ livedMs }) => !explains(found.age, livedMs));
  const idle = idleLimitOf(unexplained.filter(wasClosedInSilence)) ?? dropLimitOf(unexplained);
  if (idle !== null) return { ...found, idle };
  const age = ageLimitOf(ends.filter(wasClosedInSilence));
  if (age === null) return found;
  // What looked like an idle limit before there were pings was the age all along.
  return { age, idle: explains(age, found.idle?.limitMs ?? null) ? null : found.idle };
}

/** Not when a ping found out, which may be long after it happened. */
const wasClosedInSilence = ({ waitedMs }: ConnectionEnd): boolean => waitedMs === null;

const explains = (limit: FoundLimit | null, ms: number | null): boolean =>
  limit !== null && ms !== null && Math.abs(ms - limit.limitMs) <= ageToleranceMs(limit.limitMs);

function idleLimitOf(ends: readonly ConnectionEnd[]): FoundLimit | null {
  const silences = ends.flatMap(({ at, quietMs, survivedMs }) =>
    // Not the longest silence it had: then it was not the silence that ended it.
    quietMs === null || quietMs < (survivedMs ?? 0) ? [] : [{ at, ms: quietMs }],
  );
  return clusterOf(silences, silenceToleranceMs);
}

/**
 * A limit lies above all silences that were come through, and at most as high as the least that was not. A network that
 * fails now and then does so after silences like those before; such an end says nothing.
 */
function dropLimitOf(ends: readonly ConnectionEnd[]): FoundLimit | null {
  const struck = ends.flatMap(({ at, quietMs, survivedMs, waitedMs }) => {
    const survived = survivedMs ?? 0;
    const isTelling =
      waitedMs !== null && quietMs !== null && quietMs > survived + silenceToleranceMs(survived);
    return isTelling ? [{ at, quietMs, survived }] : [];
  });
  const limitMs = Math.min(...struck.map(({ quietMs }) => quietMs));
  const isOneLimit = struck.every(({ survived }) => survived < limitMs);
  if (struck.length < enoughEnds || !isOneLimit) return null;
  return { limitMs, isAtMost: true, at: Math.max(...struck.map(({ at }) => at)) };
}

function ageLimitOf(ends: readonly ConnectionEnd[]): FoundLimit | null {
  const ages = ends.flatMap(({ at, livedMs }) =>
    livedMs === null || livedMs < shortestAgeMs ? [] : [{ at, ms: livedMs }],
  );
  return clusterOf(ages, ageToleranceMs);
}

const ageToleranceMs = (ms: number): number => Math.max(1_000, ms * 0.02);

interface Sighting {
  readonly at: number;
  readonly ms: number;
}

/** The smallest of at least three that lie close together; of several groups the biggest. */
function clusterOf(
  sightings: readonly Sighting[],
  toleranceMs: (leastMs: number) => number,
): FoundLimit | null {
  const groups = sightings.map(({ ms: limitMs }) => ({
    limitMs,
    members: sightings.filter(({ ms }) => ms >= limitMs && ms <= limitMs + toleranceMs(limitMs)),
  }));
  const biggest = groups.reduce<(typeof groups)[number] | null>(
    (best, group) => (group.members.length > (best?.members.length ?? 0) ? group : best),
    null,
  );
  if (biggest === null || biggest.members.length < enoughEnds) return null;
  return { limitMs: biggest.limitMs, isAtMost: false, at: Math.max(...biggest.members.map(({ at }) => at)) };
}

/** Well below, so that a ping that is late comes still in time. */
const suggestedShare = 0.6;
/** No limit is shorter, so no ping has to be. */
const leastPingMs = shortestIdleMs;

/** How often to ping under these limits. `everyMs`: how often it would be without. */
export function pingingUnder({ idle, age }: FoundLimits, everyMs: number, mayAdapt: boolean): Pinging {
  const suggestedMs = idle === null ? null : Math.max(leastPingMs, rounded(idle.limitMs * suggestedShare));
  const adaptedMs = suggestedMs === null || !mayAdapt ? everyMs : Math.min(everyMs, suggestedMs);
  return { everyMs: adaptedMs, idleLimit: idle, ageLimit: age, suggestedMs };
}

/** To full seconds, and to tenths where seconds would be coarse. */
function rounded(ms: number): number {
  const step = ms < 10_000 ? 100 : 1_000;
  return Math.floor(ms / step) * step;
}
