/**
 * Tokens as people copy them: out of a header, a JSON file, a mail, a terminal that wrapped them. What stands around one
 * is none of it, and would be refused by the server in words that don't help.
 */

/** Byte order marks, and what word processors put into long words: none of them is seen. */
const unseen = /[\uFEFF\u200B-\u200D\u2060\u00AD]/g;

/** Far more layers than a token is wrapped into. */
const mostLayers = 8;

/**
 * The token in a text. Known: `Bearer …`, the whole header value of Realm's clients (`Realm-Access-Token version=1
 * token="…"`), a header line, an assignment, quotes, the server's `keys/admin.json` and other JSON with one token in it,
 * line breaks in the middle, marks at the ends. A text that is none of these comes back as it is, without the blanks at
 * its ends. Pure, and never longer than what it was given.
 */
export function tokenIn(pasted: string): string {
  let text = pasted.replace(unseen, '').trim();
  for (let layer = 0; layer < mostLayers; layer += 1) {
    const inner = isBare(text) ? null : peeled(text);
    if (inner === null) break;
    text = inner.trim();
  }
  return unescaped(joined(text));
}

/** Both kinds of token that can be read begin with `{"` in base64, and neither has anything else around it. */
const isBare = (text: string): boolean => /^eyJ[\w+/=.:-]*$/.test(text);

/** The JSON that a server or an identity provider answers with: taken where there is one token in it, and only then. */
function outOfJson(text: string): string | null {
  if (!text.startsWith('{')) return null;
  const candidates = new Set(tokensIn(jsonIn(text), 0));
  const [only, ...others] = candidates;
  return only === undefined || others.length > 0 ? null : only;
}

const tokenKey = /^(?:\w*[_-])?(?:token|jwt)$|^\w+Token$/i;

/** A login's answer holds its tokens one level further in: `{"refresh_token":{"token":"…"}}`. */
function tokensIn(json: unknown, depth: number): string[] {
  if (typeof json !== 'object' || json === null || depth > 2) return [];
  return Object.entries(json).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value === 'string') return tokenKey.test(key) && value.trim() !== '' ? [value] : [];
    return tokensIn(value, depth + 1);
  });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const quotes: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '`': '`',
  '“': '”',
  '„': '“”',
  '‘': '’',
  '‚': '‘’',
  '«': '»',
  '»': '«',
  '<': '>',
};

/** Quotes of a program, a mail or a letter, with the comma behind them that a list or an object has. */
function outOfQuotes(text: string): string | null {
  const opening = text.charAt(0);
  const closing = quotes[opening];
  const body = /[,;]$/.test(text) ? text.slice(0, -1).trimEnd() : text;
  if (closing === undefined || body.length < 2 || !closing.includes(body.charAt(body.length - 1)))
    return null;
  const inner = body.slice(1, -1);
  const escaped = `\\${opening}`;
  // Several quoted words are no quoted word.
  return inner.replaceAll(escaped, '').includes(opening) ? null : inner.replaceAll(escaped, opening);
}

/** Realm Object Server, "Proxy Integration": the value of the authorization header on the upgrade. */
const outOfRealmScheme = (text: string): string | null =>
  /^Realm-Access-Token\b[^]*?\btoken\s*=\s*["'\\]*([^"'\\]+)/i.exec(text)?.[1] ?? null;

/** RFC 6750 §2.1; `Token` and `JWT` are what other libraries say. */
const outOfScheme = (text: string): string | null =>
  /^(?:Bearer|Token|JWT)\s+([^]+)$/i.exec(text)?.[1] ?? null;

/** `Authorization: …`, as browsers and captures show it. A server token has a colon too, but no blank behind it. */
const outOfHeaderLine = (text: string): string | null =>
  /^(?:-H\s*)?["']?(?:[\w-]{1,64}:[ \t]+|(?:Proxy-)?Authorization:\s*)([^]+?)["']?$/i.exec(text)?.[1] ?? null;

/** `REALM_ACCESS_TOKEN=…`, `"refreshToken": "…"`: a line out of a shell, a settings file, an object. */
const outOfAssignment = (text: string): string | null =>
  /^(?:(?:export|set|let|const|var|val)\s+)?["']?[\w.-]{0,64}(?:token|jwt)["']?\s*[:=]\s*([^]+)$/i.exec(
    text,
  )?.[1] ?? null;

/** What copying puts around a token, one layer at a time. Each answers null where there is no such layer. */
const layers: readonly ((text: string) => string | null)[] = [
  outOfJson,
  outOfQuotes,
  outOfRealmScheme,
  outOfScheme,
  outOfHeaderLine,
  outOfAssignment,
];

function peeled(text: string): string | null {
  for (const layer of layers) {
    const inner = layer(text);
    if (inner !== null && inner.trim() !== '') return inner;
  }
  return null;
}

/** Mails and terminals break long lines; what is made of lines of a token's characters only was one line. */
function joined(text: string): string {
  const lines = text.split(/[\r\n]+/).map((line) => line.trim());
  if (lines.every((line) => /^[\w+/=.:~%-]*$/.test(line))) return lines.join('');
  // Pages of a document put blanks into lines, too: a token that can be read has none.
  const whole = text.replace(/\s+/g, '');
  return isBare(whole) ? whole : text;
}

/** As it stands in a URL, or in JSON that escapes slashes. */
function unescaped(text: string): string {
  if (!/^eyJ/.test(text)) return text;
  const plain = text.replaceAll('\\/', '/').replace(/%(?:2B|2F|3A|3D)/gi, (code) => decodeURIComponent(code));
  return isBare(plain) ? plain : text;
}
