import type { Keychain, KeychainEntry } from '../ports/keychain.ts';
import { ProblemError } from '../problem-error.ts';

/**
 * Windows takes no secret over 2560 bytes (`CRED_MAX_CREDENTIAL_BLOB_SIZE`), and an external JWT is easily longer. The
 * limit is kept on every platform: what is saved on one is then read the same way on all, and tested on all.
 */
export const mostBytesInEntry = 2400;

/** What stands in the entry itself when the secret lies in parts: which half of the part names is in use, and how much. */
interface Header {
  readonly half: 'a' | 'b';
  readonly parts: number;
  readonly bytes: number;
}

/** No token, key or password begins like this. */
const magic = 'causeway-parts';

const headerText = ({ half, parts, bytes }: Header): string => `${magic} 1 ${half} ${parts} ${bytes}`;

/**
 * A keychain that takes secrets of any length. A long one is written part by part under names that are not in use, and
 * only then named by its entry: whenever a save breaks off, the secret of before is still whole.
 * Errors: those of the keychain below; `vault.corrupt` if a part is missing.
 */
export class LongSecrets implements Keychain {
  readonly #below: Keychain;

  constructor(below: Keychain) {
    this.#below = below;
  }

  async read(entry: KeychainEntry): Promise<string | null> {
    const text = await this.#below.read(entry);
    if (text === null || !text.startsWith(magic)) return text;
    return this.#join(entry, headerOf(text));
  }

  async write(entry: KeychainEntry, secret: string): Promise<void> {
    const before = await this.#headerIn(entry);
    const bytes = Buffer.from(secret, 'utf8');
    const isShort = bytes.length <= mostBytesInEntry && !secret.startsWith(magic);
    await this.#below.write(entry, isShort ? secret : await this.#writeParts(entry, before, bytes));
    if (before !== null) await this.#removeParts(entry, before);
  }

  async remove(entry: KeychainEntry): Promise<boolean> {
    const before = await this.#headerIn(entry);
    const removed = await this.#below.remove(entry);
    if (before !== null && removed) await this.#removeParts(entry, before);
    return removed;
  }

  async #join(entry: KeychainEntry, header: Header | null): Promise<string> {
    if (header === null) throw new ProblemError({ kind: 'vault.corrupt' });
    const parts: Buffer[] = [];
    for (const part of partsOf(entry, header)) {
      const text = await this.#below.read(part);
      if (text === null) throw new ProblemError({ kind: 'vault.corrupt' });
      parts.push(Buffer.from(text, 'base64'));
    }
    const whole = Buffer.concat(parts);
    if (whole.length !== header.bytes) throw new ProblemError({ kind: 'vault.corrupt' });
    return whole.toString('utf8');
  }

  /** Base64, so that no character is cut in two. Answers what the entry itself is to say. */
  async #writeParts(entry: KeychainEntry, before: Header | null, bytes: Buffer): Promise<string> {
    const text = bytes.toString('base64');
    const header: Header = {
      half: before?.half === 'a' ? 'b' : 'a',
      parts: Math.ceil(text.length / mostBytesInEntry),
      bytes: bytes.length,
    };
    for (const [index, part] of partsOf(entry, header).entries()) {
      const start = index * mostBytesInEntry;
      await this.#below.write(part, text.slice(start, start + mostBytesInEntry));
    }
    return headerText(header);
  }

  async #headerIn(entry: KeychainEntry): Promise<Header | null> {
    const text = await this.#below.read(entry);
    return text === null ? null : headerOf(text);
  }

  async #removeParts(entry: KeychainEntry, header: Header): Promise<void> {
    for (const part of partsOf(entry, header)) await this.#below.remove(part);
  }
}

function headerOf(text: string): Header | null {
  const [, half, parts, bytes] = /^causeway-parts 1 ([ab]) (\d{1,3}) (\d{1,7})$/.exec(text) ?? [];
  if ((half !== 'a' && half !== 'b') || parts === undefined || bytes === undefined) return null;
  return { half, parts: Number(parts), bytes: Number(bytes) };
}

const partsOf = ({ service, account }: KeychainEntry, { half, parts }: Header): KeychainEntry[] =>
  Array.from({ length: parts }, (_, index) => ({ service, account: `${account}#${half}${index + 1}` }));
