import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSyncServer, type SyncServer } from '../../main/demo/sync-server.ts';
import { systemDialer, type Dialer } from '../../main/ports/dialer.ts';
import { MemoryKeychain } from '../../main/ports/keychain.ts';
import { ProfileSessions } from '../../main/sync/profile-sessions.ts';
import { withSecret } from '../../main/tokens/credential.ts';
import { MemoryMarkers, Vault } from '../../main/secrets/vault.ts';
import { profileIdSchema } from '../../shared/brand.ts';
import type { Problem, StageName } from '../../shared/problem.ts';
import { remedyOf } from '../../shared/problem-kinds.ts';
import { parseProfile } from '../../shared/profile.ts';
import type { SessionStatus } from '../../shared/status.ts';
import { startRelay, type LineConditions, type Relay } from '../peers/relay.ts';
import { seed } from '../unit/seed.ts';
import { alice, direct, signingKey } from './demo-hops.ts';
import { QuickClock } from './quick-clock.ts';
import { realPorts } from './services.ts';

/*
 * State × fault × chance: a session on its way is brought to a state, and in that moment its line goes bad in one way.
 * A while later the line is clear again. Then the session must be online by itself, prove it, and have left nothing
 * behind. Only where bits were flipped may it stop instead, and must say that a person is needed.
 */

/** Deadlines, waits and heartbeats are over that much sooner; the server's clock runs with it. */
const clock = new QuickClock(30);
const heartbeat = { firstWithinMs: 3_000, everyMs: 5_000, deadAfterMs: 12_000, doubtedAfterMs: 6_000 };
const runsEach = 6;
const atOnce = 32;

/** Deterministic, so that a run seen once can be seen again. */
class Chance {
  #state: number;

  constructor(from: number) {
    this.#state = (from ^ 0x9e3779b9) >>> 0;
  }

  /** A whole number from 0 up to, and without, `end` (xorshift32). */
  below(end: number): number {
    let next = this.#state;
    next ^= next << 13;
    next ^= next >>> 17;
    next ^= next << 5;
    this.#state = next >>> 0;
    return this.#state % end;
  }
}

interface Fault {
  /** Makes the line bad. */
  readonly strike: (relay: Relay, chance: Chance) => void;
  /** Whether nothing tells of it but silence, which takes a deadline to notice. */
  readonly isSilent?: true;
  /** Whether what arrives may be another message than what was sent; what was lost leaves a hole, too. */
  readonly corrupts?: true;
}

const line = (conditions: (chance: Chance) => Partial<LineConditions>): Fault => ({
  strike: (relay, chance) => relay.set(conditions(chance)),
});

const faults = {
  'is slow to answer': line((chance) => ({ roundTripMs: 20 + chance.below(300) })),
  'is dropped': { strike: (relay) => relay.drop() },
  'is reset': { strike: (relay) => relay.reset() },
  freezes: { ...line(() => ({ isFrozen: true })), isSilent: true },
  'loses what we send after some bytes': {
    ...line((chance) => ({ truncateAfter: { direction: 'up', bytes: chance.below(2_500) } })),
    corrupts: true,
    isSilent: true,
  },
  'loses what it sends after some bytes': {
    ...line((chance) => ({ truncateAfter: { direction: 'down', bytes: chance.below(1_500) } })),
    corrupts: true,
    isSilent: true,
  },
  'flips a bit of ours': {
    ...line((chance) => ({ flipByteAt: { direction: 'up', offset: chance.below(2_500) } })),
    corrupts: true,
  },
  'flips a bit of the server’s': {
    ...line((chance) => ({ flipByteAt: { direction: 'down', offset: chance.below(1_500) } })),
    corrupts: true,
  },
  'is narrow': line((chance) => ({ bytesPerSecond: 2_000 + chance.below(20_000) })),
  'closes after some bytes of ours': line((chance) => ({
    closeAfter: { direction: 'up', bytes: chance.below(2_500) },
  })),
  'closes after some bytes of the server’s': line((chance) => ({
    closeAfter: { direction: 'down', bytes: chance.below(1_500) },
  })),
  'closes after a while': line((chance) => ({ closeAfterMs: chance.below(150) })),
  refuses: {
    strike: (relay) => {
      relay.set({ refuses: true });
      relay.reset();
    },
  },
} as const satisfies Record<string, Fault>;
type FaultName = keyof typeof faults;

const clear: Partial<LineConditions> = {
  roundTripMs: 0,
  bytesPerSecond: Infinity,
  isFrozen: false,
  refuses: false,
  truncateAfter: undefined,
  flipByteAt: undefined,
  closeAfter: undefined,
  closeAfterMs: undefined,
};

const at = (name: StageName) => (run: Run) => run.status.trace?.current?.name === name;
const isOnline = ({ status }: Run) => status.phase.state === 'online';

/** What to wait for before the line goes bad; `first` is done on the way there. */
const states = {
  'signing in': { is: at('sign-in') },
  'awaiting its token': { is: at('access-token') },
  connecting: {
    first: (run: Run) => run.until('online', isOnline).then(() => run.relay.drop()),
    is: (run: Run) => run.status.phase.state === 'connecting' && at('connect')(run),
  },
  upgrading: { is: at('upgrade') },
  binding: { is: at('bind') },
  online: { is: isOnline },
  waiting: {
    first: (run: Run) => run.until('online', isOnline).then(() => run.relay.drop()),
    is: ({ status }: Run) => status.phase.state === 'waiting',
  },
  'renewing its token': {
    first: (run: Run) => run.until('online', isOnline),
    is: ({ status }: Run) => status.token.state === 'fetching',
  },
} as const satisfies Record<string, { first?: (run: Run) => Promise<void>; is: (run: Run) => boolean }>;
type StateName = keyof typeof states;

const id = profileIdSchema.parse('fault');
const bugs: unknown[] = [];
let server: SyncServer;

/** Every socket that our side has open. */
const sockets = new Set<Socket>();

const countedDialer: Dialer = {
  ...systemDialer,
  connect: async (...call) => {
    const socket = await systemDialer.connect(...call);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    return socket;
  },
};

/** One session over a line of its own. */
class Run {
  readonly relay: Relay;
  readonly sessions: ProfileSessions;
  /** What it stopped with, waiting for a person. */
  readonly stops: Problem[] = [];
  #look: () => void = () => undefined;

  constructor(relay: Relay) {
    this.relay = relay;
    const parsed = parseProfile(direct(`http://127.0.0.1:${relay.port}`));
    if (!parsed.ok) throw new Error('not a valid profile');
    const nameBug = (error: unknown) => {
      bugs.push(error instanceof Error ? error.stack : error);
      return { kind: 'bug', id: 'found' } as const;
    };
    this.sessions = new ProfileSessions({
      id,
      profile: parsed.value,
      keeping: 'memory',
      heartbeat: () => heartbeat,
      ports: { ...realPorts(countedDialer), clock, nameBug },
      vault: new Vault(new MemoryKeychain(), new MemoryMarkers(), clock),
      onChange: () => this.#changed(),
    });
  }

  get status(): SessionStatus {
    const [session] = this.sessions.sessions;
    if (session === undefined) throw new Error('no session');
    return session;
  }

  /** The person's part. */
  signIn(): void {
    const { credential } = this.sessions.profile;
    this.sessions.signInWith(withSecret(credential, { password: alice.password }));
  }

  /** Resolves in the very turn in which it becomes so. */
  async until(what: string, isSo: (run: Run) => boolean, deadlineMs = 60_000): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`never ${what}: ${this.#said()}`)), deadlineMs);
      this.#look = () => isSo(this) && resolve();
      this.#look();
    });
    clearTimeout(timer);
  }

  get isStopped(): boolean {
    return this.status.phase.state === 'blocked' || this.sessions.signIn.state === 'needsUser';
  }

  #changed(): void {
    const { signIn } = this.sessions;
    const { phase } = this.status;
    if (signIn.state === 'needsUser') this.stops.push(signIn.problem);
    if (phase.state === 'blocked') this.stops.push(phase.problem);
    this.#look();
  }

  #said(): string {
    const { phase, token, trace } = this.status;
    return JSON.stringify([this.sessions.signIn, phase, token, trace?.current]);
  }
}

/** One run from its beginning to its end. Errors: an `Error` that says what was not as it should be. */
async function play(state: StateName, fault: FaultName, chance: Chance): Promise<void> {
  const relay = await startRelay({ host: '127.0.0.1', port: server.port }, { roundTripMs: chance.below(3) });
  const run = new Run(relay);
  const { is, ...more } = states[state];
  const { strike, ...kind } = faults[fault];
  try {
    const first = 'first' in more ? more.first(run) : Promise.resolve();
    run.signIn();
    await first;
    await run.until(state, is);
    strike(relay, chance);
    await pause(30 + chance.below('isSilent' in kind ? 1_000 : 150));
    relay.set(clear);
    await recover(run, 'corrupts' in kind);
  } finally {
    await run.sessions.dispose();
    await emptied(relay);
    await relay.stop();
  }
}

async function recover(run: Run, wasCorrupted: boolean): Promise<void> {
  const before = run.status.heartbeats;
  const isAlive = ({ status }: Run) => isOnline(run) && status.heartbeats > before;
  await run.until('alive', () => isAlive(run) || run.isStopped);
  const [stop] = run.stops;
  if (stop === undefined) return;
  if (!wasCorrupted) throw new Error(`stopped with ${JSON.stringify(stop)}`);
  const isForPerson = remedyOf(stop) === 'askUser' || remedyOf(stop) === 'refreshToken';
  if (!isForPerson) throw new Error(`stopped with ${stop.kind}, which is no reason to`);
  if (!isAlive(run)) run.signIn();
  await run.until('alive after a person signed in', isAlive);
}

/** All connections of a line are closed, at both ends. */
async function emptied(relay: Relay): Promise<void> {
  const giveUpAt = performance.now() + 5_000;
  while (relay.connections().open > 0) {
    if (performance.now() > giveUpAt) throw new Error(`${relay.connections().open} connections stay open`);
    await pause(10);
  }
}

const warnings: string[] = [];
const onWarning = ({ name, message }: Error) => warnings.push(`${name}: ${message}`);

beforeAll(async () => {
  process.on('warning', onWarning);
  const users = { [alice.username]: { password: alice.password } };
  const key = await signingKey();
  server = await startSyncServer({
    signingKey: key,
    users,
    now: () => clock.now(),
    // Four seconds of ours: a busy machine may stand still for one between getting a token and using it.
    accessLifetimeSeconds: 120,
  });
});

afterAll(async () => {
  process.off('warning', onWarning);
  await server.stop();
});

let runs = 0;

describe.each(Object.keys(states) as StateName[])('a session that is %s comes back', (state) => {
  test(`when its line goes bad (seed ${seed})`, { timeout: 240_000 }, async () => {
    const plays = (Object.keys(faults) as FaultName[]).flatMap((fault) =>
      Array.from({ length: runsEach }, (_, number) => ({ fault, number })),
    );
    const failures: string[] = [];
    const queue = plays.values();
    const work = async () => {
      for (const { fault, number } of queue) {
        runs += 1;
        const chance = new Chance(seed + number * 7_919 + fault.length * 104_729 + state.length * 1_299_709);
        await play(state, fault, chance).catch((error: unknown) =>
          failures.push(`the line ${fault} (${number}): ${String(error)}`),
        );
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    expect(failures).toEqual([]);
    expect(bugs).toEqual([]);
    expect(clock.timers).toBe(0);
    await expect.poll(() => server.connectionCount).toBe(0);
    await expect.poll(() => sockets.size).toBe(0);
  });
});

test('at least 500 runs were made, and nothing warned of listeners that pile up', () => {
  expect(runs).toBeGreaterThanOrEqual(500);
  expect(warnings).toEqual([]);
});
