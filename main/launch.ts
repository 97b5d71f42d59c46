import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The switches that the installed app takes. Chromium knows hundreds; some of them let another program look into the
 * window, send its traffic elsewhere, or switch verification off. So a switch that isn't known to be harmless is refused.
 */
const accepted: readonly RegExp[] = [
  /^--(hidden|demo)$/,
  // For those who run it as root or in a container, where Chromium's sandbox can't start.
  /^--(no-sandbox|disable-dev-shm-usage)$/,
  // How it draws.
  /^--(disable-gpu|disable-gpu-compositing|disable-software-rasterizer|in-process-gpu)$/,
  /^--(ozone-platform|ozone-platform-hint|force-device-scale-factor|force-color-profile|gtk-version)=[\w.-]+$/,
  /^--(enable-wayland-ime|force-high-contrast|force-renderer-accessibility)$/,
  /^--lang=[\w-]+$/,
  /^--class=[\w.-]+$/,
  // What systems add by themselves: macOS to what is opened from the Finder, Windows to what a shortcut starts.
  /^-psn_\d+_\d+$/,
  /^\/prefetch:\d+$/,
];

/** The first switch among a command's arguments that the installed app doesn't take; null if it takes all. */
export const refusedSwitch = (args: readonly string[]): string | null =>
  args.find((arg) => /^[-/]/.test(arg) && isSwitch(arg) && !accepted.some((one) => one.test(arg))) ?? null;

/** On Linux and macOS a path begins like a switch of Windows. */
const isSwitch = (arg: string): boolean => arg.startsWith('-') || /^\/[a-z-]+(:|$)/i.test(arg);

/** What is said before the end: the switch by its name alone, since its value may be anything. */
export const refusalWords = (arg: string): string =>
  `Causeway doesn’t start with ${/^[-/\w]+/.exec(arg)?.[0] ?? 'this switch'}: the installed app takes no switches that open its window to others or change where its traffic goes.\n`;

/** More files at once are a mistake, or somebody's fun. */
const mostFiles = 32;
const longestPath = 4096;

/**
 * The files that a command names, absolute. `args`: without the program, and in a checkout without the app's folder. What
 * begins with `-` is no file here, whatever it is called: file managers hand over whole paths.
 */
export const filesIn = (args: readonly string[], folder: string): readonly string[] =>
  args
    .filter((arg) => !arg.startsWith('-') && !/^\/prefetch:\d+$/.test(arg))
    .flatMap(pathIn)
    .filter(isPath)
    .slice(0, mostFiles)
    .map((path) => resolve(folder, path));

/** Some desktops hand over URLs; those of files on other hosts are none of ours. */
function pathIn(arg: string): readonly string[] {
  if (!/^file:/i.test(arg)) return [arg];
  try {
    return [fileURLToPath(arg)];
  } catch {
    return [];
  }
}

const isPath = (text: string): boolean => text !== '' && text.length <= longestPath && !text.includes('\0');

/** What a start of the app asks for. Of a second one, the first is told. */
export interface Asked {
  readonly files: readonly string[];
  readonly isDemo: boolean;
  /** Whether it goes without a window: where the system starts the app at login. */
  readonly isHidden: boolean;
}

/** What another process says that it was asked for; anything may be in it. */
export function askedIn(data: unknown): Asked {
  const { files, isDemo, isHidden } = { ...nothing, ...(typeof data === 'object' ? data : null) };
  const named = Array.isArray(files) ? files.filter((each): each is string => typeof each === 'string') : [];
  return {
    files: named.filter((path) => isPath(path) && isAbsolute(path)).slice(0, mostFiles),
    isDemo: isDemo === true,
    isHidden: isHidden === true,
  };
}

const nothing: Readonly<Record<keyof Asked, unknown>> = { files: [], isDemo: false, isHidden: false };

/** Something to do once the app can, beside showing its window. */
export type Wish = { readonly kind: 'open'; readonly files: readonly string[] } | { readonly kind: 'demo' };

export const wishesOf = ({ files, isDemo }: Asked): readonly Wish[] => [
  ...(files.length > 0 ? [{ kind: 'open', files } as const] : []),
  ...(isDemo ? [{ kind: 'demo' } as const] : []),
];

/** Wishes, kept until there is what fulfils them. */
export class Wishes {
  #waiting: Wish[] = [];
  #fulfil: ((wish: Wish) => void) | null = null;

  add(wishes: readonly Wish[]): void {
    for (const wish of wishes) {
      if (this.#fulfil === null) this.#waiting.push(wish);
      else this.#fulfil(wish);
    }
  }

  /** These, and all that come. */
  fulfilBy(fulfil: (wish: Wish) => void): void {
    this.#fulfil = fulfil;
    this.add(this.#waiting.splice(0));
  }
}
