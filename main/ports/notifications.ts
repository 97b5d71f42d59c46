import { Notification } from 'electron';

/** A notification as it is read. */
export interface Note {
  readonly title: string;
  readonly body: string;
}

export interface ShownNote {
  /** Takes it back, if it is still there. */
  close(): void;
}

export interface Notifications {
  show(note: Note, onClick: () => void): ShownNote;
}

/** The operating system's notifications. Where there are none, nothing is shown. */
export class ElectronNotifications implements Notifications {
  show({ title, body }: Note, onClick: () => void): ShownNote {
    if (!Notification.isSupported()) return { close: () => undefined };
    // On Linux the body is markup (Desktop Notifications Specification 1.2, "Markup").
    const isMarkup = process.platform === 'linux';
    const notification = new Notification({ title, body: isMarkup ? escapeMarkup(body) : body });
    notification.on('click', onClick);
    notification.show();
    return { close: () => notification.close() };
  }
}

const escapeMarkup = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
