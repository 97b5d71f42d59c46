/**
 * The icon: two shores seen from above, and the causeway that joins them across the water; on it three stones, the hops of
 * the hop line. Drawn on a square of 64, by distances: each shape says how far a point is outside it (below 0: inside),
 * so that edges are smooth at every size without taking samples.
 *
 * @typedef {readonly [number, number, number]} Colour
 * @typedef {(x: number, y: number) => number} Shape
 */

/** @type {(x: number, y: number) => number} */
const length = (x, y) => Math.sqrt(x * x + y * y);

/** @type {(cx: number, cy: number, r: number) => Shape} */
const disc = (cx, cy, r) => (x, y) => length(x - cx, y - cy) - r;

/** @type {(from: number, to: number, radius: number) => Shape} */
const tile = (from, to, radius) => (x, y) => {
  const [middle, half] = [(from + to) / 2, (to - from) / 2 - radius];
  const [dx, dy] = [Math.abs(x - middle) - half, Math.abs(y - middle) - half];
  return length(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
};

/** @type {(x1: number, y1: number, x2: number, y2: number, width: number) => Shape} */
const line = (x1, y1, x2, y2, width) => (x, y) => {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)));
  return length(x - x1 - along * dx, y - y1 - along * dy) - width / 2;
};

/** Both, with the corner between them rounded out. @type {(soft: number, ...shapes: Shape[]) => Shape} */
const joined =
  (soft, ...shapes) =>
  (x, y) =>
    shapes
      .map((shape) => shape(x, y))
      .reduce((a, b) => {
        const near = Math.max(soft - Math.abs(a - b), 0) / soft;
        return Math.min(a, b) - (near * near * soft) / 4;
      });

/** The edge of a shape, at a distance from it. @type {(shape: Shape, away: number, width: number) => Shape} */
const around = (shape, away, width) => (x, y) => Math.abs(shape(x, y) - away) - width / 2;

/** @type {(...shapes: Shape[]) => Shape} */
const within =
  (...shapes) =>
  (x, y) =>
    Math.max(...shapes.map((shape) => shape(x, y)));

/** Around the accent of the window (renderer/ui/tokens.css), lit from above. @type {readonly [Colour, Colour]} */
const WATER = [
  [0x41, 0x7c, 0xf2],
  [0x1b, 0x45, 0xa8],
];
/** @type {Colour} */
const LAND = [0xff, 0xff, 0xff];
/** @type {Colour} */
const RIPPLE = [0xb5, 0xce, 0xff];
/** @type {Colour} */
const STONE = [0x25, 0x58, 0xc9];

/**
 * @typedef {object} Layer
 * @property {Shape} shape
 * @property {(y: number) => Colour} colour
 * @property {number} opacity
 */

/** @param {number} size in pixels; small ones go without what would only be a haze @returns {readonly Layer[]} */
function layers(size) {
  const isSmall = size < 32;
  // To the very edge where each pixel counts.
  const ground = isSmall ? tile(0, 64, 14) : tile(2, 62, 14);
  const shores = [disc(10, 54, 15.5), disc(54, 10, 15.5)];
  const road = line(14, 50, 50, 14, isSmall ? 11 : 10);
  const causeway = joined(10, ...shores, road);
  const framed = isSmall ? tile(4, 60, 10) : tile(7, 57, 9);
  const stones = [disc(24, 40, 2.1), disc(32, 32, 2.1), disc(40, 24, 2.1)];
  /** @type {Layer[]} */
  const ripples = (size < 64 ? [5.5] : [5, 9.5]).map((away, index) => ({
    shape: within(framed, around(causeway, away, 1.5)),
    colour: () => RIPPLE,
    opacity: index === 0 ? 0.6 : 0.28,
  }));
  return [
    { shape: ground, colour: faded(WATER), opacity: 1 },
    ...(isSmall ? [] : ripples),
    { shape: within(framed, causeway), colour: () => LAND, opacity: 1 },
    ...(isSmall ? [] : stones.map((shape) => ({ shape, colour: () => STONE, opacity: 1 }))),
  ];
}

/** @param {readonly [Colour, Colour]} colours @returns {(y: number) => Colour} */
const faded =
  ([top, bottom]) =>
  (y) => {
    const at = Math.min(1, Math.max(0, (y - 2) / 60));
    const between = (/** @type {0 | 1 | 2} */ channel) =>
      top[channel] + (bottom[channel] - top[channel]) * at;
    return [between(0), between(1), between(2)];
  };

/**
 * The icon as pixels, RGBA row by row. `margin`: what is left free on each side, as a part of the whole (macOS has all
 * icons stand in such a frame).
 * @param {number} size in pixels @param {number} [margin]
 */
export function drawIcon(size, margin = 0) {
  const drawn = layers(size);
  const pixels = new Uint8Array(size * size * 4);
  const scale = (size * (1 - 2 * margin)) / 64;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const x = (column + 0.5 - size * margin) / scale;
      const y = (row + 0.5 - size * margin) / scale;
      pixels.set(pixelAt(drawn, x, y, scale), (row * size + column) * 4);
    }
  }
  return pixels;
}

/** One over the other ("over" of Porter and Duff). @type {(drawn: readonly Layer[], x: number, y: number, scale: number) => number[]} */
function pixelAt(drawn, x, y, scale) {
  let [red, green, blue, alpha] = [0, 0, 0, 0];
  for (const { shape, colour, opacity } of drawn) {
    const inked = Math.min(1, Math.max(0, 0.5 - shape(x, y) * scale)) * opacity;
    if (inked === 0) continue;
    const [r, g, b] = colour(y);
    red = r * inked + red * (1 - inked);
    green = g * inked + green * (1 - inked);
    blue = b * inked + blue * (1 - inked);
    alpha = inked + alpha * (1 - inked);
  }
  if (alpha === 0) return [0, 0, 0, 0];
  return [red / alpha, green / alpha, blue / alpha, alpha * 255].map(Math.round);
}
