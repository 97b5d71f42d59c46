import { createHash } from 'node:crypto';
import type { Challenge } from './challenges.ts';

/** What a proxy wants hashed (RFC 7616 §3.3). */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  readonly algorithm: DigestAlgorithm;
  /** Null: the proxy speaks the older RFC 2069, without `qop`. */
  readonly qop: 'auth' | null;
}

export type DigestAlgorithm = keyof typeof hashes;

/** From the weakest to the strongest; each also as `-sess`. */
const hashes = {
  MD5: 'md5',
  'MD5-sess': 'md5',
  'SHA-256': 'sha256',
  'SHA-256-sess': 'sha256',
  'SHA-512-256': 'sha512-256',
  'SHA-512-256-sess': 'sha512-256',
} as const;

const algorithms = Object.keys(hashes).filter((name): name is DigestAlgorithm => Object.hasOwn(hashes, name));

/** The strongest Digest challenge that we can answer, or null. */
export function strongestDigest(challenges: readonly Challenge[]): DigestChallenge | null {
  const known = challenges.flatMap((challenge) => readDigest(challenge) ?? []);
  const rank = ({ algorithm }: DigestChallenge): number => algorithms.indexOf(algorithm);
  return known.sort((one, other) => rank(other) - rank(one))[0] ?? null;
}

function readDigest({ scheme, params }: Challenge): DigestChallenge | null {
  const nonce = params.get('nonce');
  const wanted = (params.get('algorithm') ?? 'MD5').toLowerCase();
  const algorithm = algorithms.find((name) => name.toLowerCase() === wanted);
  const qops = params
    .get('qop')
    ?.toLowerCase()
    .split(/[\s,]+/);
  if (scheme !== 'digest' || nonce === undefined || algorithm === undefined) return null;
  if (qops !== undefined && !qops.includes('auth')) return null;
  return {
    realm: params.get('realm') ?? '',
    nonce,
    opaque: params.get('opaque') ?? null,
    algorithm,
    qop: qops === undefined ? null : 'auth',
  };
}

/** The proxy knew the nonce once but not any more: the password itself may be right. */
export const isStale = (challenges: readonly Challenge[]): boolean =>
  challenges.some(
    ({ scheme, params }) => scheme === 'digest' && params.get('stale')?.toLowerCase() === 'true',
  );

export interface DigestUse {
  readonly username: string;
  readonly password: string;
  readonly method: string;
  /** As it stands in the request line. */
  readonly uri: string;
  /** How often this nonce was used, this time included. */
  readonly count: number;
  readonly clientNonce: string;
}

/** The value of the authorization field, in UTF-8. */
export function digestCredentials(challenge: DigestChallenge, use: DigestUse): string {
  const { realm, nonce, opaque, algorithm, qop } = challenge;
  const count = use.count.toString(16).padStart(8, '0');
  const parts = [
    `username=${quoted(use.username)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(use.uri)}`,
    `algorithm=${algorithm}`,
    ...(qop === null ? [] : [`qop=${qop}`, `nc=${count}`, `cnonce=${quoted(use.clientNonce)}`]),
    `response="${digestResponse(challenge, use)}"`,
    ...(opaque === null ? [] : [`opaque=${quoted(opaque)}`]),
  ];
  return `Digest ${parts.join(', ')}`;
}

/** RFC 7616 §3.4.1 to §3.4.3. */
export function digestResponse(challenge: DigestChallenge, use: DigestUse): string {
  const { realm, nonce, algorithm, qop } = challenge;
  const hash = (text: string): string => createHash(hashes[algorithm]).update(text, 'utf8').digest('hex');
  const secret = hash(`${use.username}:${realm}:${use.password}`);
  const first = algorithm.endsWith('-sess') ? hash(`${secret}:${nonce}:${use.clientNonce}`) : secret;
  const second = hash(`${use.method}:${use.uri}`);
  if (qop === null) return hash(`${first}:${nonce}:${second}`);
  const count = use.count.toString(16).padStart(8, '0');
  return hash([first, nonce, count, use.clientNonce, qop, second].join(':'));
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
