import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { SignatureVerdict, TokenInspection, TokenRole } from '../../shared/token-inspection.ts';

const text = z.string().max(2000).nullish().catch(null);
const seconds = z.number().nullish().catch(null);

const serverClaims = z.looseObject({
  identity: text,
  access: z.array(z.string().max(100)).max(20).catch([]),
  expires: seconds,
  path: text,
  app_id: text,
  is_admin: z.boolean().nullish().catch(null),
});

const jwtClaims = z.looseObject({
  sub: text,
  /** What Realm Object Server's own JWT provider reads. */
  userId: text,
  iss: text,
  aud: z
    .union([z.string().transform((one) => [one]), z.array(z.string())])
    .catch([])
    .transform((all) => all.slice(0, 20)),
  iat: seconds,
  nbf: seconds,
  exp: seconds,
});

const jwtHead = z.looseObject({ alg: z.string().max(20).nullish().catch(null) });

const nothing: Omit<TokenInspection, 'length'> = {
  ...{ format: 'opaque', role: 'unknown', identity: null, access: [], path: null, appId: null },
  ...{ isAdmin: null, issuedAt: null, expiresAt: null, notBefore: null, issuer: null, audience: [] },
  ...{ algorithm: null, signature: 'none' },
};

/**
 * What a token says (server, §2). Pure and offline; `key` is the server's public key, null when there is none. Nothing
 * is believed: a token says what it likes, only `signature` tells whether the server said it.
 */
export function inspectToken(token: string, key: KeyObject | null): TokenInspection {
  const trimmed = token.trim();
  const read = readServerToken(trimmed, key) ?? readJwt(trimmed, key) ?? nothing;
  return { ...read, length: trimmed.length };
}

/** Errors: throws when the text holds no public key. */
export const readPublicKey = (pem: string): KeyObject => createPublicKey(pem);

function readServerToken(token: string, key: KeyObject | null): Omit<TokenInspection, 'length'> | null {
  const [payloadPart, signaturePart, ...others] = token.split(':');
  if (payloadPart === undefined || signaturePart === undefined || others.length > 0) return null;
  const payload = Buffer.from(payloadPart, 'base64');
  const claims = serverClaims.safeParse(jsonIn(payload)).data;
  if (claims === undefined) return null;
  const { identity = null, access, expires, path = null, app_id: appId = null, is_admin } = claims;
  const signature = Buffer.from(signaturePart, 'base64');
  return {
    ...nothing,
    ...{ format: 'serverToken', identity, access, path, appId, isAdmin: is_admin ?? null },
    role: roleOf(identity, access, path),
    expiresAt: msOf(expires),
    algorithm: 'RSA-SHA256',
    signature: key === null ? 'noKey' : verdictOf(() => verify('RSA-SHA256', payload, key, signature)),
  };
}

/** A refresh token is one whose access says so; the admin is an identity; user tokens name no path (server, §2). */
function roleOf(identity: string | null, access: readonly string[], path: string | null): TokenRole {
  if (access.includes('refresh')) return 'refresh';
  if (identity === '__admin') return 'admin';
  return path === null ? 'user' : 'access';
}

function readJwt(token: string, key: KeyObject | null): Omit<TokenInspection, 'length'> | null {
  const [head, body, signature, ...others] = token.split('.');
  if (head === undefined || body === undefined || signature === undefined || others.length > 0) return null;
  const claims = jwtClaims.safeParse(jsonIn(Buffer.from(body, 'base64url'))).data;
  const header = jwtHead.safeParse(jsonIn(Buffer.from(head, 'base64url'))).data;
  if (claims === undefined || header === undefined) return null;
  const { sub, userId, iss: issuer = null, aud: audience, iat, nbf, exp } = claims;
  const identity = sub ?? userId ?? null;
  return {
    ...nothing,
    ...{ format: 'jwt', role: 'external', identity, issuer, audience },
    ...{ issuedAt: msOf(iat), notBefore: msOf(nbf), expiresAt: msOf(exp) },
    algorithm: header.alg ?? null,
    signature: jwtVerdict(header.alg ?? '', `${head}.${body}`, signature, key),
  };
}

/** The algorithms of RFC 7518 that a public key verifies. */
const jwtDigests: Readonly<Record<string, string>> = {
  RS256: 'RSA-SHA256',
  RS384: 'RSA-SHA384',
  RS512: 'RSA-SHA512',
  ES256: 'SHA256',
  ES384: 'SHA384',
  ES512: 'SHA512',
};

function jwtVerdict(
  algorithm: string,
  signed: string,
  signature: string,
  key: KeyObject | null,
): SignatureVerdict {
  const digest = jwtDigests[algorithm];
  if (signature === '') return 'none';
  if (digest === undefined) return 'unsupported';
  if (key === null) return 'noKey';
  const bytes = Buffer.from(signature, 'base64url');
  return verdictOf(() => verify(digest, Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }, bytes));
}

/** A key of another kind than the signature can't be tried at all; the token is not signed with it either. */
function verdictOf(isGenuine: () => boolean): SignatureVerdict {
  try {
    return isGenuine() ? 'verified' : 'wrong';
  } catch {
    return 'wrong';
  }
}

const msOf = (unixSeconds: number | null | undefined): number | null =>
  unixSeconds === null || unixSeconds === undefined || Math.abs(unixSeconds) > 8.64e12
    ? null
    : unixSeconds * 1000;

function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
