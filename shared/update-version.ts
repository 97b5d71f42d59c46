/** Versions as semver.org has them, without build metadata: three numbers, and what comes before a release. */

const pattern = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:-([0-9a-z-]+(?:\.[0-9a-z-]+)*))?$/i;

export const isVersion = (text: string): boolean => text.length <= 64 && pattern.test(text);

/**
 * Less than 0 where `a` comes before `b`, more where it comes after it (semver.org, §11). What is no version comes before
 * all that are: nothing is ever older than it.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [pattern.exec(a), pattern.exec(b)];
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  for (const place of [1, 2, 3]) {
    const difference = Number(left[place]) - Number(right[place]);
    if (difference !== 0) return Math.sign(difference);
  }
  return comparePrereleases(left[4], right[4]);
}

/** A release comes after everything that leads up to it. */
function comparePrereleases(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const [left, right] = [a.split('.'), b.split('.')];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const difference = compareIdentifiers(left[at] ?? '', right[at] ?? '');
    if (difference !== 0) return difference;
  }
  return Math.sign(left.length - right.length);
}

/** Numbers by their size and before all words. */
function compareIdentifiers(a: string, b: string): number {
  const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber && isOtherNumber) return Math.sign(Number(a) - Number(b));
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}
