import { z } from 'zod';

/** In pixels that the system's scaling is taken out of; from the primary display's upper left corner. */
const rectangleSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
});
export type Rectangle = Readonly<z.infer<typeof rectangleSchema>>;

/** How the window was left. */
export const windowPlaceSchema = z.object({
  bounds: rectangleSchema,
  isMaximized: z.boolean(),
  /** Each step is 20 %; 0 is the actual size. */
  zoomLevel: z.number().min(-8).max(9).catch(0),
});
export type WindowPlace = Readonly<z.infer<typeof windowPlaceSchema>>;

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
