import type { Clock, Timer } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import { pingPayload } from './messages.ts';

export interface HeartbeatSettings {
  /** The first comes at a random moment up to here, so that many sessions don't beat in step. */
  readonly firstWithinMs: number;
  /** Later ones come this far apart, less up to a tenth. */
  readonly everyMs: number;
  /** Without an answer for this long the other side is gone. */
  readonly deadAfterMs: number;
  /** The same where there is reason for doubt: the computer slept, or the network changed. */
  readonly doubtedAfterMs: number;
}

/** As the original clients do (server, §4). */
export const originalHeartbeat: HeartbeatSettings = {
  firstWithinMs: 60_000,
  everyMs: 60_000,
  deadAfterMs: 120_000,
  doubtedAfterMs: 15_000,
};

export interface HeartbeatListener {
  measured(rttMs: number): void;
  silent(waitedMs: number): void;
}

/** Websocket PINGs with the payload that the server wants to see, and a watch on their answers. */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #random: Random;
  #settings: HeartbeatSettings;
  readonly #ping: (payload: string) => void;
  readonly #listener: HeartbeatListener;
  #timer: Timer | null = null;
  #sentAt: number | null = null;
  /** When the next PING is due, by the monotonic clock, while none waits for its answer. */
  #dueAt = 0;
  #lastRttMs = 0;
  #isRunning = false;
  /** Whether there is reason to believe that the other side is gone: until it answers. */
  #isDoubted = false;

  constructor(
    clock: Clock,
    random: Random,
    settings: HeartbeatSettings,
    ping: (payload: string) => void,
    listener: HeartbeatListener,
  ) {
    this.#clock = clock;
    this.#random = random;
    this.#settings = settings;
    this.#ping = ping;
    this.#listener = listener;
  }

  start(firstRttMs: number): void {
    this.#lastRttMs = firstRttMs;
    this.#isRunning = true;
    this.#pingAfter(this.#settings.firstWithinMs * this.#random.fraction());
  }

  /** Goes by other settings from now on; a PING that is due later than they want it comes sooner, not all at once. */
  change(settings: HeartbeatSettings): void {
    this.#settings = settings;
    if (!this.#isRunning || this.#sentAt !== null) return;
    const leftMs = this.#dueAt - this.#clock.monotonic();
    this.#pingAfter(Math.min(leftMs, settings.everyMs * this.#random.fraction()));
  }

  /** For good: a PONG that was already under way starts nothing again. */
  stop(): void {
    this.#timer?.cancel();
    this.#sentAt = null;
    this.#isRunning = false;
  }

  /** Doubts that the other side is there: asks now, or, if it has been asked, gives it less time. */
  probe(): void {
    if (!this.#isRunning) return;
    this.#isDoubted = true;
    const { doubtedAfterMs } = this.#settings;
    if (this.#sentAt === null) this.#beat(doubtedAfterMs);
    else this.#expectAnswer(this.#sentAt, doubtedAfterMs);
  }

  get isDoubted(): boolean {
    return this.#isDoubted;
  }

  /** How long a PING has waited for its answer; null if none does. */
  get waitedMs(): number | null {
    return this.#sentAt === null ? null : this.#clock.monotonic() - this.#sentAt;
  }

  /** A PONG without a PING of ours that waits for it says nothing. */
  ponged(): void {
    if (this.#sentAt === null) return;
    this.#lastRttMs = this.#clock.monotonic() - this.#sentAt;
    this.#sentAt = null;
    this.#isDoubted = false;
    this.#listener.measured(this.#lastRttMs);
    this.#pingAfter(this.#settings.everyMs * (1 - 0.1 * this.#random.fraction()));
  }

  #pingAfter(ms: number): void {
    this.#dueAt = this.#clock.monotonic() + ms;
    this.#after(ms, () => this.#beat());
  }

  #beat(withinMs = this.#settings.deadAfterMs): void {
    const sentAt = this.#clock.monotonic();
    this.#sentAt = sentAt;
    this.#ping(pingPayload(this.#clock.now(), this.#lastRttMs));
    this.#expectAnswer(sentAt, withinMs);
  }

  #expectAnswer(sentAt: number, withinMs: number): void {
    this.#after(withinMs, () => this.#listener.silent(this.#clock.monotonic() - sentAt));
  }

  #after(ms: number, call: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.after(ms, call);
  }
}
