import { beforeEach, describe, expect, it } from 'vitest';
import type { RelayedName } from '../../../main/history/history.ts';
import { RelayedSessions, type StreamEnd } from '../../../main/relay/relayed-sessions.ts';
import type { Problem } from '../../../shared/problem.ts';
import type { RelayedApp, RelayedEnd } from '../../../shared/relay-status.ts';
import type { SessionEvent } from '../../../shared/session-events.ts';
import { FakeClock } from '../../fakes/clock.ts';

const second = 1_000;
const begin = Date.UTC(2026, 10, 30, 12);
const down: Problem = { kind: 'route.unresolved', proxy: 'proxy.example:8080' };

let clock: FakeClock;
let told: { readonly name: RelayedName; readonly event: SessionEvent; readonly at: number }[];
let sessions: RelayedSessions;
beforeEach(() => {
  clock = new FakeClock(begin);
  told = [];
  sessions = new RelayedSessions(clock, (name, event, at) => told.push({ name, event, at }));
});

/** One request of an app, as the relay tells of it. */
class App {
  readonly #id: number;
  readonly #path: string;
  #phase: RelayedApp['phase'] = { state: 'connecting' };
  #amounts = { received: 0, sent: 0 };

  constructor(id: number, path = '/abc/tasks') {
    this.#id = id;
    this.#path = path;
    this.#tell();
  }

  held(problem = down): this {
    return this.#become({ state: 'held', problem });
  }

  open(): this {
    // The heads of request and answer: they are nobody's data.
    this.#amounts = { received: 300, sent: 150 };
    return this.#become({ state: 'open' });
  }

  /** The same phase, told again: something else of it changed. */
  again(): this {
    return this.#become(this.#phase);
  }

  carries(received: number, sent: number): this {
    this.#amounts = { received: this.#amounts.received + received, sent: this.#amounts.sent + sent };
    return this;
  }

  count(): this {
    sessions.amounts(this.#app);
    return this;
  }

  ends(why: RelayedEnd, end: StreamEnd | null = null): this {
    return this.#become({ state: 'ended', why }, end);
  }

  closed(
    by: StreamEnd['by'],
    quietMs: number | null,
    change: { survivedMs?: number; fails?: boolean } = {},
  ): this {
    const { survivedMs = 0, fails = false } = change;
    const silences = quietMs === null ? null : { quietMs, survivedMs };
    return this.ends({ kind: 'closed' }, { by, isFailure: fails, silences });
  }

  get #app(): RelayedApp {
    return {
      ...{ id: this.#id, path: this.#path, isSync: true, since: clock.now() },
      ...{ ...this.#amounts, phase: this.#phase },
    };
  }

  #become(phase: RelayedApp['phase'], end: StreamEnd | null = null): this {
    this.#phase = phase;
    this.#tell(end);
    return this;
  }

  #tell(end: StreamEnd | null = null): void {
    sessions.changed(this.#app, end);
  }
}

/** What was told, in a few words. */
function words(): readonly string[] {
  return told.map(({ name: { path, nth }, event }) => {
    const who = nth === 1 && path === '/abc/tasks' ? '' : `${path} ${nth}: `;
    switch (event.type) {
      case 'phaseChanged':
        return `${who}${event.phase.state}`;
      case 'ended':
        return `${who}ended ${event.end.problem.kind} after ${event.end.livedMs}`;
      case 'bound':
      case 'measured':
      case 'carried':
      case 'joined':
        return `${who}${event.type}`;
    }
  });
}

describe('an app’s connection, told as a session', () => {
  it('is online while it is open, and off since it left by itself', () => {
    const app = new App(1).open().again();
    clock.advance(60 * second);
    app.closed('app', 30 * second);
    expect(words()).toEqual(['joined', 'online']);
    clock.advance(5 * second);
    expect(words()).toEqual(['joined', 'online', 'idle']);
    expect(told.at(-1)?.at).toBe(begin + 60 * second);
  });

  it('goes on where the app comes back at once', () => {
    new App(1).open().closed('app', 0);
    clock.advance(4 * second);
    new App(2).open();
    clock.advance(60 * second);
    expect(words()).toEqual(['joined', 'online', 'joined']);
  });

  it.each(['gone', 'answered'] as const)('has no outage where it is %s before it was open', (kind) => {
    new App(1).ends(kind === 'gone' ? { kind } : { kind, status: 401 });
    clock.advance(600 * second);
    expect(told).toEqual([]);
  });

  it('has an outage while the way fails, until it is open again', () => {
    new App(1).ends({ kind: 'failed', problem: down });
    clock.advance(second);
    const app = new App(2).held().again();
    clock.advance(12 * second);
    app.open();
    expect(words()).toEqual(['waiting', 'waiting', 'waiting', 'joined', 'online']);
    expect(told[0]?.event).toMatchObject({ phase: { problem: down } });
  });

  it('has an outage no longer where it doesn’t come back: since it was last there', () => {
    new App(1).ends({ kind: 'failed', problem: down });
    clock.advance(329 * second);
    expect(words()).toEqual(['waiting']);
    clock.advance(2 * second);
    expect(words()).toEqual(['waiting', 'idle']);
    expect(told.at(-1)?.at).toBe(begin);
  });

  it.each([
    ['the gateway after a silence', 'server', { quietMs: 30 * second, fails: false }, true],
    ['the gateway by a reset', 'server', { quietMs: 10, fails: true }, true],
    ['the gateway after words', 'server', { quietMs: 10, fails: false }, false],
    [
      'the gateway, with nobody knowing how long it was silent',
      'server',
      { quietMs: null, fails: false },
      false,
    ],
    ['the app after a silence', 'app', { quietMs: 30 * second, fails: false }, false],
    ['the app by a reset', 'app', { quietMs: 30 * second, fails: true }, false],
  ] as const)('ended by %s: an outage or not', (_, by, { quietMs, fails }, isOutage) => {
    const app = new App(1).open();
    clock.advance(40 * second);
    app.closed(by, quietMs, { fails });
    const ended = isOutage ? ['ended session.closed after 40000'] : [];
    expect(words()).toEqual(['joined', 'online', ...ended]);
  });

  it('names the idle limit when the same silence ends it again', () => {
    for (const id of [1, 2]) {
      const app = new App(id).open();
      clock.advance(40 * second);
      app.closed('server', 30 * second + id);
    }
    expect(words().filter((word) => word.startsWith('ended'))).toEqual([
      'ended session.closed after 40000',
      'ended session.idleKilled after 40000',
    ]);
  });

  it('counts what the app received and sent, without the heads, and nothing twice', () => {
    const app = new App(1).open().carries(10, 2_000).count().count().carries(5, 0);
    app.closed('app', 0);
    const carried = told.flatMap(({ event }) => (event.type === 'carried' ? [event.traffic] : []));
    expect(carried).toEqual([
      { received: { messages: 0, bytes: 2_000 }, sent: { messages: 0, bytes: 10 } },
      { received: { messages: 0, bytes: 0 }, sent: { messages: 0, bytes: 5 } },
    ]);
  });
});

describe('several apps', () => {
  it('at one realm path are told apart, and each has its own outages', () => {
    const [first, second2] = [new App(1).open(), new App(2).open()];
    clock.advance(40 * second);
    first.closed('server', 30 * second);
    new App(3).open();
    second2.count();
    expect(words()).toEqual([
      ...['joined', 'online', '/abc/tasks 2: joined', '/abc/tasks 2: online'],
      ...['ended session.closed after 40000', 'joined', 'online'],
    ]);
  });

  it('one that lost its connection is taken to be the one that comes, before one that left', () => {
    const [first, other] = [new App(1).open(), new App(2).open()];
    first.closed('app', 0);
    clock.advance(10 * second);
    other.closed('server', 3 * second);
    new App(3).open();
    expect(words().slice(-2)).toEqual(['/abc/tasks 2: joined', '/abc/tasks 2: online']);
  });

  it('at any number of paths take no more room than some', () => {
    for (let id = 1; id <= 1_000; id += 1) new App(id, `/path/${id}`).open().closed('app', 0);
    expect(clock.timers).toBeLessThanOrEqual(64);
    sessions.close();
    expect(clock.timers).toBe(0);
    const states = new Map(told.map(({ name, event }) => [name.path, event]));
    expect(
      [...states.values()].every((event) => event.type === 'phaseChanged' && event.phase.state === 'idle'),
    ).toBe(true);
  });

  it('that are cut are off at once', () => {
    new App(1).open().ends({ kind: 'cut' });
    new App(2, '/b').held().ends({ kind: 'cut' });
    expect(words()).toEqual(['joined', 'online', 'idle', '/b 1: waiting', '/b 1: idle']);
  });
});
