import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Fragments of code, in a folder for each language; beside each, in a file called after it, what has to come out. */
const root = join(import.meta.dirname, '..', '..', 'cases', 'sdk');

export const pathOf = (name: string): string => join(root, name);

/** A new folder is found here, and its fragments are read by every test of fragments. */
export const languageFolders = readdirSync(root).sort();

export const fragments = languageFolders.flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((file) => !file.endsWith('.json'))
    .sort()
    .map((file) => ({ folder, name: `${folder}/${file}` })),
);

export const textOf = (name: string): string => readFileSync(pathOf(name), 'utf8');
