import type { Entry, Parsed } from '../../syntax/expression.ts';
import type { ValueReader } from '../../syntax/statements.ts';

/** `new HashMap<>() {{ put("X", "Y"); }}`: a statement of the inner braces; undefined where there is none. */
export function putStatement(reader: ValueReader, at: number): Parsed<Entry | null> | null | undefined {
  const isInner = reader.is(at, '{') && reader.isWord(at + 1, 'put');
  if (!isInner && !(reader.isWord(at, 'put') && reader.is(at + 1, '('))) return undefined;
  const start = isInner ? at + 1 : at;
  const given = reader.arguments(start + 1);
  if (given === null) return null;
  const [key, value] = given.value;
  const isWhole = key !== undefined && value !== undefined;
  // A `;` and the inner brace end it; more puts may come before that.
  let next = given.next;
  while (reader.is(next, ';') || (reader.is(next, '}') && reader.is(next + 1, '}'))) next += 1;
  return { value: isWhole ? reader.entry(key.value, value.value, start, given.next) : null, next };
}
