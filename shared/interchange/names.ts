/** The longest name a profile may have. */
const longestName = 80;

/** Names are one where a person would take them for one. */
export const sameName = (one: string, other: string): boolean => plain(one) === plain(other);

const plain = (name: string): string => name.trim().normalize('NFC').toLowerCase();

/** The name itself, or the first of “name 2”, “name 3” … that is free. A number that is there already is counted on. */
export function freeName(name: string, taken: readonly string[]): string {
  const used = new Set(taken.map(plain));
  if (!used.has(plain(name))) return name;
  const [, stem = name, number = '1'] = /^(.*\S)\s+(\d{1,6})$/.exec(name) ?? [];
  for (let next = Number(number) + 1; ; next += 1) {
    const ending = ` ${next}`;
    const free = `${stem.slice(0, longestName - ending.length).trimEnd()}${ending}`;
    if (!used.has(plain(free))) return free;
  }
}
