import { screen, type BrowserWindow } from 'electron';
import { DocumentSilent, type Documents } from './documents.ts';
import { placeOn, windowPlaceSchema, type WindowPlace } from '../window-place.ts';

/** Moving a window is many events; they are written down when it rests. */
const restMs = 300;

/** Remembers where the window was and how large, in a file of its own: nothing is lost with it that anybody typed. */
export class WindowMemory {
  readonly #documents: Documents;

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  /** What a new window is made with, and whether it is to fill the display. */
  recall(): { readonly bounds: ReturnType<typeof placeOn> | null; readonly isMaximized: boolean } {
    const kept = windowPlaceSchema.safeParse(this.#read());
    if (!kept.success) return { bounds: null, isMaximized: false };
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
    return { bounds: placeOn(areas, kept.data.bounds), isMaximized: kept.data.isMaximized };
  }

  follow(window: BrowserWindow): void {
    let resting: NodeJS.Timeout | undefined;
    const keep = (): void => {
      clearTimeout(resting);
      if (!window.isDestroyed()) this.#keep(placeOf(window));
    };
    const moved = (): void => {
      clearTimeout(resting);
      resting = setTimeout(keep, restMs);
    };
    window.on('resize', moved).on('move', moved).on('close', keep);
  }

  /** Whatever is in the file's place must not keep the window from opening. */
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

  #keep(place: WindowPlace): void {
    try {
      this.#documents.write({ ...place });
    } catch {
      // On a full disk the window opens where it used to.
    }
  }
}

const placeOf = (window: BrowserWindow): WindowPlace => ({
  bounds: window.getNormalBounds(),
  isMaximized: window.isMaximized(),
});
