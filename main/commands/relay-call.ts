import { relayModes, type RelayMode } from '../../shared/relay.ts';
import { readArguments } from '../command-line/arguments.ts';
import { realmPathOf } from '../command-line/realm-argument.ts';
import type { SubjectCall } from '../command-line/subject.ts';
import { UsageError } from '../command-line/usage-error.ts';

/** What the person asked for; null where the profile, or else the default, says it. */
export interface RelayCall extends SubjectCall {
  readonly port: number | null;
  readonly mode: RelayMode | null;
  readonly holdSeconds: number | null;
  readonly realmPath: string | null;
  readonly checksFirst: boolean;
  readonly isJson: boolean;
  /** What to run while the relay listens; empty: nothing, it listens until it is told to end. */
  readonly command: readonly string[];
}

const options = {
  demo: { type: 'boolean', default: false },
  port: { type: 'string' },
  mode: { type: 'string' },
  secrets: { type: 'string' },
  realm: { type: 'string' },
  hold: { type: 'string' },
  check: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

/** For the whole way, with `--check`, as `check` itself has it. */
const deadlineMs = 30_000;

/** Reads the arguments. Errors: `UsageError`. */
export function parseRelayCall(args: readonly string[]): RelayCall {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  const command = end < 0 ? [] : args.slice(end + 1);
  if (end >= 0 && command.length === 0) throw new UsageError('say what to run after --.');
  const { values, positionals } = readArguments(own, options);
  const [nameOrPath, ...more] = positionals;
  if (more.length > 0) throw new UsageError('give one profile at a time; what to run stands after --.');
  if ((nameOrPath === undefined) !== values.demo) throw new UsageError('give either a profile or --demo.');
  return {
    subject: nameOrPath === undefined ? { kind: 'demo' } : { kind: 'profile', nameOrPath },
    secrets: values.secrets ?? null,
    deadlineMs,
    port: numberOf('--port', values.port, 65_535),
    mode: modeOf(values.mode),
    holdSeconds: numberOf('--hold', values.hold, 3_600),
    realmPath: realmPathOf(values.realm),
    checksFirst: values.check,
    isJson: values.json,
    command,
  };
}

function numberOf(option: string, text: string | undefined, most: number): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,5}$/.test(text) || Number(text) > most)
    throw new UsageError(`${option} must be a whole number from 0 to ${most}.`);
  return Number(text);
}

function modeOf(text: string | undefined): RelayMode | null {
  if (text === undefined) return null;
  const mode = relayModes.find((each) => each === text);
  if (mode === undefined) throw new UsageError(`--mode must be one of: ${relayModes.join(', ')}.`);
  return mode;
}
