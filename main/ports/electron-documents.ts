import { join } from 'node:path';
import ElectronStore from 'electron-store';
import type { DocumentPlace } from './document-thread.ts';
import { ConfDocuments } from './documents.ts';

/** A document of the app's own, in electron-store; only its owner may read it. */
export function electronDocuments({ folder, name }: DocumentPlace): ConfDocuments {
  const open = () =>
    new ElectronStore({ name, cwd: folder, clearInvalidConfig: false, configFileMode: 0o600 });
  return new ConfDocuments(join(folder, `${name}.json`), open);
}
