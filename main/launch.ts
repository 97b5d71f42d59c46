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
