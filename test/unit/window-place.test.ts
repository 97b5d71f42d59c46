import { describe, expect, it } from 'vitest';
import { placeOn } from '../../main/window-place.ts';

const display = { x: 0, y: 0, width: 1440, height: 900 };
const beside = { x: 1440, y: 0, width: 1920, height: 1080 };
const left = { x: 1600, y: 100, width: 1280, height: 800 };

describe('the place of the window', () => {
  it('is where it was left, on any of the displays', () => {
    expect(placeOn([display, beside], left)).toEqual(left);
  });

  it('is left to the system when its display is gone, or its upper edge out of reach', () => {
    const size = { width: 1280, height: 800 };
    expect(placeOn([display], left)).toEqual(size);
    expect(placeOn([display], { ...left, x: -1240 })).toEqual(size);
    expect(placeOn([display], { ...left, x: 0, y: -20 })).toEqual(size);
    expect(placeOn([display], { ...left, x: 0, y: 880 })).toEqual(size);
  });

  it('may hang over an edge, as people leave it', () => {
    const over = { ...left, x: 1300, y: 300 };
    expect(placeOn([display], over)).toEqual(over);
  });

  it('is no larger than its display', () => {
    expect(placeOn([display], { ...display, width: 2000, height: 2000 })).toEqual(display);
  });

  it('is as it was where no display is told of', () => {
    expect(placeOn([], left)).toEqual({ width: 1280, height: 800 });
  });
});
