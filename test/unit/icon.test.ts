import { readdirSync, readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { iconFiles, LINUX_SIZES } from '../../scripts/draw-icon.js';
import { drawIcon } from '../../scripts/icons/causeway.js';
import { inRoot } from '../../scripts/setup/places.js';

/** What is committed in resources/icon is what the script draws. */

const folder = inRoot('resources', 'icon');
const committed = (name: string): Buffer => readFileSync(inRoot('resources', 'icon', name));
const drawn = iconFiles();

/** The rows of a picture; how they are packed depends on the zlib that packed them. */
function pixelsOf(png: Buffer): Buffer {
  const at = png.indexOf('IDAT');
  return inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
}

/** What lies in an icon file of macOS, by its type. */
function icnsEntries(file: Buffer): ReadonlyMap<string, Buffer> {
  const entries = new Map<string, Buffer>();
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4))
    entries.set(file.toString('latin1', at, at + 4), file.subarray(at + 8, at + file.readUInt32BE(at + 4)));
  return entries;
}

/** The pictures in an icon file of Windows, by their width. */
function icoEntries(file: Buffer): ReadonlyMap<number, Buffer> {
  const count = file.readUInt16LE(4);
  return new Map(
    Array.from({ length: count }, (_, index) => {
      const at = 6 + 16 * index;
      const start = file.readUInt32LE(at + 12);
      return [file.readUInt8(at) || 256, file.subarray(start, start + file.readUInt32LE(at + 8))];
    }),
  );
}

describe('the icon', () => {
  it('has no file that the script doesn’t draw', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(drawn).sort());
  });

  it.each(LINUX_SIZES.map((size) => `${size}x${size}.png`))('%s is as drawn', (name) => {
    const size = parseInt(name, 10);
    const file = committed(name);
    expect([file.readUInt32BE(16), file.readUInt32BE(20)]).toEqual([size, size]);
    expect(pixelsOf(file).equals(pixelsOf(drawn[name] ?? Buffer.alloc(0)))).toBe(true);
  });

  it('icon.icns is as drawn, for each size that macOS asks for', () => {
    const [now, before] = [
      icnsEntries(drawn['icon.icns'] ?? Buffer.alloc(0)),
      icnsEntries(committed('icon.icns')),
    ];
    expect([...before.keys()]).toEqual([
      ...['icp4', 'icp5', 'ic11', 'ic12', 'ic07', 'ic08', 'ic13', 'ic09', 'ic14', 'ic10'],
    ]);
    for (const [type, png] of before)
      expect(pixelsOf(png).equals(pixelsOf(now.get(type) ?? Buffer.alloc(0))), type).toBe(true);
    expect(committed('icon.icns').readUInt32BE(4)).toBe(committed('icon.icns').length);
  });

  it('icon.ico is as drawn, small sizes as bitmaps', () => {
    const [now, before] = [
      icoEntries(drawn['icon.ico'] ?? Buffer.alloc(0)),
      icoEntries(committed('icon.ico')),
    ];
    expect([...before.keys()]).toEqual([16, 20, 24, 32, 40, 48, 64, 256]);
    for (const [size, picture] of before) {
      const other = now.get(size) ?? Buffer.alloc(0);
      if (size === 256) expect(pixelsOf(picture).equals(pixelsOf(other))).toBe(true);
      else expect(picture.equals(other), `${size}`).toBe(true);
    }
  });

  it('reaches the edge and shows the causeway at 16 pixels', () => {
    const pixels = drawIcon(16);
    const at = (x: number, y: number) => [...pixels.subarray((y * 16 + x) * 4, (y * 16 + x) * 4 + 4)];
    expect(at(8, 0)[3]).toBe(255);
    expect(at(0, 0)[3]).toBeLessThan(60);
    for (const stone of [3, 8, 12]) expect(at(stone, 15 - stone)).toEqual([255, 255, 255, 255]);
    for (const [x, y] of [
      [3, 3],
      [12, 12],
    ] as const) {
      const [red = 0, , blue = 0] = at(x, y);
      expect(blue - red).toBeGreaterThan(100);
    }
  });
});
