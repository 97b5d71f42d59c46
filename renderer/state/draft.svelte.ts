import { SvelteSet } from 'svelte/reactivity';
import { adviceOn } from '../../shared/advice.ts';
import { withheldBy, type Given, type Withheld } from '../../shared/destinations.ts';
import type { ProfileIssue } from '../../shared/rules.ts';
import type { SecretKind } from '../../shared/secret-kinds.ts';
import type { ProfileView } from '../../shared/status.ts';
import { draftOf, isSameDraft, newDraft, noSecrets, type Draft } from './draft.ts';
import { exampleOf, headerTableNames, readDraft, readProfile, type Reading } from './draft-reading.ts';
import { adviceText, text } from '../text.ts';

/** A profile while it is edited: what was typed, what is wrong with it, and what of that may be shown already. */
export class DraftState {
  draft: Draft = $state(newDraft());
  readonly #kept: readonly SecretKind[];
  readonly #given: Given;
  /** Shows everything that is wrong, not only where the person has been. */
  showsAll = $state(false);
  /** What the main process found wrong with what it was sent. */
  refused: readonly ProfileIssue[] = $state.raw([]);
  readonly #original: Draft;
  readonly #left = new SvelteSet<string>();
  readonly #typed = $derived.by(() => $state.snapshot(this.draft));
  readonly #profile = $derived.by(() => readProfile(this.#typed));
  readonly #example = $derived.by(() => exampleOf(this.#typed, this.#profile));
  /** Only of a whole profile is it known where its secrets would go. */
  readonly #withheld = $derived.by(() =>
    this.#example.isComplete ? withheldBy(this.#example.profile, this.#given) : [],
  );
  readonly #saved = $derived.by(() =>
    this.#kept.filter((kind) => !this.#withheld.some(({ secret }) => secret === kind)),
  );
  readonly #reading = $derived.by(() => readDraft(this.#typed, this.#saved, this.#profile));

  /** `filled`: what is in the form before a person typed. It counts as changed, and is not lost unasked. */
  constructor(profile: ProfileView | null, filled: Draft | null = null) {
    this.#original = profile === null ? newDraft() : draftOf(profile.profile);
    this.draft = structuredClone(filled ?? this.#original);
    this.#kept = profile?.savedSecrets ?? [];
    this.#given = profile?.given ?? {};
  }

  /** The secrets that are kept, and may go wherever the draft would send them. */
  get saved(): readonly SecretKind[] {
    return this.#saved;
  }

  /** Those that are kept and won't go there: they are asked for again. */
  get withheld(): readonly Withheld[] {
    return this.#withheld;
  }

  get reading(): Reading {
    return this.#reading;
  }

  /** What the preview draws: always a whole profile, even if fields are missing. */
  get example(): ReturnType<typeof exampleOf> {
    return this.#example;
  }

  get isChanged(): boolean {
    return !isSameDraft($state.snapshot(this.draft), this.#original);
  }

  get issues(): readonly ProfileIssue[] {
    return [...(this.reading.ok ? [] : this.reading.issues), ...this.refused];
  }

  /** The person has been in the field: from now on it may be marked. */
  leave(field: string): void {
    this.#left.add(field);
  }

  /** What is wrong with the field, as a sentence that begins with its name; null while it isn't the time to say so. */
  error(field: string, name: string): string | null {
    if (!this.showsAll && !this.#left.has(field)) return null;
    const issue = this.issues.find((each) => each.field === field);
    return issue === undefined ? null : `${name} ${text.issueSentence(issue)}`;
  }

  /** What to consider about a field that breaks no rule, as a sentence that begins with its name; null: nothing. */
  advice(field: string, name: string): string | null {
    // What is wrong stands in the example as something else, and the server is compared with others.
    if (this.issues.some((each) => each.field === field || each.field === 'server')) return null;
    const advice = adviceOn(this.example.profile).find((each) => each.field === field);
    return advice === undefined ? null : `${name} ${adviceText[advice.kind]}`;
  }

  /** The same for a field that stands for a list: the first of its broken rules. */
  errorWithin(field: string, name: string): string | null {
    if (!this.showsAll && !this.#left.has(field)) return null;
    const issue = this.issues.find((each) => each.field === field || each.field.startsWith(`${field}[`));
    return issue === undefined ? null : `${name} ${text.issueSentence(issue)}`;
  }

  /** Secrets have left for the main process; nothing of them stays here. */
  forgetSecrets(): void {
    this.draft.secrets = noSecrets();
    for (const table of headerTableNames)
      for (const header of this.draft[table]) if (header.secret) header.value = '';
  }
}
