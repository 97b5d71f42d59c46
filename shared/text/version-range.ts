import type { VersionRange } from '../problem.ts';
import { newestProtocol, oldestProtocol } from '../profile.ts';

/** `22`, or `24–30`: reads the same in every language. */
export const rangeWords = ({ oldest, newest }: VersionRange): string =>
  oldest === newest ? String(newest) : `${oldest}–${newest}`;

/** Whether a server refused what it says it speaks. */
export const isTriedWithin = ({ oldest, newest }: VersionRange, tried: readonly number[]): boolean =>
  tried.some((version) => version >= oldest && version <= newest);

export const isOurs = ({ oldest, newest }: VersionRange): boolean =>
  oldest <= newestProtocol && newest >= oldestProtocol;
