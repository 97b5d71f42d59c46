/**
 * Makes a value when it is first asked for, and keeps it. Each of `Intl`'s formats takes a millisecond or more to make,
 * and a language has a dozen of them, of which a start of the app or of the command line needs one or none.
 */
export function onDemand<Value extends object | string>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}
