type Part = object;

const isPart = (value: unknown): value is Part =>
  typeof value === 'function' || (typeof value === 'object' && value !== null && !Array.isArray(value));

/**
 * An object whose parts are those of what `read` answers at the moment they are asked for, however deep: a component
 * may keep a part of it and still says the right words when the language changes. Where `read` reads a signal, so does
 * a component that reads a part. All that `read` answers must have the same shape.
 */
export function following<Shape extends Part>(read: () => Shape): Shape {
  const parts = new Map<PropertyKey, Part>();
  return new Proxy(read(), {
    get(_first, key) {
      const value: unknown = Reflect.get(read(), key);
      if (!isPart(value)) return value;
      const known = parts.get(key);
      if (known !== undefined) return known;
      const part = following(() => partOf(read(), key));
      parts.set(key, part);
      return part;
    },
    apply: (_first, _self, input: unknown[]): unknown => {
      const now = read();
      return typeof now === 'function' ? Reflect.apply(now, undefined, input) : undefined;
    },
  });
}

function partOf(whole: Part, key: PropertyKey): Part {
  const value: unknown = Reflect.get(whole, key);
  if (!isPart(value)) throw new TypeError(`${String(key)} is in one language only`);
  return value;
}
