import { describe, expect, it } from 'vitest';
import { bytesOf, textOf } from '../../../renderer/handed-file.ts';
import { failure, success } from '../../../shared/result.ts';

const fileOf = (...parts: BlobPart[]): File => new File(parts, 'handed over');

/** Chromium makes a file of a folder, too, and says only on reading that it can't. */
const folder = Object.assign(fileOf(), { arrayBuffer: () => Promise.reject(new Error('NotFoundError')) });

describe('a file that was handed over', () => {
  it('is read as bytes, or as text', async () => {
    expect(await bytesOf(fileOf(new Uint8Array([0, 255])), 2)).toEqual(success(new Uint8Array([0, 255])));
    expect(await textOf(fileOf('Größe'), 100)).toEqual(success('Größe'));
  });

  it.each([
    ['one byte too large', fileOf('abc'), 'tooLarge'],
    ['empty', fileOf(), 'empty'],
    ['a folder', folder, 'unreadable'],
    ['binary', fileOf(new Uint8Array([0x30, 0])), 'notText'],
  ] as const)('and is %s, is of no use', async (_what, file, flaw) => {
    expect(await textOf(file, 2)).toEqual(failure(flaw));
  });
});
