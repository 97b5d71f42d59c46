/**
 * `after`, with every part of it that says the same as that part of `before` replaced by it: what did not change stays
 * the same object, so that a comparison by identity shows at once that it did not.
 */
export function reusing<Value>(before: unknown, after: Value): Value {
  if (Object.is(before, after)) return after;
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null)
    return after;
  if (Array.isArray(before) !== Array.isArray(after)) return after;
  const copy: object = Array.isArray(after) ? [] : {};
  const keys = Object.keys(after);
  let isSame = keys.length === Object.keys(before).length;
  for (const key of keys) {
    const part = reusing<unknown>(Reflect.get(before, key), Reflect.get(after, key));
    isSame &&= key in before && Object.is(part, Reflect.get(before, key));
    Reflect.set(copy, key, part);
  }
  return (isSame ? before : copy) as Value; // oxlint-disable-line typescript/no-unsafe-type-assertion -- both say the same
}

/** Whether two lists hold the same objects, in the same order. */
export const isSameList = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((item, index) => item === other[index]);

/** Whether two pieces of plain data say the same. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [keys, otherKeys] = [Object.keys(one), Object.keys(other)];
  return (
    keys.length === otherKeys.length &&
    keys.every((key) => key in other && isSame(Reflect.get(one, key), Reflect.get(other, key)))
  );
}
