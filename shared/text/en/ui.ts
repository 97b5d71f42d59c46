import type { DemoFault } from '../../demo-faults.ts';
import type { Indicator } from '../../indicators.ts';
import type { NotSavedCause, Place, UnavailableReason, StageName } from '../../problem.ts';
import type { CredentialKind, Environment, RouteSettings } from '../../profile.ts';
import type { DemoHop, Leg, Notice, RouteReason } from '../../status.ts';
import { secretNames } from './secret-names.ts';
import { notSaved } from './storage.ts';
import { eitherOf, firstOf, shareIn } from '../forms.ts';
import { counted, plural } from './times.ts';

/** Every label, sentence and button of the window. */

const environments: Record<Environment, string> = {
  development: 'Development',
  staging: 'Staging',
  production: 'Production',
  own: 'Own',
};

const indicators: Record<Indicator, string> = {
  online: 'online',
  working: 'working',
  waiting: 'waiting',
  off: 'off',
  needsSignIn: 'needs a sign-in',
  blocked: 'blocked',
};

const stages: Record<StageName, string> = {
  keychain: 'Keychain',
  'jwt-file': 'JWT file',
  route: 'Route',
  resolve: 'Look up',
  connect: 'Connect',
  proxy: 'Forward proxy',
  tls: 'TLS',
  'sign-in': 'Sign in',
  'access-token': 'Access token',
  upgrade: 'Upgrade',
  bind: 'Bind',
  heartbeat: 'Heartbeat',
};

const stageDetails = {
  resumed: 'resumed',
  unavailable: {
    noLibrary: 'no Negotiate without the kerberos package',
    noTicket: 'no Negotiate without a ticket',
  } satisfies Record<UnavailableReason, string>,
  keptConnectionClosed: 'the kept connection had closed',
  clockAhead: (by: string) => `this computer’s clock is ${by} ahead of the server’s`,
  clockBehind: (by: string) => `this computer’s clock is ${by} behind the server’s`,
  /** Of the sync protocol. */
  version: {
    refused: (asked: number) => `version ${asked} is refused`,
    perhapsRefused: (asked: number) => `perhaps because of version ${asked}`,
    serverSpeaks: (versions: string) => `the server speaks ${versions}`,
    trying: (next: number) => `trying ${next}`,
    tryingThat: 'trying that',
  },
};

const stagesUnderWay: Record<StageName, string> = {
  keychain: 'Asking the keychain',
  'jwt-file': 'Reading the JWT file',
  route: 'Choosing the route',
  resolve: 'Looking up the address',
  connect: 'Connecting',
  proxy: 'Passing the forward proxy',
  tls: 'Securing the connection',
  'sign-in': 'Signing in',
  'access-token': 'Fetching an access token',
  upgrade: 'Opening the websocket',
  bind: 'Binding the session',
  heartbeat: 'Waiting for a heartbeat',
};

const legs: Record<Leg, string> = { auth: 'Tokens', sync: 'Sync' };

const credentials: Record<CredentialKind, string> = {
  password: 'Username and password',
  anonymous: 'Anonymous',
  nickname: 'Nickname',
  jwt: 'JWT from your identity provider',
  custom: 'Custom provider',
  adminToken: 'Admin token',
  refreshToken: 'Refresh token issued elsewhere',
};

const credentialHints: Record<CredentialKind, string> = {
  password: 'The password is exchanged for a refresh token and not kept.',
  anonymous: 'A new user each time you sign in.',
  nickname: 'For development servers only: anyone who knows the nickname is that user.',
  jwt: 'The JWT is exchanged for a refresh token and not kept.',
  custom: 'What you enter is sent to the provider of this name and not kept.',
  adminToken: 'Used directly for every realm path. Handle it like a root password.',
  refreshToken: 'Used as the refresh token, and kept in the keychain.',
};

const routeModes: Record<NonNullable<RouteSettings['mode']>, string> = {
  system: 'System settings',
  direct: 'Direct',
  manual: 'Set by hand',
};

const routeHints: Record<NonNullable<RouteSettings['mode']>, string> = {
  system: 'Uses the proxy or PAC script that this computer is set to.',
  direct: 'Connects without a forward proxy.',
  manual: 'Always leaves through the forward proxy named here.',
};

const routeReasons: Record<RouteReason, string> = {
  profile: 'set in the profile',
  bypass: 'on the bypass list',
  system: 'system settings',
  https_proxy: 'HTTPS_PROXY',
  http_proxy: 'HTTP_PROXY',
  all_proxy: 'ALL_PROXY',
  no_proxy: 'NO_PROXY',
  whenUndecided: 'no way by the system',
  'no proxy set': 'no proxy is set',
};

const demoHops: Record<DemoHop['name'], { readonly title: string; readonly demands: string }> = {
  forwardProxy: {
    title: 'Forward proxy',
    demands: 'The way out of the company. Demands a username and password before it opens a tunnel.',
  },
  gateway: {
    title: 'Gateway',
    demands: 'Guards the server. Demands a corporate Authorization header, and its own URL prefix.',
  },
  server: {
    title: 'Realm Object Server',
    demands: 'Demands a signed access token for the realm path, in the renamed header.',
  },
};

const demoFaults: Record<DemoFault, string> = {
  proxyPassword: 'Change its password',
  upgradeStripped: 'Take the Upgrade header away',
  headerLost: 'Lose the token’s header',
  idleCut: 'Cut what is quiet for 5 s',
  tokensVoid: 'Void all tokens',
  serverAway: 'Go away for 15 s',
};

const whenSaved: Record<NotSavedCause, string> = {
  full: 'They are written as soon as there is room.',
  denied: 'They are written as soon as that is allowed.',
  newerVersion: 'They last until you quit.',
  failed: 'They are written as soon as that is possible.',
};

const notices: { readonly [Kind in Notice['kind']]: (notice: Extract<Notice, { kind: Kind }>) => string } = {
  profilesSetAside: ({ file, restored }) =>
    eitherOf({
      yes: `The saved profiles could not be read. The last good copy was restored; the damaged file is kept as ${file}.`,
      no: `The saved profiles could not be read. Nothing was deleted: the damaged file is kept as ${file}.`,
    })(restored),
  profilesFromNewerVersion: ({ file }) =>
    `The saved profiles were written by a newer version of Causeway and were left untouched in ${file}.`,
  profileUnreadable: ({ name, file }) =>
    `The profile “${name}” could not be read and was set aside in ${file}. The others are here.`,
  profilesNotSaved: ({ file, cause }) =>
    `The latest changes to profiles are not on the disk yet: ${notSaved[cause](file)} ${whenSaved[cause]}`,
  secretsLeftInKeychain: ({ profiles }) =>
    plural(profiles, {
      one: 'The keychain could not be used, so it still holds the secrets of a profile that you removed. They are deleted as soon as it can be.',
      other: `The keychain could not be used, so it still holds the secrets of ${profiles} profiles that you removed. They are deleted as soon as it can be.`,
    }),
  settingsSetAside: ({ file, restored }) =>
    eitherOf({
      yes: `The settings could not be read. The last good copy was restored; the damaged file is kept as ${file}.`,
      no: `The settings could not be read, so the usual ones are in force. The damaged file is kept as ${file}.`,
    })(restored),
  settingsFromNewerVersion: ({ file }) =>
    `The settings were written by a newer version of Causeway and were left untouched in ${file}. What you change now lasts until you quit.`,
  settingsNotSaved: ({ file, cause }) =>
    `The latest settings are not on the disk yet: ${notSaved[cause](file)} ${whenSaved[cause]}`,
  historyNotKept: ({ file }) =>
    `The history could not be kept in ${file}; some of it may be missing. Check the disk and its permissions.`,
  profilesSilent: ({ file }) =>
    `The file with your saved profiles, ${file}, doesn’t answer. It may lie on a network drive whose server is gone. Nothing in it has changed: bring the drive back, then quit and open Causeway again. Profiles that you add now last until you quit.`,
  settingsSilent: ({ file }) =>
    `The file with the settings, ${file}, doesn’t answer, so the usual ones are in force. It may lie on a network drive whose server is gone. What you change now lasts until you quit.`,
  fileSilent: ({ file }) =>
    `The file ${file} doesn’t answer. It may lie on a network drive whose server is gone. Your sessions go on; what belongs there is written once it answers, or lost if you quit before.`,
  openAtLoginFailed: () =>
    'This computer did not let Causeway open at login. Add it to the programs that start with your session by hand.',
  bug: ({ id }) =>
    `Something went wrong inside Causeway (${id}). Your sessions go on. If something looks stuck, quit and open Causeway again, and please report it with this code.`,
};

const quoted = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(', ');

const headerWords = (header: string) => ({
  add: `Add a ${header}`,
  name: (number: number) => `Name of ${header} ${number}`,
  value: (number: number) => `Value of ${header} ${number}`,
  isSecret: (number: number) => `The value of ${header} ${number} is secret`,
  remove: (number: number) => `Remove ${header} ${number}`,
});

export const ui = {
  app: {
    name: 'Causeway',
    profiles: 'Profiles',
    sessions: 'Sessions',
    details: 'Session details',
    loading: 'Starting…',
    notDrawn: {
      title: 'Something went wrong in this window',
      hint: 'It could not be drawn. Your sessions go on. What was not saved here is lost.',
      again: 'Draw it again',
    },
    dismiss: 'Dismiss',
    cancel: 'Cancel',
    close: 'Close',
    copy: 'Copy',
    copied: 'Copied',
    notices: 'Notices',
  },

  environments,
  indicators,
  stages,
  stageDetails,
  stagesUnderWay,
  legs,
  credentials,
  credentialHints,
  routeModes,
  routeHints,
  routeReasons,

  welcome: {
    title: 'Causeway',
    lead: 'Keeps your sync sessions connected to Realm Object Servers, through the forward proxies and gateways that a company network puts in between.',
    tryDemo: 'Try the demo',
    tryDemoHint: 'A whole company network in miniature, on this computer only. Nothing leaves it.',
    startingDemo: 'Starting the demo…',
    addProfile: 'Add a profile',
    addProfileHint: 'Describe your server once, sign in, and stay connected.',
    hops: {
      you: 'You',
      forwardProxy: 'Forward proxy',
      gateway: 'Gateway',
      server: 'Realm Object Server',
    },
  },

  list: {
    add: 'New profile',
    search: 'Search profiles',
    noMatch: (words: string) => `No profile matches “${words}”.`,
    clearSearch: 'Clear the search',
    demo: 'Demo',
    startDemo: 'Start the demo',
  },

  statusBar: {
    label: 'Status',
    online: (count: number) => `${count} online`,
    working: (count: number) => `${count} working`,
    waiting: (count: number) => `${count} waiting`,
    needsSignIn: (count: number) => `${count} ${plural(count, { one: 'needs', other: 'need' })} a sign-in`,
    blocked: (count: number) => `${count} blocked`,
    nothing: 'nothing connected',
    show: 'Show these sessions',
    keychain: {
      unused: 'keychain: not needed yet',
      waiting: 'keychain: waiting for an answer…',
      ready: 'keychain: ready',
      failed: 'keychain: not usable',
    },
    route: 'route',
    version: (version: string) => `Causeway ${version}`,
  },

  head: {
    label: 'State of all profiles',
    states: {
      online: 'Online',
      working: 'Connecting',
      waiting: 'Down, trying again',
      off: 'Nothing connected',
      needsSignIn: 'Needs a sign-in',
      blocked: 'Blocked',
    } satisfies Record<Indicator, string>,
    paths: (count: number, all: number) => `${count} of ${counted(all, { one: 'path', other: 'paths' })}`,
    others: (count: number) => `and ${counted(count, { one: 'other profile', other: 'other profiles' })}`,
    show: (name: string) => `Show ${name}`,
  },

  header: {
    connected: (online: number, all: number) => `Connected ${online} of ${all}`,
    connect: 'Connect',
    disconnect: 'Disconnect',
    signIn: 'Sign in',
    more: 'More actions',
    edit: 'Edit profile',
    signInAgain: 'Sign in again…',
    forget: 'Forget the tokens and sign in again…',
    forgetAll: 'Forget the tokens of all profiles…',
    useKeychain: 'Keep secrets in the keychain again',
    inMemory: 'Secrets in memory until you quit',
    inMemoryHint: 'By your choice: nothing of this profile is written to the keychain.',
    signOut: 'Sign out',
    remove: 'Remove…',
    signedOut: 'You are signed out.',
    signedOutHint:
      'Sign in to connect. The credential is exchanged for a token; the token goes to your keychain.',
    unlocking: 'Waiting for the keychain to unlock…',
    unlockingHint: 'It may be asking for its password in another window.',
    signingIn: 'Signing in…',
    notVerified: 'Certificates are not verified',
    notVerifiedHint: 'Anyone on the way can read what this profile sends, its tokens included.',
    temporary: 'Gone with the demo',
  },

  remove: {
    title: (name: string) => `Remove “${name}”?`,
    lost: 'This profile and everything the keychain holds for it are deleted. It can’t be undone.',
    lostList: {
      ...secretNames,
      settings: 'Its settings',
      refreshToken: `${secretNames.refreshToken}: you will have to sign in again`,
      clientBundle: 'The client certificate and its key',
    },
    kept: 'Nothing on the server is touched.',
    confirm: 'Remove profile',
  },

  forget: {
    title: (name: string) => `Forget the tokens of “${name}”?`,
    titleAll: (count: number) =>
      plural(count, {
        one: 'Forget the tokens of your one profile?',
        other: `Forget the tokens of all ${count} profiles?`,
      }),
    lead: (count: number) =>
      plural(count, {
        one: 'You are asked to sign in again, and it goes on where it was.',
        other:
          'Those that are connected ask you to sign in again, once for each account, and go on where they were. The others stay signed out.',
      }),
    sessions: (count: number) => counted(count, { one: 'open session closes', other: 'open sessions close' }),
    refreshTokens: (count: number) =>
      plural(count, {
        one: 'The refresh token is deleted here and in the keychain, and the server is asked to revoke it',
        other:
          'The refresh tokens are deleted here and in the keychain, and their servers are asked to revoke them',
      }),
    accessTokens: 'Access tokens are forgotten here; a server may take those it issued until they expire',
    anonymous: (names: readonly string[]) =>
      `${quoted(names)} will be a new anonymous user: what only the old one may open is lost to you`,
    pasted: (names: readonly string[]) =>
      `${quoted(names)} will want its token pasted again: have it at hand`,
    kept: 'Nothing else is lost: settings, proxy passwords, header values and certificates stay.',
    confirm: 'Forget and sign in again',
  },

  hopLine: {
    label: 'The way to the server, hop by hop',
    you: 'You',
    thisComputer: 'this computer',
    forwardProxy: 'Forward proxy',
    system: 'System route',
    decidedWhenConnecting: 'decided when connecting',
    inspector: 'TLS inspector',
    gateway: 'Gateway',
    server: 'Server',
    behindGateway: 'behind the gateway',
    marks: {
      untouched: 'not reached',
      passing: 'being passed',
      passed: 'passed',
      refused: 'refused here',
    },
    refused: (status: number) => `refused ${status}`,
    failedHere: 'failed here',
    offline: 'offline',
    needsSignIn: 'needs a sign-in',
  },

  session: {
    online: (age: string) => `online ${age}`,
    ending: (countdown: string) => `online, not renewed: ends in ${countdown}`,
    ended: 'online with an expired token',
    idle: 'not connected',
    awaitingToken: 'fetching an access token',
    /** What the person has to do before it goes on. */
    waitsFor: {
      signIn: 'waiting for you to sign in',
      proxyPassword: 'waiting for the proxy’s password',
      certificate: 'waiting for a certificate',
      clientCertificate: 'waiting for a client certificate',
      keychain: 'waiting for the keychain',
    },
    connecting: 'connecting',
    connectingAgain: (attempt: number) => `connecting, attempt ${attempt}`,
    takes: (doing: string, length: string) => `${doing} · ${length}`,
    retryingIn: (countdown: string) => `retrying in ${countdown}`,
    offline: 'waiting for the network',
    blocked: (place: Place) => `blocked by the ${place}`,
    blockedHere: 'blocked',
    renewsIn: (countdown: string) => `renews in ${countdown}`,
    renewing: 'renewing',
    renewsAgainIn: (countdown: string) => `renewal failed, again in ${countdown}`,
    retryNow: 'Retry now',
    roundTrip: (ms: string) => `${ms} ms`,
    roundTripName: 'round trip',
    choose: 'Choose a session to see what it does.',
  },

  problem: {
    label: 'Problem',
    code: 'Code',
    copyCode: 'Copy the code',
    tryingAgain: (length: string) => `Trying again · ${length}. The last try failed:`,
    concerned: 'Realm paths that it stops',
    concerns: shareIn({
      all: (all) => `All ${all} realm paths:`,
      some: (count, all) => `${count} of ${all} realm paths:`,
    }),
    more: (count: number) => `and ${count} more`,
    keepInMemory: 'Keep secrets in memory until I quit',
    actions: {
      signIn: 'Sign in again',
      retry: 'Retry now',
      connect: 'Connect',
    },
    edit: {
      server: 'Edit the server',
      credential: 'Edit the credential',
      realmPaths: 'Edit the realm paths',
      gateway: 'Edit the gateway',
      headers: 'Edit the headers',
      route: 'Edit the route',
      trust: 'Edit the trust',
      sync: 'Edit the versions',
      relay: 'Edit the relay’s port',
      profile: 'Edit the profile',
    },
    enterPassword: 'Enter the password',
    goDirect: 'Go direct in this case',
    addCertificate: 'Add a certificate',
  },

  details: {
    tabs: {
      now: 'Now',
      trace: 'Trace',
      token: 'Token',
      request: 'Request',
      history: 'History',
      relay: 'Relay',
    },
    state: 'State',
    since: 'Since',
    protocol: 'Protocol',
    roundTrip: 'Round trip',
    notMeasured: 'not measured yet',
    heartbeats: 'Heartbeats',
    heartbeatsAnswered: (count: number) => counted(count, { one: 'answered', other: 'answered' }),
    attempt: 'Attempt',
    realmPath: 'Realm path',
    resolvedPath: 'On the server',
    identity: 'Identity',
    accessToken: 'Access token',
    expires: 'Expires',
    expiresIn: (countdown: string) => `in ${countdown}`,
    expired: 'expired',
    neverExpires: 'never',
    renews: 'Renews',
    renewsIn: (countdown: string) => `in ${countdown}`,
    renewed: 'Renewed',
    renewedTimes: (count: number) => counted(count, { one: 'time', other: 'times' }),
    refreshToken: 'Refresh token',
    storedIn: { keychain: 'in the keychain', memory: 'in memory, until you quit' },
    kept: 'Kept',
    keptNowhere: 'none: signed out',
    tokenStates: {
      none: 'none yet',
      fetching: 'being fetched',
      fresh: 'valid',
      retrying: 'could not be renewed; trying again',
      refused: 'refused',
    },
    route: 'Route',
    routeModes: { system: 'system settings', direct: 'direct', manual: 'set by hand' },
    direct: 'direct',
    via: (proxy: string) => `via ${proxy}`,
  },

  trace: {
    attempt: (attempt: number) => `Attempt ${attempt}`,
    startedAt: 'started',
    total: (ms: string) => `${ms} in all`,
    empty: 'No attempt yet. Connect, and every hop shows up here with the time it took.',
    ok: 'passed',
    refused: 'refused',
    underWay: 'under way',
    stage: 'Stage',
    time: 'Time',
  },

  request: {
    empty: 'No upgrade request yet. Connect, and it stands here as it was sent.',
    sent: 'As it was sent, but for its secrets. The same name in brackets is the same secret.',
    copy: 'Copy the request',
  },

  editor: {
    newTitle: 'New profile',
    editTitle: (name: string) => `Edit ${name}`,
    save: 'Save',
    saving: 'Saving…',
    invalid: (count: number) =>
      `${counted(count, { one: 'field needs', other: 'fields need' })} another look.`,
    discardTitle: 'Discard what you typed?',
    discardBody: 'The changes to this profile have not been saved.',
    discard: 'Discard changes',
    keepEditing: 'Keep editing',
    savedSecret: 'saved in the keychain',
    sections: {
      server: 'Server',
      credential: 'Credential',
      realmPaths: 'Realm paths',
      gateway: 'Gateway',
      route: 'Route',
      trust: 'Trust',
      sync: 'Sync',
    },
    sectionHints: {
      gateway: 'What stands in front of the server, and what it demands.',
      route: 'How this computer gets out to the network.',
      trust: 'Which certificates are accepted, for this profile only.',
      sync: 'What is asked of the server. The defaults suit most servers.',
    },
    folded: {
      asServer: 'same host as the server, /realm-sync, no custom headers',
      gateway: (host: string, prefix: string, headers: number) =>
        `${host}${prefix}, ${counted(headers, { one: 'custom header', other: 'custom headers' })}`,
      trustDefault: 'the certificates this computer trusts',
      trustCa: 'own certificate authority',
      trustClient: 'client certificate',
      trustOff: 'nothing is verified',
      findsVersion: 'the version is found',
      versions: (inOrder: string, count: number) =>
        `${plural(count, { one: 'version', other: 'versions' })} ${inOrder}`,
      partial: 'query-based',
      compression: 'compressed',
    },
    name: 'Name',
    namePlaceholder: 'Staging',
    environment: 'Environment',
    server: 'Server',
    serverPlaceholder: 'https://ros.example:9443',
    serverHint: 'Where the auth server answers. Plain HTTP usually on 9080, HTTPS on 9443.',
    credentialKind: 'How you sign in',
    username: 'Username',
    password: 'Password',
    askedLater: 'Leave empty to be asked when you sign in.',
    nickname: 'Nickname',
    nicknameIsAdmin: 'Sign in as an administrator',
    nicknameIsAdminHint:
      'The server stores with each sign-in whether a nickname is an administrator’s. Without this, an administrator’s account becomes an ordinary one.',
    provider: 'Provider',
    jwt: 'JWT',
    custom: 'Credential',
    customHint: 'JSON or plain text, as the provider wants it.',
    userInfo: 'User info',
    userInfoHint: 'A JSON object, sent as user_info. Not for secrets: it is saved with the profile.',
    adminToken: 'Admin token',
    refreshToken: 'Refresh token',
    realmPath: 'Realm path',
    realmPathNumber: (number: number) => `Realm path ${number}`,
    realmPathHint: '~ stands for your own identity. Each path is one sync session.',
    useRealmPath: (path: string) => `Use ${path}`,
    addRealmPath: 'Add a realm path',
    removeRealmPath: (number: number) => `Remove realm path ${number}`,
    syncUrl: 'Sync URL',
    syncUrlHint: 'Only where the websocket goes to another host than the server above.',
    authorizationHeaderName: 'Authorization header name',
    authorizationHeaderHint:
      'Rename it where the gateway wants Authorization for itself; tell the server the same name.',
    urlPrefix: 'URL prefix',
    urlPrefixHint: 'Stands in place of /realm-sync, before the realm path.',
    headerTables: {
      headers: {
        legend: 'Custom request headers',
        hint: 'Sent with every request, to the auth server and with the upgrade.',
        ...headerWords('header'),
      },
      proxyHeaders: {
        legend: 'Headers for the forward proxy',
        hint: 'Said to HTTP proxies with every CONNECT, and to nobody behind them.',
        ...headerWords('proxy header'),
      },
    },
    headerSecret: 'Secret',
    headerColumnName: 'Name',
    headerColumnValue: 'Value',
    routeMode: 'Route',
    proxy: 'Forward proxy',
    proxyPlaceholder: 'http://proxy.example:3128',
    proxyUsername: 'Username at the proxy',
    proxyPassword: 'Password at the proxy',
    bypass: 'Bypass',
    bypassHint:
      'Hosts to reach directly, separated by commas or lines: localhost, *.internal.example, 10.0.0.0/8',
    neverDirect: 'Never connect directly',
    neverDirectHint: 'Rather fail than leave without a forward proxy.',
    directWhenUndecided: 'Go direct when this computer names no way',
    directWhenUndecidedHint:
      'Such as when its PAC script can’t be loaded or run. Otherwise nothing is dialled then.',
    verify: 'Verify certificates',
    verifyHint:
      'On is right. For a company’s own authority, add its certificate instead of switching this off.',
    verifyOff:
      'Without verification anyone on the way can pose as the server and read everything, tokens included. Use it only on a network you own.',
    ca: 'Own certificate authority',
    caHint: 'PEM, or a file in DER. Trusted in addition to the usual ones, for this profile only.',
    clientCertificate: 'Client certificate',
    clientCertificateHint: 'PEM, or a file in DER. Shown to gateways that ask for one.',
    clientKey: 'Private key',
    clientKeyHint: 'PEM. Goes to the keychain.',
    clientKeyPassphrase: 'Passphrase of the key',
    chooseFile: 'Choose a file…',
    pemPlaceholder: '-----BEGIN CERTIFICATE-----',
    protocolVersions: 'Protocol versions',
    protocolVersion: (version: number) => `Version ${version}`,
    findsProtocol: 'Find the protocol version',
    findsProtocolHint:
      'Each request asks for one version; what the server refuses is followed by what it speaks, and that is remembered for the server. Rarely needs to be changed.',
    protocolVersionsHint: 'Only those ticked are tried, in the order in which they were ticked.',
    protocolVersionsOrder: (inOrder: string) => `Tried in this order: ${inOrder}.`,
    partial: 'Query-based sync',
    partialHint: 'Opens a partial realm of your own beside the realm path.',
    compression: 'Compression',
    compressionHint: 'Some gateways break compressed websockets. Off is the safe choice.',
    optional: 'optional',
    preview: 'The upgrade request this makes',
    previewHint: 'Live, from what you typed. The identity is an example until you sign in.',
    previewIncomplete: 'Examples stand in for what is still missing or wrong.',
    previewWay: 'The way it takes',
  },

  revocation: {
    asking: 'Asking the server to forget the old refresh token…',
    revoked: 'The server has forgotten the old refresh token.',
    failed:
      'The old refresh token is deleted here, but the server could not be told: it stays valid there until it expires.',
  },

  inspector: {
    which: 'Which token',
    kinds: { access: 'Access', kept: 'Refresh', pasted: 'Other' },
    keptAdmin: 'Admin',
    none: 'No such token just now. Connect, and what it says stands here.',
    reading: 'Reading…',
    format: 'Format',
    formats: {
      serverToken: 'Realm Object Server token',
      jwt: 'JWT',
      opaque: 'opaque: only its issuer can read it',
    },
    role: 'Kind',
    roles: {
      refresh: 'refresh token: fetches access tokens',
      access: 'access token: opens one realm path',
      user: 'user token: for the server’s HTTP routes',
      admin: 'admin token: opens everything',
      external: 'issued elsewhere',
      unknown: 'unknown',
    },
    access: 'May',
    accessWords: {
      refresh: 'fetch access tokens',
      download: 'read',
      upload: 'write',
      manage: 'manage permissions',
    },
    path: 'Realm path',
    isAdmin: 'Administrator',
    yes: 'yes',
    no: 'no',
    appId: 'App ID',
    noAppId: 'empty',
    issued: 'Issued',
    ago: (age: string) => `${age} ago`,
    ahead: (countdown: string) => `in ${countdown}`,
    notBefore: 'Valid from',
    expires: 'Expires',
    never: 'never',
    notSaid: 'it doesn’t say',
    expired: (age: string) => `expired ${age} ago`,
    issuer: 'Issuer',
    audience: 'For',
    length: 'Length',
    characters: (count: number) => `${count} characters`,
    signature: 'Signature',
    signatures: {
      verified: 'verified with the server’s public key',
      wrong: 'not made with the server’s key: do not trust what it says',
      noKey: 'not verified: this profile has no public key of the server',
      unsupported: 'not verified: not signed with a public key',
      none: 'none',
    },
    kept: 'Kept',
    storedIn: { keychain: 'in the keychain', memory: 'in memory, until you quit' },
    accessKept: 'in memory only, never written anywhere',
    reveal: 'Reveal for 30 seconds',
    hide: 'Hide',
    revealed: 'The token itself. Whoever sees it can use it.',
    copy: 'Copy',
    copied: 'Copied. The clipboard is cleared in 60 seconds if it still holds it.',
    paste: 'Paste a token',
    pasteHint: 'Read on this computer only; nothing is sent or kept.',
    serverKey: 'The server’s public key',
    serverKeyHint: 'PEM. With it signatures are verified. Kept beside this profile, on this computer.',
    saveKey: 'Save the key',
    removeKey: 'Remove the key',
  },

  about: {
    lead: 'Keeps sync websockets open to Realm Object Servers through corporate proxies and gateways.',
    version: 'Version',
    system: 'System',
    log: 'Log',
    showLogs: 'Show in its folder',
    licences: 'Licences',
    ownLicence:
      'Causeway is free software under the MIT licence. What is bundled has its own licences; those of Chromium lie beside the program, in LICENSES.chromium.html.',
    noLicences:
      'This Causeway runs from its sources: the licences of what it uses lie in node_modules, and packaging writes them together.',
    copy: 'Copy for support',
    withCommit: (version: string, commit: string): string => `${version}, commit ${commit}`,
  },

  guide: {
    title: 'The guide',
    lead: 'From the first minute to the day on which it is red.',
    leadInEnglish: 'From the first minute to the day on which it is red; in English.',
    contents: 'Contents',
  },

  fileFlaws: {
    missing: 'isn’t there any more.',
    denied: 'may not be read by you: ask for permission where it lies.',
    notAFile: 'is no file but a folder, a pipe or a device.',
    silent: 'doesn’t answer: it may lie on a network drive whose server is gone.',
    empty: 'is empty.',
    tooLarge: 'is far too large to be what is wanted here.',
    unreadable: 'can’t be read: it is a folder, is gone, or may not be read by you.',
    notText: 'is not plain text in UTF-8.',
  },

  signIn: {
    jwtSource: 'Where the JWT comes from',
    jwtSources: { paste: 'Paste it', file: 'A file' },
    jwtFileFor: (server: string) => `File with a fresh JWT, which goes to ${server}`,
    jwtFile: 'File that another tool keeps a fresh JWT in',
    chooseFile: 'Choose a file…',
    useFile: 'Use this file',
    jwtFileHint:
      'Read whenever a sign-in is needed, also without you. The path is kept on this computer only.',
    customInvalid: 'This begins like JSON but isn’t. Correct it, or enter plain text.',
    keepInMemory: 'Keep secrets in memory only, until I quit',
    keepInMemoryHint:
      'Nothing new goes to the keychain; what is there stays. You will be asked again after the next start.',
    title: (name: string) => `Sign in to ${name}`,
    at: 'at',
    remembersNothing: 'Exchanged for a refresh token, then forgotten.',
    keepsToken: 'Goes to your keychain.',
    submit: 'Sign in',
    working: 'Signing in…',
    empty: 'Enter it to sign in.',
    refusedAgain: (times: number) => `Refused again, ${times} times in a row.`,
    correctsUsername: (profiles: number) =>
      plural(profiles, {
        one: 'If you correct it, signing in saves it in the profile.',
        other: `If you correct it, signing in saves it in all ${profiles} profiles.`,
      }),
    place: (place: number, count: number) => `${place} of ${count}`,
    alsoFor: firstOf<string>(5, {
      all: (names) => `Also signs in ${quoted(names)}: the same account, the same server.`,
      some: (names, left) =>
        `Also signs in ${quoted(names)} and ${left} more: the same account, the same server.`,
    }),
    skip: 'Skip',
    demo: (username: string, password: string) =>
      `The demo’s user is ${username}, its password ${password}. It opens nothing but the demo.`,
    fillDemo: 'Fill it in',
  },

  settings: {
    title: 'Settings',
    lead: 'For Causeway on this computer. Each change takes effect at once.',
    done: 'Done',
    sections: { start: 'Start', window: 'Window', notifications: 'Notifications' },
    startUp: 'When Causeway starts',
    startUps: { connect: 'Connect what was connected', nothing: 'Connect nothing' },
    opensAtLogin: 'Open Causeway when I log in',
    opensAtLoginHint: 'It starts as an icon in the tray, without its window.',
    keepsRunning: 'Stay connected when the window is closed',
    keepsRunningHint:
      'Open the window again from the tray icon or, on a desktop that shows none, by starting Causeway once more.',
    keepsRunningHintMac: 'Open the window again from the icon in the menu bar.',
    theme: 'Appearance',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    language: 'Language',
    languageOfSystem: 'As the system',
    notifies: 'Tell me about outages and recoveries',
    notifiesHint:
      'After 10 seconds of an outage, several in one notification, and never while you look at the window.',
    quietHours: 'Quiet hours',
    quietHoursHint: 'What is still wrong when they end is told then.',
    from: 'From',
    to: 'To',
  },

  demo: {
    title: 'You are looking at a company network in miniature',
    lead: 'Three programs on this computer play the hops below. Causeway got through all of them and keeps the sessions open. Nothing leaves this computer.',
    hops: demoHops,
    requests: (count: number) => counted(count, { one: 'request', other: 'requests' }),
    refused: (count: number) => `${count} refused`,
    bytes: (amount: string) => `${amount} carried`,
    sawLast: 'Last',
    sawNothing: 'nothing yet',
    breakIt: 'Break it:',
    faults: demoFaults,
    next: 'Look next at',
    nextTrace: 'Trace, for every hop and the time it took',
    nextRequest: 'Request, for the renamed header that carried the token past the gateway',
    nextRelay: 'Relay, for the app that syncs through Causeway and knows nothing of these hops',
    startApp: 'Start an app that syncs through Causeway',
    stop: 'Stop the demo',
  },

  notices,
} as const;
