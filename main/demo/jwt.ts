import { verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';

export type JwtReading = { kind: 'good'; userId: string; isAdmin: boolean } | { kind: 'bad'; detail: string };

const Header = z.object({ alg: z.literal('RS256') });
const Payload = z.object({
  userId: z.string().min(1),
  isAdmin: z.boolean().optional(),
  exp: z.number().optional(),
});

/** Verifies an RS256 JWT (RFC 7519) as Realm Object Server's `jwt` provider does: the user is claim `userId`. */
export function readJwt(token: string, publicKey: KeyObject, nowMs: number): JwtReading {
  const [header, payload, signature, ...others] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined || others.length > 0) {
    return { kind: 'bad', detail: 'jwt malformed' };
  }
  if (!Header.safeParse(decode(header)).success) return { kind: 'bad', detail: 'invalid algorithm' };
  const signed = Buffer.from(`${header}.${payload}`);
  const isGenuine = verify('RSA-SHA256', signed, publicKey, Buffer.from(signature, 'base64url'));
  return isGenuine ? readPayload(payload, nowMs) : { kind: 'bad', detail: 'invalid signature' };
}

function readPayload(part: string, nowMs: number): JwtReading {
  const parsed = Payload.safeParse(decode(part));
  if (!parsed.success) return { kind: 'bad', detail: "The claim 'userId' is missing" };
  const { userId, isAdmin, exp } = parsed.data;
  if (exp !== undefined && exp * 1000 <= nowMs) return { kind: 'bad', detail: 'jwt expired' };
  return { kind: 'good', userId, isAdmin: isAdmin ?? false };
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
