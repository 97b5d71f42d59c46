import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRawHeader, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, expect, inject, it } from 'vitest';
import { builtPart } from '../../scripts/package/bundled-modules.js';
import { LIBRARIES } from '../../scripts/package/dependencies.js';
import { systemOfLibrary } from '../../scripts/package/native-library.js';
import { contentOf } from '../../scripts/package/same-bytes.js';
import { inRoot, ROOT } from '../../scripts/setup/places.js';
import { findProgram, runProgram } from '../peers/process.ts';

/** What is in a package, compared with what is meant to be: `npx vitest run --project package -u` writes it down anew. */

const { tree, deb, version } = inject('packages');
const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

/** The build names its pieces by what is in them; how many there are is its own affair. */
const nameless = (names: readonly string[]): string[] => [
  ...new Set(
    names.map((name) => name.replace(/(?<=\/(?:chunks|assets)\/).*(\.[a-z\d]+)$/, '*$1').replace(/\/$/, '')),
  ),
];

/** What of Electron's is beside the app is another with each version. */
const isElectrons = (line: string): boolean =>
  /\/opt\/Causeway\/[^/]+$/.test(line) && !/\/(causeway|chrome-sandbox|LICENSES?\.\S+)$/.test(line);

const asText = (names: readonly string[]): string => `${nameless(names).toSorted().join('\n')}\n`;

it('the .deb holds what is listed, and the asar', async () => {
  const dpkgDeb = { name: 'dpkg-deb', debianPackage: 'dpkg' };
  const listing = runProgram(dpkgDeb, ['--contents', deb]).trim().split('\n');
  const files = listing.map((line) => {
    const [mode = '', owner = ''] = line.split(/\s+/);
    const name = /\d\d:\d\d \.(\/.*)$/.exec(line)?.[1] ?? line;
    return `${mode} ${owner} ${name}`;
  });
  const own = files.filter((line) => !line.endsWith('/') && !isElectrons(line));
  await expect(asText(own)).toMatchFileSnapshot('content/deb.txt');
  const inside = listPackage(join(tree, 'resources', 'app.asar'), { isPack: false });
  await expect(asText(inside)).toMatchFileSnapshot('content/asar-linux.txt');
});

it('what would be packed for Windows has Windows’ keychain library, and no other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cw-windows-'));
  folders.push(folder);
  const electron = join(folder, 'electron');
  await mkdir(join(electron, 'locales'), { recursive: true });
  await writeFile(join(electron, 'electron.exe'), 'MZ');
  for (const name of ['de', 'en-US', 'fr']) await writeFile(join(electron, 'locales', `${name}.pak`), '');
  const config = {
    extends: inRoot('electron-builder.yml'),
    electronDist: electron,
    electronVersion: '33.2.1',
    directories: { output: join(folder, 'out') },
    // What takes a real program for Windows.
    afterPack: null,
    electronFuses: null,
    disableAsarIntegrity: true,
    win: { icon: null, signAndEditExecutable: false },
  };
  const file = join(folder, 'windows.json');
  await writeFile(file, JSON.stringify(config));
  const builder = inRoot('node_modules', 'electron-builder', 'cli.js');
  const node = { name: process.execPath.split('/').at(-1) ?? 'node', debianPackage: 'nodejs' };
  const args = ['--win', 'dir', '--x64', '--publish', 'never', '--projectDir', ROOT, '--config', file];
  runProgram(node, [builder, ...args]);
  const resources = join(folder, 'out', 'win-unpacked', 'resources');
  const inside = listPackage(join(resources, 'app.asar'), { isPack: false });
  await expect(asText(inside)).toMatchFileSnapshot('content/asar-windows.txt');
  expect(await nativeIn(join(resources, 'app.asar.unpacked'))).toEqual([
    ['node_modules/keytar/prebuilds/win32-x64/keytar.node', 'win32'],
  ]);
});

async function nativeIn(folder: string): Promise<[string, string][]> {
  const names = (await contentOf(folder)).filter((name) => name.endsWith('.node'));
  return names.map((name) => [name, systemOfLibrary(readFileSync(join(folder, name)))]);
}

it('there is one keychain library and one for Kerberos, and both are Linux’', async () => {
  expect(await nativeIn(join(tree, 'resources'))).toEqual([
    ['app.asar.unpacked/node_modules/kerberos/build/Release/kerberos.node', 'linux'],
    [`app.asar.unpacked/node_modules/keytar/prebuilds/linux-${process.arch}/keytar.node`, 'linux'],
  ]);
});

it('the window loads nothing of its own from outside of the asar', () => {
  const { header } = getRawHeader(join(tree, 'resources', 'app.asar'));
  const unpacked: string[] = [];
  const look = (entry: object, place: string): void => {
    if ('files' in entry) {
      for (const [name, below] of Object.entries(entry.files as object))
        look(below as object, `${place}/${name}`);
    } else if ('unpacked' in entry) unpacked.push(place);
  };
  look(header, '');
  expect(unpacked.filter((place) => !place.startsWith('/node_modules/'))).toEqual([]);
});

it('all eight fuses are set as the configuration says', async () => {
  const wire = await getCurrentFuseWire(join(tree, 'causeway'));
  const isOn = (option: FuseV1Options): boolean => String.fromCharCode(wire[option] ?? 0) === '1';
  expect({
    runAsNode: isOn(FuseV1Options.RunAsNode),
    cookies: isOn(FuseV1Options.EnableCookieEncryption),
    nodeOptions: isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
    inspect: isOn(FuseV1Options.EnableNodeCliInspectArguments),
    integrity: isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
    onlyAsar: isOn(FuseV1Options.OnlyLoadAppFromAsar),
    snapshot: isOn(FuseV1Options.LoadBrowserProcessSpecificV8Snapshot),
    fileScheme: isOn(FuseV1Options.GrantFileProtocolExtraPrivileges),
  }).toEqual({
    runAsNode: false,
    cookies: true,
    nodeOptions: false,
    inspect: false,
    integrity: true,
    onlyAsar: true,
    snapshot: false,
    fileScheme: false,
  });
});

it('every library that a program inside names is one that the packages ask for', async () => {
  const known = new Set(LIBRARIES.flatMap(({ soname }) => soname));
  const own = await contentOf(tree);
  const programs = own.filter((name) =>
    /(^|\/)(causeway|chrome[_-]\w+|node|[^/]+\.(node|so)(\.\d+)*)$/.test(name),
  );
  const objdump = { name: 'objdump', debianPackage: 'binutils' };
  const needed = programs
    .filter((name) => readFileSync(join(tree, name)).subarray(1, 4).toString() === 'ELF')
    .flatMap((name) => [...runProgram(objdump, ['-p', join(tree, name)]).matchAll(/NEEDED +(\S+)/g)])
    .map(([, soname = '']) => soname);
  const beside = new Set(own.map((name) => name.split('/').at(-1)));
  const unasked = needed.filter(
    (soname) => !known.has(soname) && !beside.has(soname) && !/^ld-linux/.test(soname),
  );
  expect([...new Set(unasked)]).toEqual([]);
  const unneeded = LIBRARIES.filter(
    ({ soname, isOpened }) => isOpened !== true && !soname.some((name) => needed.includes(name)),
  );
  expect(unneeded.map(({ debian }) => debian[0])).toEqual([]);
});

it('everything bundled has its licence’s text in the package, and a row in the list of components', () => {
  const licences = readFileSync(join(tree, 'resources', 'licences.txt'), 'utf8');
  const sbom = JSON.parse(readFileSync(join(tree, 'resources', 'sbom.cdx.json'), 'utf8')) as {
    readonly specVersion: string;
    readonly metadata: { readonly component: { readonly version: string } };
    readonly components: readonly { readonly name: string; readonly version: string }[];
  };
  expect(sbom.specVersion).toBe('1.6');
  expect(sbom.metadata.component.version).toBe(version);
  const listed = sbom.components.map(({ name }) => name);
  const bundled = (['main', 'preload', 'renderer'] as const).flatMap((part) => builtPart(part).modules);
  // Known to be there: were the build's own list empty, nothing would be missing.
  const names = [
    'svelte',
    'bits-ui',
    'zod',
    'ws',
    'socks',
    'uplot',
    '@lucide/svelte',
    'atomically',
    'kerberos',
  ];
  const all = [...bundled.map(({ name }) => name), ...names, '@github/keytar'];
  expect(all.filter((name) => !listed.includes(name))).toEqual([]);
  const withText = all.filter((name) => {
    const at = licences.indexOf(`\n${name} `) + 1 || (licences.startsWith(`${name} `) ? 0 : -1);
    return at !== -1 && /copyright|permission/i.test(licences.slice(at).split('-'.repeat(80))[0] ?? '');
  });
  expect(all.filter((name) => !withText.includes(name))).toEqual([]);
  expect(listed).toEqual(expect.arrayContaining(['electron', 'node']));
});

it('names, version and dependencies are in what dpkg is told, and it says that it is local', () => {
  const dpkgDeb = { name: 'dpkg-deb', debianPackage: 'dpkg' };
  expect(findProgram(dpkgDeb)).toBeTruthy();
  const fields = runProgram(dpkgDeb, ['--field', deb]);
  expect(deb).toMatch(/causeway_[\d.]+-local_(amd64|arm64)\.deb$/);
  expect(fields).toMatch(/^Version: [\d.]+~local$/m);
  expect(fields).toMatch(/^Maintainer: .+ <.+@.+>$/m);
  expect(fields).toMatch(/^Homepage: https:/m);
  expect(fields).toMatch(/^Depends: .*\blibx11-xcb1\b/m);
  expect(fields).toMatch(/libgtk-3-0t64 \| libgtk-3-0/);
});
