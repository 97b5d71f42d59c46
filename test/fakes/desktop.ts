import type { Note, Notifications, ShownNote } from '../../main/ports/notifications.ts';

import type { LoginItem } from '../../main/ports/login-item.ts';
import type { MainWindow } from '../../main/ports/main-window.ts';

import type { TrayIcon, TrayPicture } from '../../main/ports/tray.ts';

/** Notifications as a person finds them: those that stand there, and what a click on one does. */
export class FakeNotifications implements Notifications {
  readonly standing: { readonly note: Note; readonly click: () => void }[] = [];
  readonly told: string[] = [];

  show(note: Note, onClick: () => void): ShownNote {
    const shown = { note, click: onClick };
    this.standing.push(shown);
    this.told.push(note.title);
    return { close: () => void this.standing.splice(this.standing.indexOf(shown), 1) };
  }

  get titles(): string[] {
    return this.standing.map(({ note }) => note.title);
  }
}

/** A tray that remembers what was drawn. */
export class FakeTray implements TrayIcon {
  readonly drawn: TrayPicture[] = [];

  show(picture: TrayPicture): void {
    this.drawn.push(picture);
  }
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
