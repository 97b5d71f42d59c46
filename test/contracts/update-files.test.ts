import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeUpdateFiles, type UpdateFiles } from '../../main/ports/update-files.ts';
import { MemoryUpdateFiles } from '../fakes/updates.ts';

let folder = '';
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'cw-update-files-'))));
afterEach(() => rm(folder, { recursive: true }));

const bytes = Buffer.from('an installer');
const expected = { size: bytes.length, sha512: createHash('sha512').update(bytes).digest('hex') };

const kinds: readonly (readonly [string, () => UpdateFiles])[] = [
  ['on a disk', () => new NodeUpdateFiles(join(folder, 'updates'))],
  ['of the fake', () => new MemoryUpdateFiles()],
];

describe.each(kinds)('update files %s', (_name, make) => {
  it('are found once they are kept, and not before', async () => {
    const files = make();
    expect(await files.find('a.exe', expected)).toBeNull();
    const file = await files.begin('a.exe');
    await file.write(bytes.subarray(0, 5));
    await file.write(bytes.subarray(5));
    expect(await files.find('a.exe', expected)).toBeNull();
    const path = await file.keep();
    expect([basename(path), await files.find('a.exe', expected)]).toEqual(['a.exe', path]);
  });

  it('are found only as exactly what they have to be', async () => {
    const files = make();
    const file = await files.begin('a.exe');
    await file.write(bytes);
    await file.keep();
    expect(await files.find('a.exe', { ...expected, size: expected.size + 1 })).toBeNull();
    expect(await files.find('a.exe', { ...expected, sha512: '0'.repeat(128) })).toBeNull();
    expect(await files.find('b.exe', expected)).toBeNull();
  });

  it('are gone when they are discarded, or another one is begun', async () => {
    const files = make();
    const discarded = await files.begin('a.exe');
    await discarded.write(bytes);
    await discarded.discard();
    expect(await files.find('a.exe', expected)).toBeNull();
    const first = await files.begin('a.exe');
    await first.write(bytes);
    await first.keep();
    await (await files.begin('b.exe')).discard();
    expect(await files.find('a.exe', expected)).toBeNull();
  });
});

describe('update files on a disk', () => {
  it('are their owner’s alone, in a folder that nobody else can enter', async () => {
    const files = new NodeUpdateFiles(join(folder, 'updates'));
    const file = await files.begin('../../a.exe');
    await file.write(bytes);
    const path = await file.keep();
    expect(path).toBe(join(folder, 'updates', 'a.exe'));
    const modes = await Promise.all([stat(path), stat(join(folder, 'updates'))]);
    expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o600, 0o700]);
  });

  it('leave nothing half of them behind', async () => {
    const files = new NodeUpdateFiles(join(folder, 'updates'));
    const file = await files.begin('a.exe');
    await file.write(bytes);
    await file.discard();
    expect(await readdir(join(folder, 'updates'))).toEqual([]);
  });

  it('fail where nothing can be written', async () => {
    await writeFile(join(folder, 'updates'), 'in the way');
    await chmod(join(folder, 'updates'), 0o600);
    await expect(new NodeUpdateFiles(join(folder, 'updates')).begin('a.exe')).rejects.toThrow();
  });
});
