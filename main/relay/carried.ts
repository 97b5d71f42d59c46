import type { Socket } from 'node:net';
import type { RelayedApp } from '../../shared/relay-status.ts';
import type { Trace } from '../../shared/status.ts';
import type { Clock } from '../ports/clock.ts';
import type { StreamEnd } from './relayed-sessions.ts';

/** What has ended stays in sight for a while. */
const mostEnded = 20;

/** One app's request, as far as the relay's list needs it. */
export interface CarriedRequest {
  readonly path: string;
  readonly isSync: boolean;
  readonly cut: () => void;
  /** Of its latest try; null where none is kept. */
  readonly trace: () => Trace | null;
  readonly phase: () => RelayedApp['phase'];
  /** Of one that was open and has ended; null where nothing is known of it. */
  readonly end: () => StreamEnd | null;
  /** How long it has been quiet says nothing of the way. */
  readonly doubtSilence: () => void;
}

interface Amounts {
  readonly read: number;
  readonly written: number;
}

/** The same with its number, its socket and what that had carried until the request before it was over. */
export interface Carried extends CarriedRequest {
  readonly id: number;
  readonly socket: Socket;
  readonly since: number;
  readonly before: Amounts;
}

/** All that a relay carries, and the latest of what it has carried. */
export class CarriedRequests {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #byId = new Map<number, Carried>();
  readonly #before = new WeakMap<Socket, Amounts>();
  #ended: readonly { readonly app: RelayedApp; readonly trace: Trace | null }[] = [];
  #lastId = 0;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Those that are there, and the latest that have ended. */
  get apps(): readonly RelayedApp[] {
    return [...[...this.#byId.values()].map(appOf), ...this.#ended.map(({ app }) => app)];
  }

  find(id: number): Carried | null {
    return this.#byId.get(id) ?? null;
  }

  /** What the latest try did, also of what has ended; null where there is none. */
  traceOf(id: number): Trace | null {
    const ended = this.#ended.find(({ app }) => app.id === id);
    return this.#byId.get(id)?.trace() ?? ended?.trace ?? null;
  }

  add(socket: Socket, request: CarriedRequest): Carried {
    this.#lastId += 1;
    const before = this.#before.get(socket) ?? { read: 0, written: 0 };
    const carried: Carried = { id: this.#lastId, socket, since: this.#clock.now(), before, ...request };
    this.#byId.set(carried.id, carried);
    return carried;
  }

  /** It is over. Answers it as it was at last. */
  end(carried: Carried): RelayedApp {
    const app = appOf(carried);
    const { socket } = carried;
    this.#before.set(socket, { read: socket.bytesRead, written: socket.bytesWritten });
    this.#byId.delete(carried.id);
    // Requests come by the hundred; those that went well say nothing.
    const isWorthSeeing = app.isSync || (app.phase.state === 'ended' && app.phase.why.kind === 'failed');
    if (isWorthSeeing) {
      this.#ended = [{ app, trace: carried.trace() }, ...this.#ended].slice(0, mostEnded);
    }
    return app;
  }

  /** Those whose stream is open. */
  get open(): readonly RelayedApp[] {
    return [...this.#byId.values()].map(appOf).filter(({ phase }) => phase.state === 'open');
  }

  doubtSilences(): void {
    for (const carried of this.#byId.values()) carried.doubtSilence();
  }

  cutAll(): void {
    for (const carried of this.#byId.values()) carried.cut();
  }
}

export const appOf = (carried: Carried): RelayedApp => {
  const { id, path, isSync, since, socket, before, phase } = carried;
  return {
    id,
    path,
    isSync,
    since,
    received: socket.bytesRead - before.read,
    sent: socket.bytesWritten - before.written,
    phase: phase(),
  };
};
