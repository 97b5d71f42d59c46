import { createHmac } from 'node:crypto';
import type { SecretWord } from '../../shared/secret-mark.ts';
import type { Random } from '../ports/random.ts';

/** What a secret reads where it may not be shown: one value, one name. */
export type NameSecret = (word: SecretWord, value: string) => string;

/** All alike: the command line's contract says `[secret]`. */
export const namelessSecret: NameSecret = () => '[secret]';

/** Tokens are renewed for as long as the program runs; a name is needed for as long as it may be compared. */
const mostNames = 10_000;

/**
 * Gives each secret a name for this run, so that a reader sees that the same token was sent twice, or another one after
 * a renewal: `[access token A]`, `[access token B]`. Values are kept as digests under a key of this run, and neither
 * leaves this object: the name says nothing but "equal".
 */
export class SecretNames {
  readonly #key: Buffer;
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<SecretWord, number>();

  constructor(random: Pick<Random, 'bytes'>) {
    this.#key = random.bytes(32);
  }

  readonly name: NameSecret = (word, value) => {
    const digest = createHmac('sha256', this.#key).update(value).digest('base64');
    const name = this.#names.get(digest) ?? this.#nextName(word);
    // Last in the order of insertion again: what was named longest ago is forgotten first.
    this.#names.delete(digest);
    this.#names.set(digest, name);
    const [oldest] = this.#names.keys();
    if (this.#names.size > mostNames && oldest !== undefined) this.#names.delete(oldest);
    return name;
  };

  #nextName(word: SecretWord): string {
    const count = (this.#counts.get(word) ?? 0) + 1;
    this.#counts.set(word, count);
    return `[${word} ${lettersOf(count)}]`;
  }
}

/** 1 → A, 26 → Z, 27 → AA: as the columns of a spreadsheet. */
function lettersOf(count: number): string {
  const last = String.fromCharCode(65 + ((count - 1) % 26));
  return count <= 26 ? last : lettersOf(Math.floor((count - 1) / 26)) + last;
}
