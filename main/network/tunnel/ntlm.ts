import { createHmac } from 'node:crypto';
import { md4 } from './md4.ts';

/**
 * NTLM's three messages ([MS-NLMP]), answering with NTLMv2 only: the older answers can be turned back into the
 * password. Nothing is signed or sealed afterwards, so no session key is made.
 */

/** [MS-NLMP] §2.2.2.5. */
const flag = {
  unicode: 0x0000_0001,
  requestTarget: 0x0000_0004,
  ntlm: 0x0000_0200,
  alwaysSign: 0x0000_8000,
  extendedSessionSecurity: 0x0008_0000,
  targetInfo: 0x0080_0000,
  key128: 0x2000_0000,
  key56: 0x8000_0000,
} as const;

const offered =
  (flag.unicode |
    flag.requestTarget |
    flag.ntlm |
    flag.alwaysSign |
    flag.extendedSessionSecurity |
    flag.key128 |
    flag.key56) >>>
  0;

const signature = Buffer.from('NTLMSSP\0', 'latin1');

/** The first message: what we can do. */
export function negotiateMessage(): Buffer {
  const message = Buffer.alloc(32);
  signature.copy(message);
  message.writeUInt32LE(1, 8);
  message.writeUInt32LE(offered, 12);
  return message;
}

/** What the other side answers: a number to prove ourselves with, and its names. */
export interface NtlmChallenge {
  readonly serverChallenge: Buffer;
  readonly flags: number;
  /** A list of attributes ([MS-NLMP] §2.2.2.1) that goes back as it came. */
  readonly targetInfo: Buffer;
}

/** Reads the second message; null if it is none. */
export function readChallenge(message: Buffer): NtlmChallenge | null {
  if (message.length < 32 || !message.subarray(0, 8).equals(signature)) return null;
  if (message.readUInt32LE(8) !== 2) return null;
  const hasTargetInfo = message.length >= 48;
  return {
    serverChallenge: Buffer.from(message.subarray(24, 32)),
    flags: message.readUInt32LE(20),
    targetInfo: hasTargetInfo ? fieldAt(message, 40) : Buffer.alloc(0),
  };
}

function fieldAt(message: Buffer, at: number): Buffer {
  const length = message.readUInt16LE(at);
  const offset = message.readUInt32LE(at + 4);
  return Buffer.from(message.subarray(offset, offset + length));
}

export interface NtlmUser {
  /** Empty where the user name says it all, as `user@realm` does. */
  readonly domain: string;
  readonly username: string;
  readonly password: string;
}

/** `DOMAIN\user`, `DOMAIN/user` or `user@realm`; of the last the other side makes out the domain itself. */
export function splitUser(text: string): { readonly domain: string; readonly username: string } {
  const [, domain = '', username = text] = /^([^\\/]+)[\\/](.+)$/s.exec(text) ?? [];
  return { domain, username };
}

/** What must not repeat: eight random bytes, and the time in milliseconds since 1970. */
export interface Moment {
  readonly clientChallenge: Buffer;
  readonly now: number;
}

/** The third message: the proof. */
export function authenticateMessage(challenge: NtlmChallenge, user: NtlmUser, moment: Moment): Buffer {
  const { ntResponse, lmResponse } = respond(challenge, user, moment);
  const empty = Buffer.alloc(0);
  const fields = [lmResponse, ntResponse, utf16(user.domain), utf16(user.username), empty, empty];
  const head = Buffer.alloc(64);
  signature.copy(head);
  head.writeUInt32LE(3, 8);
  let offset = head.length;
  fields.forEach((field, index) => {
    head.writeUInt16LE(field.length, 12 + index * 8);
    head.writeUInt16LE(field.length, 14 + index * 8);
    head.writeUInt32LE(offset, 16 + index * 8);
    offset += field.length;
  });
  head.writeUInt32LE((challenge.flags & (offered | flag.targetInfo)) >>> 0, 60);
  return Buffer.concat([head, ...fields]);
}

/** [MS-NLMP] §3.3.2. */
export function respond(
  { serverChallenge, targetInfo }: NtlmChallenge,
  user: NtlmUser,
  { clientChallenge, now }: Moment,
): { readonly ntResponse: Buffer; readonly lmResponse: Buffer } {
  const key = responseKey(user);
  const theirTime = timestampIn(targetInfo);
  const temp = Buffer.concat([
    Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]),
    theirTime ?? fileTime(now),
    clientChallenge,
    Buffer.alloc(4),
    targetInfo,
    Buffer.alloc(4),
  ]);
  const ntProof = hmacMd5(key, serverChallenge, temp);
  // Where the server told its time, the second answer is left out (§3.1.5.1.2).
  const lmResponse =
    theirTime === null
      ? Buffer.concat([hmacMd5(key, serverChallenge, clientChallenge), clientChallenge])
      : Buffer.alloc(24);
  return { ntResponse: Buffer.concat([ntProof, temp]), lmResponse };
}

/** NTOWFv2. */
export const responseKey = ({ domain, username, password }: NtlmUser): Buffer =>
  hmacMd5(md4(utf16(password)), utf16(username.toUpperCase() + domain));

const hmacMd5 = (key: Buffer, ...parts: readonly Buffer[]): Buffer =>
  parts.reduce((hmac, part) => hmac.update(part), createHmac('md5', key)).digest();

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

/** MsvAvTimestamp in a list of attributes: two bytes of kind, two of length, the value. */
function timestampIn(targetInfo: Buffer): Buffer | null {
  for (let at = 0; at + 4 <= targetInfo.length;) {
    const kind = targetInfo.readUInt16LE(at);
    const length = targetInfo.readUInt16LE(at + 2);
    if (kind === 7 && length === 8) return targetInfo.subarray(at + 4, at + 12);
    at += 4 + length;
  }
  return null;
}

/** Tenths of a microsecond since 1601. */
function fileTime(now: number): Buffer {
  const time = Buffer.alloc(8);
  time.writeBigUInt64LE((BigInt(Math.round(now)) + 11_644_473_600_000n) * 10_000n);
  return time;
}
