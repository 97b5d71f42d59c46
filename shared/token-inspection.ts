import type { Keeping } from './status.ts';

/** What a token says about itself, in plain safe fields; never the token. Times are milliseconds since 1970. */
export interface TokenInspection {
  readonly format: TokenFormat;
  readonly role: TokenRole;
  /** In characters. */
  readonly length: number;
  readonly identity: string | null;
  readonly access: readonly string[];
  readonly path: string | null;
  readonly appId: string | null;
  readonly isAdmin: boolean | null;
  readonly issuedAt: number | null;
  /** Null stands for never, or for a token that doesn't say; `format` tells which. */
  readonly expiresAt: number | null;
  readonly notBefore: number | null;
  readonly issuer: string | null;
  readonly audience: readonly string[];
  /** How it is signed, as far as it says so: `RS256`. */
  readonly algorithm: string | null;
  readonly signature: SignatureVerdict;
}

/** Realm Object Server's own `base64(JSON):base64(signature)`, a JWT (RFC 7519), or something that only its issuer can read. */
export type TokenFormat = 'serverToken' | 'jwt' | 'opaque';

export type TokenRole = 'refresh' | 'access' | 'user' | 'admin' | 'external' | 'unknown';

/** `noKey`: the profile has no public key to verify with. `unsupported`: an algorithm that isn't signed with such a key. */
export type SignatureVerdict = 'verified' | 'wrong' | 'noKey' | 'unsupported' | 'none';

/** A token of a profile: what it says, and where it is kept. */
export interface HeldTokenInspection extends TokenInspection {
  readonly keptIn: Keeping;
}
