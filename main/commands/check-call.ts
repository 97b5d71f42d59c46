import { readArguments } from '../command-line/arguments.ts';
import { realmPathOf } from '../command-line/realm-argument.ts';
import type { SubjectCall } from '../command-line/subject.ts';
import { UsageError } from '../command-line/usage-error.ts';

/** What the person asked for, with the contract's defaults. */
export interface CheckCall extends SubjectCall {
  readonly realmPath: string | null;
  readonly holdMs: number;
  readonly isJson: boolean;
}

const options = {
  demo: { type: 'boolean', default: false },
  realm: { type: 'string' },
  secrets: { type: 'string' },
  hold: { type: 'string', default: '0' },
  deadline: { type: 'string', default: '30' },
  json: { type: 'boolean', default: false },
} as const;

/** Reads the arguments. Errors: `UsageError`. */
export function parseCheckCall(args: readonly string[]): CheckCall {
  const { values, positionals } = readArguments(args, options);
  const [nameOrPath, ...more] = positionals;
  if (more.length > 0) throw new UsageError('give one profile at a time.');
  if ((nameOrPath === undefined) !== values.demo) throw new UsageError('give either a profile or --demo.');
  return {
    subject: nameOrPath === undefined ? { kind: 'demo' } : { kind: 'profile', nameOrPath },
    realmPath: realmPathOf(values.realm),
    secrets: values.secrets ?? null,
    holdMs: secondsOf('--hold', values.hold, 0),
    deadlineMs: secondsOf('--deadline', values.deadline, 0.1),
    isJson: values.json,
  };
}

const mostSeconds = 30 * 24 * 3600;

function secondsOf(option: string, text: string, least: number): number {
  const seconds = Number(text);
  if (text.trim() === '' || Number.isNaN(seconds) || seconds < least || seconds > mostSeconds) {
    throw new UsageError(`${option} must be a number of seconds from ${least} to ${mostSeconds}.`);
  }
  return seconds * 1000;
}
