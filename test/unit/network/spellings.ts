/** How a server, a gateway or a page may write a text; each is undone by its reader. */
export type Spelling = (text: string) => string;

const bytesOf = (text: string): readonly number[] => [...Buffer.from(text, 'utf8')];
const letters = (text: string): readonly string[] => [...text];
const hexOf = (number: number, length = 2): string => number.toString(16).padStart(length, '0');
const unitsOf = (text: string): readonly number[] =>
  Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));

const named: Readonly<Record<string, string>> = {
  '<': 'lt',
  '>': 'gt',
  '&': 'amp',
  '"': 'quot',
  "'": 'apos',
  '/': 'sol',
  '+': 'plus',
  '=': 'equals',
  ':': 'colon',
  '.': 'period',
  '@': 'commat',
  '!': 'excl',
  '%': 'percnt',
  ö: 'ouml',
  ß: 'szlig',
};

/** These can be written one into another. */
export const escapes: Readonly<Record<string, Spelling>> = {
  plain: (text) => text,
  percent: encodeURIComponent,
  'percent, all of it': (text) =>
    bytesOf(text)
      .map((byte) => `%${hexOf(byte).toUpperCase()}`)
      .join(''),
  'percent, small letters': (text) =>
    bytesOf(text)
      .map((byte) => `%${hexOf(byte)}`)
      .join(''),
  'percent, twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'percent, of UTF-16': (text) =>
    unitsOf(text)
      .map((unit) => `%u${hexOf(unit, 4)}`)
      .join(''),
  'a form': (text) => new URLSearchParams({ '': text }).toString().slice(1),
  JSON: (text) => JSON.stringify(text).slice(1, -1),
  'JSON, all of it': (text) =>
    unitsOf(text)
      .map((unit) => `\\u${hexOf(unit, 4)}`)
      .join(''),
  'JSON for pages': (text) =>
    JSON.stringify(text)
      .slice(1, -1)
      .replace(/[<>&]/g, (letter) => `\\u${hexOf(letter.charCodeAt(0), 4)}`)
      .replaceAll('/', '\\/'),
  'code, bytes': (text) =>
    bytesOf(text)
      .map((byte) => `\\x${hexOf(byte)}`)
      .join(''),
  'code, octal': (text) =>
    bytesOf(text)
      .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
      .join(''),
  'code, points': (text) =>
    letters(text)
      .map((letter) => `\\u{${hexOf(letter.codePointAt(0) ?? 0, 1)}}`)
      .join(''),
  'HTML, names': (text) =>
    letters(text)
      .map((letter) => (named[letter] ? `&${named[letter]};` : letter))
      .join(''),
  'HTML, decimal': (text) =>
    letters(text)
      .map((letter) => `&#${letter.codePointAt(0)};`)
      .join(''),
  'HTML, hexadecimal': (text) =>
    letters(text)
      .map((letter) => `&#X${hexOf(letter.codePointAt(0) ?? 0)};`)
      .join(''),
  'HTML, in any mix': (text) =>
    letters(text)
      .map(
        (letter, at) =>
          [letter, `&#${letter.codePointAt(0)};`, `&#x${hexOf(letter.codePointAt(0) ?? 0)};`][at % 3],
      )
      .join('')
      .replaceAll('<', '&lt;'),
  'quoted-printable': (text) =>
    bytesOf(text)
      .map((byte) => `=${hexOf(byte).toUpperCase()}`)
      .join(''),
  'read as Latin-1': (text) => Buffer.from(text, 'utf8').toString('latin1'),
};

/** These hide the text in another alphabet; escapes can only be written around them. */
export const encodings: Readonly<Record<string, Spelling>> = {
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  'base64 of a pair': (text) => Buffer.from(`nell:${text}`).toString('base64'),
  'base64 of JSON': (text) => Buffer.from(JSON.stringify({ said: [text, 1] })).toString('base64'),
  'base64 of base64': (text) => Buffer.from(Buffer.from(text).toString('base64')).toString('base64'),
  'base64 of UTF-16': (text) => Buffer.from(text, 'utf16le').toString('base64'),
  'base64 in lines': (text) =>
    Buffer.from(`${'Lorem ipsum dolor sit amet, '.repeat(4)}${text}${', consectetur'.repeat(9)}`)
      .toString('base64')
      .replace(/.{76}/g, '$&\r\n'),
  hexadecimal: (text) => Buffer.from(text).toString('hex'),
  HEXADECIMAL: (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'hexadecimal, with colons': (text) =>
    bytesOf(text)
      .map((byte) => hexOf(byte))
      .join(':'),
  'a Buffer, printed': (text) =>
    `<Buffer ${bytesOf(text)
      .map((byte) => hexOf(byte))
      .join(' ')}>`,
  'a Buffer, in JSON': (text) => JSON.stringify(Buffer.from(text)),
};

export const spellings: Readonly<Record<string, Spelling>> = { ...escapes, ...encodings };
