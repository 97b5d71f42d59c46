import type { RefusalCause } from '../../relay-status.ts';
import { counted, plural } from './times.ts';

/** What is said of a profile that is lent to the apps of this computer. */

const apps = (count: number): string => counted(count, { one: 'app', other: 'apps' });

/** Who was not let in, and how often. */
const refused: Readonly<Record<RefusalCause, (count: number) => string>> = {
  page: (count) => `${count} from web pages in a browser`,
  otherUser: (count) => `${count} from programs of other users of this computer`,
  mode: (count) => `${count} that its mode doesn’t take`,
  target: (count) => `${count} to hosts that aren’t allowed`,
  host: (count) => `${count} for a name that this computer isn’t called by`,
  tooMany: (count) => `${count} beyond the 500 connections that it takes at once`,
  notHttp: (count) => `${count} that were no HTTP`,
  tooLong: (count) => `${count} with headers beyond 16 KiB`,
};

export const relayText = {
  /** What is lent, and to whom: stands wherever a profile can be lent. */
  lent: {
    transparent:
      'Every program of yours on this computer can then reach the server the way this profile does: with its route, proxy sign-in, certificates and headers. Each app still signs in with its own account.',
    signedIn:
      'Every program of yours on this computer can then sync with this profile’s account, the way this profile does; where apps have to show the relay’s key, only those that know it.',
    proxy:
      'Every program of yours on this computer can then reach the profile’s hosts by its route, with its proxy sign-in and without a password. Each app still brings its own TLS, headers and account.',
  },

  form: {
    title: 'Apps of this computer',
    notLent: 'not lent to apps',
    lentAt: (port: string): string => `lent at 127.0.0.1:${port}`,
    lentFromStart: 'as soon as Causeway runs',
    isLent: 'Lend this profile to apps',
    port: 'Port',
    portHint: 'On 127.0.0.1 and ::1 only. It never changes by itself, for apps have it in their code.',
    mode: 'What is lent',
    modes: { transparent: 'The way', signedIn: 'The way and the account', proxy: 'A forward proxy' },
    modeHints: {
      transparent: 'Apps sign in with their own accounts; nothing that signs this profile in is lent.',
      signedIn:
        'Apps need no account: they use this profile’s. What it signs in with never reaches them; they get tokens for one realm path each.',
      proxy:
        'For apps whose server address is compiled in, but whose proxy can be set. They bring their own TLS, headers and accounts.',
    },
    needsKey: 'Apps have to show the relay’s key',
    needsKeyHint:
      'As the password of whatever user they sign in as. Without it, every program of yours on this computer can use the account.',
    key: 'The relay’s key',
    keyHint:
      'At least 22 characters. Left empty, Causeway makes one. Another key ends the sign-ins of all apps.',
    paths: 'Realm paths that apps may open',
    pathsHint: 'One a line. Left empty: any that the account may open.',
    allow: 'Other hosts that apps may reach',
    allowHint:
      'In the words of bypass lists: *.internal.example, 10.0.0.0/8. The profile’s own hosts are always reached. * means every host.',
    startsWithApp: 'Start with Causeway',
    startsWithAppHint:
      'It listens as soon as Causeway runs. Apps that find nobody there wait longer each time, up to five minutes.',
    holdSeconds: 'Hold for',
    holdSecondsHint:
      'Seconds that an app’s websocket is kept waiting while the way to the server is tried again. 0: it is told at once, and waits longer each time.',
    hosts: 'Other names of this computer',
    hostsHint:
      'Programs may call it 127.0.0.1, [::1], localhost and, from Android’s emulators, 10.0.2.2 and 10.0.3.2. Others are refused, for a web page could be behind them.',
    origins: 'Web pages that may use it',
    originsHint:
      'Origins, separated by commas or lines: https://app.example. Pages of all others are refused.',
  },

  apps,
  through: (count: number): string => `${apps(count)} through the relay`,

  key: {
    none: 'Apps sign in with the relay’s key as their password. There is none yet; one is made when the profile is lent.',
    kept: 'Apps sign in with the relay’s key as their password. It is kept and never shown again.',
    make: 'Make a key',
    replace: 'Replace the key',
    shown:
      'This key is shown for 30 seconds, once. All apps that signed in with another one have to sign in anew.',
    copy: 'Copy the key',
  },

  tab: {
    isOn: 'Lend to apps',
    off: 'Not lent.',
    offLead:
      'Apps on this computer can sync through this profile: in a simulator, in an emulator, or from a script. They are given an address of this computer, and Causeway does the rest.',
    copyAddress: 'Copy the address',
    listening: 'Listening',
    waiting: 'Waiting for the port',
    appsTitle: 'Apps',
    none: 'No app has come yet. Give one the address above, or start with a snippet:',
    disconnect: 'Disconnect',
    disconnectApp: (path: string): string => `Disconnect the app at ${path}`,
    showTrace: (path: string): string => `Trace of the app at ${path}`,
    trace: 'Trace',
    noTrace: 'No trace of it is kept.',
    fromApp: (bytes: string): string => `${bytes} from the app`,
    toApp: (bytes: string): string => `${bytes} to it`,
    states: { connecting: 'connecting', open: 'open' },
    ended: (why: string): string => `ended: ${why}`,
    ends: {
      closed: 'closed by the app or the server',
      answered: (status: number): string => `the server answered ${status}`,
      gone: 'the app left before it was open',
      cut: 'disconnected here',
    },
    held: (summary: string): string => `held: ${summary}`,
    refused: (parts: readonly string[]): string => `Not let in: ${parts.join(' · ')}.`,
    refusedBy: refused,
    heldCount: (count: number): string =>
      `${counted(count, { one: 'app waits', other: 'apps wait' })} and goes on by itself once the way is open.`,
    snippets: 'Snippets',
    snippetFor: 'For',
  },

  snippets: {
    languages: {
      swift: 'Swift',
      java: 'Java, Android',
      javascript: 'JavaScript',
      dotnet: '.NET',
      cpp: 'C++',
    },
    notes: {
      swift:
        'A simulator reaches 127.0.0.1 as it is. iOS allows plain HTTP there with NSAllowsLocalNetworking in Info.plist (NSAppTransportSecurity).',
      java: 'For Android’s emulator, where this computer is 10.0.2.2. Plain HTTP to it has to be allowed, in a debug build only: see the end.',
      javascript:
        'Node.js and React Native. In Android’s emulator the address is 10.0.2.2 in place of 127.0.0.1.',
      dotnet:
        'In Android’s emulator the address is 10.0.2.2 in place of 127.0.0.1, and plain HTTP has to be allowed.',
      cpp: 'realm-sync’s own client. The token comes from the server’s /auth, which the relay passes on.',
    },
    hints: {
      transparent:
        'With the address of the relay and the paths of this profile; no header, token or password of it.',
      signedIn:
        'With the address of the relay and the paths that are lent. What this profile signs in with stays here; the password is the relay’s key.',
      proxy:
        'The app keeps its server’s address, its TLS and its account; only how it leaves this computer changes. A client that has no setting for a forward proxy isn’t reached by this.',
    },
    copy: 'Copy the snippet',
  },

  questions: {
    lendTitle: (name: string): string => `Lend “${name}” to the apps of this computer?`,
    lendProductionTitle: (name: string): string =>
      `Lend “${name}” to the apps of this computer? It is a production profile.`,
    lend: 'Lend it',
    lendProduction: 'Lend production',
    stopTitle: (name: string): string => `Stop lending “${name}”?`,
    cuts: (count: number): string =>
      plural(count, {
        none: 'No app goes through it now. Apps find nobody at its port from then on.',
        other: `${counted(count, { one: 'app goes', other: 'apps go' })} through it and will be cut. Apps find nobody at its port from then on.`,
      }),
    stop: 'Stop lending',
    saveTitle: (name: string): string => `Change “${name}” and cut its apps?`,
    saveCuts: (count: number): string =>
      `${counted(count, { one: 'app goes', other: 'apps go' })} through its relay and will be cut: what you changed moves the way to the server. Apps that try again go the new way.`,
    save: 'Change it',
    removeCuts: (count: number): string =>
      `${counted(count, { one: 'app goes', other: 'apps go' })} through its relay and will be cut.`,
    quitTitle: 'Quit Causeway and cut the apps?',
    quitCuts: (count: number): string =>
      `${counted(count, { one: 'app goes', other: 'apps go' })} through Causeway and will be cut. Apps find nobody at their ports until Causeway runs again.`,
    quit: 'Quit',
    stay: 'Keep running',
  },
} as const;
