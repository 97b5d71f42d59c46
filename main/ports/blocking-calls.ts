import { lookup } from 'node:dns/promises';
import { constants, type Stats } from 'node:fs';
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writePrivately } from './write-privately.ts';
import { CallFailed, CallProcess, type StartCallChild } from './call-process.ts';

export interface Found {
  readonly address: string;
  readonly family: number;
}

/**
 * What the system is asked for that may never be answered: files, of which each may lie on a mount whose server is gone,
 * and names. Node makes these calls in four threads that it can neither take back nor end without. Errors: the system's
 * own, with their `code`; `ENOTFILE` where one of our own files is something else, such as a pipe.
 */
export interface BlockingCalls {
  /** The first bytes of what is at `path`, which may be a pipe or a device. */
  readStart(path: string, mostBytes: number): Promise<Uint8Array>;
  lookUp(host: string): Promise<readonly Found[]>;
  /** In bytes. */
  sizeOf(path: string): Promise<number>;
  /** From `position` on; none at the end. */
  readAt(path: string, position: number, mostBytes: number): Promise<Uint8Array>;
  /** Makes the file, for its owner only, and the folder that it is in. */
  append(path: string, text: string): Promise<void>;
  /** Makes the file anew, and the folder that it is in; it is on the disk before this answers. */
  write(path: string, text: string): Promise<void>;
  /** Answers once what was written is on the disk. */
  sync(path: string): Promise<void>;
  /** Of a file that isn't ours: readable by its owner only, also where another file was there before. */
  writePrivately(path: string, text: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Resolves once a call takes no longer than the system itself. Absent: that is always so. Never fails. */
  ready?(): Promise<void>;
}

const { O_APPEND, O_CREAT, O_NONBLOCK, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = constants;

/** In this very process. */
export const ownBlockingCalls: BlockingCalls = {
  async readStart(path, mostBytes) {
    const file = await open(path, 'r');
    try {
      return await readFrom(file, null, mostBytes);
    } finally {
      await file.close();
    }
  },

  async lookUp(host) {
    return lookup(host, { all: true, order: 'verbatim' });
  },

  async sizeOf(path) {
    return regular(await stat(path)).size;
  },

  readAt: (path, position, mostBytes) =>
    withOwn(path, O_RDONLY, (file) => readFrom(file, position, mostBytes)),

  append: (path, text) =>
    inItsFolder(path, () => withOwn(path, O_WRONLY | O_APPEND | O_CREAT, (file) => file.writeFile(text))),

  write: (path, text) =>
    inItsFolder(path, () =>
      withOwn(path, O_RDWR | O_CREAT | O_TRUNC, async (file) => {
        await file.writeFile(text);
        await file.sync();
      }),
    ),

  sync: (path) => withOwn(path, O_RDWR, (file) => file.sync()),
  writePrivately: (path, text) => writePrivately(path, text),
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
};

/** Makes the folder where there is none. */
async function inItsFolder(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true });
    await write();
  }
}

/** Without blocking a pipe opens at once, or not at all where it has no reader; for a file it makes no difference. */
async function withOwn<Value>(
  path: string,
  flags: number,
  use: (file: FileHandle) => Promise<Value>,
): Promise<Value> {
  const file = await open(path, flags | O_NONBLOCK, 0o600).catch((error: unknown) => {
    throw codeOf(error) === 'ENXIO' ? notAFile() : error;
  });
  try {
    regular(await file.stat());
    return await use(file);
  } finally {
    await file.close();
  }
}

function regular(found: Stats): Stats {
  if (!found.isFile()) throw notAFile();
  return found;
}

const pieceBytes = 256 * 1024;

/** A pipe gives what it has, piece by piece, and knows no positions. */
async function readFrom(file: FileHandle, start: number | null, mostBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  while (length < mostBytes) {
    const piece = new Uint8Array(Math.min(mostBytes - length, pieceBytes));
    const position = start === null ? null : start + length;
    const { bytesRead } = await file.read(piece, 0, piece.length, position);
    if (bytesRead === 0) break;
    pieces.push(piece.subarray(0, bytesRead));
    length += bytesRead;
  }
  return Buffer.concat(pieces);
}

const notAFile = (): Error => Object.assign(new Error('ENOTFILE: not a regular file'), { code: 'ENOTFILE' });

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

type Verb = Exclude<keyof BlockingCalls, 'ready'>;

export interface BlockingCall {
  readonly verb: Verb;
  readonly args: readonly (string | number)[];
}

/** The far side: carries out one call. Rejects with the error's code. */
export async function performBlockingCall({ verb, args }: BlockingCall): Promise<unknown> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made below, from a call that is typed
  const calls = ownBlockingCalls as unknown as Record<
    string,
    (...args: BlockingCall['args']) => Promise<unknown>
  >;
  try {
    return await calls[verb]?.(...args);
  } catch (error) {
    // oxlint-disable-next-line typescript/only-throw-error -- plain data crosses, an error doesn't
    throw codeOf(error);
  }
}

/**
 * In a process that can be killed. What is asked for while the same is still unanswered gets the same answer, so that a
 * file which never answers holds one thread there, however often it is looked at.
 */
export class BlockingProcess implements BlockingCalls {
  readonly #process: CallProcess<BlockingCall>;
  readonly #shared = new Map<string, Promise<unknown>>();

  constructor(start: StartCallChild<BlockingCall>) {
    this.#process = new CallProcess(start);
  }

  ready(): Promise<void> {
    return this.#process.start();
  }

  /** Ends the process at once; calls that still wait for it fail. */
  end(): void {
    this.#process.end();
  }

  /* oxlint-disable typescript/no-unsafe-type-assertion -- the far side is the same module */
  readStart = (path: string, mostBytes: number) =>
    this.#share('readStart', path, mostBytes) as Promise<Uint8Array>;
  lookUp = (host: string) => this.#share('lookUp', host) as Promise<readonly Found[]>;
  sizeOf = (path: string) => this.#share('sizeOf', path) as Promise<number>;
  readAt = (path: string, position: number, mostBytes: number) =>
    this.#call('readAt', path, position, mostBytes) as Promise<Uint8Array>;
  append = (path: string, text: string) => this.#call('append', path, text) as Promise<void>;
  write = (path: string, text: string) => this.#call('write', path, text) as Promise<void>;
  sync = (path: string) => this.#call('sync', path) as Promise<void>;
  writePrivately = (path: string, text: string) => this.#call('writePrivately', path, text) as Promise<void>;
  rename = (from: string, to: string) => this.#call('rename', from, to) as Promise<void>;
  remove = (path: string) => this.#call('remove', path) as Promise<void>;
  /* oxlint-enable typescript/no-unsafe-type-assertion */

  #share(verb: Verb, ...args: readonly (string | number)[]): Promise<unknown> {
    const key = JSON.stringify([verb, ...args]);
    const before = this.#shared.get(key);
    if (before !== undefined) return before;
    const answer = this.#call(verb, ...args);
    this.#shared.set(key, answer);
    const forget = () => void this.#shared.delete(key);
    answer.then(forget, forget);
    return answer;
  }

  async #call(verb: Verb, ...args: readonly (string | number)[]): Promise<unknown> {
    try {
      return await this.#process.call({ verb, args });
    } catch (error) {
      const code = error instanceof CallFailed ? String(error.failure) : 'ECRASHED';
      throw Object.assign(new Error(code), { code });
    }
  }
}
