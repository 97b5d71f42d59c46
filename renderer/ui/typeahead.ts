/** Letters typed one soon after the other spell the start of the name that is looked for. */
export class Typeahead {
  #typed = '';
  #lastMs = 0;

  /** What was typed so far; null for a key that spells nothing. */
  add({ key, timeStamp, ctrlKey, metaKey, altKey }: KeyboardEvent): string | null {
    const isGoingOn = this.#typed !== '' && timeStamp - this.#lastMs < pauseMs;
    const spells = key.length === 1 && (isGoingOn ? inWord : wordStart).test(key);
    if (!spells || ctrlKey || metaKey || altKey) return null;
    this.#typed = isGoingOn ? this.#typed + key : key;
    this.#lastMs = timeStamp;
    return this.#typed;
  }
}

const pauseMs = 800;
const wordStart = /[\p{L}\p{N}]/u;
const inWord = /[\p{L}\p{N} ._-]/u;

/** Where the next name stands that starts so, from `from` on and around; one letter again and again goes through all. -1: nowhere. */
export function nextStarting(names: readonly string[], from: number, typed: string): number {
  const isOneLetter = /^(.)\1*$/u.test(typed);
  const wanted = (isOneLetter ? typed.slice(0, 1) : typed).toLowerCase();
  const first = isOneLetter ? from + 1 : from;
  const places = names.map((_, at) => (first + at) % names.length);
  return places.find((at) => names[at]?.toLowerCase().startsWith(wanted)) ?? -1;
}
