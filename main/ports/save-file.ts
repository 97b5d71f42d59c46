import { open } from 'node:fs/promises';
import type { BrowserWindow, Dialog } from 'electron';
import type { SaveOutcome } from '../../shared/interchange/save-outcome.ts';

/** Lets the person say where a text is to go, and writes it there. */
export interface SaveFile {
  /** `name` is only a suggestion. */
  save(name: string, text: string): Promise<SaveOutcome>;
}

export class ElectronSaveFile implements SaveFile {
  readonly #dialog: Pick<Dialog, 'showSaveDialog'>;
  readonly #window: () => BrowserWindow | null;

  constructor(dialog: Pick<Dialog, 'showSaveDialog'>, window: () => BrowserWindow | null) {
    this.#dialog = dialog;
    this.#window = window;
  }

  async save(name: string, text: string): Promise<SaveOutcome> {
    const options = { defaultPath: name };
    const window = this.#window();
    const { canceled, filePath } = await (window === null
      ? this.#dialog.showSaveDialog(options)
      : this.#dialog.showSaveDialog(window, options));
    if (canceled || filePath === '') return 'cancelled';
    return writePrivately(filePath, text).then(
      () => 'saved',
      () => 'notWritten',
    );
  }
}

/**
 * Readable by its owner only, also where a file of that name was there before with other rights. What isn't secret to us
 * names hosts and people. Errors: the file system's.
 */
async function writePrivately(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    // File systems without such rights, as on a memory stick, refuse; whose they are, they are readable by all anyway.
    await file.chmod(0o600).catch(() => undefined);
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}

/** A name that every file system takes. */
export const fileName = (name: string, ending: string): string => {
  const safe = name.replace(/[^\p{L}\p{N}._ -]+/gu, '-').replace(/^[. ]+|[. ]+$/g, '');
  return `${safe.slice(0, 60) || 'causeway'}.${ending}`;
};
