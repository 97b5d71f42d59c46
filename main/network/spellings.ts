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

/** What is looked for, prepared once. */
export interface Pattern {
  /** As bytes, unescaped as far as it goes, and folded. */
  readonly forms: readonly string[];
  /** What stays the same in base64 wherever in a longer text it stands (RFC 4648 §4). */
  readonly cores: readonly string[];
  /** Too short to be looked for within words: whole values only. */
  readonly whole: readonly RegExp[];
}

/** The secrets that are looked for. */
interface Wanted {
  readonly pattern: Pattern;
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

/** How any of these texts can be spelled. */
export function patternOf(texts: readonly string[]): Pattern {
  const long = texts.filter(({ length }) => length >= shortestWithinText).flatMap(variantsOf);
  const cores = long.flatMap((variant) => coresOf(Buffer.from(variant, 'latin1')));
  return {
    forms: [...new Set(long.flatMap(unescapedForms).map(fold))].filter(isLongEnough),
    cores: [...new Set(cores)].filter(isLongEnough),
    whole: texts.filter(({ length }) => length < shortestWithinText).flatMap(wholeValue),
  };
}

const isLongEnough = ({ length }: string): boolean => length >= shortestWithinText;

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
  const isAscii = binaryOf(text) === text;
  const cases = isAscii ? [text, text.trim()] : [text, text.trim(), text.toLowerCase(), text.toUpperCase()];
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
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor(((offset + bytes.length) * 8) / 6);
    return encoded.slice(first, Math.min(last, first + longestCore));
  });
}

const fold = (bytes: string): string => bytes.toLowerCase().replaceAll('+', ' ');

/** One way to read a text: as it stands, or with what is escaped in it unescaped. */
export interface Reading {
  /** As bytes, each a character. */
  readonly text: string;
  /** Where a piece of it stands in the original. */
  readonly originOf: (piece: Span) => Span;
}

export const readingsOf = (text: string): Reading[] => (text === '' ? [] : viewsOf(text));

/** All that is looked for, so arranged that each text is gone through once, however much that is. */
export class SpellingIndex<Of extends Wanted> {
  readonly #forms = new Beginnings<Of>();
  readonly #cores = new Beginnings<Of>();
  readonly #short = new Set<Of>();

  add(of: Of): void {
    of.pattern.forms.forEach((form) => this.#forms.add(form, of));
    of.pattern.cores.forEach((core) => this.#cores.add(core, of));
    if (of.pattern.whole.length > 0) this.#short.add(of);
  }

  remove(of: Of): void {
    of.pattern.forms.forEach((form) => this.#forms.remove(form, of));
    of.pattern.cores.forEach((core) => this.#cores.remove(core, of));
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
    for (const of of this.#short) {
      const whole = of.pattern.whole.flatMap((each) => [...folded.matchAll(each)]);
      for (const {
        index,
        0: { length },
      } of whole)
        found.push({ of, ...originOf({ from: index, to: index + length }) });
    }
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
        this.#forms.first(folded) ??
        this.#cores.first(standardAlphabet(text)) ??
        [...this.#short].find(({ pattern }) => pattern.whole.some((each) => folded.search(each) >= 0));
      if (of !== undefined) return [of];
      if (depth >= deepest) continue;
      for (const { inside } of this.#runsIn(text)) {
        const found = this.#firstWithin(inside, depth + 1);
        if (found.length > 0) return found;
      }
    }
    return [];
  }

  /** In long texts words are as long as short runs: those are looked into only where a secret is as short. */
  #runsIn(text: string): Iterable<EncodedRun> {
    return encodedRuns(text, text.length > longText && this.#short.size === 0 ? longRun : shortestRun);
  }
}

/** How often what was decoded is looked into again. */
const deepest = 2;

/** Texts by their first four bytes. */
class Beginnings<Of> {
  readonly #byKey = new Map<
    number,
    readonly { readonly text: string; readonly head: string; readonly of: Of }[]
  >();
  /** Whether any text may begin with four bytes of this digest: most don't, and need no look into the map. */
  readonly #mayBe = new Uint8Array(65_536);

  add(text: string, of: Of): void {
    const key = keyAt(text, 0);
    this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), { text, head: headOf(text), of }]);
    this.#mayBe[digestOf(key)] = 1;
  }

  remove(text: string, of: Of): void {
    const key = keyAt(text, 0);
    const left = (this.#byKey.get(key) ?? []).filter((one) => one.of !== of || one.text !== text);
    if (left.length > 0) this.#byKey.set(key, left);
    else this.#byKey.delete(key);
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
    /** Up to where the same was told last: what repeats itself isn't compared again and again. */
    const told = new Map<string, number>();
    let key = 0;
    for (let end = 1; end <= within.length; end += 1) {
      key = (key << 8) | within.charCodeAt(end - 1);
      if (end < shortestWithinText || this.#mayBe[digestOf(key)] === 0) continue;
      const at = end - shortestWithinText;
      for (const { text, head, of } of this.#byKey.get(key) ?? []) {
        if (at + head.length <= (told.get(text) ?? 0)) continue;
        const to = endOfMatch(within, at, text, head, isCut);
        if (to === null) continue;
        told.set(text, to);
        if (tell(of, at, to) === 'enough') return;
      }
    }
  }
}

const keyAt = (text: string, at: number): number =>
  (text.charCodeAt(at) << 24) |
  (text.charCodeAt(at + 1) << 16) |
  (text.charCodeAt(at + 2) << 8) |
  text.charCodeAt(at + 3);

const digestOf = (key: number): number => Math.imul(key, 0x9e3779b1) >>> 16;

/** Null if the text doesn't stand there, nor enough of it. */
function endOfMatch(within: string, at: number, text: string, head: string, isCut: boolean): number | null {
  if (!within.startsWith(head, at)) {
    const isTail = isCut && within.length - at < text.length && text.startsWith(within.slice(at));
    return isTail ? within.length : null;
  }
  let end = at + head.length;
  while (end - at < text.length && within.charCodeAt(end) === text.charCodeAt(end - at)) end += 1;
  return end;
}

const headOf = (form: string): string =>
  form.length >= longEnoughForBeginning ? form.slice(0, beginning) : form;

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
    ...{ Tab: '\t', NewLine: '\n', excl: '!', quot: '"', num: '#', dollar: '$', percnt: '%', amp: '&' },
    ...{ apos: "'", lpar: '(', rpar: ')', ast: '*', midast: '*', plus: '+', comma: ',', period: '.' },
    ...{ sol: '/', colon: ':', semi: ';', lt: '<', equals: '=', gt: '>', quest: '?', commat: '@' },
    ...{ lsqb: '[', lbrack: '[', bsol: '\\', rsqb: ']', rbrack: ']', hat: '^', lowbar: '_', underbar: '_' },
    ...{ grave: '`', diacriticalgrave: '`', lcub: '{', lbrace: '{', verbar: '|', vert: '|' },
    ...{ verticalline: '|', rcub: '}', rbrace: '}', euro: '€', hyphen: '‐', dash: '‐', tilde: '˜' },
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
  const isAscii = !/[^\0-\x7f]/.test(text);
  if (isAscii) return new View(text);
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
