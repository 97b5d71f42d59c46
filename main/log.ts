import type { ProfileId, SessionId } from '../shared/brand.ts';
import type { ProblemKind } from '../shared/problem.ts';
import type { SessionPhase, SignInStatus } from '../shared/status.ts';
import type { NameBug } from './problem-error.ts';

/**
 * Everything the log can say: a closed list of events whose fields are numbers, booleans, literals and public ids.
 * There is no free text, so there is no place where a secret, a URL or a foreign message could slip in.
 */
export type LogEvent =
  | { readonly event: 'started'; readonly version: string }
  | { readonly event: 'stopped' }
  | { readonly event: 'profilesLoaded'; readonly count: number }
  | { readonly event: 'profilesSetAside'; readonly restored: boolean }
  | { readonly event: 'signInChanged'; readonly profile: ProfileId; readonly state: SignInStatus['state'] }
  | {
      readonly event: 'sessionChanged';
      readonly session: SessionId;
      readonly state: SessionPhase['state'];
      readonly problem: ProblemKind | null;
    }
  | { readonly event: 'vaultFailed'; readonly problem: ProblemKind }
  | { readonly event: 'historyFailed'; readonly step: 'write' | 'read' | 'compact' }
  | { readonly event: 'callRefused'; readonly reason: 'sender' | 'input' }
  | { readonly event: 'bugFound'; readonly id: string; readonly type: string; readonly at: string };

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

/**
 * Names a bug and logs where it happened. Of the error only its class and the places in our own code are written:
 * messages of foreign code may quote what they were given.
 */
export function bugNamer(log: Log, makeId: () => string): NameBug {
  return (error) => {
    const id = makeId();
    log.write({ event: 'bugFound', id, type: classOf(error), at: placeOfThrow(error) });
    return { kind: 'bug', id };
  };
}

const classOf = (error: unknown): string => (error instanceof Error ? error.constructor.name : typeof error);

/**
 * File and line of the first stack frames. The message that heads a stack is cut off first, because it may look like
 * frames itself; a stack that doesn't hold the message says nothing.
 */
function placeOfThrow(error: unknown): string {
  if (!(error instanceof Error) || error.stack?.includes(error.message) !== true) return '';
  const traced = error.stack.slice(error.stack.indexOf(error.message) + error.message.length);
  const frames = traced.matchAll(/^\s+at (?:.*[(/\\])?([^()\s/\\]+:\d+:\d+)\)?$/gm);
  return [...frames]
    .slice(0, 4)
    .map(([, place]) => place)
    .join(' < ');
}
