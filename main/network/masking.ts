import { parseJson } from '../../shared/json.ts';
import type { Presented } from '../../shared/certificate.ts';
import type { KnownSecret, KnownSecrets } from './known-secrets.ts';
import { readingsOf, type Found, type Span } from './spellings.ts';
import { isSecretName, tokensIn } from './token-shapes.ts';

/** Header fields whose whole value is a secret, or leads to one. */
const secretFields = [
  'authorization',
  'proxy-authorization',
  'authentication-info',
  'proxy-authentication-info',
  'cookie',
  'set-cookie',
  'x-realm-access-token',
];

/** More of a body is neither judged nor shown. */
const mostBody = 64 * 1024;

/** An HTTP answer as it may be looked at, judged, quoted and kept: nothing secret is in it. */
export interface MaskedAnswer {
  /** Status line and header lines. */
  readonly head: readonly string[];
  readonly body: string;
}

/** A piece of text that is replaced. */
interface Mask extends Span {
  readonly name: () => string;
  /** A secret that is known tells more than a shape. */
  readonly isKnown: boolean;
}

/**
 * Replaces secrets in text before it is kept, each by its name: those of the profile however they are spelled, and
 * all that looks like a token. What is known is asked anew each time: tokens join as they are issued.
 */
export class Masking {
  readonly #known: KnownSecrets;

  constructor(known: KnownSecrets) {
    this.#known = known;
  }

  text(text: string): string {
    return this.#replaced(text, this.#masksIn(text));
  }

  /** The name of all of a value: that of the secret in it, or one of its own. */
  whole(value: string): string {
    const [first] = longestFirst(this.#knownIn(value));
    const { nameSecret } = this.#known;
    return first === undefined ? nameSecret('secret', value) : nameSecret(first.of.word, first.of.value);
  }

  /**
   * The one door through which what was answered goes on to be judged and shown. Its own tokens are learned first; the
   * raw answer is for the reader of tokens only.
   */
  answer(head: readonly string[], body: string): MaskedAnswer {
    this.#known.learnFrom(head, body);
    return { head: this.head(head), body: this.body(body.slice(0, mostBody)) };
  }

  /** What a certificate says is the other side's word, too: its names may repeat anything. */
  presented(presented: Presented): Presented {
    const { chain, inspector, changedFrom } = presented;
    return {
      ...presented,
      chain: chain.map((each) => ({
        ...each,
        subject: this.text(each.subject),
        issuer: this.text(each.issuer),
        names: each.names.map((name) => this.text(name)),
      })),
      inspector: inspector === null ? null : { ...inspector, name: this.text(inspector.name) },
      changedFrom: changedFrom === null ? null : { ...changedFrom, issuer: this.text(changedFrom.issuer) },
    };
  }

  /** Status or request line, then header lines. `ownSecrets` are fields of ours that hold a secret. */
  head(lines: readonly string[], ownSecrets: readonly string[] = []): string[] {
    const hidden = new Set([...secretFields, ...ownSecrets.map((name) => name.toLowerCase())]);
    return lines.map((line, index) => (index === 0 ? this.text(line) : this.#field(line, hidden)));
  }

  /** JSON stays JSON: classification reads its fields. The body may have been cut off within a secret. */
  body(body: string): string {
    const masked = this.#replaced(body, this.#masksIn(body, true));
    if (masked === body) return body;
    const json = jsonIn(body);
    return json === undefined || jsonIn(masked) !== undefined ? masked : JSON.stringify(this.#inJson(json));
  }

  #field(line: string, hidden: ReadonlySet<string>): string {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon));
    const value = line.slice(colon + 1).trim();
    if (value !== '' && (hidden.has(name.toLowerCase()) || isSecretName(name))) {
      return `${name}: ${this.whole(value)}`;
    }
    // A redirect's query may carry a sign-on token.
    const isPlace = /^(location|referer|refresh|content-location)$/i.test(name);
    return this.text(isPlace ? line.replace(/[?#].*$/, (rest) => `?${this.whole(rest)}`) : line);
  }

  #inJson(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((each) => this.#inJson(each));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, each]) => [this.text(name), this.#inJson(each)]),
      );
    }
    const text = JSON.stringify(value);
    const masked = this.text(text);
    return masked === text ? value : masked;
  }

  #masksIn(text: string, isCut = false): Mask[] {
    const { index, nameSecret } = this.#known;
    return readingsOf(text).flatMap((reading) => [
      ...index.findIn(reading, { isCut }).map(({ from, to, of }): Mask => {
        return { from, to, isKnown: true, name: () => nameSecret(of.word, of.value) };
      }),
      ...tokensIn(reading.text).map(({ from, to, word, value }): Mask => {
        return { ...reading.originOf({ from, to }), isKnown: false, name: () => nameSecret(word, value) };
      }),
    ]);
  }

  #knownIn(text: string): Found<KnownSecret>[] {
    return readingsOf(text).flatMap((reading) => this.#known.index.findIn(reading));
  }

  /** What overlaps becomes one: no end of either is left over. It is called after the longest that is known. */
  #replaced(text: string, masks: readonly Mask[]): string {
    if (masks.length === 0) return text;
    const parts: string[] = [];
    let at = 0;
    for (const { from, to, masks: together } of joined(masks)) {
      const known = together.filter(({ isKnown }) => isKnown);
      const [first] = longestFirst(known.length > 0 ? known : together);
      parts.push(text.slice(at, from), first?.name() ?? '');
      at = to;
    }
    return [...parts, text.slice(at)].join('');
  }
}

const longestFirst = <Piece extends Span>(spans: readonly Piece[]): Piece[] =>
  spans.toSorted((one, other) => other.to - other.from - (one.to - one.from));

function joined(masks: readonly Mask[]): readonly (Span & { readonly masks: readonly Mask[] })[] {
  const groups: { from: number; to: number; masks: Mask[] }[] = [];
  for (const mask of masks.toSorted((one, other) => one.from - other.from)) {
    const last = groups.at(-1);
    if (last !== undefined && mask.from < last.to) {
      last.to = Math.max(last.to, mask.to);
      last.masks.push(mask);
    } else groups.push({ from: mask.from, to: mask.to, masks: [mask] });
  }
  return groups;
}

function jsonIn(text: string): unknown {
  const read = parseJson(text);
  return read.ok ? read.value : undefined;
}
