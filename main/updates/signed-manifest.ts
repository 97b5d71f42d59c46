import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { manifestSchema, mostManifestBytes, type UpdateManifest } from '../../shared/update-manifest.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import type { ManifestFlaw } from '../../shared/update-status.ts';

/*
 * A signed manifest is one file, so that text and signature can't be of two releases:
 *
 *     causeway-update 1 <id of the key> <signature, in Base64>
 *     {"formatVersion":1,…}
 *
 * The signature (ed25519, RFC 8032) is over the words `causeway-update 1`, a line feed, and the bytes after the first
 * line as they came. The id of the key only says which reason to give: all is judged with our own keys.
 */

const title = 'causeway-update 1';
const firstLine = /^causeway-update 1 ([0-9a-f]{16}) ([A-Za-z0-9+/]{86}==)$/;
/** The longest that a first line can be, and a line feed. */
const mostFirstLineBytes = 200;

/** A public key, 32 bytes in Base64 (RFC 8032 §5.1.5). Errors: any, where it is none. */
export function updateKey(base64: string): KeyObject {
  const x = Buffer.from(base64, 'base64').toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

/** By what a key is named in a manifest: the start of the SHA-256 of its 32 bytes. */
export function idOfKey(key: KeyObject): string {
  const { x = '' } = key.export({ format: 'jwk' });
  return createHash('sha256').update(Buffer.from(x, 'base64url')).digest('hex').slice(0, 16);
}

/** What a signature is over. */
export const signedBytes = (body: Uint8Array): Buffer => Buffer.concat([Buffer.from(`${title}\n`), body]);

/**
 * What a feed sent, if one of these keys signed it. Nothing of it is parsed before that; afterwards it has to be a manifest
 * as we know them.
 */
export function readSignedManifest(
  bytes: Uint8Array,
  keys: readonly KeyObject[],
): Result<UpdateManifest, ManifestFlaw> {
  const signed = unwrap(bytes);
  if (signed === null) return failure({ kind: 'unsigned' });
  const key = keys.find((each) => idOfKey(each) === signed.keyId);
  if (key === undefined) return failure({ kind: 'foreignKey' });
  if (!verify(null, signedBytes(signed.body), key, signed.signature)) return failure({ kind: 'altered' });
  const read = manifestSchema.safeParse(parsed(signed.body));
  return read.success ? success(read.data) : failure({ kind: 'unreadable' });
}

interface Unwrapped {
  readonly keyId: string;
  readonly signature: Buffer;
  readonly body: Buffer;
}

function unwrap(bytes: Uint8Array): Unwrapped | null {
  if (bytes.length > mostManifestBytes) return null;
  const all = Buffer.from(bytes);
  const end = all.indexOf('\n');
  if (end < 0 || end > mostFirstLineBytes) return null;
  const [, keyId, signature] = firstLine.exec(all.subarray(0, end).toString('latin1')) ?? [];
  if (keyId === undefined || signature === undefined) return null;
  return { keyId, signature: Buffer.from(signature, 'base64'), body: all.subarray(end + 1) };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
