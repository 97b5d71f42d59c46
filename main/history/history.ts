import type { ProfileId, SessionId } from '../../shared/brand.ts';
import type { SessionHistory } from '../../shared/history.ts';
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

interface Track {
  readonly key: SessionKey;
  readonly meter: Meter;
  observed: Observed;
}

/** What became of each session: noted as it happens, kept for 30 days, told when asked for. */
export class History {
  readonly #deps: HistoryDeps;
  readonly #journal: Journal;
  readonly #tracks = new Map<SessionId, Track>();
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
    const now = this.#deps.clock.now();
    const track = this.#trackOf(profile, session);
    track.meter.note(event, now);
    const [observed, ...records] = observe(track.observed, event, track.key, now);
    track.observed = observed;
    for (const record of records) {
      this.#add(record);
      if (record.type === 'failed') this.#learn(record);
    }
  }

  /** Everything that is kept of a session. */
  async of(profile: ProfileId, session: SessionId): Promise<SessionHistory> {
    const key = sessionKey(profile, session);
    const meter = this.#tracks.get(session)?.meter;
    const records = await this.#read((line) => mayConcern(line, key));
    const measured = (meter?.hours ?? []).map(
      (hour) => ({ type: 'measured', session: key, ...hour }) as const,
    );
    const now = this.#deps.clock.now();
    const told = [...records.filter((record) => concerns(record, key)), ...measured];
    return { ...foldHistory(told, now), minutes: meter?.minutes(now) ?? [] };
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
    for (const [id, track] of this.#tracks) if (profileOf(track.key) === key) this.#tracks.delete(id);
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

  #trackOf(profile: ProfileId, id: SessionId): Track {
    const known = this.#tracks.get(id);
    if (known !== undefined) return known;
    const track = { key: sessionKey(profile, id), meter: new Meter(), observed: unobserved };
    this.#tracks.set(id, track);
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
    for (const { key, meter } of this.#tracks.values()) {
      for (const hour of meter.takeHours()) this.#add({ type: 'measured', session: key, ...hour });
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
