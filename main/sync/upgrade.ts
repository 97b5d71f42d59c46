import type { Duplex } from 'node:stream';
import { farSideOf } from '../../shared/far-side.ts';
import { statusOf, type Problem } from '../../shared/problem.ts';
import { newestProtocol, syncUrlOf, type Profile } from '../../shared/profile.ts';
import type { SentUpgrade, StageDetail, StageWait } from '../../shared/status.ts';
import {
  byAnswerWithoutMarks,
  classifyUnansweredUpgrade,
  classifyUpgrade,
  type FarEnd,
} from '../network/classify.ts';
import type { MaskedAnswer } from '../network/masking.ts';
import { agreedVersion } from '../network/protocol-marks.ts';
import { targetOf } from '../network/route.ts';
import type { RawFailure, RunningStage, TraceRecorder } from '../network/trace.ts';
import type { RateLimiter } from '../pacing/rate-limiter.ts';
import type { Clock } from '../ports/clock.ts';
import type { FrameListener, Sockets, SyncSocket, UpgradeAnswer } from '../ports/sockets.ts';
import { ProblemError } from '../problem-error.ts';
import type { Connections } from '../tokens/connections.ts';
import type { AccessToken } from '../tokens/token.ts';
import {
  afterRefusal,
  beginNegotiation,
  mismatchOf,
  nextVersion,
  refusalIn,
  type Negotiation,
} from './protocol-negotiation.ts';
import { serverOf, type ProtocolVersions } from './protocol-versions.ts';
import { RecordedExchange, type Exchanged } from './recorded-exchange.ts';
import type { StreamAhead } from './stream-ahead.ts';
import { prepareUpgrade, type PreparedUpgrade } from './upgrade-request.ts';

export interface UpgradeDeps {
  readonly profile: Profile;
  readonly sockets: Sockets;
  readonly clock: Clock;
  readonly versions: ProtocolVersions;
  /** No connection is made past it. */
  readonly rateLimiter: RateLimiter;
}

/** What is told of an upgrade while it is under way. */
export interface UpgradeWatch {
  sent(upgrade: SentUpgrade): void;
  /** The other side has said something. */
  answered(): void;
}

/** One upgrade of a stream to a sync websocket, with the token that it is for. */
export interface WantedUpgrade {
  readonly access: AccessToken;
  readonly connections: Connections;
  readonly recorder: TraceRecorder;
  readonly signal: AbortSignal;
  /** The stream, where it was opened while the token was fetched. */
  readonly ahead: StreamAhead | null;
  readonly watch: UpgradeWatch;
  readonly frames: FrameListener;
}

/** Gets a sync websocket: one request for each version of the protocol, until both sides speak one. */
export class Upgrade {
  readonly #deps: UpgradeDeps;
  readonly #wanted: WantedUpgrade;

  constructor(deps: UpgradeDeps, wanted: WantedUpgrade) {
    this.#deps = deps;
    this.#wanted = wanted;
  }

  /**
   * The websocket, in a version that both sides speak. Each request asks for one; a refusal is followed by the next at
   * once, until the server agrees or none is left. Errors: those of `Network.open`, of its stages, `secret.missing`.
   */
  async run(): Promise<SyncSocket> {
    const { profile, versions } = this.#deps;
    const { protocolVersions } = profile.sync;
    const server = serverOf(profile, this.#wanted.access.syncPrefix);
    const turn = protocolVersions === undefined ? await versions.take(server, this.#wanted.signal) : null;
    try {
      const remembered = versions.versionOf(server);
      let asked = firstAsked(beginNegotiation(protocolVersions, remembered));
      for (let { ahead } = this.#wanted; ; ahead = null) {
        const outcome = await this.#ask(asked, ahead);
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

  async #ask(asked: Asked, ahead: StreamAhead | null): Promise<Outcome> {
    const { profile, rateLimiter } = this.#deps;
    const { access, connections, recorder, signal } = this.#wanted;
    const { secrets, network } = connections;
    const prepared = prepareUpgrade(profile, access, asked.version, secrets, network.known);
    const target = targetOf(new URL(syncUrlOf(profile)));
    const ready = (await ahead?.take()) ?? null;
    if (ready === null) await rateLimiter.acquire(signal);
    const stream = ready?.stream ?? (await network.open('sync', target, recorder, signal));
    const end: FarEnd = { leg: 'sync', ...target, side: farSideOf(profile, 'sync') };
    return this.#upgrade({ stream, waitedFor: ready?.waitedFor ?? null, end, asked, prepared });
  }

  async #upgrade({ stream, waitedFor, end, asked, prepared }: AskedUpgrade): Promise<Outcome> {
    const { recorder, signal } = this.#wanted;
    const plan = {
      leg: 'sync',
      name: 'upgrade',
      waitedFor,
      classify: (failure: RawFailure) => classifyUnansweredUpgrade(end, failure, prepared.request.headers),
    } as const;
    const refusal: { next: Asked | null } = { next: null };
    try {
      const socket = await recorder.stage(plan, signal, async (stage) => {
        const { answer, shown } = await this.#exchange(stream, prepared, stage);
        if (answer.kind === 'opened') {
          stage.note('101');
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

  /** Sends the request and keeps what was said. */
  async #exchange(stream: Duplex, prepared: PreparedUpgrade, stage: RunningStage): Promise<Exchanged> {
    const { connections, watch, frames } = this.#wanted;
    const recorded = new RecordedExchange(prepared, connections.network.masking, stage);
    const listener = {
      frames,
      sent: (key: string) => watch.sent(recorded.sent(key)),
      answered: (head: readonly string[]) => {
        watch.answered();
        recorded.answered(head);
      },
    };
    return recorded.concluded(
      await this.#deps.sockets.upgrade(stream, prepared.request, listener, stage.signal),
    );
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
}

/** The version that a request asks for, and what came before. */
interface Asked {
  readonly version: number;
  readonly negotiation: Negotiation;
}

type Outcome =
  | { readonly kind: 'opened'; readonly socket: SyncSocket }
  /** Another version is worth a try. */
  | { readonly kind: 'refused'; readonly next: Asked };

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
