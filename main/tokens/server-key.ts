import { createPublicKey, type KeyObject } from 'node:crypto';
import { ProblemError } from '../problem-error.ts';

/** The public key with which the server's tokens are verified. Errors: throws when the text holds no public key. */
export const readPublicKey = (pem: string): KeyObject => createPublicKey(pem);

/** Errors: `profile.invalid` when the text holds no public key. */
export function requireServerKey(pem: string | null): void {
  if (pem === null) return;
  try {
    if (/PRIVATE KEY-----/.test(pem)) throw new TypeError('a private key');
    readPublicKey(pem);
  } catch {
    const rule = /PRIVATE KEY-----/.test(pem) ? 'pemHasPrivateKey' : 'pemUnreadable';
    throw new ProblemError({ kind: 'profile.invalid', issues: [{ field: 'serverKey', rule }] });
  }
}
