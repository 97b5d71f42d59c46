import type { FileChooser } from '../../main/ports/file-chooser.ts';

/** A person who points at the file that the test says; null: who closes the dialog. */
export class FakeFileChooser implements FileChooser {
  path: string | null = null;
  /** The servers that the dialog named. */
  readonly asked: string[] = [];

  chooseJwtFile(server: string): Promise<string | null> {
    this.asked.push(server);
    return Promise.resolve(this.path);
  }
}
