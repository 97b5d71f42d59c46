import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readSignedManifest } from '../../../main/updates/signed-manifest.ts';
import { systemOf, writeUpdateManifest } from '../../../scripts/package/update-manifest.js';
import { artefactOf } from '../../fakes/update-feed.ts';

function folderWithKey() {
  const folder = mkdtempSync(join(tmpdir(), 'cw-manifest-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const keyFile = join(folder, 'key.pem');
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return { folder, keyFile, publicKey };
}

const now = Date.UTC(2026, 0, 1);
const news = { en: 'Faster.', de: 'Schneller.' };

describe('the script that writes a manifest', () => {
  it('writes what the app believes, and lays the files beside it', () => {
    const { folder, keyFile, publicKey } = folderWithKey();
    const bytes = Buffer.from('an installer');
    for (const name of ['Causeway-0.3.0-x64.exe', 'Causeway-0.2.0-x64.exe', 'causeway_0.3.0_amd64.deb'])
      writeFileSync(join(folder, name), bytes);
    const file = writeUpdateManifest({
      version: '0.3.0',
      news,
      rollout: 10,
      days: 7,
      from: folder,
      keyFile,
      now,
    });
    const path = '0.3.0/Causeway-0.3.0-x64.exe';
    expect(readSignedManifest(readFileSync(file), [publicKey])).toEqual({
      ok: true,
      value: {
        formatVersion: 1,
        channel: 'stable',
        version: '0.3.0',
        issuedAt: now,
        expiresAt: now + 7 * 24 * 60 * 60_000,
        rollout: 10,
        news,
        artefacts: { 'win32-x64': artefactOf(path, bytes) },
      },
    });
    expect(readFileSync(join(folder, 'feed', path))).toEqual(bytes);
  });

  it('knows systems by the names of their files', () => {
    expect(
      [
        'Causeway-0.3.0-mac-arm64.zip',
        'causeway-0.3.0-arm64.exe',
        'causeway-0.3.0-linux-x64.zip',
        'a.deb',
      ].map(systemOf),
    ).toEqual(['darwin-arm64', 'win32-arm64', null, null]);
  });

  it('refuses what no app could use', () => {
    const { folder: from, keyFile } = folderWithKey();
    const write = (more: object) => () =>
      writeUpdateManifest({ version: '0.3.0', news, from, keyFile, ...more });
    expect(write({ news: { de: 'Neu.' } })).toThrow('English');
    expect(write({ rollout: 101 })).toThrow('hundred');
    expect(write({ days: 365 })).toThrow('1 to 90');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(join(from, 'other.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(write({ keyFile: join(from, 'other.pem') })).toThrow('ed25519');
    expect(existsSync(join(from, 'feed'))).toBe(false);
  });

  it('makes a key of this computer where none is configured, for its owner only', () => {
    const { folder: from } = folderWithKey();
    const before = process.env['XDG_CACHE_HOME'];
    process.env['XDG_CACHE_HOME'] = join(from, 'cache');
    onTestFinished(() => {
      if (before === undefined) delete process.env['XDG_CACHE_HOME'];
      else process.env['XDG_CACHE_HOME'] = before;
    });
    writeUpdateManifest({ version: '0.3.0', news, from });
    const key = join(from, 'cache', 'causeway', 'update-key.pem');
    expect(statSync(key).mode & 0o777).toBe(0o600);
  });
});
