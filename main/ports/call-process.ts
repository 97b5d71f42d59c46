import { fork } from 'node:child_process';

/** What crosses to a process that makes calls for us. */
export interface NumberedCall<Call> {
  readonly id: number;
  readonly call: Call;
}

/** What comes back. A failure is plain data: what it means is for the two sides of a call to agree on. */
export type NumberedAnswer = { readonly id: number } & (
  { readonly value: unknown } | { readonly failure: unknown }
);

/** Under this number the process tells that it is ready: from now on it answers as fast as what it calls. */
export const readyId = 0;

/** The other process, seen from here. */
export interface CallChild<Call> {
  readonly send: (call: NumberedCall<Call>) => void;
  /** Ends it at once, even if it waits for something. */
  readonly kill: () => void;
}

export interface CallChildListener {
  readonly answered: (answer: NumberedAnswer) => void;
  /** Told once, however it ended. */
  readonly ended: () => void;
}

export type StartCallChild<Call> = (listener: CallChildListener) => CallChild<Call>;

/** The call was carried out and failed, in the far side's words. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly failure: unknown;

  constructor(failure: unknown) {
    super('the call failed');
    this.failure = failure;
  }
}

/** The process ended before it answered: by itself, or because it was killed. */
export class CallProcessEnded extends Error {
  override readonly name = 'CallProcessEnded';
  readonly why: 'crashed' | 'killed';

  constructor(why: 'crashed' | 'killed') {
    super(why);
    this.why = why;
  }
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A process of our own that makes calls which may hang: Node can't take back a call into its thread pool, nor end before
 * it. It is started with the first call at the latest, and again with the next one after it has ended.
 */
export class CallProcess<Call> {
  readonly #start: StartCallChild<Call>;
  readonly #waiting = new Map<number, Waiting>();
  #child: CallChild<Call> | null = null;
  #calls = 0;
  /** That of the present child. */
  #ready: Promise<unknown> = Promise.resolve();

  constructor(start: StartCallChild<Call>) {
    this.#start = start;
  }

  /** Errors: `CallFailed`, `CallProcessEnded`. There is no deadline here: the process isn't held up by one that hangs. */
  call(call: Call): Promise<unknown> {
    const child = (this.#child ??= this.#begin());
    this.#calls += 1;
    const id = this.#calls;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      child.send({ id, call });
    });
  }

  /** Starts the process if there is none, and resolves once it is ready. Never fails. */
  async start(): Promise<void> {
    this.#child ??= this.#begin();
    await this.#ready;
  }

  /** Ends the process at once; calls that still wait for it fail. */
  end(): void {
    const child = this.#child;
    if (child === null) return;
    this.#ended(child, 'killed');
    child.kill();
  }

  #begin(): CallChild<Call> {
    const ready = new Promise((resolve, reject) => this.#waiting.set(readyId, { resolve, reject }));
    this.#ready = ready.catch(() => undefined);
    const child = this.#start({
      answered: (answer) => this.#answered(answer),
      ended: () => this.#ended(child, 'crashed'),
    });
    return child;
  }

  #answered(answer: NumberedAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('value' in answer) waiting?.resolve(answer.value);
    else waiting?.reject(new CallFailed(answer.failure));
  }

  /** Those who wait, all wait for the present child; the end of an earlier one is no news. */
  #ended(child: CallChild<Call>, why: 'crashed' | 'killed'): void {
    if (this.#child !== child) return;
    this.#child = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    waiting.forEach(({ reject }) => reject(new CallProcessEnded(why)));
  }
}

/** So many calls may hang in one process before others have to wait for a thread. */
export const threadsOfChild = { UV_THREADPOOL_SIZE: '64' };

/** The process under plain Node. Its messages go over a pair of connected sockets, which no other process can open. */
export const forkedChild =
  <Call>(module: string): StartCallChild<Call> =>
  ({ answered, ended }) => {
    const child = fork(module, [], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
      // Bytes stay bytes, as in Electron.
      serialization: 'advanced',
      env: { ...process.env, ...threadsOfChild },
    });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only our own module can send
    child.on('message', (message) => answered(message as NumberedAnswer));
    child.on('error', ended);
    child.once('exit', ended);
    // It may have ended a moment ago: then its end is told, and nothing is to be said to it.
    const nothing = (): void => undefined;
    return { send: (call) => void child.send(call, nothing), kill: () => void child.kill('SIGKILL') };
  };

/** How Electron's utility processes hear from and speak to the main process. */
interface ParentPort {
  on(event: 'message', listener: (message: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

const parentPort = (): ParentPort | null => {
  const port: unknown = Reflect.get(process, 'parentPort');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Electron's, which is there or not
  return (port as ParentPort | null | undefined) ?? null;
};

/**
 * The far side: carries out what it is asked for, side by side, for as long as the main process lives. `perform` rejects
 * with plain data. `ready` resolves once answers take no longer than the calls themselves.
 */
export function serveCalls<Call>(
  perform: (call: Call) => Promise<unknown>,
  ready: Promise<unknown> = Promise.resolve(),
): void {
  const port = parentPort();
  const send = (answer: NumberedAnswer): void =>
    port === null ? void process.send?.(answer) : port.postMessage(answer);
  const answer = async ({ id, call }: NumberedCall<Call>): Promise<void> => {
    try {
      send({ id, value: (await perform(call)) ?? null });
    } catch (failure) {
      send({ id, failure });
    }
  };
  /* oxlint-disable typescript/no-unsafe-type-assertion -- only the parent can send, which is typed */
  if (port === null) process.on('message', (message) => void answer(message as NumberedCall<Call>));
  else port.on('message', ({ data }) => void answer(data as NumberedCall<Call>));
  /* oxlint-enable typescript/no-unsafe-type-assertion */
  // An orderly end would wait for a call that hangs. Electron ends a utility process by itself.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  void ready.catch(() => undefined).then(() => send({ id: readyId, value: null }));
}
