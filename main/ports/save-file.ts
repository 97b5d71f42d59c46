import type { BrowserWindow, Dialog } from 'electron';
import type { SaveOutcome } from '../../shared/interchange/save-outcome.ts';
import { writePrivately } from './write-privately.ts';

/** Lets the person say where a text is to go, and writes it there. */
export interface SaveFile {
  /** `name` is only a suggestion. */
  save(name: string, text: string): Promise<SaveOutcome>;
}

export class ElectronSaveFile implements SaveFile {
  readonly #dialog: Pick<Dialog, 'showSaveDialog'>;
  readonly #window: () => BrowserWindow | null;
  readonly #write: (path: string, text: string) => Promise<void>;

  constructor(
    dialog: Pick<Dialog, 'showSaveDialog'>,
    window: () => BrowserWindow | null,
    write: (path: string, text: string) => Promise<void> = writePrivately,
  ) {
    this.#dialog = dialog;
    this.#window = window;
    this.#write = write;
  }

  async save(name: string, text: string): Promise<SaveOutcome> {
    const options = { defaultPath: name };
    const window = this.#window();
    const { canceled, filePath } = await (window === null
      ? this.#dialog.showSaveDialog(options)
      : this.#dialog.showSaveDialog(window, options));
    if (canceled || filePath === '') return 'cancelled';
    return this.#write(filePath, text).then(
      () => 'saved',
      () => 'notWritten',
    );
  }
}

/** A name that every file system takes. */
export const fileName = (name: string, ending: string): string => {
  const safe = name.replace(/[^\p{L}\p{N}._ -]+/gu, '-').replace(/^[. ]+|[. ]+$/g, '');
  return `${safe.slice(0, 60) || 'causeway'}.${ending}`;
};
