import { describe, expect, onTestFinished, test } from 'vitest';
import type { ProfileFile } from '../../shared/profile.ts';
import { startCapture, type Capture } from '../peers/capture.ts';
import {
  accessToken,
  answer,
  identity,
  refreshToken,
  requestsOf,
  scripted,
  tunnelOpened,
  type Script,
} from './scripted-server.ts';
import { checkServices, everythingAt, type ServiceCheck } from './services.ts';

const realmToken = `Realm-Access-Token version=1 token="${accessToken}"`;
const corporate = 'Basic Y29ycDpvcGVuOiBzZXNhbWU=';

/** The profile behind the seed document's example. */
const seedProfile: ProfileFile = {
  formatVersion: 1,
  name: 'Seed',
  server: 'http://myROS.internal.com',
  credential: { kind: 'password', username: 'alice' },
  realmPaths: [`/${identity}/foo`],
  route: { mode: 'direct' },
  sync: { protocolVersions: [22] },
};
const password = 'open: "sesame" å';

async function serve(script: Script = {}): Promise<Capture> {
  const capture = await startCapture({ reply: scripted(script) });
  onTestFinished(() => capture.stop());
  return capture;
}

/** Runs the profile against a scripted server that stands at every name and port, and answers what was sent. */
async function sent({ script, ...call }: Partial<ServiceCheck> & { script?: Script } = {}): Promise<Capture> {
  const capture = await serve(script);
  const secrets = { password, ...call.secrets };
  await checkServices({ profile: seedProfile, dialer: everythingAt(capture), ...call, secrets });
  return capture;
}

/** The one line that differs each time, made comparable: 16 random bytes in base64 (RFC 6455 §4.1). */
function upgradeOf({ requests }: Capture): readonly string[] {
  const [upgrade, ...others] = requestsOf('GET', requests);
  expect(others).toEqual([]);
  const key = upgrade?.lines.find((line) => line.startsWith('Sec-WebSocket-Key: '))?.slice(19) ?? '';
  expect(Buffer.from(key, 'base64')).toHaveLength(16);
  return upgrade?.lines.map((line) => line.replace(key, 'FBeULDToSQx6zW+pXf8+Jw==')) ?? [];
}

describe('the upgrade request, byte for byte', () => {
  test('in its default form is the one in "Proxy Integration"', async () => {
    const capture = await sent();
    expect(upgradeOf(capture)).toEqual([
      'GET /realm-sync/%2Fb920bd7068ef2b470ff4226e0e85716a%2Ffoo HTTP/1.1',
      `Authorization: ${realmToken}`,
      'Connection: Upgrade',
      'Host: myROS.internal.com',
      'Sec-WebSocket-Key: FBeULDToSQx6zW+pXf8+Jw==',
      'Sec-WebSocket-Protocol: io.realm.sync.22',
      'Sec-WebSocket-Version: 13',
      'Upgrade: websocket',
    ]);
    const [upgrade] = requestsOf('GET', capture.requests);
    expect(upgrade?.head.toString('latin1').endsWith('Upgrade: websocket\r\n\r\n')).toBe(true);
    expect(upgrade?.body).toHaveLength(0);
  });

  test('carries the token under its new name, and the corporate Authorization beside it', async () => {
    const gateway = {
      authorizationHeaderName: 'X-Realm-Auth',
      customRequestHeaders: [{ name: 'Authorization', secret: true }],
    };
    const secrets = { headers: { authorization: corporate } };
    expect(upgradeOf(await sent({ profile: { ...seedProfile, gateway }, secrets }))).toEqual([
      'GET /realm-sync/%2Fb920bd7068ef2b470ff4226e0e85716a%2Ffoo HTTP/1.1',
      `Authorization: ${corporate}`,
      'Connection: Upgrade',
      'Host: myROS.internal.com',
      'Sec-WebSocket-Key: FBeULDToSQx6zW+pXf8+Jw==',
      'Sec-WebSocket-Protocol: io.realm.sync.22',
      'Sec-WebSocket-Version: 13',
      'Upgrade: websocket',
      `X-Realm-Auth: ${realmToken}`,
    ]);
  });

  test('has the URL prefix in the place of /realm-sync', async () => {
    const gateway = { urlPrefix: '/my/url/prefix' };
    const [requestLine, ...headers] = upgradeOf(await sent({ profile: { ...seedProfile, gateway } }));
    expect(requestLine).toBe('GET /my/url/prefix/%2Fb920bd7068ef2b470ff4226e0e85716a%2Ffoo HTTP/1.1');
    expect(headers).toHaveLength(7);
  });

  test('keeps the spelling of custom headers, and sorts them with the others', async () => {
    const customRequestHeaders = [
      { name: 'x-TEAM', value: 'mobile; a="b"' },
      { name: 'ACCEPT-language', value: 'en' },
    ];
    const profile = { ...seedProfile, gateway: { customRequestHeaders } };
    const names = upgradeOf(await sent({ profile })).map((line) => line.split(': ')[0]);
    expect(names.slice(1)).toEqual([
      'ACCEPT-language',
      'Authorization',
      'Connection',
      'Host',
      'Sec-WebSocket-Key',
      'Sec-WebSocket-Protocol',
      'Sec-WebSocket-Version',
      'Upgrade',
      'x-TEAM',
    ]);
    expect(upgradeOf(await sent({ profile }))).toContain('x-TEAM: mobile; a="b"');
  });

  test.each([
    ['http://ros.example:9080', 'ros.example:9080'],
    ['http://ros.example:80', 'ros.example'],
    ['http://127.0.0.1:443', '127.0.0.1:443'],
    ['http://[::1]:9080', '[::1]:9080'],
  ])('goes to %s with Host %s', async (server, host) => {
    expect(upgradeOf(await sent({ profile: { ...seedProfile, server } }))).toContain(`Host: ${host}`);
  });

  test('goes to the sync URL, while login stays with the server', async () => {
    const gateway = { syncUrl: 'ws://gateway.example:8080' };
    const capture = await sent({ profile: { ...seedProfile, gateway } });
    expect(upgradeOf(capture)).toContain('Host: gateway.example:8080');
    expect(requestsOf('POST', capture.requests)[0]?.lines).toContain('Host: myros.internal.com');
  });

  test('asks for one protocol version in each request, and for no compression unless told to', async () => {
    const sync = { protocolVersions: [22, 30, 24], compression: true };
    const { requests } = await sent({ profile: { ...seedProfile, sync } });
    const upgrades = requestsOf('GET', requests).map(({ lines }) => lines);
    const offers = upgrades.map((lines) => lines.filter((line) => line.startsWith('Sec-WebSocket-Protocol')));
    expect(offers).toEqual(
      [22, 30, 24].map((version) => [`Sec-WebSocket-Protocol: io.realm.sync.${version}`]),
    );
    const compression = 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits';
    for (const lines of upgrades) expect(lines).toContain(compression);
    expect(upgradeOf(await sent()).join()).not.toContain('Extensions');
  });

  test('opens the path that the auth server resolved', async () => {
    const capture = await sent({ profile: { ...seedProfile, realmPaths: ['/~/team_a/to-do.1'] } });
    expect(upgradeOf(capture)[0]).toBe(`GET /realm-sync/%2F${identity}%2Fteam_a%2Fto-do.1 HTTP/1.1`);
  });

  test('is shown as it was sent, secrets excepted', async () => {
    const capture = await serve();
    const gateway = {
      authorizationHeaderName: 'X-Realm-Auth',
      customRequestHeaders: [
        { name: 'Authorization', secret: true },
        { name: 'X-Team', value: 'mobile' },
      ],
    };
    const secrets = { password, headers: { Authorization: corporate } };
    const profile = { ...seedProfile, gateway };
    const { result } = await checkServices({ profile, secrets, dialer: everythingAt(capture) });
    const [upgrade] = requestsOf('GET', capture.requests);
    const shown = result.upgrade?.headers.map(([name, value]) => `${name}: ${value}`) ?? [];
    const masked = upgrade?.lines
      .slice(1)
      .map((line) => line.replace(corporate, '[secret]').replace(realmToken, '[secret]'));
    expect(shown).toEqual(masked);
    expect(upgrade?.lines[0]).toBe(`GET ${result.upgrade?.target ?? ''} HTTP/1.1`);
  });
});

describe('POST /auth, byte for byte', () => {
  const bodies = ({ requests }: Capture): unknown[] =>
    requestsOf('POST', requests).map(({ body }): unknown => JSON.parse(body.toString('utf8')));

  test('is JSON with the custom headers, and carries no token', async () => {
    const gateway = { customRequestHeaders: [{ name: 'X-tEAM', value: 'mobile' }] };
    const [login, access] = requestsOf(
      'POST',
      (await sent({ profile: { ...seedProfile, gateway } })).requests,
    );
    const body = `{"provider":"password","data":"alice","user_info":{"password":${JSON.stringify(password)},"register":false}}`;
    expect(login?.body.toString('utf8')).toBe(body);
    expect(login?.lines).toEqual([
      'POST /auth HTTP/1.1',
      'Host: myros.internal.com',
      'Accept: application/json',
      'Content-Type: application/json',
      'X-tEAM: mobile',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: keep-alive',
    ]);
    expect(access?.body.toString('utf8')).toBe(
      JSON.stringify({ provider: 'realm', data: refreshToken, path: `/${identity}/foo`, app_id: '' }),
    );
    expect(access?.connection).toBe(login?.connection);
  });

  test('stands below the path of the server’s URL', async () => {
    const capture = await sent({ profile: { ...seedProfile, server: 'http://corp.example/ros/' } });
    const requestLines = requestsOf('POST', capture.requests).map(({ lines }) => lines[0]);
    expect(requestLines).toEqual(['POST /ros/auth HTTP/1.1', 'POST /ros/auth HTTP/1.1']);
    expect(upgradeOf(capture)[0]).toContain('GET /realm-sync/%2F');
  });

  test.each<[ProfileFile['credential'], ServiceCheck['secrets'], unknown]>([
    [{ kind: 'anonymous' }, {}, { provider: 'anonymous', user_info: { register: false } }],
    [
      { kind: 'nickname', nickname: 'al' },
      {},
      { provider: 'nickname', data: 'al', user_info: { register: false } },
    ],
    [
      { kind: 'nickname', nickname: 'al', isAdmin: true },
      {},
      { provider: 'nickname', data: 'al', user_info: { is_admin: true, register: false } },
    ],
    [{ kind: 'jwt' }, { jwt: 'a.b.c' }, { provider: 'jwt', data: 'a.b.c', user_info: { register: false } }],
    [
      { kind: 'custom', provider: 'corp/sso', userInfo: { team: 7 } },
      { custom: { ticket: ['x', 1] } },
      { provider: 'corp/sso', data: { ticket: ['x', 1] }, user_info: { register: false, team: 7 } },
    ],
  ])('for %o', async (credential, secrets = {}, body) => {
    const [login] = bodies(await sent({ profile: { ...seedProfile, credential }, secrets }));
    expect(login).toEqual(body);
  });

  test('posts a refresh token for an access token only, and an admin token never', async () => {
    const refresh = { profile: { ...seedProfile, credential: { kind: 'refreshToken' } } } as const;
    expect(bodies(await sent({ ...refresh, secrets: { refreshToken: 'pasted' } }))).toEqual([
      { provider: 'realm', data: 'pasted', path: `/${identity}/foo`, app_id: '' },
    ]);
    const admin = { profile: { ...seedProfile, credential: { kind: 'adminToken' } } } as const;
    const capture = await sent({ ...admin, secrets: { adminToken: 'god:mode' } });
    expect(bodies(capture)).toEqual([]);
    expect(upgradeOf(capture)).toContain('Authorization: Realm-Access-Token version=1 token="god:mode"');
  });

  test('is not sent on to where a redirect points', async () => {
    const moved = answer('302 Found', '', 'Location: http://elsewhere.example/auth');
    const capture = await serve({ auth: () => moved });
    const call = { profile: seedProfile, secrets: { password }, dialer: everythingAt(capture) };
    expect((await checkServices(call)).problem).toEqual({
      kind: 'auth.moved',
      status: 302,
      host: 'elsewhere.example',
    });
    expect(capture.requests).toHaveLength(1);
  });
});

describe('CONNECT, byte for byte', () => {
  const proxyPassword = 'öpen: sesame';
  const basic = `Basic ${Buffer.from(`corp\\alice:${proxyPassword}`).toString('base64')}`;
  const connectLines = [
    'CONNECT myros.internal.com:80 HTTP/1.1',
    'Host: myros.internal.com:80',
    'Proxy-Connection: keep-alive',
  ];
  const challenge = (...headers: string[]) =>
    answer(
      '407 Proxy Authentication Required',
      'please',
      'Proxy-Authenticate: Basic realm="corp"',
      ...headers,
    );
  const withPassword = (lines: readonly string[]): boolean =>
    lines.some((line) => /^proxy-authorization:/i.test(line));

  const through = (proxy: Capture, extra: Partial<ServiceCheck> = {}): ServiceCheck => ({
    profile: {
      ...seedProfile,
      route: { mode: 'manual', proxy: `http://127.0.0.1:${proxy.port}`, username: 'corp\\alice' },
    },
    secrets: { password, proxyPassword },
    ...extra,
  });

  test('holds no password until the proxy asks, and asks no second time', async () => {
    const proxy = await serve({
      connect: ({ lines }) => (withPassword(lines) ? tunnelOpened : challenge()),
    });
    await checkServices(through(proxy));
    const connects = requestsOf('CONNECT', proxy.requests);
    expect(connects.map(({ lines }) => lines)).toEqual([
      connectLines,
      [...connectLines, `Proxy-Authorization: ${basic}`],
      // The sync leg: what the proxy wanted is known by now.
      [...connectLines, `Proxy-Authorization: ${basic}`],
    ]);
    expect(connects.map(({ connection }) => connection)).toEqual([1, 1, 2]);
  });

  test('leaves the password at home when the proxy never asks', async () => {
    const proxy = await serve();
    await checkServices(through(proxy));
    const sentToProxy = proxy.requests.map(({ head }) => head.toString('latin1')).join();
    expect(requestsOf('CONNECT', proxy.requests)).toHaveLength(2);
    expect(sentToProxy.toLowerCase()).not.toContain('proxy-authorization');
    expect(sentToProxy).not.toContain(basic.slice(6));
  });

  test('goes over a new connection when the proxy closes after its 407', async () => {
    const closing = challenge('Connection: close');
    const proxy = await serve({
      connect: ({ lines }) => (withPassword(lines) ? tunnelOpened : closing),
    });
    await checkServices(through(proxy));
    const [first, second] = requestsOf('CONNECT', proxy.requests);
    expect([first?.connection, second?.connection]).toEqual([1, 2]);
    expect(withPassword(first?.lines ?? [])).toBe(false);
    expect(withPassword(second?.lines ?? [])).toBe(true);
  });

  test('carries nothing that is meant for the other side of the proxy', async () => {
    const proxy = await serve();
    const gateway = { customRequestHeaders: [{ name: 'X-Team', value: 'mobile' }] };
    const call = through(proxy);
    await checkServices({ ...call, profile: { ...call.profile, gateway } });
    for (const { lines } of requestsOf('CONNECT', proxy.requests)) expect(lines).toEqual(connectLines);
  });
});
