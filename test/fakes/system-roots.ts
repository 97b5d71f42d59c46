import type { EnvironmentRoots, SystemRoots } from '../../main/ports/system-roots.ts';

/** A computer that trusts these authorities; and those that a variable adds to them. */
export class FakeSystemRoots implements SystemRoots {
  readonly #roots: readonly string[];
  readonly #added: readonly string[];

  constructor(roots: readonly string[] = [], added: readonly string[] = []) {
    this.#roots = roots;
    this.#added = added;
  }

  read(): Promise<readonly string[]> {
    return Promise.resolve(this.#roots);
  }

  fromEnvironment(): Promise<readonly EnvironmentRoots[]> {
    const certificates = this.#added.filter((pem) => !this.#roots.includes(pem));
    const variable = 'NODE_EXTRA_CA_CERTS';
    return Promise.resolve(certificates.length === 0 ? [] : [{ variable, certificates, flaw: null }]);
  }
}
