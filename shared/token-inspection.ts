import type { SecretStorage } from './status.ts';

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
  /** What is meant, where it is written oddly (`flaws`). Null: there is none, or none that can be read. */
  readonly expiresAt: number | null;
  readonly notBefore: number | null;
  readonly issuer: string | null;
  readonly audience: readonly string[];
  /** How it is signed, as far as it says so: `RS256`. */
  readonly algorithm: string | null;
  readonly signature: SignatureVerdict;
  /** What is odd about it at any time. */
  readonly flaws: readonly TokenFlaw[];
}

/** Something in a token that its issuer can hardly have meant, or that a server takes otherwise than a reader would. */
export type TokenFlaw =
  /** A number in quotes: servers refuse it, or take no notice of it. */
  | 'expiryIsText'
  /** Thirteen digits where RFC 7519 and the server have seconds. */
  | 'expiryInMilliseconds'
  /** There is an expiry, but no moment can be made of it. */
  | 'expiryUnreadable'
  | 'noExpiry'
  /** `alg: none`, or no signature: anyone can have written it. */
  | 'unsigned'
  /** HS256 and its kin: signed with a secret that a server with a public key doesn't have. */
  | 'sharedSecret'
  | 'wrongSignature'
  /** `userId` and `sub` differ. The server reads `userId`. */
  | 'subNotRead'
  /** A JWT that names no user. */
  | 'noIdentity';

/** What to say about a token besides what it says itself: its flaws, and what the clock makes of its times. */
export type TokenRemark =
  | { readonly kind: TokenFlaw }
  | { readonly kind: 'expired'; readonly at: number }
  | { readonly kind: 'notYetValid'; readonly at: number }
  /** Issued later than it is now by this computer's clock. */
  | { readonly kind: 'issuedAhead'; readonly at: number };

/** Clocks of two computers may differ so much unnoticed. */
const clockSlackMs = 60_000;

export function remarksOn(inspection: TokenInspection, nowMs: number): readonly TokenRemark[] {
  const { flaws, expiresAt, notBefore, issuedAt } = inspection;
  return [
    ...flaws.map((kind): TokenRemark => ({ kind })),
    ...(expiresAt !== null && expiresAt <= nowMs ? [{ kind: 'expired', at: expiresAt } as const] : []),
    ...(notBefore !== null && notBefore > nowMs ? [{ kind: 'notYetValid', at: notBefore } as const] : []),
    ...(issuedAt !== null && issuedAt > nowMs + clockSlackMs
      ? [{ kind: 'issuedAhead', at: issuedAt } as const]
      : []),
  ];
}

/** Realm Object Server's own `base64(JSON):base64(signature)`, a JWT (RFC 7519), or something that only its issuer can read. */
export type TokenFormat = 'serverToken' | 'jwt' | 'opaque';

export type TokenRole = 'refresh' | 'access' | 'user' | 'admin' | 'external' | 'unknown';

/** `noKey`: the profile has no public key to verify with. `unsupported`: an algorithm that isn't signed with such a key. */
export type SignatureVerdict = 'verified' | 'wrong' | 'noKey' | 'unsupported' | 'none';

/** A token of a profile: what it says, and where it is kept. */
export interface HeldTokenInspection extends TokenInspection {
  readonly storedIn: SecretStorage;
}
