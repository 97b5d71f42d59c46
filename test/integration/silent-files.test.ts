import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../main/ports/clock.ts';
import { BlockingProcess } from '../../main/ports/blocking-calls.ts';
import { forkedChild } from '../../main/ports/call-process.ts';
import { DocumentThreads, ThreadDocuments } from '../../main/ports/document-thread.ts';
import { DocumentSilent } from '../../main/ports/documents.ts';
import { TimedFiles } from '../../main/ports/files.ts';
import { canMount, startMount, type DeadMount } from '../peers/dead-mount.ts';
import { makeFolder, type PrivateFolder } from '../peers/folder.ts';
import { causeway, filesFor, resultIn } from './command-line.ts';

const built = (name: string): string => fileURLToPath(new URL(`../../out/main/${name}.js`, import.meta.url));

let folder: PrivateFolder;
beforeAll(async () => {
  folder = await makeFolder('silent');
});
afterAll(() => folder.remove());

function pipe(name: string): string {
  const path = folder.file(name);
  execFileSync('mkfifo', [path]);
  return path;
}

const profile = {
  formatVersion: 1,
  name: 'J',
  server: 'http://127.0.0.1:9',
  credential: { kind: 'jwt' },
  realmPaths: ['/~/tasks'],
  route: { mode: 'direct' },
};

/** Starting and ending the program, on a machine that is busy. */
const slackMs = 6_000;

describe('--deadline ends the program, whatever file doesn’t answer', () => {
  test('h3a: the JWT file of a saved profile, by name', async () => {
    const jwtFile = pipe('jwt');
    const entry = { id: 'j', wanted: true, local: { keeping: 'keychain', jwtFile }, profile };
    await folder.write('profiles.json', JSON.stringify({ schemaVersion: 1, profiles: [entry] }));
    const env = { CAUSEWAY_USER_DATA: folder.path };
    const ended = await causeway(['check', 'J', '--deadline', '2', '--json'], { env });
    expect(ended.status).toBe(2);
    expect(ended.ms).toBeLessThan(2_000 + slackMs);
    expect(resultIn(ended)).toMatchObject({
      stages: [{ leg: 'auth', ok: false, detail: jwtFile }],
      problem: { kind: 'secret.fileUnreadable', place: 'profile', file: jwtFile, cause: 'timeout' },
    });
    expect(ended.stdout).not.toMatch(/\bPAC\b/);
  });

  test.each([
    ['the profile', (path: string) => ['check', path]],
    ['the secrets', (path: string, given: string) => ['check', given, '--secrets', path]],
  ])('%s', async (_what, argumentsOf) => {
    const path = pipe(`${_what}.json`);
    const given = await filesFor(profile);
    const ended = await causeway([...argumentsOf(path, given.profile), '--deadline', '1']);
    expect(ended.status).toBe(2);
    expect(ended.ms).toBeLessThan(1_000 + slackMs);
    expect(ended.stderr).toContain(`${path} doesn’t answer`);
  });

  test('the saved profiles', async () => {
    const home = await makeFolder('home');
    onTestFinished(() => home.remove());
    execFileSync('mkfifo', [home.file('profiles.json')]);
    const env = { CAUSEWAY_USER_DATA: home.path };
    const ended = await causeway(['check', 'J', '--deadline', '1'], { env });
    expect(ended.status).toBe(2);
    expect(ended.stderr).toContain(`${home.file('profiles.json')}, doesn’t answer`);
  });
});

describe('the process for calls that may hang', () => {
  test('answers for others while many files hang, and reads a pipe that is written to', async () => {
    const calls = new BlockingProcess(forkedChild(built('blocking')));
    onTestFinished(() => calls.end());
    const files = new TimedFiles(calls, systemClock, 300);
    const silent = Array.from({ length: 20 }, (_, index) => pipe(`hangs-${index}`));
    const refused = silent.map((path) =>
      expect(files.readText(path, 100)).rejects.toMatchObject({ why: 'timeout' }),
    );
    expect(await files.readText(await folder.write('healthy', 'here'), 100)).toBe('here');
    await Promise.all(refused);
    expect(await calls.lookUp('localhost')).not.toEqual([]);
    await expect(files.readText('/dev/zero', 100)).rejects.toMatchObject({ why: 'tooLarge' });
    await expect(files.readText(folder.path, 100)).rejects.toMatchObject({ why: 'unreadable' });
    await expect(files.readText(folder.file('nowhere'), 100)).rejects.toMatchObject({ why: 'missing' });
    const late = files.readText(pipe('late'), 100);
    execFileSync('sh', ['-c', `printf said > '${folder.file('late')}'`]);
    expect(await late).toBe('said');
  });

  test('takes no pipe for a file of the app’s own', async () => {
    const calls = new BlockingProcess(forkedChild(built('blocking')));
    onTestFinished(() => calls.end());
    const path = pipe('own');
    const refused = [
      calls.append(path, 'x'),
      calls.write(path, 'x'),
      calls.readAt(path, 0, 10),
      calls.sizeOf(path),
    ];
    // All at once: one that fails while another is looked at would count as an error that nothing caught.
    await Promise.all(refused.map((call) => expect(call).rejects.toMatchObject({ code: 'ENOTFILE' })));
  });
});

describe.skipIf(!canMount)('a document on a mount that falls silent', () => {
  let mount: DeadMount;
  beforeEach(async () => {
    mount = await startMount();
    return () => mount.stop();
  });
  const path = () => mount.file('profiles.json');

  test('is told as silent, is not touched, and can be used again once it answers', async () => {
    const documents = new ThreadDocuments(new DocumentThreads(built('documents')), path(), systemClock);
    await documents.readAhead();
    expect(documents.read()).toEqual({});
    documents.write({ kept: 1 });
    mount.fallSilent();
    expect(() => documents.write({ kept: 2 })).toThrow(DocumentSilent);
    expect(documents.isSilent).toBe(true);
    expect(() => documents.read()).toThrow(DocumentSilent);
    mount.wake();
    await expect.poll(() => documents.isSilent).toBe(false);
    documents.write({ kept: 3 });
    expect(documents.read()).toEqual({ kept: 3 });
  });

  test('keeps no other document from being read and written, though they share a thread', async () => {
    const threads = new DocumentThreads(built('documents'));
    const open = (file: string) => new ThreadDocuments(threads, file, systemClock);
    writeFileSync(mount.file('profiles.json'), '{"from":"the mount"}');
    mount.fallSilent();
    const hung = [open(path()), open(mount.file('settings.json'))];
    const well = open(folder.file('window.json'));
    writeFileSync(folder.file('window.json'), '{"from":"the folder"}');
    const reading = [...hung, well].map((each) => each.readAhead());
    await reading[2];
    expect(well.read()).toEqual({ from: 'the folder' });
    well.write({ kept: 1 });
    expect(well.read()).toEqual({ kept: 1 });
    await Promise.all(reading);
    expect(hung.map(({ isSilent }) => isSilent)).toEqual([true, true]);
    for (const each of hung) expect(() => each.read()).toThrow(DocumentSilent);
    expect(well.read()).toEqual({ kept: 1 });
    mount.wake();
    await expect.poll(() => hung.some(({ isSilent }) => isSilent)).toBe(false);
    expect(hung.map((each) => each.read())).toEqual([{ from: 'the mount' }, {}]);
  });
});
