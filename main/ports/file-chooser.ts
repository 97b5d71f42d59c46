import type { BrowserWindow, Dialog } from 'electron';
import type { Text } from '../../shared/text/text.ts';

/** The system's own dialog for pointing at a file. The file is read by the caller, when it is needed. */
export interface FileChooser {
  /**
   * The path of the file that another tool keeps a JWT in; null if the person would rather not. The dialog says to which
   * `server` that JWT goes: to choose is to agree to it.
   */
  chooseJwtFile(server: string): Promise<string | null>;
}

export class ElectronFileChooser implements FileChooser {
  readonly #dialog: Pick<Dialog, 'showOpenDialog'>;
  readonly #window: () => BrowserWindow | null;
  readonly #text: () => Text;

  constructor(dialog: Pick<Dialog, 'showOpenDialog'>, window: () => BrowserWindow | null, text: () => Text) {
    this.#dialog = dialog;
    this.#window = window;
    this.#text = text;
  }

  async chooseJwtFile(server: string): Promise<string | null> {
    const window = this.#window();
    const { jwtFileFor, useFile } = this.#text().ui.signIn;
    const options: Electron.OpenDialogOptions = {
      title: jwtFileFor(server),
      // macOS shows no title.
      message: jwtFileFor(server),
      buttonLabel: useFile,
      // Where tools keep tokens, names often begin with a dot.
      properties: ['openFile', 'showHiddenFiles', 'dontAddToRecent'],
    };
    const { filePaths } = await (window === null
      ? this.#dialog.showOpenDialog(options)
      : this.#dialog.showOpenDialog(window, options));
    return filePaths[0] ?? null;
  }
}
