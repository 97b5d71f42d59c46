import { spawn, spawnSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runsAsRoot, type PrivateFolder } from '../peers/folder.ts';
import { ROOT } from '../../scripts/setup/places.js';
import { expect, test } from './causeway.ts';
import { executable, surroundings } from './surroundings.ts';
import { field, save } from './company.ts';
import { row } from './saved-profiles.ts';

const saved = (name: string, more: object = {}) => ({
  id: name.toLowerCase(),
  wanted: false,
  profile: {
    formatVersion: 1,
    name,
    server: 'http://127.0.0.1:9',
    route: { mode: 'direct' },
    credential: { kind: 'custom', provider: 'own', ...more },
  },
});

/** A disk of its own, small enough to be filled. Only root can have one. */
function smallDisk(folder: PrivateFolder): { path: string; fill: () => Promise<void> } {
  expect(runsAsRoot(), 'a disk that is full takes root to make: run this as root').toBe(true);
  const path = folder.file('disk');
  mount('mkdir', path);
  mount('mount', '-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', path);
  const fill = async () => {
    await expect(writeFile(join(path, 'filler'), Buffer.alloc(64 * 1024 * 1024))).rejects.toThrow(/ENOSPC/);
  };
  return { path, fill };
}

function mount(command: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

test('M10: on a full disk “saved” is not said, nothing is lost, and it is saved once there is room', async ({
  launch,
  userData,
}) => {
  const disk = smallDisk(userData);
  try {
    const { page, quit } = await launch({ env: { CAUSEWAY_USER_DATA: disk.path } });
    await page.getByRole('button', { name: 'Add a profile' }).first().click();
    await field(page, 'Name').fill('Harbour');
    await field(page, 'Server').fill('http://127.0.0.1:9');
    await field(page, 'Username').fill('alice');
    await field(page, 'Password').fill('kept until it is sent');
    await disk.fill();
    await save(page);
    const form = page.getByRole('main');
    await expect(form).toContainText('there is no room left on the disk');
    await expect(field(page, 'Password')).toHaveValue('kept until it is sent');
    await expect(readFile(join(disk.path, 'profiles.json'), 'utf8')).rejects.toThrow(/ENOENT/);

    await rm(join(disk.path, 'filler'));
    await save(page);
    await expect(row(page, 'Harbour')).toBeVisible();
    expect(await readFile(join(disk.path, 'profiles.json'), 'utf8')).toContain('"Harbour"');
    await quit();
  } finally {
    mount('umount', '-l', disk.path);
  }
});

test('M1: a profile nested 5,000 deep is set aside, and the healthy one is there', async ({
  launch,
  userData,
}) => {
  const healthy = JSON.stringify(saved('Healthy'));
  const deep = JSON.stringify(saved('Deep', { userInfo: 0 })).replace(
    '"userInfo":0',
    `"userInfo":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  );
  const text = `{"schemaVersion":1,"profiles":[${deep},${healthy}]}`;
  await writeFile(userData.file('profiles.json'), text);
  const { page } = await launch();
  await expect(row(page, 'Healthy')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('“Deep” could not be read');
  const aside = (await readdir(userData.path)).find((name) => name.startsWith('profiles.json.damaged-'));
  expect(await readFile(userData.file(aside ?? ''), 'utf8')).toBe(text);
});

test('M2: a profile that contains itself is refused, and later ones reach the disk', async ({
  launch,
  userData,
}) => {
  const { page } = await launch();
  const answers = await page.evaluate(async () => {
    const profile = (name: string, userInfo: object) => ({
      formatVersion: 1,
      name,
      server: 'http://127.0.0.1:9',
      route: { mode: 'direct' },
      credential: { kind: 'custom', provider: 'own', userInfo },
    });
    const itself: Record<string, unknown> = {};
    itself['self'] = itself;
    const call = (name: string, userInfo: object) =>
      window.causeway.saveProfile({ id: null, profile: profile(name, userInfo), secrets: {} });
    return [await call('Loop', itself), await call('Fine', { a: 1 })];
  });
  expect(answers).toMatchObject([{ ok: false, problem: { kind: 'input.refused' } }, { ok: true }]);
  const text = await readFile(userData.file('profiles.json'), 'utf8');
  expect([text.includes('"Fine"'), text.includes('"Loop"')]).toEqual([true, false]);
});

test('M11: a data folder that can’t be used is told, with an exit status', async ({ keyring, userData }) => {
  await userData.write('file', '');
  const env = { ...surroundings(keyring, userData), CAUSEWAY_USER_DATA: userData.file('file/below') };
  const args = [ROOT, ...(runsAsRoot() ? ['--no-sandbox'] : [])];
  const child = spawn(await executable(), args, { env });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const status = await new Promise((resolve) => child.once('exit', resolve));
  expect(status).toBe(1);
  expect(said).toContain(`Causeway can’t start: ${userData.file('file/below')} could not be written.`);
});

test('what writers that were killed left behind is gone at the next start', async ({ launch, userData }) => {
  const drafts = ['profiles.json.tmp-1764484620a1b2c3', 'profiles.json.last-good.new', 'history.jsonl.new'];
  for (const name of drafts) await writeFile(userData.file(name), '{');
  await launch();
  const names = await readdir(userData.path);
  expect(names.filter((name) => drafts.includes(name))).toEqual([]);
});
