import type { Duplex } from 'node:stream';
import { syncUrlOf, type Profile } from '../../shared/profile.ts';
import type { StageWait } from '../../shared/status.ts';
import type { TraceRecorder } from '../network/trace.ts';
import type { Clock } from '../ports/clock.ts';
import { targetOf } from '../network/route.ts';
import type { Connections } from '../tokens/connections.ts';

/** Gateways close connections on which nothing is asked: the shortest usual limit is five seconds. */
const longestIdleMs = 4_000;

export interface ReadyStream {
  readonly stream: Duplex;
  /** Which of the two, stream and access token, the other had to wait for. */
  readonly waitedFor: StageWait;
}

/** The sync leg's stream, opened while the access token is still being fetched: neither needs the other. */
export class StreamAhead {
  readonly recorder: TraceRecorder;
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  readonly #opening: Promise<Duplex>;
  #openedAt: number | null = null;

  constructor(profile: Profile, { network }: Connections, recorder: TraceRecorder, clock: Clock) {
    this.recorder = recorder;
    this.#clock = clock;
    const target = targetOf(new URL(syncUrlOf(profile)));
    this.#opening = network.open('sync', target, recorder, this.#controller.signal).then((stream) => {
      this.#openedAt = clock.monotonic();
      if (this.#controller.signal.aborted) stream.destroy();
      return stream;
    });
    // A failure is kept for the caller that takes the stream.
    this.#opening.catch(() => undefined);
  }

  /** The stream, to be called when the token is there; null if it has been idle too long to be good. Errors: as `Network.open`. */
  async take(): Promise<ReadyStream | null> {
    const since = this.#clock.monotonic();
    const wasOpenAt = this.#openedAt;
    const stream = await this.#opening;
    if (wasOpenAt === null) {
      const last = this.recorder.trace.stages.at(-1)?.name ?? 'connect';
      return { stream, waitedFor: { leg: 'sync', name: last, ms: this.#clock.monotonic() - since } };
    }
    const idleMs = since - wasOpenAt;
    if (stream.destroyed || idleMs > longestIdleMs) {
      this.discard();
      return null;
    }
    return { stream, waitedFor: { leg: 'auth', name: 'access-token', ms: idleMs } };
  }

  /** Closes the stream, or stops opening it. */
  discard(): void {
    this.#controller.abort();
    this.#opening.then(
      (stream) => stream.destroy(),
      () => undefined,
    );
  }
}
