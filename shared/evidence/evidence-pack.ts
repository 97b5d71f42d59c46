import { reportText } from '../text/en/report.ts';
import type { Case } from './case.ts';
import { harOf, type Har } from './har.ts';
import { namesIn, replacing, withheldIn } from './names.ts';
import { reportOf } from './report.ts';

/** What a person hands to support: the texts that are shown, copied and saved. */
export interface EvidencePack {
  /** Markdown. */
  readonly report: string;
  /** HTTP Archive 1.2, as JSON. */
  readonly har: string;
}

export interface EvidenceOptions {
  /** Puts stand-ins in the place of host and user names, the same in both texts. */
  readonly hidesNames: boolean;
}

export function evidencePack(facts: Case, { hidesNames }: EvidenceOptions): EvidencePack {
  const names = hidesNames ? namesIn(facts) : new Map<string, string>();
  const replace = replacing(new Map([...withheldIn(facts.profile.profile), ...names]));
  const told = hidesNames ? unnamed(facts) : facts;
  const report = reportOf(told, hidesNames ? [reportText.hidden] : []);
  return {
    report: replace(report),
    har: `${JSON.stringify(inStrings(harOf(told), replace), null, 2)}\n`,
  };
}

/** What a file of it is called, but for its ending: `causeway Staging 2026-03-02 12.26.00`, UTC. */
export function caseName(facts: Case, { hidesNames }: EvidenceOptions): string {
  const { name } = (hidesNames ? unnamed(facts) : facts).profile.profile;
  const moment = new Date(facts.at).toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '.');
  return `causeway ${name.slice(0, 30)} ${moment}`;
}

/** A profile is named after a customer, or a place. */
const unnamed = (facts: Case): Case => ({
  ...facts,
  profile: { ...facts.profile, profile: { ...facts.profile.profile, name: 'profile-1' } },
});

/** Replaced before it is written as JSON: nothing can break its syntax. */
const inStrings = (har: Har, replace: (text: string) => string): unknown =>
  JSON.parse(JSON.stringify(har), (_key, value: unknown) =>
    typeof value === 'string' ? replace(value) : value,
  );
