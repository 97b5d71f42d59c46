import type { BrowserWindow, Rectangle, WebContents } from 'electron';
import type { ActionId } from '../../shared/actions.ts';
import type { MessageOf, PushName } from '../../shared/ipc.ts';
import type { ElectronGestures } from './gestures.ts';
import type { WindowMemory } from './window-memory.ts';

/** The one window, which may be closed and opened again while the app runs. */
export interface MainWindow {
  /** Opens it, or brings it to the front. */
  show(): void;
  /** Shows it, with this session before the person. */
  open(chosen: MessageOf<'sessionChosen'>): void;
  /** Shows it, and has it do what the person chose in the menu. */
  perform(id: ActionId): void;
  /** Shows it, with what is in files that were opened. */
  openFiles(files: MessageOf<'filesOpened'>): void;
  /** Whether the person looks at it. */
  isFocused(): boolean;
  push<Name extends PushName>(name: Name, message: MessageOf<Name>): void;
}

export interface MainWindowParts {
  /** Makes the window, with all its security settings. */
  readonly open: (place: Partial<Rectangle> | undefined, mayShow: Promise<void>) => BrowserWindow;
  /** Tells its page something. */
  readonly push: <Name extends PushName>(to: WebContents, name: Name, message: MessageOf<Name>) => void;
  readonly memory: WindowMemory;
  readonly gestures: ElectronGestures;
}

/** Nothing else is to be kept from starting by a window that doesn't come. */
const upWithinMs = 3_000;

export class ElectronMainWindow implements MainWindow {
  readonly #parts: MainWindowParts;
  #window: BrowserWindow | null = null;
  /** Each tells the page something, as soon as it listens. */
  #toTell: (() => void)[] = [];
  #isListening = false;
  /** Whether the page is there to be zoomed. */
  #hasPage = false;
  /** The size of a window that opened without knowing where it was left. */
  #sizeUnplaced: string | null = null;

  constructor(parts: MainWindowParts) {
    this.#parts = parts;
  }

  /** Once the window has something to show, or takes too long for others to wait for it. */
  get isUp(): Promise<void> {
    const { current } = this;
    if (current === null || current.isVisible()) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, upWithinMs);
      current.once('show', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** To be called once it is known where the window was left: puts one there that opened before, unless it was resized. */
  settle(): void {
    const { current } = this;
    if (current === null || this.#sizeUnplaced !== String(current.getSize())) return;
    const left = this.#parts.memory.recall();
    if (left === null) return;
    current.setBounds(left.bounds);
    if (left.isMaximized) current.maximize();
    if (this.#hasPage) current.webContents.setZoomLevel(left.zoomLevel);
    else zoomOnceThere(current.webContents, left.zoomLevel);
  }

  /** How it is left is to be written down before the app ends. */
  remember(): void {
    if (this.current !== null) this.#parts.memory.keep(this.current);
  }

  get current(): BrowserWindow | null {
    return this.#window?.isDestroyed() === false ? this.#window : null;
  }

  /** Makes the window ahead, while it isn't known yet where and how it is to be shown. */
  prepare(mayShow: Promise<void>): void {
    if (this.current === null) this.#open(mayShow);
  }

  show(): void {
    const { current } = this;
    if (current === null) this.#open();
    else {
      if (current.isMinimized()) current.restore();
      current.focus();
    }
  }

  open(chosen: MessageOf<'sessionChosen'>): void {
    this.#parts.gestures.pressed();
    this.#showAndTell(() => this.push('sessionChosen', chosen));
  }

  perform(id: ActionId): void {
    this.#parts.gestures.pressed();
    this.#showAndTell(() => this.push('actionChosen', id));
  }

  openFiles(files: MessageOf<'filesOpened'>): void {
    this.#showAndTell(() => this.push('filesOpened', files));
  }

  isFocused(): boolean {
    return this.current?.isFocused() === true;
  }

  push<Name extends PushName>(name: Name, message: MessageOf<Name>): void {
    const { current } = this;
    if (current !== null) this.#parts.push(current.webContents, name, message);
  }

  #open(mayShow: Promise<void> = Promise.resolve()): void {
    this.#isListening = false;
    this.#hasPage = false;
    const left = this.#parts.memory.recall();
    this.#window = this.#parts.open(left?.bounds, mayShow);
    this.#sizeUnplaced = left === null ? String(this.#window.getSize()) : null;
    if (left?.isMaximized === true) this.#window.maximize();
    if (left !== null) zoomOnceThere(this.#window.webContents, left.zoomLevel);
    this.#window.webContents.once('did-navigate', () => (this.#hasPage = true));
    this.#parts.memory.follow(this.#window);
    this.#parts.gestures.watch(this.#window.webContents);
  }

  /** To be called when its page asks for the view: it listens before it asks. */
  listens(): void {
    this.#isListening = true;
    this.#tellNow();
  }

  #showAndTell(tell: () => void): void {
    this.show();
    this.#toTell.push(tell);
    if (this.#isListening) this.#tellNow();
  }

  #tellNow(): void {
    for (const tell of this.#toTell.splice(0)) tell();
  }
}

/** Chromium keeps the zoom of a site, which is none before the page is there, and loses it where the app ends early. */
function zoomOnceThere(contents: WebContents, level: number): void {
  contents.once('did-navigate', () => contents.setZoomLevel(level));
}
