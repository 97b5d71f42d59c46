/** A document as it was read, before validation. */
export type RawDocument = Readonly<Record<string, unknown>>;

/** Takes a document from one schema version to the next. Pure; the version number itself is counted up by `migrate`. */
export type Migration = (document: RawDocument) => RawDocument;

/** `migrations[0]` leads from version 1 to version 2, and so on. */
export const migrations: readonly Migration[] = [];

export const currentSchemaVersion = (steps: readonly Migration[] = migrations): number => steps.length + 1;

export type Migrated =
  | { readonly outcome: 'current'; readonly document: RawDocument }
  | { readonly outcome: 'migrated'; readonly document: RawDocument }
  /** A newer version of Causeway wrote it: not ours to touch. */
  | { readonly outcome: 'newer' }
  | { readonly outcome: 'damaged' };

/** Brings a document to the current schema version. An empty one is as current as can be. */
export function migrate(document: unknown, steps: readonly Migration[] = migrations): Migrated {
  if (!isRecord(document)) return { outcome: 'damaged' };
  const current = currentSchemaVersion(steps);
  if (Object.keys(document).length === 0) return { outcome: 'current', document: { schemaVersion: current } };
  const version = document['schemaVersion'];
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) return { outcome: 'damaged' };
  if (version > current) return { outcome: 'newer' };
  if (version === current) return { outcome: 'current', document };
  try {
    return { outcome: 'migrated', document: climb(document, version, steps) };
  } catch {
    // What a step can't read was never written by us.
    return { outcome: 'damaged' };
  }
}

const climb = (document: RawDocument, version: number, steps: readonly Migration[]): RawDocument =>
  steps
    .slice(version - 1)
    .reduce<RawDocument>(
      (before, step, index) => ({ ...step(before), schemaVersion: version + index + 1 }),
      document,
    );

const isRecord = (value: unknown): value is RawDocument =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
