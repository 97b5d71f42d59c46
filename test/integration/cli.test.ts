import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { generateKeyPairSync, sign } from 'node:crypto';
import type { ProfileFile } from '../../shared/profile.ts';
import { makeFolder } from '../peers/folder.ts';
import { startKeyring, type Keyring } from '../peers/keyring.ts';
import { causeway, checkProfile, filesFor, resultIn } from './command-line.ts';
import { alice, direct, serverForThisTest } from './demo-hops.ts';
import { saveProfile } from './saved-profile.ts';

const isAlice = { password: alice.password };

describe('check --demo', () => {
  test('passes in under five seconds, with one JSON object and nothing else', async () => {
    const ended = await causeway(['check', '--demo', '--json']);
    const result = resultIn(ended);
    expect(ended.status).toBe(0);
    expect(ended.ms).toBeLessThan(5_000);
    expect(result).toMatchObject({
      ok: true,
      profile: { name: 'Demo', environment: 'development' },
      route: { kind: 'forwardProxy', reason: 'profile' },
      session: { bound: true, protocol: 'io.realm.sync.22' },
    });
  });

  test('runs by npm, silently', async () => {
    const ended = await causeway(['check', '--demo', '--json'], {
      command: ['npm', 'run', '--silent', 'causeway', '--'],
    });
    expect(JSON.parse(ended.stdout)).toMatchObject({ version: 1, ok: true });
    expect(ended.status).toBe(0);
  });

  test('tells a person each stage, then the verdict', async () => {
    const { status, stdout, stderr } = await causeway(['check', '--demo']);
    expect([status, stderr]).toEqual([0, '']);
    const lines = stdout.trimEnd().split('\n');
    // The demo's server speaks 22: the way is gone a second time for that.
    expect(lines.filter((line) => line.startsWith('✓'))).toHaveLength(16);
    expect(lines.filter((line) => line.startsWith('↻'))).toEqual([
      expect.stringContaining('400, the server speaks 22; trying that'),
    ]);
    expect(lines.at(-1)).toMatch(/^Demo is connected to \/[0-9a-f]{32}\/tasks: io\.realm\.sync\.22/);
  });

  test('opens the realm path of --realm', async () => {
    const ended = await causeway(['check', '--demo', '--json', '--realm', '/~/other']);
    const { identity, realmPath, upgrade } = resultIn(ended);
    expect(realmPath).toBe(`/${identity}/other`);
    expect(upgrade?.target).toBe(`/my/url/prefix/%2F${identity}%2Fother`);
  });

  test('holds the session for --hold seconds, with heartbeats', async () => {
    const ended = await causeway(['check', '--demo', '--json', '--hold', '2.5']);
    const { session } = resultIn(ended);
    expect(ended.status).toBe(0);
    expect(session?.heartbeats).toBeGreaterThanOrEqual(1);
    expect(session?.heldMs).toBeGreaterThanOrEqual(2_500);
    expect(session?.heldMs).toBeLessThan(4_000);
  });

  test('shows the headers really sent, with words in the place of secrets', async () => {
    const { upgrade } = resultIn(await causeway(['check', '--demo', '--json']));
    expect(upgrade?.headers.map(([name]) => name)).toEqual([
      'Authorization',
      'Connection',
      'Host',
      'Sec-WebSocket-Key',
      'Sec-WebSocket-Protocol',
      'Sec-WebSocket-Version',
      'Upgrade',
      'X-Gateway-Key',
      'X-Realm-Auth',
      'X-Team',
    ]);
    const shown = Object.fromEntries(upgrade?.headers ?? []);
    expect(shown).toMatchObject({ Authorization: '[secret]', 'X-Gateway-Key': '[secret]' });
    expect(shown).toMatchObject({ 'X-Realm-Auth': '[secret]', 'X-Team': 'mobile' });
  });
});

describe('check PROFILE', () => {
  test('takes the secrets from a file', async () => {
    const server = await serverForThisTest();
    const { status, result } = await checkProfile(direct(server.url, { environment: 'staging' }), isAlice);
    expect(status).toBe(0);
    expect(result.profile).toEqual({ name: 'Direct', environment: 'staging' });
  });

  test('takes the secrets from standard input', async () => {
    const server = await serverForThisTest();
    const { profile } = await filesFor(direct(server.url));
    const ended = await causeway(['check', profile, '--secrets', '-', '--json'], {
      input: JSON.stringify(isAlice),
    });
    expect(resultIn(ended).ok).toBe(true);
  });

  test('opens the first realm path, or the one asked for', async () => {
    const server = await serverForThisTest();
    const profile = direct(server.url, { realmPaths: ['/~/first', '/~/second'] });
    expect((await checkProfile(profile, isAlice)).result.realmPath).toMatch(/\/first$/);
    const asked = await checkProfile(profile, isAlice, ['--realm', '/~/third']);
    expect(asked.result.realmPath).toMatch(/\/third$/);
  });

  test('holds over the lifetimes of access tokens without ever dropping', async () => {
    const server = await serverForThisTest({ accessLifetimeSeconds: 3 });
    const { status, result } = await checkProfile(direct(server.url), isAlice, ['--hold', '7']);
    expect(status).toBe(0);
    expect(result.session?.refreshes).toBeGreaterThanOrEqual(2);
    expect(result.session?.heldMs).toBeGreaterThanOrEqual(7_000);
    expect(result.session?.heartbeats).toBeGreaterThanOrEqual(2);
    // One upgrade, one BIND: the session that was opened is the one that was held.
    expect(result.stages.filter(({ name }) => name === 'bind')).toHaveLength(1);
  });

  test('reads a file with a byte order mark, and one with every field', async () => {
    const server = await serverForThisTest();
    const folder = await makeFolder('bom');
    onTestFinished(() => folder.remove());
    const everything: ProfileFile = {
      ...direct(server.url),
      environment: 'own',
      gateway: {
        syncUrl: server.url.replace('http', 'ws'),
        authorizationHeaderName: 'X-Realm-Access',
        urlPrefix: '/realm-sync',
        customRequestHeaders: [{ name: 'X-Team', value: 'mobile' }],
      },
      route: { mode: 'direct', bypass: ['localhost', '*.internal.example'], neverDirect: false },
      trust: { verify: true },
      sync: { protocolVersions: [30, 22], partial: false, compression: false },
    };
    server.change({ authorizationHeaderName: 'X-Realm-Access' });
    const file = await folder.write('every.json', `\uFEFF${JSON.stringify(everything)}`);
    const ended = await causeway(['check', file, '--secrets', '-', '--json'], {
      input: JSON.stringify(isAlice),
    });
    expect(resultIn(ended)).toMatchObject({ ok: true, profile: { environment: 'own' } });
  });
});

describe('every kind of credential', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const jwt = (): string => {
    const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ userId: 'erin' })}`;
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
  };
  const hunter = {
    name: 'corp/sso',
    userOf: (data: unknown) => (JSON.stringify(data) === '{"ticket":7}' ? 'dave' : undefined),
  };

  test.each<[ProfileFile['credential'], object]>([
    [{ kind: 'password', username: alice.username }, isAlice],
    [{ kind: 'anonymous' }, {}],
    [{ kind: 'nickname', nickname: 'al' }, {}],
    [{ kind: 'jwt' }, { jwt: jwt() }],
    [{ kind: 'custom', provider: 'corp/sso' }, { custom: { ticket: 7 } }],
  ])('%o', async (credential, secrets) => {
    const rules = { jwt: { provider: 'jwt', publicKey }, customProviders: [hunter] };
    const server = await serverForThisTest(rules);
    const { status, result } = await checkProfile(direct(server.url, { credential }), secrets);
    expect(status).toBe(0);
    expect(result.realmPath).toBe(`/${result.identity}/tasks`);
    expect(result.stages.map(({ name }) => name)).toContain('sign-in');
  });

  test('a refresh token, which signs in without asking', async () => {
    const server = await serverForThisTest();
    const account = server.accounts.find('password', alice.username);
    if (account === undefined) throw new Error('alice is a user of the server');
    const { token } = await server.office.issueRefreshToken(account, '');
    const profile = direct(server.url, { credential: { kind: 'refreshToken' } });
    const { status, result } = await checkProfile(profile, { refreshToken: token });
    expect([status, result.identity]).toEqual([0, account.identity]);
    expect(result.stages.map(({ name }) => name)).not.toContain('sign-in');
  });

  test('an admin token, which is never posted', async () => {
    const server = await serverForThisTest();
    const { token } = await server.issueAdminToken();
    const profile = direct(server.url, {
      credential: { kind: 'adminToken' },
      realmPaths: ['/somebody/else'],
    });
    const { status, result } = await checkProfile(profile, { adminToken: token });
    expect([status, result.identity, result.realmPath]).toEqual([0, '__admin', '/somebody/else']);
    expect(server.authCalls).toBe(0);
  });
});

describe('check NAME, a saved profile', () => {
  let keyring: Keyring;
  beforeAll(async () => {
    keyring = await startKeyring({ state: 'unlocked' });
  });
  afterAll(() => keyring.stop());

  test('goes on with the refresh token in the keychain, and changes nothing', async () => {
    const server = await serverForThisTest();
    const account = server.accounts.find('password', alice.username);
    if (account === undefined) throw new Error('alice is a user of the server');
    const { token } = await server.office.issueRefreshToken(account, '');
    const profile = { ...direct(server.url), name: 'Two words' };
    const saved = await saveProfile(keyring, profile, { refreshToken: token });
    const before = await readFile(saved.file, 'utf8');

    const ended = await causeway(['check', 'Two words', '--json'], { env: saved.env });
    const result = resultIn(ended);
    expect([ended.status, result.identity]).toEqual([0, account.identity]);
    expect(result.stages[0]).toMatchObject({ leg: 'auth', name: 'keychain', ok: true });
    expect(result.stages.map(({ name }) => name)).not.toContain('sign-in');
    expect(await readFile(saved.file, 'utf8')).toBe(before);
  });

  test('signs in anew with secrets that are given, and stores none of them', async () => {
    const server = await serverForThisTest();
    const saved = await saveProfile(keyring, { ...direct(server.url), name: 'Fresh' }, {});
    const ended = await causeway(['check', 'Fresh', '--secrets', '-', '--json'], {
      env: saved.env,
      input: JSON.stringify(isAlice),
    });
    expect(resultIn(ended)).toMatchObject({ ok: true });
    const again = await causeway(['check', 'Fresh', '--json'], { env: saved.env });
    expect(again.status).toBe(2);
    expect(resultIn(again).problem).toMatchObject({ kind: 'secret.missing', place: 'profile' });
  });

  test('that nobody saved is a usage error with a result', async () => {
    const folder = await makeFolder('none');
    onTestFinished(() => folder.remove());
    await mkdir(join(folder.path, 'data'));
    const ended = await causeway(['check', 'Nobody', '--json'], {
      env: { CAUSEWAY_USER_DATA: join(folder.path, 'data') },
    });
    expect(ended.status).toBe(2);
    expect(resultIn(ended).problem).toMatchObject({ kind: 'profile.missing', place: 'profile' });
  });
});
