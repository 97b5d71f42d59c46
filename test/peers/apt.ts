import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { makeFolder } from './folder.ts';
import { findProgram, runProgram } from './process.ts';

const dpkgDeb = { name: 'dpkg-deb', debianPackage: 'dpkg' };
const dpkg = { name: 'dpkg', debianPackage: 'dpkg' };
const aptGet = { name: 'apt-get', debianPackage: 'apt' };

export interface TinyPackage {
  readonly version: string;
  readonly content: string;
}

/** Makes a .deb called causeway, with one file in it, in a folder. */
export async function makeTinyPackage(into: string, { version, content }: TinyPackage): Promise<void> {
  const folder = await makeFolder('deb');
  try {
    await mkdir(folder.file('DEBIAN'), { mode: 0o755 });
    await mkdir(folder.file('opt/Causeway'), { recursive: true });
    await writeFile(folder.file('opt/Causeway/version'), content);
    const control = [
      'Package: causeway',
      `Version: ${version}`,
      'Architecture: all',
      'Maintainer: Nell <nell@causeway.invalid>',
      'Description: for tests',
      ' With a second line.',
      '',
    ];
    await writeFile(folder.file('DEBIAN/control'), control.join('\n'));
    runProgram(dpkgDeb, [
      '--root-owner-group',
      '--build',
      folder.path,
      join(into, `causeway_${version}_all.deb`),
    ]);
  } finally {
    await folder.remove();
  }
}

export interface AptRun {
  readonly status: number;
  readonly output: string;
}

export interface PrivateApt {
  /** Runs apt-get; everything that it reads and writes is in its own folder. */
  readonly get: (...args: readonly string[]) => Promise<AptRun>;
  /** The version of causeway that is installed there; empty where there is none. */
  readonly installed: () => string;
  /** Path of a file below the root that packages are installed in. */
  readonly inRoot: (path: string) => string;
  readonly stop: () => Promise<void>;
}

/** The real apt and dpkg on a root of their own: nothing of this computer is touched. `sources`: a line of sources.list. */
export async function startApt(sources: string, configuration: readonly string[]): Promise<PrivateApt> {
  const folder = await makeFolder('apt');
  const root = folder.file('root');
  const folders = [
    'etc/apt/apt.conf.d',
    'etc/apt/preferences.d',
    'etc/apt/sources.list.d',
    'etc/apt/trusted.gpg.d',
  ];
  for (const each of [
    ...folders,
    'var/lib/apt/lists/partial',
    'var/cache/apt/archives/partial',
    'var/lib/dpkg/info',
    'var/lib/dpkg/updates',
    'var/log/apt',
  ])
    await mkdir(join(root, each), { recursive: true });
  await writeFile(join(root, 'var/lib/dpkg/status'), '');
  await writeFile(join(root, 'etc/apt/sources.list'), `${sources}\n`);
  // A password is in a file, never among arguments.
  const config = await folder.write(
    'apt.conf',
    [
      `Dir "${root}";`,
      `Dir::State::status "${root}/var/lib/dpkg/status";`,
      'Dir::Bin::methods "/usr/lib/apt/methods";',
      `DPkg::Options { "--root=${root}"; "--force-not-root"; "--force-script-chrootless"; };`,
      'APT::Architecture "amd64";',
      'APT::Sandbox::User "root";',
      'Acquire::Languages "none";',
      'Acquire::Retries "0";',
      ...configuration,
      '',
    ].join('\n'),
  );
  const env = {
    PATH: process.env['PATH'],
    APT_CONFIG: config,
    LC_ALL: 'C',
    DEBIAN_FRONTEND: 'noninteractive',
  };
  return {
    get: (...args) => runToEnd(findProgram(aptGet), ['-q', '-y', ...args], env),
    installed: () => {
      const listed = runProgram(dpkg, [`--root=${root}`, '--list'], '', { ...process.env, COLUMNS: '200' });
      return /^ii\s+causeway\s+(\S+)/m.exec(listed)?.[1] ?? '';
    },
    inRoot: (path) => join(root, path),
    stop: () => folder.remove(),
  };
}

const runToEnd = (program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<AptRun> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer) => void (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? 128, output }));
  });
