import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { png } from './icons/png.js';
import { inRoot } from './setup/places.js';

// Draws resources/tray: `node scripts/draw-tray-icons.js`. The shapes are those of the window
// (renderer/ui/StateShape.svelte), on its grid of 12; the colours hold 3:1 on light and on dark panels.

/** @typedef {readonly [number, number, number]} Colour */
/** @typedef {(x: number, y: number) => boolean} Shape whether a point of the grid is inked */

/** @type {(r: number) => Shape} */
const disc = (r) => (x, y) => Math.hypot(x - 6, y - 6) <= r;
/** @type {(r: number, width: number) => Shape} */
const ring = (r, width) => (x, y) => Math.abs(Math.hypot(x - 6, y - 6) - r) <= width / 2;
/** @type {(x1: number, y1: number, x2: number, y2: number, width: number) => Shape} */
const line = (x1, y1, x2, y2, width) => (x, y) => {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy) <= width / 2;
};
/** @type {(...shapes: Shape[]) => Shape} */
const all =
  (...shapes) =>
  (x, y) =>
    shapes.some((shape) => shape(x, y));
const outline = ring(4.5, 1.6);

/** @type {Readonly<Record<string, {shape: Shape, colour: Colour}>>} */
const LIGHTS = {
  online: { shape: disc(5.25), colour: [0x1f, 0x9d, 0x63] },
  working: { shape: all(outline, (x, y) => x <= 6 && disc(5)(x, y)), colour: [0x4c, 0x7f, 0xe8] },
  waiting: {
    shape: all(outline, line(6, 3.4, 6, 6, 1.4), line(6, 6, 7.9, 7.3, 1.4)),
    colour: [0xc0, 0x7a, 0x12],
  },
  needsSignIn: {
    shape: all(
      (x, y) => Math.abs(Math.hypot(x - 3.75, y - 6) - 2.5) <= 0.9,
      line(6.25, 6, 11.25, 6, 1.6),
      line(10.25, 6, 10.25, 8.75, 1.6),
      line(8, 6, 8, 8, 1.6),
    ),
    colour: [0xc0, 0x7a, 0x12],
  },
  off: { shape: outline, colour: [0x80, 0x87, 0x91] },
  blocked: {
    shape: (x, y) => Math.max(Math.abs(x - 6), Math.abs(y - 6)) <= 4.75,
    colour: [0xe0, 0x45, 0x3c],
  },
};

/** @type {Colour} */
const BLACK = [0, 0, 0];
const SAMPLES = 8;

/** How much of a pixel is inked, 0 to 255. @type {(shape: Shape, column: number, row: number, size: number) => number} */
function coverage(shape, column, row, size) {
  let inked = 0;
  for (let i = 0; i < SAMPLES * SAMPLES; i += 1) {
    const x = column + ((i % SAMPLES) + 0.5) / SAMPLES;
    const y = row + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES;
    if (shape((x / size) * 12, (y / size) * 12)) inked += 1;
  }
  return Math.round((inked * 255) / SAMPLES ** 2);
}

/** @type {(shape: Shape, colour: Colour, size: number) => Buffer} */
function pixels(shape, colour, size) {
  const rows = Array.from({ length: size }, (_, row) => {
    const line = Array.from({ length: size }, (_, column) => [...colour, coverage(shape, column, row, size)]);
    return line.flat();
  });
  return Buffer.from(rows.flat());
}

const folder = inRoot('resources', 'tray');
mkdirSync(folder, { recursive: true });
for (const [light, { shape, colour }] of Object.entries(LIGHTS)) {
  for (const [scale, suffix] of /** @type {const} */ ([
    [1, ''],
    [2, '@2x'],
  ])) {
    const draw = (/** @type {string} */ name, /** @type {Colour} */ ink, /** @type {number} */ size) =>
      writeFileSync(path.join(folder, `${name}${suffix}.png`), png(size, pixels(shape, ink, size)));
    draw(light, colour, 22 * scale);
    // macOS: black and alpha, drawn by the system in the colour of its menu bar.
    draw(`${light}Template`, BLACK, 18 * scale);
  }
}
