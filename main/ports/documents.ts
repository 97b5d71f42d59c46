import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeFileSync } from 'atomically';
import type { NotSavedCause } from '../../shared/problem.ts';

/** The document's file doesn't answer, as on a mount whose server is gone. It may yet. */
export class DocumentSilent extends Error {
  override readonly name = 'DocumentSilent';
}

/** One JSON document on disk, written atomically, and its last good copy. */
export interface Documents {
  readonly path: string;
  /** The document; an empty object if there is none yet. Errors: any, if the file is damaged. */
  read(): unknown;
  /** Errors: the file system's own. */
  write(document: Readonly<Record<string, unknown>>): void;
  /** Keeps the document as it is now as the last good copy. */
  keepCopy(): void;
  /** Copies the document as it is now out of reach of later writes; says where that copy is. */
  copyAside(suffix: string): string;
  /** Moves a damaged document out of the way and puts the last good copy in its place; says where the damaged one is. */
  setAside(suffix: string): { readonly aside: string; readonly restored: boolean };
}

/** One file, readable by its owner only. A copy of a document is replaced whole, never written over. */
export class FileDocuments implements Documents {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  read(): unknown {
    if (!existsSync(this.path)) return {};
    const document: unknown = JSON.parse(readFileSync(this.path, 'utf8'));
    // What holds `null` or `[]` isn't to be taken for the last good copy.
    const isHollow = typeof document !== 'object' || document === null || Object.keys(document).length === 0;
    if (isHollow) throw new TypeError('a file with nothing in it');
    return document;
  }

  write(document: Readonly<Record<string, unknown>>): void {
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(this.path, JSON.stringify(document, null, '\t'), { mode: 0o600 });
  }

  keepCopy(): void {
    if (!existsSync(this.path)) return;
    // Not over the older copy: with no room on the disk, half a file would be left of it.
    const draft = `${this.#copyPath}.new`;
    rmSync(draft, { force: true });
    copyFileSync(this.path, draft);
    renameSync(draft, this.#copyPath);
  }

  copyAside(suffix: string): string {
    const aside = `${this.path}.${suffix}`;
    copyFileSync(this.path, aside);
    return aside;
  }

  setAside(suffix: string): { readonly aside: string; readonly restored: boolean } {
    const aside = `${this.path}.${suffix}`;
    renameSync(this.path, aside);
    const restored = existsSync(this.#copyPath);
    // Moved, not copied: a copy that is damaged too must not come back when it is set aside in its turn.
    if (restored) renameSync(this.#copyPath, this.path);
    return { aside, restored };
  }

  get #copyPath(): string {
    return `${this.path}.last-good`;
  }
}

const causesOfCodes: Readonly<Record<string, NotSavedCause>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EACCES: 'denied',
  EPERM: 'denied',
  EROFS: 'denied',
};

/** Why a write was refused, by the code of the file system's error. */
export function notSavedCauseOf(error: unknown): NotSavedCause {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return causesOfCodes[code] ?? 'failed';
}

/** For a second reader, of what was in the file when it looked: the app alone writes, and puts right what is damaged. */
export class TextDocuments implements Documents {
  readonly path: string;
  readonly #text: string | null;

  /** `text`: null where there is no file. */
  constructor(path: string, text: string | null) {
    this.path = path;
    this.#text = text;
  }

  /** Nothing is made for it: a reader leaves no folder behind where there was none. */
  read(): unknown {
    return this.#text === null ? {} : JSON.parse(this.#text);
  }

  write(): void {
    throw new Error('read only');
  }

  keepCopy(): void {
    // Nothing is kept where nothing is changed.
  }

  copyAside(): string {
    return this.path;
  }

  setAside(): { readonly aside: string; readonly restored: boolean } {
    return { aside: this.path, restored: false };
  }
}
