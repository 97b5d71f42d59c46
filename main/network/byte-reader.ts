import type { Duplex } from 'node:stream';

/**
 * Reads a stream piece by piece and gives it back with nothing lost: for a talk that comes before the stream's real
 * use, such as CONNECT. Errors: those of the stream; `EndOfStream` when it ends first.
 */
export class ByteReader {
  readonly #stream: Duplex;
  #pending = Buffer.alloc(0);

  constructor(stream: Duplex) {
    this.#stream = stream;
    // Between two reads there is no other listener, and an error event without a listener would end the program.
    stream.on('error', () => undefined);
  }

  /** The bytes up to and including `delimiter`; more than `limit` is an error. */
  async readThrough(delimiter: string, limit: number): Promise<Buffer> {
    for (;;) {
      const at = this.#pending.indexOf(delimiter, 0, 'latin1');
      if (at >= 0) return this.#take(at + delimiter.length);
      if (this.#pending.length > limit) throw new TooLong();
      await this.#more();
    }
  }

  async readExactly(length: number): Promise<Buffer> {
    while (this.#pending.length < length) await this.#more();
    return this.#take(length);
  }

  /** What has come already, and is not taken. */
  peek(): string {
    const chunk: unknown = this.#stream.read();
    if (Buffer.isBuffer(chunk)) this.#pending = Buffer.concat([this.#pending, chunk]);
    return this.#pending.toString('utf8');
  }

  /** Until something more has come, or the end of patience. */
  async waitForMore(patienceMs: number): Promise<void> {
    await this.#more(AbortSignal.timeout(patienceMs)).catch(() => undefined);
  }

  /** What comes until the end, `limit` bytes or the end of patience: for what is only quoted. */
  async readPatiently(limit: number, patienceMs: number): Promise<Buffer> {
    const patience = AbortSignal.timeout(patienceMs);
    try {
      while (this.#pending.length < limit) await this.#more(patience);
    } catch {
      // The end of the stream or of patience: what has come is enough.
    }
    return this.#take(Math.min(limit, this.#pending.length));
  }

  /** Puts back what was read too far; the reader must not be used afterwards. */
  release(): void {
    if (this.#pending.length > 0 && !this.#stream.readableEnded) this.#stream.unshift(this.#pending);
    this.#pending = Buffer.alloc(0);
  }

  #take(length: number): Buffer {
    const taken = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return taken;
  }

  async #more(signal: AbortSignal | null = null): Promise<void> {
    const chunk: unknown = this.#stream.read() ?? (await nextChunk(this.#stream, signal));
    if (Buffer.isBuffer(chunk)) this.#pending = Buffer.concat([this.#pending, chunk]);
  }
}

class EndOfStream extends Error {
  override readonly name = 'EndOfStream';
}

export class TooLong extends Error {
  override readonly name = 'TooLong';
}

/**
 * Waits until there is something to read; the stream stays paused, so nothing is missed in between. Once the signal
 * aborts, there is no listener any more: what comes later is for whom the stream belongs to then.
 */
function nextChunk(stream: Duplex, signal: AbortSignal | null): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      stream.off('readable', onReadable).off('end', onEnd).off('close', onEnd).off('error', onError);
      signal?.removeEventListener('abort', onEnd);
      finish();
    };
    const onReadable = () => {
      const chunk: unknown = stream.read();
      if (chunk !== null) settle(() => resolve(chunk));
    };
    const onEnd = () => settle(() => reject(new EndOfStream()));
    const onError = (error: Error) => settle(() => reject(error));
    if (stream.destroyed || stream.readableEnded || signal?.aborted === true) {
      reject(new EndOfStream());
      return;
    }
    stream.on('readable', onReadable).on('end', onEnd).on('close', onEnd).on('error', onError);
    signal?.addEventListener('abort', onEnd);
  });
}
