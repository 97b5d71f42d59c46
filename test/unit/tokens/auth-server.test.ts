import { describe, expect, it } from 'vitest';
import { Network } from '../../../main/network/connection.ts';
import { TraceRecorder } from '../../../main/network/trace.ts';
import type { HttpRequest } from '../../../main/ports/http.ts';
import { ProblemError } from '../../../main/problem-error.ts';
import { Secret } from '../../../main/secrets/secret.ts';
import { targetOf } from '../../../main/network/route.ts';
import { AuthServer } from '../../../main/tokens/auth-server.ts';
import type { CredentialWithSecret } from '../../../main/tokens/credential.ts';
import { ProfileSecrets } from '../../../main/secrets/profile-secrets.ts';
import type { Grant } from '../../../main/tokens/token.ts';
import type { Problem } from '../../../shared/problem.ts';
import type { ProfileFile } from '../../../shared/profile.ts';
import { never, turn } from '../../fakes/abort.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { FakeDialer } from '../../fakes/dialer.ts';
import { FakeHttp, type HttpScript } from '../../fakes/http.ts';
import { networkPorts } from '../../fakes/network-ports.ts';
import { profileWith } from '../shared/profile-samples.ts';

const grant: Grant = { kind: 'refreshToken', token: new Secret('RefreshToken', 'refresh'), identity: 'u1' };
const granted = JSON.stringify({ refresh_token: { token: 'refresh', token_data: { identity: 'u1' } } });
const opened = (more: object = {}): string =>
  JSON.stringify({
    access_token: { token: 'access', token_data: { identity: 'u1', expires: 1, path: '/u1/a' } },
    ...more,
  });

class Bench {
  readonly clock = new FakeClock();
  readonly dialer = new FakeDialer();
  readonly http: FakeHttp;
  readonly network: Network;
  readonly server: AuthServer;

  constructor(script: HttpScript, file: Partial<ProfileFile> = {}) {
    this.http = new FakeHttp(script);
    this.dialer.listen('ros.example', 9080, (far) => void far.resume());
    const ports = networkPorts({ dialer: this.dialer, clock: this.clock });
    const profile = profileWith({ server: 'http://ros.example:9080', ...file });
    const headers = new Map([['header:authorization' as const, new Secret('HeaderValue', 'Basic corp')]]);
    const secrets = new ProfileSecrets({}, headers);
    this.network = new Network(profile, ports, secrets);
    this.server = new AuthServer(profile, this.network, secrets, this.http, this.clock);
  }

  signIn(credential: CredentialWithSecret): Promise<Grant> {
    return this.server.signIn(credential, new TraceRecorder(this.clock, 1), never());
  }

  fetch(realmPath = '/~/a', by = grant) {
    return this.server.fetchAccess(by, realmPath, new TraceRecorder(this.clock, 1), never());
  }

  get first(): HttpRequest {
    const [request] = this.http.requests;
    if (request === undefined) throw new Error('nothing was asked');
    return request;
  }
}

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ProblemError) return error.problem;
  throw new Error('no problem', { cause: error });
}

describe('a sign-in', () => {
  const user_info = { register: false };

  it.each<[CredentialWithSecret, object]>([
    [
      { kind: 'password', username: 'alice', password: new Secret('Password', 'pw') },
      { provider: 'password', data: 'alice', user_info: { password: 'pw', register: false } },
    ],
    [{ kind: 'anonymous' }, { provider: 'anonymous', user_info }],
    [
      { kind: 'nickname', nickname: 'al' },
      { provider: 'nickname', data: 'al', user_info },
    ],
    [
      { kind: 'nickname', nickname: 'al', isAdmin: true },
      { provider: 'nickname', data: 'al', user_info: { is_admin: true, register: false } },
    ],
    [
      { kind: 'jwt', provider: 'corp', jwt: new Secret('Jwt', 'a.b.c') },
      { provider: 'corp', data: 'a.b.c', user_info },
    ],
    [
      {
        kind: 'custom',
        provider: 'corp',
        payload: new Secret('CustomCredential', '{"badge":7}'),
        userInfo: { floor: 7, register: true },
      },
      { provider: 'corp', data: { badge: 7 }, user_info: { register: false, floor: 7 } },
    ],
  ])('with %o never creates an account', async (credential, body) => {
    const bench = new Bench(() => ({ status: 200, body: granted }));
    expect(await bench.signIn(credential)).toMatchObject({ kind: 'refreshToken', identity: 'u1' });
    expect(JSON.parse(bench.first.body)).toEqual(body);
  });

  it.each<[CredentialWithSecret, string | null]>([
    [{ kind: 'adminToken', token: new Secret('AdminToken', 'admin') }, '__admin'],
    [{ kind: 'refreshToken', token: new Secret('RefreshToken', 'external') }, null],
  ])('with %o posts nothing: it is itself the token', async (credential, identity) => {
    const bench = new Bench(() => ({ status: 500 }));
    expect(await bench.signIn(credential)).toEqual({ ...credential, identity });
    expect(bench.http.requests).toEqual([]);
  });

  it('knows every word of a credential of the company’s own again, wherever it comes back', async () => {
    const payload = JSON.stringify({ badge: 7, pin: 'harbour-7', of: [{ team: 'north-pier' }] });
    const bench = new Bench(() => ({ status: 200, body: granted }));
    await bench.signIn({
      kind: 'custom',
      provider: 'corp',
      userInfo: {},
      payload: new Secret('CustomCredential', payload),
    });
    const { masking } = bench.network;
    expect(masking.text('Sorry, harbour-7 of north-pier is unknown')).toBe(
      'Sorry, [secret] of [secret] is unknown',
    );
  });

  it('goes under the path of the server, with the custom headers as they are spelled', async () => {
    const bench = new Bench(() => ({ status: 200, body: granted }), {
      server: 'http://ros.example:9080/ros/',
      gateway: {
        authorizationHeaderName: 'X-Realm-Auth',
        customRequestHeaders: [
          { name: 'AUTHORIZATION', secret: true },
          { name: 'x-team', value: 'mobile' },
        ],
      },
    });
    await bench.signIn({ kind: 'anonymous' });
    expect(bench.first).toMatchObject({ host: 'ros.example:9080', path: '/ros/auth' });
    expect(bench.first.headers).toEqual([
      ['Accept', 'application/json'],
      ['Content-Type', 'application/json'],
      ['AUTHORIZATION', 'Basic corp'],
      ['x-team', 'mobile'],
    ]);
  });

  it.each<[string, HttpScript, Partial<Problem>]>([
    [
      'a portal’s page',
      () => ({ status: 200, body: '<!doctype html>' }),
      { kind: 'auth.malformed', flaw: 'loginPage' },
    ],
    ['text', () => ({ status: 200, body: 'hello' }), { kind: 'auth.malformed', flaw: 'notJson' }],
    ['no token', () => ({ status: 200, body: '{}' }), { kind: 'auth.malformed', flaw: 'noToken' }],
    [
      'too much',
      () => ({ status: 200, body: 'x'.repeat(1_100_000) }),
      { kind: 'auth.malformed', flaw: 'tooLarge' },
    ],
    [
      'half of it',
      () => ({ status: 200, body: granted, then: 'cut' }),
      { kind: 'auth.malformed', flaw: 'cutOff' },
    ],
    [
      'a redirect',
      () => ({ status: 302, headers: { Location: 'https://sso.example/' } }),
      { kind: 'auth.moved' },
    ],
    ['no HTTP', () => Object.assign(new Error('x'), { code: 'HPE_INVALID_CONSTANT' }), { flaw: 'notHttp' }],
    [
      'a TLS alert',
      () => Object.assign(new Error('x'), { code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' }),
      { kind: 'tls.clientCertificateRequired', hop: 'auth server' },
    ],
  ])('answered with %s fails for what it is', async (_what, script, problem) => {
    expect(await problemOf(new Bench(script).signIn({ kind: 'anonymous' }))).toMatchObject(problem);
  });

  it('that is not answered ends at its deadline, and its stream with it', async () => {
    const bench = new Bench(() => 'silence');
    const problem = problemOf(bench.signIn({ kind: 'anonymous' }));
    while (bench.http.requests.length === 0) await turn();
    bench.clock.advance(20_000);
    expect(await problem).toEqual({ kind: 'auth.timeout', host: 'ros.example', stage: 'sign-in' });
    await turn();
    expect(bench.dialer.connections.every((far) => far.destroyed)).toBe(true);
  });
});

describe('an access token', () => {
  it('is asked for with the refresh token and comes for the resolved path', async () => {
    const bench = new Bench(() => ({ status: 200, body: opened() }));
    const { access, rotated } = await bench.fetch();
    expect(JSON.parse(bench.first.body)).toEqual({
      provider: 'realm',
      data: 'refresh',
      path: '/~/a',
      app_id: '',
    });
    expect([access.realmPath, access.identity, access.syncPrefix, rotated]).toEqual([
      '/u1/a',
      'u1',
      null,
      null,
    ]);
  });

  it.each([
    ['not at all', undefined, null],
    ['null', null, null],
    ['as text', (now: number) => String(now + 600), 600],
    ['with a fraction', (now: number) => now + 600.5, 600.5],
    ['in milliseconds', (now: number) => (now + 600) * 1000, 600],
    ['in the year 9999', () => 253_402_300_799, 'far'],
    ['beyond all time', () => 1e300, null],
    ['in words', () => 'soon', 360],
    ['as nothing', () => '', 360],
    ['as a list', () => [1], 360],
    ['as 0', () => 0, 360],
    ['before all time', () => -1e300, 360],
  ] as const)('says %s when it expires', async (_how, write, expected) => {
    const expires = write?.(new FakeClock().now() / 1000);
    const token_data = { identity: 'u1', expires };
    const body = JSON.stringify({ access_token: { token: 'access', token_data } });
    const bench = new Bench(() => ({ status: 200, body }));
    const { access } = await bench.fetch();
    const { expiresAt, renewsAt } = access.times;
    expect(expiresAt === null).toBe(renewsAt === null);
    if (expected === 'far') expect(new Date(expiresAt ?? 0).getUTCFullYear()).toBe(9999);
    else expect(expiresAt === null ? null : (expiresAt - bench.clock.now()) / 1000).toBe(expected);
    expect(access.realmPath).toBe('/u1/a');
  });

  it.each(['a\nb', 'a\r\nX-Evil: 1', '日本', 'tökën', 'a\0b', 'a" evil="b', 'a\\'])(
    'that could not stand in a header, %j, is no token',
    async (token) => {
      const token_data = { identity: 'u1', expires: 1, path: '/u1/a' };
      const body = JSON.stringify({ access_token: { token, token_data } });
      const bench = new Bench(() => ({ status: 200, body }));
      expect(await problemOf(bench.fetch())).toEqual({
        kind: 'auth.malformed',
        status: 200,
        flaw: 'tokenMalformed',
      });
    },
  );

  it.each([
    ['path', { identity: 'u1', path: '/a\ud800/b' }],
    ['identity', { identity: 'u\udc00', path: '/a' }],
  ])('M13b: names a %s that is no text', async (_what, token_data) => {
    const body = JSON.stringify({ access_token: { token: 'access', token_data } });
    const bench = new Bench(() => ({ status: 200, body }));
    expect(await problemOf(bench.fetch())).toEqual({ kind: 'auth.malformed', status: 200, flaw: 'notText' });
  });

  it('is asked for over the stream that is there already', async () => {
    const bench = new Bench(() => ({ status: 200, body: opened() }));
    await bench.fetch();
    await bench.fetch('/~/b');
    expect(bench.dialer.dialled).toHaveLength(1);
  });

  it('is asked for again over a new stream when the kept one had gone stale', async () => {
    const bench = new Bench(() => ({ status: 200, body: opened() }));
    await bench.fetch();
    bench.http.links[0]?.goStale();
    expect((await bench.fetch('/~/b')).access.identity).toBe('u1');
    expect(bench.dialer.dialled).toHaveLength(2);
  });

  it('of an admin is the admin token itself, for the path as it is', async () => {
    const bench = new Bench(() => ({ status: 500 }));
    const admin: Grant = {
      kind: 'adminToken',
      token: new Secret('AdminToken', 'admin'),
      identity: '__admin',
    };
    const { access } = await bench.fetch('/~/a', admin);
    expect([access.token.reveal(), access.realmPath]).toEqual(['admin', '/__admin/a']);
    expect(bench.http.requests).toEqual([]);
  });

  it('never shows in what is asked for it, or in what refuses it', async () => {
    const bench = new Bench(() => ({ status: 403, body: '{"status":403,"title":"refresh"}' }));
    expect(JSON.stringify(await problemOf(bench.fetch()))).not.toContain('refresh"');
  });
});

describe('revoking', () => {
  it('sends the token raw, under the configured name', async () => {
    const bench = new Bench(() => ({ status: 200 }), {
      gateway: { authorizationHeaderName: 'X-Realm-Auth' },
    });
    await bench.server.revoke(grant.token, new TraceRecorder(bench.clock, 0), never());
    expect([bench.first.path, bench.first.body]).toEqual(['/auth/revoke', '{"token":"refresh"}']);
    expect(bench.first.headers).toContainEqual(['X-Realm-Auth', 'refresh']);
  });
});

describe('a target', () => {
  it.each([
    ['http://a', { host: 'a', port: 80, isTls: false }],
    ['https://a', { host: 'a', port: 443, isTls: true }],
    ['ws://a:9080', { host: 'a', port: 9080, isTls: false }],
    ['wss://[::1]', { host: '[::1]', port: 443, isTls: true }],
  ])('of %s', (url, target) => {
    expect(targetOf(new URL(url))).toEqual(target);
  });
});

describe('an exchange that fails', () => {
  it('is the link’s doing when its error has a code', async () => {
    const bench = new Bench(() => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
    expect(await problemOf(bench.fetch())).toEqual({ kind: 'auth.closed', host: 'ros.example' });
  });

  it('is a bug of ours when nobody could have classified it', async () => {
    const slip = new Error('forgotten');
    await expect(new Bench(() => slip).fetch()).rejects.toBe(slip);
  });
});
