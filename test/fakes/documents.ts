import type { Documents } from '../../main/ports/documents.ts';

/** One document in memory, as text, with its last good copy and what was set aside. */
export class MemoryDocuments implements Documents {
  readonly path = '/memory/profiles.json';
  readonly aside = new Map<string, string>();
  text: string | null;
  copy: string | null = null;
  /** A disk with no room left refuses writes and copies. */
  isFull = false;
  /** After so many more it is full. */
  writesLeft = Infinity;
  writes = 0;

  constructor(document: unknown = null) {
    this.text = document === null ? null : JSON.stringify(document);
  }

  read(): unknown {
    if (this.text === null) return {};
    const document: unknown = JSON.parse(this.text);
    if (isHollow(document)) throw new TypeError('a file with nothing in it');
    return document;
  }

  write(document: Readonly<Record<string, unknown>>): void {
    this.#needRoom();
    this.text = JSON.stringify(document);
    this.writes += 1;
    this.writesLeft -= 1;
  }

  keepCopy(): void {
    if (this.text === null) return;
    this.#needRoom();
    this.copy = this.text;
  }

  copyAside(suffix: string): string {
    if (this.text === null) throw new Error('there is nothing to copy');
    this.#needRoom();
    const aside = `${this.path}.${suffix}`;
    this.aside.set(aside, this.text);
    return aside;
  }

  setAside(suffix: string): { readonly aside: string; readonly restored: boolean } {
    if (this.text === null) throw new Error('there is nothing to set aside');
    const aside = `${this.path}.${suffix}`;
    this.aside.set(aside, this.text);
    this.text = this.copy;
    this.copy = null;
    return { aside, restored: this.text !== null };
  }

  #needRoom(): void {
    if (this.isFull || this.writesLeft <= 0)
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  }
}

const isHollow = (document: unknown): boolean =>
  typeof document !== 'object' || document === null || Object.keys(document).length === 0;
