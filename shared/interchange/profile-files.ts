import { parseJson, usualJsonLimits } from '../json.ts';
import { parseProfile, type Profile } from '../profile.ts';
import { success, type Result } from '../result.ts';
import type { ProfileIssue, ProfileIssues } from '../rules.ts';

/** A profile found in a file, or what is wrong with what stands in its place. */
export interface FoundProfile {
  readonly file: string;
  /** Its place in a file with several; null where the file is one profile. */
  readonly place: number | null;
  /** What it calls itself, also when something else about it is wrong. */
  readonly name: string | null;
  readonly read: Result<Profile, ProfileIssues>;
}

/** More than a person has; a file with more is no list of profiles. */
const mostProfiles = 5000;

/** Each profile in it is held to the usual limits when it is parsed. */
const fileLimits = { ...usualJsonLimits, mostValues: 5_000_000 };

/** A file with one profile, as the contract has it, or with an array of them. Every flaw is named, none is mended. */
export function readProfileFile(file: string, text: string): readonly FoundProfile[] {
  const read = parseJson(text, fileLimits);
  if (!read.ok) return [flawed(file, null, { field: '', rule: read.problem })];
  const json = read.value;
  if (!Array.isArray(json)) return [found(file, null, json)];
  if (json.length === 0) return [flawed(file, null, { field: '', rule: 'required' })];
  if (json.length > mostProfiles) return [flawed(file, null, { field: '', rule: 'tooLong' })];
  return json.map((each: unknown, place) => found(file, place, each));
}

/** Whether a text means to be a profile file. Code may begin with a brace too, but is no JSON. */
export const looksLikeProfileFile = (text: string): boolean => /^\uFEFF?\s*[[{]/.test(text) && isJson(text);

/** What is nested too deep is JSON, too: it is told that, and not read as code. */
function isJson(text: string): boolean {
  const read = parseJson(text, fileLimits);
  return read.ok || read.problem !== 'notJson';
}

function found(file: string, place: number | null, input: unknown): FoundProfile {
  const read = parseProfile(input);
  const name = read.ok ? read.value.name : nameIn(input);
  return {
    file,
    place,
    name,
    read: read.ok ? success(read.value) : { ok: false, problem: issuesIn(read.problem) },
  };
}

/** Of a newer version's profile nothing else can be said: its other fields may be as they should. */
function issuesIn(issues: ProfileIssues): ProfileIssues {
  const newer = issues.find(({ rule }) => rule === 'formatVersionUnknown');
  return newer === undefined ? issues : [newer];
}

function flawed(file: string, place: number | null, issue: ProfileIssue): FoundProfile {
  return { file, place, name: null, read: { ok: false, problem: [issue] } };
}

function nameIn(input: unknown): string | null {
  const name = typeof input === 'object' && input !== null && 'name' in input ? input.name : null;
  return typeof name === 'string' && name.trim() !== '' ? name.slice(0, 80) : null;
}
