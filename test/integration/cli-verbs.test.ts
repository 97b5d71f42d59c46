import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmod, cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { signToken } from '../../main/demo/tokens.ts';
import { makeFolder } from '../peers/folder.ts';
import { causeway, heldToPermissions, resultIn, type Ended } from './command-line.ts';

const jwt = 'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VySWQiOiJuZWxsIiwiZXhwIjoxOTI0OTkyMDAwfQ.c2ln';

const staging = {
  formatVersion: 1,
  name: 'Staging',
  environment: 'staging',
  server: 'https://ros.quay.example:9443',
  credential: { kind: 'password', username: 'nell' },
  realmPaths: ['/~/tasks'],
  gateway: { customRequestHeaders: [{ name: 'X-Team', secret: true }] },
};

async function folderForTest() {
  const folder = await makeFolder('verbs');
  onTestFinished(() => folder.remove());
  return folder;
}

const fileWith = async (text: string, name = 'input.txt'): Promise<string> =>
  (await folderForTest()).write(name, text);

/** Data of a user who saved these. */
async function saved(
  ...profiles: readonly object[]
): Promise<{ readonly env: NodeJS.ProcessEnv; readonly path: string }> {
  const folder = await folderForTest();
  const entries = profiles.map((profile, at) => ({
    id: `0000000${at}-0000-4000-8000-000000000000`,
    wanted: false,
    secrets: [],
    profile,
  }));
  await folder.write('profiles.json', JSON.stringify({ schemaVersion: 1, profiles: entries }));
  return { env: { CAUSEWAY_USER_DATA: folder.path }, path: folder.path };
}

/** Refused with a sentence and how to call, and nothing on standard output. */
function expectRefusal({ status, stdout, stderr }: Ended, sentence: RegExp): void {
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^causeway: .+\n\nUsage: causeway /);
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toMatch(/\n\s+at |node:internal/);
}

describe('what every verb that reads has to bear', () => {
  const reading = ['import', 'inspect'] as const;

  test.concurrent.each(reading)('%s: nothing in it', async (verb) => {
    expectRefusal(await causeway([verb, '-'], { input: ' \n' }), /is empty/);
  });

  test.concurrent.each(reading)('%s: 50 MB', async (verb) => {
    expectRefusal(
      await causeway([verb, '-'], { input: 'x'.repeat(50 * 1024 * 1024), deadlineMs: 55_000 }),
      /standard input is too large/,
    );
  });

  test.concurrent.each(reading)('%s: no text at all', async (verb) => {
    expectRefusal(await causeway([verb, process.execPath]), /too large|holds no text/);
    expectRefusal(await causeway([verb, '-'], { input: 'a\0b' }), /holds no text/);
  });

  test.concurrent.each(reading)('%s: a file that isn’t there', async (verb) => {
    expectRefusal(await causeway([verb, '/nonexistent/file']), /isn’t there|no such file/);
  });

  test.concurrent.each([...reading, 'export'] as const)('%s: a folder', async (verb) => {
    const to = verb === 'export' ? ['--to', 'file'] : [];
    expectRefusal(await causeway([verb, './main', ...to]), /it is a folder/);
  });

  test.each(reading)('%s: a file that one may not read', async (verb) => {
    const path = await fileWith(jwt);
    await chmod(path, 0);
    expectRefusal(await causeway([verb, path], { command: heldToPermissions() }), /you may not/);
  });

  test.each(reading)('%s: neither file nor input', async (verb) => {
    expectRefusal(await causeway([verb]), /give a/);
    expectRefusal(await causeway([verb, 'a', 'b']), /one at a time/);
  });

  test('UTF-16, as Windows’ shells write it', async () => {
    const folder = await folderForTest();
    const path = join(folder.path, 'token.txt');
    const { writeFile } = await import('node:fs/promises');
    await writeFile(path, Buffer.from(`\uFEFF${jwt}\r\n`, 'utf16le'));
    expect(JSON.parse((await causeway(['inspect', path, '--json'])).stdout)).toMatchObject({
      identity: 'nell',
    });
  });

  test('a reader that goes early is no error, and leaves no trace', async () => {
    const { env } = await saved(
      ...Array.from({ length: 2_000 }, (_, at) => ({ ...staging, name: `Staging ${at}` })),
    );
    const line = `"${process.execPath}" out/main/cli.js list --json; echo "status $?" >&2`;
    const child = spawn('bash', ['-c', `{ ${line}; } | head -c 10 >/dev/null`], {
      env: { ...process.env, ...env },
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    await new Promise((resolve) => child.once('close', resolve));
    expect(said).toBe('status 0\n');
  });
});

describe('import and export of a profile that is lent', () => {
  test('its relay is in both, and no key', async () => {
    const relay = { ...{ port: 19_085, mode: 'signedIn', start: 'withApp' }, paths: ['/~/tasks'] };
    const { env } = await saved({ ...staging, credential: { kind: 'anonymous' }, relay });
    const exported = await causeway(['export', 'Staging', '--to', 'file'], { env });
    expect([exported.status, exported.stderr]).toEqual([0, '']);
    const folder = await folderForTest();
    const path = join(folder.path, 'staging.json');
    const { writeFile } = await import('node:fs/promises');
    await writeFile(path, exported.stdout);
    const read = await causeway(['import', path, '--json']);
    expect(JSON.parse(read.stdout)).toMatchObject({
      language: 'profile',
      profiles: [{ name: 'Staging', relay: { ...relay, holdSeconds: 60, key: 'required' } }],
      secrets: [],
      notUnderstood: [],
    });
  });
});

describe('inspect', () => {
  test('t3: says what a token says, as the contract has it', async () => {
    const ended = await causeway(['inspect', 'test/cases/jwt/t3-header-value.txt', '--json']);
    expect([ended.status, ended.stderr]).toEqual([0, '']);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      version: 1,
      format: 'realm',
      kind: 'access',
      identity: 'nell',
      path: '/nell/boats',
      access: ['download'],
      expiresAt: '2031-01-01T00:00:00.000Z',
      issuedAt: null,
      isAdmin: null,
      signature: { algorithm: 'RSA-SHA256', verified: null },
      length: 117,
      remarks: [],
    });
  });

  test.each(['t1-exp-as-text', 't1-expires-as-text'])('t1: %s has a remark', async (name) => {
    const { stdout } = await causeway(['inspect', `test/cases/jwt/${name}.txt`, '--json']);
    const { remarks } = JSON.parse(stdout) as { remarks: string[] };
    expect(remarks.join()).toMatch(/expiry is text/);
    expect(remarks.join()).not.toMatch(/never/);
  });

  test('t6: the identity is userId', async () => {
    const { stdout } = await causeway(['inspect', 'test/cases/jwt/t6-userId-and-sub.txt', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ identity: 'nell' });
  });

  test('verifies with the issuer’s key, and takes the server’s admin.json', async () => {
    const [key, other] = [0, 1].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }));
    if (key === undefined || other === undefined) throw new Error('no keys');
    const token = signToken({ app_id: '', identity: '__admin', access: ['download'], salt: 'a' }, key);
    const file = await fileWith(JSON.stringify({ ADMIN_TOKEN: token }, null, 4), 'admin.json');
    const verified = async ({ publicKey }: typeof key): Promise<unknown> => {
      const pem = await fileWith(publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'key.pem');
      return JSON.parse((await causeway(['inspect', file, '--key', pem, '--json'])).stdout);
    };
    expect(await verified(key)).toMatchObject({
      kind: 'admin',
      length: token.length,
      signature: { verified: true },
    });
    expect(await verified(other)).toMatchObject({ signature: { verified: false } });
  });

  test('takes no token from an argument, and repeats none', async () => {
    for (const args of [[jwt], [`Bearer ${jwt}`], ['short-one'], [jwt, jwt], [`--token=${jwt}`]]) {
      const ended = await causeway(['inspect', ...args]);
      expectRefusal(ended, /./);
      expect(ended.stderr).not.toMatch(/eyJ|short-one/);
    }
    for (const args of [[jwt], ['check', jwt], ['export', jwt, '--to', 'file'], ['import', jwt]]) {
      const ended = await causeway(args);
      expect([ended.status, /eyJ/.test(ended.stdout + ended.stderr)]).toEqual([2, false]);
    }
  });

  test('a key that is none, or a private one, is refused', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = await fileWith(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'key.pem');
    expectRefusal(await causeway(['inspect', '-', '--key', pem], { input: jwt }), /private/);
    expectRefusal(
      await causeway(['inspect', '-', '--key', await fileWith('x')], { input: jwt }),
      /public key/,
    );
  });

  test('in words, the same', async () => {
    const { stdout, status } = await causeway(['inspect', '-'], { input: `Authorization: Bearer ${jwt}\n` });
    expect(status).toBe(0);
    expect(stdout).toMatch(/Identity\s+nell\n/);
    expect(stdout).toMatch(/Expires\s+2031-01-01 00:00:00 UTC\n/);
  });
});

describe('import', () => {
  const code = `SyncManager.shared.authorizationHeaderName = "X-Realm-Auth"
let credentials = SyncCredentials.usernamePassword(username: "nell", password: "hunter2-quay")
SyncUser.logIn(with: credentials, server: URL(string: "https://ros.quay.example:9443")!) { _, _ in }
`;

  test('code: settings, secrets by name only', async () => {
    const ended = await causeway(['import', '-', '--json'], { input: code });
    expect([ended.status, ended.stderr]).toEqual([0, '']);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      version: 1,
      language: 'swift',
      profiles: [
        {
          server: 'https://ros.quay.example:9443',
          credential: { kind: 'password', username: 'nell' },
          gateway: { authorizationHeaderName: 'X-Realm-Auth' },
        },
      ],
      secrets: ['password'],
    });
    const words = await causeway(['import', await fileWith(code, 'setup.swift')]);
    expect(words.stdout).toContain('Secrets, by name: password');
    expect(ended.stdout + words.stdout + words.stderr).not.toContain('hunter2');
  });

  test('a profile file', async () => {
    const ended = await causeway(['import', await fileWith(JSON.stringify(staging), 'p.json'), '--json']);
    expect(ended.status).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject({ language: 'profile', profiles: [{ name: 'Staging' }] });
  });

  test('what says nothing of a profile ends with 2, and with the result', async () => {
    const ended = await causeway(['import', '-', '--json'], { input: 'hello world\n' });
    expect(ended.status).toBe(2);
    expect(JSON.parse(ended.stdout)).toMatchObject({ version: 1, profiles: [], understood: [] });
  });
});

describe('export', () => {
  test.each([
    ['swift', 'SyncUser'],
    ['java', 'SyncConfiguration'],
    ['javascript', 'Realm'],
    ['dotnet', 'SyncConfiguration'],
    ['curl', '--proxytunnel|curl'],
    ['wscat', 'wscat'],
    ['nginx', 'proxy_pass'],
    ['haproxy', 'backend'],
    ['apache', 'ProxyPass'],
    ['envoy', 'upgrade_configs'],
    ['server', 'authorizationHeaderName'],
    ['request', '^GET /realm-sync/%2F~%2Ftasks HTTP/1.1\n'],
    ['file', '"formatVersion": 1'],
  ])('--to %s', async (form, mark) => {
    const path = await fileWith(JSON.stringify(staging), 'p.json');
    const { status, stdout, stderr } = await causeway(['export', path, '--to', form]);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(mark));
  });

  test('of a saved profile is its file, and comes back as it was', async () => {
    const { env } = await saved(staging);
    const { stdout } = await causeway(['export', 'Staging', '--to', 'file'], { env });
    const again = await causeway(['export', await fileWith(stdout, 'p.json'), '--to', 'file']);
    expect(again.stdout).toBe(stdout);
  });

  test.each([
    ['no form', []],
    ['an unknown form', ['--to', 'cobol']],
  ])('%s is refused with all there are', async (_what, args) => {
    expectRefusal(await causeway(['export', 'x', ...args]), /swift, java, .*request, file/);
  });

  test('no such profile', async () => {
    const { status, stderr } = await causeway(['export', 'Nowhere', '--to', 'file']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('no profile named Nowhere')]);
  });
});

describe('list', () => {
  test('where nothing was ever saved: an empty list, and no folder is made', async () => {
    const folder = await folderForTest();
    const env = { CAUSEWAY_USER_DATA: join(folder.path, 'none') };
    const ended = await causeway(['list', '--json'], { env });
    expect([ended.status, JSON.parse(ended.stdout)]).toEqual([0, { version: 1, profiles: [] }]);
    const words = await causeway(['list'], { env });
    expect([words.status, words.stdout]).toEqual([0, '']);
    await mkdir(env.CAUSEWAY_USER_DATA);
  });

  test('names, environments, servers', async () => {
    const { env } = await saved(staging, { ...staging, name: 'Other', environment: 'production' });
    const ended = await causeway(['list', '--json'], { env });
    expect(JSON.parse(ended.stdout)).toMatchObject({
      version: 1,
      profiles: [
        { name: 'Staging', environment: 'staging', server: 'https://ros.quay.example:9443' },
        { name: 'Other', environment: 'production' },
      ],
    });
    expect((await causeway(['list'], { env })).stdout).toMatch(
      /^Staging +staging +https:.*\nOther +production /,
    );
  });

  test('profiles that can’t be read are told, and left as they are', async () => {
    const folder = await folderForTest();
    await folder.write('profiles.json', '{ "profiles": [');
    const { status, stderr } = await causeway(['list'], { env: { CAUSEWAY_USER_DATA: folder.path } });
    expect([status, stderr]).toEqual([2, expect.stringContaining('could not be read')]);
  });
});

describe('a profile that is named', () => {
  const twins = () =>
    saved({ ...staging, name: 'Twin' }, { ...staging, name: 'Twin', server: 'https://other.quay.example' });

  test('D17a: as two are: both are told apart, and either can be meant', async () => {
    const { env } = await twins();
    const ended = await causeway(['check', 'Twin', '--json'], { env });
    expect(ended.status).toBe(2);
    const { problem } = resultIn(ended);
    expect(problem).toMatchObject({ kind: 'profile.ambiguous', place: 'profile' });
    expect(problem?.summary).toMatch(/ros\.quay\.example.*other\.quay\.example/);
    const exported = await causeway(['export', 'Twin', '--to', 'file'], { env });
    expect([exported.status, exported.stdout]).toEqual([2, '']);
    const one = await causeway(['export', '00000001-0000-4000-8000-000000000000', '--to', 'file'], { env });
    expect(one.stdout).toContain('other.quay.example');
  });

  test('with a slash in its name is found, too', async () => {
    const { env } = await saved({ ...staging, name: 'EU/Staging' });
    expect((await causeway(['export', 'EU/Staging', '--to', 'file'], { env })).status).toBe(0);
  });

  test('by a file without an ending', async () => {
    const folder = await folderForTest();
    const path = await folder.write('profile', JSON.stringify(staging));
    expect((await causeway(['export', path, '--to', 'file'])).status).toBe(0);
  });
});

describe('JSON that is nested too deep', () => {
  const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  const deep = (depth: number): string =>
    JSON.stringify({ ...staging, credential: { kind: 'custom', provider: 'x', userInfo: 0 } }).replace(
      '"userInfo":0',
      `"userInfo":${nested(depth)}`,
    );

  test.each([100, 20_000, 200_000])(
    'M13a: %i levels in a profile file: 2, with a sentence',
    async (depth) => {
      const ended = await causeway(['check', await fileWith(deep(depth), 'p.json'), '--json']);
      expect(ended.status).toBe(2);
      expect(resultIn(ended).problem).toMatchObject({ kind: 'profile.invalid', rule: 'tooDeep' });
    },
  );

  test('M13a: in the secrets', async () => {
    const path = await fileWith(JSON.stringify(staging), 'p.json');
    const ended = await causeway(['check', path, '--secrets', '-', '--json'], {
      input: `{"custom":${nested(20_000)}}`,
    });
    expect(ended.status).toBe(2);
    expect(resultIn(ended).problem).toMatchObject({ field: 'secrets', rule: 'tooDeep' });
  });

  test('in what is imported: told, and 2', async () => {
    const ended = await causeway(['import', '-', '--json'], { input: deep(20_000) });
    expect(ended.status).toBe(2);
    expect(JSON.parse(ended.stdout)).toMatchObject({ language: 'profile', profiles: [] });
  });

  test('half of a character is told, and no bug', async () => {
    const path = await fileWith(JSON.stringify({ ...staging, name: 'Sta\ud800ging' }), 'p.json');
    const ended = await causeway(['check', path, '--json']);
    expect(ended.status).toBe(2);
    expect(resultIn(ended).problem).toMatchObject({ kind: 'profile.invalid' });
  });
});

describe('the program itself', () => {
  test('--version', async () => {
    const { status, stdout } = await causeway(['--version']);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^causeway \d+\.\d+\.\d+\n$/)]);
  });

  test('--version --json is for programs, and says what it runs on', async () => {
    const { status, stdout } = await causeway(['--version', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      causeway: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
      node: process.versions.node,
      system: `${process.platform} ${process.arch}`,
    });
  });

  test('the version is that of the package it lies in', async () => {
    const folder = await folderForTest();
    await cp('out/main', join(folder.path, 'app/out/main'), { recursive: true });
    const path = join(folder.path, 'app/out/main/cli.js');
    const said = async (packageFile: object): Promise<string> => {
      await folder.write('app/package.json', JSON.stringify(packageFile));
      return (await causeway(['--version'], { command: [process.execPath, path] })).stdout;
    };
    expect(await said({ name: 'causeway', type: 'module', version: '9.8.7-local' })).toBe(
      'causeway 9.8.7-local\n',
    );
    expect(await said({ name: 'other', type: 'module', version: '9.8.7' })).toMatch(
      /^causeway (?!9\.8\.7)\d+\.\d+\.\d+\n$/,
    );
    expect(await said({ name: 'causeway', type: 'module', version: 'a\u001b[31m' })).toMatch(
      /^causeway \d+\.\d+\.\d+\n$/,
    );
  });

  test('list --names has the names alone', async () => {
    const { env } = await saved(staging, { ...staging, name: 'Corp gateway' });
    const ended = await causeway(['list', '--names'], { env });
    expect(ended).toMatchObject({ status: 0, stdout: 'Staging\nCorp gateway\n', stderr: '' });
    expectRefusal(await causeway(['list', '--names', '--json'], { env }), /one of the two/);
  });

  test('--help is the manual of all of it', async () => {
    const { status, stdout, stderr } = await causeway(['--help']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Usage: causeway check PROFILE/);
  });

  test.each(['check', 'import', 'export', 'inspect', 'list'])('%s --help is its manual', async (verb) => {
    const { status, stdout, stderr } = await causeway([verb, '--help']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^Usage: causeway ${verb} `));
  });

  test('an unknown verb is told with all there are', async () => {
    expectRefusal(
      await causeway(['improt']),
      /no command improt; there is check, relay, import, export, inspect, list/,
    );
  });
});
