import { version } from '../../../package.json';
import { givenWith } from '../../../shared/destinations.ts';
import { profileIdSchema, sessionIdOf, type ProfileId } from '../../../shared/brand.ts';
import type { Problem } from '../../../shared/problem.ts';
import { newListPosition } from '../../../shared/list-position.ts';
import { defaultLocalSettings } from '../../../shared/local-settings.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import { parseProfile, type Profile, type ProfileFile } from '../../../shared/profile.ts';
import type {
  AppView,
  DemoStatus,
  ProfileView,
  SessionPhase,
  SessionStatus,
  Stage,
  Trace,
} from '../../../shared/status.ts';
import { noUpdates } from '../../../shared/update-status.ts';
import { presented } from '../shared/presented.ts';

/** Views to draw, for tests and for looking at. Times count from one moment. */
export const sceneNow = Date.parse('2026-03-02T12:26:00Z');

/** What the status bar says at its end: a sign that the window is drawn. */
export const nameAndVersion = `Causeway ${version}`;

const second = 1000;
const minute = 60 * second;

export function profileOf(file: Partial<ProfileFile> = {}): Profile {
  const parsed = parseProfile({
    formatVersion: 1,
    name: 'Staging',
    environment: 'staging',
    server: 'https://ros.internal.example:9443',
    credential: { kind: 'password', username: 'alice' },
    realmPaths: ['/~/tasks', '/~/settings', '/shared/orders'],
    ...file,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
  return parsed.value;
}

export const corporate = (file: Partial<ProfileFile> = {}): Profile =>
  profileOf({
    gateway: {
      syncUrl: 'wss://gateway.example',
      authorizationHeaderName: 'X-Realm-Auth',
      urlPrefix: '/my/url/prefix',
      customRequestHeaders: [
        { name: 'Authorization', secret: true },
        { name: 'X-Team', value: 'mobile' },
      ],
    },
    route: { mode: 'manual', proxy: 'http://proxy.example:3128', username: 'corp\\alice' },
    ...file,
  });

export const online = (rttMs: number | null = 14.2): SessionPhase => ({
  state: 'online',
  attempt: 1,
  since: sceneNow - 192 * minute - 8 * second,
  protocol: 'io.realm.sync.30',
  rttMs,
  ending: null,
});

const stage = (
  leg: Stage['leg'],
  name: Stage['name'],
  startedMs: number,
  ms: number,
  detail: Stage['detail'],
): Stage => ({
  leg,
  name,
  ok: true,
  startedMs,
  ms,
  detail,
});

const stages: readonly Stage[] = [
  stage('auth', 'keychain', 0, 3.2, 'GNOME Keyring'),
  stage('auth', 'route', 3.2, 0.4, {
    kind: 'ways',
    ways: [{ kind: 'forwardProxy', proxy: 'http://proxy.example:3128', reason: 'profile' }],
  }),
  stage('auth', 'resolve', 3.6, 1.8, 'proxy.example → 10.1.4.9'),
  stage('auth', 'connect', 5.4, 6.1, '10.1.4.9:3128'),
  stage('auth', 'proxy', 11.5, 14, 'CONNECT ros.internal.example:9443 → 200'),
  stage('auth', 'tls', 25.5, 21, 'TLSv1.3, TLS_AES_256_GCM_SHA384'),
  stage('auth', 'access-token', 46.5, 38, 'expires in 10 minutes'),
  stage('sync', 'connect', 85, 6, '10.1.4.9:3128'),
  stage('sync', 'proxy', 91, 13, 'CONNECT gateway.example:443 → 200'),
  stage('sync', 'tls', 104, 20, 'TLSv1.3, TLS_AES_256_GCM_SHA384'),
  stage('sync', 'upgrade', 124, 31, '101, io.realm.sync.30'),
  stage('sync', 'bind', 155, 16, 'IDENT 4'),
  stage('sync', 'heartbeat', 171, 14.2, null),
];

export const traceOf = (change: Partial<Trace> = {}): Trace => ({
  attempt: 1,
  startedAt: sceneNow - 192 * minute - 8 * second,
  route: { kind: 'forwardProxy', proxy: 'http://proxy.example:3128', reason: 'profile' },
  stages,
  current: null,
  problem: null,
  ...change,
});

export function sessionOf(
  id: ProfileId,
  realmPath: string,
  phase: SessionPhase,
  change: Partial<SessionStatus> = {},
): SessionStatus {
  return {
    id: sessionIdOf(id, realmPath),
    realmPath,
    syncPrefix: null,
    resolvedPath: realmPath.replace('~', 'b920bd7068ef2b470ff4226e0e85716a'),
    phase,
    trying: null,
    token: { state: 'fresh', expiresAt: sceneNow + 310 * second, renewsAt: sceneNow + 250 * second },
    trace: traceOf(),
    upgrade: {
      target: '/my/url/prefix/%2Fb920bd7068ef2b470ff4226e0e85716a%2Ftasks',
      headers: [
        ['Authorization', '[secret]'],
        ['Connection', 'Upgrade'],
        ['Host', 'gateway.example'],
        ['Sec-WebSocket-Key', 'FBeULDToSQx6zW+pXf8+Jw=='],
        ['Sec-WebSocket-Protocol', 'io.realm.sync.30,io.realm.sync.29,io.realm.sync.22'],
        ['Sec-WebSocket-Version', '13'],
        ['Upgrade', 'websocket'],
        ['X-Realm-Auth', 'Realm-Access-Token version=1 token="[secret]"'],
        ['X-Team', 'mobile'],
      ],
    },
    lastEnd: null,
    downSince: 'problem' in phase ? sceneNow - 3 * minute : null,
    heartbeats: 192,
    upgrades: 1,
    refreshes: 23,
    traffic: { received: { messages: 41, bytes: 96_420 }, sent: { messages: 27, bytes: 18_730 } },
    ...change,
  };
}

export function profileView(
  name: string,
  profile: Profile,
  phases: readonly SessionPhase[] = profile.realmPaths.map(() => online()),
  change: Partial<ProfileView> = {},
): ProfileView {
  const id = profileIdSchema.parse(name);
  const { savedSecrets = ['refreshToken', 'proxyPassword', 'header:authorization'] } = change;
  return {
    id,
    profile,
    temporary: false,
    pins: [],
    local: defaultLocalSettings,
    ...newListPosition,
    pinging: { everyMs: 60_000, idleLimit: null, ageLimit: null, suggestedMs: null },
    revocation: null,
    wanted: true,
    savedSecrets,
    given: Object.fromEntries(savedSecrets.map((kind) => [kind, givenWith(kind, profile)])),
    signIn: { state: 'signedIn', identity: 'b920bd7068ef2b470ff4226e0e85716a', storedIn: 'keychain' },
    sessions: profile.realmPaths.map((path, index) =>
      sessionOf(id, path, phases[index % phases.length] ?? { state: 'idle' }),
    ),
    relay: { state: 'off' },
    ...change,
  };
}

export const appView = (profiles: readonly ProfileView[], change: Partial<AppView> = {}): AppView => ({
  revision: 1,
  about: {
    version,
    electron: '45.4.1',
    chromium: '148',
    node: '24.1.0',
    platform: 'linux',
    system: 'Linux 6.1 x64',
  },
  settings: defaultSettings,
  language: 'en',
  keychain: { state: profiles.length === 0 ? 'unused' : 'ready' },
  demo: { state: 'off' },
  notices: [],
  foldedGroups: [],
  removal: null,
  updates: noUpdates,
  profiles,
  ...change,
});

export const forbidden: Problem = { kind: 'gateway.forbidden', status: 403 };
export const proxyWantsPassword: Problem = {
  kind: 'route.authRequired',
  proxy: 'http://proxy.example:3128',
  status: 407,
  schemes: ['Basic'],
  tried: false,
};

const demoId = profileIdSchema.parse('demo');
export const demoRunning: DemoStatus = {
  state: 'running',
  hasApp: false,
  profileId: demoId,
  hops: [
    {
      name: 'forwardProxy',
      fault: null,
      address: '127.0.0.1:41233',
      requests: 6,
      refused: 1,
      bytes: 48213,
      last: 'opened a tunnel to 127.0.0.1:36119 for demo-user',
    },
    {
      name: 'gateway',
      fault: null,
      address: '127.0.0.1:36119',
      requests: 5,
      refused: 0,
      bytes: 41002,
      last: 'let an upgrade pass and moved /my/url/prefix to /realm-sync',
    },
    {
      name: 'server',
      fault: null,
      address: '127.0.0.1:39721',
      requests: 5,
      refused: 0,
      bytes: 40110,
      last: 'answered a heartbeat on /demo/tasks',
    },
  ],
};

export const demoProfile = (): ProfileView =>
  profileView(
    'demo',
    corporate({
      name: 'Demo',
      environment: 'development',
      server: 'http://127.0.0.1:36119',
      realmPaths: ['/~/tasks', '/~/settings'],
      gateway: {
        syncUrl: 'ws://127.0.0.1:36119',
        authorizationHeaderName: 'X-Realm-Auth',
        urlPrefix: '/my/url/prefix',
        customRequestHeaders: [{ name: 'Authorization', secret: true }],
      },
      route: { mode: 'manual', proxy: 'http://127.0.0.1:41233', username: 'demo-user' },
    }),
    [online(1.8)],
    { temporary: true },
  );

const many: readonly ProfileView[] = [
  profileView('berlin', corporate({ name: 'Berlin', environment: 'production' }), [online(12)]),
  profileView('singapore', corporate({ name: 'Singapore', environment: 'production' }), [
    { state: 'connecting', attempt: 3 },
    online(181),
  ]),
  profileView('corp', corporate({ name: 'corp gateway' }), [
    online(14.2),
    online(15.4),
    { state: 'blocked', problem: forbidden },
  ]),
  profileView('waiting', corporate({ name: 'flaky uplink' }), [
    { state: 'waiting', problem: { kind: 'session.closed', code: 1006 }, until: sceneNow + 8 * second },
  ]),
  profileView('local', profileOf({ name: 'local', environment: 'development' }), [{ state: 'idle' }], {
    wanted: false,
    signIn: { state: 'signedOut' },
  }),
  profileView('offline', profileOf({ name: 'on the train', environment: 'own' }), [
    { state: 'offline', problem: { kind: 'network.down' }, until: sceneNow },
  ]),
  profileView('admin', profileOf({ name: 'admin', environment: 'own', trust: { verify: false } })),
];

const allPhases = profileView(
  'phases',
  corporate({
    name: 'Every phase',
    environment: 'production',
    realmPaths: [
      '/~/idle',
      '/~/token',
      '/~/connecting',
      '/~/online',
      '/~/waiting',
      '/~/offline',
      '/~/blocked',
    ],
  }),
  [
    { state: 'idle' },
    { state: 'awaitingToken' },
    { state: 'connecting', attempt: 2 },
    online(),
    {
      state: 'waiting',
      problem: { kind: 'gateway.busy', status: 503, retryAfterMs: null },
      until: sceneNow + 8000,
    },
    { state: 'offline', problem: { kind: 'network.down' }, until: sceneNow },
    { state: 'blocked', problem: { kind: 'session.permissionDenied', code: 206 } },
  ],
);

const longName = 'The exceedingly long name of a profile that somebody from the platform team chose';
const long = profileView(
  'long',
  corporate({
    name: longName.slice(0, 80),
    environment: 'production',
    server:
      'https://realm-object-server.eu-central-1.platform.internal.corporation.example:9443/realm/object/server',
    realmPaths: ['/~/an-extraordinarily-long-realm-path-that-goes-on/and-on/and-on/until-it-ends', '/~/b'],
  }),
  [
    {
      state: 'blocked',
      problem: {
        kind: 'tls.untrusted',
        hop: 'gateway',
        host: 'gateway.eu-central-1.platform.internal.corporation.example',
        issuer: 'Corporation Example Platform Internal Issuing Authority 7',
        fingerprint: 'AA:BB',
        cause: 'unknownIssuer',
        presented: presented(),
      },
    },
    online(1204),
  ],
);

const connecting = profileView('busy', corporate({ name: 'Connecting' }), [
  { state: 'connecting', attempt: 1 },
]);
const underWay: ProfileView = {
  ...connecting,
  sessions: connecting.sessions.map((session) => ({
    ...session,
    upgrade: null,
    trace: traceOf({
      startedAt: sceneNow - 240,
      stages: stages.slice(0, 10),
      current: { leg: 'sync', name: 'upgrade' },
    }),
  })),
};

const refusedAtProxy = profileView('proxy', corporate({ name: 'Behind squid' }), [
  { state: 'blocked', problem: proxyWantsPassword },
]);

const needsUser = profileView('needs', corporate({ name: 'Signed out by force' }), [{ state: 'idle' }], {
  signIn: { state: 'needsUser', problem: { kind: 'auth.credentialRefused', status: 401, code: 611 } },
});

export const scenes = {
  loading: null,
  welcome: appView([]),
  demoStarting: appView([], { demo: { state: 'starting' } }),
  demo: appView([demoProfile()], { demo: demoRunning }),
  one: appView([profileView('one', corporate())]),
  many: appView([...many], {
    notices: [{ kind: 'profilesSetAside', file: 'profiles.damaged-2026-03-02.json', restored: true }],
  }),
  phases: appView([allPhases]),
  long: appView([long]),
  connecting: appView([underWay]),
  refused: appView([refusedAtProxy], { keychain: { state: 'failed', problem: { kind: 'vault.locked' } } }),
  needsUser: appView([needsUser]),
} satisfies Record<string, AppView | null>;

export type SceneName = keyof typeof scenes;
