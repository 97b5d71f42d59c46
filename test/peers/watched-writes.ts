import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve } from 'node:path';

/**
 * Every place on disk that this process makes, changes or takes away from here on. To be imported before all else: some
 * libraries keep the file system's functions from their first line on.
 */
export const written: string[] = [];

/** By the argument that says where. */
const changing = {
  0: 'writeFile appendFile mkdir rm rmdir unlink truncate chmod chown lchown utimes createWriteStream',
  1: 'rename copyFile link symlink cp',
} as const;

type Call = (...args: unknown[]) => unknown;

function watch(place: Record<string, unknown>, name: string, pathOf: (args: unknown[]) => unknown): void {
  const original = place[name];
  if (typeof original !== 'function') return;
  place[name] = function (this: unknown, ...args: unknown[]) {
    const path = pathOf(args);
    // A number is a file that was opened, and noted then.
    if (typeof path === 'string' || path instanceof URL) written.push(resolve(String(path)));
    return (original as Call).apply(this, args);
  };
}

for (const place of [fs, fs.promises] as unknown as Record<string, unknown>[]) {
  for (const suffix of ['', 'Sync']) {
    for (const [at, names] of Object.entries(changing)) {
      for (const name of names.split(' ')) watch(place, `${name}${suffix}`, (args) => args[Number(at)]);
    }
    const isToBeWritten = (flags: unknown) => flags !== undefined && flags !== 'r' && flags !== 0;
    watch(place, `open${suffix}`, ([path, flags]) =>
      typeof flags !== 'function' && isToBeWritten(flags) ? path : null,
    );
  }
}
syncBuiltinESMExports();
