import { describe, expect, it } from 'vitest';
import { packageFolderOf, withImports } from '../../scripts/package/bundled-modules.js';
import { controlOf } from '../../scripts/package/deb.js';
import { debianDepends, rpmRequires } from '../../scripts/package/dependencies.js';
import { epochOf, identityOf } from '../../scripts/package/identity.js';
import { chosenKinds, KINDS, UnknownKind } from '../../scripts/package/kinds.js';
import { systemOfLibrary } from '../../scripts/package/native-library.js';
import { fileListOf } from '../../scripts/package/rpm.js';
import { sbomOf } from '../../scripts/package/sbom.js';
import { nodeBuildFor } from '../../scripts/setup/node-runtime.js';

const identity = (version: string, isLocal: boolean) =>
  identityOf({ version, isLocal, arch: 'x64', epochSeconds: 1_000_000_000 });

describe('kinds of packages', () => {
  const names = (asked: string[]): string[] => chosenKinds(asked).map(({ name }) => name);

  it('are made in one order, each once, with what it needs before it', () => {
    expect(names([])).toEqual(['dir']);
    expect(names(['zip', 'deb', 'zip'])).toEqual(['deb', 'zip']);
    expect(names(['repo'])).toEqual(['deb', 'repo']);
  });

  it('are named all where one is not known', () => {
    expect(() => chosenKinds(['deb', 'msi', 'snap'])).toThrow(UnknownKind);
    expect(() => chosenKinds(['msi'])).toThrow(
      `There is no package of kind msi. The kinds: ${KINDS.map(({ name }) => name).join(', ')}`,
    );
  });
});

describe('who a package is', () => {
  it('says local where it is not for others, and is older than what is', () => {
    expect(identity('1.2.3', false)).toMatchObject({ version: '1.2.3', packageVersion: '1.2.3' });
    expect(identity('1.2.3', true)).toMatchObject({ version: '1.2.3-local', packageVersion: '1.2.3~local' });
  });

  it('has the time that it is told, and none before a zip’s first', () => {
    expect(epochOf({ SOURCE_DATE_EPOCH: '1700000000' })).toBe(1_700_000_000);
    expect(epochOf({ SOURCE_DATE_EPOCH: '12' })).toBe(315_532_800);
    expect(epochOf({ SOURCE_DATE_EPOCH: 'today' })).toBe(315_532_800);
  });

  it('is told to dpkg in its own words', () => {
    const control = controlOf(identity('1.2.3', false), 4711);
    expect(control).toMatch(/^Package: causeway\nVersion: 1\.2\.3\nArchitecture: amd64\n/);
    expect(control).toMatch(/^Installed-Size: 4711$/m);
    // A description goes on in lines that begin with a space (Debian Policy 5.6.13).
    expect(control.split('\n').filter((line) => !/^([\w-]+: | \S|$)/.test(line))).toEqual([]);
  });
});

describe('what a package needs of the system', () => {
  it('has the library that no tool finds, and both names of those that have two', () => {
    expect(debianDepends).toContain('libx11-xcb1');
    expect(debianDepends).toContain('libgtk-3-0t64 | libgtk-3-0');
    expect(rpmRequires).toContain('libX11-xcb.so.1()(64bit)');
  });
});

describe('what was bundled', () => {
  it.each([
    ['/home/x/causeway/node_modules/ws/lib/websocket.js', 'node_modules/ws'],
    [
      '/home/x/causeway/node_modules/@lucide/svelte/dist/Icon.svelte?svelte&type=style',
      'node_modules/@lucide/svelte',
    ],
    ['C:\\x\\node_modules\\a\\node_modules\\b\\index.js', 'node_modules/a/node_modules/b'],
    ['\0rolldown/runtime.js', 'node_modules/rolldown'],
    ['\0vite/preload-helper.js', 'node_modules/vite'],
    ['/home/x/causeway/main/cli.ts', undefined],
  ])('is told by the place of each module: %j', (id, folder) => {
    expect(packageFolderOf(id)).toBe(folder);
  });

  it('is followed from file to file, round in circles too', () => {
    const imports = { 'a.js': ['b.js', 'node:fs'], 'b.js': ['c.js'], 'c.js': ['a.js'], 'd.js': [] };
    expect(withImports(imports, ['a.js'])).toEqual(['a.js', 'b.js', 'c.js']);
  });

  it('is listed the same way each time, and another way for something else', () => {
    const frameworks = [{ name: 'electron', version: '1.0.0', licence: 'MIT' }];
    const modules = [{ name: '@a/b', version: '2.0.0', licence: '(MIT OR Apache-2.0)' }];
    const facts = { version: '1.2.3', epochSeconds: 1_000_000_000, frameworks, modules };
    expect(sbomOf(facts)).toBe(sbomOf(facts));
    const serial = (text: string): string => /urn:uuid:[^"]+/.exec(text)?.[0] ?? '';
    expect(serial(sbomOf(facts))).toMatch(
      /^urn:uuid:[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
    expect(serial(sbomOf({ ...facts, version: '1.2.4' }))).not.toBe(serial(sbomOf(facts)));
    expect(sbomOf(facts)).toContain('"purl": "pkg:npm/%40a/b@2.0.0"');
    expect(sbomOf(facts)).toContain('"expression": "(MIT OR Apache-2.0)"');
  });
});

describe('a native library', () => {
  it.each([
    ['7f454c46', 'linux'],
    ['4d5a9000', 'win32'],
    ['cffaedfe', 'darwin'],
    ['cafebabe', 'darwin'],
    ['00000000', 'unknown'],
  ])('that begins with %s is for %s', (start, system) => {
    expect(systemOfLibrary(Buffer.from(start, 'hex'))).toBe(system);
  });
});

describe('what RPM is told of files', () => {
  it('is the app as a whole and each file elsewhere, and no folder that is the system’s', () => {
    const files = ['opt/', 'opt/Causeway/', 'opt/Causeway/causeway', 'usr/', 'usr/bin/', 'usr/bin/causeway'];
    expect(fileListOf(files).split('\n')).toEqual([
      '/opt/Causeway',
      '%attr(4755, root, root) /opt/Causeway/chrome-sandbox',
      '/usr/share/doc/causeway',
      '/usr/bin/causeway',
    ]);
  });
});

describe('the Node of the command line', () => {
  it('is pinned for the systems that the registry has one for', () => {
    for (const [platform, arch] of [
      ['linux', 'x64'],
      ['linux', 'arm64'],
      ['win32', 'x64'],
    ] as const) {
      const build = nodeBuildFor(platform, arch);
      expect(build?.version).toMatch(/^24\./);
      expect(Buffer.from(build?.sha512 ?? '', 'base64')).toHaveLength(64);
    }
    expect(nodeBuildFor('darwin', 'arm64')).toBeUndefined();
  });
});
