import { verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { tokenIn } from '../../shared/pasted-token.ts';
import type {
  SignatureVerdict,
  TokenFlaw,
  TokenInspection,
  TokenRole,
} from '../../shared/token-inspection.ts';

const text = z.string().max(2000).nullish().catch(null);
const seconds = z.number().nullish().catch(null);

const serverClaims = z.looseObject({
  identity: text,
  access: z.array(z.string().max(100)).max(20).catch([]),
  expires: z.unknown().optional(),
  path: text,
  app_id: text,
  is_admin: z.boolean().nullish().catch(null),
});

const jwtClaims = z.looseObject({
  sub: text,
  /** What Realm Object Server's own JWT provider reads. */
  userId: text,
  isAdmin: z.boolean().nullish().catch(null),
  iss: text,
  aud: z
    .union([z.string().transform((one) => [one]), z.array(z.string())])
    .catch([])
    .transform((all) => all.slice(0, 20)),
  iat: seconds,
  nbf: seconds,
  exp: z.unknown().optional(),
});

const jwtHead = z.looseObject({ alg: z.string().max(20).nullish().catch(null) });

const nothing: Omit<TokenInspection, 'length'> = {
  format: 'opaque',
  role: 'unknown',
  identity: null,
  access: [],
  path: null,
  appId: null,
  isAdmin: null,
  issuedAt: null,
  expiresAt: null,
  notBefore: null,
  issuer: null,
  audience: [],
  algorithm: null,
  signature: 'none',
  flaws: [],
};

/**
 * What a token says (server, §2), read as people copy it. Pure and offline; `key` is the server's public key, null when there is none. Nothing
 * is believed: a token says what it likes, only `signature` tells whether the server said it.
 */
export function inspectToken(token: string, key: KeyObject | null): TokenInspection {
  const own = tokenIn(token);
  const read = readServerToken(own, key) ?? readJwt(own, key) ?? nothing;
  return { ...read, length: own.length };
}

function readServerToken(token: string, key: KeyObject | null): Omit<TokenInspection, 'length'> | null {
  const [payloadPart, signaturePart, ...others] = token.split(':');
  if (payloadPart === undefined || signaturePart === undefined || others.length > 0) return null;
  const payload = Buffer.from(payloadPart, 'base64');
  const claims = serverClaims.safeParse(jsonIn(payload)).data;
  if (claims === undefined) return null;
  const { identity = null, access, expires, path = null, app_id: appId = null, is_admin } = claims;
  const bytes = Buffer.from(signaturePart, 'base64');
  const signature = key === null ? 'noKey' : verdictOf(() => verify('RSA-SHA256', payload, key, bytes));
  const expiry = expiryOf(expires);
  return {
    ...nothing,
    format: 'serverToken',
    identity,
    access,
    path,
    appId,
    isAdmin: is_admin ?? null,
    role: roleOf(identity, access, path),
    expiresAt: expiry.at,
    algorithm: 'RSA-SHA256',
    signature,
    flaws: [...expiry.flaws, ...signatureFlaws(signature, null)],
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
  const { sub, userId, isAdmin = null, iss: issuer = null, aud: audience, iat, nbf, exp } = claims;
  // The server's own provider reads userId, and nothing else (Realm Object Server, "JSON Web Token").
  const identity = userId ?? sub ?? null;
  const expiry = expiryOf(exp);
  const algorithm = header.alg ?? null;
  const verdict = jwtVerdict(algorithm ?? '', `${head}.${body}`, signature, key);
  return {
    ...nothing,
    format: 'jwt',
    role: 'external',
    identity,
    isAdmin,
    issuer,
    audience,
    issuedAt: momentOf(iat),
    notBefore: momentOf(nbf),
    expiresAt: expiry.at,
    algorithm,
    signature: verdict,
    flaws: [...expiry.flaws, ...signatureFlaws(verdict, algorithm), ...identityFlaws(sub, userId)],
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

interface Expiry {
  readonly at: number | null;
  readonly flaws: readonly TokenFlaw[];
}

/** Seconds since 1970 in both formats (server, §2; RFC 7519 §4.1.4). What is meant by others is told, with the flaw. */
function expiryOf(said: unknown): Expiry {
  if (said === undefined || said === null) return { at: null, flaws: ['noExpiry'] };
  const isText = typeof said === 'string';
  const number = isText && /^\s*\d{1,16}(?:\.\d*)?\s*$/.test(said) ? Number(said) : said;
  const at = typeof number === 'number' ? momentOf(number) : isText ? dateIn(said) : null;
  if (at === null) return { at, flaws: [...textFlaw(isText), 'expiryUnreadable'] };
  const inMilliseconds = typeof number === 'number' && isMilliseconds(number);
  return { at, flaws: [...textFlaw(isText), ...(inMilliseconds ? ['expiryInMilliseconds' as const] : [])] };
}

const textFlaw = (isText: boolean): readonly TokenFlaw[] => (isText ? ['expiryIsText'] : []);

/** As dates are written to be read by people and programs (RFC 3339); anything else is a guess. */
function dateIn(text: string): number | null {
  const at = /^\s*\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** As seconds it would be after the year 5000; as milliseconds it is after 1973. */
const isMilliseconds = (number: number): boolean => number >= 1e11;

/** In milliseconds since 1970; null where no date can be that. */
function momentOf(number: number | null | undefined): number | null {
  if (number === null || number === undefined || !Number.isFinite(number)) return null;
  const ms = isMilliseconds(number) ? number : number * 1000;
  return Math.abs(ms) > 8.64e15 ? null : ms;
}

function signatureFlaws(verdict: SignatureVerdict, algorithm: string | null): readonly TokenFlaw[] {
  if (verdict === 'none' || algorithm?.toLowerCase() === 'none') return ['unsigned'];
  if (/^HS\d/i.test(algorithm ?? '')) return ['sharedSecret'];
  return verdict === 'wrong' ? ['wrongSignature'] : [];
}

function identityFlaws(
  sub: string | null | undefined,
  userId: string | null | undefined,
): readonly TokenFlaw[] {
  if (userId === null || userId === undefined) return sub === null || sub === undefined ? ['noIdentity'] : [];
  return sub !== null && sub !== undefined && sub !== userId ? ['subNotRead'] : [];
}

function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
