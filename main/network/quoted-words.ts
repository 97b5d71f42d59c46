import { jsonOf } from './answer-marks.ts';

/** Enough for a sentence or two. */
const longest = 200;

/** What is looked through for words: they stand at the beginning. */
const lookedThrough = 16 * 1024;

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  rsquo: '’',
  lsquo: '‘',
  ldquo: '“',
  rdquo: '”',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
};

const decoded = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return entities[name] ?? whole;
    const code = typeof decimal === 'string' ? Number(decimal) : parseInt(String(hex), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

/**
 * What a person would read of a body: without markup and scripts, on one line. Control characters and those that turn
 * the direction of writing are left out: it is foreign text, and ends up on screens and terminals.
 */
export function textOf(body: string): string {
  const beginning = body.slice(0, lookedThrough);
  const plain = /<[a-z!/]/i.test(beginning)
    ? decoded(
        beginning
          .replace(/<!--[^]*?(-->|$)/g, ' ')
          .replace(/<(script|style|noscript|svg|template)\b[^]*?(<\/\1\s*>|$)/gi, ' ')
          .replace(/<[^>]*(>|$)/g, ' '),
      )
    : beginning;
  return harmless(plain);
}

const harmless = (text: string): string =>
  text
    .replace(/[\p{Zs}\p{Zl}\p{Zp}\t\n\r\f\v]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\uFFFD]/gu, '')
    .replace(/ {2,}/g, ' ')
    .trim();

/** Fields in which programs say to people what is wrong, the most telling first. */
const tellingFields = [
  'error_description',
  'moreInformation',
  'description',
  'detail',
  'faultstring',
  'Message',
  'message',
  'reason',
  'errorMessage',
  'error',
  'title',
];

function tellingString(value: unknown, depth: number): string | null {
  if (typeof value !== 'object' || value === null || depth > 3) return null;
  const fields = new Map<string, unknown>(Object.entries(value));
  for (const name of tellingFields) {
    const said = fields.get(name);
    if (typeof said === 'string' && said.trim() !== '') return said;
  }
  for (const inner of fields.values()) {
    const said = tellingString(inner, depth + 1);
    if (said !== null) return said;
  }
  return null;
}

/** The status in words, and whose it is: what the sentence around it says already. */
const boilerplate =
  /^[\s.:!|-]*(\d{3}[\s.:!|-]*)?(error[\s.:!|-]*)?(\d{3}[\s.:!|-]*)?(bad request|unauthorized|authorization required|payment required|forbidden|access denied|not found|page not found|method not allowed|not acceptable|request timeout|conflict|gone|too many requests|internal server error|not implemented|bad gateway|service (temporarily )?unavailable|gateway time-?out|error|ok|temporary redirect|moved permanently|found|see other)?[\s.:!|-]*/i;
const servers = /^(nginx|openresty|apache|cloudflare|caddy|varnish|awselb)?(\/[\d.]+)?$/i;

const isBoilerplate = (text: string): boolean => {
  let rest = text;
  // A page says it in its title, and once more in its heading.
  for (let times = 0; times < 3; times += 1) rest = rest.replace(boilerplate, '');
  return servers.test(rest.trim());
};

/**
 * What the far side says itself, as plain text of at most 200 characters; null where it says nothing that its status
 * doesn't. `body` has its secrets replaced already.
 */
export function wordsIn(body: string): string | null {
  const json = jsonOf(body);
  // A page says it in its title, and once more in its heading.
  const said = harmless(json === null ? textOf(body) : (tellingString(json, 0) ?? '')).replace(
    /^(.{4,80}?) \1(?= |$)/,
    '$1',
  );
  if (isBoilerplate(said) || !/\p{L}{2}/u.test(said)) return null;
  return said.length <= longest ? said : `${said.slice(0, longest - 1).trimEnd()}…`;
}
