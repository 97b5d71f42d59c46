import type { Notice } from '../shared/status.ts';
import type { Documents } from './ports/documents.ts';
import {
  currentSchemaVersion,
  migrate,
  type Migrated,
  type Migration,
  type RawDocument,
} from './profiles/migrations.ts';

/** What a document of ours is made of, and how to say what became of its file. */
export interface DocumentFormat {
  readonly migrations: readonly Migration[];
  /** Whether there is enough in it to go on with. */
  readonly isUsable: (document: RawDocument) => boolean;
  readonly notices: {
    readonly setAside: (file: string, restored: boolean) => Notice;
    readonly fromNewerVersion: (file: string) => Notice;
    readonly notSaved: (file: string) => Notice;
  };
}

/**
 * A document with a schema version. Nothing that was on disk is ever lost: what can't be read is set aside, what a newer
 * version wrote is left alone, and the person is told.
 */
export class VersionedDocument {
  readonly #documents: Documents;
  readonly #format: DocumentFormat;
  readonly #now: () => number;
  readonly #notices: Notice[];
  #mayWrite = true;

  constructor(documents: Documents, format: DocumentFormat, now: () => number, notices: Notice[]) {
    this.#documents = documents;
    this.#format = format;
    this.#now = now;
    this.#notices = notices;
  }

  get path(): string {
    return this.#documents.path;
  }

  /** Never fails: what is wrong becomes a notice, and the answer an empty document. */
  read(): RawDocument {
    const migrated = this.#readMigrated();
    switch (migrated.outcome) {
      case 'current':
      case 'migrated':
        return migrated.document;
      case 'newer':
        this.#mayWrite = false;
        this.#notices.push(this.#format.notices.fromNewerVersion(this.path));
        return {};
      case 'damaged':
        return this.#recover();
    }
  }

  /** What was just read is good. A disk with no room for a copy must not keep the app from starting. */
  keepCopy(): void {
    if (!this.#mayWrite) return;
    try {
      this.#documents.keepCopy();
    } catch {
      // The older copy, if there is one, is still good.
    }
  }

  /** A full disk must not take the app down: what is in memory stays usable for this run, and the person is told. */
  write(document: RawDocument): void {
    try {
      if (!this.#mayWrite) throw new Error('not ours to write');
      this.#documents.write({ ...document, schemaVersion: currentSchemaVersion(this.#format.migrations) });
    } catch {
      const notice = this.#format.notices.notSaved(this.path);
      const isTold = this.#notices.some(({ kind }) => kind === notice.kind);
      if (!isTold) this.#notices.push(notice);
    }
  }

  #readMigrated(): Migrated {
    const migrated = migrate(this.#tryRead(), this.#format.migrations);
    const isUsable = 'document' in migrated && this.#format.isUsable(migrated.document);
    return migrated.outcome === 'newer' || isUsable ? migrated : { outcome: 'damaged' };
  }

  #tryRead(): unknown {
    try {
      return this.#documents.read();
    } catch {
      return null;
    }
  }

  /** Where nothing can be put aside, as in a folder that can't be written, the file stays where it is, untouched. */
  #recover(): RawDocument {
    try {
      return this.#restore();
    } catch {
      this.#mayWrite = false;
      this.#notices.push(this.#format.notices.setAside(this.path, false));
      return {};
    }
  }

  /** Puts the damaged file aside, untouched, and goes on with the last good copy if that can be read. */
  #restore(): RawDocument {
    const stamp = new Date(this.#now()).toISOString().replace(/[:.]/g, '-');
    const { aside, restored } = this.#documents.setAside(`damaged-${stamp}`);
    const migrated = restored ? this.#readMigrated() : null;
    const isUsable = migrated?.outcome === 'current' || migrated?.outcome === 'migrated';
    this.#notices.push(this.#format.notices.setAside(aside, isUsable));
    if (isUsable) return migrated.document;
    if (restored) this.#documents.setAside(`damaged-copy-${stamp}`);
    return {};
  }
}
