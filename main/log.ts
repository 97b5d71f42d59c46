import type { ProfileId, SessionId } from '../shared/brand.ts';
import type { ProblemKind } from '../shared/problem.ts';
import type { SessionPhase, SignInStatus } from '../shared/status.ts';
import type { UpdateOutcome, UpdateRefusal } from '../shared/update-status.ts';
import { thrownOf, type Thrown } from '../shared/thrown.ts';
import type { Bug, NameBug } from './problem-error.ts';

/**
 * Everything the log can say: a closed list of events whose fields are numbers, booleans, literals and public ids.
 * There is no free text, so there is no place where a secret, a URL or a foreign message could slip in.
 */
export type LogEvent =
  | { readonly event: 'started'; readonly version: string }
  | { readonly event: 'stopped' }
  | { readonly event: 'profilesLoaded'; readonly count: number }
  | { readonly event: 'signInChanged'; readonly profile: ProfileId; readonly state: SignInStatus['state'] }
  | {
      readonly event: 'sessionChanged';
      readonly session: SessionId;
      readonly state: SessionPhase['state'];
      readonly problem: ProblemKind | null;
    }
  | { readonly event: 'vaultFailed'; readonly problem: ProblemKind }
  | { readonly event: 'historyFailed'; readonly step: 'write' | 'read' | 'compact' }
  | {
      readonly event: 'updateChecked';
      readonly outcome: UpdateOutcome['kind'];
      readonly refusal: UpdateRefusal['kind'] | null;
    }
  /** A package of another version was installed over the running app. */
  | { readonly event: 'replaced'; readonly by: string | null }
  | { readonly event: 'callRefused'; readonly reason: 'sender' | 'input' | 'gesture' }
  | BugFound;

interface BugFound extends Thrown {
  readonly event: 'bugFound';
  readonly id: string;
  readonly where: 'main' | 'window';
}

export interface Log {
  write(event: LogEvent): void;
}

/** One JSON object a line. */
export class LineLog implements Log {
  readonly #now: () => number;
  readonly #writeLine: (line: string) => void;

  constructor(now: () => number, writeLine: (line: string) => void) {
    this.#now = now;
    this.#writeLine = writeLine;
  }

  write(event: LogEvent): void {
    this.#writeLine(JSON.stringify({ at: new Date(this.#now()).toISOString(), ...event }));
  }
}

export const silentLog: Log = { write: () => undefined };

/** Names a bug and logs where it happened: of the error only what may be told. */
export const bugNamer =
  (log: Log, makeId: () => string): NameBug =>
  (error) =>
    logBug(log, { id: makeId(), where: 'main', ...thrownOf(error) });

export function logBug(log: Log, bug: Omit<BugFound, 'event'>): Bug {
  log.write({ event: 'bugFound', ...bug });
  return { kind: 'bug', id: bug.id };
}
