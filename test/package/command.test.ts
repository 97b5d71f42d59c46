import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { makeFolder, type PrivateFolder } from '../peers/folder.ts';
import { runsAsRoot } from '../peers/folder.ts';

/** The command that is installed: with its own Node, and nothing around it. */

const { tree, version } = inject('packages');
const command = join(tree, 'bin', 'causeway');
/** No display, no bus, no home that has anything in it. */
const bare = { PATH: '/usr/bin:/bin', HOME: '/nonexistent' };

let folder: PrivateFolder;
beforeAll(async () => {
  folder = await makeFolder('command');
});
afterAll(() => folder.remove());

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = bare, cwd = '/'): Ended =>
  spawnSync(program, args, { env, cwd, encoding: 'utf8' });

/** Programs of the package that run. */
function running(): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const program = readlinkSync(`/proc/${pid}/exe`);
      return program.startsWith(tree) ? [`${program} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8')}`] : [];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

function expectOnline({ status, stdout, stderr }: Ended): void {
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({ version: 1, ok: true, problem: null });
  expect(status).toBe(0);
  expect(running()).toEqual([]);
}

const check = ['check', '--demo', '--json'];

it('checks the demo without a display, through a pipe', () => {
  expectOnline(run(command, check));
  const piped = run('/bin/sh', ['-c', `'${command}' check --demo --json | cat`]);
  expectOnline(piped);
});

it.runIf(runsAsRoot())('checks the demo as an ordinary user', () => {
  const user = ['--reuid=65534', '--regid=65534', '--clear-groups', command];
  expectOnline(run('/usr/bin/setpriv', [...user, ...check]));
});

it('is found through a link, from any folder', async () => {
  const link = folder.file('cw');
  const further = folder.file('further');
  await symlink(command, link);
  await symlink('cw', further);
  expectOnline(run(further, check, bare, folder.path));
});

it('says its version, its help, and what it doesn’t know', () => {
  expect(run(command, ['--version'])).toMatchObject({
    status: 0,
    stdout: `causeway ${version}\n`,
    stderr: '',
  });
  expect(run(command, ['--help']).status).toBe(0);
  expect(run(command, ['nonsense']).status).toBe(2);
  expect(run(command, ['list', '--json'])).toMatchObject({ status: 0, stderr: '' });
});

it('is led astray by no variable', async () => {
  const hook = await folder.write(
    'hook.cjs',
    `require('node:fs').writeFileSync(${JSON.stringify(folder.file('ran'))}, '')`,
  );
  const configuration = await folder.write('openssl.cnf', 'nonsense');
  const env = {
    ...bare,
    NODE_OPTIONS: `--require=${hook}`,
    NODE_PATH: folder.path,
    NODE_V8_COVERAGE: folder.file('coverage'),
    NODE_COMPILE_CACHE: folder.file('cache'),
    NODE_REDIRECT_WARNINGS: folder.file('warnings'),
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
    NODE_REPL_EXTERNAL_MODULE: hook,
    NODE_DEBUG: 'net,tls,http',
    DEBUG: '*',
    OPENSSL_CONF: configuration,
    ELECTRON_RUN_AS_NODE: '1',
  };
  expectOnline(run(command, check, env));
  const left = ['ran', 'coverage', 'cache', 'warnings'].map((name) => folder.exists(name));
  expect(await Promise.all(left)).toEqual([false, false, false, false]);
});

it('the Node in it is the official one, of a line that is supported', () => {
  const said = execFileSync(join(tree, 'resources', 'node'), ['--version'], { encoding: 'utf8', env: bare });
  expect(said).toMatch(/^v24\./);
});
