import type { Argument, Parsed } from '../../syntax/expression.ts';
import type { CallName } from '../../syntax/spelling.ts';
import type { Call, Surroundings, ValueReader } from '../../syntax/statements.ts';

/** `[receiver name]`, `[receiver name:value other:value]`; the receiver has been read. */
export function message(reader: ValueReader, receiver: Parsed): Parsed {
  const given: Argument[] = [];
  const name = reader.text(receiver.next);
  let next = receiver.next;
  while (reader.kind(next) === 'word') {
    const label = reader.text(next);
    next += 1;
    if (!reader.is(next, ':')) break;
    const value = reader.read(next + 1);
    given.push({ label, value: value.value, span: { at: next - 1, next: value.next } });
    next = value.next;
    // What a format takes follows it, with commas between.
    while (reader.is(next, ',')) {
      const more = reader.read(next + 1);
      given.push({ label: null, value: more.value, span: { at: next + 1, next: more.next } });
      next = more.next;
    }
  }
  const isNamed = receiver.value.kind === 'name';
  const path = receiver.value.kind === 'name' ? [...receiver.value.path, name] : [name];
  return {
    value: { kind: 'call', on: isNamed ? null : receiver.value, path, given },
    next: reader.is(next, ']') ? next + 1 : next,
  };
}

/** The message whose first word stands at a place, told by its opening bracket. */
export function messageAt(code: Surroundings, { at }: CallName): Call | null {
  const closes = code.is(at - 1, ']');
  const receiver = code.pathBefore(at - 1);
  if (!closes && (code.kind(at - 1) !== 'word' || !code.is(receiver.start - 1, '['))) return null;
  if (!code.is(at + 1, ':') && !code.is(at + 1, ']')) return null;
  const open = closes ? openingOf(code, at - 1) - 1 : receiver.start - 1;
  if (!code.is(open, '[')) return null;
  const { value, next } = code.reader.read(open);
  if (value.kind !== 'call') return null;
  const { path, given } = value;
  return { path: path.slice(0, -1), name: path.at(-1) ?? '', named: at, given, at: open, next };
}

/** Where the bracket is that one at a place closes; -1 where it was lost. */
function openingOf(code: Surroundings, closing: number): number {
  let depth = 0;
  for (let at = closing; at >= 0; at -= 1) {
    if (code.is(at, ']')) depth += 1;
    if (code.is(at, '[')) depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}
