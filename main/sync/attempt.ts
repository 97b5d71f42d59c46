import type { Duplex } from 'node:stream';
import { statusOf, type Problem, type SessionProblem, type Silences } from '../../shared/problem.ts';
import { farSideOf } from '../../shared/far-side.ts';
import { newestProtocol, syncUrlOf, type Profile } from '../../shared/profile.ts';
import type { Exchange, SentUpgrade, StageDetail, StageWait } from '../../shared/status.ts';
import {
  classifyClosing,
  byAnswerWithoutMarks,
  classifyUnansweredUpgrade,
  classifyUpgrade,
  type FarEnd,
} from '../network/classify.ts';
import type { MaskedAnswer } from '../network/masking.ts';
import { agreedVersion } from '../network/protocol-marks.ts';
import type { RawFailure, RunningStage, TraceRecorder } from '../network/trace.ts';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import type { SocketListener, Sockets, SyncSocket, UpgradeAnswer } from '../ports/sockets.ts';
import { ProblemError, problemOf, type NameBug } from '../problem-error.ts';
import { targetOf } from '../network/route.ts';
import type { Connections } from '../tokens/connections.ts';
import type { AccessToken } from '../tokens/token.ts';
import { Conversation } from './conversation.ts';
import { Heartbeat, type HeartbeatSettings } from './heartbeat.ts';
import {
  afterRefusal,
  beginNegotiation,
  mismatchOf,
  nextVersion,
  refusalIn,
  type Negotiation,
} from './protocol-negotiation.ts';
import { serverOf, type ProtocolVersions } from './protocol-versions.ts';
import type { StreamAhead } from './stream-ahead.ts';
import type { TrafficMeter } from './traffic-meter.ts';
import type { RateLimiter } from '../pacing/rate-limiter.ts';
import { prepareUpgrade, protocolVersionOf, type PreparedUpgrade } from './upgrade-request.ts';

export interface AttemptDeps {
  readonly profile: Profile;
  readonly connections: Connections;
  readonly sockets: Sockets;
  readonly clock: Clock;
  readonly random: Random;
  readonly heartbeat: () => HeartbeatSettings;
  readonly meter: TrafficMeter;
  readonly versions: ProtocolVersions;
  /** No connection is made past it. */
  readonly rateLimiter: RateLimiter;
  readonly nameBug: NameBug;
  /** How quiet the last connection was when it ended without a word. */
  readonly lastQuietMs?: number | null;
  /** The stream, where it was opened while the token was fetched. */
  readonly ahead?: StreamAhead | null;
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

/** One numbered try to open a sync session, and the session while it lasts. */
export class Attempt {
  readonly #deps: AttemptDeps;
  /** The latest that the server was given. */
  #access: AccessToken;
  readonly #recorder: TraceRecorder;
  readonly #listener: AttemptListener;
  readonly #controller = new AbortController();
  #socket: SyncSocket | null = null;
  #conversation: Conversation | null = null;
  #heartbeat: Heartbeat | null = null;
  #hasEnded = false;
  /** When the other side last said anything, by the monotonic clock. */
  #heardAt = 0;
  #onGone: () => void = () => undefined;
  /** What came in the same breath as the 101, before there was a reader. */
  #early: (() => void)[] = [];
  #survivedMs = 0;
  /** By the monotonic clock; null until it is bound. */
  #boundAt: number | null = null;

  constructor(deps: AttemptDeps, access: AccessToken, recorder: TraceRecorder, listener: AttemptListener) {
    this.#deps = deps;
    this.#access = access;
    this.#recorder = recorder;
    this.#listener = listener;
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
    try {
      await this.#open();
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

  async #open(): Promise<void> {
    const binding = new BindOutcome();
    const socket = await this.#agreeOnVersion(this.#eventsFor(binding));
    await this.#bind(socket, binding);
  }

  #eventsFor(binding: BindOutcome): ConversationEvents {
    return {
      received: (frame) => {
        this.#heard();
        this.#deps.meter.received(frame);
        this.#inConversation((conversation) => conversation.received(frame));
      },
      ponged: () => {
        this.#heard();
        this.#heartbeat?.ponged();
      },
      closed: (code, flaw) => {
        const problem: SessionProblem =
          flaw === null
            ? classifyClosing(code, this.#silences(), this.#deps.lastQuietMs ?? null)
            : { kind: 'session.protocol', flaw };
        this.#inConversation(() => {
          binding.fail(problem);
          this.#onGone();
          this.#end(problem);
        });
      },
    };
  }

  /**
   * The websocket, in a version that both sides speak. Each request asks for one; a refusal is followed by the next at
   * once, within this attempt, until the server agrees or none is left.
   */
  async #agreeOnVersion(listener: ConversationEvents): Promise<SyncSocket> {
    const { profile, versions } = this.#deps;
    const { protocolVersions } = profile.sync;
    const server = serverOf(profile, this.#access.syncPrefix);
    const turn = protocolVersions === undefined ? await versions.take(server, this.#controller.signal) : null;
    try {
      const remembered = versions.versionOf(server);
      let asked = firstAsked(beginNegotiation(protocolVersions, remembered));
      for (let { ahead } = this.#deps; ; ahead = null) {
        const outcome = await this.#ask(asked, ahead ?? null, listener);
        if (outcome.kind === 'refused') asked = outcome.next;
        else {
          versions.remember(server, asked.version);
          return outcome.socket;
        }
      }
    } finally {
      turn?.done();
    }
  }

  async #ask(asked: Asked, ahead: StreamAhead | null, listener: ConversationEvents): Promise<Outcome> {
    const { profile, connections, rateLimiter } = this.#deps;
    const { secrets, network } = connections;
    const prepared = prepareUpgrade(profile, this.#access, asked.version, secrets, network.known);
    const target = targetOf(new URL(syncUrlOf(profile)));
    const { signal } = this.#controller;
    const ready = (await ahead?.take()) ?? null;
    if (ready === null) await rateLimiter.acquire(signal);
    const stream = ready?.stream ?? (await network.open('sync', target, this.#recorder, signal));
    const end: FarEnd = { leg: 'sync', ...target, side: farSideOf(profile, 'sync') };
    return this.#upgrade({ stream, waitedFor: ready?.waitedFor ?? null, end, asked, prepared }, listener);
  }

  #inConversation(event: (conversation: Conversation) => void): void {
    const conversation = this.#conversation;
    if (conversation !== null) event(conversation);
    else this.#early.push(() => this.#inConversation(event));
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

  async #upgrade(request: AskedUpgrade, listener: ConversationEvents): Promise<Outcome> {
    const { stream, waitedFor, end, asked, prepared } = request;
    const plan = {
      leg: 'sync',
      name: 'upgrade',
      waitedFor,
      classify: (failure: RawFailure) => classifyUnansweredUpgrade(end, failure, prepared.request.headers),
    } as const;
    const refusal: { next: Asked | null } = { next: null };
    try {
      const socket = await this.#recorder.stage(plan, this.#controller.signal, async (stage) => {
        const { answer, shown } = await this.#exchange(stream, prepared, stage, listener);
        if (answer.kind === 'opened') {
          stage.note('101');
          this.#socket = answer.socket;
          return answer.socket;
        }
        const judged = judgeRefusal(asked, this.#classify(answer, shown), shown.head);
        stage.note(judged.detail);
        refusal.next = judged.next;
        throw new ProblemError(judged.problem);
      });
      return { kind: 'opened', socket };
    } catch (error) {
      if (refusal.next === null) throw error;
      return { kind: 'refused', next: refusal.next };
    }
  }

  /**
   * Sends the request and keeps what was said. What is answered from here has nothing secret in it: it is all that is
   * judged, quoted and shown.
   */
  async #exchange(
    stream: Duplex,
    { request, shown }: PreparedUpgrade,
    stage: RunningStage,
    listener: ConversationEvents,
  ): Promise<Exchanged> {
    const { masking } = this.#deps.connections.network;
    let exchange: Exchange = { request: [], answer: [], body: null };
    let rawHead: readonly string[] = [];
    let masked: MaskedAnswer = { head: [], body: '' };
    const record = (more: Partial<Exchange>) => {
      exchange = { ...exchange, ...more };
      stage.record({ exchanges: [exchange] });
    };
    const answer = await this.#deps.sockets.upgrade(
      stream,
      request,
      {
        ...listener,
        sent: (key) => {
          const sent = shown(key);
          record({ request: linesOf(sent) });
          this.#listener.sent(sent);
        },
        answered: (lines) => {
          this.#heard();
          rawHead = lines;
          masked = masking.answer(lines, '');
          record({ answer: masked.head });
        },
      },
      stage.signal,
    );
    if (answer.kind !== 'refused') return { answer, shown: masked };
    masked = masking.answer(rawHead, answer.body);
    record({ answer: masked.head, body: masked.body });
    const location = answer.location === null ? null : masking.text(answer.location);
    return { answer: { ...answer, body: masked.body, location }, shown: masked };
  }

  #classify(answer: Exclude<UpgradeAnswer, { kind: 'opened' }>, shown: MaskedAnswer): Problem {
    const { head } = shown;
    const { profile, clock } = this.#deps;
    const side = farSideOf(profile, 'sync');
    if (answer.kind === 'refused') {
      const target = targetOf(new URL(syncUrlOf(profile)));
      const refused = { ...answer, head, shown, target, side };
      return classifyUpgrade(refused, profile.gateway.urlPrefix, clock.now());
    }
    return answer.reason === 'subprotocol'
      ? { kind: 'gateway.protocolMismatch', status: 101, ...agreedVersion(head) }
      : { kind: 'gateway.notWebSocket', status: 101, ...byAnswerWithoutMarks(side, head) };
  }

  async #bind(socket: SyncSocket, binding: BindOutcome): Promise<void> {
    const { clock } = this.#deps;
    const plan = {
      leg: 'sync',
      name: 'bind',
      classify: (): Problem => ({ kind: 'session.timeout', stage: 'bind' }),
    } as const;
    const rttMs = await this.#recorder.stage(plan, this.#controller.signal, async (stage) => {
      let sentAt = clock.monotonic();
      const send = (message: Buffer) => {
        sentAt = clock.monotonic();
        this.#deps.meter.sent(message);
        socket.send(message);
      };
      this.#conversation = new Conversation(send, {
        bound: () => binding.succeed(),
        unbound: () => this.#onGone(),
        failed: (reason) => {
          const problem = this.#withAge(reason);
          binding.fail(problem);
          this.#onGone();
          this.#end(problem);
        },
      });
      this.#conversation.bind(this.#access, protocolVersionOf(socket.protocol));
      this.#early.splice(0).forEach((event) => event());
      await binding.done;
      stage.note(socket.protocol);
      return clock.monotonic() - sentAt;
    });
    if (!this.#hasEnded) this.#bound(socket, rttMs);
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
    this.#controller.abort();
    this.#deps.ahead?.discard();
  }
}

type ConversationEvents = Omit<SocketListener, 'sent' | 'answered'>;

/** The version that a request asks for, and what came before. */
interface Asked {
  readonly version: number;
  readonly negotiation: Negotiation;
}

type Outcome =
  | { readonly kind: 'opened'; readonly socket: SyncSocket }
  /** Another version is worth a try. */
  | { readonly kind: 'refused'; readonly next: Asked };

/** What was answered, with its secrets replaced. */
interface Exchanged {
  readonly answer: UpgradeAnswer;
  readonly shown: MaskedAnswer;
}

interface AskedUpgrade {
  readonly stream: Duplex;
  readonly waitedFor: StageWait | null;
  readonly end: FarEnd;
  readonly asked: Asked;
  readonly prepared: PreparedUpgrade;
}

const firstAsked = (negotiation: Negotiation): Asked => ({
  version: nextVersion(negotiation) ?? newestProtocol,
  negotiation,
});

interface JudgedRefusal {
  readonly problem: Problem;
  readonly detail: StageDetail;
  readonly next: Asked | null;
}

/** What an answer other than the awaited 101 means for the version, and which one to ask for next. */
function judgeRefusal(
  { version, negotiation }: Asked,
  problem: Problem,
  head: readonly string[],
): JudgedRefusal {
  const answer = String(statusOf(problem) ?? '');
  const refusal = refusalIn(problem, head, version);
  if (refusal === null) return { problem, detail: answer, next: null };
  const refused = afterRefusal(negotiation, version, refusal);
  const next = nextVersion(refused);
  const { isCertain, speaks } = refusal;
  const isSilent = !isCertain && next === null;
  return {
    problem: problem.kind === 'gateway.protocolMismatch' ? mismatchOf(problem, refused) : problem,
    detail: isSilent ? answer : { kind: 'versionRefused', answer, asked: version, isCertain, speaks, next },
    next: next === null ? null : { version: next, negotiation: refused },
  };
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

/** The stream ended before any answer to the upgrade. */
const linesOf = ({ target, headers }: SentUpgrade): string[] => [
  `GET ${target} HTTP/1.1`,
  ...headers.map(([name, value]) => `${name}: ${value}`),
];
