import { brokenLimit, usualLimits, type BrokenLimit, type DataLimits } from './data-limits.ts';
import { failure, success, type Result } from './result.ts';

/** Why a text is no JSON that can be worked with. */
export type JsonFlaw = 'notJson' | BrokenLimit;

export interface JsonLimits extends DataLimits {
  /** Of the text itself, before anything is read of it. */
  readonly mostCharacters: number;
}

/** For a profile file, a file of secrets, an answer of a server. */
export const usualJsonLimits: JsonLimits = { ...usualLimits, mostCharacters: 8 * 1024 * 1024 };

/**
 * The JSON that a text is (RFC 8259), held to limits before anything works with it: what is nested thousands deep would
 * overflow the stack of a recursive function. Never throws.
 */
export function parseJson(text: string, limits: JsonLimits = usualJsonLimits): Result<unknown, JsonFlaw> {
  if (text.length > limits.mostCharacters) return failure('tooLarge');
  // Editors of other systems put a byte order mark first.
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (isNestedDeeper(json, limits.mostDepth)) return failure('tooDeep');
  const parsed = jsonIn(json);
  if (parsed === undefined) return failure('notJson');
  const broken = brokenLimit(parsed, limits);
  return broken === null ? success(parsed) : failure(broken.rule);
}

/** Counted in the text: a parser may not come back from what is nested too deep. */
function isNestedDeeper(json: string, mostDepth: number): boolean {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < json.length; at += 1) {
    const character = json.charCodeAt(at);
    if (isText) {
      if (character === backslash) at += 1;
      else if (character === quote) isText = false;
    } else if (character === quote) isText = true;
    else if (character === openBrace || character === openBracket) depth += 1;
    else if (character === closeBrace || character === closeBracket) depth -= 1;
    if (depth > mostDepth) return true;
  }
  return false;
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [34, 92, 123, 125, 91, 93];

/** Undefined where it is none, which JSON has no word for. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
