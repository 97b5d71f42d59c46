import type { Log, LogEvent } from '../../main/log.ts';

/** A log that keeps what it was told. */
export class RecordingLog implements Log {
  readonly events: LogEvent[] = [];

  write(event: LogEvent): void {
    this.events.push(event);
  }
}
