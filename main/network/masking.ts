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

const mask = '[secret]';

/** Replaces secrets in text before it is kept: a server may echo what it was sent. */
export class Masking {
  readonly #secrets: readonly string[];

  /** `secrets` in any form in which they were sent; the longest are replaced first, so that no end is left over. */
  constructor(secrets: readonly string[]) {
    const forms = secrets.filter((secret) => secret.length >= 4).flatMap(formsOf);
    this.#secrets = [...new Set(forms)].sort((one, other) => other.length - one.length);
  }

  text(text: string): string {
    return this.#secrets.reduce((masked, secret) => masked.replaceAll(secret, mask), text);
  }

  /** Status or request line, then header lines. `ownSecrets` are fields of ours that hold a secret. */
  head(lines: readonly string[], ownSecrets: readonly string[] = []): string[] {
    const hidden = new Set([...secretFields, ...ownSecrets.map((name) => name.toLowerCase())]);
    return lines.map((line, index) => (index === 0 ? this.text(line) : this.#field(line, hidden)));
  }

  #field(line: string, hidden: ReadonlySet<string>): string {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon));
    if (hidden.has(name.toLowerCase())) return `${name}: ${mask}`;
    // A redirect's query may carry somebody's sign-on.
    const isPlace = /^(location|referer|refresh)$/i.test(name);
    return this.text(isPlace ? line.replace(/[?#].*$/, `?${mask}`) : line);
  }
}

/** As it is, as it reads where bytes are taken for Latin-1, as it stands in JSON, in a URL, and in base64. */
const formsOf = (secret: string): string[] => [
  secret,
  Buffer.from(secret, 'utf8').toString('latin1'),
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret, 'utf8').toString('base64'),
];
