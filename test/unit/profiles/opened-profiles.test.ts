import { execFileSync } from 'node:child_process';
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mostFileBytes } from '../../../shared/interchange/opened-files.ts';
import { ownBlockingCalls } from '../../../main/ports/blocking-calls.ts';
import { fileDeadlineMs } from '../../../main/ports/files.ts';
import type { StartCallChild } from '../../../main/ports/call-process.ts';
import type { OpenedFileCalls } from '../../../main/ports/opened-file.ts';
import { openedProfilesBy, readOpenedProfiles } from '../../../main/profiles/opened-profiles.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { makeFolder, type PrivateFolder } from '../../peers/folder.ts';
import { minimal } from '../shared/profile-samples.ts';

/** Files as the system hands them over, real ones: what is no profile file is told apart, and gives nothing away. */

let folder: PrivateFolder;
beforeAll(async () => {
  folder = await makeFolder('opened');
});
afterAll(() => folder.remove());

const read = (...paths: readonly string[]) => readOpenedProfiles(paths, ownBlockingCalls, new FakeClock());
const file = async (name: string, content: string | Uint8Array): Promise<string> => {
  await writeFile(folder.file(name), content);
  return folder.file(name);
};

const failing = (code: string): OpenedFileCalls => ({
  sizeOf: () => Promise.reject(Object.assign(new Error(code), { code })),
  readAt: () => Promise.reject(new Error('not asked for')),
});

describe('files that the system has the app open', () => {
  it('hold profiles, each with the name of its file', async () => {
    const one = await file('one.causeway', `\uFEFF${JSON.stringify(minimal)}`);
    const two = await file('two.json', JSON.stringify([minimal, { ...minimal, server: 'ftp://x' }]));
    const { found, unread } = await read(one, two);
    expect(unread).toEqual([]);
    expect(found.map(({ file: name, place, read: { ok } }) => [name, place, ok])).toEqual([
      ['one.causeway', null, true],
      ['two.json', 0, true],
      ['two.json', 1, false],
    ]);
  });

  it.each([
    ['gone', () => Promise.resolve(folder.file('gone.causeway')), 'missing'],
    ['below a file', async () => `${await file('a.causeway', '{}')}/b.causeway`, 'missing'],
    ['empty', () => file('empty.causeway', ''), 'empty'],
    ['a picture', () => file('picture.causeway', new Uint8Array([0x89, 0x50, 0, 1])), 'notText'],
    ['no UTF-8', () => file('latin.causeway', new Uint8Array([0x7b, 0xe9, 0x7d])), 'notText'],
    ['a device', () => Promise.resolve('/dev/zero'), 'notAFile'],
    ['a link to itself', () => linkTo('loop.causeway', 'loop.causeway'), 'unreadable'],
  ] as const)('%s: told, with no more than its name', async (_name, make, flaw) => {
    const path = await make();
    const { found, unread } = await read(path);
    expect(found).toEqual([]);
    expect(unread).toEqual([{ file: path.split('/').at(-1), flaw }]);
  });

  it('a folder and a pipe are told without waiting for them', async () => {
    await mkdir(folder.file('folder.causeway'));
    execFileSync('mkfifo', [folder.file('pipe.causeway')]);
    const { unread } = await read(folder.file('folder.causeway'), folder.file('pipe.causeway'));
    expect(unread.map(({ flaw }) => flaw)).toEqual(['notAFile', 'notAFile']);
  });

  it('tell no more flaws of one profile than can be looked at', async () => {
    const odd = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`key${at}`, 1]));
    const { found } = await read(await file('odd.causeway', JSON.stringify({ ...minimal, ...odd })));
    expect(found).toMatchObject([{ read: { ok: false, problem: { length: 20 } } }]);
  });

  it('one of 50 MB is not read at all', async () => {
    const large = await file('large.causeway', '');
    await truncate(large, 50 * 1024 * 1024);
    const calls: OpenedFileCalls = {
      sizeOf: (path) => ownBlockingCalls.sizeOf(path),
      readAt: () => Promise.reject(new Error('it was read')),
    };
    const { unread } = await readOpenedProfiles([large], calls, new FakeClock());
    expect(unread).toEqual([{ file: 'large.causeway', flaw: 'tooLarge' }]);
  });

  it('one that claims to be small and is not is read no further than that', async () => {
    const calls: OpenedFileCalls = {
      sizeOf: () => Promise.resolve(0),
      readAt: (_path, _position, mostBytes) => Promise.resolve(new Uint8Array(mostBytes).fill(0x20)),
    };
    const { unread } = await readOpenedProfiles(['/proc/endless.causeway'], calls, new FakeClock());
    expect(unread).toEqual([{ file: 'endless.causeway', flaw: 'tooLarge' }]);
    expect(mostFileBytes).toBe(8 * 1024 * 1024);
  });

  it.each(['EACCES', 'EPERM'])('one that may not be read (%s)', async (code) => {
    const { unread } = await readOpenedProfiles(['/a/b.causeway'], failing(code), new FakeClock());
    expect(unread).toEqual([{ file: 'b.causeway', flaw: 'denied' }]);
  });

  it('one that doesn’t answer is given up, and the others are there', async () => {
    const clock = new FakeClock();
    const fine = await file('fine.causeway', JSON.stringify(minimal));
    const calls: OpenedFileCalls = {
      sizeOf: (path) =>
        path === '/dead/mount.causeway' ? new Promise(() => undefined) : ownBlockingCalls.sizeOf(path),
      readAt: (...args) => ownBlockingCalls.readAt(...args),
    };
    const reading = readOpenedProfiles(['/dead/mount.causeway', fine], calls, clock);
    await expect.poll(() => clock.timers).toBe(1);
    clock.advance(fileDeadlineMs);
    const { found, unread } = await reading;
    expect(unread).toEqual([{ file: 'mount.causeway', flaw: 'silent' }]);
    expect(found.map(({ name }) => name)).toEqual(['Minimal']);
  });

  it('a link to a file of secrets gives its flaw, and nothing of what is in it', async () => {
    const shadow = await file('shadow', 'root:$6$salt$digest:19000:0:99999:7:::\n');
    const link = await linkTo('berlin.causeway', shadow);
    const opened = await read(link);
    expect(opened).toEqual({
      unread: [],
      found: [
        {
          file: 'berlin.causeway',
          place: null,
          name: null,
          read: { ok: false, problem: [{ field: '', rule: 'notJson' }] },
        },
      ],
    });
    expect(JSON.stringify(opened)).not.toMatch(/root|digest/);
  });
});

describe('read in a process of its own', () => {
  const silent: StartCallChild<readonly string[]> = () => ({
    send: () => undefined,
    kill: () => void (kills += 1),
  });
  let kills = 0;

  it('that never answers: given up and killed', async () => {
    const clock = new FakeClock();
    kills = 0;
    const reading = openedProfilesBy(silent, ['/a/b.causeway', '/c.causeway'], clock);
    clock.advance(clock.nextInMs ?? 0);
    expect(await reading).toEqual({
      found: [],
      unread: [
        { file: 'b.causeway', flaw: 'silent' },
        { file: 'c.causeway', flaw: 'silent' },
      ],
    });
    expect(kills).toBe(1);
  });

  it('that answers: ended at once', async () => {
    const clock = new FakeClock();
    kills = 0;
    const answer = { found: [], unread: [] };
    const start: StartCallChild<readonly string[]> = ({ answered }) => ({
      send: ({ id }) => answered({ id, value: answer }),
      kill: () => void (kills += 1),
    });
    expect(await openedProfilesBy(start, ['/a'], clock)).toEqual(answer);
    expect([kills, clock.timers]).toEqual([1, 0]);
  });
});

async function linkTo(name: string, target: string): Promise<string> {
  await symlink(target, folder.file(name));
  return folder.file(name);
}
