import { png } from './png.js';

/**
 * @typedef {object} Picture
 * @property {number} size in pixels
 * @property {Uint8Array} rgba row by row, the topmost first
 */

/** A picture of Windows' own kind: from the bottom up, BGRA, and a mask that nothing reads any more. @param {Picture} picture */
function bitmap({ size, rgba }) {
  const head = Buffer.alloc(40); // BITMAPINFOHEADER
  head.writeUInt32LE(40, 0);
  head.writeInt32LE(size, 4);
  head.writeInt32LE(size * 2, 8); // both pictures
  head.writeUInt16LE(1, 12);
  head.writeUInt16LE(32, 14);
  const colours = Buffer.alloc(size * size * 4);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const from = ((size - 1 - row) * size + column) * 4;
      const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(from, from + 4);
      colours.set([blue, green, red, alpha], (row * size + column) * 4);
    }
  }
  return Buffer.concat([head, colours, Buffer.alloc(Math.ceil(size / 32) * 4 * size)]);
}

/** Windows' icon file. Large pictures are PNG in it, small ones what every version and installer reads. @param {readonly Picture[]} pictures */
export function ico(pictures) {
  const bodies = pictures.map((picture) =>
    picture.size >= 256 ? png(picture.size, picture.rgba) : bitmap(picture),
  );
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  for (const [index, { size }] of pictures.entries()) {
    const at = 6 + 16 * index;
    head.set([size % 256, size % 256], at);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(bodies[index]?.length ?? 0, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += bodies[index]?.length ?? 0;
  }
  return Buffer.concat([head, ...bodies]);
}

/** What macOS calls its sizes; those of Retina displays are the same pictures under other names. @type {Readonly<Record<number, readonly string[]>>} */
const TYPES = {
  16: ['icp4'],
  32: ['icp5', 'ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
};

/** macOS's icon file. @param {readonly Picture[]} pictures */
export function icns(pictures) {
  const entries = pictures.flatMap(({ size, rgba }) => {
    const body = png(size, rgba);
    return (TYPES[size] ?? []).map((type) => {
      const head = Buffer.alloc(8);
      head.write(type, 'latin1');
      head.writeUInt32BE(body.length + 8, 4);
      return Buffer.concat([head, body]);
    });
  });
  const head = Buffer.alloc(8);
  head.write('icns', 'latin1');
  head.writeUInt32BE(8 + entries.reduce((sum, { length }) => sum + length, 0), 4);
  return Buffer.concat([head, ...entries]);
}
