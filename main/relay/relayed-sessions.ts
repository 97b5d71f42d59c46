import type { Problem, Silences } from '../../shared/problem.ts';
import type { RelayedApp, RelayedEnd, RelayedPhase } from '../../shared/relay-status.ts';
import type { SessionEvent } from '../../shared/session-events.ts';
import type { RelayedName } from '../history/history.ts';
import { shortestIdleMs } from '../history/silences.ts';
import { classifyClosing } from '../network/classify/closing.ts';
import type { Clock, Timer } from '../ports/clock.ts';

/** How an app's stream came to its end, as far as its bytes tell: they are not read. */
export interface StreamEnd {
  /** Which side ended, or failed, before the other did. */
  readonly by: 'app' | 'server';
  readonly isFailure: boolean;
  /** Null where nothing can be said of them. */
  readonly silences: Silences | null;
}

/** Takes what happens to the connections of apps, each as to a session of its own. `at`: when, in ms since 1970. */
export type TellRelayed = (name: RelayedName, event: SessionEvent, at: number) => void;

interface Amounts {
  readonly received: number;
  readonly sent: number;
}

/** What one of the apps has open to a realm path, over all of its connections. */
interface Relayed {
  readonly name: RelayedName;
  state: 'off' | 'online' | 'outage';
  /** The request that it is about just now, and where that stands. */
  app: number | null;
  stands: RelayedPhase['state'];
  since: number;
  /** When it was last there. */
  seenAt: number;
  counted: Amounts;
  lastQuietMs: number | null;
  leaving: Timer | null;
}

/** An app that comes back so soon hasn't left. */
const awayAfterMs = 5_000;
/** Clients whose connection failed wait up to five minutes before the next. */
const goneAfterMs = 330_000;
/** Apps may ask for any number of paths; what lies longest in the past is told apart no longer. */
const mostRelayed = 64;
/** The history has no use for longer ones. */
const longestPath = 1_000;

/**
 * Tells what apps have open in the words of sessions (`shared/session-events.ts`). An app isn't known by name: what is
 * asked for next of the same path is taken to be the app that has lost its connection, or else has left it.
 */
export class RelayedSessions {
  readonly #clock: Clock;
  readonly #tell: TellRelayed;
  /** Those that were there last are last. */
  readonly #all = new Set<Relayed>();
  readonly #byApp = new Map<number, Relayed>();

  constructor(clock: Clock, tell: TellRelayed) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** An app's request may be in another phase. `end`: of one that was open. */
  changed(app: RelayedApp, end: StreamEnd | null): void {
    const { state } = app.phase;
    const known = this.#byApp.get(app.id);
    if (state === 'ended' ? known === undefined : state !== 'held' && known?.stands === state) return;
    const relayed = known ?? this.#take(app);
    relayed.stands = state;
    const now = this.#clock.now();
    switch (app.phase.state) {
      case 'connecting':
        break;
      case 'held':
        this.#fail(relayed, app.phase.problem, now);
        break;
      case 'open':
        this.#open(relayed, app, now);
        break;
      case 'ended':
        this.amounts(app);
        relayed.app = null;
        this.#byApp.delete(app.id);
        this.#end(relayed, app.phase.why, end, now);
        break;
    }
    relayed.seenAt = now;
  }

  /** What an open one has carried by now. */
  amounts(app: RelayedApp): void {
    const relayed = this.#byApp.get(app.id);
    if (relayed?.state !== 'online') return;
    const { counted } = relayed;
    relayed.counted = { received: app.received, sent: app.sent };
    const [up, down] = [app.received - counted.received, app.sent - counted.sent];
    if (up + down <= 0) return;
    // An app receives what is sent to it, as a session does.
    const traffic = { received: { messages: 0, bytes: down }, sent: { messages: 0, bytes: up } };
    this.#tell(relayed.name, { type: 'carried', traffic }, this.#clock.now());
  }

  /** The relay is over, and with it all that it knew. */
  close(): void {
    for (const relayed of this.#all) this.#leave(relayed);
    this.#all.clear();
    this.#byApp.clear();
  }

  #take({ id, path }: RelayedApp): Relayed {
    const relayed = this.#free(path.slice(0, longestPath));
    relayed.app = id;
    this.#byApp.set(id, relayed);
    relayed.leaving?.cancel();
    relayed.leaving = null;
    this.#all.delete(relayed);
    this.#all.add(relayed);
    return relayed;
  }

  /** One that waits for its app to come back, or else one that has no app, or else a new one. */
  #free(path: string): Relayed {
    const ofPath = [...this.#all].filter(({ name }) => name.path === path);
    const free = ofPath.filter(({ app }) => app === null).sort((a, b) => a.name.nth - b.name.nth);
    return free.find(({ state }) => state !== 'off') ?? free[0] ?? this.#make(path, ofPath);
  }

  #make(path: string, ofPath: readonly Relayed[]): Relayed {
    const taken = ofPath.map(({ name }) => name.nth);
    let nth = 1;
    while (taken.includes(nth)) nth += 1;
    this.#makeRoom();
    const now = this.#clock.now();
    const counted = { received: 0, sent: 0 };
    return {
      ...{ name: { path, nth }, state: 'off', app: null, stands: 'connecting', since: now, seenAt: now },
      ...{ counted, lastQuietMs: null, leaving: null },
    };
  }

  #makeRoom(): void {
    const idle = [...this.#all].find(({ app }) => app === null);
    if (this.#all.size < mostRelayed || idle === undefined) return;
    this.#leave(idle);
    this.#all.delete(idle);
  }

  #open(relayed: Relayed, { received, sent }: RelayedApp, now: number): void {
    const wasOnline = relayed.state === 'online';
    relayed.state = 'online';
    relayed.since = now;
    relayed.counted = { received, sent };
    this.#tell(relayed.name, { type: 'joined' }, now);
    if (!wasOnline) this.#tell(relayed.name, { type: 'phaseChanged', phase: onlineSince(now) }, now);
  }

  #end(relayed: Relayed, why: RelayedEnd, end: StreamEnd | null, now: number): void {
    switch (why.kind) {
      case 'closed':
        this.#closed(relayed, end, now);
        break;
      case 'failed':
        this.#fail(relayed, why.problem, now);
        this.#leaveAfter(relayed, goneAfterMs);
        break;
      // The server has spoken, or the app has left: nothing stands in the way.
      case 'answered':
      case 'gone':
        this.#leaveAfter(relayed, awayAfterMs);
        break;
      case 'cut':
        this.#leave(relayed);
        break;
    }
  }

  /** Ends of apps are their own affair; whether an end of the other side was one of the way, silence and resets tell. */
  #closed(relayed: Relayed, end: StreamEnd | null, now: number): void {
    const quietMs = end?.silences?.quietMs ?? 0;
    const isOfTheWay = end?.by === 'server' && (end.isFailure || quietMs >= shortestIdleMs);
    if (!isOfTheWay) {
      this.#leaveAfter(relayed, awayAfterMs);
      return;
    }
    const problem = classifyClosing(wordless, end.silences, relayed.lastQuietMs);
    relayed.lastQuietMs = quietMs;
    relayed.state = 'outage';
    const livedMs = now - relayed.since;
    this.#tell(relayed.name, { type: 'ended', end: { at: now, problem, livedMs } }, now);
    this.#leaveAfter(relayed, goneAfterMs);
  }

  #fail(relayed: Relayed, problem: Problem, now: number): void {
    relayed.state = 'outage';
    this.#tell(relayed.name, { type: 'phaseChanged', phase: { state: 'waiting', problem, until: now } }, now);
  }

  #leaveAfter(relayed: Relayed, ms: number): void {
    relayed.leaving = this.#clock.after(ms, () => this.#leave(relayed));
  }

  /** It has been away since it was last there. */
  #leave(relayed: Relayed): void {
    relayed.leaving?.cancel();
    relayed.leaving = null;
    if (relayed.state === 'off') return;
    relayed.state = 'off';
    this.#tell(relayed.name, { type: 'phaseChanged', phase: { state: 'idle' } }, relayed.seenAt);
  }
}

/** No close frame is looked for (RFC 6455 §7.1.5). */
const wordless = 1006;

const onlineSince = (since: number) =>
  ({ state: 'online', attempt: 1, since, protocol: '', rttMs: null, ending: null }) as const;
