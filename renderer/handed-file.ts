import type { FileFlaw } from '../shared/interchange/opened-files.ts';
import { pemOfDer } from '../shared/pem.ts';
import { failure, success, type Result } from '../shared/result.ts';

/** What is in a file that a person handed over. One that is too large is not read at all; a folder can't be. */
export async function bytesOf(file: File, mostBytes: number): Promise<Result<Uint8Array, FileFlaw>> {
  if (file.size > mostBytes) return failure('tooLarge');
  const content = await file.arrayBuffer().catch(() => null);
  if (content === null) return failure('unreadable');
  return content.byteLength === 0 ? failure('empty') : success(new Uint8Array(content));
}

export async function textOf(file: File, mostBytes: number): Promise<Result<string, FileFlaw>> {
  const bytes = await bytesOf(file, mostBytes);
  return bytes.ok ? textIn(bytes.value) : bytes;
}

/** Text as it is; certificates in DER, as Windows writes them unless told otherwise, as PEM. */
export async function pemOf(file: File, mostBytes: number): Promise<Result<string, FileFlaw>> {
  const bytes = await bytesOf(file, mostBytes);
  if (!bytes.ok) return bytes;
  const pem = pemOfDer(bytes.value);
  return pem === null ? textIn(bytes.value) : success(pem);
}

/** Binary files, and text in UTF-16, are full of zeros; no other text has one. */
const textIn = (bytes: Uint8Array): Result<string, FileFlaw> =>
  bytes.includes(0) ? failure('notText') : success(new TextDecoder().decode(bytes));

export const base64Of = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
