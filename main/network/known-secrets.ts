import { parseJson } from '../../shared/json.ts';
import type { SecretWord } from '../../shared/secret-mark.ts';
import type { Secret, SecretName } from '../secrets/secret.ts';
import type { ProfileSecrets } from '../secrets/profile-secrets.ts';
import type { NameSecret } from '../secrets/secret-names.ts';
import { SpellingIndex } from './spellings.ts';
import { isSecretName, looksIssued, tokensIn, wordFor } from './token-shapes.ts';

/** A secret as it is known here; all that it is sent as has the same name. */
export interface KnownSecret {
  readonly word: SecretWord;
  readonly value: string;
  /** What else it goes over the wire as. */
  readonly sentAs: readonly string[];
  /** Good for a while only: the oldest of these may be forgotten. */
  readonly isIssued: boolean;
}

/** Access tokens are renewed for as long as the program runs; what was forgotten is still known by its shape. */
const mostIssued = 512;
/** An answer with more tokens than that is only meant to keep us busy. */
const mostInAnAnswer = 40;
/** Parts this long tell something by themselves. */
const shortestPart = 16;

/**
 * All that is secret for one profile: what it has in the vault, what was typed, and what its servers issued. Every leg's
 * answers are masked with all of it, whichever leg it belongs to: a gateway may repeat what only the auth server was
 * told. It lives as long as the profile's sessions, in memory only.
 */
export class KnownSecrets {
  readonly nameSecret: NameSecret;
  readonly #byValue = new Map<string, KnownSecret>();
  /** Where all of them are looked for. */
  readonly index = new SpellingIndex<KnownSecret>();
  #issued = 0;

  constructor(nameSecret: NameSecret) {
    this.nameSecret = nameSecret;
  }

  get all(): readonly KnownSecret[] {
    return [...this.#byValue.values()];
  }

  /** A secret of the person's. `sentAs`: what else it goes over the wire as, and is just as secret. */
  learn(word: SecretWord, secret: Secret<SecretName> | string, sentAs: readonly string[] = []): void {
    this.#add(word, textOf(secret), sentAs, false);
  }

  /** A pair goes as one: in base64 neither of the two can be seen. */
  learnPassword(word: SecretWord, username: string, password: Secret<SecretName>): void {
    this.learn(word, password, [`${username}:${password.reveal()}`]);
  }

  /** What the vault holds for the profile. */
  learnAll(secrets: ProfileSecrets): void {
    for (const { word, secret } of secrets.all) this.learn(word, secret);
  }

  /**
   * A token or a proof that is good for a while: the latest few hundred are remembered. Answers the text as it is kept
   * here, for callers that keep it too.
   */
  learnIssued(word: SecretWord, secret: Secret<SecretName> | string): string {
    const text = textOf(secret);
    this.#add(word, text, [], true);
    return this.#byValue.get(text)?.value ?? text;
  }

  /** Every token that an answer holds, by its field or its shape: before the answer is parsed. */
  learnFrom(head: readonly string[], body: string): void {
    const shaped = tokensIn(`${head.join('\n')}\n${body.slice(0, mostText)}`).filter(({ value }) =>
      looksIssued(value),
    );
    const found = [...tokensInJson(body), ...head.slice(1).flatMap(tokensInField), ...shaped];
    for (const { word, value } of found.slice(0, mostInAnAnswer)) this.learnIssued(word, value);
  }

  /** Of the same value the first word stays. */
  #add(word: SecretWord, value: string, sentAs: readonly string[], isIssued: boolean): void {
    if (value.trim() === '') return;
    const known = this.#byValue.get(value);
    const secret =
      known === undefined
        ? { word, value: ownCopy(value), sentAs, isIssued }
        : joined(known, sentAs, isIssued);
    // Last in the order of insertion again: what was said longest ago is forgotten first.
    this.#byValue.delete(secret.value);
    this.#byValue.set(secret.value, secret);
    if (secret !== known) this.#replace(known, secret);
    if (this.#issued > mostIssued) this.#forgetOldest();
  }

  #replace(known: KnownSecret | undefined, secret: KnownSecret): void {
    if (known !== undefined) this.index.remove(known, textsOf(known));
    this.index.add(secret, textsOf(secret));
    this.#issued += Number(secret.isIssued) - Number(known?.isIssued ?? false);
  }

  #forgetOldest(): void {
    for (const [value, secret] of this.#byValue) {
      if (!secret.isIssued) continue;
      this.#byValue.delete(value);
      this.index.remove(secret, textsOf(secret));
      this.#issued -= 1;
      return;
    }
  }
}

/** The same secret if that adds nothing to it. */
function joined(known: KnownSecret, sentAs: readonly string[], isIssued: boolean): KnownSecret {
  const all = new Set([...known.sentAs, ...sentAs]);
  const isSame = all.size === known.sentAs.length && (isIssued || !known.isIssued);
  return isSame ? known : { ...known, sentAs: [...all], isIssued: known.isIssued && isIssued };
}

/** All that is looked for of it. */
const textsOf = ({ value, sentAs }: KnownSecret): readonly string[] => [
  ...new Set([value, ...partsOf(value), ...sentAs]),
];

/** Not a piece of an answer any more: a piece keeps all of the text that it was cut from. */
const ownCopy = (text: string): string =>
  /^[\0-\xff]*$/.test(text) ? Buffer.from(text, 'latin1').toString('latin1') : text;

const mostText = 64 * 1024;

const textOf = (secret: Secret<SecretName> | string): string =>
  typeof secret === 'string' ? secret : secret.reveal();

/**
 * What is secret in a secret: the credentials after a scheme, the pair in those of Basic and its password (RFC 7617),
 * the halves of a server's token (server, §2) and the parts of a JWT, the lines of a key.
 */
function partsOf(value: string): string[] {
  const [, scheme = '', credentials = ''] = /^([A-Za-z][\w-]*)[ \t]+(\S.*)$/.exec(value) ?? [];
  const pair = /^basic$/i.test(scheme) ? Buffer.from(credentials, 'base64').toString('utf8') : '';
  const password = pair.includes(':') ? pair.slice(pair.indexOf(':') + 1) : '';
  const lines = value.includes('-----BEGIN') ? pemParts(value) : [];
  const parts = /^[\w+/=-]+(?:[.:][\w+/=-]*)+$/.test(value)
    ? value.split(/[.:]/).slice(isJwt(value) ? 1 : 0)
    : [];
  const long = [credentials, ...lines, ...parts].filter(({ length }) => length >= shortestPart);
  return [...long, ...(password === '' ? [] : [pair, password])];
}

/** Its head says only how it was signed, as those of all others do. */
const isJwt = (value: string): boolean => /^eyJ[\w-]*\./.test(value);

function pemParts(pem: string): string[] {
  const lines = pem.split(/\r?\n/).filter((line) => /^[A-Za-z0-9+/]{24,}={0,2}$/.test(line));
  return [...lines, lines.join('')];
}

interface FoundToken {
  readonly word: SecretWord;
  readonly value: string;
}

/** A field that is called a token or a cookie. */
function tokensInField(line: string): FoundToken[] {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(0, colon));
  const value = line.slice(colon + 1).trim();
  if (isSecretName(name)) return looksIssued(value) ? [{ word: wordFor(name), value }] : [];
  const cookie = /^set-cookie$/i.test(name) ? (/^[^=;]+=([^;]+)/.exec(value)?.[1] ?? '').trim() : '';
  return looksIssued(cookie) ? [{ word: 'secret', value: cookie }] : [];
}

/** What Realm's answers hold a token in is one however short it is; elsewhere a name alone may say little. */
function tokensInJson(text: string): FoundToken[] {
  const found: FoundToken[] = [];
  const isFull = () => found.length >= mostInAnAnswer;
  const walk = (value: unknown, holder: string, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > 12 || isFull()) return;
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner !== 'string') walk(inner, Array.isArray(value) ? holder : name, depth + 1);
      else if (/^(?:access|refresh)_token$/.test(holder) && name === 'token') {
        found.push({ word: wordFor(holder), value: inner });
      } else if (isSecretName(name) && looksIssued(inner)) found.push({ word: wordFor(name), value: inner });
      if (isFull()) return;
    }
  };
  walk(jsonIn(text), '', 0);
  return found.filter(({ value }) => value.length <= mostText);
}

function jsonIn(text: string): unknown {
  const read = parseJson(text);
  return read.ok ? read.value : null;
}
