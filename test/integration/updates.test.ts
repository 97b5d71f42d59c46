import { createHash } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { App, AppUpdates } from '../../main/app.ts';
import { systemDialer, type Dialer } from '../../main/ports/dialer.ts';
import type { Ports } from '../../main/dependencies.ts';
import { EnvironmentSystemProxy } from '../../main/network/environment-proxy.ts';
import { nodeFiles } from '../../main/ports/files.ts';
import { MemoryKeychain } from '../../main/ports/keychain.ts';
import { NodeSystemRoots } from '../../main/ports/system-roots.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import type { EnteredSecrets } from '../../shared/secrets.ts';
import { defaultSettings, type UpdateSettings } from '../../shared/settings.ts';
import type { UpdateOutcome, UpdateStatus } from '../../shared/update-status.ts';
import { MemoryDocuments } from '../fakes/documents.ts';
import { artefactOf, manifestOf, signedManifest, signingKey } from '../fakes/update-feed.ts';
import { FakeUpdateInstaller, MemoryUpdateFiles, quietUpdates } from '../fakes/updates.ts';
import { makeFolder } from '../peers/folder.ts';
import { until } from '../peers/process.ts';
import { startSquid, type Squid, type SquidAuth } from '../peers/squid.ts';
import { startEmptyApp } from './app.ts';
import { forThisTest } from './demo-hops.ts';
import { QuickClock } from './quick-clock.ts';
import { realPorts } from './services.ts';
import { feedHost, startUpdateFeed, type Feed } from '../peers/update-feed.ts';

/** Updates behind a real squid: a feed whose name only squid resolves, and a dialer that notes every step past it. */

const user = { username: 'nell', password: 'canary-update-29' };
const logins: readonly SquidAuth[] = [
  { kind: 'basic', users: [user] },
  { kind: 'digest', users: [user] },
  { kind: 'ntlm' },
];

const squidWith = (auth: SquidAuth = { kind: 'basic', users: [user] }): Promise<Squid> =>
  forThisTest(startSquid({ auth, hosts: { [feedHost]: '127.0.0.1' } }));

const startFeed = (): Promise<Feed> => forThisTest(startUpdateFeed());

interface Steps {
  readonly dialled: string[];
  readonly resolved: string[];
}

function tripwire(): Steps & { readonly dialer: Dialer } {
  const steps: Steps = { dialled: [], resolved: [] };
  const dialer: Dialer = {
    ...systemDialer,
    resolve: (host, signal) => {
      steps.resolved.push(host);
      return systemDialer.resolve(host, signal);
    },
    connect: (host, port, addresses, signal) => {
      steps.dialled.push(`${host}:${port}`);
      return systemDialer.connect(host, port, addresses, signal);
    },
  };
  return { ...steps, dialer };
}

interface Around {
  readonly feed: Feed;
  readonly squid: Squid;
  readonly password?: string;
  readonly route?: ProfileFile['route'];
  readonly settings?: Partial<UpdateSettings>;
  readonly updates?: Partial<AppUpdates>;
  readonly isQuick?: boolean;
  readonly ports?: Partial<Ports>;
}

interface Behind extends Steps {
  readonly app: App;
  readonly status: () => UpdateStatus;
  /** As a person who presses “Check now”. */
  readonly check: () => Promise<UpdateOutcome | null>;
}

async function behind(around: Around): Promise<Behind> {
  const { feed, squid, password = user.password } = around;
  const { dialer, ...steps } = tripwire();
  const ports = {
    ...realPorts(dialer),
    ...(around.isQuick === true ? { clock: new QuickClock(10) } : {}),
    ...around.ports,
  };
  const updates = quietUpdates({ keys: [feed.key.publicKey], ...around.updates });
  const app = startEmptyApp(new MemoryDocuments(), new MemoryKeychain(), ports, { updates });
  const profile: ProfileFile = {
    formatVersion: 1,
    name: 'Corporate',
    server: 'https://ros.corp.internal:9443',
    credential: { kind: 'password', username: 'nell' },
    realmPaths: ['/~/tasks'],
    route: { mode: 'manual', proxy: squid.url, username: user.username, neverDirect: true, ...around.route },
    trust: { ca: feed.ca },
  };
  const secrets: EnteredSecrets = { proxyPassword: password };
  expect(await app.handlers.saveProfile({ id: null, profile, secrets })).toMatchObject({ ok: true });
  await app.handlers.changeSettings({
    updates: { ...defaultSettings.updates, feed: feed.url, ...around.settings },
  });
  const status = () => app.view.updates;
  const check = async () => {
    await app.handlers.checkForUpdates(undefined);
    await until(
      () => !status().isChecking,
      () => JSON.stringify(status()),
      40_000,
    );
    return status().lastCheck?.outcome ?? null;
  };
  return { app, status, check, ...steps };
}

const refused = (kind: string, more: object = {}) => ({ kind: 'refused', refusal: { kind, ...more } });
const tunnels = async (squid: Squid) =>
  (await squid.accessLog()).split('\n').filter((line) => line.includes('CONNECT'));

describe('a feed behind a forward proxy', () => {
  test.each(logins)('is asked through it with the profile’s login: $kind', async (auth) => {
    const feed = await startFeed();
    const squid = await squidWith(auth);
    const { check, status, dialled, resolved } = await behind({ feed, squid });
    expect(await check()).toEqual({ kind: 'offered', version: '0.3.0' });
    expect(status().offered).toMatchObject({ version: '0.3.0', step: { state: 'told' } });
    expect(new Set(dialled)).toEqual(new Set([`${squid.host}:${squid.port}`]));
    expect(new Set(resolved)).toEqual(new Set([squid.host]));
  });

  test('learns nothing of this computer, and the proxy’s password goes to the proxy alone', async () => {
    const feed = await startFeed();
    const documents = new MemoryDocuments();
    const { check } = await behind({ feed, squid: await squidWith(), updates: { documents } });
    await check();
    const heads = feed.requests.map(({ rawHeaders, url, method }) => [method, url, rawHeaders]);
    expect(heads).toEqual([
      [
        'GET',
        '/feed/stable.update',
        ['Host', `${feedHost}:${feed.port}`, 'Accept', '*/*', 'Connection', 'close'],
      ],
    ]);
    expect(documents.text).not.toContain('canary');
  });

  test('gets one wrong password in one round, and says so', async () => {
    const feed = await startFeed();
    const squid = await squidWith();
    const { check, dialled } = await behind({ feed, squid, password: 'wrong' });
    expect(await check()).toMatchObject(
      refused('onTheWay', { problem: { kind: 'route.authRequired', tried: true } }),
    );
    const log = await tunnels(squid);
    expect(log.filter((line) => line.includes(` ${user.username} `))).toHaveLength(1);
    expect(log).toHaveLength(2);
    expect([feed.requests.length, new Set(dialled)]).toEqual([0, new Set([`${squid.host}:${squid.port}`])]);
  });

  test('is not asked directly where the profile never goes so, and the proxy is gone', async () => {
    const feed = await startFeed();
    const squid = await squidWith();
    await squid.stop();
    const { check, dialled, resolved } = await behind({ feed, squid });
    expect(await check()).toMatchObject(refused('onTheWay', { problem: { kind: 'route.unreachable' } }));
    expect([new Set(dialled), resolved.includes(feedHost)]).toEqual([
      new Set([`${squid.host}:${squid.port}`]),
      false,
    ]);
  });

  test('is looked up here, and not found, where updates go as this computer does', async () => {
    const feed = await startFeed();
    const { check } = await behind({ feed, squid: await squidWith(), settings: { way: 'system' } });
    expect(await check()).toEqual(refused('feedUnresolved', { host: feedHost }));
  });

  test('is asked as this computer goes, with the login in its variable and the authorities that it trusts', async () => {
    const feed = await startFeed();
    const squid = await squidWith();
    const folder = await makeFolder('roots');
    onTestFinished(() => folder.remove());
    const roots = await folder.write('ca.pem', feed.ca);
    const login = `${user.username}:${user.password}`;
    const variables = { https_proxy: `http://${login}@${squid.host}:${squid.port}` };
    const { check, dialled, resolved } = await behind({
      feed,
      squid,
      settings: { way: 'system' },
      ports: {
        systemProxy: new EnvironmentSystemProxy(variables),
        systemRoots: new NodeSystemRoots({ SSL_CERT_FILE: roots }, nodeFiles),
      },
    });
    expect(await check()).toEqual({ kind: 'offered', version: '0.3.0' });
    expect([new Set(dialled), new Set(resolved)]).toEqual([
      new Set([`${squid.host}:${squid.port}`]),
      new Set([squid.host]),
    ]);
  });

  test('is not asked where the profile whose way was chosen is gone', async () => {
    const feed = await startFeed();
    const { app, check, dialled } = await behind({ feed, squid: await squidWith() });
    const [profile] = app.view.profiles;
    if (profile === undefined) throw new Error('no profile');
    await app.handlers.changeSettings({ updates: { ...app.view.settings.updates, way: profile.id } });
    expect(await check()).toMatchObject({ kind: 'offered' });
    const before = dialled.length;
    await app.handlers.removeProfiles({ ids: [profile.id] });
    expect([await check(), dialled.length]).toEqual([refused('wayMissing'), before]);
  });

  test('is refused where its certificate is of an authority that the profile doesn’t trust', async () => {
    const [feed, other] = [await startFeed(), await startFeed()];
    const { check } = await behind({ feed: { ...feed, ca: other.ca }, squid: await squidWith() });
    expect(await check()).toEqual(refused('feedUntrusted', { host: feedHost }));
    expect(feed.requests).toEqual([]);
  });
});

describe('updates that are off', () => {
  test('ask nothing, not even when they are told to', async () => {
    const feed = await startFeed();
    const squid = await squidWith();
    const { app, status, dialled, resolved } = await behind({ feed, squid, settings: { mode: 'off' } });
    await app.handlers.checkForUpdates(undefined);
    await app.handlers.installUpdate(undefined);
    expect([status().isChecking, status().lastCheck]).toEqual([false, null]);
    expect([feed.requests.length, await tunnels(squid), dialled, resolved]).toEqual([0, [], [], []]);
  });

  test('end what was under way', async () => {
    const feed = await startFeed();
    feed.files.set('/feed/stable.update', () => undefined);
    const { app, status } = await behind({ feed, squid: await squidWith() });
    await app.handlers.checkForUpdates(undefined);
    await until(
      () => feed.requests.length === 1,
      () => 'the feed is not asked',
    );
    await app.handlers.changeSettings({ updates: { ...app.view.settings.updates, mode: 'off' } });
    await until(
      () => !status().isChecking,
      () => 'it goes on',
    );
    expect(status().lastCheck?.outcome).toBeNull();
  });
});

describe('what a feed answers is refused with a reason', () => {
  const now = Date.now();
  const day = 24 * 60 * 60_000;
  const manifest = manifestOf(now);

  const answers: readonly (readonly [string, (feed: Feed) => void, object])[] = [
    [
      'an altered manifest',
      ({ files, key }) => {
        const text = signedManifest(manifest, key).toString().replace('"0.3.0"', '"0.3.9"');
        files.set('/feed/stable.update', Buffer.from(text));
      },
      { kind: 'altered' },
    ],
    [
      'a foreign key',
      ({ files }) => files.set('/feed/stable.update', signedManifest(manifest, signingKey())),
      { kind: 'foreignKey' },
    ],
    [
      'a sign-in page',
      ({ files }) => files.set('/feed/stable.update', Buffer.from('<!doctype html><title>Sign in</title>')),
      { kind: 'unsigned' },
    ],
    [
      'an older version',
      ({ publish }) => publish({ version: '0.1.9' }),
      { kind: 'olderVersion', version: '0.1.9' },
    ],
    [
      'an expired manifest',
      ({ publish }) => publish({ issuedAt: now - 9 * day, expiresAt: now - day }),
      { kind: 'expired', at: now - day },
    ],
    [
      'another channel’s',
      ({ files, key }) =>
        files.set('/feed/stable.update', signedManifest({ ...manifest, channel: 'beta' }, key)),
      { kind: 'otherChannel', channel: 'beta' },
    ],
    [
      'too much',
      ({ files }) => files.set('/feed/stable.update', Buffer.alloc(64 * 1024 + 1)),
      { kind: 'tooLarge', mostBytes: 64 * 1024 },
    ],
    [
      'too much that doesn’t say so',
      ({ files }) =>
        files.set('/feed/stable.update', (response) => {
          const more = () => void (response.destroyed || response.write(Buffer.alloc(16 * 1024), more));
          more();
        }),
      { kind: 'tooLarge', mostBytes: 64 * 1024 },
    ],
    [
      'a redirect without TLS',
      ({ files }) =>
        files.set('/feed/stable.update', (response) =>
          response.writeHead(302, { Location: `http://${feedHost}/feed/stable.update` }).end(),
        ),
      { kind: 'redirected', host: feedHost, isPlain: true },
    ],
    [
      'any redirect',
      ({ files }) =>
        files.set('/feed/stable.update', (response) => response.writeHead(307, { Location: '/x' }).end()),
      { kind: 'redirected', host: feedHost, isPlain: false },
    ],
    ['nothing there', ({ files }) => files.clear(), { kind: 'status', host: feedHost, status: 404 }],
    [
      'half of it',
      ({ files }) =>
        files.set('/feed/stable.update', (response) => {
          response.writeHead(200, { 'Content-Length': 1000 });
          response.write('causeway', () => response.destroy());
        }),
      { kind: 'cutOff', host: feedHost },
    ],
  ];

  test.each(answers)('%s', async (_what, prepare, refusal) => {
    const feed = await startFeed();
    prepare(feed);
    const { check, status } = await behind({ feed, squid: await squidWith() });
    expect([await check(), status().offered]).toEqual([{ kind: 'refused', refusal }, null]);
    expect(feed.requests).toHaveLength(1);
  });

  test.each([
    ['never answers', () => undefined],
    [
      'stops in the middle',
      (response: Parameters<Extract<Parameters<Feed['files']['set']>[1], (...input: never) => void>>[0]) =>
        void response.writeHead(200).write('causeway-update 1 '),
    ],
  ] as const)('one that %s', async (_what, hang) => {
    const feed = await startFeed();
    feed.files.set('/feed/stable.update', hang);
    const { check } = await behind({ feed, squid: await squidWith(), isQuick: true });
    expect(await check()).toEqual(refused('silent', { host: feedHost, seconds: 30 }));
  });

  test('an old manifest after a newer one, though both are genuine, and after a restart too', async () => {
    const feed = await startFeed();
    const documents = new MemoryDocuments();
    const squid = await squidWith();
    const first = await behind({ feed, squid, updates: { documents } });
    const old = feed.files.get('/feed/stable.update');
    feed.publish({ issuedAt: now, version: '0.3.1' });
    expect(await first.check()).toEqual({ kind: 'offered', version: '0.3.1' });
    if (old !== undefined) feed.files.set('/feed/stable.update', old);
    expect(await first.check()).toMatchObject(refused('replayed', { seenAt: now }));
    expect(first.status().offered).toMatchObject({ version: '0.3.1' });
    await first.app.dispose();
    const second = await behind({ feed, squid, updates: { documents } });
    expect(await second.check()).toMatchObject(refused('replayed', { seenAt: now }));
  });
});

describe('a rollout', () => {
  test('says the same to this computer each time it asks', async () => {
    const feed = await startFeed();
    const squid = await squidWith();
    const documents = new MemoryDocuments({ id: 'a-stable-random-id' });
    // With this id: in the first tenth of one version, and not of the other.
    const inFirstTenth = (version: string) =>
      createHash('sha256').update(`a-stable-random-id\n${version}`).digest().readUInt32BE(0) / 2 ** 32 < 0.1;
    const versions = Array.from({ length: 60 }, (_, at) => `0.3.${at}`);
    const early = versions.find(inFirstTenth) ?? '';
    const late = versions.find((version) => !inFirstTenth(version)) ?? '';
    const { check } = await behind({ feed, squid, updates: { documents } });
    for (const [version, kind] of [
      [early, 'offered'],
      [late, 'heldBack'],
    ]) {
      feed.publish({ version: version ?? '', rollout: 10, issuedAt: now() });
      expect([await check(), await check()]).toEqual([
        { kind, version },
        { kind, version },
      ]);
    }
  });
  const now = () => Date.now();
});

describe('where the app brings updates itself', () => {
  const installer = Buffer.from('an installer, as it was signed'.repeat(5_000));
  const path = '0.3.0/Causeway-0.3.0-x64.exe';

  async function onWindows(
    own: { readonly settings?: Partial<UpdateSettings>; readonly isQuick?: boolean } = {},
  ) {
    const feed = await startFeed();
    feed.files.set(`/feed/${path}`, installer);
    feed.publish({ artefacts: { 'win32-x64': artefactOf(path, installer) } });
    const files = new MemoryUpdateFiles();
    const system = new FakeUpdateInstaller();
    const on = { quits: 0 };
    const updates: Partial<AppUpdates> = {
      ...{ bringer: 'app', system: 'win32-x64', files, installer: system, quit: () => (on.quits += 1) },
    };
    const squid = await squidWith();
    const app = await behind({ feed, squid, updates, ...own });
    return { feed, files, system, on, squid, ...app };
  }

  test('it is fetched through the proxy, verified, and installed when the person says so', async () => {
    const { app, check, status, files, system, on, dialled, squid } = await onWindows();
    expect(await check()).toEqual({ kind: 'offered', version: '0.3.0' });
    expect([status().offered?.step, system.installed, on.quits]).toEqual([{ state: 'ready' }, [], 0]);
    expect(files.files.get('Causeway-0.3.0-x64.exe')).toEqual(installer);
    await app.handlers.installUpdate(undefined);
    expect([system.installed, on.quits]).toEqual([['/memory/Causeway-0.3.0-x64.exe 0.3.0'], 1]);
    expect(new Set(dialled)).toEqual(new Set([`${squid.host}:${squid.port}`]));
  });

  test('it is only told of where that was chosen, and fetched on a press', async () => {
    const { app, check, status, feed } = await onWindows({ settings: { mode: 'tell' } });
    await check();
    expect([status().offered?.step, feed.requests.length]).toEqual([{ state: 'told' }, 1]);
    await app.handlers.installUpdate(undefined);
    expect(status().offered?.step).toEqual({ state: 'ready' });
  });

  test('it is not fetched twice', async () => {
    const { check, feed } = await onWindows();
    await check();
    await check();
    expect(feed.requests.filter(({ url }) => url?.endsWith('.exe'))).toHaveLength(1);
  });

  const wrongs: readonly (readonly [string, (feed: Feed) => void, object])[] = [
    [
      'an altered file',
      ({ files }) =>
        files.set(`/feed/${path}`, Buffer.from(installer.toString().replace('signed', 'Signed'))),
      { kind: 'wrongHash' },
    ],
    [
      'a short file',
      ({ files }) => files.set(`/feed/${path}`, installer.subarray(1)),
      { kind: 'wrongSize', bytes: installer.length - 1, expected: installer.length },
    ],
    [
      'a long file',
      ({ files }) => files.set(`/feed/${path}`, Buffer.concat([installer, Buffer.from('!')])),
      { kind: 'tooLarge', mostBytes: installer.length },
    ],
    [
      'a redirect to another host',
      ({ files }) =>
        files.set(`/feed/${path}`, (response) =>
          response.writeHead(302, { Location: 'http://x.example/' }).end(),
        ),
      { kind: 'redirected', host: feedHost, isPlain: true },
    ],
  ];
  test.each(wrongs)('%s is refused, and nothing of it is kept', async (_what, prepare, refusal) => {
    const { check, status, files, feed, app, system, on } = await onWindows();
    prepare(feed);
    expect([await check(), status().offered?.step]).toEqual([
      { kind: 'refused', refusal },
      { state: 'told' },
    ]);
    expect([...files.files.keys()]).toEqual([]);
    await app.handlers.installUpdate(undefined);
    expect([system.installed, on.quits]).toEqual([[], 0]);
  });

  test('a file that hangs is given up', async () => {
    const { check, feed } = await onWindows({ isQuick: true });
    feed.files.set(`/feed/${path}`, (response) => void response.writeHead(200).write('an installer'));
    expect(await check()).toEqual(refused('silent', { host: feedHost, seconds: 30 }));
  });

  test('a file that was altered on the disk after it was verified is not started', async () => {
    const { app, check, status, files, system, on } = await onWindows();
    await check();
    files.files.set('Causeway-0.3.0-x64.exe', Buffer.alloc(installer.length, 'x'));
    await app.handlers.installUpdate(undefined);
    expect([status().lastCheck?.outcome, system.installed, on.quits]).toEqual([refused('wrongHash'), [], 0]);
  });

  test('a full disk and an installer that doesn’t start are said', async () => {
    const full = await onWindows();
    full.files.isFull = true;
    expect(await full.check()).toEqual(refused('notStored'));
    const broken = await onWindows();
    broken.system.isBroken = true;
    await broken.check();
    await broken.app.handlers.installUpdate(undefined);
    expect([broken.status().lastCheck?.outcome, broken.on.quits]).toEqual([refused('notInstalled'), 0]);
  });
});
