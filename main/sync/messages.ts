import type { Secret } from '../secrets/secret.ts';

/**
 * The messages of the sync protocol, one binary websocket frame each: an ASCII head ended by a line feed, then a raw
 * body. Source: Realm Object Server, sync messages of protocol versions 22 to 30.
 */

/** The version since which BIND says whether the client is a subserver. */
const firstWithSubserver = 24;

export interface BindRequest {
  readonly session: number;
  readonly realmPath: string;
  readonly token: Secret<'AccessToken'>;
  readonly protocolVersion: number;
}

/** Asks to open a realm path, and for a file identity with it. */
export function bind({ session, realmPath, token, protocolVersion }: BindRequest): Buffer {
  const path = Buffer.from(realmPath, 'utf8');
  const secret = Buffer.from(token.reveal(), 'utf8');
  const needsIdent = 1;
  const numbers = [session, path.length, secret.length, needsIdent];
  if (protocolVersion >= firstWithSubserver) numbers.push(0);
  return Buffer.concat([head('bind', numbers), path, secret]);
}

/** The file identity as the server gave it: two numbers, or three from servers that answer BIND with ALLOC. */
export type FileIdentity = readonly string[];

/** Takes the identity; the zeros say that the client has downloaded nothing yet. */
export const ident = (session: number, identity: FileIdentity): Buffer =>
  head('ident', [session, ...identity, 0, 0, 0, 0]);

/** Asks for an echo: proof that the session is alive from end to end. */
export const mark = (session: number, request: number): Buffer => head('mark', [session, request]);

/** Hands over a new access token in time; the server takes it silently. */
export function refresh(session: number, token: Secret<'AccessToken'>): Buffer {
  const secret = Buffer.from(token.reveal(), 'utf8');
  return Buffer.concat([head('refresh', [session, secret.length]), secret]);
}

export const unbind = (session: number): Buffer => head('unbind', [session]);

const head = (word: string, values: readonly (number | string)[]): Buffer =>
  Buffer.from(`${word} ${values.join(' ')}\n`, 'latin1');

/** What a heartbeat's PING carries: servers close the connection on any other payload (server, §4). */
export const pingPayload = (nowMs: number, lastRttMs: number): string =>
  `${Math.round(nowMs)} ${Math.round(lastRttMs)}\n`;

export type ServerMessage =
  | { readonly type: 'identified'; readonly session: number; readonly identity: FileIdentity }
  | { readonly type: 'marked'; readonly session: number; readonly request: number }
  | { readonly type: 'downloaded'; readonly session: number }
  | { readonly type: 'unbound'; readonly session: number }
  | { readonly type: 'failed'; readonly session: number; readonly code: number; readonly tryAgain: boolean }
  /** Known to be sent, of no concern to a client that stores nothing. */
  | { readonly type: 'other'; readonly word: string }
  | { readonly type: 'garbage' };

const longestHead = 4096;

/** Reads a frame. Nothing that a server can send makes this throw. */
export function parseServerMessage(frame: Buffer): ServerMessage {
  const end = frame.subarray(0, longestHead).indexOf(0x0a);
  if (end < 0) return { type: 'garbage' };
  const [word = '', ...values] = frame.subarray(0, end).toString('latin1').split(' ');
  if (!/^[a-z_]+$/.test(word)) return { type: 'garbage' };
  if (!isKnown(word)) return { type: 'other', word };
  // Numbers are decimal digits, and nothing else that JavaScript takes for one: `0x`, exponents, blanks.
  if (!values.every((value) => decimal.test(value))) return { type: 'garbage' };
  const numbers = values.map(Number);
  const [session = Number.NaN, second = Number.NaN] = numbers;
  switch (word) {
    case 'ident':
      return isIdentity(values, 3) ? identified(values) : { type: 'garbage' };
    case 'alloc':
      return isIdentity(values, 4) ? identified(values) : { type: 'garbage' };
    case 'mark':
      return areWhole(session, second) ? { type: 'marked', session, request: second } : { type: 'garbage' };
    case 'download':
      return areWhole(session) ? { type: 'downloaded', session } : { type: 'garbage' };
    case 'unbound':
      return areWhole(session) ? { type: 'unbound', session } : { type: 'garbage' };
    case 'error':
      return failed(numbers);
  }
}

const knownWords = ['ident', 'alloc', 'mark', 'download', 'unbound', 'error'] as const;
const isKnown = (word: string): word is (typeof knownWords)[number] =>
  knownWords.some((known) => known === word);

/** Salts and secrets are 64-bit numbers and may have a sign. */
const decimal = /^-?\d{1,20}$/;

const identified = ([session, ...identity]: readonly string[]): ServerMessage => ({
  type: 'identified',
  session: Number(session),
  identity,
});

/** Identities are handed back as they came, not as numbers: those are too long for one. */
const isIdentity = (values: readonly string[], count: number): boolean => values.length === count;

const areWhole = (...numbers: readonly number[]): boolean =>
  numbers.every((number) => Number.isSafeInteger(number));

/** `error <code> <message length> <try again> <session>`; the message itself is foreign text and stays unread. */
function failed([
  code = Number.NaN,
  length = Number.NaN,
  tryAgain,
  session = Number.NaN,
]: readonly number[]): ServerMessage {
  if (!areWhole(code, length, session)) return { type: 'garbage' };
  return { type: 'failed', code, tryAgain: tryAgain === 1, session };
}
