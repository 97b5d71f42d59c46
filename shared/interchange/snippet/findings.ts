import type { SnippetIndex } from './definitions.ts';
import type { Span } from './expression.ts';
import type { CredentialFinding } from './sdk/credentials.ts';
import type { Lines, SettingName } from './reading.ts';
import type { Value } from './values.ts';

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

export const placeOf = (
  index: SnippetIndex,
  span: Span,
  also: readonly Span[] = [],
  host: Value | null = null,
): Place => ({ span, lines: index.lines(span.at, span.next), also, host });
