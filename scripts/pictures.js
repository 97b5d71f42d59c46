import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runInForeground } from './electron-process.js';
import { ensureBuilt } from './fresh-build.js';
import { setUp } from './setup.js';
import { runScript, SetupError } from './setup/announce.js';
import { run } from './setup/commands.js';
import { inRoot, ROOT } from './setup/places.js';

const PICTURES = inRoot('docs', 'screenshots');

/** A third of the size, and to the eye the same. */
async function makeSmall() {
  const files = readdirSync(PICTURES).map((name) => path.join(PICTURES, name));
  const ways = ['--force', '--ext', '.png', '--skip-if-larger', '--strip', '--speed', '1'];
  const { status, output } = await run('pngquant', [...ways, ...files]);
  // 98: one of them would not have become smaller, and is as it was.
  if (status !== 0 && status !== 98)
    throw new SetupError(`${output}\npngquant could not make the pictures small.`);
}

// `npm run pictures`: the tests that take pictures take them for the guide, all of them anew.
await runScript(async () => {
  if ((await run('pngquant', ['--version'])).status !== 0)
    throw new SetupError(
      'The pictures are made small by pngquant, which is missing: apt-get install pngquant',
    );
  await setUp({ forTests: true });
  await ensureBuilt();
  rmSync(PICTURES, { recursive: true, force: true });
  mkdirSync(PICTURES, { recursive: true });
  const cli = inRoot('node_modules', '@playwright', 'test', 'cli.js');
  const status = await runInForeground(process.execPath, [cli, 'test', '--grep', '@picture'], {
    cwd: ROOT,
    env: { ...process.env, CAUSEWAY_PICTURES: PICTURES },
  });
  await makeSmall();
  return status;
});
