/**
 * Finds a text in another one however it is spelled there: percent, HTML, JSON and quoted-printable escapes in any mix
 * and nested, in UTF-8 or Latin-1, in either case, in base64 and hexadecimal and what those hold in turn. Instead of
 * enumerating spellings, what was escaped is unescaped, and each character remembers where it came from.
 */

/** A piece of the original text: from here, up to and without there (UTF-16 code units). */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Bytes as characters from U+0000 to U+00FF, and the place of each in the original text; null: at its own index. */
class View {
  readonly text: string;
  readonly #starts: Int32Array | null;
  readonly #ends: Int32Array | null;

  constructor(text: string, starts: Int32Array | null = null, ends: Int32Array | null = null) {
    this.text = text;
    this.#starts = starts;
    this.#ends = ends;
  }

  readonly originOf = ({ from, to }: Span): Span => ({
    from: this.#starts?.[from] ?? from,
    to: this.#ends?.[to - 1] ?? to,
  });
}

/** How a secret is recognised. */
interface Pattern {
  /** As bytes, unescaped as far as it goes; compared folded. */
  readonly forms: readonly string[];
  /** What stays the same in base64 wherever in a longer text it stands (RFC 4648 §4). */
  readonly cores: readonly string[];
  /** Too short to be looked for within words: whole values only. */
  readonly whole: readonly RegExp[];
}

/** What is shorter stands in too many words. */
export const shortestWithinText = 4;
/** Of so long a text its beginning is enough: some only quote that. */
const longEnoughForBeginning = 48;
const beginning = 24;
const longestCore = 32;

export interface Found<Of> extends Span {
  readonly of: Of;
}

/** How any of these texts can be spelled: the same each time. */
function patternOf(texts: readonly string[]): Pattern {
  const long = texts.filter(({ length }) => length >= shortestWithinText).flatMap(variantsOf);
  const cores = long.flatMap((variant) => coresOf(Buffer.from(variant, 'latin1')));
  return {
    forms: formsOf(long),
    cores: [...new Set(cores)].filter(isLongEnough),
    whole: texts.filter(({ length }) => length < shortestWithinText).flatMap(wholeValue),
  };
}

const isLongEnough = ({ length }: string): boolean => length >= shortestWithinText;

/**
 * One of each that folds to the same. What is ASCII stays the very text that the secret holds anyway: of hundreds of
 * tokens, copies of them would weigh more than all the rest.
 */
function formsOf(variants: readonly string[]): string[] {
  const byFolded = new Map<string, string>();
  for (const form of variants.flatMap(unescapedForms)) {
    const folded = fold(form);
    if (!byFolded.has(folded)) byFolded.set(folded, isAscii(form) ? form : folded);
  }
  const all = [...byFolded].filter(([folded]) => isLongEnough(folded));
  const isPartOfLonger = ([folded]: readonly [string, string]) =>
    folded.length >= beginning &&
    all.some(
      ([longer]) => longer !== folded && longer.length >= longEnoughForBeginning && longer.startsWith(folded),
    );
  return all.filter((one) => !isPartOfLonger(one)).map(([, form]) => form);
}

const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text);

/** A short text is meant where it is all of a line, of a field, of a quoted string, or of a password in a pair. */
function wholeValue(text: string): RegExp[] {
  if (text.trim() === '') return [];
  const bytes = Buffer.from(text, 'utf8');
  const base64 = bytes.toString('base64');
  const encoded = [base64, base64.replace(/=+$/, ''), bytes.toString('hex')];
  const spelled = [...variantsOf(text).flatMap(unescapedForms), ...encoded].map(fold);
  const any = [...new Set(spelled)].map(literal).join('|');
  return [new RegExp(`(?<=^|[\\r\\n"'=>]|:[ \\t]*)(?:${any})(?=$|[\\r\\n"'&;<@])`, 'g')];
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** As UTF-8; and where it has letters beyond ASCII, in Latin-1, and each misread as the other. All as bytes. */
function variantsOf(text: string): readonly string[] {
  const cases = isAscii(text)
    ? [text, text.trim()]
    : [text, text.trim(), text.toLowerCase(), text.toUpperCase()];
  const spelled = cases.flatMap((one) => [one, one.normalize('NFC'), one.normalize('NFD')]);
  return [...new Set(spelled)].flatMap((one) => {
    const utf8 = binaryOf(one);
    if (utf8 === one) return [one];
    const latin1 = /^[\0-\xff]*$/.test(one) ? [one, binaryOf(misread(one))] : [];
    return [utf8, binaryOf(utf8), ...inUtf16(one), ...latin1, ...asHost(one)];
  });
}

const binaryOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const misread = (text: string): string => Buffer.from(text, 'latin1').toString('utf8');

/** In either order of its bytes. */
const inUtf16 = (text: string): string[] => {
  const units = Buffer.from(text, 'utf16le');
  return [units.toString('latin1'), units.swap16().toString('latin1')];
};

/** Letters beyond ASCII in the name of a host (RFC 5891). */
function asHost(text: string): string[] {
  if (text.length > 60) return [];
  try {
    const { hostname } = new URL(`http://${text}.invalid`);
    return hostname.endsWith('.invalid') ? [hostname.slice(0, -'.invalid'.length)] : [];
  } catch {
    return [];
  }
}

function coresOf(bytes: Buffer): string[] {
  return [0, 1, 2].map((offset) => {
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor(((offset + bytes.length) * 8) / 6);
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes.subarray(0, longestCore)]).toString('base64');
    return ownCopy(encoded.slice(first, Math.min(last, first + longestCore)));
  });
}

/** A slice keeps all of the text that it was cut from. */
const ownCopy = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('latin1');

const fold = (bytes: string): string => bytes.toLowerCase().replaceAll('+', ' ');

/** The same for one character of a text that is ASCII, or folded already. */
const foldedCode = (code: number): number => {
  if (code === 0x2b) return 0x20;
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
};

/** One way to read a text: as it stands, or with what is escaped in it unescaped. */
export interface Reading {
  /** As bytes, each a character. */
  readonly text: string;
  /** Where a piece of it stands in the original. */
  readonly originOf: (piece: Span) => Span;
}

export const readingsOf = (text: string): Reading[] => (text === '' ? [] : viewsOf(text));

/** All that is looked for, so arranged that each text is gone through once, however much that is. */
export class SpellingIndex<Of> {
  readonly #forms = new Beginnings<Of>(foldedCode);
  readonly #cores = new Beginnings<Of>((code) => code);
  readonly #short = new Map<Of, readonly RegExp[]>();

  /** Looks for these texts from now on, however they are spelled, and tells `of` where it finds one. */
  add(of: Of, texts: readonly string[]): void {
    const { forms, cores, whole } = patternOf(texts);
    forms.forEach((form) => this.#forms.add(form, of));
    cores.forEach((core) => this.#cores.add(core, of));
    if (whole.length > 0) this.#short.set(of, whole);
  }

  /** `texts`: those that it was added with. */
  remove(of: Of, texts: readonly string[]): void {
    const { forms, cores } = patternOf(texts);
    forms.forEach((form) => this.#forms.remove(form, of));
    cores.forEach((core) => this.#cores.remove(core, of));
    this.#short.delete(of);
  }

  /** All finds in a reading, in no order; they may overlap. `isCut`: the text may end within one. Errors: none. */
  findIn({ text, originOf }: Reading, { isCut = false } = {}): Found<Of>[] {
    const found: Found<Of>[] = [];
    const [folded, alphabet] = [fold(text), standardAlphabet(text)];
    this.#forms.each(folded, isCut, (of, from, to) => void found.push({ of, ...originOf({ from, to }) }));
    let done = 0;
    this.#cores.each(alphabet, false, (of, from, to) => {
      if (from < done) return;
      const run = runAround(alphabet, from, to);
      done = run.to;
      found.push({ of, ...originOf(run) });
    });
    for (const [of, whole] of this.#short)
      for (const { index, 0: match } of whole.flatMap((each) => [...folded.matchAll(each)]))
        found.push({ of, ...originOf({ from: index, to: index + match.length }) });
    for (const run of this.#runsIn(text)) {
      const [of] = this.#firstWithin(run.inside, 0);
      if (of !== undefined) found.push({ of, ...originOf(run) });
    }
    return found;
  }

  /** The first that stands anywhere in what was decoded, whose own places are of no interest; none: nothing does. */
  #firstWithin(decoded: readonly string[], depth: number): readonly [Of] | readonly [] {
    for (const { text } of decoded.flatMap(viewsOfBytes)) {
      const folded = fold(text);
      const of =
        this.#forms.first(folded) ?? this.#cores.first(standardAlphabet(text)) ?? this.#firstShort(folded);
      if (of !== undefined) return [of];
      if (depth >= deepest) continue;
      for (const { inside } of this.#runsIn(text)) {
        const found = this.#firstWithin(inside, depth + 1);
        if (found.length > 0) return found;
      }
    }
    return [];
  }

  #firstShort(folded: string): Of | undefined {
    for (const [of, whole] of this.#short) if (whole.some((each) => folded.search(each) >= 0)) return of;
    return undefined;
  }

  /** In long texts words are as long as short runs: those are looked into only where a secret is as short. */
  #runsIn(text: string): Iterable<EncodedRun> {
    return encodedRuns(text, text.length > longText && this.#short.size === 0 ? longRun : shortestRun);
  }
}

/** How often what was decoded is looked into again. */
const deepest = 2;

/** One of the texts with the same first four bytes. */
interface Beginning<Of> {
  readonly text: string;
  readonly of: Of;
  next: Beginning<Of> | null;
}

/** Texts by their first four bytes. */
class Beginnings<Of> {
  /** What a character of these texts reads as in the texts that are gone through. */
  readonly #codeOf: (code: number) => number;
  /** The latest first, each with a link to the one before: hundreds of tokens need no list of their own each. */
  readonly #byKey = new Map<number, Beginning<Of>>();
  /** Whether any text may begin with four bytes of this digest: most don't, and need no look into the map. */
  readonly #mayBe = new Uint8Array(65_536);

  constructor(codeOf: (code: number) => number) {
    this.#codeOf = codeOf;
  }

  add(text: string, of: Of): void {
    const key = this.#keyOf(text);
    this.#byKey.set(key, { text, of, next: this.#byKey.get(key) ?? null });
    this.#mayBe[digestOf(key)] = 1;
  }

  remove(text: string, of: Of): void {
    const key = this.#keyOf(text);
    const isIt = (one: Beginning<Of>) => one.of === of && one.text === text;
    const left = without(this.#byKey.get(key) ?? null, isIt);
    if (left === null) this.#byKey.delete(key);
    else this.#byKey.set(key, left);
  }

  first(within: string): Of | undefined {
    let first: Of | undefined;
    this.each(within, false, (of) => {
      first = of;
      return 'enough';
    });
    return first;
  }

  /** `isCut`: what the end of the text may be the beginning of is told, too. */
  each(within: string, isCut: boolean, tell: (of: Of, from: number, to: number) => 'enough' | void): void {
    /** Up to where each was told last: what repeats itself isn't compared again and again. */
    const told = new Map<Beginning<Of>, number>();
    let key = 0;
    for (let end = 1; end <= within.length; end += 1) {
      key = (key << 8) | within.charCodeAt(end - 1);
      if (end < shortestWithinText || this.#mayBe[digestOf(key)] === 0) continue;
      const at = end - shortestWithinText;
      for (let one = this.#byKey.get(key) ?? null; one !== null; one = one.next) {
        if (at + enoughOf(one.text) <= (told.get(one) ?? 0)) continue;
        const to = this.#endOfMatch(within, at, one.text, isCut);
        if (to === null) continue;
        told.set(one, to);
        if (tell(one.of, at, to) === 'enough') return;
      }
    }
  }

  /** Null if the text doesn't stand there, nor enough of it. */
  #endOfMatch(within: string, at: number, text: string, isCut: boolean): number | null {
    let length = 0;
    while (length < text.length && within.charCodeAt(at + length) === this.#codeOf(text.charCodeAt(length)))
      length += 1;
    const isTail = isCut && at + length === within.length;
    return length >= enoughOf(text) || isTail ? at + length : null;
  }

  #keyOf(text: string): number {
    let key = 0;
    for (let at = 0; at < shortestWithinText; at += 1) key = (key << 8) | this.#codeOf(text.charCodeAt(at));
    return key;
  }
}

/** The same list, without what this is true of. */
function without<Of>(
  list: Beginning<Of> | null,
  isIt: (one: Beginning<Of>) => boolean,
): Beginning<Of> | null {
  let first = list;
  while (first !== null && isIt(first)) first = first.next;
  for (let one = first; one !== null; one = one.next)
    while (one.next !== null && isIt(one.next)) one.next = one.next.next;
  return first;
}

const digestOf = (key: number): number => Math.imul(key, 0x9e3779b1) >>> 16;

/** So much of a text has to stand there, from its beginning. */
const enoughOf = ({ length }: string): number => (length >= longEnoughForBeginning ? beginning : length);

/** Base64 for URLs (RFC 4648 §5) as plain base64: only to be searched, never to be shown. */
const standardAlphabet = (bytes: string): string => bytes.replaceAll('-', '+').replaceAll('_', '/');

const isOfRun = /[A-Za-z0-9+/=]/;

/** All that belongs to the same base64: a rest of it would tell a few bits. */
function runAround(bytes: string, from: number, to: number): Span {
  let [first, last] = [from, to];
  while (first > 0 && isOfRun.test(bytes[first - 1] ?? '')) first -= 1;
  while (last < bytes.length && isOfRun.test(bytes[last] ?? '')) last += 1;
  return { from: first, to: last };
}

interface EncodedRun extends Span {
  /** What it may stand for: where it begins isn't always known. */
  readonly inside: readonly string[];
}

const base64Run = /[A-Za-z0-9+/_-]{8,}(?:\r?\n[ \t]*[A-Za-z0-9+/_-]+)*={0,2}/g;
const hexRun =
  /[0-9a-f]{8,}|(?<![0-9a-z])(?:0x)?[0-9a-f]{2}(?:(?:[:,+-] ?| )(?:0x)?[0-9a-f]{2}(?![0-9a-z])){3,}/gi;
const decimalRun = /\b\d{1,3}(?:,\s{0,8}\d{1,3}){3,}\b/g;
const shortestRun = 8;
const longRun = 16;
const longText = 8_192;
/** Longer text was not written to be read. */
const mostRuns = 4_000;

/** What stands for bytes: base64, pairs of hexadecimal digits, a list of numbers as Node writes a Buffer in JSON. */
function* encodedRuns(bytes: string, shortest: number): Generator<EncodedRun> {
  let left = mostRuns;
  for (const { index, 0: run } of bytes.matchAll(base64Run)) {
    if (run.length < shortest) continue;
    if ((left -= 1) < 0) return;
    const plain = run.replace(/\s+/g, '');
    const inside = [0, 1, 2, 3].flatMap((skipped) => textsIn(Buffer.from(plain.slice(skipped), 'base64')));
    yield { from: index, to: index + run.length, inside };
  }
  for (const { index, 0: run } of bytes.matchAll(hexRun)) {
    if ((left -= 1) < 0) return;
    const digits = run.replace(/0x|[^0-9a-f]/gi, '');
    const inside = [0, 1].flatMap((skipped) => textsIn(Buffer.from(digits.slice(skipped), 'hex')));
    yield { from: index, to: index + run.length, inside };
  }
  for (const { index, 0: run } of bytes.matchAll(decimalRun)) {
    if ((left -= 1) < 0) return;
    const numbers = run.split(',').map(Number);
    if (numbers.some((number) => number > 255)) continue;
    yield { from: index, to: index + run.length, inside: textsIn(Buffer.from(numbers)) };
  }
}

/** As they are; and where a zero is among them, as UTF-16 in either order, too. */
function textsIn(bytes: Buffer): string[] {
  const text = bytes.toString('latin1');
  if (!text.includes('\0')) return [text];
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
  const swapped = Buffer.from(even).swap16();
  return [text, ...[even, swapped].map((units) => binaryOf(units.toString('utf16le')))];
}

/** The text in bytes, and what it reads once it is unescaped: by one rule alone, by all of them. */
function viewsOf(text: string): View[] {
  const whole = bytesView(text);
  return [whole, ...unescapedViews(whole)];
}

const viewsOfBytes = (bytes: string): View[] => {
  const whole = new View(bytes);
  return [whole, ...unescapedViews(whole)];
};

const unescapedForms = (bytes: string): string[] => viewsOfBytes(bytes).map((view) => view.text);

/** U+00A0 to U+00FF. */
const latin1Names = [
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn',
  'sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave',
  'Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml',
  'ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN',
  'szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute',
  'icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml',
  'yacute thorn yuml',
].flatMap((line) => line.split(' '));

/** The names of HTML's characters up to U+00FF (HTML, §13.5), and a few that stand in their place. */
const entities: ReadonlyMap<string, string> = new Map([
  ...latin1Names.map((name, at): [string, string] => [name, String.fromCharCode(0xa0 + at)]),
  ...Object.entries({
    Tab: '\t',
    NewLine: '\n',
    excl: '!',
    quot: '"',
    num: '#',
    dollar: '$',
    percnt: '%',
    amp: '&',
    apos: "'",
    lpar: '(',
    rpar: ')',
    ast: '*',
    midast: '*',
    plus: '+',
    comma: ',',
    period: '.',
    sol: '/',
    colon: ':',
    semi: ';',
    lt: '<',
    equals: '=',
    gt: '>',
    quest: '?',
    commat: '@',
    lsqb: '[',
    lbrack: '[',
    bsol: '\\',
    rsqb: ']',
    rbrack: ']',
    hat: '^',
    lowbar: '_',
    underbar: '_',
    grave: '`',
    diacriticalgrave: '`',
    lcub: '{',
    lbrace: '{',
    verbar: '|',
    vert: '|',
    verticalline: '|',
    rcub: '}',
    rbrace: '}',
    euro: '€',
    hyphen: '‐',
    dash: '‐',
    tilde: '˜',
  }),
]);

/** These are known without their semicolon, too; the longer ones first. */
const legacyNames = ['amp', 'lt', 'gt', 'quot', ...latin1Names].sort(
  (one, other) => other.length - one.length,
);

const percent = String.raw`%u(?<pu>[0-9a-f]{4})|%(?<p>[0-9a-f]{2})`;
const numeric = String.raw`&#x0*(?<hx>[0-9a-f]{1,6});?|&#0*(?<hd>[0-9]{1,7});?`;
const html = `${numeric}|&(?<hn>[a-z][a-z0-9]{1,23});|&(?<hl>${legacyNames.join('|')})`;
const code = String.raw`\\u(?<u>[0-9a-f]{4})|\\u\{(?<ub>[0-9a-f]{1,6})\}|\\x(?<x>[0-9a-f]{2})|\\(?<o>[0-3][0-7]{2})|\\(?<c>[^ux])`;
/** What one escape says in two halves, and what of the rest was read as Latin-1: each letter for itself. */
const halves = String.raw`(?<hv>\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf])`;
const latin1 = String.raw`(?<mr>\xc3[\x82-\xb4](?:\xc2[\x80-\xbf]){1,3})`;
const printable = String.raw`=(?<q>[0-9a-f]{2})|=\r?\n`;
const pattern = (...escapes: readonly string[]): RegExp =>
  new RegExp([...escapes, halves, latin1].join('|'), 'gi');
const families: readonly (readonly [hint: RegExp, escapes: RegExp])[] = [
  [/[%&\\]/, pattern(percent, html, code)],
  [/%/, pattern(percent)],
  [/&/, pattern(html)],
  [/\\/, pattern(code)],
  [/=[0-9a-f\r\n]/i, pattern(percent, html, code, printable)],
  [/[\xed\xc3]/, pattern()],
];
/** Escapes within escapes, a URL in a URL in a page, and each mix of them in any order. */
const mostViews = 24;
/** Nor are long texts read in all those ways. */
const mostLetters = 512 * 1024;

/** Every way to read it, the nearest first: which escapes are meant can't be told. */
function unescapedViews(whole: View): View[] {
  const seen = new Map([[whole.text, whole]]);
  for (const view of seen.values()) {
    for (const [hint, escapes] of families) {
      if (seen.size >= mostViews || seen.size * whole.text.length > mostLetters) break;
      const next = hint.test(view.text) ? unescaped(view, escapes) : null;
      if (next !== null && !seen.has(next.text)) seen.set(next.text, next);
    }
  }
  return [...seen.values()].slice(1);
}

/** Null if there is nothing to unescape. */
function unescaped(view: View, escapes: RegExp): View | null {
  const parts: string[] = [];
  const pieces: (readonly [from: number, to: number, length: number])[] = [];
  let at = 0;
  for (const match of view.text.matchAll(escapes)) {
    const stands = bytesFor(match.groups ?? {}, match[0]);
    if (stands === null) continue;
    const end = match.index + match[0].length;
    parts.push(view.text.slice(at, match.index), stands);
    pieces.push([match.index, end, stands.length]);
    at = end;
  }
  if (pieces.length === 0) return null;
  parts.push(view.text.slice(at));
  return mapped(view, parts.join(''), pieces);
}

function mapped(
  view: View,
  bytes: string,
  pieces: readonly (readonly [from: number, to: number, length: number])[],
): View {
  const starts = new Int32Array(bytes.length);
  const ends = new Int32Array(bytes.length);
  let [source, target] = [0, 0];
  const copyTo = (end: number) => {
    for (; source < end; source += 1, target += 1) {
      const { from, to } = view.originOf({ from: source, to: source + 1 });
      starts[target] = from;
      ends[target] = to;
    }
  };
  for (const [from, to, length] of pieces) {
    copyTo(from);
    const { from: first, to: last } = view.originOf({ from, to });
    starts.fill(first, target, target + length);
    ends.fill(last, target, target + length);
    [source, target] = [to, target + length];
  }
  copyTo(view.text.length);
  return new View(bytes, starts, ends);
}

/** The original as UTF-8. */
function bytesView(text: string): View {
  if (isAscii(text)) return new View(text);
  const bytes = binaryOf(text);
  const starts = new Int32Array(bytes.length);
  const ends = new Int32Array(bytes.length);
  let [source, target] = [0, 0];
  for (const letter of text) {
    const length = Buffer.byteLength(letter);
    starts.fill(source, target, target + length);
    ends.fill(source + letter.length, target, target + length);
    [source, target] = [source + letter.length, target + length];
  }
  return new View(bytes, starts, ends);
}

/** What an escape stands for, as bytes; null where it is none. */
function bytesFor(groups: Readonly<Record<string, string | undefined>>, escape: string): string | null {
  const { p, pu, hx, hd, hn, hl, u, ub, x, o, c, q, hv, mr } = groups;
  const byte = p ?? q ?? x;
  if (byte !== undefined) return String.fromCharCode(parseInt(byte, 16));
  if (o !== undefined) return String.fromCharCode(parseInt(o, 8));
  const point = pu ?? hx ?? u ?? ub;
  if (point !== undefined) return bytesOfPoint(parseInt(point, 16));
  if (hd !== undefined) return bytesOfPoint(Number(hd));
  const name = hn ?? hl;
  if (name !== undefined) return entityBytes(name);
  if (hv !== undefined) return joinedHalves(hv);
  if (mr !== undefined) return misread(mr);
  if (c !== undefined) return controls[c] ?? c;
  return escape.startsWith('=') ? '' : null;
}

function bytesOfPoint(point: number): string | null {
  if (point > 0x10ffff) return null;
  const isHalf = point >= 0xd800 && point <= 0xdfff;
  return isHalf ? halfAsBytes(point) : binaryOf(String.fromCodePoint(point));
}

/** Escapes for UTF-16 write letters beyond U+FFFF in two halves; each alone as UTF-8 would have it (CESU-8). */
const halfAsBytes = (half: number): string =>
  String.fromCharCode(0xe0 | (half >> 12), 0x80 | ((half >> 6) & 0x3f), 0x80 | (half & 0x3f));

/** Both halves of a letter, as bytes: as UTF-8 again. */
const joinedHalves = (bytes: string): string =>
  binaryOf(String.fromCharCode(...[0, 3].map((at) => unitIn(bytes.slice(at, at + 3)))));

const unitIn = (bytes: string): number =>
  ((bytes.charCodeAt(0) & 0x0f) << 12) | ((bytes.charCodeAt(1) & 0x3f) << 6) | (bytes.charCodeAt(2) & 0x3f);

const controls: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
};

function entityBytes(name: string): string | null {
  const letter = entities.get(name) ?? entities.get(name.toLowerCase());
  return letter === undefined ? null : binaryOf(letter);
}
