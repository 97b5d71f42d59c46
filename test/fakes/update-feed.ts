import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { idOfKey, signedBytes } from '../../main/updates/signed-manifest.ts';
import type { UpdateManifest } from '../../shared/update-manifest.ts';

/** A key of a test's own, in the place of ours. */
export interface SigningKey {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export const signingKey = (): SigningKey => generateKeyPairSync('ed25519');

const day = 24 * 60 * 60_000;

/** A manifest of 0.3.0, fresh for two weeks from `now`. */
export const manifestOf = (now: number, own: Partial<UpdateManifest> = {}): UpdateManifest => ({
  formatVersion: 1,
  channel: 'stable',
  version: '0.3.0',
  issuedAt: now - day,
  expiresAt: now + 14 * day,
  rollout: 100,
  news: { en: 'Faster through proxies.', de: 'Schneller durch Proxys.' },
  artefacts: {},
  ...own,
});

export const artefactOf = (path: string, bytes: Uint8Array) => ({
  path,
  size: bytes.length,
  sha512: createHash('sha512').update(bytes).digest('hex'),
});

/** As a feed serves it. `body`: what stands there in the manifest's place, signed all the same. */
export function signedManifest(
  manifest: UpdateManifest,
  { privateKey, publicKey }: SigningKey,
  body: string = JSON.stringify(manifest),
): Buffer {
  const bytes = Buffer.from(body);
  const signature = sign(null, signedBytes(bytes), privateKey).toString('base64');
  return Buffer.concat([Buffer.from(`causeway-update 1 ${idOfKey(publicKey)} ${signature}\n`), bytes]);
}
