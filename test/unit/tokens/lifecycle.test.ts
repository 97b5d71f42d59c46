import { describe, expect, it } from 'vitest';
import { bugNamer, silentLog } from '../../../main/log.ts';
import { Network } from '../../../main/network/connection.ts';
import type { HttpRequest } from '../../../main/ports/http.ts';
import { Secret } from '../../../main/secrets/secret.ts';
import { AuthServer } from '../../../main/tokens/auth-server.ts';
import type { CredentialWithSecret } from '../../../main/tokens/credential.ts';
import { TokenLifecycle } from '../../../main/tokens/lifecycle.ts';
import type { PathToken } from '../../../main/tokens/path-token.ts';
import type { AccessToken } from '../../../main/tokens/token.ts';
import { MemoryMarkers, Vault } from '../../../main/secrets/vault.ts';
import { profileIdSchema } from '../../../shared/brand.ts';
import type { Problem } from '../../../shared/problem.ts';
import type { ProfileFile } from '../../../shared/profile.ts';
import { turn } from '../../fakes/abort.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { FakeDialer } from '../../fakes/dialer.ts';
import { FakeHttp, type ScriptedAnswer } from '../../fakes/http.ts';
import { FakeKeychain } from '../../fakes/keychain.ts';
import { networkPorts } from '../../fakes/network-ports.ts';
import { FakeRandom } from '../../fakes/random.ts';
import { profileWith } from '../shared/profile-samples.ts';

const id = profileIdSchema.parse('one');
const alice: CredentialWithSecret = {
  kind: 'password',
  username: 'alice',
  password: new Secret('Password', 'pw'),
};
const withPassword: Partial<ProfileFile> = {
  server: 'http://ros.example:9080',
  credential: { kind: 'password', username: 'alice' },
};

type Body = { provider?: string; data?: string; path?: string; token?: string };
const bodyOf = (request: HttpRequest): Body => JSON.parse(request.body) as Body;

/** A path's token, and what was told about it. */
interface Watched {
  readonly token: PathToken;
  readonly fetched: AccessToken[];
  readonly refused: Problem[];
}

/** A profile's tokens with a scripted auth server, a fake keychain and a clock that stands still. */
class Bench {
  readonly clock = new FakeClock();
  readonly keychain: FakeKeychain;
  readonly markers: MemoryMarkers;
  readonly vault: Vault;
  readonly http: FakeHttp;
  readonly lifecycle: TokenLifecycle;
  /** Answers what is asked next; what is left out is answered as a good server would. */
  readonly answers: (ScriptedAnswer | 'silence')[] = [];
  lifetimeSeconds = 600;
  #issued = 0;
  /** The keychain may be one that an earlier run has used. */
  readonly #callsBefore: number;

  constructor(
    file: Partial<ProfileFile> = withPassword,
    keychain = new FakeKeychain(),
    markers = new MemoryMarkers(),
  ) {
    this.keychain = keychain;
    this.#callsBefore = keychain.calls.length;
    this.markers = markers;
    this.vault = new Vault(keychain, markers, this.clock);
    this.http = new FakeHttp((request) => this.answers.shift() ?? this.#good(request));
    const dialer = new FakeDialer();
    dialer.listen('ros.example', 9080, (far) => void far.resume());
    const ports = networkPorts({ dialer, clock: this.clock });
    const profile = profileWith({ server: 'http://ros.example:9080', ...file });
    this.lifecycle = new TokenLifecycle({
      id,
      profile,
      vault: this.vault,
      keeping: 'keychain',
      clock: this.clock,
      random: new FakeRandom(0),
      nameBug: bugNamer(silentLog, () => 'bug'),
      connectWith: (secrets) => {
        const network = new Network(profile, ports, secrets);
        return {
          network,
          secrets,
          authServer: new AuthServer(profile, network, secrets, this.http, this.clock),
        };
      },
      onChange: () => undefined,
    });
  }

  watch(realmPath: string, partialSuffix: string | null = null): Watched {
    const [fetched, refused]: [AccessToken[], Problem[]] = [[], []];
    const listener = {
      fetched: (token: AccessToken) => fetched.push(token),
      refused: (problem: Problem) => refused.push(problem),
      changed: () => undefined,
    };
    return { token: this.lifecycle.pathToken({ realmPath, partialSuffix }, listener), fetched, refused };
  }

  async settle(): Promise<void> {
    for (let turns = 0; turns < 30; turns += 1) await turn();
  }

  async signedIn(): Promise<this> {
    this.lifecycle.signIn(alice);
    await this.settle();
    expect(this.lifecycle.status.state).toBe('signedIn');
    return this;
  }

  get asked(): string[] {
    return this.http.requests.map((request) => {
      const { provider, path } = bodyOf(request);
      return provider === undefined ? request.path : [provider, path].filter(Boolean).join(' ');
    });
  }

  get reads(): number {
    return this.keychain.calls.slice(this.#callsBefore).filter(({ verb }) => verb === 'read').length;
  }

  /** Whether the refresh token gets no access tokens any more, however many paths ask at the same time. */
  isRevoked = false;

  readonly #good = (request: HttpRequest): ScriptedAnswer => {
    this.#issued += 1;
    const { provider, path } = bodyOf(request);
    const headers = { Date: new Date(this.clock.now()).toUTCString() };
    if (provider !== 'realm') return { status: 200, headers, body: refreshAnswer('refresh') };
    if (this.isRevoked) return refusal(403, 614);
    return { status: 200, headers, body: this.accessAnswer(path ?? '') };
  };

  accessAnswer(path: string, more: object = {}): string {
    const expires = Math.floor(this.clock.now() / 1000) + this.lifetimeSeconds;
    const token_data = { identity: 'u1', expires, path: path.replace('/~/', '/u1/') };
    return JSON.stringify({ access_token: { token: `access-${this.#issued}`, token_data }, ...more });
  }
}

const refreshAnswer = (token: string): string =>
  JSON.stringify({ refresh_token: { token, token_data: { identity: 'u1', access: ['refresh'] } } });
const refusal = (status: number, code: number): ScriptedAnswer => ({
  status,
  body: JSON.stringify({ code }),
});

describe('signing in', () => {
  it('exchanges the password for a refresh token that goes to the keychain, and keeps no password', async () => {
    const bench = await new Bench().signedIn();
    expect(bench.keychain.kept).toEqual({ 'one/refreshToken': 'refresh' });
    expect(bench.lifecycle.status).toEqual({ state: 'signedIn', identity: 'u1', storedIn: 'keychain' });
    expect(bodyOf(bench.http.requests[0] as HttpRequest)).toEqual({
      provider: 'password',
      data: 'alice',
      user_info: { password: 'pw', register: false },
    });
  });

  it('asks once, whoever waits for it', async () => {
    const bench = new Bench();
    const paths = ['/~/a', '/~/b', '/~/c'].map((path) => bench.watch(path));
    paths.forEach(({ token }) => token.want());
    bench.lifecycle.signIn(alice);
    await bench.settle();
    expect(bench.asked).toEqual(['password', 'realm /~/a', 'realm /~/b', 'realm /~/c']);
    expect(paths.map(({ token }) => token.current?.realmPath)).toEqual(['/u1/a', '/u1/b', '/u1/c']);
  });

  it('says what was refused, and asks nobody again by itself', async () => {
    const bench = new Bench();
    bench.answers.push(refusal(401, 611));
    bench.lifecycle.signIn(alice);
    await bench.settle();
    expect(bench.lifecycle.status).toMatchObject({
      state: 'needsUser',
      problem: { kind: 'auth.credentialRefused' },
    });
    expect(bench.clock.timers).toBe(0);
  });

  it('goes on with what was typed once what stood in the way is gone', async () => {
    const bench = new Bench();
    bench.answers.push({ status: 403, body: '<html>Blocked</html>' });
    bench.lifecycle.signIn(alice);
    await bench.settle();
    // It was not the server that refused: that ends no sign-in.
    expect(bench.lifecycle.status).toMatchObject({
      state: 'retrying',
      problem: { kind: 'auth.refusedOnTheWay' },
    });
    bench.lifecycle.want();
    await bench.settle();
    expect(bench.lifecycle.status.state).toBe('signedIn');
    expect(bench.asked).toEqual(['password', 'password']);
  });

  it('never offers again what was refused', async () => {
    const bench = new Bench();
    bench.answers.push(refusal(401, 611));
    bench.lifecycle.signIn(alice);
    await bench.settle();
    bench.lifecycle.want();
    await bench.settle();
    expect(bench.lifecycle.status).toMatchObject({ state: 'needsUser', problem: { kind: 'secret.missing' } });
    expect(bench.asked).toEqual(['password']);
  });

  it('is tried again where the server is busy', async () => {
    const bench = new Bench();
    bench.answers.push({ status: 503, headers: { 'Retry-After': '7' } });
    bench.lifecycle.signIn(alice);
    await bench.settle();
    expect(bench.lifecycle.status).toMatchObject({ state: 'retrying', until: bench.clock.now() + 7000 });
    bench.clock.advance(7000);
    await bench.settle();
    expect(bench.lifecycle.status.state).toBe('signedIn');
  });

  it('works without the keychain, for this run', async () => {
    const bench = new Bench();
    bench.keychain.mode = 'locked';
    await bench.signedIn();
    expect(bench.lifecycle.status).toMatchObject({ storedIn: 'memory' });
    expect(bench.markers.kinds(id)).toEqual([]);
  });

  it('by another credential gives up the one under way', async () => {
    const bench = new Bench();
    bench.answers.push('silence');
    bench.lifecycle.signIn(alice);
    await bench.settle();
    bench.lifecycle.signIn({ ...alice, username: 'bob' });
    await bench.settle();
    expect(bench.lifecycle.status.state).toBe('signedIn');
    expect(bench.http.requests.map((request) => bodyOf(request).data)).toEqual(['alice', 'bob']);
    expect(bench.clock.timers).toBe(0);
  });

  it('of its own accord happens where nobody has to type', async () => {
    const bench = new Bench({ credential: { kind: 'anonymous' } });
    bench.lifecycle.want();
    await bench.settle();
    expect(bench.asked).toEqual(['anonymous']);
    expect(bench.lifecycle.status.state).toBe('signedIn');
  });
});

describe('the next start', () => {
  const restarted = async (): Promise<Bench> => {
    const before = await new Bench().signedIn();
    before.keychain.calls.length = 0;
    return new Bench(withPassword, before.keychain, before.markers);
  };

  it('goes on with what the keychain holds, after one look into it', async () => {
    const bench = await restarted();
    const paths = ['/~/a', '/~/b'].map((path) => bench.watch(path));
    paths.forEach(({ token }) => token.want());
    bench.lifecycle.want();
    bench.lifecycle.want();
    await bench.settle();
    expect(bench.asked).toEqual(['realm /~/a', 'realm /~/b']);
    expect(bench.reads).toBe(1);
    expect(paths.map(({ token }) => token.current !== null)).toEqual([true, true]);
  });

  it('with a locked keychain says so and leaves the secret alone', async () => {
    const bench = await restarted();
    bench.keychain.mode = 'locked';
    bench.lifecycle.want();
    await bench.settle();
    expect(bench.lifecycle.status).toEqual({ state: 'needsUser', problem: { kind: 'vault.locked' } });
    bench.keychain.mode = 'open';
    bench.lifecycle.want();
    await bench.settle();
    expect(bench.lifecycle.status.state).toBe('signedIn');
    expect(bench.keychain.kept).toEqual({ 'one/refreshToken': 'refresh' });
  });

  it('without anything in the keychain asks for the password', async () => {
    const bench = new Bench();
    bench.lifecycle.want();
    await bench.settle();
    expect(bench.lifecycle.status).toEqual({
      state: 'needsUser',
      problem: { kind: 'secret.missing', secret: 'password' },
    });
  });
});

describe('an access token', () => {
  it('is renewed in time, again and again', async () => {
    const bench = await new Bench().signedIn();
    const path = bench.watch('/~/a');
    path.token.want();
    await bench.settle();
    for (let renewals = 1; renewals <= 3; renewals += 1) {
      bench.clock.advance(bench.clock.nextInMs ?? 0);
      await bench.settle();
      expect(path.fetched).toHaveLength(1 + renewals);
    }
    expect(bench.clock.timers).toBe(1);
    expect(bench.asked.filter((asked) => asked === 'password')).toHaveLength(1);
  });

  it.each([-3_600_000, 3_600_000])(
    'lives as long although the clock is set by %i ms meanwhile',
    async (ms) => {
      const bench = await new Bench().signedIn();
      const { script } = bench.http;
      bench.http.script = (request) => {
        const answer = script(request);
        bench.clock.jump(bench.clock.now() + ms);
        return answer;
      };
      const path = bench.watch('/~/a');
      path.token.want();
      await bench.settle();
      const leftMs = (path.fetched[0]?.times.expiresAt ?? 0) - bench.clock.now();
      expect(Math.abs(leftMs - 600_000)).toBeLessThanOrEqual(1_000);
    },
  );

  it('is still good while its renewal fails, and gone once it has expired', async () => {
    const bench = await new Bench().signedIn();
    const path = bench.watch('/~/a');
    path.token.want();
    await bench.settle();
    bench.answers.push(...Array.from({ length: 200 }, () => ({ status: 500 })));
    bench.clock.advance(bench.clock.nextInMs ?? 0);
    await bench.settle();
    expect(path.token.status.state).toBe('retrying');
    expect(path.token.current).not.toBeNull();
    bench.clock.jump(bench.clock.now() + 600_000);
    expect(path.token.current).toBeNull();
  });

  it('is asked for again at a good moment, unless the server wants us away', async () => {
    const bench = await new Bench().signedIn();
    const path = bench.watch('/~/a');
    bench.answers.push({ status: 503, headers: { 'retry-after': '60' } }, { status: 500 });
    path.token.want();
    await bench.settle();
    path.token.hint();
    await bench.settle();
    expect(path.token.status).toMatchObject({ state: 'retrying', problem: { kind: 'auth.busy' } });
    bench.clock.advance(60_000);
    await bench.settle();
    expect(path.token.status).toMatchObject({ state: 'retrying', problem: { kind: 'auth.failed' } });
    path.token.hint();
    await bench.settle();
    expect(path.token.status.state).toBe('fresh');
  });

  it('that nobody connects with is not renewed, but can be looked at while it is good', async () => {
    const bench = await new Bench().signedIn();
    const path = bench.watch('/~/a');
    path.token.want();
    await bench.settle();
    path.token.rest();
    const asked = bench.asked.length;
    bench.clock.advance(599_000);
    await bench.settle();
    expect(bench.asked).toHaveLength(asked);
    expect(path.token.current).not.toBeNull();
    expect(path.token.status).toMatchObject({ state: 'fresh', renewsAt: null });
    bench.clock.advance(1_000);
    expect(path.token.current).toBeNull();
    expect(bench.clock.timers).toBe(0);
    path.token.want();
    await bench.settle();
    expect(path.fetched).toHaveLength(2);
  });

  it('refused for one path leaves the others alone', async () => {
    const bench = await new Bench().signedIn();
    const [own, other] = [bench.watch('/~/a'), bench.watch('/u2/b')];
    own.token.want();
    await bench.settle();
    bench.answers.push({ status: 403, body: '{"status":403}' });
    other.token.want();
    await bench.settle();
    expect(other.refused).toEqual([{ kind: 'auth.pathRefused', status: 403, realmPath: '/u2/b' }]);
    expect(own.token.current).not.toBeNull();
    expect(bench.lifecycle.status.state).toBe('signedIn');
  });

  it('refused because of the refresh token asks for a sign-in once, for all paths, and then they go on', async () => {
    const bench = await new Bench().signedIn();
    const paths = ['/~/a', '/~/b', '/~/c'].map((path) => bench.watch(path));
    bench.isRevoked = true;
    paths.forEach(({ token }) => token.want());
    await bench.settle();
    expect(bench.lifecycle.status).toMatchObject({
      state: 'needsUser',
      problem: { kind: 'auth.refreshRefused' },
    });
    expect(bench.clock.timers).toBe(0);
    bench.isRevoked = false;
    bench.lifecycle.signIn(alice);
    await bench.settle();
    expect(paths.map(({ token }) => token.current !== null)).toEqual([true, true, true]);
    expect(bench.asked.filter((asked) => asked === 'password')).toHaveLength(2);
  });

  it('comes only after a rotated refresh token is safe', async () => {
    const bench = await new Bench().signedIn();
    const path = bench.watch('/~/a');
    bench.answers.push({
      status: 200,
      body: bench.accessAnswer('/~/a', { refresh_token: { token: 'rotated' } }),
    });
    bench.keychain.mode = 'hanging';
    path.token.want();
    await bench.settle();
    expect(bench.keychain.kept).not.toEqual({ 'one/refreshToken': 'rotated' });
    expect([path.fetched, path.token.current]).toEqual([[], null]);
    bench.keychain.mode = 'open';
    await bench.settle();
    expect(bench.keychain.kept).toEqual({ 'one/refreshToken': 'rotated' });
    expect(path.fetched).toHaveLength(1);
    path.token.reject();
    await bench.settle();
    expect(bodyOf(bench.http.requests.at(-1) as HttpRequest).data).toBe('rotated');
  });

  it('takes the prefix that the server dictates, if it is one', async () => {
    const bench = await new Bench().signedIn();
    const path = bench.watch('/~/a');
    bench.answers.push({
      status: 200,
      body: bench.accessAnswer('/~/a', { sync_worker: { path: '/worker/7/' } }),
    });
    path.token.want();
    await bench.settle();
    expect(path.token.current?.syncPrefix).toBe('/worker/7');
    bench.answers.push({
      status: 200,
      body: bench.accessAnswer('/~/a', { sync_worker: { path: 'a\r\nb' } }),
    });
    path.token.reject();
    await bench.settle();
    expect(path.token.current?.syncPrefix).toBeNull();
  });

  it('released while it is fetched is not told any more', async () => {
    const bench = await new Bench().signedIn();
    const path = bench.watch('/~/a');
    path.token.want();
    path.token.release();
    await bench.settle();
    expect([path.fetched, path.refused, path.token.current]).toEqual([[], [], null]);
    expect(bench.clock.timers).toBe(0);
  });
});

describe('signing out', () => {
  it('forgets here, in the keychain and at the server', async () => {
    const bench = await new Bench().signedIn();
    const path = bench.watch('/~/a');
    path.token.want();
    await bench.settle();
    await bench.lifecycle.signOut();
    await bench.settle();
    expect(bench.lifecycle.status).toEqual({ state: 'signedOut' });
    expect([path.token.current, bench.keychain.kept]).toEqual([null, {}]);
    expect(bench.asked.at(-1)).toBe('/auth/revoke');
    expect(bench.clock.timers).toBe(0);
  });

  it('works without the server', async () => {
    const bench = await new Bench().signedIn();
    bench.answers.push({ status: 500 });
    await bench.lifecycle.signOut();
    await bench.settle();
    expect(bench.lifecycle.status).toEqual({ state: 'signedOut' });
    expect(bench.keychain.kept).toEqual({});
  });

  it('with a locked keychain fails, and the note stays', async () => {
    const bench = await new Bench().signedIn();
    bench.keychain.mode = 'locked';
    await expect(bench.lifecycle.signOut()).rejects.toMatchObject({ problem: { kind: 'vault.locked' } });
    expect(bench.markers.has(id, 'refreshToken')).toBe(true);
  });

  it('while the keychain is read does not sign in again with what comes late', async () => {
    const before = await new Bench().signedIn();
    const bench = new Bench(withPassword, before.keychain, before.markers);
    bench.keychain.mode = 'hanging';
    bench.lifecycle.want();
    await bench.settle();
    const signedOut = bench.lifecycle.signOut();
    bench.keychain.mode = 'open';
    await signedOut;
    await bench.settle();
    expect(bench.keychain.kept).toEqual({});
    bench.lifecycle.want();
    await bench.settle();
    expect(bench.lifecycle.status).toMatchObject({ state: 'needsUser', problem: { kind: 'secret.missing' } });
  });

  it('while signing in keeps nothing that comes late', async () => {
    const bench = new Bench();
    let answer: (given: ScriptedAnswer) => void = () => undefined;
    bench.http.script = () => new Promise((resolve) => (answer = resolve));
    bench.lifecycle.signIn(alice);
    await bench.settle();
    await bench.lifecycle.signOut();
    answer({ status: 200, body: refreshAnswer('late') });
    await bench.settle();
    expect(bench.lifecycle.status).toEqual({ state: 'signedOut' });
    expect(bench.keychain.kept).toEqual({});
  });
});

describe('disposing', () => {
  it('leaves the keychain as it is, and nothing running', async () => {
    const bench = await new Bench().signedIn();
    const path = bench.watch('/~/a');
    path.token.want();
    await bench.settle();
    bench.lifecycle.dispose();
    await bench.settle();
    expect(bench.keychain.kept).toEqual({ 'one/refreshToken': 'refresh' });
    expect([bench.clock.timers, bench.lifecycle.connections]).toEqual([0, null]);
    expect(bench.http.links.every((link) => !link.isOpen)).toBe(true);
  });

  it('while the keychain is read makes no new connections later', async () => {
    const before = await new Bench().signedIn();
    const bench = new Bench(withPassword, before.keychain, before.markers);
    bench.keychain.mode = 'hanging';
    bench.lifecycle.want();
    await bench.settle();
    bench.lifecycle.dispose();
    bench.keychain.mode = 'open';
    await bench.settle();
    expect(bench.lifecycle.connections).toBeNull();
    expect(bench.clock.timers).toBe(0);
  });
});
