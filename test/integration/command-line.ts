import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import type { ProfileFile } from '../../shared/profile.ts';
import { makeFolder, runsAsRoot } from '../peers/folder.ts';
import { contractResult, type ContractResult } from './contract.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const builtCommandLine = 'out/main/cli.js';

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
  /** As every user of the machine could read it while the program ran. */
  readonly argv: string;
}

export interface RunOptions {
  /** Standard input; without it there is none. */
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Default: the built command line under this Node. */
  readonly command?: readonly string[];
  readonly deadlineMs?: number;
  /** Called with every piece of standard output, as it comes. */
  readonly onOutput?: () => void;
}

/** The person who runs the tests may be behind a proxy and have profiles: neither is looked at. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  const foreign =
    /^(https?|all|no)_proxy$|^(CAUSEWAY_|NODE_EXTRA_CA_CERTS$|SSL_CERT_|DEBUG$|NODE_DEBUG|NODE_OPTIONS|VITEST)/i;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(kept), CAUSEWAY_USER_DATA: '/nonexistent/causeway' };
}

/** The built command line, held to the permissions of files even where root runs the tests. */
export const heldToPermissions = (): readonly string[] => [
  ...(runsAsRoot() ? ['setpriv', '--bounding-set', '-dac_override,-dac_read_search', '--'] : []),
  process.execPath,
  builtCommandLine,
];

/** Runs the command line to its end. One that does not end by itself in time shows as status null. */
export async function causeway(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const [program = process.execPath, ...first] = options.command ?? [process.execPath, builtCommandLine];
  const child = spawn(program, [...first, ...args], {
    cwd: root,
    env: { ...ownEnvironment(), ...options.env },
    timeout: options.deadlineMs ?? 30_000,
    killSignal: 'SIGKILL',
  });
  const startedAt = performance.now();
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    options.onOutput?.();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => undefined).end(options.input ?? '');
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const argv = await readFile(`/proc/${child.pid}/cmdline`, 'utf8').catch(() =>
    [program, ...args].join('\0'),
  );
  const status = await ended;
  return { status, stdout, stderr, ms: performance.now() - startedAt, argv };
}

/** The one JSON object on standard output, held to the contract; standard error must be silent. */
export function resultIn({ stdout, stderr }: Ended): ContractResult {
  expect(stderr).toBe('');
  const parsed: unknown = JSON.parse(stdout);
  const checked = contractResult.safeParse(parsed);
  if (!checked.success) throw new Error(`not the contract’s result: ${checked.error.message}\n${stdout}`);
  return checked.data;
}

/** Fields and secrets in a folder that goes when the test is over. */
export async function filesFor(
  profile: object,
  secrets: object = {},
): Promise<{ readonly profile: string; readonly secrets: string }> {
  const folder = await makeFolder('cli');
  onTestFinished(() => folder.remove());
  return {
    profile: await folder.write('profile.json', JSON.stringify(profile)),
    secrets: await folder.write('secrets.json', JSON.stringify(secrets)),
  };
}

export interface Checked extends Ended {
  readonly result: ContractResult;
}

/** `check PROFILE --secrets FILE --json …` of a profile made for the occasion. */
export async function checkProfile(
  profile: ProfileFile,
  secrets: object = {},
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<Checked> {
  const files = await filesFor(profile, secrets);
  const call = ['check', files.profile, '--secrets', files.secrets, '--json', ...args];
  const ended = await causeway(call, options);
  return { ...ended, result: resultIn(ended) };
}

/** What a failed check says, in the fields that monitors look at. */
export const verdictOf = ({ status, result }: Checked): object => ({
  status,
  kind: result.problem?.kind,
  place: result.problem?.place,
});
