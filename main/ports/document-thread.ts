import { statSync } from 'node:fs';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { Clock } from './clock.ts';
import { DocumentSilent, type Documents } from './documents.ts';

type Method = Exclude<keyof Documents, 'path'>;

/**
 * What crosses is JSON, as the documents are: text is copied whatever it says, while a value that is nested thousands of
 * levels deep can't be cloned.
 */
interface Request {
  readonly path: string;
  readonly method: Method;
  readonly args: string;
  /** The answer goes here, and then this is set. */
  readonly answer: MessagePort;
  readonly isAnswered: Int32Array;
}

/** `json` is left out where there is no value. */
type Answer = { readonly json?: string | undefined } | { readonly code: string };

/** The start of a thread is no time that the file takes; on a busy computer it is some. */
const firstDeadlineMs = 5_000;
/** So long the window may stand still for a file that answered until now. */
const deadlineMs = 1_000;

/**
 * A document whose calls are made in a thread of its own. Whoever reads or writes it waits, as for any small file, but
 * not for longer than a deadline: a call into a file system can't be taken back. Errors: `DocumentSilent`, or any.
 */
export class ThreadDocuments implements Documents {
  readonly path: string;
  readonly #clock: Clock;
  readonly #worker: Worker;
  /** What was read ahead; null once it was taken. */
  #ahead: Answer | 'silent' | null = null;
  #isReadingAhead = false;
  #isSilent = false;

  /** `module`: the built thread. */
  constructor(module: string, path: string, clock: Clock) {
    this.path = path;
    this.#clock = clock;
    this.#worker = new Worker(module);
    this.#worker.unref();
    // Whatever goes wrong there is told by the call that is waiting: it gets no answer.
    this.#worker.on('error', () => undefined);
  }

  /** Whether a call hangs: no orderly end of the process comes before it. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** Reads the document ahead, while nobody has to stand still for it. Never fails: the next `read` tells. */
  async readAhead(): Promise<void> {
    this.#isReadingAhead = true;
    const isUp = new Promise<void>((resolve) => this.#worker.once('online', resolve));
    const { answer } = this.#send('read', []);
    this.#ahead = await new Promise<Answer | 'silent'>((resolve) => {
      answer.once('message', (message: Answer) => resolve(message));
      void isUp.then(() => this.#clock.after(firstDeadlineMs, () => resolve('silent')));
    });
    this.#isReadingAhead = false;
    if (this.#ahead === 'silent') this.#waitOn(answer);
    else answer.close();
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
    const { answer, isAnswered } = this.#send(method, args);
    if (Atomics.wait(isAnswered, 0, 0, deadlineMs) === 'timed-out') {
      this.#waitOn(answer);
      throw new DocumentSilent();
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the far side is the same module
    const { message } = receiveMessageOnPort(answer) as { readonly message: Answer };
    answer.close();
    return valueOf(message);
  }

  #send(method: Method, args: readonly unknown[]): { answer: MessagePort; isAnswered: Int32Array } {
    const { port1, port2 } = new MessageChannel();
    const isAnswered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const request: Request = {
      ...{ path: this.path, method, args: JSON.stringify(args) },
      ...{ answer: port2, isAnswered },
    };
    this.#worker.postMessage(request, [port2]);
    return { answer: port1, isAnswered };
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
  port.on('message', ({ path, method, args, answer, isAnswered }: Request) => {
    answer.postMessage(answerOf(() => perform(open(path), method, parsedArgs(args))));
    Atomics.store(isAnswered, 0, 1);
    Atomics.notify(isAnswered, 0);
  });
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both sides are the same module
const parsedArgs = (args: string) => JSON.parse(args) as readonly unknown[];

function perform(documents: Documents, method: Method, args: readonly unknown[]): unknown {
  // A pipe might never end, nor a device: neither is a document, whatever comes out of it.
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
