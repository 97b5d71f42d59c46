import { describe, expect, it } from 'vitest';
import { placeIn, placeOn, themeIn } from '../../main/window-place.ts';
import { settingsSchema } from '../../shared/settings.ts';

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

describe('what is read before the window is shown', () => {
  const place = { bounds: left, isMaximized: false, zoomLevel: -1.5 };

  it('is how the window was left, and nothing else that is there', () => {
    const document = { ...place, bounds: { ...left, depth: 3 }, later: true };
    expect(placeIn(document)).toEqual(place);
  });

  it.each([
    ['nothing', null],
    ['a text', 'place'],
    ['a list', []],
    ['no bounds', { ...place, bounds: undefined }],
    ['half a pixel', { ...place, bounds: { ...left, x: 0.5 } }],
    ['a text for a number', { ...place, bounds: { ...left, y: '100' } }],
    ['no width', { ...place, bounds: { ...left, width: 0 } }],
    ['a negative height', { ...place, bounds: { ...left, height: -1 } }],
    ['no end', { ...place, bounds: { ...left, width: Infinity } }],
    ['no word on its being maximized', { ...place, isMaximized: 'yes' }],
  ])('is no place where there is %s', (_what, document) => {
    expect(placeIn(document)).toBeNull();
  });

  it.each([-9, 9.5, Number.NaN, '1', null])('is the actual size where the zoom is %s', (zoomLevel) => {
    expect(placeIn({ ...place, zoomLevel })).toEqual({ ...place, zoomLevel: 0 });
  });

  it('is each theme that can be chosen, and the system’s where none is', () => {
    for (const theme of settingsSchema.shape.theme.options) expect(themeIn({ theme })).toBe(theme);
    for (const document of [null, 'dark', [], {}, { theme: 'pink' }, { theme: ['dark'] }])
      expect(themeIn(document)).toBe('system');
  });
});
