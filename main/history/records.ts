import { createHash } from 'node:crypto';
import type { ProfileId, SessionId } from '../../shared/brand.ts';
import type { Cause, RoundTrips } from '../../shared/history.ts';
import type { ProblemKind } from '../../shared/problem.ts';
import type { Traffic } from '../../shared/traffic.ts';

/**
 * What the history's file says, one line a record: a JSON array that begins with a word and a time. Profiles and realm
 * paths stand there as digests: a reader of the file alone learns neither names nor paths.
 */
export type HistoryRecord =
  | { readonly type: 'started'; readonly at: number }
  | { readonly type: 'stopped'; readonly at: number }
  /** Written now and then, so that the file knows how long the app was there before it was killed. */
  | { readonly type: 'alive'; readonly at: number }
  /** The computer woke up, or its clock was set; where it was set back, `since` is the later of the two. */
  | { readonly type: 'slept'; readonly at: number; readonly since: number }
  | { readonly type: 'online'; readonly at: number; readonly session: SessionKey }
  | FailedRecord
  /** It is not wanted connected any more. */
  | { readonly type: 'off'; readonly at: number; readonly session: SessionKey }
  | MeasuredRecord
  /** A profile was removed: all that came before of its sessions counts for nothing. */
  | { readonly type: 'forgotten'; readonly at: number; readonly profile: string };

/** A connection ended, or an attempt failed for a reason that is new in this outage. */
export interface FailedRecord {
  readonly type: 'failed';
  readonly at: number;
  readonly session: SessionKey;
  readonly cause: Cause;
  /** How long it had been online; null if it wasn't. */
  readonly livedMs: number | null;
  /** How long nothing had been said, up to a ping that waited for its answer; null if that is not known. */
  readonly quietMs: number | null;
  /** The longest silence that the same connection had come through before; null if that is not known. */
  readonly survivedMs: number | null;
  /** How long a ping had waited for its answer; null if none did. */
  readonly waitedMs: number | null;
}

/** Measured since `at`, the beginning of an hour. Several of one hour add up. */
export interface MeasuredRecord {
  readonly type: 'measured';
  readonly at: number;
  readonly session: SessionKey;
  readonly roundTrips: RoundTrips | null;
  readonly traffic: Traffic;
  /** Of apps; left out where there were none. */
  readonly connections?: number;
}

/**
 * A digest of the profile's id, a dot, and a digest of the realm path; with `relay-` before that for what apps have open
 * through the profile's relay. Earlier versions read such keys as those of sessions that they don't show.
 */
export type SessionKey = `${string}.${string}`;

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 10);

export const profileKey = (id: ProfileId): string => digest(id);

export const sessionKey = (profile: ProfileId, session: SessionId): SessionKey =>
  `${profileKey(profile)}.${digest(session)}`;

const relayed = 'relay-';

/** What one of the apps has open to a realm path; `nth` tells those apart that are there at the same time. */
export const relayedKey = (profile: ProfileId, path: string, nth: number): SessionKey =>
  `${profileKey(profile)}.${relayed}${digest(`${nth} ${path}`)}`;

/** How the keys of all begin that apps have open through a profile's relay. */
export const relayedOf = (profile: string): string => `${profile}.${relayed}`;

export const isRelayed = (session: SessionKey): boolean => session.startsWith(relayedOf(profileOf(session)));

export const profileOf = (session: SessionKey): string => session.slice(0, session.indexOf('.'));

const appWide = /^\["(?:started|stopped|alive|slept|forgotten)"/;

/** Whether a line may concern a session, or one whose key begins so: tells most of the others without reading them. */
export const mayConcern = (line: string, session: string): boolean =>
  line.includes(session) || appWide.test(line);

/** Whether a record says something about this session: of its own, of its profile, or of the app. */
export function concerns(record: HistoryRecord, session: SessionKey): boolean {
  if ('session' in record) return record.session === session;
  return record.type !== 'forgotten' || record.profile === profileOf(session);
}

/** One line, without its line feed. */
export function encode(record: HistoryRecord): string {
  return JSON.stringify(valuesOf(record));
}

function valuesOf(record: HistoryRecord): readonly unknown[] {
  const { type, at } = record;
  switch (type) {
    case 'started':
    case 'stopped':
    case 'alive':
      return [type, at];
    case 'slept':
      return [type, at, record.since];
    case 'online':
    case 'off':
      return [type, at, record.session];
    case 'failed': {
      const { session, cause, livedMs, quietMs, survivedMs, waitedMs } = record;
      return [type, at, session, cause.kind, cause.code, livedMs, quietMs, survivedMs, waitedMs];
    }
    case 'measured': {
      const { session, roundTrips, traffic } = record;
      const { count, leastMs, meanMs, mostMs } = roundTrips ?? noRoundTrips;
      const { received, sent } = traffic;
      return [
        ...[type, at, session, count, tenths(leastMs), tenths(meanMs), tenths(mostMs)],
        ...[received.messages, received.bytes, sent.messages, sent.bytes],
        ...(record.connections === undefined ? [] : [record.connections]),
      ];
    }
    case 'forgotten':
      return [type, at, record.profile];
  }
}

const noRoundTrips: RoundTrips = { count: 0, leastMs: 0, meanMs: 0, mostMs: 0 };
const tenths = (ms: number): number => Math.round(ms * 10) / 10;

/** Reads a line; null for one that was torn, damaged, or written by a newer version. Never throws. */
export function decode(line: string): HistoryRecord | null {
  try {
    const values: unknown = JSON.parse(line);
    return Array.isArray(values) ? fromValues(values) : null;
  } catch {
    return null;
  }
}

function fromValues([type, at, ...rest]: readonly unknown[]): HistoryRecord | null {
  if (!isCount(at)) return null;
  const [first, ...others] = rest;
  switch (type) {
    case 'started':
    case 'stopped':
    case 'alive':
      return { type, at };
    case 'slept':
      return isCount(first) ? { type, at, since: first } : null;
    case 'online':
    case 'off':
      return isKey(first) ? { type, at, session: first } : null;
    case 'failed':
      return isKey(first) ? failedFrom(at, first, others) : null;
    case 'measured':
      return isKey(first) ? measuredFrom(at, first, others) : null;
    case 'forgotten':
      return typeof first === 'string' ? { type, at, profile: first } : null;
    default:
      return null;
  }
}

function failedFrom(at: number, session: SessionKey, values: readonly unknown[]): FailedRecord | null {
  const [kind, ...numbers] = values;
  if (!isKind(kind) || !numbers.every(isCountOrNull)) return null;
  const [code = null, livedMs = null, quietMs = null, survivedMs = null, waitedMs = null] = numbers;
  return { type: 'failed', at, session, cause: { kind, code }, livedMs, quietMs, survivedMs, waitedMs };
}

function measuredFrom(at: number, session: SessionKey, values: readonly unknown[]): MeasuredRecord | null {
  if (values.length < 8 || !values.every(isCount)) return null;
  const [count = 0, leastMs = 0, meanMs = 0, mostMs = 0, ...counts] = values;
  const [messagesIn = 0, bytesIn = 0, messagesOut = 0, bytesOut = 0, connections = 0] = counts;
  return {
    type: 'measured',
    at,
    session,
    roundTrips: count === 0 ? null : { count, leastMs, meanMs, mostMs },
    traffic: {
      received: { messages: messagesIn, bytes: bytesIn },
      sent: { messages: messagesOut, bytes: bytesOut },
    },
    ...(connections === 0 ? {} : { connections }),
  };
}

const isCount = (value: unknown): value is number => Number.isFinite(value) && Number(value) >= 0;
const isCountOrNull = (value: unknown): value is number | null => value === null || isCount(value);
const isKey = (value: unknown): value is SessionKey =>
  typeof value === 'string' && /^[\w-]+\.[\w-]+$/.test(value);
/** A kind that this version doesn't know is drawn as it stands. */
const isKind = (value: unknown): value is ProblemKind =>
  typeof value === 'string' && /^[A-Za-z.]{1,40}$/.test(value);
