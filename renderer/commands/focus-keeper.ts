import { overlays } from './keyboard.ts';
import { focusRowInSight } from './panes.ts';

/** How far back it is worth to look. */
const most = 10;

/**
 * A keyboard user must not have to start from the top because what had the focus is gone: after a dialog that
 * a menu opened the focus goes back to the menu's button, after a removal to the row in sight.
 */
export class FocusKeeper {
  #seen: readonly { readonly element: HTMLElement; readonly isOverlaid: boolean }[] = [];

  readonly saw = ({ target }: FocusEvent): void => {
    if (!(target instanceof HTMLElement)) return;
    const others = this.#seen.filter(({ element }) => element !== target);
    this.#seen = [{ element: target, isOverlaid: target.closest(overlays) !== null }, ...others].slice(
      0,
      most,
    );
  };

  /** Does nothing while something has the focus, or the person let go of it themselves. */
  restore(): void {
    const { activeElement } = document;
    if (activeElement !== null && activeElement !== document.body) return;
    const [last] = this.#seen;
    if (last === undefined || last.element.isConnected || document.querySelector(overlays) !== null) return;
    const opener = this.#seen.find(({ isOverlaid }) => !isOverlaid);
    this.#seen = this.#seen.filter(({ element }) => element.isConnected);
    if (opener?.element.isConnected === true) opener.element.focus();
    else focusRowInSight();
  }
}
