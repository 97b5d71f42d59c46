import { screen, type BrowserWindow } from 'electron';
import { DocumentSilent, type Documents } from './documents.ts';
import { placeIn, placeOn, type WindowPlace } from '../window-place.ts';

/** Moving a window is many events; they are written down when it rests. */
const restMs = 300;

/** `bounds`: where it can be got hold of on the displays that there are now. */
type Recalled = Omit<WindowPlace, 'bounds'> & { readonly bounds: ReturnType<typeof placeOn> };

/** Remembers where the window was, how large, and how far it was zoomed, in a file of its own: nothing that was typed is lost with it. */
export class WindowMemory {
  readonly #documents: Documents;

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  /** What a new window is made with; null where nothing is known. */
  recall(): Recalled | null {
    const kept = placeIn(this.#read());
    if (kept === null) return null;
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
    return { ...kept, bounds: placeOn(areas, kept.bounds) };
  }

  follow(window: BrowserWindow): void {
    let resting: NodeJS.Timeout | undefined;
    const keep = (): void => {
      clearTimeout(resting);
      this.keep(window);
    };
    const moved = (): void => {
      clearTimeout(resting);
      resting = setTimeout(keep, restMs);
    };
    window.on('resize', moved).on('move', moved).on('close', keep);
  }

  /** Nothing in the file's place may keep the window from opening. */
  #read(): unknown {
    try {
      return this.#documents.read();
    } catch (error) {
      if (!(error instanceof DocumentSilent)) this.#setAside();
      return null;
    }
  }

  #setAside(): void {
    try {
      this.#documents.setAside('damaged');
    } catch {
      // Then it opens where windows open.
    }
  }

  /** Nothing tells when it is zoomed: on the way out it has to be asked. Never fails. */
  keep(window: BrowserWindow): void {
    try {
      if (!window.isDestroyed()) this.#documents.write({ ...placeOf(window) });
    } catch {
      // On a full disk the window opens where it used to.
    }
  }
}

const placeOf = (window: BrowserWindow): WindowPlace => ({
  bounds: window.getNormalBounds(),
  isMaximized: window.isMaximized(),
  zoomLevel: window.webContents.getZoomLevel(),
});
