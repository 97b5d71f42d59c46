import type { BrowserWindow } from 'electron';
import { push } from '../ipc.ts';
import type { MessageOf, PushName } from '../../shared/ipc.ts';
import { openWindow } from '../window.ts';

/** The one window, which may be closed and opened again while the app runs. */
export interface MainWindow {
  /** Opens it, or brings it to the front. */
  show(): void;
  /** Shows it, with this session before the person. */
  open(chosen: MessageOf<'sessionChosen'>): void;
  /** Whether the person looks at it. */
  isFocused(): boolean;
  push<Name extends PushName>(name: Name, message: MessageOf<Name>): void;
}

export class ElectronMainWindow implements MainWindow {
  readonly #preload: string;
  #window: BrowserWindow | null = null;

  constructor(preload: string) {
    this.#preload = preload;
  }

  get current(): BrowserWindow | null {
    return this.#window?.isDestroyed() === false ? this.#window : null;
  }

  show(): void {
    const { current } = this;
    if (current === null) this.#window = openWindow(this.#preload);
    else {
      if (current.isMinimized()) current.restore();
      current.focus();
    }
  }

  open(chosen: MessageOf<'sessionChosen'>): void {
    this.show();
    const contents = this.current?.webContents;
    if (contents?.isLoading() !== true) this.push('sessionChosen', chosen);
    // The page listens from the moment its script has run.
    else contents.once('did-finish-load', () => this.push('sessionChosen', chosen));
  }

  isFocused(): boolean {
    return this.current?.isFocused() === true;
  }

  push<Name extends PushName>(name: Name, message: MessageOf<Name>): void {
    const { current } = this;
    if (current !== null) push(current.webContents, name, message);
  }
}
