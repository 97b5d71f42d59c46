import { urlIn } from './urls.ts';

/**
 * What an eye can't see and a terminal obeys: control characters (ECMA-48, in both sets), what turns the direction of
 * text (Unicode, UAX 9), what has no width, other line ends, halves of letters, and blanks that look like letters.
 */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;
/** Joins what belongs together, as in 👩‍💻 and in Arabic and Indic words. */
const joiner =
  /(?<=[\p{Extended_Pictographic}\p{M}\p{Script=Arabic}\p{Script=Devanagari}]\ufe0f?)[\u200c\u200d]/gu;

/** Text of others on one line, with all that is hidden in it as `\u202e`: as JSON and most languages write it. */
export const visibleText = (text: string): string => visible(text, null);

/** The same for text of several lines. */
export const visibleLines = (text: string): string => visible(text, /\n/);

function visible(text: string, kept: RegExp | null): string {
  const joined = new Set(
    /[\u200c\u200d]/.test(text) ? [...text.matchAll(joiner)].map(({ index }) => index) : [],
  );
  return text.replace(hidden, (letter, at: number) =>
    kept?.test(letter) === true || joined.has(at) ? letter : escaped(letter),
  );
}

/** In halves beyond U+FFFF: JSON knows nothing else. */
const escaped = (letter: string): string =>
  Array.from(
    { length: letter.length },
    (_, at) => `\\u${letter.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');

/** Letters of Western and Central Europe with their marks: those look like no others. */
const plainLetters = /^[\0-\x7fß-öø-ÿā-İĲ-ňŊ-ž]*$/i;

/**
 * A URL as it may be drawn: a host with letters that look like others of another script (`аpple.com`, with a Cyrillic
 * а) reads as it is looked up, `xn--pple-43d.com` (UTS 39, RFC 5891).
 */
export function visibleAddress(address: string): string {
  const [, before = '', host = ''] =
    /^([a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?)([^/?#:[\]]+)/i.exec(address) ?? [];
  const ascii = plainLetters.test(host) ? null : urlIn(`http://${host}`);
  return visibleText(
    ascii === null ? address : before + ascii.hostname + address.slice(before.length + host.length),
  );
}
