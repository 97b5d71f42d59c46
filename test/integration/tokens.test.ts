import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SyncServer, SyncServerOptions } from '../../main/demo/sync-server.ts';
import { generateSigningKey } from '../../main/demo/tokens.ts';
import { systemClock, type Clock } from '../../main/ports/clock.ts';
import { systemDialer, type Dialer } from '../../main/ports/dialer.ts';
import { nodeHttp, type Http, type HttpAnswer } from '../../main/ports/http.ts';
import { MemoryKeychain } from '../../main/ports/keychain.ts';
import type { Ports } from '../../main/dependencies.ts';
import { originalHeartbeat } from '../../main/sync/heartbeat.ts';
import { ProfileSessions } from '../../main/sync/profile-sessions.ts';
import { withSecret } from '../../main/tokens/credential.ts';
import { MemoryMarkers, Vault } from '../../main/secrets/vault.ts';
import { profileIdSchema } from '../../shared/brand.ts';
import type { Problem } from '../../shared/problem.ts';
import { remedyOf } from '../../shared/problem-kinds.ts';
import { givenWith } from '../../shared/destinations.ts';
import { parseProfile, type ProfileFile } from '../../shared/profile.ts';
import type { EnteredSecrets } from '../../shared/secrets.ts';
import { detailWords } from '../../shared/text/details.ts';
import { en } from '../../shared/text/en/index.ts';
import { explain } from '../../shared/text/en/problems.ts';
import { createAuthority } from '../peers/certificates.ts';
import { makeFolder } from '../peers/folder.ts';
import { alice, direct, serverForThisTest } from './demo-hops.ts';
import { realPorts } from './services.ts';

const id = profileIdSchema.parse('one');
const day = 86_400_000;

/** One profile as the app runs it, against a real server on loopback. */
class Desk {
  readonly vault = new Vault(new MemoryKeychain(), new MemoryMarkers(), systemClock);
  readonly sessions: ProfileSessions;
  #look: () => void = () => undefined;

  constructor(file: ProfileFile, options: Partial<Ports> & { jwtFile?: string } = {}) {
    const parsed = parseProfile(file);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
    const { jwtFile = null, ...ports } = options;
    this.sessions = new ProfileSessions({
      id,
      profile: parsed.value,
      ports: { ...realPorts(), ...ports },
      vault: this.vault,
      keeping: 'keychain',
      heartbeat: () => originalHeartbeat,
      jwtFile: jwtFile === null ? null : { path: jwtFile, givenFor: givenWith('jwtFile', parsed.value) },
      onChange: () => this.#look(),
    });
    onTestFinished(() => this.sessions.dispose());
  }

  signIn(secrets: EnteredSecrets): void {
    this.sessions.signInWith(withSecret(this.sessions.profile.credential, secrets));
  }

  /** Waits for a state, never for a time. */
  until(what: string, isSo: () => boolean, deadlineMs = 10_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`never ${what}: ${this.said()}`)), deadlineMs);
      this.#look = () => {
        if (!isSo()) return;
        clearTimeout(timer);
        this.#look = () => undefined;
        resolve();
      };
      this.#look();
    });
  }

  said(): string {
    return JSON.stringify([this.sessions.signIn, this.sessions.sessions.map(({ phase }) => phase)]);
  }

  allOnline(): Promise<void> {
    const { sessions } = this;
    return this.until('online', () => sessions.sessions.every(({ phase }) => phase.state === 'online'));
  }

  async problem(): Promise<Problem> {
    await this.until('asks the person', () => this.sessions.signIn.state === 'needsUser');
    const { signIn } = this.sessions;
    if (signIn.state !== 'needsUser') throw new Error(this.said());
    return signIn.problem;
  }

  hasToken(): boolean {
    return this.vault.kinds(id).includes('refreshToken');
  }
}

/** HTTP with whose answers something happens on the way. */
const tapped = (tap: (answer: HttpAnswer) => HttpAnswer): Http => ({
  over: (stream) => {
    const link = nodeHttp.over(stream);
    return {
      get isOpen() {
        return link.isOpen;
      },
      exchange: async (request, signal) => tap(await link.exchange(request, signal)),
      close: () => link.close(),
    };
  },
});

/** A gateway that leaves out `Date`. */
const withoutDate = tapped((answer) => ({ ...answer, header: () => null }));

const isAlice = { password: alice.password };
const paths = ['/~/tasks', '/~/notes', '/~/more'];

async function online(options: SyncServerOptions = {}, more: Partial<ProfileFile> = {}) {
  const server = await serverForThisTest(options);
  const desk = new Desk(direct(server.url, more));
  desk.signIn(isAlice);
  await desk.allOnline();
  return { server, desk };
}

/** Long enough for a loop to show itself: it would call thousands of times. */
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 1_500));

async function staysQuiet(server: SyncServer): Promise<void> {
  const before = server.authCalls;
  await aMoment();
  expect(server.authCalls).toBe(before);
}

const jwtOf = (privateKey: KeyObject, claims: object): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
};

const provider = generateKeyPairSync('rsa', { modulusLength: 2048 });
const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

test('access tokens of three seconds: half a minute without a drop, in-band, no call too many', async () => {
  const { server, desk } = await online({ accessLifetimeSeconds: 3 });
  const callsBefore = server.authCalls;
  const [first] = server.sessions();
  let drops = 0;
  const watch = setInterval(() => (drops += desk.sessions.sessions[0]?.phase.state === 'online' ? 0 : 1), 20);
  onTestFinished(() => clearInterval(watch));
  await new Promise((resolve) => setTimeout(resolve, 30_000));
  const [session] = desk.sessions.sessions;
  expect(drops).toBe(0);
  expect(session?.phase).toMatchObject({ state: 'online', attempt: 1 });
  expect(session?.refreshes).toBeGreaterThanOrEqual(10);
  expect(server.authCalls - callsBefore).toBeLessThanOrEqual(15);
  expect(server.sessions()).toHaveLength(1);
  expect(server.sessions()[0]?.realmPath).toBe(first?.realmPath);
}, 60_000);

describe('what goes wrong says what it is, asks once, and loses nothing', () => {
  test('a wrong password, and an unknown user', async () => {
    const server = await serverForThisTest();
    const desk = new Desk(direct(server.url));
    desk.signIn({ password: 'wrong' });
    expect(await desk.problem()).toMatchObject({ kind: 'auth.credentialRefused', status: 401, code: 611 });
    await staysQuiet(server);
    const stranger = { kind: 'password', username: 'mallory' } as const;
    const other = new Desk(direct(server.url, { credential: stranger }));
    other.signIn(isAlice);
    expect(remedyOf(await other.problem())).toBe('askUser');
    // `register: false`: no user was created by asking.
    expect(server.accounts.find('password', 'mallory')).toBeUndefined();
  });

  test.each([
    ['expired', { userId: 'ann', exp: 1_000_000_000 }, provider.privateKey, /has expired/],
    ['signed by a stranger', { userId: 'ann' }, undefined, /signature/],
  ])('a JWT that is %s', async (_what, claims, privateKey, words) => {
    const server = await serverForThisTest({ jwt: { provider: 'jwt', publicKey: provider.publicKey } });
    const desk = new Desk(direct(server.url, { credential: { kind: 'jwt', provider: 'jwt' } }));
    const key = privateKey ?? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    desk.signIn({ jwt: jwtOf(key, claims) });
    const problem = await desk.problem();
    expect(problem.kind).toBe('auth.credentialRefused');
    expect(explain(problem).summary).toMatch(words);
    await staysQuiet(server);
  });

  test.each<[string, (server: SyncServer) => unknown, SyncServerOptions, object]>([
    ['revoked', (server) => server.revokeUser(alice.username), {}, { code: 614 }],
    [
      'expired, on an older server',
      (server) => server.expireRefreshTokens(),
      { expiredRefreshCode: 615 },
      { code: 615, why: 'expired' },
    ],
    [
      'of a server that came back with another signing key',
      async (server) => server.restart({ signingKey: await generateSigningKey() }),
      {},
      { code: 614 },
    ],
  ])('a refresh token that is %s: one question for three sessions', async (_what, happen, options, says) => {
    const { server, desk } = await online(
      { accessLifetimeSeconds: 3, ...options },
      { realmPaths: [...paths] },
    );
    await happen(server);
    const before = server.authCalls;
    expect(await desk.problem()).toMatchObject({ kind: 'auth.refreshRefused', ...says });
    expect(desk.sessions.sessions.every(({ phase }) => phase.state !== 'blocked')).toBe(true);
    await aMoment();
    expect(server.authCalls).toBeLessThanOrEqual(before + 2 * paths.length);
    await staysQuiet(server);
    expect(desk.hasToken()).toBe(true);
    desk.signIn(isAlice);
    await desk.allOnline();
  });

  test('a refresh token whose own time is over says so, whatever the server answers', async () => {
    let now = Date.now();
    const server = await serverForThisTest({ refreshLifetimeSeconds: 60, now: () => now });
    const desk = new Desk(direct(server.url));
    desk.signIn(isAlice);
    await desk.allOnline();
    now += 120_000;
    await desk.sessions.disconnect();
    server.dropAll();
    desk.sessions.connect();
    expect(await desk.problem()).toMatchObject({ kind: 'auth.refreshRefused', code: 614, why: 'expired' });
  });

  test.each([day, -day])('a clock that is %i ms off keeps sessions up and calls no more', async (skew) => {
    const server = await serverForThisTest({ accessLifetimeSeconds: 3 });
    const clock: Clock = { ...systemClock, now: () => Date.now() + skew };
    const desk = new Desk(direct(server.url), { clock });
    desk.signIn(isAlice);
    await desk.allOnline();
    const [calls, startedAt] = [server.authCalls, Date.now()];
    await desk.until('renewed three times', () => (desk.sessions.sessions[0]?.refreshes ?? 0) >= 3, 20_000);
    expect(desk.sessions.sessions[0]?.phase).toMatchObject({ state: 'online', attempt: 1 });
    expect(Date.now() - startedAt).toBeGreaterThan((server.authCalls - calls) * 1_400);
  });
});

describe('a clock that is off', () => {
  test.each([600_000, day, -600_000, -day])(
    'by %i ms, with nothing in the answers that tells, does not stand in the way',
    async (skew) => {
      const server = await serverForThisTest({ accessLifetimeSeconds: 600 });
      const clock: Clock = { ...systemClock, now: () => Date.now() + skew };
      const desk = new Desk(direct(server.url), { clock, http: withoutDate });
      desk.signIn(isAlice);
      await desk.allOnline();
      expect(server.authCalls).toBe(2);
      const { token } = desk.sessions.sessions[0] ?? {};
      expect(token).toMatchObject({ state: 'fresh' });
    },
  );

  test.each([
    [600_000, 'ahead of'],
    [-day, 'behind'],
  ])('by %i ms is told', async (skew, words) => {
    const server = await serverForThisTest({ accessLifetimeSeconds: 600 });
    const clock: Clock = { ...systemClock, now: () => Date.now() + skew };
    const desk = new Desk(direct(server.url), { clock });
    desk.signIn(isAlice);
    await desk.allOnline();
    const stages = desk.sessions.sessions[0]?.trace?.stages ?? [];
    const details = stages.map(({ detail }) => detailWords(en, detail ?? ''));
    expect(details.filter((detail) => detail.includes(`clock is`) && detail.includes(words))).toHaveLength(2);
  });

  test.each([-21_600_000, 21_600_000])(
    'and is set by %i ms on the way leaves the trace whole',
    async (ms) => {
      const server = await serverForThisTest();
      let skew = 0;
      const clock: Clock = { ...systemClock, now: () => Date.now() + skew };
      const http = tapped((answer) => {
        skew += ms;
        return answer;
      });
      const desk = new Desk(direct(server.url), { clock, http });
      desk.signIn(isAlice);
      await desk.allOnline();
      const stages = desk.sessions.sessions[0]?.trace?.stages ?? [];
      const names = stages.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(['sign-in', 'access-token', 'upgrade', 'bind']));
      for (const { startedMs } of stages) expect(startedMs).toBeGreaterThanOrEqual(0);
      for (const { startedMs } of stages) expect(startedMs).toBeLessThan(60_000);
    },
  );

  test('makes certificates look bad until it is set; then nobody has to ask for another try', async () => {
    const authority = await createAuthority();
    onTestFinished(() => authority.remove());
    const good = await serverForThisTest({ tls: await authority.issue() });
    const bad = await serverForThisTest({ tls: await authority.issue({ notYetValid: true }) });
    let { port } = new URL(bad.url);
    const dialer: Dialer = {
      ...systemDialer,
      connect: (host, _port, addresses, signal) =>
        systemDialer.connect(host, Number(port), addresses, signal),
    };
    const desk = new Desk(direct(good.url, { trust: { ca: authority.ca } }), { dialer });
    desk.signIn(isAlice);
    expect(await desk.problem()).toMatchObject({ kind: 'tls.notYetValid' });
    ({ port } = new URL(good.url));
    desk.sessions.timeChanged('timeLost');
    await desk.allOnline();

    ({ port } = new URL(bad.url));
    good.dropAll();
    await desk.until('blocked', () => desk.sessions.sessions[0]?.phase.state === 'blocked');
    ({ port } = new URL(good.url));
    desk.sessions.timeChanged('clockSetBack');
    await desk.allOnline();
  });

  test('at the sync server, so that every new token seems to have expired, is told and makes no loop', async () => {
    const server = await serverForThisTest({ accessLifetimeSeconds: -5 });
    const desk = new Desk(direct(server.url));
    desk.signIn(isAlice);
    await desk.until('waits', () => desk.sessions.sessions[0]?.phase.state === 'waiting');
    expect(desk.sessions.sessions[0]?.phase).toMatchObject({
      problem: { kind: 'session.tokenExpired', code: 202, isNew: true },
    });
    expect(server.authCalls).toBe(3);
  });
});

describe('throwing tokens away', () => {
  test('forced re-login closes, revokes, asks, and goes on where the sessions were', async () => {
    const { server, desk } = await online({}, { realmPaths: [...paths] });
    const old = await desk.sessions.heldToken(null);
    await desk.sessions.signInAgain();
    expect(desk.hasToken()).toBe(false);
    expect(await desk.problem()).toEqual({ kind: 'secret.missing', secret: 'password' });
    await desk.until('revoked', () => desk.sessions.revocation?.state === 'revoked');
    await expect.poll(() => server.connectionCount).toBe(0);
    expect(desk.sessions.sessions.map(({ phase }) => phase.state)).toEqual(paths.map(() => 'awaitingSignIn'));
    const asStranger = new Desk(direct(server.url, { credential: { kind: 'refreshToken' } }));
    asStranger.signIn({ refreshToken: old?.token.reveal() ?? '' });
    expect(await asStranger.problem()).toMatchObject({ kind: 'auth.refreshRefused' });
    desk.signIn(isAlice);
    await desk.allOnline();
    expect(desk.hasToken()).toBe(true);
  });

  test('a server that is away does not keep anybody from signing out, and that is said', async () => {
    const { server, desk } = await online();
    await server.stop();
    await desk.sessions.signOut();
    expect(desk.hasToken()).toBe(false);
    await desk.until('told', () => desk.sessions.revocation?.state === 'failed');
    expect(desk.sessions.signIn).toEqual({ state: 'signedOut' });
  });

  test('a session that the server no longer believes asks once for the profile', async () => {
    const { server, desk } = await online({}, { realmPaths: [...paths] });
    server.sendError(203, 'Bad user authentication', false);
    expect(await desk.problem()).toEqual({ kind: 'session.badAuthentication', code: 203 });
    await desk.until('told thrice', () =>
      desk.sessions.sessions.every(({ phase }) => phase.state === 'blocked'),
    );
    desk.signIn(isAlice);
    await desk.allOnline();
  });

  test('somebody else gets connections of their own', async () => {
    const users = { [alice.username]: { password: alice.password }, bob: { password: 'bob' } };
    const server = await serverForThisTest({ users });
    const desk = new Desk(direct(server.url, { credential: { kind: 'refreshToken' } }));
    const tokenOf = async (username: string, password: string): Promise<string> => {
      const data = { provider: 'password', data: username, user_info: { password, register: false } };
      const headers = { 'Content-Type': 'application/json' };
      const answer = await fetch(`${server.url}/auth`, {
        method: 'POST',
        headers,
        body: JSON.stringify(data),
      });
      return ((await answer.json()) as { refresh_token: { token: string } }).refresh_token.token;
    };
    desk.signIn({ refreshToken: await tokenOf(alice.username, alice.password) });
    await desk.allOnline();
    const first = desk.sessions.sessions[0]?.resolvedPath ?? null;
    const before = server.authCalls;
    desk.signIn({ refreshToken: await tokenOf('bob', 'bob') });
    await desk.until('somebody else', () => {
      const [session] = desk.sessions.sessions;
      const isNew = session?.phase.state === 'online' && session.phase.attempt > 1;
      return isNew && session.resolvedPath !== first;
    });
    // Bob's sign-in, and a token more than one at most.
    expect(server.authCalls - before).toBeLessThanOrEqual(3);
    await expect.poll(() => server.sessions().length).toBe(1);
  });
});

describe('a JWT in a file that another tool renews', () => {
  const jwt = { provider: 'jwt', publicKey: provider.publicKey };
  const credential = { kind: 'jwt', provider: 'jwt' } as const;

  test('signs in with nobody there, and again as soon as a refused one is renewed', async () => {
    const server = await serverForThisTest({ jwt, accessLifetimeSeconds: 3 });
    const folder = await makeFolder('jwt');
    onTestFinished(() => folder.remove());
    const jwtFile = await folder.write('token', jwtOf(provider.privateKey, { userId: 'ann', exp: 1 }));
    const desk = new Desk(direct(server.url, { credential }), { jwtFile });
    desk.sessions.connect();
    expect(await desk.problem()).toMatchObject({ kind: 'auth.credentialRefused', why: 'jwtExpired' });
    await staysQuiet(server);
    await writeFile(jwtFile, `${jwtOf(provider.privateKey, { userId: 'ann', exp: inAnHour() })}\n`);
    await desk.allOnline();
    server.expireRefreshTokens();
    await desk.problem();
    await writeFile(jwtFile, jwtOf(provider.privateKey, { userId: 'ann', exp: inAnHour(), jti: 'next' }));
    await desk.allOnline();
  }, 40_000);

  test('that is not there is said, with its path', async () => {
    const server = await serverForThisTest({ jwt });
    const file = `/nonexistent/${createHash('sha1').update('x').digest('hex')}`;
    const desk = new Desk(direct(server.url, { credential }), { jwtFile: file });
    desk.sessions.connect();
    expect(await desk.problem()).toEqual({ kind: 'secret.fileUnreadable', file, cause: 'missing' });
  });
});

test('several realm paths: each its own token, `~` and the worker’s path as the server says', async () => {
  const { server, desk } = await online({ syncWorkerPath: '/worker/one' }, { realmPaths: [...paths] });
  const shown = desk.sessions.sessions;
  expect(shown.map(({ syncPrefix }) => syncPrefix)).toEqual(paths.map(() => '/worker/one'));
  for (const [index, path] of paths.entries()) {
    expect(shown[index]?.resolvedPath).toBe(path.replace('~', desk.sessions.identity ?? '?'));
    expect(shown[index]?.upgrade?.target).toMatch(/^\/worker\/one\/%2F/);
  }
  const tokens = await Promise.all(shown.map(({ id: session }) => desk.sessions.heldToken(session)));
  expect(new Set(tokens.map((held) => held?.token.reveal())).size).toBe(paths.length);
  expect(server.authCalls).toBe(1 + paths.length);
});
