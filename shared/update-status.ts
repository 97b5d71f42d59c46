import type { Problem } from './problem.ts';
import type { UpdateChannel } from './update-manifest.ts';

/** Why what a feed sent is not believed. */
export type ManifestFlaw =
  /** There is no signature where one must be: it is no manifest. */
  | { readonly kind: 'unsigned' }
  /** The key that it names is none of ours. */
  | { readonly kind: 'foreignKey' }
  /** It names a key of ours, and is not what that key signed. */
  | { readonly kind: 'altered' }
  /** We signed it, and this version doesn't understand it. */
  | { readonly kind: 'unreadable' };

/** Why a signed manifest is not followed. */
export type ManifestRefusal =
  | { readonly kind: 'otherChannel'; readonly channel: UpdateChannel }
  /** A newer one has been seen: somebody sends an old one again. */
  | { readonly kind: 'replayed'; readonly issuedAt: number; readonly seenAt: number }
  | { readonly kind: 'expired'; readonly at: number }
  /** Signed at a time that is yet to come, by this computer's clock. */
  | { readonly kind: 'fromTheFuture'; readonly at: number }
  /** It offers less than what runs. */
  | { readonly kind: 'olderVersion'; readonly version: string };

/** Why there was no manifest, or no file, to judge. */
export type FetchRefusal =
  /** The forward proxy, the way out or the keychain; what to do about it is the problem's own word. */
  | { readonly kind: 'onTheWay'; readonly problem: Problem }
  | { readonly kind: 'feedUnresolved'; readonly host: string }
  | { readonly kind: 'feedUnreachable'; readonly host: string }
  | { readonly kind: 'feedUntrusted'; readonly host: string }
  /** All of it took too long, from the first byte sent to the last one received. */
  | { readonly kind: 'silent'; readonly host: string; readonly seconds: number }
  | { readonly kind: 'status'; readonly host: string; readonly status: number }
  /** Redirects are not followed: only the address in the settings is the feed. */
  | { readonly kind: 'redirected'; readonly host: string; readonly isPlain: boolean }
  | { readonly kind: 'tooLarge'; readonly mostBytes: number }
  | { readonly kind: 'cutOff'; readonly host: string }
  /** The profile whose way updates were to take is gone. */
  | { readonly kind: 'wayMissing' };

/** Why a file is not the one that the manifest speaks of. */
export type FileRefusal =
  | { readonly kind: 'wrongSize'; readonly bytes: number; readonly expected: number }
  | { readonly kind: 'wrongHash' }
  /** It could not be written here. */
  | { readonly kind: 'notStored' }
  /** The system would not start what installs it. */
  | { readonly kind: 'notInstalled' };

export type UpdateRefusal = ManifestFlaw | ManifestRefusal | FetchRefusal | FileRefusal;

/** What brings an update to this computer. */
export type UpdateBringer =
  /** Debian and Ubuntu, where the app came as a package. */
  | 'apt'
  /** Fedora and its kin. */
  | 'dnf'
  /** The person: it was unpacked somewhere. */
  | 'person'
  /** The app itself: Windows and macOS. */
  | 'app';

/** A version that is offered to this computer. */
export interface OfferedUpdate {
  readonly version: string;
  /** In the language of the window. */
  readonly news: Readonly<Record<string, string>>;
  /** How far it has got here: told of only, under way (in bytes), ready to be installed. */
  readonly step:
    | { readonly state: 'told' }
    | { readonly state: 'fetching'; readonly bytes: number; readonly of: number }
    | { readonly state: 'ready' };
}

/** What the latest look at the feed came to. */
export type UpdateOutcome =
  | { readonly kind: 'upToDate' }
  /** There is one, and it comes to this computer later. */
  | { readonly kind: 'heldBack'; readonly version: string }
  | { readonly kind: 'offered'; readonly version: string }
  | { readonly kind: 'refused'; readonly refusal: UpdateRefusal };

/** How it stands with updates, as the window shows it. */
export interface UpdateStatus {
  readonly bringer: UpdateBringer;
  /** The feed in force; null where none is set, and nothing is asked. */
  readonly feed: string | null;
  readonly isChecking: boolean;
  /** `outcome`: null where an earlier run asked. */
  readonly lastCheck: { readonly at: number; readonly outcome: UpdateOutcome | null } | null;
  readonly offered: OfferedUpdate | null;
  /** Whether the person put away the notice of what is offered. */
  readonly isDismissed: boolean;
  /** The version whose files lie in this one's place; null while they are its own. */
  readonly replacedBy: string | null;
}

/** Where there is nothing to ask. */
export const noUpdates: UpdateStatus = {
  bringer: 'person',
  feed: null,
  isChecking: false,
  lastCheck: null,
  offered: null,
  isDismissed: false,
  replacedBy: null,
};
