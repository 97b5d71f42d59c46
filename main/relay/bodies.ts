import type { Readable } from 'node:stream';
import type { Clock } from '../ports/clock.ts';

/** How much of a body is read, and how long it is waited for. */
export interface BodyLimits {
  readonly limit: number;
  readonly patienceMs: number;
  readonly clock: Clock;
}

/** What came until the end, the limit or the end of patience. Never fails: of a body that breaks off, what came. */
export async function readPart(body: Readable, { limit, patienceMs, clock }: BodyLimits): Promise<Buffer> {
  const timer = clock.after(patienceMs, () => body.destroy());
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      const bytes = bytesOf(chunk);
      chunks.push(bytes);
      length += bytes.length;
      if (length >= limit) break;
    }
  } catch {
    // Cut off: what has come is told.
  } finally {
    timer.cancel();
  }
  return Buffer.concat(chunks).subarray(0, limit);
}

/** The whole of a body; null where it is longer than the limit. Errors: the stream's, where it breaks off. */
export async function readWhole(body: Readable, limit: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    const bytes = bytesOf(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (length > limit) return null;
  }
  return Buffer.concat(chunks);
}

const bytesOf = (chunk: unknown): Buffer => (Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
