import type { Clipboard } from '../../main/ports/clipboard.ts';

/** A clipboard that tests look into. */
export class FakeClipboard implements Clipboard {
  text = '';

  read(): Promise<string> {
    return Promise.resolve(this.text);
  }

  write(text: string): Promise<void> {
    this.text = text;
    return Promise.resolve();
  }

  clear(): Promise<void> {
    this.text = '';
    return Promise.resolve();
  }
}
