import type { Readable } from 'node:stream';
import type { BlockingCalls } from '../ports/blocking-calls.ts';
import type { Clock } from '../ports/clock.ts';
import { UsageError } from './usage-error.ts';

/** What a command reads: a file by its path, or standard input. */
export interface TextSource {
  /** As the person typed it; `-` is standard input. */
  readonly path: string;
  /** What it is, for the sentence that says it can't be read: `the profile file`. */
  readonly what: string;
  readonly mostBytes: number;
  /** So long it may take. Default: as long as a check may. */
  readonly deadlineMs?: number;
}

/** Where texts come from. Any of it may never answer: a pipe, a network drive, a terminal without input. */
export interface Inputs {
  readonly clock: Pick<Clock, 'after'>;
  readonly stdin: Readable;
  /** Another process's, which can be ended. */
  readonly calls: Pick<BlockingCalls, 'readStart'>;
}

const usualDeadlineMs = 30_000;

/** Enough for any profile, snippet or token, and little enough to be read at once. */
export const usualMostBytes = 8 * 1024 * 1024;

/** The text of a file is not there: what that means depends on what it was to be. */
export class FileMissing extends UsageError {}

/**
 * The whole text of a file or of standard input, as editors on any system write it: UTF-8, or UTF-16 with its mark.
 * Pipes are files, too (`causeway inspect <(…)`). Errors: `UsageError` with a sentence; `FileMissing`.
 */
export async function readText(source: TextSource, inputs: Inputs): Promise<string> {
  const bytes = await beforeDeadline(source, inputs.clock, bytesOf(source, inputs));
  const text = decoded(bytes);
  if (text.includes('\0')) throw new UsageError(`${nameOf(source)} holds no text.`);
  return text;
}

function beforeDeadline<Value>(
  source: TextSource,
  clock: Pick<Clock, 'after'>,
  work: Promise<Value>,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(source.deadlineMs ?? usualDeadlineMs, () => reject(silent(source)));
    work.then(resolve, reject).finally(() => timer.cancel());
  });
}

const silent = (source: TextSource): UsageError =>
  new UsageError(
    source.path === '-'
      ? 'standard input did not end in time.'
      : `${nameOf(source)} doesn’t answer: it may be a pipe that no program writes to, or lie on a network drive whose server is gone.`,
  );

async function bytesOf(source: TextSource, { stdin, calls }: Inputs): Promise<Buffer> {
  const { path, mostBytes } = source;
  try {
    // One byte more than allowed tells.
    const bytes = await (path === '-' ? startOf(stdin, mostBytes + 1) : calls.readStart(path, mostBytes + 1));
    if (bytes.length <= mostBytes) return Buffer.from(bytes);
  } catch (error) {
    throw unreadable(source, error);
  }
  throw new UsageError(`${nameOf(source)} is too large: more than ${megabytes(mostBytes)} MB.`);
}

async function startOf(stdin: Readable, mostBytes: number): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of stdin as AsyncIterable<Buffer | string>) {
    const bytes = Buffer.from(piece);
    pieces.push(bytes);
    length += bytes.length;
    if (length >= mostBytes) break;
  }
  return Buffer.concat(pieces);
}

const megabytes = (bytes: number): number => Math.max(1, Math.round(bytes / (1024 * 1024)));

function unreadable(source: TextSource, error: unknown): UsageError {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  const name = nameOf(source);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
      return new FileMissing(`${name} isn’t there.`);
    case 'EISDIR':
      return new UsageError(`${name} can’t be read: it is a folder.`);
    case 'EACCES':
    case 'EPERM':
      return new UsageError(`${name} can’t be read: you may not.`);
    default:
      return new UsageError(`${name} can’t be read.`);
  }
}

const nameOf = ({ path, what }: TextSource): string =>
  path === '-' ? 'standard input' : `${what} ${looksLikeToken(path) ? '' : path}`.trim();

/** A token in the place of a file's name is not repeated: what stands on a terminal stands in its history, too. */
export const looksLikeToken = (argument: string): boolean =>
  /^(?:Bearer\s|Realm-Access-Token\b|Authorization:)/i.test(argument) ||
  /^["']?eyJ[\w+/=-]{8,}/.test(argument) ||
  (argument.length > 100 && /^[\w+/=.:-]+$/.test(argument) && !/\.[a-z]{1,5}$/i.test(argument));

/** Editors of other systems put a byte order mark first, which tells UTF-16 from UTF-8 (Unicode §23.8). */
function decoded(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return bytes.toString('utf16le').slice(1);
  if (first === 0xfe && second === 0xff) {
    const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
    return Buffer.from(even).swap16().toString('utf16le').slice(1);
  }
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}
