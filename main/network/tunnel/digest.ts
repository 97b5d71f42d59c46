import { createHash } from 'node:crypto';
import type { Challenge } from './challenges.ts';

/** What a proxy wants hashed (RFC 7616 §3.3). */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  readonly algorithm: DigestAlgorithm;
  /** Null: the proxy speaks the older RFC 2069, without `qop`. */
  readonly qop: 'auth' | 'auth-int' | null;
  /** Whether the proxy wants the user name hashed, too (RFC 7616 §3.4.4). */
  readonly hashesUsername: boolean;
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

/** Bytes, each as the character of that number: heads are read and written so, and what is not ours stays as it came. */
type Bytes = string;

export const bytesOf = (text: string, encoding: 'utf8' | 'latin1' = 'utf8'): Bytes =>
  Buffer.from(text, encoding).toString('latin1');

const algorithms = Object.keys(hashes).filter((name): name is DigestAlgorithm => Object.hasOwn(hashes, name));

/** The strongest Digest challenge that we can answer, or null. One weaker than `atLeast` is not answered. */
export function strongestDigest(
  challenges: readonly Challenge[],
  atLeast: DigestChallenge | null = null,
): DigestChallenge | null {
  const known = challenges.flatMap((challenge) => readDigest(challenge) ?? []);
  const strongest = known.sort((one, other) => rank(other) - rank(one))[0] ?? null;
  const isWeaker = strongest !== null && atLeast !== null && rank(strongest) < rank(atLeast);
  return isWeaker ? null : strongest;
}

const rank = ({ algorithm }: DigestChallenge): number => algorithms.indexOf(algorithm);

function readDigest({ scheme, params }: Challenge): DigestChallenge | null {
  const nonce = params.get('nonce');
  const wanted = (params.get('algorithm') ?? 'MD5').toLowerCase();
  const algorithm = algorithms.find((name) => name.toLowerCase() === wanted);
  const qops = params
    .get('qop')
    ?.toLowerCase()
    .split(/[\s,]+/);
  if (scheme !== 'digest' || nonce === undefined || algorithm === undefined) return null;
  // CONNECT has no body, so that protecting it (`auth-int`) takes no more than the hash of nothing.
  const qop = qops === undefined ? null : (['auth', 'auth-int'] as const).find((each) => qops.includes(each));
  if (qop === undefined) return null;
  return {
    realm: params.get('realm') ?? '',
    nonce,
    opaque: params.get('opaque') ?? null,
    algorithm,
    qop,
    hashesUsername: params.get('userhash')?.toLowerCase() === 'true',
  };
}

/** The proxy knew the nonce once but not any more: the password itself may be right. */
export const isStale = (challenges: readonly Challenge[]): boolean =>
  challenges.some(
    ({ scheme, params }) => scheme === 'digest' && params.get('stale')?.toLowerCase() === 'true',
  );

export interface DigestUse {
  readonly username: Bytes;
  readonly password: Bytes;
  readonly method: string;
  /** As it stands in the request line. */
  readonly uri: string;
  /** How often this nonce was used, this time included. */
  readonly count: number;
  readonly clientNonce: string;
}

/** The value of the authorization field, in bytes. */
export function digestCredentials(challenge: DigestChallenge, use: DigestUse): Bytes {
  const { realm, nonce, opaque, algorithm, qop, hashesUsername } = challenge;
  const count = use.count.toString(16).padStart(8, '0');
  const username = hashesUsername ? hashOf(algorithm, `${use.username}:${realm}`) : use.username;
  const parts = [
    `username=${quoted(username)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(use.uri)}`,
    `algorithm=${algorithm}`,
    ...(qop === null ? [] : [`qop=${qop}`, `nc=${count}`, `cnonce=${quoted(use.clientNonce)}`]),
    `response="${digestResponse(challenge, use)}"`,
    ...(opaque === null ? [] : [`opaque=${quoted(opaque)}`]),
    ...(hashesUsername ? ['userhash=true'] : []),
  ];
  return `Digest ${parts.join(', ')}`;
}

/** RFC 7616 §3.4.1 to §3.4.3. */
export function digestResponse(challenge: DigestChallenge, use: DigestUse): string {
  const { realm, nonce, algorithm, qop } = challenge;
  const hash = (bytes: Bytes): string => hashOf(algorithm, bytes);
  const secret = hash(`${use.username}:${realm}:${use.password}`);
  const first = algorithm.endsWith('-sess') ? hash(`${secret}:${nonce}:${use.clientNonce}`) : secret;
  const body = qop === 'auth-int' ? `:${hash('')}` : '';
  const second = hash(`${use.method}:${use.uri}${body}`);
  if (qop === null) return hash(`${first}:${nonce}:${second}`);
  const count = use.count.toString(16).padStart(8, '0');
  return hash([first, nonce, count, use.clientNonce, qop, second].join(':'));
}

const hashOf = (algorithm: DigestAlgorithm, bytes: Bytes): string =>
  createHash(hashes[algorithm]).update(bytes, 'latin1').digest('hex');

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
