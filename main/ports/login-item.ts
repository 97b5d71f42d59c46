import { homedir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'electron';
import { ownBlockingCalls, type BlockingCalls } from './blocking-calls.ts';
import { autostartEntry, isEntryOn, startsCommand } from './autostart-entry.ts';

/** With it the app starts without its window, as it does at login. */
export const hiddenSwitch = '--hidden';

/** Whether the system opens the app when the person logs in. Errors of both: the system's own. */
export interface LoginItem {
  isOn(): Promise<boolean>;
  set(isOn: boolean): Promise<void>;
}

/** No desktop entry is larger. */
const mostBytes = 64 * 1024;

/** Linux: a desktop entry in the session's autostart folder. */
export class AutostartFile implements LoginItem {
  readonly #file: string;
  readonly #command: readonly string[];
  readonly #calls: BlockingCalls;

  constructor(file: string, command: readonly string[], calls: BlockingCalls = ownBlockingCalls) {
    this.#file = file;
    this.#command = command;
    this.#calls = calls;
  }

  async isOn(): Promise<boolean> {
    const entry = await this.#read();
    return entry !== null && isEntryOn(entry);
  }

  async set(isOn: boolean): Promise<void> {
    if (!isOn) return this.#calls.remove(this.#file);
    const entry = await this.#read();
    // What the person added to it stays, for as long as it starts this program.
    if (entry !== null && isEntryOn(entry) && startsCommand(entry, this.#command)) return;
    const draft = `${this.#file}.new`;
    await this.#calls.write(draft, autostartEntry(this.#command));
    await this.#calls.rename(draft, this.#file);
  }

  async #read(): Promise<string | null> {
    try {
      return Buffer.from(await this.#calls.readAt(this.#file, 0, mostBytes)).toString('utf8');
    } catch {
      return null;
    }
  }
}

type Used = Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>;
type Known = Used & Pick<App, 'isPackaged' | 'getAppPath' | 'commandLine'>;
type Running = Pick<NodeJS.Process, 'platform' | 'env' | 'execPath'>;

/** macOS and Windows, which keep such a list themselves. */
export class SystemLoginItem implements LoginItem {
  readonly #app: Used;
  readonly #args: string[];

  constructor(app: Used, args: readonly string[]) {
    this.#app = app;
    this.#args = [...args];
  }

  isOn(): Promise<boolean> {
    return Promise.resolve(this.#app.getLoginItemSettings({ args: this.#args }).openAtLogin);
  }

  set(isOn: boolean): Promise<void> {
    this.#app.setLoginItemSettings({ openAtLogin: isOn, args: this.#args });
    return Promise.resolve();
  }
}

/** Whether the system has just opened the app at login. */
export const startsHidden = (argv: readonly string[], app: Pick<App, 'getLoginItemSettings'>): boolean =>
  argv.includes(hiddenSwitch) ||
  (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin);

/** This computer's way to open this app. */
export function loginItem(
  app: Known,
  { platform, env, execPath }: Running,
  calls: BlockingCalls = ownBlockingCalls,
): LoginItem {
  if (platform !== 'linux') return new SystemLoginItem(app, [hiddenSwitch]);
  const configuration = env['XDG_CONFIG_HOME'] || join(homedir(), '.config');
  // An AppImage runs from a place that is gone when it ends.
  const program = env['APPIMAGE'] ?? execPath;
  const checkout = app.isPackaged ? [] : [app.getAppPath()];
  const asRoot = app.commandLine.hasSwitch('no-sandbox') ? ['--no-sandbox'] : [];
  const command = [program, ...checkout, hiddenSwitch, ...asRoot];
  return new AutostartFile(join(configuration, 'autostart', 'causeway.desktop'), command, calls);
}
