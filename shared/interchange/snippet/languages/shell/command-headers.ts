import { sameHeader } from '../../../../headers.ts';
import { looksSecret } from '../../../../secrecy.ts';
import { placeholderIn } from '../../../placeholders.ts';
import type { SnippetHeader } from '../../reading.ts';
import type { CommandOutcome } from './command-outcome.ts';
import type { ShellPart, ShellWord } from './shell-words.ts';
import { textIn, type Variables } from './variables.ts';

/** The headers that commands send to one place: to the gateway, or to the forward proxy. */
export class CommandHeaders {
  readonly all: SnippetHeader[] = [];
  readonly #variables: Variables;
  readonly #outcome: CommandOutcome;

  constructor(variables: Variables, outcome: CommandOutcome) {
    this.#variables = variables;
    this.#outcome = outcome;
  }

  /** `Name: value`. */
  read(word: ShellWord | null, line: number): void {
    const [first = '', ...rest] = this.#variables.of(word);
    const match = typeof first === 'string' ? /^([^:;\s]+)\s*([:;])\s*([\s\S]*)$/.exec(first) : null;
    if (match === null) return this.#outcome.refuse(line, 'wrongValue', null, 'header');
    const [, name = '', sign, value = ''] = match;
    // `Name:` without a value takes a header of curl's own away; `Name;` sends an empty one.
    if (sign === ':' && value === '' && rest.length === 0)
      return this.#outcome.refuse(line, 'noCounterpart', `${name}:`);
    this.add(name, [value, ...rest], line);
  }

  add(name: string, parts: readonly ShellPart[], line: number): void {
    const resolved = parts.flatMap((part) =>
      typeof part === 'string' ? [part] : this.#variables.resolved([part]),
    );
    const [start] = resolved;
    if (typeof start === 'string' && /^realm-access-token\s/i.test(start))
      return this.#authorization(name, line);
    if (ownHeader.test(name)) {
      if (!silentHeader.test(name)) this.#outcome.refuse(line, 'ownHeader', name);
      return;
    }
    const text = textIn(resolved);
    const value = text !== null && placeholderIn(text) === null ? text : '';
    const secret = value === '' && text !== '' ? true : looksSecret(name, value);
    const known = this.all.find((header) => sameHeader(header.name, name));
    if (known !== undefined && (known.value !== value || known.secret !== secret))
      return this.#outcome.refuse(line, 'conflict', name, 'header');
    if (known === undefined) this.all.push({ name, value, secret });
    const variables = resolved.flatMap((part) => (typeof part === 'string' ? [] : [`$${part.variable}`]));
    const missing = secret && value === '' ? variables.join(', ') : null;
    this.#outcome.take(line, 'header', secret ? name : `${name}: ${value}`, missing);
  }

  /** `--user name:password` is the header that it makes (RFC 7617). */
  basic(word: ShellWord | null, line: number): void {
    const text = word === null ? null : textIn(this.#variables.of(word));
    const value = text === null ? null : `Basic ${base64(text.includes(':') ? text : `${text}:`)}`;
    const variables: readonly ShellPart[] = word?.parts.filter((part) => typeof part !== 'string') ?? [];
    this.add('Authorization', value === null ? variables : [value], line);
  }

  /** The header that holds the access token; the token itself is got by signing in. */
  #authorization(name: string, line: number): void {
    if (sameHeader(name, 'Authorization'))
      this.#outcome.take(line, 'authorizationHeaderName', 'Authorization');
    else this.#outcome.set('authorizationHeaderName', name, line);
  }
}

/** What every client writes by itself, for itself. */
const ownHeader =
  /^(?:connection|upgrade|host|sec-.*|content-type|content-length|accept|accept-.*|origin|referer|pragma|cache-control|dnt|priority|user-agent|te)$/i;
/** Of these the ones that are the same in each. */
const silentHeader =
  /^(?:connection|upgrade|sec-websocket-(?:key|version)|content-type|content-length|accept)$/i;

/** Of the UTF-8 bytes. */
const base64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
