import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { UsageError } from './usage-error.ts';

/** What a command reads: a file by its path, or standard input. */
export interface TextSource {
  /** As the person typed it; `-` is standard input. */
  readonly path: string;
  /** What it is, for the sentence that says it can't be read: `the profile file`. */
  readonly what: string;
  readonly stdin: Readable;
  readonly mostBytes: number;
}

/** Enough for any profile, snippet or token, and little enough to be read at once. */
export const usualMostBytes = 8 * 1024 * 1024;

/** The text of a file is not there: what that means depends on what it was to be. */
export class FileMissing extends UsageError {}

/**
 * The whole text of a file or of standard input, as editors on any system write it: UTF-8, or UTF-16 with its mark.
 * Pipes are files, too (`causeway inspect <(…)`). Errors: `UsageError` with a sentence; `FileMissing`.
 */
export async function readText(source: TextSource): Promise<string> {
  const bytes = await bytesOf(source);
  const text = decoded(bytes);
  if (text.includes('\0')) throw new UsageError(`${nameOf(source)} holds no text.`);
  return text;
}

async function bytesOf(source: TextSource): Promise<Buffer> {
  const { path, stdin, mostBytes } = source;
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    const stream: AsyncIterable<Buffer | string> = path === '-' ? stdin : createReadStream(path);
    for await (const piece of stream) {
      const bytes = Buffer.from(piece);
      pieces.push(bytes);
      length += bytes.length;
      if (length > mostBytes) break;
    }
  } catch (error) {
    throw unreadable(source, error);
  }
  if (length <= mostBytes) return Buffer.concat(pieces);
  throw new UsageError(`${nameOf(source)} is too large: more than ${megabytes(mostBytes)} MB.`);
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
