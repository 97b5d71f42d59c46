import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { bytesOf, pemOf, textOf } from '../../../renderer/handed-file.ts';
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

describe('a certificate that was handed over', () => {
  const most = 10_000;
  const derOf = (pem: string): Uint8Array<ArrayBuffer> => new Uint8Array(new X509Certificate(pem).raw);

  it('is taken as it is in PEM', async () => {
    const [pem = ''] = rootCertificates;
    expect(await pemOf(fileOf(pem), most)).toEqual(success(pem));
  });

  it('is taken in DER, as Windows writes it', async () => {
    for (const pem of rootCertificates) {
      expect(await pemOf(fileOf(derOf(pem)), most)).toEqual(success(new X509Certificate(pem).toString()));
    }
  });

  it('is not made of what is cut off, or of a key', async () => {
    const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const others = [
      derOf(rootCertificates[0] ?? '').slice(0, -1),
      new Uint8Array(key.export({ type: 'pkcs8', format: 'der' })),
    ];
    for (const bytes of others) expect(await pemOf(fileOf(bytes), most)).toEqual(failure('notText'));
  });
});
