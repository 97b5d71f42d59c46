import { Socket } from 'node:net';
import type { Duplex, Readable } from 'node:stream';
import type { Problem } from '../../shared/problem.ts';
import type { Profile } from '../../shared/profile.ts';
import type { Trace } from '../../shared/status.ts';
import { classifyUnansweredUpgrade } from '../network/classify.ts';
import { farEndOf } from '../network/deadline.ts';
import { TraceRecorder, type RawFailure } from '../network/trace.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { HeaderLines, PassedAnswer, PassedHead } from '../ports/http.ts';
import { ProblemError, problemOf, type NameBug } from '../problem-error.ts';
import { splice } from '../splice.ts';
import { Machine } from '../state-machine.ts';
import { badGateway, onTheWire } from './answers.ts';
import { readPart } from './bodies.ts';
import type { Outage, Try } from './outage.ts';
import { onwardRequest, type Additions, type AppRequest, type OnwardRequest } from './requests.ts';
import {
  initialUpgrade,
  stepUpgrade,
  type UpgradeEffect,
  type UpgradeEvent,
  type UpgradePhase,
  type UpgradeState,
} from './upgrade-machine.ts';
import { faultOfUpgradeAnswer } from './verdicts.ts';
import { WaitingClient } from './waiting-client.ts';
import type { WayOut } from './way-out.ts';

export interface UpgradeDeps {
  readonly profile: Profile;
  readonly wayOut: WayOut;
  readonly outage: Outage;
  readonly additions: Omit<Additions, 'headers'>;
  readonly clock: Clock;
  readonly nameBug: NameBug;
  readonly holdMs: number;
  /** Told of every change of its phase. */
  readonly onChange: () => void;
  /** Both sides are closed, or it was answered. */
  readonly onEnd: () => void;
}

/** What the server said instead of 101, as much of it as is passed on. */
interface Refusal {
  readonly head: PassedHead;
  readonly body: Buffer;
}

/** A peer that neither speaks nor ends after the other side has ended is cut. */
const lingerMs = 30_000;
/** A refusal's body: what comes later, or is longer, is not waited for. */
const bodyLimit = 64 * 1024;
const bodyPatienceMs = 2_000;

/** One upgrade request of an app: from its head until both streams are closed. */
export class RelayedUpgrade {
  readonly #deps: UpgradeDeps;
  readonly #request: AppRequest;
  readonly #client: WaitingClient;
  readonly #machine: Machine<UpgradeState, UpgradeEvent, UpgradeEffect>;
  #recorder: TraceRecorder;
  #opening = new AbortController();
  #waiting = new AbortController();
  /** Leave to try, for the opening that comes next. */
  #turn: Try | null = null;
  #holdTimer: Timer | null = null;
  #lingerTimer: Timer | null = null;
  #opened: PassedAnswer | null = null;
  #refusal: Refusal | null = null;
  #attempts = 0;

  constructor(deps: UpgradeDeps, request: AppRequest, client: Duplex) {
    this.#deps = deps;
    this.#request = request;
    this.#client = new WaitingClient(client, deps.clock, () =>
      this.#machine.dispatch({ type: 'clientLeft' }),
    );
    this.#recorder = new TraceRecorder(deps.clock, 0, deps.onChange);
    this.#machine = new Machine({
      initial: initialUpgrade(deps.holdMs > 0),
      step: stepUpgrade,
      entered: () => undefined,
      perform: (effect) => this.#perform(effect),
      settled: (before) => this.#settled(before),
    });
  }

  get phase(): UpgradePhase {
    return this.#machine.state.phase;
  }

  /** Of the latest try. */
  get trace(): Trace {
    return this.#recorder.trace;
  }

  start(): void {
    this.#machine.dispatch({ type: 'admitted', standing: this.#deps.outage.problem });
  }

  /** Ends it, wherever it is. */
  cut(): void {
    this.#machine.dispatch({ type: 'cutOff' });
  }

  #settled(before: UpgradeState): void {
    if (before.phase === this.phase) return;
    this.#deps.onChange();
    if (this.phase.state === 'ended') this.#deps.onEnd();
  }

  #perform(effect: UpgradeEffect): void {
    switch (effect.do) {
      case 'open':
        void this.#open();
        break;
      case 'abandon':
        this.#opening.abort();
        break;
      case 'await':
        void this.#awaitTurn();
        break;
      case 'startHold':
        this.#holdTimer = this.#deps.clock.after(this.#deps.holdMs, () =>
          this.#machine.dispatch({ type: 'holdEnded' }),
        );
        break;
      case 'stopWaiting':
        this.#holdTimer?.cancel();
        this.#waiting.abort();
        break;
      case 'splice':
        this.#splice();
        break;
      case 'passOn':
        this.#passOn();
        break;
      case 'tell':
        this.#client.end(Buffer.from(onTheWire(badGateway(effect.problem))));
        break;
      case 'hangUp':
        this.#client.hangUp();
        break;
    }
  }

  async #awaitTurn(): Promise<void> {
    const { signal } = this.#waiting;
    const turn = await this.#deps.outage.turn(signal).catch(() => null);
    if (turn === null) return;
    if (signal.aborted) {
      turn.gaveUp();
      return;
    }
    this.#turn = turn;
    this.#machine.dispatch({ type: 'mayTry' });
  }

  async #open(): Promise<void> {
    const { outage, clock, nameBug, onChange } = this.#deps;
    const turn = this.#turn ?? outage.outOfTurn();
    this.#turn = null;
    const controller = new AbortController();
    this.#opening = controller;
    this.#attempts += 1;
    this.#recorder = new TraceRecorder(clock, this.#attempts, onChange);
    try {
      const answer = await this.#ask(this.#recorder, controller.signal);
      turn.succeeded();
      if (controller.signal.aborted) this.#discard();
      else this.#machine.dispatch(answer);
    } catch (error) {
      if (controller.signal.aborted) {
        this.#discard();
        turn.gaveUp();
        return;
      }
      const problem = problemOf(error, nameBug);
      this.#recorder.failed(problem);
      this.#machine.dispatch({ type: 'failed', problem, isFirst: turn.failed(problem) });
    }
  }

  /** Errors: `ProblemError`, where what was answered isn't the server's own, or nothing was. */
  async #ask(recorder: TraceRecorder, signal: AbortSignal): Promise<UpgradeEvent> {
    const { profile, wayOut, additions } = this.#deps;
    const headers = await wayOut.headers();
    const onward = onwardRequest(this.#request, profile, { ...additions, headers });
    const link = await wayOut.open(onward.leg, recorder, signal);
    const plan = {
      leg: onward.leg,
      name: 'upgrade',
      classify: (failure: RawFailure) => this.#unanswered(onward, failure),
    } as const;
    try {
      return await recorder.stage(plan, signal, async (stage) => {
        const { method, target } = onward;
        const answer = await link.pass({ method, target, headers: onward.headers, body: null }, stage.signal);
        stage.note(String(answer.status));
        if (answer.kind === 'upgraded') {
          this.#opened = answer;
          return { type: 'opened' };
        }
        return this.#judge(answer, onward);
      });
    } catch (error) {
      link.close();
      throw error;
    }
  }

  #unanswered({ leg, headers }: OnwardRequest, failure: RawFailure): Problem {
    return classifyUnansweredUpgrade(farEndOf(this.#deps.profile, leg), failure, headers);
  }

  async #judge(
    answer: PassedHead & { readonly body: Readable },
    { leg }: OnwardRequest,
  ): Promise<UpgradeEvent> {
    const { profile, wayOut, clock } = this.#deps;
    const body = await readPart(answer.body, { limit: bodyLimit, patienceMs: bodyPatienceMs, clock });
    answer.body.destroy();
    const { masking } = (await wayOut.connections()).network;
    const judgement = { profile, masking, now: clock.now() };
    // Beside the sync service, what answers is taken at its word: it has no marks that we know.
    const fault = leg === 'sync' ? faultOfUpgradeAnswer(answer, body.toString('utf8'), judgement) : null;
    if (fault !== null) throw new ProblemError(fault);
    this.#refusal = { head: answer, body };
    return { type: 'answered', status: answer.status };
  }

  /** It was opened for a client that has left meanwhile. */
  #discard(): void {
    if (this.#opened?.kind === 'upgraded') this.#opened.stream.destroy();
  }

  #splice(): void {
    const opened = this.#opened;
    if (opened?.kind !== 'upgraded') return;
    const client = this.#client.release();
    client.write(headOf(opened.lines), 'latin1');
    splice(client, opened.stream, {
      halfEnded: () => this.#linger(client),
      closed: () => {
        this.#lingerTimer?.cancel();
        this.#machine.dispatch({ type: 'closed' });
      },
    });
  }

  /** One side has ended: the other has time for what it still has to say, as long as it says it. */
  #linger(client: Duplex): void {
    const before = carriedBy(client);
    this.#lingerTimer = this.#deps.clock.after(lingerMs, () => {
      if (carriedBy(client) === before) client.destroy();
      else this.#linger(client);
    });
  }

  /** As it was said, but for what framed it on another connection: this one ends with it. */
  #passOn(): void {
    if (this.#refusal === null) return;
    const { head, body } = this.#refusal;
    const [statusLine = ''] = head.lines;
    const lines: HeaderLines = [
      ...head.headers.filter(([name]) => !framing.test(name)),
      ['Content-Length', String(body.length)],
      ['Connection', 'close'],
    ];
    const fields = lines.map(([name, value]) => `${name}: ${value}`);
    this.#client.end(Buffer.from(headOf([statusLine, ...fields]), 'latin1'), body);
  }
}

/** Streams other than sockets don't count. */
const carriedBy = (stream: Duplex): number =>
  stream instanceof Socket ? stream.bytesRead + stream.bytesWritten : 0;

const framing = /^(connection|keep-alive|content-length|transfer-encoding)$/i;

const headOf = (lines: readonly string[]): string => `${lines.join('\r\n')}\r\n\r\n`;
