import { inspect } from 'node:util';
import type { KeptType } from '../../shared/secret-kinds.ts';

/** What a secret is, so that one can't be passed for another: what the vault keeps, and what is in memory only. */
export type SecretName = KeptType | 'Password' | 'Jwt' | 'CustomCredential' | 'AccessToken';

/**
 * A secret that cannot be printed, serialised or sent. The value lives in a closure, and the closure is an own
 * property, so that structured clone refuses the whole object instead of sending an empty one to the renderer.
 * `reveal` is allowed by lint only in the few files where a secret leaves this program.
 */
export class Secret<Name extends SecretName> {
  readonly name: Name;
  readonly reveal: () => string;

  constructor(name: Name, value: string) {
    this.name = name;
    this.reveal = () => value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
