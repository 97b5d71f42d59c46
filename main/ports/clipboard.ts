import type { Clipboard as ElectronClipboardModule } from 'electron';

export interface Clipboard {
  read(): Promise<string>;
  write(text: string): Promise<void>;
  clear(): Promise<void>;
}

type Used = Pick<ElectronClipboardModule, 'readText' | 'writeText' | 'clear'>;

/** Newer versions of Electron answer with promises, older ones at once: both are waited for. */
export class ElectronClipboard implements Clipboard {
  readonly #clipboard: Used;

  constructor(clipboard: Used) {
    this.#clipboard = clipboard;
  }

  async read(): Promise<string> {
    return await this.#clipboard.readText();
  }

  async write(text: string): Promise<void> {
    await this.#clipboard.writeText(text);
  }

  clear(): Promise<void> {
    this.#clipboard.clear();
    return Promise.resolve();
  }
}
