import type { Duplex } from 'node:stream';
import type { Clock } from '../ports/clock.ts';

/** A client that speaks before it is answered says no more than this. */
const mostEarlyBytes = 64 * 1024;
/** For a client to close its side after an answer that ends the connection. */
const farewellMs = 1_000;

/**
 * Says the last words on a connection, and closes it when the client has closed its side, or soon. What the client still
 * says is read: unread bytes would turn the end into a reset, which overtakes the words.
 */
export function sayFarewell(stream: Duplex, clock: Clock, words: readonly Buffer[]): void {
  stream.resume();
  words.forEach((word) => stream.write(word));
  stream.end();
  const timer = clock.after(farewellMs, () => stream.destroy());
  stream.once('close', () => timer.cancel());
  stream.once('end', () => stream.destroy());
  if (stream.readableEnded) stream.once('finish', () => stream.destroy());
}

/** An app's connection while it waits for an answer: it is read, for only so its leaving is noticed. */
export class WaitingClient {
  readonly stream: Duplex;
  readonly #clock: Clock;
  readonly #left: () => void;
  readonly #collect: (chunk: Buffer) => void;
  #early: Buffer[] = [];
  #earlyBytes = 0;

  /** `left`: it closed its side, or all of it. */
  constructor(stream: Duplex, clock: Clock, left: () => void) {
    this.stream = stream;
    this.#clock = clock;
    this.#left = left;
    this.#collect = (chunk) => this.#came(chunk);
    stream.on('error', () => undefined);
    stream.on('end', left).on('close', left).on('data', this.#collect);
  }

  /** Gives the stream back as if nothing had been read. */
  release(): Duplex {
    const { stream } = this;
    stream.pause();
    this.#stop();
    if (this.#earlyBytes > 0) stream.unshift(Buffer.concat(this.#early));
    this.#early = [];
    return stream;
  }

  /** Says the last word, and closes when the client has, or soon. */
  end(...words: readonly Buffer[]): void {
    this.#stop();
    this.#early = [];
    sayFarewell(this.stream, this.#clock, words);
  }

  hangUp(): void {
    this.#stop();
    this.stream.destroy();
  }

  #stop(): void {
    this.stream.off('end', this.#left).off('close', this.#left).off('data', this.#collect);
  }

  #came(chunk: Buffer): void {
    this.#early.push(chunk);
    this.#earlyBytes += chunk.length;
    // The rest waits in the kernel.
    if (this.#earlyBytes >= mostEarlyBytes) this.stream.pause();
  }
}
