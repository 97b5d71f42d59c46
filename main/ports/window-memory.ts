import { screen, type BrowserWindow } from 'electron';
import ElectronStore from 'electron-store';
import { placeOn, windowPlaceSchema, type WindowPlace } from '../window-place.ts';

/** Moving a window is many events; they are written down when it rests. */
const restMs = 300;

/** Remembers where the window was and how large, in a file of its own: nothing is lost with it that anybody typed. */
export class WindowMemory {
  readonly #store: ElectronStore | null;

  constructor(folder: string) {
    this.#store = openStore(folder);
  }

  /** What a new window is made with, and whether it is to fill the display. */
  recall(): { readonly bounds: ReturnType<typeof placeOn> | null; readonly isMaximized: boolean } {
    const kept = windowPlaceSchema.safeParse(this.#store?.store);
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

  #keep(place: WindowPlace): void {
    try {
      if (this.#store !== null) this.#store.store = place;
    } catch {
      // On a full disk the window opens where it used to.
    }
  }
}

/** Null where there is something else in the file's place: that must not keep the window from opening. */
function openStore(folder: string): ElectronStore | null {
  try {
    return new ElectronStore({ name: 'window', cwd: folder, clearInvalidConfig: true });
  } catch {
    return null;
  }
}

const placeOf = (window: BrowserWindow): WindowPlace => ({
  bounds: window.getNormalBounds(),
  isMaximized: window.isMaximized(),
});
