import { execFile, spawn } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { commandLineDocs } from '../../scripts/command-line-docs.js';
import { inRoot } from '../../scripts/setup/places.js';
import { commands } from '../../main/commands/commands.ts';
import { makeFolder, type PrivateFolder } from '../peers/folder.ts';
import { until } from '../peers/process.ts';
import { ownEnvironment } from './command-line.ts';

/** The manual and the completions, as the programs take them that they are made for. */

let docs: Awaited<ReturnType<typeof commandLineDocs>>;
beforeAll(async () => {
  docs = await commandLineDocs('1.2.3-local', '1764460800');
});

interface Said {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Said> =>
  new Promise((resolve) => {
    const options = { env: { ...ownEnvironment(), ...env }, timeout: 30_000 };
    execFile(program, [...args], options, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code ?? -1), stdout, stderr }),
    );
  });

async function folderWith(name: string, text: string): Promise<PrivateFolder> {
  const folder = await makeFolder('docs');
  onTestFinished(() => folder.remove());
  await folder.write(name, text);
  return folder;
}

describe('the manual', () => {
  test('is one that man takes without a warning, in any encoding', async () => {
    const folder = await folderWith('causeway.1', docs.man);
    for (const LC_ALL of ['C', 'C.UTF-8']) {
      const env = { LC_ALL, MANWIDTH: '100', MAN_KEEP_FORMATTING: '', MANROFFSEQ: '' };
      const { status, stdout, stderr } = await run(
        'man',
        ['--warnings', '-l', folder.file('causeway.1')],
        env,
      );
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toContain('causeway 1.2.3-local');
      expect(stdout).toContain('2025-11-30');
      expect(stdout).toMatch(/17\s+port taken/);
      for (const { name, synopsis, options } of commands) {
        expect(stdout).toContain(`causeway ${(synopsis[0] ?? name).replace('…', '...')}`);
        for (const [option] of options) expect(stdout).toContain(option);
      }
    }
  });

  test('has no date where none is given, and comes out the same twice', async () => {
    const [one, other] = await Promise.all([commandLineDocs('1.0.0', ''), commandLineDocs('1.0.0', '')]);
    expect(one).toEqual(other);
    expect(one.man).toContain('.TH CAUSEWAY 1 "" "causeway 1.0.0"');
  });
});

describe('completions', () => {
  const names = ['Berlin', 'Corp gateway', 'Köln’s $(touch /tmp/x)'];

  /** A shell in a folder with these files, in whose PATH there is a `causeway` with these saved profiles. */
  async function shell(): Promise<{ readonly folder: PrivateFolder; readonly env: NodeJS.ProcessEnv }> {
    const folder = await folderWith('causeway.bash', docs.bash);
    for (const name of ['bin', 'data', 'here']) await mkdir(folder.file(name));
    const program = `#!/bin/sh\nexec '${process.execPath}' '${inRoot('out', 'main', 'cli.js')}' "$@"\n`;
    await chmod(await folder.write('bin/causeway', program), 0o755);
    const profiles = names.map((name, at) => ({
      id: `0000000${at}-0000-4000-8000-000000000000`,
      wanted: false,
      secrets: [],
      profile: {
        formatVersion: 1,
        name,
        server: 'https://ros.example',
        credential: { kind: 'anonymous' },
      },
    }));
    await folder.write('data/profiles.json', JSON.stringify({ schemaVersion: 1, profiles }));
    await folder.write('here/handed on.causeway', '{}');
    const PATH = `${folder.file('bin')}:${process.env['PATH'] ?? ''}`;
    return { folder, env: { PATH, CAUSEWAY_USER_DATA: folder.file('data'), LC_ALL: 'C.UTF-8' } };
  }

  /** What bash proposes for the last of these words. */
  async function completed(...words: readonly string[]): Promise<readonly string[]> {
    const { folder, env } = await shell();
    const script = [
      `cd '${folder.file('here')}' && . '${folder.file('causeway.bash')}'`,
      'compopt() { :; }',
      'COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))',
      '_causeway',
      'printf "%s\\n" "${COMPREPLY[@]}"',
    ].join('\n');
    const { stdout, stderr } = await run('bash', ['--norc', '-c', script, 'bash', 'causeway', ...words], env);
    expect(stderr).toBe('');
    return stdout.split('\n').filter((line) => line !== '');
  }

  test('bash: verbs', async () => {
    expect(await completed('')).toEqual([...commands.map(({ name }) => name), '--help', '--version']);
    expect(await completed('re')).toEqual(['relay']);
  });

  test('bash: each verb’s options, and no more', async () => {
    for (const { name, options } of commands) {
      const known = options.map(([option]) => option.split(' ')[0]);
      expect(await completed(name, '--')).toEqual([...known, '--help']);
    }
  });

  test('bash: words of which an option takes one, after a space and after =', async () => {
    expect(await completed('export', 'Berlin', '--to', 'ja')).toEqual(['java', 'javascript']);
    expect(await completed('relay', 'Berlin', '--mode', '=', 's')).toEqual(['signedIn']);
    expect(await completed('check', 'Berlin', '--hold', '')).toEqual([]);
  });

  test('bash: the names of saved profiles, and files', async () => {
    expect(await completed('check', '')).toEqual([...names, 'handed on.causeway']);
    expect(await completed('check', 'Corp\\ g')).toEqual(['Corp gateway']);
    expect(await completed('check', '"Corp')).toEqual(['Corp gateway']);
    expect(await completed('import', 'h')).toEqual(['handed on.causeway']);
    expect(await completed('list', '')).toEqual([]);
  });

  test('bash: what a relay runs', async () => {
    expect(await completed('relay', 'Berlin', '--', 'cat')).toContain('cat');
    expect(await completed('relay', 'Berlin', '--', 'cat', 'h')).toEqual(['handed on.causeway']);
  });

  test('bash, at a terminal: a name with a space is written as the shell wants it', async () => {
    const { folder, env } = await shell();
    const child = spawn('script', ['-qfec', 'bash --norc --noprofile -i', '/dev/null'], {
      cwd: folder.file('here'),
      env: { ...ownEnvironment(), ...env, TERM: 'dumb' },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let seen = '';
    child.stdout.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    const awaits = (what: string | RegExp): Promise<void> =>
      until(
        () => (typeof what === 'string' ? seen.includes(what) : what.test(seen)),
        () => `${String(what)} in:\n${seen}`,
        20_000,
      );
    await awaits(/[$#>] /);
    child.stdin.write(`. '${folder.file('causeway.bash')}'; echo so''urced\n`);
    await awaits(/^sourced/m);
    child.stdin.write('causeway export Cor\t');
    await awaits('causeway export Corp\\ gateway ');
    child.stdin.write('--to fil\t');
    await awaits('--to file ');
    child.stdin.write('\n');
    await awaits('"name": "Corp gateway"');
    child.stdin.write('exit\n');
  });

  test.each([
    ['zsh', '_causeway', ['-n']],
    ['fish', 'causeway.fish', ['--no-execute']],
  ] as const)('%s reads its own', async (program, name, args) => {
    const folder = await folderWith(name, program === 'zsh' ? docs.zsh : docs.fish);
    expect(await run(program, [...args, folder.file(name)])).toMatchObject({ status: 0, stderr: '' });
  });

  test('fish: verbs, options and names', async () => {
    const { folder, env } = await shell();
    await folder.write('causeway.fish', docs.fish);
    const complete = async (line: string): Promise<readonly string[]> => {
      const home = { ...env, HOME: folder.path, XDG_CONFIG_HOME: folder.file('config') };
      const script = `source '${folder.file('causeway.fish')}'; complete -C '${line}'`;
      const { stdout, stderr } = await run('fish', ['--no-config', '-c', script], home);
      expect(stderr).toBe('');
      return stdout.split('\n').flatMap((row) => (row === '' ? [] : [row.split('\t')[0] ?? '']));
    };
    expect(await complete('causeway ')).toEqual(commands.map(({ name }) => name).sort());
    expect(await complete('causeway export --to ja')).toEqual(['java', 'javascript']);
    expect(await complete('causeway check Co')).toEqual(['Corp gateway']);
    expect(await complete('causeway relay --mo')).toEqual(['--mode']);
  });
});
