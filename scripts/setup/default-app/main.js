// What Electron runs for `electron <folder> [arguments]`: it takes the folder's name and version for its own, and
// then its main script. Electron's own archives have such a program; the one of the fallback does not.
import { app } from 'electron';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

async function runApp(folder) {
  Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });
  const described = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  if (described.version) app.setVersion(described.version);
  app.name = described.productName ?? described.name ?? app.name;
  app.setDesktopName?.(described.desktopName ?? `${app.name}.desktop`);
  app.setAppPath(folder);
  await import(pathToFileURL(path.join(folder, described.main ?? 'index.js')).toString());
}

const given = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (given === undefined) {
  console.error('Usage: electron <folder> [arguments]');
  app.exit(2);
} else {
  // Awaited here, at the top: Electron becomes ready only when its main module has run, and until then the app may
  // still register schemes and switches.
  await runApp(path.resolve(given)).catch((error) => {
    console.error(error);
    app.exit(1);
  });
}
