import type { Theme } from '../shared/settings.ts';

/** In pixels that the system's scaling is taken out of; from the primary display's upper left corner. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How the window was left. */
export interface WindowPlace {
  readonly bounds: Rectangle;
  readonly isMaximized: boolean;
  /** Each step is 20 %; 0 is the actual size. */
  readonly zoomLevel: number;
}

/*
 * What follows is read before the window is shown, by hand: the schemas' library takes longer to load than the window to
 * open.
 */

/** How the window was left, by what is in its file; null where that says nothing of it. */
export function placeIn(document: unknown): WindowPlace | null {
  const { bounds, isMaximized, zoomLevel } = fieldsOf(document);
  const { x, y, width, height } = fieldsOf(bounds);
  if (!isPixels(x) || !isPixels(y) || !isPixels(width) || !isPixels(height)) return null;
  if (width <= 0 || height <= 0 || typeof isMaximized !== 'boolean') return null;
  return { bounds: { x, y, width, height }, isMaximized, zoomLevel: isZoom(zoomLevel) ? zoomLevel : 0 };
}

/** How everything is drawn, by what is in the settings' file; as the system has it where that says nothing of it. */
export function themeIn(document: unknown): Theme {
  const { theme } = fieldsOf(document);
  return theme === 'dark' || theme === 'light' ? theme : 'system';
}

/** Whether some profile is lent from the start on, as far as the saved profiles can be read without what checks them. */
export function isLentWithApp(document: unknown): boolean {
  const { profiles } = fieldsOf(document);
  return (
    Array.isArray(profiles) &&
    profiles.some((each) => fieldsOf(fieldsOf(fieldsOf(each)['profile'])['relay'])['start'] === 'withApp')
  );
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
const isPixels = (value: unknown): value is number => Number.isSafeInteger(value);
const isZoom = (value: unknown): value is number => typeof value === 'number' && value >= -8 && value <= 9;

/** So much of the window's upper edge has to be in sight for a person to get hold of it. */
const grip = { width: 120, height: 32 };

const overlap = (from: number, length: number, otherFrom: number, otherLength: number): number =>
  Math.min(from + length, otherFrom + otherLength) - Math.max(from, otherFrom);

const holds = (area: Rectangle, { x, y, width }: Rectangle): boolean =>
  overlap(x, width, area.x, area.width) >= Math.min(grip.width, width) &&
  y >= area.y &&
  y + grip.height <= area.y + area.height;

/**
 * Where a window goes that was left at `bounds`: there, if it can be got hold of on one of these displays; otherwise, as
 * when a display was unplugged, wherever the system puts a window of that size. `areas`: the displays' work areas.
 */
export function placeOn(
  areas: readonly Rectangle[],
  bounds: Rectangle,
): Rectangle | Pick<Rectangle, 'width' | 'height'> {
  const area = areas.find((each) => holds(each, bounds));
  const { width, height } = area ?? areas[0] ?? bounds;
  const size = { width: Math.min(bounds.width, width), height: Math.min(bounds.height, height) };
  return area === undefined ? size : { x: bounds.x, y: bounds.y, ...size };
}
