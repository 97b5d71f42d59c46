import type { FileChooser } from '../../main/ports/file-chooser.ts';

/** A person who points at the file that the test says; null: who closes the dialog. */
export class FakeFileChooser implements FileChooser {
  path: string | null = null;

  chooseJwtFile(): Promise<string | null> {
    return Promise.resolve(this.path);
  }
}
