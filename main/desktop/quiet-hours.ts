import type { QuietHours } from '../../shared/settings.ts';

/** Whether it is quiet at `minutes` past midnight. From later than to means over midnight; the same twice, all day. */
export function isQuietAt({ isOn, from, to }: QuietHours, minutes: number): boolean {
  if (!isOn) return false;
  const [start, end] = [minutesOf(from), minutesOf(to)];
  const isBetween = start < end ? minutes >= start && minutes < end : minutes >= start || minutes < end;
  return isBetween || start === end;
}

/** Of `22:15`: 1335. */
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
