import { mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SyncServer } from '../../main/demo/sync-server.ts';
import { startSyncServer } from '../../main/demo/sync-server.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import { startCapture, type Capture, type CapturedRequest, type CaptureReply } from '../peers/capture.ts';
import { createAuthority, type Authority, type Certificate } from '../peers/certificates.ts';
import { makeFolder, type PrivateFolder } from '../peers/folder.ts';
import { startKeyring, type Keyring } from '../peers/keyring.ts';
import { startNginx, type Gateway } from '../peers/nginx.ts';
import { loopback } from '../peers/port.ts';
import { startSquid, type Squid } from '../peers/squid.ts';
import { canary, echo, everythingIn, givenAway } from './canary.ts';
import { causeway, type Ended } from './command-line.ts';
import { direct, signingKey } from './demo-hops.ts';
import { saveProfile } from './saved-profile.ts';
import { grant, scripted, tunnelOpened } from './scripted-server.ts';

/*
 * Every kind of secret is unique here. The command line is led through success and every kind of failure, with all
 * the talking that Node, its libraries and our own log can do; then nothing that can be read may hold one.
 */

const secrets: Record<string, string> = {
  password: canary('password'),
  wrongPassword: canary('wrong-password'),
  proxyPassword: canary('proxy: password/+'),
  wrongProxyPassword: canary('wrong-proxy-password'),
  gatewayKey: `Basic ${canary('header "value"')}`,
  otherHeader: canary('other-header'),
  passphrase: canary('passphrase'),
  jwt: `${canary('jwt')}.b.c`,
  custom: canary('custom'),
  adminToken: canary('admin-token'),
  refreshToken: canary('refresh-token'),
  issuedRefresh: canary('issued-refresh'),
  issuedAccess: canary('issued-access'),
};
const secret = (name: string): string => secrets[name] ?? '';

const user = { username: 'alice', password: secret('password') };
const proxyUser = { username: 'corp\\alice', password: secret('proxyPassword') };

let authority: Authority;
let certificate: Certificate;
let client: Certificate;
let server: SyncServer;
let squid: Squid;
let gateway: Gateway;
let parrot: Capture;
let home: PrivateFolder;
/** What the user wrote is not what we left behind. */
let written: PrivateFolder;

/** The scripted server's grant, with tokens of ours. */
function grantCanaries(request: CapturedRequest): CaptureReply {
  const granted = grant(request);
  if (granted.kind !== 'bytes') return granted;
  const [, body = ''] = granted.bytes.toString().split('\r\n\r\n');
  const token = body.includes('refresh_token') ? secret('issuedRefresh') : secret('issuedAccess');
  const ours = body.replace(/"token":"[^"]*"/, `"token":"${token}"`);
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(ours)}`;
  return { kind: 'bytes', bytes: `${head}\r\n\r\n${ours}`, then: 'keep' };
}

/** What the parrot repeats is chosen by the walk that is under way. */
let repeats: 'connect' | 'auth' | 'upgrade' = 'upgrade';
let repeatedStatus = '400';

beforeAll(async () => {
  home = await makeFolder('home');
  written = await makeFolder('written');
  authority = await createAuthority();
  certificate = await authority.issue();
  client = await authority.issue({ clientAuth: true, passphrase: secret('passphrase') });
  secrets['clientKey'] = client.key;
  server = await startSyncServer({
    signingKey: await signingKey(),
    users: { [user.username]: user },
    authorizationHeaderName: 'X-Realm-Auth',
  });
  squid = await startSquid({ auth: { kind: 'basic', users: [proxyUser] } });
  gateway = await startNginx({
    upstream: { host: loopback, port: server.port },
    requireHeader: { name: 'Authorization', value: secret('gatewayKey') },
    prefix: '/my/url/prefix',
    tls: { ...certificate, clientCa: authority.ca },
  });
  const reply = scripted({
    connect: (request) => (repeats === 'connect' ? echo(repeatedStatus, request) : tunnelOpened),
    auth: (request) => (repeats === 'auth' ? echo(repeatedStatus, request) : grantCanaries(request)),
    upgrade: (request) => echo(repeatedStatus, request),
  });
  parrot = await startCapture({ reply });
});
afterAll(async () => {
  await Promise.all([server.stop(), squid.stop(), gateway.stop(), parrot.stop()]);
  await authority.remove();
  await Promise.all([home.remove(), written.remove()]);
});

const wholeWay = (): ProfileFile => ({
  ...direct(gateway.url),
  gateway: {
    authorizationHeaderName: 'X-Realm-Auth',
    urlPrefix: '/my/url/prefix',
    customRequestHeaders: [
      { name: 'Authorization', secret: true },
      { name: 'X-Other', secret: true },
    ],
  },
  route: { mode: 'manual', proxy: squid.url, username: proxyUser.username },
  trust: { ca: authority.ca, clientCertificate: client.cert },
});

const toParrot = (more: Partial<ProfileFile> = {}): ProfileFile => ({
  ...direct(`http://127.0.0.1:${parrot.port}`),
  gateway: { customRequestHeaders: [{ name: 'X-Other', secret: true }] },
  ...more,
});

const all = () => ({
  password: secret('password'),
  proxyPassword: secret('proxyPassword'),
  headers: { Authorization: secret('gatewayKey'), 'X-Other': secret('otherHeader') },
  clientKey: client.key,
  clientKeyPassphrase: secret('passphrase'),
  jwt: secret('jwt'),
  custom: { ticket: secret('custom') },
  adminToken: secret('adminToken'),
  refreshToken: secret('refreshToken'),
});

const talkative = (): NodeJS.ProcessEnv => ({
  CAUSEWAY_LOG: '1',
  DEBUG: '*',
  NODE_DEBUG: 'http,net,tls,stream,timer,child_process,module_timer',
  HOME: home.path,
  XDG_CONFIG_HOME: home.file('config'),
  XDG_CACHE_HOME: home.file('cache'),
  CAUSEWAY_USER_DATA: home.file('user'),
});

/** Runs the check and looks into all that it says. */
async function walk(
  profile: unknown,
  input: unknown,
  status: number,
  format: readonly string[] = ['--json'],
): Promise<Ended> {
  const file = await written.write('profile.json', JSON.stringify(profile));
  const ended = await causeway(['check', file, '--secrets', '-', ...format], {
    input: typeof input === 'string' ? input : JSON.stringify(input),
    env: talkative(),
  });
  expect(ended.status, ended.stdout).toBe(status);
  expect(givenAway(secrets, ended.stdout)).toEqual([]);
  expect(givenAway(secrets, ended.stderr)).toEqual([]);
  expect(givenAway(secrets, ended.argv)).toEqual([]);
  return ended;
}

test('a canary is found in every form that it could be given away in', () => {
  const one = canary('ä "b"');
  const forms = [
    `x${one}`,
    JSON.stringify({ one }),
    `/?q=${encodeURIComponent(one)}`,
    ...['', 'a:', 'bc:', 'def:'].map((user) => Buffer.from(`${user}${one}!`).toString('base64')),
    Buffer.from(one).toString('hex'),
  ];
  for (const form of forms) expect(givenAway({ one }, `… ${form} …`)).toEqual(['one']);
  expect(givenAway({ one }, Buffer.from(canary('another one')).toString('base64'))).toEqual([]);
});

describe('no secret is given away', () => {
  test('on the whole way through squid and nginx', async () => {
    await walk(wholeWay(), all(), 0, []);
    const { stderr } = await walk(wholeWay(), all(), 0);
    // Our log did talk; L8: Node, which prints bytes as they pass, did not.
    expect(stderr).toContain('"event":"sessionChanged"');
    expect(stderr).not.toMatch(/^(NET|HTTP|TLS|STREAM|TIMER|CHILD_PROCESS) \d+:/m);
  });

  test('when each hop refuses', async () => {
    const wrong = (change: object) => ({ ...all(), ...change });
    await walk(wholeWay(), wrong({ proxyPassword: secret('wrongProxyPassword') }), 12);
    await walk(wholeWay(), wrong({ password: secret('wrongPassword') }), 11);
    await walk(wholeWay(), wrong({ headers: { ...all().headers, Authorization: secret('custom') } }), 11);
    await walk({ ...wholeWay(), trust: {} }, all(), 13);
    await walk(wholeWay(), wrong({ clientKeyPassphrase: secret('custom') }), 2);
    await walk({ ...wholeWay(), realmPaths: ['/nobody/knows'] }, all(), 11);
  });

  test.each(['400', '401', '403', '302', '503', '200'])(
    'when a gateway answers the upgrade with %s and repeats it',
    async (status) => {
      [repeats, repeatedStatus] = ['upgrade', status];
      await walk(toParrot(), all(), 14, []);
      await walk(toParrot(), all(), 14);
      expect(givenAway(secrets, parrot.requests.map(({ head }) => head.toString('latin1')).join())).toEqual(
        expect.arrayContaining(['otherHeader', 'issuedAccess']),
      );
    },
  );

  test.each(['400', '401', '302', '503', '200'])(
    'when an auth server answers with %s and repeats the request',
    async (status) => {
      [repeats, repeatedStatus] = ['auth', status];
      await walk(toParrot(), all(), 11);
    },
  );

  test.each(['403', '407', '502'])('when a forward proxy answers with %s and repeats it', async (status) => {
    [repeats, repeatedStatus] = ['connect', status];
    const route = { mode: 'manual', proxy: `http://127.0.0.1:${parrot.port}`, username: 'alice' } as const;
    await walk(toParrot({ route }), all(), 12);
  });

  test.each<[ProfileFile['credential'], number]>([
    [{ kind: 'jwt' }, 11],
    [{ kind: 'custom', provider: 'corp/sso' }, 11],
    [{ kind: 'refreshToken' }, 11],
    [{ kind: 'adminToken' }, 14],
  ])('with the credential %o', async (credential, status) => {
    [repeats, repeatedStatus] = [status === 11 ? 'auth' : 'upgrade', '401'];
    await walk(toParrot({ credential }), all(), status);
    [repeats, repeatedStatus] = ['upgrade', '400'];
    await walk(toParrot({ credential }), all(), 14);
  });

  test('when what was typed is refused', async () => {
    const { password } = all();
    await walk(toParrot(), `{"password": ${password}`, 2);
    await walk(toParrot(), { passwort: password }, 2);
    await walk(toParrot(), { headers: { 'X-Other': `${secret('otherHeader')}\r\nX: 1` } }, 2);
    await walk({ ...toParrot(), server: `http://alice:${password}@127.0.0.1` }, all(), 2);
    await walk({ ...toParrot(), password }, all(), 2);
    await walk({ ...toParrot(), trust: { ca: client.key } }, all(), 2);
  });

  test('with a saved profile and its keychain', async () => {
    const keyring: Keyring = await startKeyring({ state: 'unlocked' });
    try {
      const profile = toParrot({ credential: { kind: 'refreshToken' } });
      const entries = { refreshToken: secret('refreshToken'), 'header:x-other': secret('otherHeader') };
      const saved = await saveProfile(keyring, { ...profile, name: 'Saved' }, entries);
      [repeats, repeatedStatus] = ['upgrade', '400'];
      for (const isLocked of [false, true]) {
        if (isLocked) keyring.lock();
        const env = { ...talkative(), ...saved.env };
        const ended = await causeway(['check', 'Saved', '--json'], { env });
        expect(ended.status).toBe(isLocked ? 10 : 14);
        expect(givenAway(secrets, ended.stdout + ended.stderr + ended.argv)).toEqual([]);
        expect(givenAway(secrets, await everythingIn(saved.env['CAUSEWAY_USER_DATA'] ?? ''))).toEqual([]);
      }
    } finally {
      await keyring.stop();
    }
  });

  // After all the others: what they left behind.
  test('in the user’s folders, nor in the logs of squid and nginx', async () => {
    await mkdir(home.file('user'), { recursive: true });
    expect(givenAway(secrets, await everythingIn(home.path))).toEqual([]);
    await expect.poll(() => squid.accessLog()).toContain('TCP_TUNNEL/200');
    expect(givenAway(secrets, await squid.accessLog())).toEqual([]);
    expect(await gateway.accessLog()).toContain('/my/url/prefix/%2F');
    expect(givenAway(secrets, await gateway.accessLog())).toEqual([]);
  });
});
