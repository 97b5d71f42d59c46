import type { HoleFinder } from './holes.ts';

/** A text in quotes: all the characters it takes up, what it says, and what is put into it at run time. */
export interface Quoted {
  readonly taken: string;
  /** What is put in at run time is missing here. */
  readonly text: string;
  /** Texts and the code between them, in their order. Null where nothing is put in. */
  readonly parts: readonly TextPart[] | null;
}

export type TextPart = string | Hole;

/** Code inside a text, whose value is put in there. */
export interface Hole {
  readonly code: string;
}

/** The text between the quotes, taken apart into what it says and what is put in. */
export function quotedOf(
  taken: string,
  raw: string,
  holeAt: HoleFinder,
  read: (raw: string) => string,
): Quoted {
  const parts: TextPart[] = [];
  let said = '';
  for (let at = 0; at < raw.length;) {
    const hole = holeAt(raw, at);
    if (hole === null) {
      const step = raw[at] === '\\' ? 2 : 1;
      said += raw.slice(at, at + step);
      at += step;
    } else {
      if (hole.code === null) said += raw[at] ?? '';
      else {
        parts.push(read(said), { code: hole.code });
        said = '';
      }
      at += hole.length;
    }
  }
  parts.push(read(said));
  const text = parts.filter((part) => typeof part === 'string').join('');
  return { taken, text, parts: parts.length === 1 ? null : parts };
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  0: '\0',
  b: '\b',
  f: '\f',
};

export const unescaped = (raw: string): string =>
  raw.replace(
    /\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|\n[^\S\n]*|([\s\S]))/g,
    (_all, braced?: string, four?: string, two?: string, one?: string) => {
      const code = braced ?? four ?? two;
      if (code !== undefined) return characterOf(Number.parseInt(code, 16));
      return one === undefined ? '' : (escapes[one] ?? one);
    },
  );

const characterOf = (code: number): string => (code <= 0x10_ff_ff ? String.fromCodePoint(code) : '\u{fffd}');
