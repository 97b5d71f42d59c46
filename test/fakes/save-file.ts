import type { SaveFile } from '../../main/ports/save-file.ts';
import type { SaveOutcome } from '../../shared/interchange/save-outcome.ts';

/** Keeps what would have been written, and answers what it is told to. */
export class FakeSaveFile implements SaveFile {
  outcome: SaveOutcome = 'saved';
  readonly saved: { readonly name: string; readonly text: string }[] = [];

  save(name: string, text: string): Promise<SaveOutcome> {
    if (this.outcome === 'saved') this.saved.push({ name, text });
    return Promise.resolve(this.outcome);
  }
}
