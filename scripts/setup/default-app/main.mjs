// What Electron runs for `electron <folder> [arguments]`: it takes the folder's name and version for its own, and
// then its main script. Electron's own archives have such a program; the one of the fallback does not.
// A module with a top-level await: Electron is not ready before the app's main script has run to its end, and some
// things (schemes, switches) can only be said before that.
import { app } from 'electron';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

function findFolder() {
  const given = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
  return given === undefined ? undefined : path.resolve(given);
}

/** @param {string} folder */
async function runApp(folder) {
  Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });
  const described = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  if (described.version) app.setVersion(described.version);
  app.name = described.productName ?? described.name ?? app.name;
  app.setDesktopName?.(described.desktopName ?? `${app.name}.desktop`);
  app.setAppPath(folder);
  await import(pathToFileURL(path.join(folder, described.main ?? 'index.js')).toString());
}

const folder = findFolder();
if (folder === undefined) {
  console.error('Usage: electron <folder> [arguments]');
  app.exit(2);
} else {
  await runApp(folder).catch((error) => {
    console.error(error);
    app.exit(1);
  });
}
