import { describe, expect, it } from 'vitest';
import { ownUpdateKeys } from '../../../main/updates/keys.ts';
import { idOfKey, readSignedManifest, updateKey } from '../../../main/updates/signed-manifest.ts';
import { mostManifestBytes } from '../../../shared/update-manifest.ts';
import { manifestOf, signedManifest, signingKey } from '../../fakes/update-feed.ts';

const now = Date.UTC(2026, 0, 1);
const key = signingKey();
const manifest = manifestOf(now);
const signed = signedManifest(manifest, key);
const read = (bytes: Uint8Array, keys = [key.publicKey]) => readSignedManifest(bytes, keys);
const flaw = (bytes: Uint8Array, keys = [key.publicKey]) => {
  const answer = read(bytes, keys);
  return answer.ok ? null : answer.problem.kind;
};

describe('a signed manifest', () => {
  it('is believed if one of our keys signed it', () => {
    expect(read(signed)).toEqual({ ok: true, value: manifest });
    expect(read(signed, [signingKey().publicKey, key.publicKey]).ok).toBe(true);
  });

  it('is refused where any bit of it is another one', () => {
    const start = signed.indexOf('\n') + 1;
    for (let at = start; at < signed.length; at += 1) {
      const altered = Buffer.from(signed);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(flaw(altered), `byte ${at}`).toBe('altered');
    }
    expect(flaw(Buffer.concat([signed, Buffer.from(' ')]))).toBe('altered');
    expect(flaw(signed.subarray(0, -1))).toBe('altered');
  });

  it('is refused under a key that isn’t ours, and under the name of ours', () => {
    const foreign = signingKey();
    expect(flaw(signedManifest(manifest, foreign))).toBe('foreignKey');
    expect(flaw(signedManifest(manifest, { ...foreign, publicKey: key.publicKey }))).toBe('altered');
  });

  it('is judged by its signature before anything of it is read', () => {
    const nonsense = signedManifest(manifest, { ...signingKey(), publicKey: key.publicKey }, '{"format');
    expect(flaw(nonsense)).toBe('altered');
  });

  it.each([
    ['nothing', ''],
    ['a page', '<!doctype html><title>Sign in</title>'],
    ['bare JSON', JSON.stringify(manifest)],
    ['no end of the first line', 'causeway-update 1 '.padEnd(5_000, 'a')],
    ['another format', signed.toString().replace('causeway-update 1', 'causeway-update 2')],
    ['a short signature', `causeway-update 1 ${idOfKey(key.publicKey)} AAAA\n{}`],
  ])('is none: %s', (_what, text) => {
    expect(flaw(Buffer.from(text))).toBe('unsigned');
  });

  it('is none where it is larger than any of ours', () => {
    const news = { en: 'a', pad: 'b'.repeat(mostManifestBytes) };
    expect(flaw(signedManifest(manifest, key, JSON.stringify({ ...manifest, news })))).toBe('unsigned');
  });

  const unreadable: readonly (readonly [string, object | string])[] = [
    ['no JSON', '{"formatVersion":1'],
    ['a list', []],
    ['a format that is not known', { ...manifest, formatVersion: 2 }],
    ['a channel that is not known', { ...manifest, channel: 'nightly' }],
    ['no version', { ...manifest, version: 'latest' }],
    ['a version with build metadata', { ...manifest, version: '0.3.0+x' }],
    ['no English', { ...manifest, news: { de: 'Neu.' } }],
    ['a share above all', { ...manifest, rollout: 101 }],
    ['no expiry', { ...manifest, expiresAt: undefined }],
    ...['../x', '/x', 'https://x.example/y', 'a//b', 'a/../b', 'x?y', '.x', ''].map(
      (path): readonly [string, object] => [
        `a file at ${path}`,
        { ...manifest, artefacts: { 'win32-x64': { path, size: 1, sha512: 'a'.repeat(128) } } },
      ],
    ),
    [
      'a file without a hash',
      { ...manifest, artefacts: { 'win32-x64': { path: 'x', size: 1, sha512: '' } } },
    ],
    [
      'a file beyond all sizes',
      { ...manifest, artefacts: { 'win32-x64': { path: 'x', size: 2 ** 40, sha512: 'a'.repeat(128) } } },
    ],
  ];
  it.each(unreadable)('is not understood though it is signed: %s', (_what, body) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    expect(flaw(signedManifest(manifest, key, text))).toBe('unreadable');
  });

  it('may say more than this version understands', () => {
    const later = { ...manifest, mirror: 'x', artefacts: {} };
    expect(read(signedManifest(manifest, key, JSON.stringify(later)))).toEqual({ ok: true, value: manifest });
  });
});

describe('our keys', () => {
  it('are public keys of ed25519, each another one', () => {
    const keys = ownUpdateKeys();
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.map(({ asymmetricKeyType, type }) => [type, asymmetricKeyType])).toEqual(
      keys.map(() => ['public', 'ed25519']),
    );
    expect(new Set(keys.map(idOfKey)).size).toBe(keys.length);
  });

  it('are not made of anything else', () => {
    expect(() => updateKey('')).toThrow();
    expect(() => updateKey(Buffer.alloc(31).toString('base64'))).toThrow();
  });
});
