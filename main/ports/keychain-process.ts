import { fork } from 'node:child_process';
import type { Problem } from '../../shared/problem.ts';
import { ProblemError, problemOf } from '../problem-error.ts';
import type { Keychain, KeychainEntry } from './keychain.ts';

/** What crosses to the process that holds the keychain's library, and back. */
export type KeychainCall = { readonly id: number; readonly entry: KeychainEntry } & (
  { readonly verb: 'read' | 'remove' } | { readonly verb: 'write'; readonly secret: string }
);
export type KeychainAnswer = { readonly id: number } & (
  { readonly value: string | boolean | null } | { readonly problem: Problem }
);

/** Under this number it tells that the library is loaded: from now on it answers as fast as the keychain itself. */
export const readyId = 0;

/** The other process, seen from here. */
export interface KeychainChild {
  readonly send: (call: KeychainCall) => void;
  /** Ends it at once, whatever it waits for. */
  readonly kill: () => void;
}

export interface KeychainChildListener {
  readonly answered: (answer: KeychainAnswer) => void;
  readonly ended: () => void;
}

export type StartKeychainChild = (listener: KeychainChildListener) => KeychainChild;

interface Waiting {
  readonly resolve: (value: string | boolean | null) => void;
  readonly reject: (error: ProblemError) => void;
}

/**
 * The keychain in a process of its own, for a program that has to end with its own exit status whatever the keychain
 * does: a call into the library can't be taken back, and Node waits for its thread even at `process.exit`. Started with
 * the first call at the latest, and again with the next one after it was ended or crashed.
 */
export class KeychainProcess implements Keychain {
  readonly #start: StartKeychainChild;
  readonly #waiting = new Map<number, Waiting>();
  #child: KeychainChild | null = null;
  #calls = 0;

  constructor(start: StartKeychainChild) {
    this.#start = start;
  }

  async read(entry: KeychainEntry): Promise<string | null> {
    const value = await this.#call((id) => ({ id, entry, verb: 'read' }));
    return typeof value === 'string' ? value : null;
  }

  async write(entry: KeychainEntry, secret: string): Promise<void> {
    await this.#call((id) => ({ id, entry, verb: 'write', secret }));
  }

  async remove(entry: KeychainEntry): Promise<boolean> {
    return (await this.#call((id) => ({ id, entry, verb: 'remove' }))) === true;
  }

  /** Starts the process before it is needed: what that takes is no time that the keychain takes. Never fails. */
  async start(): Promise<void> {
    if (this.#child !== null) return;
    const ready = new Promise((resolve, reject) => this.#waiting.set(readyId, { resolve, reject }));
    this.#child = this.#begin();
    await ready.catch(() => undefined);
  }

  /** Ends the process at once; whoever still waits for it is refused. */
  end(): void {
    const child = this.#child;
    this.#ended(child, 'timeout');
    child?.kill();
  }

  #call(callOf: (id: number) => KeychainCall): Promise<string | boolean | null> {
    const child = (this.#child ??= this.#begin());
    this.#calls += 1;
    const id = this.#calls;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      child.send(callOf(id));
    });
  }

  #begin(): KeychainChild {
    const child = this.#start({
      answered: (answer) => this.#answered(answer),
      ended: () => this.#ended(child, 'crashed'),
    });
    return child;
  }

  #answered(answer: KeychainAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('value' in answer) waiting?.resolve(answer.value);
    else waiting?.reject(new ProblemError(answer.problem));
  }

  /** Those who wait, all wait for the present child; the end of an earlier one is no news. */
  #ended(child: KeychainChild | null, reason: 'timeout' | 'crashed'): void {
    if (this.#child !== child) return;
    this.#child = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    waiting.forEach(({ reject }) => reject(new ProblemError({ kind: 'vault.unavailable', reason })));
  }
}

/** The process under plain Node. Its messages go over a pair of connected sockets, which no other process can open. */
export const forkedKeychain =
  (module: string): StartKeychainChild =>
  ({ answered, ended }) => {
    const child = fork(module, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] });
    // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- only our own module can send
    child.on('message', (message) => answered(message as KeychainAnswer));
    child.on('error', ended);
    child.once('exit', ended);
    return { send: (call) => void child.send(call), kill: () => void child.kill('SIGKILL') };
  };

/** The far side: carries out one call. */
export async function answerTo(keychain: Keychain, call: KeychainCall): Promise<KeychainAnswer> {
  const { id } = call;
  try {
    return { id, value: await perform(keychain, call) };
  } catch (error) {
    return { id, problem: problemOf(error, () => ({ kind: 'bug', id: 'keychain' })) };
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
