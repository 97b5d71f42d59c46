import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CapturedRequest, CaptureReply } from '../peers/capture.ts';

/** A secret that stands nowhere else: found anywhere, it was given away. */
export const canary = (name: string): string => `Canary-${name}-${randomBytes(12).toString('base64url')}`;

/** What of a text's base64 stays the same wherever in a longer text it stands (RFC 4648 §4). */
function base64Cores(text: string): string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(' '.repeat(offset) + text, 'utf8').toString('base64');
    const firstWhole = Math.ceil((offset * 8) / 6);
    const lastWhole = Math.floor(((offset + Buffer.byteLength(text)) * 8) / 6);
    return encoded.slice(firstWhole, lastWhole);
  });
}

/** The forms in which a secret could be written: plain, in JSON, in a URL, in base64, in hexadecimal. */
const formsOf = (secret: string): string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  ...base64Cores(secret).flatMap((core) => [core, core.replaceAll('+', '-').replaceAll('/', '_')]),
  Buffer.from(secret, 'utf8').toString('hex'),
  // As Node prints a Buffer.
  Buffer.from(secret, 'utf8')
    .toString('hex')
    .replace(/..(?=.)/g, '$& '),
];

/** A PEM shows itself by any of its lines. */
const partsOf = (secret: string): string[] =>
  secret.includes('-----BEGIN')
    ? secret.split('\n').filter((line) => /^[A-Za-z0-9+/]{40,}/.test(line))
    : [secret];

/** Names of the secrets that are found in the text in any form. */
export function givenAway(secrets: Readonly<Record<string, string>>, text: string): string[] {
  const found = ([, secret]: [string, string]): boolean =>
    partsOf(secret)
      .flatMap(formsOf)
      .some((form) => text.includes(form));
  return Object.entries(secrets)
    .filter(found)
    .map(([name]) => name);
}

/** All that is in a folder, names of files included. */
export async function everythingIn(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'latin1')));
  return [...files, ...texts].join('\n');
}

/** Says everything it was told in every place of an answer: status line, headers, body. */
export function echo(status: string, { head, body }: CapturedRequest): CaptureReply {
  const said = Buffer.concat([head, body])
    .toString('latin1')
    .replaceAll(/[\r\n]+/g, ' ')
    .slice(0, 6_000);
  const json = JSON.stringify({ status: 400, code: 601, title: said, detail: said, type: said });
  const headers = [`Location: http://${encodeURIComponent(said)}.invalid/?${encodeURIComponent(said)}`];
  const lines = [
    `HTTP/1.1 ${status} ${said}`,
    ...headers,
    `X-Echo: ${said}`,
    'Content-Type: application/json',
  ];
  const bytes = [...lines, `Content-Length: ${Buffer.byteLength(json)}`, '', json].join('\r\n');
  return { kind: 'bytes', bytes, then: 'keep' };
}
