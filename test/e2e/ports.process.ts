import { app, clipboard, powerMonitor } from 'electron';
import { ElectronClipboard } from '../../main/ports/clipboard.ts';
import { ElectronNotifications, type Note, type ShownNote } from '../../main/ports/notifications.ts';
import { ElectronPower } from '../../main/ports/power.ts';
import { ElectronTray, type TrayCommand, type TrayPicture } from '../../main/ports/tray.ts';

/**
 * Real adapters in a real Electron and nothing else of the app, for `ports.spec.ts` to call from outside. What takes a
 * function or answers one is called by numbers there.
 */
const clipboardPort = new ElectronClipboard(clipboard);

const power = new ElectronPower(powerMonitor);
const heard: number[] = [];
const listeners: (() => void)[] = [];
const stops: (() => void)[] = [];

const notifications = new ElectronNotifications();
const shown: ShownNote[] = [];
const clicks: number[] = [];

let tray: ElectronTray | null = null;
let performed: TrayCommand[] = [];

/** Asks for waking up with this listener; answers the number of the asking. */
function listen(listener: number): number {
  const stop = power.onResume(listeners[listener] ?? (() => undefined));
  return stops.push(stop) - 1;
}

export const ports = {
  readClipboard: () => clipboardPort.read(),
  writeClipboard: (text: string) => clipboardPort.write(text),
  clearClipboard: () => clipboardPort.clear(),

  newListener: (): number => {
    const number = heard.push(0) - 1;
    listeners.push(() => (heard[number] = (heard[number] ?? 0) + 1));
    return number;
  },
  listen,
  stopListening: (asking: number) => stops[asking]?.(),
  heard: (listener: number) => heard[listener] ?? 0,

  notify: (note: Note): number => {
    const number = clicks.push(0) - 1;
    shown.push(notifications.show(note, () => (clicks[number] = (clicks[number] ?? 0) + 1)));
    return number;
  },
  closeNote: (note: number) => shown[note]?.close(),
  clicks: (note: number) => clicks[note] ?? 0,

  showTray: (pictures: string, picture: TrayPicture) => {
    tray ??= new ElectronTray(pictures, (command) => performed.push(command));
    tray.show(picture);
  },
  performed: () => performed,
  forgetPerformed: () => void (performed = []),
};

void app.whenReady().then(() => Object.assign(globalThis, { ports }));
