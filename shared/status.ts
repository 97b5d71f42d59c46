import type { AuthSchemeName } from './auth-schemes.ts';
import type { ProfileGroupName } from './list-position.ts';
import type { ProfileId, SessionId } from './brand.ts';
import type { EnvironmentRootsFacts, Pin, Presented } from './certificate.ts';
import type { DemoFault, DemoHopName } from './demo-faults.ts';
import type { Given } from './destinations.ts';
import type { Pinging } from './history.ts';
import type { Traffic } from './traffic.ts';
import type { Language } from './language.ts';
import type { NotSavedCause, Problem, UnavailableReason, StageName, VersionRange } from './problem.ts';
import type { LocalSettings } from './local-settings.ts';
import type { Profile } from './profile.ts';
import type { RelayStatus } from './relay-status.ts';
import type { SecretKind } from './secret-kinds.ts';
import type { Settings } from './settings.ts';
import type { UpdateStatus } from './update-status.ts';

/** All times are milliseconds since 1970 by this computer's clock; all durations are milliseconds. */

/** Which of the two steps a stage belongs to: getting tokens, or opening the sync websocket. */
export type Leg = 'auth' | 'sync';

/** Which way a connection leaves, and by what rule it was chosen. */
export type RouteStatus = RouteRule &
  ({ readonly kind: 'direct' } | { readonly kind: 'forwardProxy'; readonly proxy: string });

export interface RouteRule {
  readonly reason: RouteReason;
  /** The environment variable that decided, as it is spelled. */
  readonly variable?: string;
  /** The entry of a bypass list that decided. */
  readonly entry?: string;
  /** What stands in a variable such as `no_proxy` and can never match anything. */
  readonly dead?: { readonly in: string; readonly entries: readonly string[] };
}

export type RouteReason =
  | 'profile'
  | 'bypass'
  | 'system'
  | 'https_proxy'
  | 'http_proxy'
  | 'all_proxy'
  | 'no_proxy'
  | 'no proxy set'
  | 'whenUndecided';

/** How one leg would leave this computer, known before anything is dialled. */
export interface RouteExplanation {
  readonly leg: Leg;
  /** Host and port. */
  readonly target: string;
  /** In the order in which they would be tried; empty where `problem` says why. */
  readonly ways: readonly RouteStatus[];
  /** Whether “never directly” struck one out. */
  readonly isGuarded: boolean;
  readonly problem: Problem | null;
}

/**
 * What is worth knowing about a hop in a few words; never a secret. A text reads the same in every language: an address,
 * a status, a protocol.
 */
export type StageDetail =
  | string
  | { readonly kind: 'ways'; readonly ways: readonly RouteStatus[] }
  /** By what the forward proxy knew us, and why not by something stronger. */
  | {
      readonly kind: 'proven';
      readonly proxy: string;
      readonly scheme: AuthSchemeName | null;
      readonly unavailable: UnavailableReason | null;
    }
  | {
      readonly kind: 'secured';
      readonly protocol: string;
      readonly cipher: string;
      readonly isResumed: boolean;
      /** Left out where the environment adds nothing to the roots. */
      readonly environmentRoots?: readonly EnvironmentRootsFacts[];
    }
  | { readonly kind: 'keptConnectionClosed' }
  /** The answer was about the version of the sync protocol, or may have been; `next` was asked for at once. */
  | {
      readonly kind: 'versionRefused';
      /** The status. */
      readonly answer: string;
      readonly asked: number;
      readonly isCertain: boolean;
      readonly speaks: VersionRange | null;
      readonly next: number | null;
    }
  /** This computer's clock and the other side's are far apart. */
  | { readonly kind: 'clockOff'; readonly answer: string; readonly aheadMs: number };

/** One hop of one attempt. */
export interface Stage {
  readonly leg: Leg;
  readonly name: StageName;
  readonly ok: boolean;
  /** From the start of the trace until the stage began. */
  readonly startedMs: number;
  readonly ms: number;
  readonly detail: StageDetail | null;
  /** What was shown and said at this hop; left out where there was nothing. */
  readonly evidence?: Evidence;
  /** What it had to wait for while the rest was ready, of two things that went on side by side. */
  readonly waitedFor?: StageWait;
}

export interface StageWait {
  readonly leg: Leg;
  readonly name: StageName;
  /** How long the other one stood ready. */
  readonly ms: number;
}

/** What a hop showed of itself, for readers who want more than its verdict. Secrets have a name in their place (`secretMark`). */
export interface Evidence {
  readonly certificates?: Presented;
  /** In their order; a forward proxy may ask more than once. */
  readonly exchanges?: readonly Exchange[];
}

/** One HTTP exchange: the heads as they went over the wire, line by line. */
export interface Exchange {
  readonly request: readonly string[];
  /** Empty when nothing was answered. */
  readonly answer: readonly string[];
  /** The start of a refusal's body, at most 64 KiB; null where there was none or it may hold a token. */
  readonly body: string | null;
}

/** What one attempt did, hop by hop. */
export interface Trace {
  readonly attempt: number;
  readonly startedAt: number;
  readonly route: RouteStatus | null;
  readonly stages: readonly Stage[];
  /** The stage that is under way. */
  readonly current: { readonly leg: Leg; readonly name: StageName } | null;
  readonly problem: Problem | null;
}

/** The upgrade request as it was really sent, in its order and spelling; in the place of each secret a name (`secretMark`). */
export interface SentUpgrade {
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Where a secret lies while the program runs. */
export type SecretStorage = 'keychain' | 'memory';

/** A try that is under way. */
export interface Trying {
  readonly since: number;
  /** Why the one before it failed; null where none did since it last succeeded. */
  readonly lastFailure: Problem | null;
}

/** Whether a profile's identity is proven. */
export type SignInStatus =
  | { readonly state: 'signedOut' }
  | { readonly state: 'unlocking'; readonly trying: Trying }
  | { readonly state: 'signingIn'; readonly trying: Trying }
  | { readonly state: 'signedIn'; readonly identity: string | null; readonly storedIn: SecretStorage }
  | { readonly state: 'retrying'; readonly problem: Problem; readonly until: number }
  | { readonly state: 'needsUser'; readonly problem: Problem };

/** What became of a refresh token at the server, after it was thrown away here. */
export type Revocation =
  | { readonly state: 'asking' }
  | { readonly state: 'revoked' }
  /** It stays valid there until it expires. */
  | { readonly state: 'failed'; readonly problem: Problem };

/** The access token of one realm path; the token itself never leaves the main process. */
export type AccessTokenStatus =
  | { readonly state: 'none' }
  | { readonly state: 'fetching' }
  | {
      readonly state: 'fresh';
      readonly expiresAt: number | null;
      readonly renewsAt: number | null;
    }
  | { readonly state: 'retrying'; readonly problem: Problem; readonly until: number }
  | { readonly state: 'refused'; readonly problem: Problem };

/** Where a sync session stands by itself: the phases of its machine (`main/sync/machine.ts`). */
export type SyncPhase =
  | { readonly state: 'idle' }
  | { readonly state: 'awaitingToken' }
  | { readonly state: 'connecting'; readonly attempt: number }
  | {
      readonly state: 'online';
      readonly attempt: number;
      readonly since: number;
      readonly protocol: string;
      /** Of the latest heartbeat or MARK; null until one was answered. */
      readonly rttMs: number | null;
    }
  | { readonly state: 'waiting'; readonly problem: Problem; readonly until: number }
  | { readonly state: 'offline'; readonly problem: Problem; readonly until: number }
  | { readonly state: 'blocked'; readonly problem: Problem };

/**
 * Where a sync session stands, as it is shown: its machine's phase as it is, but for what the profile's sign-in adds.
 * What waits for a token waits for what its making waits for.
 */
export type SessionPhase =
  | Exclude<SyncPhase, { readonly state: 'online' }>
  | (Extract<SyncPhase, { readonly state: 'online' }> & {
      /** Renewal was refused for good: why, and when the token that the server knows expires (null: never). Otherwise null. */
      readonly ending: { readonly problem: Problem; readonly at: number | null } | null;
    })
  /** It goes on as soon as the person signs in, once for the whole profile. Where anything else is needed it is `blocked`. */
  | { readonly state: 'awaitingSignIn'; readonly problem: Problem };

/** How a connection or a try to make one ended. */
export interface SessionEnd {
  readonly at: number;
  readonly problem: Problem;
  /** How long it had been online; null if it never was. */
  readonly livedMs: number | null;
}

export interface SessionStatus {
  readonly id: SessionId;
  /** As the profile has it, `~` included. */
  readonly realmPath: string;
  /** As the server resolved it; null until it has. */
  readonly resolvedPath: string | null;
  /** The URL prefix that the server dictated for this session; null when the profile's own is used. */
  readonly syncPrefix: string | null;
  readonly phase: SessionPhase;
  /** Null unless it is on its way to being online. */
  readonly trying: Trying | null;
  readonly token: AccessTokenStatus;
  readonly trace: Trace | null;
  readonly upgrade: SentUpgrade | null;
  /** Upgrade requests that were sent since the session was taken up. */
  readonly upgrades: number;
  readonly heartbeats: number;
  readonly refreshes: number;
  readonly traffic: Traffic;
  /** Of the latest attempt that ended by itself; null if none has. */
  readonly lastEnd: SessionEnd | null;
  /** When what should be online was first found not to be; null while it is, and where it is off or on its first try. */
  readonly downSince: number | null;
}

export interface ProfileView {
  readonly id: ProfileId;
  readonly profile: Profile;
  /** The demo's profile: gone with the demo, its secrets only in memory. */
  readonly temporary: boolean;
  /** Whether the person wants it connected. */
  readonly wanted: boolean;
  /** Which secrets are kept for it; never what they are. */
  readonly savedSecrets: readonly SecretKind[];
  /** What each of them, and the file of a JWT, was given for. */
  readonly given: Given;
  /** The certificates that the person trusts for this profile, each for one host and for a time. */
  readonly pins: readonly Pin[];
  /** What the person settled for it on this computer. */
  readonly local: LocalSettings;
  readonly isFavourite: boolean;
  /** Where the person put it among those of its group; null: nowhere yet. */
  readonly place: number | null;
  readonly pinging: Pinging;
  readonly signIn: SignInStatus;
  /** Of the latest sign-out; null if there was none. */
  readonly revocation: Revocation | null;
  readonly sessions: readonly SessionStatus[];
  readonly relay: RelayStatus;
}

/** What the keychain last did, as far as this run has asked it. */
export type KeychainStatus =
  | { readonly state: 'unused' }
  | { readonly state: 'waiting' }
  | { readonly state: 'ready' }
  | { readonly state: 'failed'; readonly problem: Problem };

/** One part of the demo environment, as the window explains it. */
export interface DemoHop {
  readonly name: DemoHopName;
  readonly address: string;
  /** What was broken here, and is still. */
  readonly fault: DemoFault | null;
  readonly requests: number;
  readonly refused: number;
  readonly bytes: number;
  /** What it saw last, in words; null until it saw something. */
  readonly last: string | null;
}

export type DemoStatus =
  | { readonly state: 'off' }
  | { readonly state: 'starting' }
  | {
      readonly state: 'running';
      readonly profileId: ProfileId;
      readonly hops: readonly DemoHop[];
      /** Whether its app runs, which syncs through a relay. */ readonly hasApp: boolean;
    }
  | { readonly state: 'failed'; readonly problem: Problem };

/** Something the person should know once, and can put away. */
export type Notice =
  | { readonly kind: 'profilesSetAside'; readonly file: string; readonly restored: boolean }
  | { readonly kind: 'profilesFromNewerVersion'; readonly file: string }
  | { readonly kind: 'profileUnreadable'; readonly name: string; readonly file: string }
  | { readonly kind: 'profilesNotSaved'; readonly file: string; readonly cause: NotSavedCause }
  /** Of so many profiles that were removed: they are deleted once the keychain can be used. */
  | { readonly kind: 'secretsLeftInKeychain'; readonly profiles: number }
  | { readonly kind: 'settingsSetAside'; readonly file: string; readonly restored: boolean }
  | { readonly kind: 'settingsFromNewerVersion'; readonly file: string }
  | { readonly kind: 'settingsNotSaved'; readonly file: string; readonly cause: NotSavedCause }
  | { readonly kind: 'historyNotKept'; readonly file: string }
  /** The file doesn't answer, as on a network drive without its server: what stands in it is unknown, and stays. */
  | { readonly kind: 'profilesSilent'; readonly file: string }
  | { readonly kind: 'settingsSilent'; readonly file: string }
  /** The same for the history and the log. What belongs there is written once the file answers. */
  | { readonly kind: 'fileSilent'; readonly file: string }
  /** The system didn't take it; the setting is back to what holds. */
  | { readonly kind: 'openAtLoginFailed' }
  /** An error was not caught; `id` stands in the log too. */
  | { readonly kind: 'bug'; readonly id: string };

/** What came of trying a profile before it is saved. */
export interface ProfileTrial {
  readonly trace: Trace;
  readonly problem: Problem | null;
}

/** Profiles that were removed, and until when that can be undone. */
export interface Removal {
  readonly names: readonly string[];
  readonly undoableUntil: number;
}

/** All that the window draws. Pushed whole; `revision` grows by one with each push. */
export interface AppView {
  readonly revision: number;
  readonly about: {
    readonly version: string;
    readonly electron: string;
    readonly chromium: string;
    readonly node: string;
    readonly platform: string;
    /** The operating system, its version and the processor: `Linux 6.1.0 x64`. */
    readonly system: string;
  };
  readonly settings: Settings;
  /** The language that follows from the settings and from the system's. */
  readonly language: Language;
  readonly keychain: KeychainStatus;
  readonly demo: DemoStatus;
  readonly notices: readonly Notice[];
  /** Groups of the list that are folded up. */
  readonly foldedGroups: readonly ProfileGroupName[];
  /** The latest removal, while it can be undone. */
  readonly removal: Removal | null;
  readonly updates: UpdateStatus;
  readonly profiles: readonly ProfileView[];
}
