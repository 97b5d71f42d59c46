import type { SnippetLanguage } from './languages/names.ts';

/** Numbers of lines, from 1. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

/** What a snippet can say that a profile holds too. */
export type SettingName =
  | 'server'
  | 'realmUrl'
  | 'authorizationHeaderName'
  | 'urlPrefix'
  | 'header'
  | 'verify'
  | 'partial'
  | 'credential'
  | 'certificate';

/** What a snippet says of a profile. What it doesn't say is absent: nothing is filled in for it. */
export interface SnippetSettings {
  readonly server?: string;
  readonly syncUrl?: string;
  readonly realmPaths: readonly string[];
  readonly credential?: SnippetCredential;
  readonly authorizationHeaderName?: string;
  readonly urlPrefix?: string;
  readonly headers: readonly SnippetHeader[];
  readonly verify?: boolean;
  readonly partial?: boolean;
  readonly route?: SnippetRoute;
}

/** The way out, which only commands tell. The password is empty where there is none. */
export interface SnippetRoute {
  readonly mode: 'system' | 'direct' | 'manual';
  readonly proxy?: string;
  readonly username?: string;
  readonly password: string;
  readonly bypass: readonly string[];
  readonly proxyHeaders: readonly SnippetHeader[];
}

/** The secret is empty where the snippet doesn't hold it. It goes where a typed one goes, never into a profile file. */
export type SnippetCredential =
  | {
      readonly kind: 'password';
      readonly username: string;
      readonly secret: string;
    }
  | {
      readonly kind: 'nickname';
      readonly nickname: string;
      readonly isAdmin?: true;
    }
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'jwt';
      readonly provider: string | null;
      readonly secret: string;
    }
  | {
      readonly kind: 'custom';
      readonly provider: string;
      readonly userInfo?: Readonly<Record<string, Json>>;
      readonly secret: string;
    }
  | { readonly kind: 'adminToken'; readonly secret: string }
  | { readonly kind: 'refreshToken'; readonly secret: string };

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The value of a secret header is empty where the snippet doesn't hold it. */
export interface SnippetHeader {
  readonly name: string;
  readonly value: string;
  readonly secret: boolean;
}

/** One setting that was understood, and the lines that say it. */
export interface Understood {
  readonly lines: Lines;
  readonly what: Exclude<SettingName, 'certificate'> | 'syncUrl' | 'realmPath' | 'route';
  /** For a person to compare; null for what is secret. */
  readonly shown: string | null;
  /** What the snippet doesn't hold and a person has to enter: where it comes from in the snippet. */
  readonly missing: string | null;
  /** It stands in code that does not always run, or counts for one host only. */
  readonly only: 'conditionally' | 'oneHost' | null;
}

export type NotUnderstoodWhy =
  /** The value is not in the snippet. */
  | 'elsewhere'
  /** The value is only worked out when the code runs. */
  | 'computed'
  /** The name stands for different values. */
  | 'ambiguous'
  /** The setting is made more than once, differently. */
  | 'conflict'
  /** It counts for a host that is not this server. */
  | 'otherHost'
  /** It names a file on the device. */
  | 'certificateFile'
  /** Something of one's own has to be put in its place. */
  | 'placeholder'
  /** It goes by the scheme of a server that is not in the snippet. */
  | 'noScheme'
  /** It makes an account, which a profile never does. */
  | 'creates'
  /** Every client writes it by itself. */
  | 'ownHeader'
  /** A profile has nothing like it. */
  | 'noCounterpart'
  /** The value is of another kind than the setting wants. */
  | 'wrongValue'
  /** Nothing known is said there. */
  | 'unknown'
  /** It stands between blocks of code. */
  | 'prose';

/** Lines that nothing was taken from, and why. */
export interface NotUnderstood {
  readonly lines: Lines;
  readonly why: NotUnderstoodWhy;
  readonly what: SettingName | 'route' | null;
  /** The name that a value comes from, where it has one. */
  readonly from: string | null;
  /** How its first line begins, texts left out: they may be secrets. Empty for prose. */
  readonly excerpt: string;
}

/** Before its line is looked up. */
export type Unexplained = Omit<NotUnderstood, 'excerpt'>;

/** What was read from a snippet. The window's preview and the command line's report are both made of it. */
export interface SnippetReading {
  readonly language: SnippetLanguage | null;
  readonly settings: SnippetSettings;
  readonly understood: readonly Understood[];
  readonly notUnderstood: readonly NotUnderstood[];
}
