import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { pack, unpack, type Packed } from '../../shared/packed.ts';
import type { Trace } from '../../shared/status.ts';

/** A string of its bytes, each a character: it weighs its length, where a small Buffer holds on to a whole block. */
export type Squeezed = string;

/**
 * What former tries of one session did, newest first. They are seldom looked at, and of hundreds of sessions they would
 * weigh more than all the rest: so each is kept squeezed, and unpacked when it is asked for.
 */
export class KeptTraces {
  readonly #most: number;
  #squeezed: readonly Squeezed[] = [];

  /** @param most so many are kept, the latest. */
  constructor(most: number) {
    this.#most = most;
  }

  /** One that has ended: it must not change any more. */
  add(trace: Trace): Squeezed {
    const squeezed = squeeze(trace);
    this.#squeezed = [squeezed, ...this.#squeezed].slice(0, this.#most);
    return squeezed;
  }

  /** The latest of them that failed; null where none did. */
  get latestFailure(): Trace | null {
    // One after the other: it is nearly always the first, and unpacking takes its time.
    for (const squeezed of this.#squeezed) {
      const trace = expand(squeezed);
      if (trace.problem !== null) return trace;
    }
    return null;
  }

  get all(): readonly Trace[] {
    return this.#squeezed.map(expand);
  }
}

const squeeze = (trace: Trace): Squeezed => deflateRawSync(pack(trace)).toString('latin1');

export function expand(squeezed: Squeezed): Trace {
  const packed: Packed<Trace> = inflateRawSync(Buffer.from(squeezed, 'latin1')).toString('utf8');
  return unpack(packed);
}
