import { brokenLimit } from '../../shared/data-limits.ts';
import { settingsSchema, storedSettings, type Settings, type SettingsChange } from '../../shared/settings.ts';
import type { Notice } from '../../shared/status.ts';
import type { Migration, RawDocument } from '../documents/migrations.ts';
import { VersionedDocument, type DocumentFormat, type StoreDeps } from '../documents/versioned-document.ts';

/** `migrations[0]` leads from version 1 to version 2, and so on. */
const migrations: readonly Migration[] = [];

const format: DocumentFormat = {
  migrations,
  isUsable: (document) => brokenLimit(document) === null && storedSettings.safeParse(document).success,
  notices: {
    setAside: (file, restored) => ({ kind: 'settingsSetAside', file, restored }),
    fromNewerVersion: (file) => ({ kind: 'settingsFromNewerVersion', file }),
    notSaved: (file, cause) => ({ kind: 'settingsNotSaved', file, cause }),
    silent: (file) => ({ kind: 'settingsSilent', file }),
  },
};

/** The settings of the app, in a file of their own beside the profiles; there are settings even if the file can't be read. */
export class SettingsStore {
  readonly #document: VersionedDocument;
  /** The whole document: keys that we don't know stay where they are. */
  #raw: RawDocument;
  #settings: Settings;

  /** What is wrong with the file is added to `notices`. */
  constructor(deps: StoreDeps, notices: Notice[]) {
    this.#document = new VersionedDocument({ ...deps, format, notices });
    this.#raw = this.#document.read();
    this.#settings = storedSettings.parse(this.#raw);
    this.#document.keepCopy();
  }

  get current(): Settings {
    return this.#settings;
  }

  /** A last try to write what could not be written. Never fails. */
  close(): void {
    this.#document.close();
  }

  change(change: SettingsChange): void {
    const settings = settingsSchema.parse({ ...this.#settings, ...change });
    if (JSON.stringify(settings) === JSON.stringify(this.#settings)) return;
    this.#settings = settings;
    this.#raw = { ...this.#raw, ...settings };
    this.#document.write(this.#raw);
  }
}
