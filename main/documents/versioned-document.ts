import type { NotSavedCause } from '../../shared/problem.ts';
import type { Notice } from '../../shared/status.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import { DocumentSilent, notSavedCauseOf, type Documents } from '../ports/documents.ts';
import {
  currentSchemaVersion,
  migrate,
  type Migrated,
  type Migration,
  type RawDocument,
} from './migrations.ts';

/** What a document of ours is made of, and how to say what became of its file. */
export interface DocumentFormat {
  readonly migrations: readonly Migration[];
  /** Whether there is enough in it to go on with. */
  readonly isUsable: (document: RawDocument) => boolean;
  readonly notices: {
    readonly setAside: (file: string, restored: boolean) => Notice;
    readonly fromNewerVersion: (file: string) => Notice;
    readonly notSaved: (file: string, cause: NotSavedCause) => Notice;
    readonly silent: (file: string) => Notice;
  };
}

/** What was not written is tried again so often until there is room for it. */
const retryMs = 5_000;

/** What a store of one document is made from. */
export interface StoreDeps {
  readonly documents: Documents;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  /** The notices changed by themselves: what could not be written has been. */
  readonly onNotices?: () => void;
}

interface VersionedDocumentDeps extends StoreDeps {
  readonly format: DocumentFormat;
  /** What is wrong with the file stands here, and goes from here once it is cured. */
  readonly notices: Notice[];
}

/**
 * A document with a schema version. Nothing that was on disk is ever lost: what can't be read is set aside, what a newer
 * version wrote is left alone, and the person is told. What can't be written now is written when it can be.
 */
export class VersionedDocument {
  readonly #deps: VersionedDocumentDeps;
  /** Why the file is not to be written over; null: it may be. */
  #refusal: NotSavedCause | null = null;
  /** What is not on disk yet, though it holds. */
  #unwritten: RawDocument | null = null;
  #retry: Timer | null = null;

  constructor(deps: VersionedDocumentDeps) {
    this.#deps = deps;
  }

  get path(): string {
    return this.#deps.documents.path;
  }

  /** Never fails: what is wrong becomes a notice, and the answer an empty document. */
  read(): RawDocument {
    const raw = this.#tryRead();
    if (raw instanceof DocumentSilent) return this.#goOnWithout();
    const migrated = this.#migrated(raw);
    switch (migrated.outcome) {
      case 'current':
      case 'migrated':
        return migrated.document;
      case 'newer':
        this.#refusal = 'newerVersion';
        this.#deps.notices.push(this.#deps.format.notices.fromNewerVersion(this.path));
        return {};
      case 'damaged':
        return this.#recover();
    }
  }

  /** What was just read is good. A disk with no room for a copy must not keep the app from starting. */
  keepCopy(): void {
    if (this.#refusal !== null) return;
    try {
      this.#deps.documents.keepCopy();
    } catch {
      // The older copy, if there is one, is still good.
    }
  }

  /**
   * A full disk must not take the app down: what is in memory stays usable, the person is told, and it is tried again
   * until it is written.
   */
  write(document: RawDocument): void {
    const cause = this.#put(document);
    if (cause === null) return;
    this.#unwritten = document;
    this.#tell(cause);
    if (this.#refusal === null) this.#retry ??= this.#deps.clock.after(retryMs, () => this.#writeAgain());
  }

  /** Writes it or nothing: for what the person is told of as done. Null once it is on disk; otherwise why it isn't. */
  tryWrite(document: RawDocument): NotSavedCause | null {
    return this.#put(document);
  }

  /** A last try to write what could not be written; none follows. Never fails. */
  close(): void {
    this.#retry?.cancel();
    this.#retry = null;
    if (this.#unwritten !== null) this.#put(this.#unwritten);
  }

  /**
   * Keeps the file as it is beside what comes in its place, because a part of it can't be written again. Answers where
   * it is kept; where it can't be, nothing is written over it.
   */
  copyAside(): string {
    try {
      return this.#deps.documents.copyAside(`damaged-${this.#stamp}`);
    } catch (error) {
      this.#refusal = notSavedCauseOf(error);
      return this.path;
    }
  }

  #writeAgain(): void {
    this.#retry = null;
    if (this.#unwritten === null) return;
    this.write(this.#unwritten);
    this.#deps.onNotices?.();
  }

  #put(document: RawDocument): NotSavedCause | null {
    const { documents, format } = this.#deps;
    if (this.#refusal !== null) return this.#refusal;
    try {
      documents.write({ ...document, schemaVersion: currentSchemaVersion(format.migrations) });
    } catch (error) {
      return notSavedCauseOf(error);
    }
    this.#unwritten = null;
    this.#untell();
    return null;
  }

  #tell(cause: NotSavedCause): void {
    this.#untell();
    const { format, notices } = this.#deps;
    notices.push(format.notices.notSaved(this.path, cause));
  }

  #untell(): void {
    const { format, notices } = this.#deps;
    const { kind } = format.notices.notSaved('', 'failed');
    const at = notices.findIndex((notice) => notice.kind === kind);
    if (at >= 0) notices.splice(at, 1);
  }

  /** The file's content is unknown: it is neither damaged nor empty, and never written over. */
  #goOnWithout(): RawDocument {
    this.#refusal = 'failed';
    this.#deps.notices.push(this.#deps.format.notices.silent(this.path));
    return {};
  }

  #migrated(raw: unknown): Migrated {
    const { migrations, isUsable } = this.#deps.format;
    const migrated = migrate(raw, migrations);
    if (migrated.outcome === 'newer') return migrated;
    return 'document' in migrated && isUsable(migrated.document) ? migrated : { outcome: 'damaged' };
  }

  /** Null for a file that is damaged. */
  #tryRead(): unknown {
    try {
      return this.#deps.documents.read();
    } catch (error) {
      return error instanceof DocumentSilent ? error : null;
    }
  }

  /** Where nothing can be put aside, as in a folder that can't be written, the file stays where it is, untouched. */
  #recover(): RawDocument {
    try {
      return this.#restore();
    } catch (error) {
      this.#refusal = notSavedCauseOf(error);
      this.#deps.notices.push(this.#deps.format.notices.setAside(this.path, false));
      return {};
    }
  }

  /** Puts the damaged file aside, untouched, and goes on with the last good copy if that can be read. */
  #restore(): RawDocument {
    const { documents, format, notices } = this.#deps;
    const stamp = this.#stamp;
    const { aside, restored } = documents.setAside(`damaged-${stamp}`);
    const migrated = restored ? this.#migrated(this.#tryRead()) : null;
    const isUsable = migrated?.outcome === 'current' || migrated?.outcome === 'migrated';
    notices.push(format.notices.setAside(aside, isUsable));
    if (isUsable) return migrated.document;
    if (restored) documents.setAside(`damaged-copy-${stamp}`);
    return {};
  }

  get #stamp(): string {
    return new Date(this.#deps.clock.now()).toISOString().replace(/[:.]/g, '-');
  }
}
