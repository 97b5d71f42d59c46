import { createHash } from 'node:crypto';
import type { Destination, Withheld } from '../../shared/destinations.ts';
import { tokenIn } from '../../shared/pasted-token.ts';
import type { ProblemOf } from '../../shared/problem.ts';
import { FileUnreadable, type Files } from '../ports/files.ts';
import { ProblemError } from '../problem-error.ts';
import { Secret } from '../secrets/secret.ts';
import { looksLikeJwt } from './jwt-shape.ts';

const mostBytes = 64 * 1024;

/** A file that the person pointed at, and what the JWT in it may be posted to and used for. */
export interface ChosenJwtFile {
  readonly path: string;
  readonly givenFor: readonly Destination[];
}

/** A file in which another tool keeps a fresh JWT. What is none is never posted. Errors: `secret.fileUnreadable`, `secret.withheld`. */
export class JwtFile {
  readonly #files: Files;
  readonly #path: string;
  readonly #withheld: Withheld | null;
  /** A digest of the last one taken: the same JWT is not tried twice without a person asking. */
  #taken: string | null = null;

  /** `withheld`: why this file is not even read, for the profile as it is. */
  constructor(files: Files, path: string, withheld: Withheld | null = null) {
    this.#files = files;
    this.#path = path;
    this.#withheld = withheld;
  }

  get path(): string {
    return this.#path;
  }

  async take(): Promise<Secret<'Jwt'>> {
    const text = await this.#read();
    this.#taken = digestOf(text);
    return new Secret('Jwt', text);
  }

  /**
   * The JWT in the file if it is another than the one taken last; null if it is the same, or can't be read now. It counts
   * as taken when `taken` is called: one that nobody was left to sign in with is new the next time.
   */
  async ifNew(): Promise<{ readonly jwt: Secret<'Jwt'>; readonly taken: () => void } | null> {
    const text = await this.#read().catch(() => null);
    if (text === null || digestOf(text) === this.#taken) return null;
    return { jwt: new Secret('Jwt', text), taken: () => (this.#taken = digestOf(text)) };
  }

  async #read(): Promise<string> {
    if (this.#withheld !== null) throw new ProblemError({ kind: 'secret.withheld', ...this.#withheld });
    try {
      const text = tokenIn(await this.#files.readText(this.#path, mostBytes));
      if (text === '') throw new FileUnreadable('empty');
      if (!looksLikeJwt(text)) throw new ProblemError(this.#problem('notJwt'));
      return text;
    } catch (error) {
      if (error instanceof FileUnreadable) throw new ProblemError(this.#problem(error.why));
      throw error;
    }
  }

  #problem(cause: ProblemOf<'secret.fileUnreadable'>['cause']): ProblemOf<'secret.fileUnreadable'> {
    return { kind: 'secret.fileUnreadable', file: this.#path, cause };
  }
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
