import { parseProfile, toProfileFile, type Profile, type ProfileFile } from '../../shared/profile.ts';
import type { PlainField } from '../../shared/profile-fields.ts';
import type { ProfileIssue } from '../../shared/rules.ts';
import {
  headerSecret,
  proxyHeaderSecret,
  type HeaderList,
  type SecretKind,
} from '../../shared/secret-kinds.ts';
import { parseEnteredSecrets, type EnteredSecrets } from '../../shared/secrets.ts';
import { emptied, plainFields } from './draft-fields.ts';
import {
  emptyCredential,
  fileOf,
  jsonOf,
  missingFields,
  newDraft,
  secretsOf,
  type CredentialDraft,
  type Draft,
} from './draft.ts';

/** What is wrong with the draft, or the profile file and secrets it makes. */
export type Reading =
  | { readonly ok: true; readonly profileFile: ProfileFile; readonly secrets: EnteredSecrets }
  | { readonly ok: false; readonly issues: readonly ProfileIssue[] };

/** What the parser makes of the profile that the form says: once for all that ask. */
export type ReadProfile = ReturnType<typeof parseProfile>;
export const readProfile = (draft: Draft): ReadProfile => parseProfile(fileOf(draft));

/** The shared parser's verdict, and the secrets the profile would be useless without. */
export function readDraft(
  draft: Draft,
  saved: readonly SecretKind[],
  profile: ReadProfile = readProfile(draft),
): Reading {
  const secrets = parseEnteredSecrets(secretsOf(draft));
  const issues = [
    ...(profile.ok ? [] : profile.problem),
    ...(secrets.ok ? [] : secrets.problem.map((issue) => secretIssue(issue, draft))),
    ...userInfoIssues(draft.credential),
    ...missingSecrets(draft, saved),
  ];
  return profile.ok && secrets.ok && issues.length === 0
    ? { ok: true, profileFile: toProfileFile(profile.value), secrets: secrets.value }
    : { ok: false, issues };
}

/** The form's tables of headers: where each stands in the profile, and its secrets in the vault. */
export const headerTables = {
  headers: { field: 'gateway.customRequestHeaders', secretOf: headerSecret },
  proxyHeaders: { field: 'route.proxyHeaders', secretOf: proxyHeaderSecret },
} as const satisfies Readonly<Record<HeaderList, unknown>>;
export type HeaderTable = HeaderList;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the object is closed: these are its keys
export const headerTableNames = Object.keys(headerTables) as readonly HeaderTable[];

function userInfoIssues({ kind, userInfo }: CredentialDraft): readonly ProfileIssue[] {
  const isBroken = kind === 'custom' && userInfo.trim() !== '' && jsonOf(userInfo) === undefined;
  return isBroken ? [{ field: 'credential.userInfo', rule: 'notJson' }] : [];
}

/** Issues of the secrets carry the secrets' own names; the form shows them at the fields they were typed into. */
function secretIssue(issue: ProfileIssue, draft: Draft): ProfileIssue {
  const [typedIn, name] = /^(headers|proxyHeaders)\.(.+)$/.exec(issue.field)?.slice(1) ?? [];
  if (typedIn === 'headers' || typedIn === 'proxyHeaders') {
    const index = draft[typedIn].findIndex((header) => header.secret && header.name === name);
    if (index >= 0) return { ...issue, field: `${headerTables[typedIn].field}[${index}].value` };
  }
  return { ...issue, field: `secrets.${issue.field}` };
}

function missingSecrets(draft: Draft, saved: readonly SecretKind[]): readonly ProfileIssue[] {
  const missing: string[] = [];
  for (const table of headerTableNames) {
    if (table === 'proxyHeaders' && draft.routeMode === 'direct') continue;
    const { field, secretOf } = headerTables[table];
    draft[table].forEach(({ name, value, secret }, index) => {
      const isMissing = secret && value === '' && !saved.includes(secretOf(name));
      if (isMissing) missing.push(`${field}[${index}].value`);
    });
  }
  missing.push(...missingFields(draft, saved).map((kind) => `secrets.${kind}`));
  return missing.map((field) => ({ field, rule: 'required' }));
}

/** What stands in for what is missing or wrong, so that the preview always shows something true to the rest. */
const examples = { name: 'Example', server: 'https://ros.example:9443', username: 'alice' } as const;

/** The nearest profile that the parser accepts: the draft with its broken fields left out or replaced by examples. */
export function exampleOf(
  draft: Draft,
  parsed: ReadProfile = readProfile(draft),
): { readonly profile: Profile; readonly isComplete: boolean } {
  if (parsed.ok) return { profile: parsed.value, isComplete: true };
  const broken = parsed.problem.map((issue) => issue.field);
  const profile = parseProfile(fileOf(withoutBroken(draft, broken)));
  return { profile: profile.ok ? profile.value : emptyExample(), isComplete: false };
}

function withoutBroken(draft: Draft, broken: readonly string[]): Draft {
  const has = (start: string): boolean => broken.some((field) => field.startsWith(start));
  // What is wrong with one field of a route is often that it doesn't go with another.
  const isBroken = (field: PlainField): boolean => has(field) || (field.startsWith('route.') && has('route'));
  const realmPaths = draft.realmPaths.filter((_, index) => !broken.includes(`realmPaths[${index}]`));
  return {
    ...draft,
    ...emptied(plainFields.filter(isBroken)),
    name: examples.name,
    server: has('server') ? examples.server : draft.server,
    credential: { ...emptyCredential('password'), username: examples.username },
    realmPaths: realmPaths.length === 0 ? ['/~/default'] : realmPaths,
    headers: draft.headers.filter((_, index) => !has(`gateway.customRequestHeaders[${index}]`)),
  };
}

function emptyExample(): Profile {
  const draft = { ...newDraft(), name: examples.name, server: examples.server };
  const parsed = parseProfile(fileOf({ ...draft, credential: { ...draft.credential, kind: 'anonymous' } }));
  if (!parsed.ok) throw new TypeError('the example profile breaks a rule');
  return parsed.value;
}
