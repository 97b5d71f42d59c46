import { computed, unread, type Entry, type Expression, type Parsed } from './expression.ts';
import { firstOf, type Spellings } from './spelling.ts';
import type { ValueReader } from './statements.ts';

/** A list, a map in square brackets, or what a language has there besides. */
export function readSquared(reader: ValueReader, at: number, spellings: Spellings): Parsed {
  const items: Expression[] = [];
  const entries: Entry[] = [];
  if (reader.is(at + 1, ':') && reader.is(at + 2, ']'))
    return { value: { kind: 'map', entries }, next: at + 3 };
  let next = at + 1;
  while (next < reader.length && !reader.is(next, ']')) {
    const start = next;
    const item = reader.is(next, '...') ? reader.read(next + 1) : reader.read(next);
    if (items.length === 0 && entries.length === 0 && reader.kind(item.next) === 'word') {
      const message = firstOf(spellings, (spelling) => spelling.message?.(reader, item));
      if (message !== null) return message;
    }
    if (reader.is(item.next, ':')) {
      const value = reader.read(item.next + 1);
      entries.push(reader.entry(item.value, value.value, start, value.next));
      next = reader.toNext(value.next, ']');
    } else {
      items.push(item.value);
      next = reader.toNext(item.next, ']');
    }
  }
  const value: Expression = entries.length > 0 ? { kind: 'map', entries } : { kind: 'list', items };
  return { value, next: next + 1 };
}

/** An object or a dictionary in braces; where it is a block of code, only its brace. */
export function readBraced(reader: ValueReader, at: number): Parsed {
  const entries: Entry[] = [];
  let next = at + 1;
  while (next < reader.length && !reader.is(next, '}')) {
    const entry = readEntry(reader, next);
    if (entry === null) return unread(at);
    if (entry.value !== null) entries.push(entry.value);
    if (!reader.is(entry.next, ',') && !reader.is(entry.next, '}') && !reader.is(entry.next, ';')) {
      // The rest of the map could not be read.
      const lost = reader.entry(null, computed, entry.next, entry.next);
      return { value: { kind: 'map', entries: [...entries, lost] }, next: entry.next };
    }
    next = reader.is(entry.next, '}') ? entry.next : entry.next + 1;
  }
  return { value: { kind: 'map', entries }, next: next + 1 };
}

/** What fills something that is made: `{ {"X", "Y"}, ["X"] = "Y", X = "Y" }` of C#, or statements. */
export function readFilled(reader: ValueReader, at: number, spellings: Spellings): Parsed<readonly Entry[]> {
  const entries: Entry[] = [];
  let next = at + 1;
  while (next < reader.length && !reader.is(next, '}')) {
    const stated = statementAt(reader, next, spellings);
    const entry = stated === undefined ? readEntry(reader, next) : stated;
    if (entry === null) return { value: entries, next: at + 1 };
    if (entry.value !== null) entries.push(entry.value);
    next = stated === undefined ? reader.toNext(entry.next, '}') : entry.next;
  }
  return { value: entries, next: next + 1 };
}

function statementAt(
  reader: ValueReader,
  at: number,
  spellings: Spellings,
): Parsed<Entry | null> | null | undefined {
  for (const { fillingStatement } of spellings.all) {
    const stated = fillingStatement?.(reader, at);
    if (stated !== undefined) return stated;
  }
  return undefined;
}

/** `name: value`, `"name": value`, `["name"]: value`, `Name = value`, `{name, value}`, `...others`, `name`. */
function readEntry(reader: ValueReader, at: number): Parsed<Entry | null> | null {
  if (reader.is(at, '...')) {
    const { value, next } = reader.read(at + 1);
    return { value: reader.entry(null, value, at, next), next };
  }
  if (reader.is(at, '{')) return readPair(reader, at);
  const token = reader.tokens[at];
  const isPlain = token?.kind === 'word' || (token?.kind === 'text' && token.parts === null);
  const squared = reader.is(at, '[') ? reader.read(at + 1) : null;
  if (!isPlain && (squared === null || !reader.is(squared.next, ']'))) return null;
  const key: Expression = squared?.value ?? { kind: 'text', text: reader.text(at) };
  const after = squared === null ? at + 1 : squared.next + 1;
  if (reader.is(after, ':') || reader.is(after, '=')) {
    const { value, next } = reader.read(after + 1);
    return { value: reader.entry(key, value, at, next), next };
  }
  const isShort = token?.kind === 'word' && (reader.is(after, ',') || reader.is(after, '}'));
  if (!isShort) return null;
  return { value: reader.entry(key, { kind: 'name', path: [token.text] }, at, after), next: after };
}

function readPair(reader: ValueReader, at: number): Parsed<Entry | null> | null {
  const key = reader.read(at + 1);
  if (!reader.is(key.next, ',')) return null;
  const value = reader.read(key.next + 1);
  if (!reader.is(value.next, '}')) return null;
  return { value: reader.entry(key.value, value.value, at, value.next), next: value.next + 1 };
}
