import type { Problem } from '../../shared/problem.ts';
import type { AccessTokenStatus } from '../../shared/status.ts';
import { TraceRecorder } from '../network/trace.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import { problemOf, type NameBug } from '../problem-error.ts';
import { mayCutShort } from '../pacing/backoff.ts';
import type { TimeEvent } from '../pacing/time-watch.ts';
import { Machine } from '../state-machine.ts';
import { initialToken, stepToken, type TokenEffect, type TokenEvent, type TokenState } from './machine.ts';
import type { AccessToken } from './token.ts';

export interface PathTokenListener {
  /** A new token: to connect with, or to hand to the session that is online. */
  fetched(token: AccessToken): void;
  /** There is none, and there won't be one until a person does something. */
  refused(problem: Problem): void;
  changed(): void;
}

export interface PathTokenDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly nameBug: NameBug;
  /** Asks the auth server; a rotated refresh token is saved before this resolves. */
  readonly fetch: (recorder: TraceRecorder, signal: AbortSignal) => Promise<AccessToken>;
  readonly isSignedIn: () => boolean;
  readonly refuseGrant: (problem: Problem) => void;
}

/** Keeps the access token of one realm path fresh for as long as it is wanted: drives `machine`. */
export class PathToken {
  readonly #deps: PathTokenDeps;
  readonly #listener: PathTokenListener;
  readonly #machine: Machine<TokenState, TokenEvent, TokenEffect>;
  #token: AccessToken | null = null;
  #timer: Timer | null = null;
  #request: AbortController | null = null;
  #recorder: TraceRecorder | null = null;
  #lastFailure: Problem | null = null;

  constructor(deps: PathTokenDeps, listener: PathTokenListener) {
    this.#deps = deps;
    this.#listener = listener;
    this.#machine = new Machine({
      initial: initialToken,
      step: stepToken,
      entered: () => undefined,
      perform: (effect) => this.#perform(effect),
      settled: (before) => {
        if (before !== this.#machine.state) listener.changed();
      },
    });
  }

  get #phase(): TokenState['phase'] {
    return this.#machine.state.phase;
  }

  /** The token, while it is good. */
  get current(): AccessToken | null {
    const token = this.#token;
    if (token === null) return null;
    const { expiresAt } = token.times;
    return expiresAt === null || expiresAt > this.#deps.clock.now() ? token : null;
  }

  /** What the latest request did, hop by hop. */
  get recorder(): TraceRecorder | null {
    return this.#recorder;
  }

  /** Why the latest request failed, until one succeeds or the token isn't wanted any more. */
  get lastFailure(): Problem | null {
    return this.#lastFailure;
  }

  get status(): AccessTokenStatus {
    const phase = this.#phase;
    switch (phase.state) {
      case 'idle':
      case 'awaitingSignIn':
        return { state: 'none' };
      case 'fetching':
        return { state: 'fetching' };
      case 'fresh':
        return { state: 'fresh', ...phase.held };
      case 'resting':
        return { state: 'fresh', expiresAt: phase.held.expiresAt, renewsAt: null };
      case 'retrying':
        return { state: 'retrying', problem: phase.problem, until: phase.until };
      case 'refused':
        return { state: 'refused', problem: phase.problem };
    }
  }

  want(): void {
    this.#dispatch({ type: 'wanted', isSignedIn: this.#deps.isSignedIn() });
  }

  release(): void {
    this.#lastFailure = null;
    this.#dispatch({ type: 'released' });
  }

  /** A good moment to try again, if a failed request waits for one. */
  hint(): void {
    const phase = this.#phase;
    if (phase.state === 'retrying' && mayCutShort(phase, this.#deps.clock.now())) this.want();
  }

  /** Keeps the token as it is, without renewing it. */
  rest(): void {
    this.#dispatch({ type: 'rested' });
  }

  /** Tells that a server does not take the token any more. */
  reject(): void {
    this.#dispatch({ type: 'rejected' });
  }

  signedIn(): void {
    this.#dispatch({ type: 'signedIn' });
  }

  signedOut(): void {
    this.#dispatch({ type: 'signedOut' });
  }

  timeChanged(event: TimeEvent): void {
    if (event === 'clockSetBack') this.#dispatch({ type: 'clockSetBack' });
    else this.#lookAtTime();
  }

  #lookAtTime(): void {
    this.#dispatch({ type: 'timePassed', now: this.#deps.clock.now() });
  }

  #dispatch(event: TokenEvent): void {
    this.#machine.dispatch(event);
  }

  #perform(effect: TokenEffect): void {
    switch (effect.do) {
      case 'fetch':
        void this.#fetch(effect.request);
        break;
      case 'abandon':
        this.#request?.abort();
        break;
      case 'setTimer':
        this.#setTimer(effect.at);
        break;
      case 'clearTimer':
        this.#timer?.cancel();
        break;
      case 'forget':
        this.#token = null;
        break;
      case 'refuseGrant':
        this.#deps.refuseGrant(effect.problem);
        break;
    }
  }

  #setTimer(at: number): void {
    this.#timer?.cancel();
    this.#timer = this.#deps.clock.after(at - this.#deps.clock.now(), () => this.#lookAtTime());
  }

  async #fetch(request: number): Promise<void> {
    const controller = new AbortController();
    const recorder = new TraceRecorder(this.#deps.clock, request, () => this.#listener.changed());
    this.#request = controller;
    this.#recorder = recorder;
    try {
      const token = await this.#deps.fetch(recorder, controller.signal);
      if (controller.signal.aborted) return;
      this.#token = token;
      this.#lastFailure = null;
      this.#dispatch({ type: 'fetched', request, times: token.times });
      this.#listener.fetched(token);
    } catch (error) {
      if (controller.signal.aborted) return;
      this.#failed(request, recorder, problemOf(error, this.#deps.nameBug));
    } finally {
      if (this.#request === controller) this.#request = null;
    }
  }

  #failed(request: number, recorder: TraceRecorder, problem: Problem): void {
    const { clock, random } = this.#deps;
    recorder.failed(problem);
    this.#lastFailure = problem;
    this.#dispatch({ type: 'failed', request, problem, now: clock.now(), fraction: random.fraction() });
    if (this.#phase.state === 'refused') this.#listener.refused(problem);
  }
}
