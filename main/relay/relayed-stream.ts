import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Trace } from '../../shared/status.ts';
import { TraceRecorder } from '../network/trace.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { HeaderLines, PassedHead } from '../ports/http.ts';
import { problemOf, type NameBug } from '../problem-error.ts';
import { splice } from '../splice.ts';
import { Machine } from '../state-machine.ts';
import { badGateway, onTheWire } from './answers.ts';
import type { Outage, Try } from './outage.ts';
import type { StreamEnd } from './relayed-sessions.ts';
import { SilenceWatch } from './silence-watch.ts';
import {
  initialUpgrade,
  stepUpgrade,
  type UpgradeEffect,
  type UpgradeEvent,
  type UpgradePhase,
  type UpgradeState,
} from './upgrade-machine.ts';
import { WaitingClient } from './waiting-client.ts';

/** What came of asking the other side for a stream. */
export type Asked =
  /** It is there; the lines are said to the app first. */
  | { readonly kind: 'opened'; readonly lines: readonly string[]; readonly stream: Duplex }
  /** The server's own answer instead, as much of it as is passed on. */
  | { readonly kind: 'answered'; readonly head: PassedHead; readonly body: Buffer };

/** Asks once. Errors: `ProblemError`, where what was answered isn't the server's own, or nothing was. */
export type Ask = (recorder: TraceRecorder, signal: AbortSignal) => Promise<Asked>;

export interface RelayedStreamDeps {
  readonly ask: Ask;
  readonly outage: Outage;
  readonly clock: Clock;
  readonly nameBug: NameBug;
  readonly holdMs: number;
  /** Told of every change of its phase. */
  readonly onChange: () => void;
  /** Both sides are closed, or it was answered. */
  readonly onEnd: () => void;
}

/** A peer that neither speaks nor ends after the other side has ended is cut. */
const lingerMs = 30_000;

/** What an app has asked for and is to become a stream to the other side: from its request's head until both are closed. */
export class RelayedStream {
  readonly #deps: RelayedStreamDeps;
  readonly #client: WaitingClient;
  readonly #machine: Machine<UpgradeState, UpgradeEvent, UpgradeEffect>;
  readonly #waiting = new AbortController();
  #recorder: TraceRecorder;
  #opening = new AbortController();
  /** Leave to try, for the opening that comes next. */
  #turn: Try | null = null;
  #holdTimer: Timer | null = null;
  #lingerTimer: Timer | null = null;
  #asked: Asked | null = null;
  #attempts = 0;
  #silence: SilenceWatch | null = null;
  #end: StreamEnd | null = null;

  constructor(deps: RelayedStreamDeps, client: Duplex) {
    this.#deps = deps;
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

  /** How it came to its end after it was open; null for one that never was, or still is. */
  get end(): StreamEnd | null {
    return this.#end;
  }

  /** How long it has been quiet says nothing of the way: the computer slept, or its network changed. */
  doubtSilence(): void {
    this.#silence?.doubt();
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
    const { ask, outage, clock, nameBug, onChange } = this.#deps;
    const turn = this.#turn ?? outage.outOfTurn();
    this.#turn = null;
    const { signal } = (this.#opening = new AbortController());
    this.#attempts += 1;
    const recorder = new TraceRecorder(clock, this.#attempts, onChange);
    this.#recorder = recorder;
    try {
      const asked = await ask(recorder, signal);
      turn.succeeded();
      if (signal.aborted) discard(asked);
      else this.#answered(asked);
    } catch (error) {
      if (signal.aborted) {
        turn.gaveUp();
        return;
      }
      const problem = problemOf(error, nameBug);
      recorder.failed(problem);
      this.#machine.dispatch({ type: 'failed', problem, isFirst: turn.failed(problem) });
    }
  }

  #answered(asked: Asked): void {
    this.#asked = asked;
    this.#machine.dispatch(
      asked.kind === 'opened' ? { type: 'opened' } : { type: 'answered', status: asked.head.status },
    );
  }

  #splice(): void {
    if (this.#asked?.kind !== 'opened') return;
    const { lines, stream } = this.#asked;
    // It may be open for days: what has led to it goes.
    this.#asked = null;
    const client = this.#client.release();
    client.write(headOf(lines), 'latin1');
    const silence = new SilenceWatch(this.#deps.clock);
    this.#silence = silence;
    splice(client, stream, {
      carried: silence.heard,
      endedFirst: (side, how) => {
        const by = side === client ? 'app' : 'server';
        this.#end = { by, isFailure: how === 'failure', silences: silence.silences };
      },
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
    if (this.#asked?.kind !== 'answered') return;
    const { head, body } = this.#asked;
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

/** It was opened for an app that has left meanwhile. */
function discard(asked: Asked): void {
  if (asked.kind === 'opened') asked.stream.destroy();
}

/** Streams other than sockets don't count. */
const carriedBy = (stream: Duplex): number =>
  stream instanceof Socket ? stream.bytesRead + stream.bytesWritten : 0;

const framing = /^(connection|keep-alive|content-length|transfer-encoding)$/i;

const headOf = (lines: readonly string[]): string => `${lines.join('\r\n')}\r\n\r\n`;
