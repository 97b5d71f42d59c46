import { sameName } from '../../shared/interchange/names.ts';
import { parseJson } from '../../shared/json.ts';
import { parseProfile, type Profile } from '../../shared/profile.ts';
import type { Result } from '../../shared/result.ts';
import type { ProfileIssue, ProfileIssues } from '../../shared/rules.ts';
import { ProblemError } from '../problem-error.ts';
import type { ProfileStore, SavedProfile } from '../profiles/store.ts';
import { FileMissing, looksLikeToken, readText, usualMostBytes, type Inputs } from './input.ts';
import { UsageError } from './usage-error.ts';

/** What a profile may be called by, for the help of every command that takes one. */
export const profileArgument = [
  'PROFILE is the path of a profile file (*.causeway, *.json), or the name or the id of a saved profile.',
] as const;

/** A profile that was named in a call. */
export type NamedProfile =
  | { readonly kind: 'file'; readonly profile: Profile }
  | { readonly kind: 'saved'; readonly saved: SavedProfile; readonly store: ProfileStore };

export interface ProfileSources extends Inputs {
  readonly openStore: (deadlineMs: number) => Promise<ProfileStore>;
}

/** For a profile that is looked for. */
export const profileDeadlineMs = 10_000;

/**
 * The file where it looks like one, else the saved profile of that name or id; the other of the two where that isn't
 * there. Errors: `profile.missing`, `profile.ambiguous`, `profile.invalid`; `UsageError`.
 */
export async function findProfile(
  nameOrPath: string,
  sources: ProfileSources,
  deadlineMs = profileDeadlineMs,
): Promise<NamedProfile> {
  if (looksLikeToken(nameOrPath)) {
    throw new UsageError(
      'a token is no profile; secrets are never taken from arguments, which others can read.',
    );
  }
  const ways = [
    () => fileAt(nameOrPath, sources, deadlineMs),
    () => savedAs(nameOrPath, sources, deadlineMs),
  ];
  for (const way of looksLikePath(nameOrPath) ? ways : ways.reverse()) {
    const found = await way();
    if (found !== null) return found;
  }
  throw new ProblemError({ kind: 'profile.missing', name: nameOrPath });
}

const looksLikePath = (text: string): boolean => /\.(causeway|json)$/i.test(text) || /[/\\]/.test(text);

async function fileAt(
  path: string,
  sources: ProfileSources,
  deadlineMs: number,
): Promise<NamedProfile | null> {
  try {
    const what = 'the profile file';
    const text = await readText({ path, what, mostBytes: usualMostBytes, deadlineMs }, sources);
    return { kind: 'file', profile: orInvalid(parseProfile(jsonIn(text, '')), '') };
  } catch (error) {
    // A word that is no saved profile's name need not be meant as the folder of that name.
    const isElsewhere = error instanceof FileMissing || (error instanceof UsageError && !looksLikePath(path));
    if (isElsewhere) return null;
    throw error;
  }
}

async function savedAs(
  name: string,
  { openStore }: ProfileSources,
  deadlineMs: number,
): Promise<NamedProfile | null> {
  const store = await openStore(deadlineMs);
  const all = store.load();
  const named = all.filter(({ profile }) => profile.name === name);
  const meant = [
    named,
    all.filter(({ id }) => id === name),
    all.filter((each) => sameName(each.profile.name, name)),
  ];
  const [saved, ...others] = meant.find((those) => those.length > 0) ?? [];
  if (saved === undefined) return null;
  if (others.length === 0) return { kind: 'saved', saved, store };
  const candidates = [saved, ...others].map(({ id, profile: { environment, server } }) => ({
    id,
    environment,
    server,
  }));
  throw new ProblemError({ kind: 'profile.ambiguous', name, candidates });
}

/** `field`: what the text is, as its flaw is told. Errors: `profile.invalid`. */
export function jsonIn(text: string, field: string): unknown {
  const json = parseJson(text);
  if (json.ok) return json.value;
  throw new ProblemError({ kind: 'profile.invalid', issues: [{ field, rule: json.problem }] });
}

/** Errors: `profile.invalid`, its fields prefixed with where they stand. */
export function orInvalid<Value>(parsed: Result<Value, ProfileIssues>, prefix: string): Value {
  if (parsed.ok) return parsed.value;
  const [first, ...rest] = parsed.problem;
  const place = (issue: ProfileIssue): ProfileIssue =>
    prefix === ''
      ? issue
      : { ...issue, field: [prefix, issue.field].filter((part) => part !== '').join('.') };
  throw new ProblemError({ kind: 'profile.invalid', issues: [place(first), ...rest.map(place)] });
}
