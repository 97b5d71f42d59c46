import { generateKeyPair, sign, verify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';

export type SigningKey = { privateKey: KeyObject; publicKey: KeyObject };

const TokenClaims = z.object({
  app_id: z.string(),
  identity: z.string(),
  access: z.array(z.string()),
  salt: z.string(),
  /** Unix seconds in the server's clock; absent means never. */
  expires: z.number().optional(),
  path: z.string().optional(),
  sync_label: z.string().optional(),
  is_admin: z.boolean().optional(),
});

/** What a Realm Object Server token says. The field names are those on the wire. */
export type TokenClaims = z.infer<typeof TokenClaims>;

export type TokenReading =
  { kind: 'good'; claims: TokenClaims } | { kind: 'malformed'; detail: string } | { kind: 'forged' };

/** The server's own words. Clients recognise a gateway's foreign `Authorization` header by them. */
export const NOT_TWO_PARTS = 'The tokenString parameter does not have 2 parts separated by a colon';

/** RSA 2048 off the main thread: the synchronous form would block start-up for up to a second. */
export function generateSigningKey(): Promise<SigningKey> {
  return promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
}

/** `base64(JSON):base64(RSA-SHA256 over the JSON bytes)`: Realm Object Server's format, not a JWT. */
export function signToken(claims: TokenClaims, key: SigningKey): string {
  const payload = Buffer.from(JSON.stringify(claims));
  const signature = sign('RSA-SHA256', payload, key.privateKey);
  return `${payload.toString('base64')}:${signature.toString('base64')}`;
}

/** Verifies before it parses, as the server does: a forged token's content is never looked at. */
export function readToken(token: string, key: SigningKey): TokenReading {
  const [payloadPart, signaturePart, ...others] = token.split(':');
  if (payloadPart === undefined || signaturePart === undefined || others.length > 0) {
    return { kind: 'malformed', detail: NOT_TWO_PARTS };
  }
  const payload = Buffer.from(payloadPart, 'base64');
  const isGenuine = verify('RSA-SHA256', payload, key.publicKey, Buffer.from(signaturePart, 'base64'));
  return isGenuine ? readClaims(payload) : { kind: 'forged' };
}

export function tokenIsRefresh(claims: TokenClaims): boolean {
  return claims.access.includes('refresh');
}

export function tokenIsExpired(claims: TokenClaims, nowMs: number): boolean {
  return claims.expires !== undefined && claims.expires * 1000 <= nowMs;
}

function readClaims(payload: Buffer): TokenReading {
  const parsed = TokenClaims.safeParse(parseJson(payload.toString('utf8')));
  if (!parsed.success) return { kind: 'malformed', detail: 'The token does not contain valid claims' };
  return { kind: 'good', claims: parsed.data };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
