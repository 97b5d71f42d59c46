import type { IncomingMessage, ServerResponse } from 'node:http';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Readable } from 'node:stream';
import type { Problem } from '../../shared/problem.ts';
import type { Profile } from '../../shared/profile.ts';
import type { Trace } from '../../shared/status.ts';
import { classifyUnansweredAuth } from '../network/classify.ts';
import { farEndOf, problemOfDeadline } from '../network/deadline.ts';
import { TraceRecorder, type RawFailure } from '../network/trace.ts';
import type { Clock } from '../ports/clock.ts';
import {
  StaleLink,
  type HeaderLines,
  type PassedAnswer,
  type PassedRequest,
  type PassingLink,
} from '../ports/http.ts';
import { ProblemError, problemOf, type NameBug } from '../problem-error.ts';
import { answerToFailure, holdMsOf, type OwnAnswer } from './answers.ts';
import { readWhole } from './bodies.ts';
import type { IssuedTokens } from './issued-tokens.ts';
import type { Outage, Try } from './outage.ts';
import type { Passage } from './passage.ts';
import { asksForTokens, kindOfAuth, type AppRequest, type RequestKind } from './requests.ts';
import { faultOfAuthAnswer } from './verdicts.ts';
import type { WayOut } from './way-out.ts';

export interface ExchangeDeps {
  readonly profile: Profile;
  readonly wayOut: WayOut;
  readonly outage: Outage;
  readonly passage: Passage;
  readonly issued: IssuedTokens;
  readonly clock: Clock;
  readonly nameBug: NameBug;
  /** Answers in the server's place, instead of asking it; null where the server is asked. */
  readonly answerHere: AnswerHere | null;
}

/** Errors: `ProblemError`, for the failure table to tell. */
export type AnswerHere = (body: Buffer, recorder: TraceRecorder, signal: AbortSignal) => Promise<OwnAnswer>;

/** How it went, for the window. */
export type ExchangeEnd =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'gone' };

/** Longer is neither a login nor its answer; it is carried, and not looked at. */
const mostTokenBytes = 1024 * 1024;
/** For the body of a token request to come whole. */
const bodyMs = 10_000;
/** For an answer to begin on a stream that was kept: an app gives up a login after 5 s. */
const warmPatienceMs = 2_000;

/** One request of an app, other than an upgrade: brought to the server and answered, or held, or failed by the table. */
export class RelayedExchange {
  readonly #deps: ExchangeDeps;
  readonly #request: AppRequest;
  readonly #incoming: IncomingMessage;
  readonly #response: ServerResponse;
  /** The app has left, or the relay ends. */
  readonly #controller = new AbortController();
  #body: PassedRequest['body'] = null;
  #kind: RequestKind = 'other';
  #deadline = 0;

  constructor(deps: ExchangeDeps, request: AppRequest, incoming: IncomingMessage, response: ServerResponse) {
    this.#deps = deps;
    this.#request = request;
    this.#incoming = incoming;
    this.#response = response;
    response.once('close', () => {
      if (!response.writableFinished) this.#controller.abort();
    });
  }

  /** Never fails. */
  async run(): Promise<ExchangeEnd> {
    const { clock, nameBug } = this.#deps;
    try {
      await this.#readRequest();
      this.#deadline = clock.monotonic() + holdMsOf[this.#kind];
      return { kind: 'answered', status: await this.#tryUntilDeadline() };
    } catch (error) {
      if (this.#controller.signal.aborted) return { kind: 'gone' };
      const problem = problemOf(error, nameBug);
      this.#fail(problem);
      return { kind: 'failed', problem };
    }
  }

  /** The relay ends. */
  cut(): void {
    this.#controller.abort();
    this.#response.destroy();
  }

  async #readRequest(): Promise<void> {
    const hasBody = this.#request.headers.some(([name]) =>
      /^(content-length|transfer-encoding)$/i.test(name),
    );
    if (!hasBody) return;
    if (!asksForTokens(this.#request) && this.#deps.answerHere === null) {
      this.#body = this.#incoming;
      return;
    }
    // Read here and not by the server: there is none to ask for it.
    if (this.#awaitsContinue) this.#response.writeContinue();
    const body = await this.#readTokenRequest();
    if (body === null) throw new ProblemError({ kind: 'auth.refusedOnTheWay', status: 413 });
    this.#body = body;
    if (asksForTokens(this.#request)) this.#kind = kindOfAuth(body);
  }

  async #readTokenRequest(): Promise<Buffer | null> {
    const timer = this.#deps.clock.after(bodyMs, () => this.cut());
    try {
      return await readWhole(this.#incoming, mostTokenBytes);
    } finally {
      timer.cancel();
    }
  }

  async #tryUntilDeadline(): Promise<number> {
    const { outage, nameBug } = this.#deps;
    for (let lastProblem: Problem | null = outage.problem; ;) {
      const turn = await this.#turn(lastProblem);
      try {
        return await this.#try(turn);
      } catch (error) {
        if (this.#controller.signal.aborted) {
          turn.gaveUp();
          throw error;
        }
        lastProblem = problemOf(error, nameBug);
        turn.failed(lastProblem);
        if (!this.#mayTryAgain) throw error;
      }
    }
  }

  /** A body that has begun to stream is gone. */
  get #mayTryAgain(): boolean {
    const isLeft = this.#deps.clock.monotonic() < this.#deadline;
    const isSpent = this.#isStreaming && this.#incoming.readableDidRead;
    return isLeft && !isSpent && !this.#response.headersSent;
  }

  get #isStreaming(): boolean {
    return this.#body === this.#incoming;
  }

  /** Waits for leave to try, as long as the request is held. Errors: the problem that stands in the way by then. */
  async #turn(standing: Problem | null): Promise<Try> {
    try {
      return await this.#untilDeadline((signal) => this.#deps.outage.turn(signal));
    } catch (error) {
      throw this.#controller.signal.aborted || standing === null ? error : new ProblemError(standing);
    }
  }

  /** `work` is told to stop when the request is held no longer, or the app has left. */
  async #untilDeadline<Value>(work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    const { clock } = this.#deps;
    const waiting = new AbortController();
    const stop = () => waiting.abort();
    this.#controller.signal.addEventListener('abort', stop, { once: true });
    const timer = clock.after(this.#deadline - clock.monotonic(), stop);
    try {
      return await work(waiting.signal);
    } finally {
      timer.cancel();
      this.#controller.signal.removeEventListener('abort', stop);
    }
  }

  /** A stage that doesn't come to an end is named before the app loses its patience. */
  async #withinHold<Value>(
    recorder: TraceRecorder,
    work: (signal: AbortSignal) => Promise<Value>,
  ): Promise<Value> {
    let isLate = false;
    try {
      return await this.#untilDeadline(async (signal) => {
        signal.addEventListener('abort', () => (isLate = true), { once: true });
        return work(signal);
      });
    } catch (error) {
      if (!isLate || this.#controller.signal.aborted) throw error;
      // It may have waited for another opening that is under way, and fails at what that one is at.
      const { trace } = recorder;
      const stopped = trace.stages.length > 0 ? stoppedIn(trace) : this.#deps.wayOut.underWay;
      throw new ProblemError(problemOfDeadline(stopped, this.#deps.profile, null));
    }
  }

  #try(turn: Try): Promise<number> {
    const { answerHere, clock } = this.#deps;
    const recorder = new TraceRecorder(clock, 0);
    return answerHere === null
      ? this.#askServer(recorder, turn)
      : this.#answerItself(answerHere, recorder, turn);
  }

  async #answerItself(answerHere: AnswerHere, recorder: TraceRecorder, turn: Try): Promise<number> {
    const body = Buffer.isBuffer(this.#body) ? this.#body : Buffer.alloc(0);
    const answer = await this.#withinHold(recorder, (signal) => answerHere(body, recorder, signal));
    turn.succeeded();
    respond(this.#response, answer);
    return answer.status;
  }

  async #askServer(recorder: TraceRecorder, turn: Try): Promise<number> {
    const { passage } = this.#deps;
    const { method, target, headers: lines } = await passage.onward();
    const request: PassedRequest = { method, target, headers: lines, body: this.#body, ...this.#continuing };
    const kept = await this.#passOverKept(request);
    if (kept !== null) return this.#answer(kept.answer, kept.link, turn);
    const link = await this.#withinHold(recorder, (within) => passage.open(recorder, within));
    return this.#answer(await closedOnFailure(link, () => this.#ask(link, request, recorder)), link, turn);
  }

  /**
   * Over a stream that has carried a request before, where the request can be sent once more: such a stream may have broken
   * without a word. Null where there is none, or no answer comes over it soon.
   */
  async #passOverKept(request: PassedRequest): Promise<PassedOver | null> {
    const { passage, clock } = this.#deps;
    const { signal } = this.#controller;
    const mayRepeat = !this.#isStreaming && (asksForTokens(this.#request) || isSafe(request.method));
    const link = mayRepeat ? passage.takeWarm() : null;
    if (link === null) return null;
    const patience = new AbortController();
    const stop = () => patience.abort();
    signal.addEventListener('abort', stop, { once: true });
    const timer = clock.after(warmPatienceMs, stop);
    try {
      return { link, answer: await link.pass(request, patience.signal) };
    } catch (error) {
      link.close();
      if (signal.aborted || !(patience.signal.aborted || error instanceof StaleLink)) throw error;
      return null;
    } finally {
      timer.cancel();
      // What follows the head ends with the app.
      if (!signal.aborted) signal.removeEventListener('abort', stop);
    }
  }

  get #awaitsContinue(): boolean {
    return this.#request.headers.some(
      ([name, value]) => /^expect$/i.test(name) && /100-continue/i.test(value),
    );
  }

  /** An app that waits to be told to go on is told so by the server alone. */
  get #continuing(): Pick<PassedRequest, 'continued'> {
    const waits = this.#awaitsContinue && this.#isStreaming;
    return waits ? { continued: () => this.#response.writeContinue() } : {};
  }

  /** A token request is small: no answer within its time is a failure. Others may take theirs. */
  #ask(
    link: Pick<PassingLink, 'pass'>,
    request: PassedRequest,
    recorder: TraceRecorder,
  ): Promise<PassedAnswer> {
    const { signal } = this.#controller;
    const name = this.#kind === 'refresh' ? 'access-token' : 'sign-in';
    const classify = (failure: RawFailure) => this.#unanswered(failure);
    const pass = () => link.pass(request, signal);
    return this.#kind === 'other'
      ? pass().catch((error: unknown) => this.#throwClassified(error))
      : recorder.stage({ leg: 'auth', name, classify }, signal, pass);
  }

  #unanswered(failure: RawFailure): Problem | null {
    const name = this.#kind === 'refresh' ? 'access-token' : 'sign-in';
    return classifyUnansweredAuth(farEndOf(this.#deps.profile, 'auth'), name, failure);
  }

  /** What a stream broke with, as a problem of the hop that it led to. */
  #throwClassified(error: unknown): never {
    if (this.#controller.signal.aborted || error instanceof ProblemError) throw error;
    const problem = this.#unanswered({ timedOut: false, error });
    throw problem === null ? error : new ProblemError(problem);
  }

  /** Hands over what was answered, and tells whether the server was reached as soon as that is known. */
  async #answer(answer: PassedAnswer, link: PassingLink, turn: Try): Promise<number> {
    if (answer.kind === 'upgraded') {
      answer.stream.destroy();
      throw new ProblemError({ kind: 'auth.malformed', status: answer.status, flaw: 'notHttp' });
    }
    const { signal } = this.#controller;
    const stop = () => answer.body.destroy();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      if (asksForTokens(this.#request)) await this.#judged(answer, turn);
      else await this.#stream(answer, turn);
      this.#keep(link);
      return answer.status;
    } catch (error) {
      link.close();
      return this.#throwClassified(error);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** A stream that still carries a request is of no use for the next one. */
  #keep(link: PassingLink): void {
    if (this.#isStreaming && !this.#incoming.readableEnded) link.close();
    else this.#deps.passage.keep(link);
  }

  async #judged(answer: PassedAnswer & { readonly body: Readable }, turn: Try): Promise<void> {
    const { profile, wayOut, issued, clock } = this.#deps;
    const encoded = await readWhole(answer.body, mostTokenBytes);
    if (encoded === null)
      throw new ProblemError({ kind: 'auth.malformed', status: answer.status, flaw: 'tooLarge' });
    const body = await decoded(answer.headers, encoded);
    const { network } = await wayOut.connections();
    const judgement = { profile, masking: network.masking, now: clock.now() };
    const fault = faultOfAuthAnswer(answer, body.toString('utf8'), this.#kind, judgement);
    if (fault !== null) throw new ProblemError(fault);
    turn.succeeded();
    const shown = issued.saw(body);
    if (shown === body) this.#send(answer, answer.headers, encoded);
    else this.#send(answer, withoutEncoding(answer.headers), shown);
  }

  #send({ status, reason }: PassedAnswer, headers: HeaderLines, body: Buffer): void {
    const framed: HeaderLines = [
      ...headers.filter(([name]) => !/^(content-length|transfer-encoding)$/i.test(name)),
      ['Content-Length', String(body.length)],
    ];
    this.#writeHead(status, reason, framed);
    this.#response.end(body);
  }

  #writeHead(status: number, reason: string, headers: HeaderLines): void {
    this.#response.sendDate = false;
    this.#response.writeHead(status, reason, ownOf(headers).flat());
  }

  #stream(answer: PassedAnswer & { readonly body: Readable }, turn: Try): Promise<void> {
    this.#writeHead(answer.status, answer.reason, answer.headers);
    turn.succeeded();
    return new Promise((resolve, reject) => {
      answer.body.once('end', resolve);
      answer.body.once('error', reject);
      // One that was destroyed because the app has left says nothing but this.
      answer.body.once('close', () => reject(new Error('closed')));
      answer.body.pipe(this.#response);
    });
  }

  #fail(problem: Problem): void {
    if (this.#response.headersSent) {
      this.#response.destroy();
      return;
    }
    const answer = answerToFailure(this.#kind, problem);
    if (answer === null) this.#incoming.socket.destroy();
    else respond(this.#response, answer);
  }
}

/** Answers a request with words of our own; the connection ends with it. */
export function respond(response: ServerResponse, { status, reason, contentType, body }: OwnAnswer): void {
  response.sendDate = false;
  response.writeHead(status, reason, [
    'Content-Type',
    contentType,
    'Content-Length',
    String(Buffer.byteLength(body)),
    'Connection',
    'close',
  ]);
  response.end(body);
}

/** The stage that an abort has ended, as if it were still under way. */
function stoppedIn(trace: Trace): Trace {
  const last = trace.stages.findLast(({ ok }) => !ok);
  return last === undefined ? trace : { ...trace, current: { leg: last.leg, name: last.name } };
}

/** What may be asked twice (RFC 9110 §9.2.1). */
const isSafe = (method: string): boolean => /^(GET|HEAD|OPTIONS)$/.test(method);

interface PassedOver {
  readonly link: PassingLink;
  readonly answer: PassedAnswer;
}

async function closedOnFailure<Value>(link: PassingLink, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    link.close();
    throw error;
  }
}

/** Without what speaks of the connection behind (RFC 9110 §7.6.1): Node writes its own for this one. */
const ownOf = (headers: HeaderLines): HeaderLines =>
  headers.filter(([name]) => !/^(connection|keep-alive|proxy-.*|te|trailer|upgrade)$/i.test(name));

const withoutEncoding = (headers: HeaderLines): HeaderLines =>
  headers.filter(([name]) => !/^(content-encoding|etag)$/i.test(name));

const decoders = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
} as const;

/** The body as text may be read from it; as it came, where its encoding is unknown or broken. */
async function decoded(headers: HeaderLines, body: Buffer): Promise<Buffer> {
  const encoding =
    headers
      .find(([name]) => /^content-encoding$/i.test(name))?.[1]
      .trim()
      .toLowerCase() ?? '';
  if (!isDecodable(encoding)) return body;
  const decoder = decoders[encoding]();
  decoder.end(body);
  return (await readWhole(decoder, mostTokenBytes).catch(() => body)) ?? body;
}

const isDecodable = (encoding: string): encoding is keyof typeof decoders =>
  Object.hasOwn(decoders, encoding);
