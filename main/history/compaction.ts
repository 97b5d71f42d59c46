import { dayMs, keptMs } from './fold.ts';
import { addMeasured } from './measures.ts';
import { profileOf, type HistoryRecord, type MeasuredRecord, type SessionKey } from './records.ts';

/** What is merged waits this long for more of the same hour. */
const mergeWithinMs = 2 * 3_600_000;

type StateRecord = Extract<HistoryRecord, { type: 'online' | 'failed' | 'off' }>;

/**
 * How much time the records tell of, one after the other. Between two of them a day passes at most, and none where the
 * clock was set back: one that stood in another year for a while must not make everything old.
 */
class ToldTime {
  #highest: number | null = null;
  #ms = 0;

  /** How much it is up to this record. */
  upTo({ type, at }: Pick<HistoryRecord, 'type' | 'at'>): number {
    const highest = this.#highest ?? at;
    this.#ms += Math.min(Math.max(0, at - highest), dayMs);
    // What was measured is written late.
    const isSetBack = type !== 'measured' && at < highest - dayMs;
    this.#highest = isSetBack ? at : Math.max(highest, at);
    return this.#ms;
  }
}

/** What has to be known of all records before it can be said of one whether it stays. */
export interface Survey {
  readonly toldMs: number;
  /** The place of the record that forgot a profile. */
  readonly forgotten: ReadonlyMap<string, number>;
}

/** Looks at the records, one after the other. */
export class Surveyor {
  readonly #time = new ToldTime();
  readonly #forgotten = new Map<string, number>();

  /** `place`: how many lines came before this record's. */
  take(record: HistoryRecord, place: number): void {
    this.#time.upTo(record);
    if (record.type === 'forgotten') this.#forgotten.set(record.profile, place);
  }

  end(now: number): Survey {
    return { toldMs: this.#time.upTo({ type: 'alive', at: now }), forgotten: this.#forgotten };
  }
}

/**
 * Says what stays of the records, one after the other: what more than 30 days were told after goes, but for how each
 * session then stood; signs of life that others follow go; what was measured in one hour becomes one record; what was
 * forgotten goes. Pure; folding what stays tells the same story.
 */
export class Compaction {
  readonly #survey: Survey;
  readonly #time = new ToldTime();
  readonly #stoodBefore = new Map<SessionKey, StateRecord>();
  readonly #hours = new Map<string, MeasuredRecord>();
  #newestHour = 0;
  #alive: HistoryRecord | null = null;

  constructor(survey: Survey) {
    this.#survey = survey;
  }

  /** `place`: how many lines came before this record's. */
  *take(record: HistoryRecord, place: number): Generator<HistoryRecord> {
    const isOld = this.#survey.toldMs - this.#time.upTo(record) > keptMs;
    if (this.#isForgotten(record, place)) return;
    if (record.type === 'measured') {
      if (!isOld) yield* this.#merge(record);
      return;
    }
    if (isOld) {
      this.#remember(record);
      return;
    }
    yield* this.#standing();
    yield* this.#signOfLife(record);
    if (record.type === 'alive') this.#alive = record;
    else yield record;
  }

  *end(): Generator<HistoryRecord> {
    yield* this.#standing();
    yield* this.#hours.values();
    if (this.#alive !== null) yield this.#alive;
  }

  /** Of those that follow each other the last will do, and none before what is a sign of life for every session itself. */
  *#signOfLife({ type }: HistoryRecord): Generator<HistoryRecord> {
    const isFollowed = type === 'alive' || type === 'slept' || type === 'stopped';
    if (this.#alive !== null && !isFollowed) yield this.#alive;
    this.#alive = null;
  }

  #isForgotten(record: HistoryRecord, place: number): boolean {
    if (record.type === 'forgotten') return true;
    const profile = 'session' in record ? profileOf(record.session) : null;
    return profile !== null && place < (this.#survey.forgotten.get(profile) ?? -1);
  }

  #remember(record: Exclude<HistoryRecord, MeasuredRecord>): void {
    switch (record.type) {
      case 'online':
      case 'failed':
        this.#stoodBefore.set(record.session, record);
        break;
      case 'off':
        this.#stoodBefore.delete(record.session);
        break;
      case 'started':
      case 'stopped':
        this.#stoodBefore.clear();
        break;
      case 'slept':
      case 'alive':
      case 'forgotten':
        break;
    }
  }

  /** How sessions stood when what is kept begins. */
  *#standing(): Generator<HistoryRecord> {
    for (const record of this.#stoodBefore.values()) {
      // The connection that ended before was counted then.
      yield record.type === 'failed' ? { ...record, livedMs: null } : record;
    }
    this.#stoodBefore.clear();
  }

  *#merge(record: MeasuredRecord): Generator<HistoryRecord> {
    if (record.at > this.#newestHour) {
      this.#newestHour = record.at;
      yield* this.#merged();
    }
    const place = `${record.session} ${record.at}`;
    const before = this.#hours.get(place);
    this.#hours.set(place, before === undefined ? record : sum(before, record));
  }

  /** Those of hours that are over. */
  *#merged(): Generator<HistoryRecord> {
    for (const [place, record] of this.#hours) {
      if (record.at > this.#newestHour - mergeWithinMs) continue;
      this.#hours.delete(place);
      yield record;
    }
  }
}

const sum = (one: MeasuredRecord, other: MeasuredRecord): MeasuredRecord => ({
  ...one,
  ...addMeasured(one, other),
});
