import type { Note, Notifications, ShownNote } from '../../main/ports/notifications.ts';
import type { LoginItem } from '../../main/ports/login-item.ts';
import type { MainWindow } from '../../main/ports/main-window.ts';
import type { TrayCommand, TrayIcon, TrayItem, TrayPicture } from '../../main/ports/tray.ts';

/** Notifications as a person finds them: those that stand there, and what a click on one does. */
export class FakeNotifications implements Notifications {
  readonly standing: { readonly note: Note; readonly click: () => void }[] = [];
  readonly told: string[] = [];

  show(note: Note, onClick: () => void): ShownNote {
    const shown = { note, click: onClick };
    this.standing.push(shown);
    this.told.push(note.title);
    const close = (): void => {
      const at = this.standing.indexOf(shown);
      if (at >= 0) this.standing.splice(at, 1);
    };
    return { close };
  }

  get titles(): string[] {
    return this.standing.map(({ note }) => note.title);
  }
}

/** A tray that remembers what was drawn, and asks for what is chosen from it. */
export class FakeTray implements TrayIcon {
  readonly drawn: TrayPicture[] = [];
  readonly #perform: (command: TrayCommand) => void;

  constructor(perform: (command: TrayCommand) => void = () => undefined) {
    this.#perform = perform;
  }

  show(picture: TrayPicture): void {
    this.drawn.push(picture);
  }

  /** What stands in the menu, from top to bottom; what is in a submenu by the way to it, as in `Staging/Connect`. */
  get items(): readonly { readonly label: string; readonly enabled: boolean }[] {
    return this.#entries.map(({ label, item }) => ({ label, enabled: isEnabled(item) }));
  }

  choose(chosen: string): void {
    const found = this.#entries.find(({ label }) => label === chosen)?.item;
    if (found?.kind !== 'command' || !found.isEnabled) throw new Error(`${chosen} can't be chosen`);
    this.#perform(found.command);
  }

  click(): void {
    this.#perform({ do: 'open' });
  }

  get #entries(): readonly Entry[] {
    return entriesOf(this.drawn.at(-1)?.menu ?? []);
  }
}

interface Entry {
  readonly label: string;
  readonly item: TrayItem;
}

const isEnabled = (item: TrayItem): boolean =>
  item.kind === 'submenu' || (item.kind === 'command' && item.isEnabled);

function entriesOf(items: readonly TrayItem[], above = ''): readonly Entry[] {
  return items.flatMap((item) => {
    if (item.kind === 'line') return [];
    const label = `${above}${item.label}`;
    return [{ label, item }, ...(item.kind === 'submenu' ? entriesOf(item.items, `${label}/`) : [])];
  });
}

/** A system's list of what it opens at login; a test may make it refuse. */
export class FakeLoginItem implements LoginItem {
  isListed: boolean;
  refuses = false;

  constructor(isListed = false) {
    this.isListed = isListed;
  }

  isOn(): Promise<boolean> {
    return Promise.resolve(this.isListed);
  }

  set(isOn: boolean): Promise<void> {
    if (this.refuses) return Promise.reject(new Error('read-only file system'));
    this.isListed = isOn;
    return Promise.resolve();
  }
}

/** A window that a person looks at or doesn't. */
export class FakeWindow implements Pick<MainWindow, 'show' | 'open' | 'isFocused'> {
  readonly calls: unknown[] = [];
  isLookedAt = false;

  show(): void {
    this.calls.push('show');
  }

  open(chosen: Parameters<MainWindow['open']>[0]): void {
    this.calls.push(chosen);
  }

  isFocused(): boolean {
    return this.isLookedAt;
  }
}
