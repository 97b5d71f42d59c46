import type { Lines, SettingName } from '../reading.ts';
import type { Span } from '../syntax/expression.ts';
import type { SnippetIndex } from '../syntax/snippet-index.ts';
import type { Value } from '../values/value.ts';

/** A place that says something about a setting, before all places are laid side by side. */
interface Place {
  readonly span: Span;
  readonly lines: Lines;
  /** Definitions elsewhere that took part. */
  readonly also: readonly Span[];
  /** It counts for this host only (`SyncManager.setAuthorizationHeaderName(name, host)`). */
  readonly host: Value | null;
}

export interface SingleFinding extends Place {
  readonly what: Exclude<SettingName, 'header' | 'credential'>;
  readonly value: Value;
  /** What the SDK does where it is told nothing. */
  readonly isDefault?: true;
}

export interface HeaderFinding extends Place {
  readonly what: 'header';
  readonly name: Value;
  readonly value: Value;
}

export interface CredentialPlace extends Place {
  readonly what: 'credential';
  readonly credential: CredentialFinding;
}

/** Something that is set, and that no profile has a place for. */
export interface ForeignFinding extends Place {
  readonly what: null;
  readonly why: 'noCounterpart' | 'creates';
  /** What the SDK calls it. */
  readonly name: string;
}

export type Finding = SingleFinding | HeaderFinding | CredentialPlace | ForeignFinding;

/** A credential as the snippet has it; what can't be told is open. */
export type CredentialFinding =
  | { readonly kind: 'password'; readonly username: Value; readonly password: Value }
  | { readonly kind: 'nickname'; readonly nickname: Value; readonly isAdmin: Value }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'jwt'; readonly token: Value; readonly provider: Value | null }
  | { readonly kind: 'custom'; readonly provider: Value; readonly token: Value; readonly userInfo: Value }
  | { readonly kind: 'adminToken'; readonly token: Value }
  | { readonly kind: 'refreshToken'; readonly token: Value };

export const placeOf = (
  index: SnippetIndex,
  { at, next }: Span,
  also: readonly Span[] = [],
  host: Value | null = null,
): Place => ({ span: { at, next }, lines: index.lines({ at, next }), also, host });
