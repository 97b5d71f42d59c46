import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { startSyncServer, type SyncServer } from '../../main/demo/sync-server.ts';
import { canMount, startMount, type DeadMount } from '../peers/dead-mount.ts';
import type { PrivateFolder } from '../peers/folder.ts';
import { askKeytar } from '../peers/keyring.ts';
import { expect, fact, test, viewIn, type Causeway } from './causeway.ts';
import { row } from './saved-profiles.ts';
import { saveJwtProfiles, type JwtProfile } from './jwt-profiles.ts';

/** Even if something hangs, the window opens, what is healthy connects, and the app ends when it is told to. */

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
function jwtOf(userId: string): string {
  const signed = `${part({ alg: 'RS256' })}.${part({ userId })}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

let server: SyncServer;
test.beforeAll(async () => {
  server = await startSyncServer({ jwt: { provider: 'jwt', publicKey } });
});
test.afterAll(() => server.stop());

const healthyFile = (userData: PrivateFolder): Promise<string> =>
  userData.write('healthy.jwt', jwtOf('erin'));

const save = (userData: PrivateFolder, entries: readonly JwtProfile[]): void =>
  saveJwtProfiles(userData, server.url, entries);

function makePipe(path: string): void {
  execFileSync('mkfifo', [path]);
}

const stateOf = async (page: Page, name: string): Promise<string | undefined> => {
  const view = await viewIn(page);
  return view.profiles.find(({ profile }) => profile.name === name)?.sessions[0]?.phase.state;
};

const expectOnlineAs = (page: Page, name: string) =>
  expect.poll(() => stateOf(page, name), { timeout: 30_000 }).toBe('online');

const notices = (page: Page) => page.getByRole('region', { name: 'Notices' });

/** Told to end as the system tells it; the bound is what a person who shuts the computer down waits for. */
async function endsByItself({ app }: Causeway): Promise<void> {
  const child = app.process();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const bound = 5_000;
  child.kill('SIGTERM');
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`still there after ${bound} ms`)), bound);
  });
  await Promise.race([ended, late]).finally(() => clearTimeout(timer));
}

test('D2: a locked keyring whose prompt nobody answers', async ({ launch, keyring, userData }) => {
  const healthy = await healthyFile(userData);
  save(userData, [
    ...['one', 'two', 'three'].map((name) => ({ name, secrets: ['refreshToken'] })),
    ...['four', 'five'].map((name) => ({ name, wanted: false, secrets: ['refreshToken'] })),
    { name: 'healthy', jwtFile: healthy },
  ]);
  for (const name of ['one', 'two', 'three', 'four', 'five']) {
    const body = "return keytar.setPassword('Causeway', input, 'kept')";
    await askKeytar(keyring, body, `saved-${name}/refreshToken`);
  }
  keyring.lock();
  const prompter = await keyring.leavePromptsOpen();
  const causeway = await launch();
  const { page } = causeway;
  await expect(page.getByRole('navigation', { name: 'Profiles' })).toBeVisible({ timeout: 15_000 });
  await expect.poll(() => prompter.asked()).toBeGreaterThan(0);
  await expectOnlineAs(page, 'healthy');
  expect(await stateOf(page, 'one')).toBe('awaitingToken');
  await row(page, 'one').click();
  await expect(fact(page, 'Kept')).toHaveText('in the keychain');
  await endsByItself(causeway);
});

test('H3b: JWT files that don’t answer are told as a stage each, and hold nobody up', async ({
  launch,
  userData,
}) => {
  const healthy = await healthyFile(userData);
  const silent = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, jwtFile: userData.file(`${name}.jwt`) }));
  silent.forEach(({ jwtFile }) => makePipe(jwtFile));
  save(userData, [...silent, { name: 'healthy', jwtFile: healthy }]);
  const causeway = await launch();
  const { page } = causeway;
  await expectOnlineAs(page, 'healthy');
  await expect
    .poll(async () => (await viewIn(page)).profiles.map(({ signIn }) => signIn), { timeout: 30_000 })
    .toEqual(
      expect.arrayContaining(
        silent.map(({ jwtFile }) => ({
          state: 'needsUser',
          problem: { kind: 'secret.fileUnreadable', file: jwtFile, cause: 'timeout' },
        })),
      ),
    );
  const trace = (await viewIn(page)).profiles[0]?.sessions[0]?.trace;
  expect(trace?.stages).toMatchObject([{ leg: 'auth', name: 'jwt-file', ok: false }]);
  await endsByItself(causeway);
});

for (const [id, name] of [
  ['L17', 'settings.json'],
  ['L17', 'profiles.json'],
  ['L17', 'window.json'],
  ['H3c', 'history.jsonl'],
  ['H3c', 'logs/causeway.log'],
] as const) {
  test(`${id}: ${name} is a pipe`, async ({ launch, userData }) => {
    if (name !== 'profiles.json') save(userData, [{ name: 'healthy', jwtFile: await healthyFile(userData) }]);
    await mkdir(userData.file('logs'));
    makePipe(userData.file(name));
    const causeway = await launch();
    const { page } = causeway;
    if (name !== 'profiles.json') await expectOnlineAs(page, 'healthy');
    if (/settings|profiles/.test(name)) await expect(notices(page)).toContainText(`${name}.damaged-`);
    if (name === 'history.jsonl') await expect(notices(page)).toContainText(name);
    await endsByItself(causeway);
    await expect.poll(() => spawnSync('pgrep', ['-f', userData.path]).stdout.toString()).toBe('');
  });
}

test.describe('a file of the app’s own on a mount that doesn’t answer', () => {
  test.skip(!canMount, 'this kernel offers no /dev/fuse');
  let mount: DeadMount;
  test.beforeEach(async () => {
    mount = await startMount();
  });
  test.afterEach(() => mount.stop());

  for (const [id, name] of [
    ['H3c', 'history.jsonl'],
    ['H3c', 'logs/causeway.log'],
    ['L17', 'settings.json'],
    ['L17', 'profiles.json'],
    ['L17', 'window.json'],
  ] as const) {
    test(`${id}: ${name}`, async ({ launch, userData }) => {
      save(userData, [{ name: 'healthy', jwtFile: await healthyFile(userData) }]);
      const kept = name === 'profiles.json' ? readFileSync(userData.file(name), 'utf8') : '{}';
      await mkdir(userData.file('logs'));
      await writeFile(mount.file('it'), kept);
      if (name === 'profiles.json') execFileSync('rm', [userData.file(name)]);
      symlinkSync(mount.file('it'), userData.file(name));
      mount.fallSilent();
      const causeway = await launch();
      const { page } = causeway;
      if (name !== 'profiles.json') await expectOnlineAs(page, 'healthy');
      if (name !== 'window.json')
        await expect(notices(page)).toContainText(userData.file(name), { timeout: 20_000 });
      await endsByItself(causeway);
      mount.wake();
      if (name === 'profiles.json') expect(readFileSync(mount.file('it'), 'utf8')).toBe(kept);
    });
  }
});

test('killed while everything hangs, the app leaves no process behind', async ({
  launch,
  keyring,
  userData,
}) => {
  const silent = { name: 'silent', jwtFile: userData.file('silent.jwt') };
  makePipe(silent.jwtFile);
  save(userData, [silent, { name: 'locked', secrets: ['refreshToken'] }]);
  keyring.freeze();
  const { app, page } = await launch();
  const children = (): number[] =>
    app.process().pid === undefined
      ? []
      : spawnSync('pgrep', ['-P', String(app.process().pid)])
          .stdout.toString()
          .split('\n')
          .filter((line) => line !== '')
          .map(Number);
  await expect.poll(() => stateOf(page, 'locked')).toBe('awaitingToken');
  const alive = children();
  expect(alive.length).toBeGreaterThan(1);
  app.process().kill('SIGKILL');
  await expect
    .poll(() => alive.filter((pid) => existsSync(`/proc/${pid}/exe`)), { timeout: 10_000 })
    .toEqual([]);
  keyring.thaw();
});
