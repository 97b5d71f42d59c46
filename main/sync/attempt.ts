import type { Problem, SessionProblem, Silences } from '../../shared/problem.ts';
import type { SentUpgrade } from '../../shared/status.ts';
import { classifyClosing } from '../network/classify.ts';
import type { TraceRecorder } from '../network/trace.ts';
import type { Random } from '../ports/random.ts';
import type { FrameListener, SyncSocket } from '../ports/sockets.ts';
import { ProblemError, problemOf, type NameBug } from '../problem-error.ts';
import type { Connections } from '../tokens/connections.ts';
import type { AccessToken } from '../tokens/token.ts';
import { Conversation } from './conversation.ts';
import { Heartbeat, type HeartbeatSettings } from './heartbeat.ts';
import type { StreamAhead } from './stream-ahead.ts';
import type { TrafficMeter } from './traffic-meter.ts';
import { protocolVersionOf } from './upgrade-request.ts';
import { Upgrade, type UpgradeDeps } from './upgrade.ts';

/** The same for all attempts of a profile. */
export interface AttemptDeps extends UpgradeDeps {
  readonly random: Random;
  readonly heartbeat: () => HeartbeatSettings;
  readonly nameBug: NameBug;
}

/** What one attempt is made of. */
export interface AttemptSource {
  readonly access: AccessToken;
  readonly connections: Connections;
  /** The stream, where it was opened while the token was fetched. */
  readonly ahead: StreamAhead | null;
  readonly recorder: TraceRecorder;
  readonly meter: TrafficMeter;
  /** How quiet the last connection was when it ended without a word. */
  readonly lastQuietMs: number | null;
}

/** How long a server may take to answer UNBIND. */
const goodbyeMs = 500;

/** A token that came within this time is new. */
const newForMs = 30_000;

/** Told in this order; after `ended`, or once the attempt was abandoned, nothing more is told. */
export interface AttemptListener {
  sent(upgrade: SentUpgrade): void;
  bound(protocol: string, rttMs: number): void;
  measured(rttMs: number): void;
  ended(problem: Problem): void;
}

/** What there is until the session is bound. A session is online for days: none of it is kept for that long. */
class Opening {
  readonly controller = new AbortController();
  readonly outcome = new BindOutcome();
  /** What came in the same breath as the 101, before there was a reader. */
  readonly early: (() => void)[] = [];
  readonly connections: Connections;
  readonly ahead: StreamAhead | null;

  constructor(connections: Connections, ahead: StreamAhead | null) {
    this.connections = connections;
    this.ahead = ahead;
  }

  end(): void {
    this.controller.abort();
    this.ahead?.discard();
  }
}

/** One numbered try to open a sync session, and the session while it lasts. */
export class Attempt {
  readonly #deps: AttemptDeps;
  /** The latest that the server was given. */
  #access: AccessToken;
  readonly #recorder: TraceRecorder;
  readonly #meter: TrafficMeter;
  readonly #lastQuietMs: number | null;
  readonly #listener: AttemptListener;
  #opening: Opening | null;
  #socket: SyncSocket | null = null;
  #conversation: Conversation | null = null;
  #heartbeat: Heartbeat | null = null;
  #hasEnded = false;
  /** When the other side last said anything, by the monotonic clock. */
  #heardAt = 0;
  #onGone: () => void = () => undefined;
  #survivedMs = 0;
  /** By the monotonic clock; null until it is bound. */
  #boundAt: number | null = null;

  constructor(deps: AttemptDeps, source: AttemptSource, listener: AttemptListener) {
    this.#deps = deps;
    this.#access = source.access;
    this.#recorder = source.recorder;
    this.#meter = source.meter;
    this.#lastQuietMs = source.lastQuietMs;
    this.#listener = listener;
    this.#opening = new Opening(source.connections, source.ahead);
  }

  /** The token that the server knows this connection by. */
  get access(): AccessToken {
    return this.#access;
  }

  /** How long it has been online, by a clock that never jumps; null where it isn't yet. */
  get livedMs(): number | null {
    return this.#boundAt === null ? null : this.#deps.clock.monotonic() - this.#boundAt;
  }

  async run(): Promise<void> {
    const opening = this.#opening;
    if (opening === null) return;
    try {
      const socket = await this.#upgrade(opening);
      this.#socket = socket;
      if (this.#hasEnded) socket.terminate();
      else await this.#bind(socket, opening);
    } catch (error) {
      this.#end(problemOf(error, this.#deps.nameBug));
    }
  }

  /** Hands a new access token to the session; the server takes it without a word. */
  sendToken(access: AccessToken): void {
    this.#access = access;
    this.#conversation?.refresh(access.token);
  }

  /** The settings for heartbeats are other ones now. */
  heartbeatChanged(): void {
    this.#heartbeat?.change(this.#deps.heartbeat());
  }

  /** Asks for a sign of life at once, where there has been one before. */
  probe(): void {
    this.#heartbeat?.probe();
  }

  /** Ends the attempt, wherever it is, without telling the listener. Resolves when its connection is closed. */
  async abandon(): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (this.#heartbeat !== null) await this.#sayGoodbye();
    this.#close();
  }

  /** A bound session sends UNBIND and gives the server a moment to answer, so that the server need not wait for a time-out. */
  async #sayGoodbye(): Promise<void> {
    this.#heartbeat?.stop();
    const answered = new Promise<void>((resolve) => (this.#onGone = resolve));
    this.#conversation?.unbind();
    const timer = this.#deps.clock.after(goodbyeMs, () => this.#onGone());
    await answered;
    timer.cancel();
  }

  #upgrade({ controller, connections, ahead }: Opening): Promise<SyncSocket> {
    const upgrade = new Upgrade(this.#deps, {
      access: this.#access,
      connections,
      recorder: this.#recorder,
      signal: controller.signal,
      ahead,
      watch: { sent: (sent) => this.#listener.sent(sent), answered: () => this.#heard() },
      frames: this.#frames,
    });
    return upgrade.run();
  }

  get #frames(): FrameListener {
    return {
      received: (frame) => {
        this.#heard();
        this.#meter.received(frame);
        this.#inConversation((conversation) => conversation.received(frame));
      },
      ponged: () => {
        this.#heard();
        this.#heartbeat?.ponged();
      },
      closed: (code, flaw) => {
        const problem: SessionProblem =
          flaw === null
            ? classifyClosing(code, this.#silences(), this.#lastQuietMs)
            : { kind: 'session.protocol', flaw };
        this.#inConversation(() => this.#broken(problem));
      },
    };
  }

  #inConversation(event: (conversation: Conversation) => void): void {
    const conversation = this.#conversation;
    if (conversation !== null) event(conversation);
    else this.#opening?.early.push(() => this.#inConversation(event));
  }

  /** The other side ended it, or it can't go on with what the other side says. */
  #broken(problem: SessionProblem): void {
    this.#opening?.outcome.fail(problem);
    this.#onGone();
    this.#end(problem);
  }

  #heard(): void {
    const now = this.#deps.clock.monotonic();
    if (this.#heardAt > 0) this.#survivedMs = Math.max(this.#survivedMs, now - this.#heardAt);
    this.#heardAt = now;
  }

  /** Null where they tell nothing: what a computer that slept finds broken may have broken at any time. */
  #silences(): Silences | null {
    if (this.#heartbeat?.isDoubted === true) return null;
    const waitedMs = this.#heartbeat?.waitedMs ?? null;
    const quietMs = this.#deps.clock.monotonic() - this.#heardAt - (waitedMs ?? 0);
    return {
      quietMs: Math.round(quietMs),
      survivedMs: Math.round(this.#survivedMs),
      ...(waitedMs === null ? {} : { waitedMs: Math.round(waitedMs) }),
    };
  }

  async #bind(socket: SyncSocket, { controller, outcome, early }: Opening): Promise<void> {
    const { clock } = this.#deps;
    const plan = {
      leg: 'sync',
      name: 'bind',
      classify: (): Problem => ({ kind: 'session.timeout', stage: 'bind' }),
    } as const;
    const rttMs = await this.#recorder.stage(plan, controller.signal, async (stage) => {
      const sending = this.#converse(socket);
      early.splice(0).forEach((event) => event());
      await outcome.done;
      stage.note(socket.protocol);
      return clock.monotonic() - sending.latestAt;
    });
    if (!this.#hasEnded) this.#bound(socket, rttMs);
  }

  /** Begins to talk. Answers when the latest message went out, by the monotonic clock. */
  #converse(socket: SyncSocket): { readonly latestAt: number } {
    const { clock } = this.#deps;
    const meter = this.#meter;
    const sending = { latestAt: clock.monotonic() };
    const send = (message: Buffer) => {
      sending.latestAt = clock.monotonic();
      meter.sent(message);
      socket.send(message);
    };
    this.#conversation = new Conversation(send, {
      bound: () => this.#opening?.outcome.succeed(),
      unbound: () => this.#onGone(),
      failed: (reason) => this.#broken(this.#withAge(reason)),
    });
    this.#conversation.bind(this.#access, protocolVersionOf(socket.protocol));
    return sending;
  }

  /** An expired token that was only just issued is another matter than one whose time has come. */
  #withAge(problem: SessionProblem): SessionProblem {
    if (problem.kind !== 'session.tokenExpired') return problem;
    const { issuedAt, times } = this.#access;
    const { clock } = this.#deps;
    const isNew =
      clock.monotonic() - issuedAt < newForMs && (times.expiresAt === null || times.expiresAt > clock.now());
    return isNew ? { ...problem, isNew } : problem;
  }

  #bound(socket: SyncSocket, rttMs: number): void {
    const { clock, random, heartbeat } = this.#deps;
    this.#opening = null;
    this.#boundAt = clock.monotonic();
    this.#heartbeat = new Heartbeat(clock, random, heartbeat(), (payload) => socket.ping(payload), {
      measured: (measuredMs) => this.#listener.measured(measuredMs),
      silent: (waitedMs) => this.#end({ ...this.#silences(), kind: 'session.silent', waitedMs }),
    });
    this.#listener.bound(socket.protocol, rttMs);
    this.#heartbeat.start(rttMs);
  }

  #end(problem: Problem): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#recorder.failed(problem);
    this.#close();
    this.#listener.ended(problem);
  }

  #close(): void {
    this.#heartbeat?.stop();
    this.#socket?.terminate();
    this.#opening?.end();
  }
}

/** The outcome of BIND, which may come from a frame, a close or a failure. */
class BindOutcome {
  readonly done: Promise<void>;
  succeed: () => void = () => undefined;
  fail: (problem: Problem) => void = () => undefined;

  constructor() {
    this.done = new Promise((resolve, reject) => {
      this.succeed = resolve;
      this.fail = (problem) => reject(new ProblemError(problem));
    });
    // It may fail before it is awaited.
    this.done.catch(() => undefined);
  }
}
