import type { Rule } from './rules.ts';

/** Field names as RFC 9110 §5.1 has them: one or more token characters. */
const fieldName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Field values as RFC 9110 §5.5 has them, without the obsolete line folding: visible characters, blanks and tabs. */
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * What a token is made of, that it can go into a header: visible characters, and blanks between them. It stands there in
 * quotes (`token="…"`): with one of its own, or what escapes one, it would end and begin a parameter of another name.
 */
export const tokenText = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** Headers that the connection itself sets; a profile can't set them. */
const reserved = new Set([
  'host',
  'connection',
  'upgrade',
  'content-length',
  'content-type',
  'transfer-encoding',
  'te',
  'trailer',
  'expect',
  'keep-alive',
  'proxy-connection',
]);

export const sameHeader = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** The rule a header name breaks, or null. */
export function headerNameRule(name: string): Rule | null {
  if (name === '') return 'required';
  if (!fieldName.test(name)) return 'headerNameMalformed';
  const lower = name.toLowerCase();
  return reserved.has(lower) || lower.startsWith('sec-websocket-') ? 'headerNameReserved' : null;
}

/** The rule a header value breaks, or null. A line break in a value would start a header of its own. */
export function headerValueRule(value: string): Rule | null {
  if (!fieldValue.test(value) || value !== value.trim()) return 'headerValueMalformed';
  return value.length > 8000 ? 'tooLong' : null;
}
