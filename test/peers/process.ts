import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './port.ts';

export interface Program {
  readonly name: string;
  readonly debianPackage: string;
}

export interface ProcessCall {
  readonly program: Program;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Written to standard input, which is then closed. Passwords go this way, never as arguments. */
  readonly input?: string;
  /** Asked again and again until it says yes; the process must still be alive then. */
  readonly isReady: () => Promise<boolean>;
  readonly deadlineMs?: number;
  /** Default SIGTERM; SIGKILL for programs that take their time and have nothing to lose. */
  readonly stopSignal?: NodeJS.Signals;
  /** More of what went wrong, for servers which keep their complaints in a log file. */
  readonly complaints?: () => Promise<string>;
}

export interface PeerProcess {
  readonly pid: number;
  readonly output: () => string;
  readonly isAlive: () => boolean;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Ends the process and all its descendants. Safe to call twice. */
  readonly stop: () => Promise<void>;
}

export class PeerFailed extends Error {
  override readonly name = 'PeerFailed';
}

const defaultDeadlineMs = 10_000;
const graceMs = 2_000;
const pollMs = 20;

// Servers live in sbin, which is not on an ordinary user's PATH; squid's helpers are on no PATH at all.
const serverFolders = ['/usr/sbin', '/sbin', '/usr/local/sbin', '/opt/homebrew/bin', '/usr/lib/squid'];

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Full path of a program. Throws, naming the Debian package to install: a missing peer fails, it never skips. */
export function findProgram({ name, debianPackage }: Program): string {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...serverFolders];
  const found = folders.map((folder) => join(folder, name)).find(isProgram);
  if (found === undefined) {
    throw new PeerFailed(`${name} is not installed; on Debian: apt-get install ${debianPackage}`);
  }
  return found;
}

/** Runs a program to its end and answers its standard output. Throws with its standard error. */
export function runProgram(program: Program, args: readonly string[], input = '', env = process.env): string {
  const { status, stdout, stderr } = spawnSync(findProgram(program), args, { input, env, encoding: 'utf8' });
  if (status !== 0) throw new PeerFailed(`${program.name} ended with status ${status}: ${stderr}`);
  return stdout;
}

const running = new Set<number>();

const signalGroup = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has already ended: that is what was wanted.
  }
};

process.on('exit', () => {
  for (const pid of running) signalGroup(pid, 'SIGKILL');
});

const collectOutput = (child: ChildProcess): (() => string) => {
  let text = '';
  const add = (chunk: Buffer): void => {
    text = (text + chunk.toString('utf8')).slice(-65_536);
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return () => text;
};

function launch(call: ProcessCall): PeerProcess {
  // Its own process group, so that helpers it starts end with it.
  const child = spawn(findProgram(call.program), call.args, { detached: true, env: call.env ?? process.env });
  const { pid } = child;
  if (pid === undefined) throw new PeerFailed(`${call.program.name} could not be started`);
  running.add(pid);
  const output = collectOutput(child);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null;
  child.stdin.on('error', () => undefined); // a program that reads no input may be gone before it is written
  child.stdin.end(call.input ?? '');
  const stop = async (): Promise<void> => {
    if (isAlive()) signalGroup(pid, call.stopSignal ?? 'SIGTERM');
    const hardStop = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
    await ended;
    clearTimeout(hardStop);
    signalGroup(pid, 'SIGKILL'); // descendants that outlived their parent
    running.delete(pid);
  };
  return { pid, output, isAlive, signal: (signal) => signalGroup(pid, signal), stop };
}

/** Waits for a state. Throws when it isn't reached in time, with what `explain` has to say. */
export async function until(
  isReached: () => Promise<boolean> | boolean,
  explain: () => Promise<string> | string,
  deadlineMs = defaultDeadlineMs,
): Promise<void> {
  const start = performance.now();
  while (!(await isReached())) {
    if (performance.now() - start > deadlineMs) {
      throw new PeerFailed(`not within ${deadlineMs} ms: ${await explain()}`);
    }
    await sleep(pollMs);
  }
}

/** Starts a program and resolves when it is ready for use. */
export async function startProcess(call: ProcessCall): Promise<PeerProcess> {
  const peer = launch(call);
  const explain = async (): Promise<string> =>
    `${call.program.name} ready. It said:\n${peer.output()}${(await call.complaints?.()) ?? ''}`;
  const isReady = async (): Promise<boolean> => {
    const answered = await call.isReady();
    if (!peer.isAlive())
      throw new PeerFailed(`${call.program.name} ended at once; expected ${await explain()}`);
    return answered;
  };
  try {
    await until(isReady, explain, call.deadlineMs);
    return peer;
  } catch (error) {
    await peer.stop();
    throw error;
  }
}

const saysPortIsTaken = (error: unknown): boolean =>
  error instanceof PeerFailed &&
  /address (?:already )?in use|cannot bind|unable to open http/i.test(error.message);

/** Runs `start` with a free port, and again with another one when that port was taken meanwhile. */
export async function onFreePort<Started>(start: (port: number) => Promise<Started>): Promise<Started> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (attempt === 4 || !saysPortIsTaken(error)) throw error;
    }
  }
}
