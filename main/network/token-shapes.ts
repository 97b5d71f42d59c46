import type { SecretWord } from '../../shared/secret-mark.ts';
import type { Span } from './spellings.ts';

/** How the names of fields end, in JSON, forms, cookies and headers alike, whose value is a secret. */
const secretName = String.raw`(?:refresh[_-]?)?(?:token|passwd|password|passphrase|pwd|secret|api[_-]?key|private[_-]?key|credentials?)`;
const secretNamePattern = new RegExp(`${secretName}$`, 'i');

export const isSecretName = (name: string): boolean => secretNamePattern.test(name.trim());

/** What the value of such a field is, as far as its name says so. */
export const wordFor = (name: string): SecretWord =>
  /refresh/i.test(name) ? 'refresh token' : /token/i.test(name) ? 'access token' : 'secret';

/**
 * Tokens by their shape, of any issuer and any time: JSON in base64 at least, which JWTs (RFC 7519) and the
 * tokens of Realm Object Server (server, §2) begin with, and all that goes with it.
 */
const tokenShape =
  /(?<![A-Za-z0-9])e(?:yJ|yA|wo|w0)[A-Za-z0-9+/_-]{13,}={0,2}(?:[.:][A-Za-z0-9+/_-]*={0,2}){0,4}/g;
const fieldPattern = (rest: string): RegExp => new RegExp(`(?<name>${secretName})${rest}`, 'gi');

/** `"token": "…"`; of what was cut off, too. */
const quotedField = fieldPattern(
  String.raw`["']\s*:\s*(?:"(?<value>(?:[^"\\]|\\.)+)|'(?<quoted>(?:[^'\\]|\\.)+))`,
);
/** `token=…`, `token="…"`, as in forms, queries, cookies and parameters. */
const assignedField = fieldPattern(String.raw`=(?:"(?<quoted>[^"\r\n]+)|(?<value>[^\s&;,"'<>]+))`);
/** A hidden field of a form in a page. */
const formField = fieldPattern(String.raw`["']?[^<>=]{0,40}\svalue=["'](?<value>[^"'<>]+)`);
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*-----)?/g;

export interface ShapedToken extends Span {
  readonly word: SecretWord;
  readonly value: string;
}

/** What looks like a token or stands where one does, known or not. */
export function tokensIn(text: string): ShapedToken[] {
  const shaped = [...text.matchAll(tokenShape), ...text.matchAll(privateKey)].map(
    ({ index, 0: value }): ShapedToken => ({ from: index, to: index + value.length, word: 'secret', value }),
  );
  const fields = [
    ...text.matchAll(quotedField),
    ...text.matchAll(assignedField),
    ...text.matchAll(formField),
  ].flatMap((match) => {
    const { name = '', quoted, value = quoted ?? '' } = match.groups ?? {};
    const to = match.index + match[0].length;
    return value === '' || isMark.test(value)
      ? []
      : [{ from: to - value.length, to, word: wordFor(name), value }];
  });
  return [...shaped, ...fields];
}

/** What was masked before stays. */
const isMark = /^\[[a-z ]+(?: [A-Z]+)?\]$/;

/** Whether a value is so much like a token that it is one wherever else it stands. */
export const looksIssued = (value: string): boolean =>
  value.length >= 12 && value.length <= 65_536 && !/\s/.test(value);
