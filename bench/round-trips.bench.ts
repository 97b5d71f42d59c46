import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sockets } from '../main/ports/sockets.ts';
import { Secret } from '../main/secrets/secret.ts';
import { ProfileSessions } from '../main/sync/profile-sessions.ts';
import { MemoryKeychain } from '../main/ports/keychain.ts';
import { frameLimitIn, wsSockets } from '../main/ports/sockets.ts';
import { systemClock } from '../main/ports/clock.ts';
import { MemoryMarkers, Vault } from '../main/secrets/vault.ts';
import { originalHeartbeat } from '../main/sync/heartbeat.ts';
import { profileIdSchema } from '../shared/brand.ts';
import { givenWith } from '../shared/destinations.ts';
import { parseProfile, type Profile, type ProfileFile } from '../shared/profile.ts';
import { startInOwnProcess, type OwnProcess } from '../test/peers/own-process.ts';
import { realPorts } from '../test/integration/services.ts';
import { roundTripMs, user, type FarEnd, type FarEndOrder } from './far-end.ts';
import { connectInSequence, fetchRefreshToken, type Way } from './sequential-client.ts';

const ours = wsSockets(frameLimitIn({}));

/**
 * How many round trips pass until the session is bound (BIND answered), with a saved refresh token. A relay puts 50 ms
 * of round trip, one of them for the TCP handshake, between us and everything else; a client that does one thing after
 * the other runs beside ours. Run: npm run bench
 */

const runs = 9;
const id = profileIdSchema.parse('bench');

/** What the round trips add up to on paper: TCP, CONNECT and TLS one each, then one for each request. */
const counts = {
  direct: { cold: 4, reconnect: 3, sequential: 5 },
  'CONNECT + TLS': { cold: 6, reconnect: 5, sequential: 9 },
} as const;
type Line = keyof typeof counts;
const lines: Line[] = ['direct', 'CONNECT + TLS'];

let farEnd: OwnProcess<FarEnd, FarEndOrder>;
afterAll(() => farEnd.stop());

/** What a line is made of: our profile, the other client's way, and how all its connections are reset. */
interface Setting {
  readonly profile: ProfileFile;
  readonly way: Way;
  readonly reset: () => Promise<void>;
}
const settings = new Map<Line, Setting>();

beforeAll(async () => {
  farEnd = await startInOwnProcess(new URL('far-end.process.ts', import.meta.url));
  const { direct, tunnelled, secured, ca } = farEnd.ready;
  settings.set('direct', {
    profile: profileOf(`http://127.0.0.1:${direct.port}`, { mode: 'direct' }, ca),
    way: { dial: direct, target: null, ca },
    reset: () => farEnd.order('direct'),
  });
  const route = { mode: 'manual', proxy: `http://127.0.0.1:${tunnelled.port}` } as const;
  settings.set('CONNECT + TLS', {
    profile: profileOf(`https://127.0.0.1:${secured.port}`, route, ca),
    way: { dial: tunnelled, target: secured, ca },
    reset: () => farEnd.order('tunnelled'),
  });
});

const profileOf = (server: string, route: NonNullable<ProfileFile['route']>, ca: string): ProfileFile => ({
  formatVersion: 1,
  name: 'Bench',
  server,
  credential: { kind: 'password', username: user.username },
  realmPaths: ['/~/bench'],
  route,
  trust: { ca },
});

/** Our own sessions, and when the answer to BIND came. */
class Measured {
  readonly sessions: ProfileSessions;
  #startedAt = 0;
  #onAnswer: (ms: number) => void = () => undefined;

  private constructor(profile: Profile, vault: Vault) {
    this.sessions = new ProfileSessions({
      id,
      profile,
      vault,
      keeping: 'memory',
      heartbeat: () => originalHeartbeat,
      ports: { ...realPorts(), sockets: this.#watched() },
      onChange: () => undefined,
    });
  }

  static async with(file: ProfileFile, refreshToken: string): Promise<Measured> {
    const parsed = parseProfile(file);
    if (!parsed.ok) throw new Error('not a valid profile');
    const vault = new Vault(new MemoryKeychain(), new MemoryMarkers(), systemClock);
    const places = givenWith('refreshToken', parsed.value);
    await vault.save(id, 'refreshToken', new Secret('RefreshToken', refreshToken), places);
    return new Measured(parsed.value, vault);
  }

  /** Milliseconds from `begin` until BIND was answered. */
  until(begin: () => void): Promise<number> {
    const answered = new Promise<number>((resolve) => (this.#onAnswer = resolve));
    this.#startedAt = performance.now();
    begin();
    return answered;
  }

  #watched(): Sockets {
    return {
      upgrade: (stream, request, listener, signal) => {
        const received = (frame: Buffer) => {
          this.#onAnswer(performance.now() - this.#startedAt);
          listener.frames.received(frame);
        };
        const frames = { ...listener.frames, received };
        return ours.upgrade(stream, request, { ...listener, frames }, signal);
      },
    };
  }
}

/** In round trips. What is above the best is the machine's other work, not the protocol's. */
interface Result {
  readonly best: number;
  readonly median: number;
}

async function repeated(measure: () => Promise<number>): Promise<Result> {
  const measured: number[] = [];
  for (let run = 0; run < runs; run += 1) measured.push((await measure()) / roundTripMs);
  const sorted = measured.sort((one, other) => one - other);
  return { best: sorted[0] ?? Number.NaN, median: sorted[Math.floor(runs / 2)] ?? Number.NaN };
}

const report: string[] = [];
afterAll(() => process.stdout.write(`\n${report.join('\n')}\n`));

function tell(line: Line, what: string, { best, median }: Result, count: number): void {
  const figures = `${best.toFixed(2)} round trips, median ${median.toFixed(2)}, on paper ${count}`;
  report.push(`${line.padEnd(14)} ${what.padEnd(24)} ${figures}`);
}

test.each(lines)('%s', async (line) => {
  const setting = settings.get(line);
  if (setting === undefined) throw new Error(`no ${line}`);
  const { profile, way, reset } = setting;
  const refreshToken = await fetchRefreshToken(way, user);

  const sequential = await repeated(() => connectInSequence(way, refreshToken));
  const cold = await repeated(async () => {
    const measured = await Measured.with(profile, refreshToken);
    const ms = await measured.until(() => measured.sessions.connect());
    await measured.sessions.dispose();
    return ms;
  });

  const kept = await Measured.with(profile, refreshToken);
  await kept.until(() => kept.sessions.connect());
  const state = () => kept.sessions.sessions[0]?.phase.state;
  const reconnect = await repeated(async () => {
    await expect.poll(state, { interval: 5, timeout: 5_000 }).toBe('online');
    await reset();
    await expect.poll(state, { interval: 5, timeout: 5_000 }).toBe('waiting');
    const [session] = kept.sessions.sessions;
    return kept.until(() => session && kept.sessions.retryNow(session.id));
  });
  await kept.sessions.dispose();

  const { [line]: count } = counts;
  tell(line, 'sequential client, cold', sequential, count.sequential);
  tell(line, 'Causeway, cold', cold, count.cold);
  tell(line, 'Causeway, reconnect', reconnect, count.reconnect);
  expect(cold.best).toBeLessThanOrEqual(count.cold * 1.1);
  expect(reconnect.best).toBeLessThanOrEqual(count.reconnect * 1.1);
  expect(sequential.best).toBeGreaterThan(cold.best);
});
