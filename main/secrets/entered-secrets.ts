import type { Profile } from '../../shared/profile.ts';
import { fieldKinds, rowOf, secretHeadersOf, type SecretKind } from '../../shared/secret-kinds.ts';
import type { EnteredSecrets } from '../../shared/secrets.ts';
import type { SecretOf } from './profile-secrets.ts';
import { Secret } from './secret.ts';

export interface EnteredEntry {
  readonly kind: SecretKind;
  readonly secret: SecretOf<SecretKind>;
}

/**
 * What a person typed, as entries for the vault: only what the profile has a use for. The credential is not among
 * them: it is exchanged for tokens, and those are kept.
 */
export const enteredEntries = (profile: Profile, typed: EnteredSecrets): EnteredEntry[] => [
  ...secretHeadersOf(profile).flatMap(({ kind, name, list }) =>
    entryOf(kind, valueOf(typed[list] ?? {}, name)),
  ),
  ...fieldKinds.flatMap((kind) => entryOf(kind, typed[kind])),
];

const entryOf = (kind: SecretKind, value: string | undefined): readonly EnteredEntry[] =>
  value === undefined ? [] : [{ kind, secret: new Secret(rowOf(kind).type, value) }];

/** Header names are the same in any case (RFC 9110 §5.1). */
const valueOf = (headers: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.entries(headers).find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1];
