/** How deep and how large plain data may be where it enters: a file, standard input, a call of the page, an answer. */
export interface DataLimits {
  /** Lists and objects inside one another. */
  readonly mostDepth: number;
  /** Values in all, those inside others included. What refers to itself has no end, and so breaks this or the depth. */
  readonly mostValues: number;
}

/** Far more than any profile, token or settings file has; far less than a parser that calls itself can bear. */
export const usualLimits: DataLimits = { mostDepth: 64, mostValues: 200_000 };

/**
 * Which limit was broken. `notText`: text with half of a surrogate pair, which no file and no wire can carry.
 * `wrongType`: what JSON has no word for, such as bytes or a map; a call of the page can bring it.
 */
export type BrokenLimit = 'tooDeep' | 'tooLarge' | 'notText' | 'wrongType';

export interface LimitIssue {
  readonly path: readonly PropertyKey[];
  readonly rule: BrokenLimit;
}

interface Visit {
  readonly value: unknown;
  readonly path: readonly PropertyKey[];
  readonly depth: number;
}

/** A field that is this deep is near enough to find what is wrong with it. */
const namedDepth = 3;

/**
 * The first place where plain data breaks a limit; null where it breaks none. It never calls itself, so that it stands
 * what a recursive parser would not: data that is nested thousands deep, or that contains itself.
 */
export function brokenLimit(data: unknown, limits: DataLimits = usualLimits): LimitIssue | null {
  const open: Visit[] = [{ value: data, path: [], depth: 0 }];
  let values = 0;
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    values += 1;
    const rule = ruleBrokenBy(visit, values, limits);
    if (rule !== null) return { path: visit.path, rule };
    // The last one in is the next one out: so the first broken place is found, in reading order.
    for (const inside of insideOf(visit).reverse()) open.push(inside);
  }
  return null;
}

function ruleBrokenBy({ value, depth }: Visit, values: number, limits: DataLimits): BrokenLimit | null {
  if (depth > limits.mostDepth) return 'tooDeep';
  // A list may claim a length that it has no values for.
  const claimed = Array.isArray(value) ? value.length : 0;
  if (values + claimed > limits.mostValues) return 'tooLarge';
  if (typeof value === 'object' && value !== null) return isPlain(value) ? null : 'wrongType';
  return typeof value === 'string' && !isWellFormed(value) ? 'notText' : null;
}

/** Of bytes each would be an entry with a name: a few hundred thousand of them take a second to walk through. */
const isPlain = (value: object): boolean =>
  Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]';

function insideOf({ value, path, depth }: Visit): Visit[] {
  if (typeof value !== 'object' || value === null) return [];
  const pathTo = (key: PropertyKey) => (path.length < namedDepth ? [...path, key] : path);
  if (Array.isArray(value)) {
    return value.map((inside: unknown, index) => ({ value: inside, path: pathTo(index), depth: depth + 1 }));
  }
  return Object.entries(value).flatMap(([key, inside]: [string, unknown]) => [
    { value: key, path, depth },
    { value: inside, path: pathTo(key), depth: depth + 1 },
  ]);
}

/** Whether text has no half of a surrogate pair alone (ECMA-262 `String.prototype.isWellFormed`). */
export const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);
