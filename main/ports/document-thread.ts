import { statSync } from 'node:fs';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { Clock } from './clock.ts';
import { DocumentSilent, type Documents } from './documents.ts';

type Method = Exclude<keyof Documents, 'path'>;

/**
 * What crosses is JSON, as the documents are: any text can be copied, while a value that is nested thousands of
 * levels deep can't be cloned.
 */
interface Request {
  readonly path: string;
  readonly method: Method;
  readonly args: string;
  readonly answer: MessagePort;
  /** One number: `notBegun`, `begun`, or `answered` once the answer was posted. */
  readonly progress: Int32Array;
}

const notBegun = 0;
const begun = 1;
const answered = 2;

/** Waits, and lets nothing else run meanwhile; false once it has taken too long. */
function waitFor(progress: Int32Array, ms: number): boolean {
  const until = performance.now() + ms;
  for (let seen = Atomics.load(progress, 0); seen !== answered; seen = Atomics.load(progress, 0)) {
    const leftMs = until - performance.now();
    if (leftMs <= 0 || Atomics.wait(progress, 0, seen, leftMs) === 'timed-out') break;
  }
  return Atomics.load(progress, 0) === answered;
}

/** `json` is left out where there is no value. */
type Answer = { readonly json?: string | undefined } | { readonly code: string };

/** The start of a thread is no time that the file takes; on a busy computer it is some. */
const firstDeadlineMs = 5_000;
/** So long the window may stand still for a file that answered until now. */
const deadlineMs = 1_000;

/** So long a document waits for the others that are read before it in the same thread. */
const heldMs = 500;

/** A thread in which documents are read and written, one call after the other. */
interface DocumentThread {
  readonly worker: Worker;
  /** Resolves once its program runs. */
  readonly isUp: Promise<void>;
  hasAnswered: boolean;
}

/**
 * The thread that all documents share. One that a call hangs in is left to that call, which can't be taken back; the
 * other documents go on in a new one.
 */
export class DocumentThreads {
  readonly #module: string;
  #current: DocumentThread | null = null;

  /** `module`: the built thread. */
  constructor(module: string) {
    this.#module = module;
  }

  /** The one in use; a new one where there is none. */
  take(): DocumentThread {
    this.#current ??= this.#start();
    return this.#current;
  }

  giveUp(thread: DocumentThread): void {
    if (this.#current === thread) this.#current = null;
  }

  #start(): DocumentThread {
    const worker = new Worker(this.#module);
    worker.unref();
    // An error there is reported by the call that is waiting: it gets no answer.
    worker.on('error', () => undefined);
    const isUp = new Promise<void>((resolve) => worker.once('online', resolve));
    return { worker, isUp, hasAnswered: false };
  }
}

/**
 * A document whose calls are made in another thread. Its callers wait, as for any small file, but
 * not for longer than a deadline: a call into a file system can't be taken back. Errors: `DocumentSilent`, or any.
 */
export class ThreadDocuments implements Documents {
  readonly path: string;
  readonly #clock: Clock;
  readonly #threads: DocumentThreads;
  /** What was read ahead; null once it was taken. */
  #ahead: Answer | 'silent' | null = null;
  #isReadingAhead = false;
  #isSilent = false;

  constructor(threads: DocumentThreads, path: string, clock: Clock) {
    this.path = path;
    this.#clock = clock;
    this.#threads = threads;
  }

  /** Whether a call hangs: no orderly end of the process comes before it. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** Reads the document ahead, while no caller is blocked by it. Never fails: the next `read` tells. */
  async readAhead(): Promise<void> {
    this.#isReadingAhead = true;
    let answer = await this.#readBy(this.#threads.take());
    while (answer === 'held') answer = await this.#readBy(this.#threads.take());
    this.#ahead = answer;
    this.#isReadingAhead = false;
  }

  /** `held`: another document holds the thread, which has not even begun with this one and is given up. */
  async #readBy(thread: DocumentThread): Promise<Answer | 'silent' | 'held'> {
    const sent = this.#send(thread, 'read', []);
    const { answer, progress } = sent;
    const outcome = await new Promise<Answer | 'silent' | 'held'>((resolve) => {
      answer.once('message', (message: Answer) => resolve(message));
      void thread.isUp.then(() => {
        this.#clock.after(heldMs, () => progress[0] === notBegun && resolve('held'));
        this.#clock.after(firstDeadlineMs, () => resolve('silent'));
      });
    });
    if (typeof outcome === 'string') this.#threads.giveUp(thread);
    else thread.hasAnswered = true;
    if (outcome === 'silent') this.#waitOn(answer);
    else answer.close();
    return outcome;
  }

  /** What was read ahead, for a first look at it that leaves it to `read`; null where there is none, or it is damaged. */
  peek(): unknown {
    const ahead = this.#ahead;
    return ahead === null || ahead === 'silent' || 'code' in ahead ? null : valueOf(ahead);
  }

  read(): unknown {
    const ahead = this.#ahead;
    this.#ahead = null;
    if (ahead === 'silent') throw new DocumentSilent();
    return ahead === null ? this.#call('read') : valueOf(ahead);
  }

  write(document: Readonly<Record<string, unknown>>): void {
    this.#call('write', document);
  }

  keepCopy(): void {
    this.#call('keepCopy');
  }

  copyAside(suffix: string): string {
    return String(this.#call('copyAside', suffix));
  }

  setAside(suffix: string): { readonly aside: string; readonly restored: boolean } {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the far side is the same module
    return this.#call('setAside', suffix) as ReturnType<Documents['setAside']>;
  }

  #call(method: Method, ...args: readonly unknown[]): unknown {
    if (this.#isSilent || this.#isReadingAhead) throw new DocumentSilent();
    const thread = this.#threads.take();
    const { answer, progress } = this.#send(thread, method, args);
    if (!waitFor(progress, thread.hasAnswered ? deadlineMs : firstDeadlineMs)) {
      this.#threads.giveUp(thread);
      this.#waitOn(answer);
      throw new DocumentSilent();
    }
    thread.hasAnswered = true;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the far side is the same module
    const { message } = receiveMessageOnPort(answer) as { readonly message: Answer };
    answer.close();
    return valueOf(message);
  }

  #send(
    { worker }: DocumentThread,
    method: Method,
    args: readonly unknown[],
  ): { readonly answer: MessagePort; readonly progress: Int32Array } {
    const { port1, port2 } = new MessageChannel();
    const progress = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const request: Request = {
      path: this.path,
      method,
      args: JSON.stringify(args),
      answer: port2,
      progress,
    };
    worker.postMessage(request, [port2]);
    return { answer: port1, progress };
  }

  /** Until the file answers, it is asked for nothing more. */
  #waitOn(answer: MessagePort): void {
    this.#isSilent = true;
    answer.once('message', () => {
      this.#isSilent = false;
      answer.close();
    });
    answer.unref();
  }
}

function valueOf(answer: Answer): unknown {
  if ('code' in answer) throw Object.assign(new Error(answer.code), { code: answer.code });
  return answer.json === undefined ? undefined : JSON.parse(answer.json);
}

/** The far side: carries out one call after the other. */
export function serveDocuments(port: Pick<MessagePort, 'on'>, open: (path: string) => Documents): void {
  port.on('message', ({ path, method, args, answer, progress }: Request) => {
    Atomics.store(progress, 0, begun);
    answer.postMessage(answerOf(() => perform(open(path), method, parsedArgs(args))));
    Atomics.store(progress, 0, answered);
    Atomics.notify(progress, 0);
  });
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both sides are the same module
const parsedArgs = (args: string) => JSON.parse(args) as readonly unknown[];

function perform(documents: Documents, method: Method, args: readonly unknown[]): unknown {
  // A pipe might never end, nor a device: neither is read as a document.
  if (method !== 'setAside' && statSync(documents.path, { throwIfNoEntry: false })?.isFile() === false)
    throw new TypeError('not a regular file');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both sides are the same module
  const calls = documents as unknown as Record<Method, (...args: readonly unknown[]) => unknown>;
  return calls[method](...args);
}

function answerOf(work: () => unknown): Answer {
  try {
    return { json: JSON.stringify(work()) };
  } catch (error) {
    return { code: error instanceof Error && 'code' in error ? String(error.code) : 'EUNREADABLE' };
  }
}
