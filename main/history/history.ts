import type { ProfileId, SessionId } from '../../shared/brand.ts';
import type { RelayedHistory, SessionHistory } from '../../shared/history.ts';
import type { SessionEvent } from '../../shared/session-events.ts';
import type { Log } from '../log.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { JournalFile } from '../ports/journal-file.ts';
import { foldHistory } from './fold.ts';
import { findLimits, noLimits, type FoundLimits } from './idle-limit.ts';
import { Journal } from './journal.ts';
import { Meter } from './meter.ts';
import { observe, unobserved, type Observed } from './observer.ts';
import {
  concerns,
  mayConcern,
  profileKey,
  profileOf,
  isRelayed,
  relayedKey,
  relayedOf,
  sessionKey,
  type FailedRecord,
  type HistoryRecord,
  type SessionKey,
} from './records.ts';

export interface HistoryDeps {
  readonly file: JournalFile;
  readonly clock: Clock;
  readonly log: Log;
  /** Something new is known of what closes streams on the way. */
  readonly onLimits: () => void;
  /** The file can't be written or read: told once a run, lest it come back whenever it is put away. */
  readonly onFailure: () => void;
}

/** A sign of life so often: a killed app is taken to have been there until the last. */
const aliveEveryMs = 60_000;
/** A tick that is so late was slept through. */
const sleptAfterMs = 3 * aliveEveryMs;
/** What was measured is written so often: being killed costs no more than that. */
const ticksBetweenMeasured = 5;
/** Calls that ask for the past wait no longer for its file. */
const silentAfterMs = 5_000;
/** The window comes first. */
const lookBackAfterMs = 3_000;
const compactEveryMs = 24 * 3_600_000;
/** Of a profile; older ones say little about the network of today. */
const mostEnds = 200;

/** Rows that are shown of the apps of one profile, the latest: an app may ask for any number of paths. */
const mostRelayed = 50;
/** Of a path that no app has asked for since the start, so many may have been open at once before. */
const guessedAtOnce = 8;
/** Names of realm paths that apps have asked for, over all profiles. */
const mostNames = 500;

/** What one of the apps has open through a relay, as `relay/relayed-sessions` tells them apart. */
export interface RelayedName {
  readonly path: string;
  /** From 1 on, of those to the same path at the same time. */
  readonly nth: number;
}

interface Track {
  readonly meter: Meter;
  observed: Observed;
}

/** What became of each session: noted as it happens, kept for 30 days, told when asked for. */
export class History {
  readonly #deps: HistoryDeps;
  readonly #journal: Journal;
  readonly #tracks = new Map<SessionKey, Track>();
  readonly #keys = new Map<SessionId, SessionKey>();
  /** Of apps: the file has no paths. The latest are last. */
  readonly #names = new Map<SessionKey, RelayedName>();
  /** By the digest of the profile's id. */
  #ends = new Map<string, readonly FailedRecord[]>();
  readonly #limits = new Map<string, FoundLimits>();
  /** Digests that were asked for: the view asks for each, ten times a second. */
  readonly #profileKeys = new Map<ProfileId, string>();
  readonly #timers = new Set<Timer>();
  #tick: Timer | null = null;
  #ticks = 0;
  #tickedAt: number;
  #isRunning = false;
  #isFailureTold = false;
  /** What was forgotten is to be gone before the app is. */
  #tidying: Promise<void> = Promise.resolve();

  constructor(deps: HistoryDeps) {
    this.#deps = deps;
    this.#journal = new Journal(deps.file, deps.clock, () => this.#failed('write'));
    this.#tickedAt = deps.clock.now();
  }

  /** Reads nothing yet. */
  start(): void {
    const { clock } = this.#deps;
    this.#isRunning = true;
    this.#add({ type: 'started', at: clock.now() });
    this.#tickLater();
    this.#compactLater();
    this.#after(lookBackAfterMs, () => void this.#lookBack());
  }

  /** Takes note of what happened to a session. */
  note(profile: ProfileId, session: SessionId, event: SessionEvent): void {
    if (!this.#isRunning) return;
    const key = this.#keys.get(session) ?? sessionKey(profile, session);
    this.#keys.set(session, key);
    this.#note(key, event, this.#deps.clock.now());
  }

  /** Takes note of what happened to an app's connection, at a time that may have passed a while ago. */
  noteRelayed(profile: ProfileId, name: RelayedName, event: SessionEvent, at: number): void {
    if (!this.#isRunning) return;
    const key = relayedKey(profile, name.path, name.nth);
    this.#keepName(key, name);
    this.#note(key, event, at);
  }

  #note(key: SessionKey, event: SessionEvent, now: number): void {
    const track = this.#trackOf(key);
    track.meter.note(event, now);
    const [observed, ...records] = observe(track.observed, event, key, now);
    track.observed = observed;
    for (const record of records) {
      this.#add(record);
      if (record.type === 'failed') this.#learn(record);
    }
  }

  /** Everything that is kept of a session. */
  async of(profile: ProfileId, session: SessionId): Promise<SessionHistory> {
    const key = sessionKey(profile, session);
    const records = await this.#read((line) => mayConcern(line, key));
    return this.#told(key, records);
  }

  /**
   * Everything that is kept of what apps had open through a profile's relay, the latest first. `paths`: those that they
   * may have asked for, beside those that they have asked for since the start.
   */
  async relayedOf(profile: ProfileId, paths: readonly string[]): Promise<readonly RelayedHistory[]> {
    const begin = relayedOf(this.#profileKey(profile));
    const records = await this.#read((line) => mayConcern(line, begin));
    const written = records.flatMap((record) => ('session' in record ? [record.session] : []));
    const isThere = (key: SessionKey) => this.#tracks.get(key)?.observed.state !== 'off';
    const live = [...this.#tracks.keys()].reverse();
    const latestFirst = [...live.filter(isThere), ...live, ...written.reverse()];
    const names = new Map([...namesOf(profile, paths), ...this.#names]);
    return [...new Set(latestFirst)]
      .filter((key) => key.startsWith(begin))
      .slice(0, mostRelayed)
      .map((key) => {
        const { path = null, nth = null } = names.get(key) ?? {};
        return { path, nth, ...this.#told(key, records) };
      })
      .filter(({ spans, hours }) => spans.length + hours.length > 0)
      .sort((one, other) => lastOf(other) - lastOf(one) || (one.nth ?? 0) - (other.nth ?? 0));
  }

  #told(key: SessionKey, records: readonly HistoryRecord[]): SessionHistory {
    const meter = this.#tracks.get(key)?.meter;
    const measured = (meter?.hours ?? []).map(
      (hour) => ({ type: 'measured', session: key, ...hour }) as const,
    );
    const now = this.#deps.clock.now();
    const told = [...records.filter((record) => concerns(record, key)), ...measured];
    return { ...foldHistory(told, now), minutes: meter?.minutes(now) ?? [] };
  }

  #keepName(key: SessionKey, name: RelayedName): void {
    this.#names.delete(key);
    this.#names.set(key, name);
    const [oldest] = this.#names.keys();
    if (this.#names.size > mostNames && oldest !== undefined) this.#names.delete(oldest);
  }

  limitsOf(profile: ProfileId): FoundLimits {
    return this.#limits.get(this.#profileKey(profile)) ?? noLimits;
  }

  #profileKey(profile: ProfileId): string {
    const key = this.#profileKeys.get(profile) ?? profileKey(profile);
    this.#profileKeys.set(profile, key);
    return key;
  }

  /** Resolves when nothing of it in the file counts any more; the file is rewritten without it right after. */
  async forget(profile: ProfileId): Promise<void> {
    const key = this.#profileKey(profile);
    this.#profileKeys.delete(profile);
    for (const known of [this.#tracks, this.#names])
      for (const each of known.keys()) if (profileOf(each) === key) known.delete(each);
    this.#ends.delete(key);
    this.#limits.delete(key);
    this.#deps.onLimits();
    this.#add({ type: 'forgotten', at: this.#deps.clock.now(), profile: key });
    await this.#journal.flushed();
    this.#tidying = this.#compact();
    // On the way out there may be no right after.
    if (!this.#isRunning) await this.#tidying;
  }

  /** Writes what is left to write, and takes note of nothing more. */
  async stop(): Promise<void> {
    if (!this.#isRunning) return;
    this.#writeMeasured();
    this.#add({ type: 'stopped', at: this.#deps.clock.now() });
    this.#isRunning = false;
    this.#tick?.cancel();
    this.#timers.forEach((timer) => timer.cancel());
    await this.#tidying;
    await this.#journal.flushed();
  }

  #trackOf(key: SessionKey): Track {
    const known = this.#tracks.get(key);
    if (known !== undefined) return known;
    const track = { meter: new Meter(), observed: unobserved };
    this.#tracks.set(key, track);
    return track;
  }

  #add(record: HistoryRecord): void {
    const { clock } = this.#deps;
    const now = clock.now();
    if (now - this.#tickedAt > sleptAfterMs || now < this.#tickedAt) {
      this.#journal.add({ type: 'slept', at: now, since: this.#tickedAt });
      this.#tickedAt = now;
    }
    this.#journal.add(record);
  }

  #tickLater(): void {
    this.#tick = this.#deps.clock.after(aliveEveryMs, () => {
      const now = this.#deps.clock.now();
      const isAnyWanted = [...this.#tracks.values()].some(({ observed }) => observed.state !== 'off');
      if (isAnyWanted) this.#add({ type: 'alive', at: now });
      this.#tickedAt = now;
      this.#ticks += 1;
      if (this.#ticks % ticksBetweenMeasured === 0) this.#writeMeasured();
      this.#tickLater();
    });
  }

  #writeMeasured(): void {
    const now = this.#deps.clock.now();
    for (const [key, { meter, observed }] of this.#tracks) {
      for (const hour of meter.takeHours()) this.#add({ type: 'measured', session: key, ...hour });
      // An app may ask for any number of paths.
      const isOver = observed.state === 'off' && meter.minutes(now).length === 0;
      if (isOver && isRelayed(key)) this.#tracks.delete(key);
    }
  }

  #learn(record: FailedRecord): void {
    this.#keepEnd(record);
    this.#limit(profileOf(record.session));
  }

  #keepEnd(record: FailedRecord): void {
    const profile = profileOf(record.session);
    this.#ends.set(profile, [...(this.#ends.get(profile) ?? []), record].slice(-mostEnds));
  }

  #limit(profile: string): void {
    const before = this.#limits.get(profile) ?? noLimits;
    const found = findLimits(this.#ends.get(profile) ?? []);
    this.#limits.set(profile, found);
    if (JSON.stringify(found) !== JSON.stringify(before)) this.#deps.onLimits();
  }

  /** Tidies up, and learns from how connections ended in former runs. */
  async #lookBack(): Promise<void> {
    await this.#compact();
    const records = await this.#read((line) => /^\["(?:failed|started)"/.test(line));
    const thisRun = records.findLastIndex(({ type }) => type === 'started');
    const former = records.slice(0, Math.max(0, thisRun)).filter((record) => record.type === 'failed');
    const live = this.#ends;
    this.#ends = new Map();
    for (const record of [...former, ...[...live.values()].flat()]) this.#keepEnd(record);
    for (const profile of this.#ends.keys()) this.#limit(profile);
  }

  #compact(): Promise<void> {
    return this.#journal.compact().catch(() => this.#failed('compact'));
  }

  #compactLater(): void {
    this.#after(compactEveryMs, () => {
      void this.#compact();
      this.#compactLater();
    });
  }

  /** A file that doesn't answer is as good as one that can't be read, for now. */
  async #read(isWanted: (line: string) => boolean): Promise<readonly HistoryRecord[]> {
    let timer: Timer | null = null;
    const silence = new Promise<never>((_, reject) => {
      timer = this.#after(silentAfterMs, () => reject(new Error('no answer')));
    });
    try {
      return await Promise.race([this.#journal.read(isWanted), silence]);
    } catch {
      this.#failed('read');
      return [];
    } finally {
      this.#cancel(timer);
    }
  }

  #cancel(timer: Timer | null): void {
    if (timer === null) return;
    timer.cancel();
    this.#timers.delete(timer);
  }

  #after(ms: number, call: () => void): Timer {
    const timer = this.#deps.clock.after(ms, () => {
      this.#timers.delete(timer);
      call();
    });
    this.#timers.add(timer);
    return timer;
  }

  #failed(step: 'write' | 'read' | 'compact'): void {
    this.#deps.log.write({ event: 'historyFailed', step });
    if (step !== 'compact' && !this.#isFailureTold) {
      this.#isFailureTold = true;
      this.#deps.onFailure();
    }
  }
}

const namesOf = (
  profile: ProfileId,
  paths: readonly string[],
): readonly (readonly [SessionKey, RelayedName])[] =>
  paths.flatMap((path) =>
    Array.from({ length: guessedAtOnce }, (_, index) => {
      const name = { path, nth: index + 1 };
      return [relayedKey(profile, path, name.nth), name] as const;
    }),
  );

/** When something was last known of it. */
const lastOf = ({ spans, hours }: SessionHistory): number =>
  Math.max(spans.at(-1)?.to ?? 0, hours.at(-1)?.at ?? 0);
