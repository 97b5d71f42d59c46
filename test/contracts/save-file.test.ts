import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ElectronSaveFile, type SaveFile } from '../../main/ports/save-file.ts';
import { FakeSaveFile } from '../fakes/save-file.ts';

type Dialog = ConstructorParameters<typeof ElectronSaveFile>[0];

let folder = '';
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'save-file-'))));
afterEach(() => rm(folder, { recursive: true }));

/** Electron's dialog, in which the person points at this path, or closes it (null). */
const pointingAt = (path: string | null): Dialog => ({
  showSaveDialog: () => Promise.resolve({ canceled: path === null, filePath: path ?? '' }),
});

const electrons = (path: string | null): SaveFile => new ElectronSaveFile(pointingAt(path), () => null);

/** How the person and the disk behave. */
type Turn = 'saves' | 'cancels' | 'points where nothing can be written';

const savers: [string, (turn: Turn) => SaveFile][] = [
  [
    'Electron’s',
    (turn) =>
      electrons(
        turn === 'cancels' ? null : join(folder, turn === 'saves' ? 'report.md' : 'no folder/report.md'),
      ),
  ],
  [
    'the fake',
    (turn) =>
      Object.assign(new FakeSaveFile(), {
        outcome: turn === 'saves' ? 'saved' : turn === 'cancels' ? 'cancelled' : 'notWritten',
      }),
  ],
];

describe.each(savers)('%s save dialog', (_name, saverFor) => {
  it.each([
    ['saves', 'saved'],
    ['cancels', 'cancelled'],
    ['points where nothing can be written', 'notWritten'],
  ] as const)('where the person %s, answers %s', async (turn, outcome) => {
    expect(await saverFor(turn).save('report.md', 'text')).toBe(outcome);
  });
});

describe('what is saved', () => {
  const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

  it('L19: is readable by its owner only', async () => {
    const path = join(folder, 'report.md');
    await electrons(path).save('report.md', 'a\n');
    expect(await readFile(path, 'utf8')).toBe('a\n');
    expect(await modeOf(path)).toBe(0o600);
  });

  it('L19: is readable by its owner only where others could read the file that it replaces', async () => {
    const path = join(folder, 'report.md');
    await writeFile(path, 'a longer text from before');
    await chmod(path, 0o644);
    await electrons(path).save('report.md', 'a\n');
    expect(await readFile(path, 'utf8')).toBe('a\n');
    expect(await modeOf(path)).toBe(0o600);
  });
});
