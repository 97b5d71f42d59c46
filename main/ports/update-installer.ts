import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { AutoUpdater } from 'electron';

/**
 * What puts a newer version in the place of this one: the system's own part, which electron-builder's packages bring. The
 * file has been verified before. Both are thin, because neither runs where the tests do (README, “Proven where”).
 */
export interface UpdateInstaller {
  /** Resolves once it has begun: it goes on when the app has ended, and opens the new one. Errors: any. */
  install(file: string, version: string): Promise<void>;
}

/** electron-builder's NSIS installer: silently, as an update, and the app is opened afterwards. */
const nsisArguments = ['--updated', '/S', '--force-run'] as const;

export const nsisInstaller: UpdateInstaller = {
  install: (file) =>
    new Promise((resolve, reject) => {
      const child = spawn(file, nsisArguments, { detached: true, stdio: 'ignore' });
      child.once('error', reject);
      child.once('spawn', () => {
        child.unref();
        resolve();
      });
    }),
};

/** What Squirrel.Mac reads to find a file: a list of one release. */
export const squirrelFeed = (file: string, version: string): string =>
  JSON.stringify({
    currentRelease: version,
    releases: [{ version, updateTo: { version, name: version, url: pathToFileURL(file).href } }],
  });

/** Squirrel.Mac, which Electron has built in: it compares the signature of the new app with that of this one. */
export const squirrelInstaller = (
  updater: Pick<AutoUpdater, 'setFeedURL' | 'checkForUpdates' | 'quitAndInstall' | 'once'>,
): UpdateInstaller => ({
  async install(file, version) {
    const feed = `${file}.json`;
    await writeFile(feed, squirrelFeed(file, version), { mode: 0o600 });
    await new Promise<void>((resolve, reject) => {
      updater.once('error', reject);
      updater.once('update-not-available', () => reject(new Error('not taken')));
      updater.once('update-downloaded', () => resolve());
      updater.setFeedURL({ url: pathToFileURL(feed).href, serverType: 'json' });
      updater.checkForUpdates();
    });
    updater.quitAndInstall();
  },
});
