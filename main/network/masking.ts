import type { SecretWord } from '../../shared/secret-mark.ts';
import type { NameSecret } from './secret-names.ts';

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

/** A secret that was sent, and what else it was sent as: those forms have its name. */
export interface SentSecret {
  readonly word: SecretWord;
  readonly value: string;
  readonly sentAs?: readonly string[];
}

interface Form {
  readonly text: string;
  readonly secret: SentSecret;
}

/** Replaces secrets in text before it is kept, each by its name: a server may echo what it was sent. */
export class Masking {
  readonly #forms: readonly Form[];
  readonly #nameSecret: NameSecret;

  /** Secrets are found in any form; the longest first, so that no end is left over. */
  constructor(secrets: readonly SentSecret[], nameSecret: NameSecret) {
    const forms = secrets.flatMap(formsOf);
    this.#forms = forms.sort((one, other) => other.text.length - one.text.length);
    this.#nameSecret = nameSecret;
  }

  text(text: string): string {
    return this.#masked(text, this.#forms);
  }

  /** The name of all of a value: that of the secret in it, or one of its own. */
  whole(value: string): string {
    const known = this.#forms.find(({ text }) => value.includes(text));
    return known === undefined ? this.#nameSecret('secret', value) : this.#nameOf(known.secret);
  }

  /** Status or request line, then header lines. `ownSecrets` are fields of ours that hold a secret. */
  head(lines: readonly string[], ownSecrets: readonly string[] = []): string[] {
    const hidden = new Set([...secretFields, ...ownSecrets.map((name) => name.toLowerCase())]);
    return lines.map((line, index) => (index === 0 ? this.text(line) : this.#field(line, hidden)));
  }

  #field(line: string, hidden: ReadonlySet<string>): string {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon));
    if (hidden.has(name.toLowerCase())) return `${name}: ${this.whole(line.slice(colon + 1).trim())}`;
    // A redirect's query may carry somebody's sign-on.
    const isPlace = /^(location|referer|refresh)$/i.test(name);
    return this.text(isPlace ? line.replace(/[?#].*$/, (rest) => `?${this.whole(rest)}`) : line);
  }

  /** What stands between the finds of a form is looked through for the shorter ones; names never are. */
  #masked(text: string, [form, ...shorter]: readonly Form[]): string {
    if (form === undefined) return text;
    const between = text.split(form.text).map((part) => this.#masked(part, shorter));
    return between.length === 1 ? (between[0] ?? '') : between.join(this.#nameOf(form.secret));
  }

  #nameOf({ word, value }: SentSecret): string {
    return this.#nameSecret(word, value);
  }
}

/** What is shorter stands in too many words. */
const shortest = 4;

const formsOf = (secret: SentSecret): Form[] => {
  const spellings = [secret.value, ...(secret.sentAs ?? [])].filter(({ length }) => length >= shortest);
  return [...new Set(spellings.flatMap(spelledOut))].map((text) => ({ text, secret }));
};

/** As it is, as it reads where bytes are taken for Latin-1, as it stands in JSON, in a URL, and in base64. */
const spelledOut = (text: string): string[] => [
  text,
  Buffer.from(text, 'utf8').toString('latin1'),
  JSON.stringify(text).slice(1, -1),
  encodeURIComponent(text),
  Buffer.from(text, 'utf8').toString('base64'),
];
