import { ProblemError, problemOf } from '../problem-error.ts';
import type { Problem } from '../../shared/problem.ts';
import { CallFailed, CallProcess, CallProcessEnded, type StartCallChild } from './call-process.ts';
import type { Clock, Timer } from './clock.ts';
import { keychainDeadlineMs, type Keychain, type KeychainEntry } from './keychain.ts';

/** What crosses to the process that holds the keychain's library. Its answers are values, its failures problems. */
export type KeychainCall = { readonly entry: KeychainEntry } & (
  { readonly verb: 'read' | 'remove' } | { readonly verb: 'write'; readonly secret: string }
);

/**
 * So many calls at once: when forty profiles want their tokens from a locked keyring, it is not to be asked to unlock
 * forty times side by side.
 */
const mostAtOnce = 2;

/** What has less time left than that is not begun: the keychain would be asked for something that no caller waits for. */
const leastMsLeft = 1_000;

/**
 * The caller is told after `keychainDeadlineMs` that there is no answer yet. The call itself goes on: an unlock prompt
 * belongs to the process that raised it and goes with it, and a person may be about to type the password. After this time
 * that is unlikely, and the process is ended and started anew for the next call.
 */
export const abandonedAfterMs = 5 * 60_000;

interface Asked {
  readonly call: KeychainCall;
  /** By the monotonic clock. */
  readonly since: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: ProblemError) => void;
  /** No caller waits for it any more; it may still be answered. */
  isOverdue: boolean;
  /** Its process was ended for the sake of another call: this one is not to pay for it. */
  isToBeRepeated: boolean;
  timers: readonly Timer[];
}

/**
 * The keychain in a process of its own: a call into its library can't be taken back, and the process it runs in can't end
 * before it. Calls are made a few at a time, in the order in which they come. One that hangs costs no other its turn.
 */
export class KeychainProcess implements Keychain {
  readonly #process: CallProcess<KeychainCall>;
  readonly #clock: Clock;
  #queue: readonly Asked[] = [];
  readonly #underWay = new Set<Asked>();
  #onSettled: () => void = () => undefined;

  constructor(start: StartCallChild<KeychainCall>, clock: Clock) {
    this.#process = new CallProcess(start);
    this.#clock = clock;
  }

  async read(entry: KeychainEntry): Promise<string | null> {
    const value = await this.#ask({ entry, verb: 'read' });
    return typeof value === 'string' ? value : null;
  }

  async write(entry: KeychainEntry, secret: string): Promise<void> {
    await this.#ask({ entry, verb: 'write', secret });
  }

  async remove(entry: KeychainEntry): Promise<boolean> {
    return (await this.#ask({ entry, verb: 'remove' })) === true;
  }

  /** Starts the process before it is needed: what that takes is no time that the keychain takes. Never fails. */
  start(): Promise<void> {
    return this.#process.start();
  }

  ready(): Promise<void> {
    return this.#process.start();
  }

  /** Ends the process at once; calls that still wait for it fail. */
  end(): void {
    const queue = this.#queue;
    this.#queue = [];
    queue.forEach((asked) => this.#refuse(asked, 'timeout'));
    this.#process.end();
  }

  /**
   * Resolves once nothing is under way that changes the keychain, but for what has had no answer within its deadline. What
   * is only read is not waited for: nothing is lost with it.
   */
  async settled(): Promise<void> {
    const isBusy = () =>
      [...this.#queue, ...this.#underWay].some(({ call, isOverdue }) => call.verb !== 'read' && !isOverdue);
    while (isBusy()) await new Promise<void>((resolve) => (this.#onSettled = resolve));
  }

  #ask(call: KeychainCall): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const since = this.#clock.monotonic();
      const asked: Asked = {
        call,
        since,
        resolve,
        reject,
        isOverdue: false,
        isToBeRepeated: false,
        timers: [],
      };
      asked.timers = [
        this.#clock.after(keychainDeadlineMs, () => this.#overdue(asked)),
        this.#clock.after(abandonedAfterMs, () => this.#abandon(asked)),
      ];
      this.#queue = [...this.#queue, asked];
      this.#sendNext();
    });
  }

  #sendNext(): void {
    const earliest = this.#clock.monotonic() + leastMsLeft - keychainDeadlineMs;
    const taken = [...this.#underWay].filter(({ isOverdue }) => !isOverdue).length;
    const next = this.#queue.filter(({ since }) => since > earliest);
    for (const asked of next.slice(0, Math.max(0, mostAtOnce - taken))) {
      this.#queue = this.#queue.filter((other) => other !== asked);
      this.#underWay.add(asked);
      void this.#send(asked);
    }
  }

  async #send(asked: Asked): Promise<void> {
    try {
      const value = await this.#process.call(asked.call);
      this.#settle(asked, () => asked.resolve(value));
    } catch (error) {
      this.#failed(asked, error);
    }
    this.#sendNext();
  }

  #failed(asked: Asked, error: unknown): void {
    if (error instanceof CallProcessEnded && asked.isToBeRepeated) {
      asked.isToBeRepeated = false;
      this.#underWay.delete(asked);
      this.#queue = [asked, ...this.#queue];
      return;
    }
    if (error instanceof CallProcessEnded)
      return this.#refuse(asked, error.why === 'crashed' ? 'crashed' : 'timeout');
    const problem = error instanceof CallFailed ? error.failure : null;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of `performKeychainCall`, at the far side
    this.#settle(asked, () => asked.reject(new ProblemError(problem as Problem)));
  }

  #overdue(asked: Asked): void {
    asked.isOverdue = true;
    // The caller has given up: what was not even sent must not be done any more.
    if (this.#queue.includes(asked)) {
      this.#queue = this.#queue.filter((other) => other !== asked);
      this.#refuse(asked, 'timeout');
    }
    this.#onSettled();
    this.#sendNext();
  }

  #abandon(asked: Asked): void {
    if (!this.#underWay.has(asked)) return;
    for (const other of this.#underWay) other.isToBeRepeated = !other.isOverdue;
    this.#process.end();
  }

  #refuse(asked: Asked, reason: 'timeout' | 'crashed'): void {
    this.#settle(asked, () => asked.reject(new ProblemError({ kind: 'vault.unavailable', reason })));
  }

  #settle(asked: Asked, tell: () => void): void {
    this.#underWay.delete(asked);
    asked.timers.forEach((timer) => timer.cancel());
    tell();
    this.#onSettled();
  }
}

/** The far side: carries out one call. Rejects with a `Problem`. */
export async function performKeychainCall(keychain: Keychain, call: KeychainCall): Promise<unknown> {
  try {
    return await perform(keychain, call);
  } catch (error) {
    // oxlint-disable-next-line typescript/only-throw-error -- plain data crosses, an error doesn't
    throw problemOf(error, () => ({ kind: 'bug', id: 'keychain' }));
  }
}

async function perform(keychain: Keychain, call: KeychainCall): Promise<string | boolean | null> {
  switch (call.verb) {
    case 'read':
      return keychain.read(call.entry);
    case 'remove':
      return keychain.remove(call.entry);
    case 'write':
      await keychain.write(call.entry, call.secret);
      return null;
  }
}
