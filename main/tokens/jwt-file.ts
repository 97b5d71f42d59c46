import { createHash } from 'node:crypto';
import { tokenIn } from '../../shared/pasted-token.ts';
import type { Problem, ProblemOf } from '../../shared/problem.ts';
import { FileUnreadable, type Files } from '../ports/files.ts';
import { ProblemError } from '../problem-error.ts';
import { Secret } from '../secret.ts';
import { looksLikeJwt } from './jwt-shape.ts';

const mostBytes = 64 * 1024;

/** A file in which another tool keeps a fresh JWT. What is none is never posted. Errors: `secret.fileUnreadable`. */
export class JwtFile {
  readonly #files: Files;
  readonly #path: string;
  /** A digest of the last one taken: the same JWT is not tried twice without a person asking. */
  #taken: string | null = null;

  constructor(files: Files, path: string) {
    this.#files = files;
    this.#path = path;
  }

  get path(): string {
    return this.#path;
  }

  async take(): Promise<Secret<'Jwt'>> {
    const text = await this.#read();
    this.#taken = digestOf(text);
    return new Secret('Jwt', text);
  }

  /** The JWT in the file if it is another than the one taken last; null if it is the same, or can't be read now. */
  async takeIfNew(): Promise<Secret<'Jwt'> | null> {
    const text = await this.#read().catch(() => null);
    if (text === null || digestOf(text) === this.#taken) return null;
    this.#taken = digestOf(text);
    return new Secret('Jwt', text);
  }

  async #read(): Promise<string> {
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

  #problem(cause: ProblemOf<'secret.fileUnreadable'>['cause']): Problem {
    return { kind: 'secret.fileUnreadable', file: this.#path, cause };
  }
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
