import type { ProfileId } from '../../shared/brand.ts';
import type { OpenedFiles } from '../../shared/interchange/opened-files.ts';
import type { Offer } from './offer.ts';

/** Which of the dialogs for import and export is open, and what lies in it. */
export class Interchange {
  isImporting = $state(false);
  /** What is shown before it is imported. It may hold secrets of a snippet, so it goes when the dialog does. */
  offer: Offer | null = $state.raw(null);
  exporting: ProfileId | null = $state(null);
  /** Files that were opened while something else lay in the dialog. */
  #waiting: OpenedFiles | null = null;

  import(offer: Offer | null = null): void {
    this.offer = offer;
    this.isImporting = true;
  }

  /** Files that the system had the app open. What is being typed or looked at stays: they join it, or come after it. */
  opened(files: OpenedFiles): void {
    if (!this.isImporting) this.import({ kind: 'profiles', ...files });
    else if (this.offer?.kind === 'profiles')
      this.offer = { kind: 'profiles', ...together(this.offer, files) };
    else this.#waiting = this.#waiting === null ? files : together(this.#waiting, files);
  }

  close(): void {
    this.isImporting = false;
    this.offer = null;
    this.exporting = null;
    const next = this.#waiting;
    this.#waiting = null;
    if (next !== null) this.opened(next);
  }

  export(id: ProfileId): void {
    this.exporting = id;
  }
}

const together = (one: OpenedFiles, other: OpenedFiles): OpenedFiles => ({
  found: [...one.found, ...other.found],
  unread: [...one.unread, ...other.unread],
});
