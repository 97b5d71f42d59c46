import { parseArgs } from 'node:util';
import { realmPathRule } from '../../shared/realm-path.ts';
import { ruleSentences } from '../../shared/text/en/rules.ts';

/** What the person asked for, with the contract's defaults. */
export interface Call {
  readonly subject: { readonly kind: 'demo' } | { readonly kind: 'profile'; readonly nameOrPath: string };
  readonly realmPath: string | null;
  /** Path of a file, or `-`. */
  readonly secrets: string | null;
  readonly holdMs: number;
  readonly deadlineMs: number;
  readonly isJson: boolean;
}

/** The call itself was wrong; the message says how, in a sentence for the person. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const usage = `Usage: causeway check PROFILE [options]
       causeway check --demo [options]

PROFILE is the path of a profile file (*.json), or the name of a saved profile.

  --demo              start the built-in demo environment and check through it
  --realm PATH        realm path to open; default: the profile's first
  --secrets FILE      JSON with the secrets the profile needs; - reads it from standard input
  --hold SECONDS      keep the session open that long after it is bound; default 0
  --deadline SECONDS  for everything up to bound; default 30
  --json              one JSON object on standard output, and nothing else there
  --help              this text

Exit status: 0 all passed, 2 usage or invalid profile, 10 vault, 11 auth server, 12 route or forward proxy,
13 TLS, 14 gateway, 15 session, 16 network, 70 a bug.
`;

const options = {
  demo: { type: 'boolean', default: false },
  realm: { type: 'string' },
  secrets: { type: 'string' },
  hold: { type: 'string', default: '0' },
  deadline: { type: 'string', default: '30' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Reads the arguments. Errors: `UsageError`. */
export function parseCall(args: string[]): Call | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [command, nameOrPath, ...more] = positionals;
  if (command === undefined) throw new UsageError('say what to do: check.');
  if (command !== 'check') throw new UsageError(`there is no command ${command}; there is check.`);
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

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    // Node's own sentences name the option and what is wrong with it; the first one is enough.
    const [sentence = 'the arguments make no sense'] =
      error instanceof Error ? error.message.split('. ') : [];
    throw new UsageError(`${sentence.replace(/\.$/, '')}.`);
  }
}

function realmPathOf(path: string | undefined): string | null {
  if (path === undefined) return null;
  const rule = realmPathRule(path);
  if (rule !== null) throw new UsageError(`--realm ${ruleSentences[rule]}`);
  return path;
}

const mostSeconds = 30 * 24 * 3600;

function secondsOf(option: string, text: string, least: number): number {
  const seconds = Number(text);
  if (text.trim() === '' || Number.isNaN(seconds) || seconds < least || seconds > mostSeconds) {
    throw new UsageError(`${option} must be a number of seconds from ${least} to ${mostSeconds}.`);
  }
  return seconds * 1000;
}
