import type { Clock, Timer } from '../ports/clock.ts';
import type { JournalFile } from '../ports/journal-file.ts';
import { Compaction, Surveyor, type Survey } from './compaction.ts';
import { decode, encode, type HistoryRecord } from './records.ts';

/** Records wait this long for others, so that many sessions that change at once cost one write. */
const gatherMs = 250;

/** So many are kept while the disk takes none; the oldest go first. */
const mostPending = 20_000;

/** Compacting is worth it when at least this share of the file goes. */
const worthwhileShare = 0.25;

/**
 * The history's file, to which records are only ever added: a process killed while writing loses a line at most. All
 * work on the file is done in order, off the hot path; no caller has to wait for it.
 */
export class Journal {
  readonly #file: JournalFile;
  readonly #clock: Clock;
  readonly #onFailure: () => void;
  #pending: string[] = [];
  #timer: Timer | null = null;
  #work: Promise<unknown> = Promise.resolve();

  /** `onFailure`: records could not be written; they are tried again with the next ones. */
  constructor(file: JournalFile, clock: Clock, onFailure: () => void) {
    this.#file = file;
    this.#clock = clock;
    this.#onFailure = onFailure;
  }

  add(record: HistoryRecord): void {
    this.#pending.push(encode(record));
    this.#timer ??= this.#clock.after(gatherMs, () => void this.flushed());
  }

  /** Resolves when all that was added is written, or can't be for now. */
  flushed(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = null;
    return this.#queue(() => this.#write());
  }

  /** The records in lines of which `isWanted` holds, in order; what was torn or damaged is left out. Errors: the file system's. */
  async read(isWanted: (line: string) => boolean): Promise<readonly HistoryRecord[]> {
    await this.flushed();
    return this.#queue(async () => {
      const records: HistoryRecord[] = [];
      for await (const line of this.#file.lines()) {
        const record = isWanted(line) ? decode(line) : null;
        if (record !== null) records.push(record);
      }
      return records;
    });
  }

  /** Rewrites the file without what isn't needed, if that is worth it or a profile was forgotten. Errors: the file system's. */
  async compact(): Promise<void> {
    await this.flushed();
    await this.#queue(async () => {
      const size = await this.#file.size();
      if (size === 0) return;
      const survey = await this.#surveyed();
      const draft = await this.#file.draft(this.#compacted(survey));
      const isWorthwhile = size - draft.bytes >= size * worthwhileShare;
      await (isWorthwhile || survey.forgotten.size > 0 ? draft.commit() : draft.discard());
    });
  }

  async *#compacted(survey: Survey): AsyncIterable<string> {
    const compaction = new Compaction(survey);
    let place = 0;
    for await (const line of this.#file.lines()) {
      const record = decode(line);
      if (record !== null) for (const kept of compaction.take(record, place)) yield encode(kept);
      place += 1;
    }
    for (const kept of compaction.end()) yield encode(kept);
  }

  async #surveyed(): Promise<Survey> {
    const surveyor = new Surveyor();
    let place = 0;
    for await (const line of this.#file.lines()) {
      const record = decode(line);
      if (record !== null) surveyor.take(record, place);
      place += 1;
    }
    return surveyor.end(this.#clock.now());
  }

  async #write(): Promise<void> {
    if (this.#pending.length === 0) return;
    const written = this.#pending;
    this.#pending = [];
    try {
      // The line feed comes first: a torn line before it ends there.
      await this.#file.append(`\n${written.join('\n')}`);
    } catch {
      this.#pending = [...written, ...this.#pending].slice(-mostPending);
      this.#onFailure();
    }
  }

  #queue<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }
}
