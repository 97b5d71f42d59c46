// What Electron runs for `electron <folder> [arguments]`: it takes the folder's name and version for its own, and
// then its main script. Electron's own archives have such a program; the one of the fallback does not.
const { app } = require('electron');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

function findFolder() {
  const given = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
  return given === undefined ? undefined : path.resolve(given);
}

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
  runApp(folder).catch((error) => {
    console.error(error);
    app.exit(1);
  });
}
