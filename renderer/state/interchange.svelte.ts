import type { ProfileId } from '../../shared/brand.ts';
import type { Offer } from './offer.ts';

/** Which of the dialogs for import and export is open, and what lies in it. */
export class Interchange {
  isImporting = $state(false);
  /** What is shown before it is imported. It may hold secrets of a snippet, so it goes when the dialog does. */
  offer: Offer | null = $state.raw(null);
  exporting: ProfileId | null = $state(null);

  import(offer: Offer | null = null): void {
    this.offer = offer;
    this.isImporting = true;
  }

  close(): void {
    this.isImporting = false;
    this.offer = null;
    this.exporting = null;
  }

  export(id: ProfileId): void {
    this.exporting = id;
  }
}
