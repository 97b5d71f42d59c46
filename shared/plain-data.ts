/**
 * `after`, with every part of it that says the same as that part of `before` replaced by it: what did not change stays
 * the same object, so that a comparison by identity shows at once that it did not.
 */
export function reusing<Value>(before: unknown, after: Value): Value {
  if (isSame(before, after)) return before as Value; // oxlint-disable-line typescript/no-unsafe-type-assertion -- it says the same
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null)
    return after;
  if (Array.isArray(before) !== Array.isArray(after)) return after;
  const copy: object = Array.isArray(after) ? [] : {};
  for (const key of Object.keys(after))
    Reflect.set(copy, key, reusing<unknown>(Reflect.get(before, key), Reflect.get(after, key)));
  return copy as Value; // oxlint-disable-line typescript/no-unsafe-type-assertion -- a copy of it
}

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
