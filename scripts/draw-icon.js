import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { drawIcon } from './icons/causeway.js';
import { icns, ico } from './icons/containers.js';
import { png } from './icons/png.js';
import { inRoot } from './setup/places.js';

/**
 * Draws resources/icon, which is part of the repository: `node scripts/draw-icon.js`. A folder of PNG files named after
 * their size is what Linux installs (hicolor/SIZE/apps/causeway.png) and what electron-builder takes as `linux.icon`;
 * `icon.ico` is for Windows, `icon.icns` for macOS.
 */

export const LINUX_SIZES = [16, 22, 24, 32, 48, 64, 128, 256, 512];
const WINDOWS_SIZES = [16, 20, 24, 32, 40, 48, 64, 256];
const MACOS_SIZES = [16, 32, 64, 128, 256, 512, 1024];
/** What Apple's template leaves free on each side: 100 of 1024, less what the drawing does itself. */
const MACOS_MARGIN = 0.07;

/** @type {(margin: number) => (size: number) => import('./icons/containers.js').Picture} */
const picture = (margin) => (size) => ({ size, rgba: drawIcon(size, margin) });

/** Every file of the folder, by its name. @returns {Readonly<Record<string, Buffer>>} */
export function iconFiles() {
  /** @type {Map<string, Buffer>} */
  const forLinux = new Map();
  for (const { size, rgba } of LINUX_SIZES.map(picture(0)))
    forLinux.set(`${size}x${size}.png`, png(size, rgba));
  return {
    ...Object.fromEntries(forLinux),
    'icon.ico': ico(WINDOWS_SIZES.map(picture(0))),
    'icon.icns': icns(MACOS_SIZES.map(picture(MACOS_MARGIN))),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = inRoot('resources', 'icon');
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(iconFiles())) writeFileSync(path.join(folder, name), bytes);
}
