import { syncUrlOf, type Profile } from '../../shared/profile.ts';
import type { Clock } from '../ports/clock.ts';

/** Which version of the sync protocol worked at a server, by `serverOf`. Kept beside the profiles, never in them. */
export interface VersionMemory {
  versionOf(server: string): number | null;
  remember(server: string, version: number): void;
}

/** Remembers for as long as this run: the demo, a trial, and the command line, which may know what the app has learned. */
export class MemoryVersions implements VersionMemory {
  readonly #below: (server: string) => number | null;
  readonly #versions = new Map<string, number>();

  constructor(below: (server: string) => number | null = () => null) {
    this.#below = below;
  }

  versionOf(server: string): number | null {
    return this.#versions.get(server) ?? this.#below(server);
  }

  remember(server: string, version: number): void {
    this.#versions.set(server, version);
  }
}

/**
 * The sync server that a session talks to: one gateway may have several behind it, by their prefixes.
 * `syncPrefix`: what the server dictated for the session.
 */
export const serverOf = (profile: Profile, syncPrefix: string | null): string =>
  `${new URL(syncUrlOf(profile)).origin}${syncPrefix ?? profile.gateway.urlPrefix}`;

/** How long others wait for the one that asks: a server that keeps that one waiting must not hold up all. */
const longestWaitMs = 2_000;

/**
 * Lets one session find the version of a server that none has talked to yet, while the others wait for what it learns:
 * each would be refused in the same way.
 */
export class NegotiationTurns {
  readonly #clock: Clock;
  readonly #asking = new Map<string, Asking>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Resolves when the version is known, or when it is the caller's turn to find it. `done` is to be called in either case
   * once the caller has found it, or given up. Never fails; an aborted signal only ends the wait.
   */
  async take(server: string, memory: VersionMemory, signal: AbortSignal): Promise<{ done: () => void }> {
    const until = this.#clock.monotonic() + longestWaitMs;
    for (;;) {
      const other = this.#asking.get(server);
      const leftMs = until - this.#clock.monotonic();
      if (memory.versionOf(server) !== null || signal.aborted || leftMs <= 0)
        return { done: () => undefined };
      if (other === undefined) return this.#ask(server);
      await this.#doneOr(other, leftMs, signal);
    }
  }

  #ask(server: string): { done: () => void } {
    const asking = new Asking();
    this.#asking.set(server, asking);
    return {
      done: () => {
        if (this.#asking.get(server) === asking) this.#asking.delete(server);
        asking.finish();
      },
    };
  }

  #doneOr(other: Asking, ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        timer.cancel();
        signal.removeEventListener('abort', finish);
        resolve();
      };
      const timer = this.#clock.after(ms, finish);
      signal.addEventListener('abort', finish, { once: true });
      void other.finished.then(finish);
    });
  }
}

class Asking {
  readonly finished: Promise<void>;
  finish: () => void = () => undefined;

  constructor() {
    this.finished = new Promise((resolve) => (this.finish = resolve));
  }
}

/** A profile's view of the versions: what is remembered, and whose turn it is to find what isn't. */
export class ProtocolVersions {
  readonly #memory: VersionMemory;
  readonly #turns: NegotiationTurns;

  constructor(memory: VersionMemory, turns: NegotiationTurns) {
    this.#memory = memory;
    this.#turns = turns;
  }

  versionOf(server: string): number | null {
    return this.#memory.versionOf(server);
  }

  remember(server: string, version: number): void {
    if (this.#memory.versionOf(server) !== version) this.#memory.remember(server, version);
  }

  /** As `NegotiationTurns.take`. */
  take(server: string, signal: AbortSignal): Promise<{ done: () => void }> {
    return this.#turns.take(server, this.#memory, signal);
  }
}
