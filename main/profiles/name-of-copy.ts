import { sameName } from '../../shared/interchange/names.ts';

const longestName = 80;

/** `Staging copy`, or `Staging copy 2` where there is one already; never longer than a name may be. */
export function nameOfCopy(name: string, taken: readonly string[]): string {
  const base = name.replace(/ copy( \d+)?$/, '');
  for (let number = 1; ; number += 1) {
    const ending = number === 1 ? ' copy' : ` copy ${number}`;
    const copy = `${base.slice(0, longestName - ending.length)}${ending}`;
    if (!taken.some((name) => sameName(name, copy))) return copy;
  }
}
