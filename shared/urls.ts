/**
 * The URL that a text is; null if it is none. `URL.canParse` is not used: once Node 20 has optimized it, after a few
 * thousand calls, it refuses every URL with a letter beyond ASCII.
 */
export function urlIn(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
