/**
 * The sync protocol's messages as the server reads and writes them: an ASCII head ended by a
 * line feed, then a raw body; one binary websocket frame each.
 */
export type ClientMessage =
  | { kind: 'bind'; session: number; path: string; token: string; needsIdent: boolean }
  | { kind: 'ident'; session: number; serverFile: string | null; file: string; secret: string }
  | { kind: 'mark'; session: number; request: number }
  | { kind: 'refresh'; session: number; token: string }
  | { kind: 'unbind'; session: number }
  | { kind: 'upload'; session: number };

/** Connection-level error codes that reading a frame can end in. */
export type ReadingErrorCode = 102 | 103 | 104;

export type FrameReading =
  { kind: 'message'; message: ClientMessage } | { kind: 'error'; code: ReadingErrorCode; reason: string };

type Head = { word: string; numbers: readonly string[]; body: Buffer };

const MAX_HEAD_BYTES = 256;
const MAX_TOKEN_BYTES = 2048;
const MAX_PATH_BYTES = 1024;
const LINE_FEED = 0x0a;
const NUMBER = /^\d{1,20}$/;
/** From here on BIND says whether it comes from a subserver. */
const FIRST_WITH_SUBSERVER = 24;
/** From here on the server allots file idents with `ident`, before with `alloc`. */
const FIRST_WITH_IDENT_ANSWER = 26;

export function readFrame(frame: Buffer, protocolVersion: number): FrameReading {
  const head = readHead(frame);
  if (head === null) return badSyntax('Bad syntax in message head');
  switch (head.word) {
    case 'bind':
      return readBind(head, protocolVersion >= FIRST_WITH_SUBSERVER ? 5 : 4);
    case 'ident':
      return readIdent(head, versionAllotsWithIdent(protocolVersion));
    case 'mark':
      return readNumbers(head, 2, ([session = 0, request = 0]) => ({ kind: 'mark', session, request }));
    case 'refresh':
      return readRefresh(head);
    case 'unbind':
      return readNumbers(head, 1, ([session = 0]) => ({ kind: 'unbind', session }));
    case 'upload':
      return readUpload(head);
    default:
      return { kind: 'error', code: 102, reason: 'Unknown type of input message' };
  }
}

function versionAllotsWithIdent(protocolVersion: number): boolean {
  return protocolVersion >= FIRST_WITH_IDENT_ANSWER;
}

export type FileIdent = { serverFile: string; file: string; secret: string };

export function allotFrame(session: number, ident: FileIdent, protocolVersion: number): Buffer {
  return versionAllotsWithIdent(protocolVersion)
    ? Buffer.from(`ident ${session} ${ident.file} ${ident.secret}\n`)
    : Buffer.from(`alloc ${session} ${ident.serverFile} ${ident.file} ${ident.secret}\n`);
}

/** A DOWNLOAD with no changesets: "you are up to date". */
export function emptyDownloadFrame(session: number): Buffer {
  return Buffer.from(`download ${session} 0 0 0 0 0 0 0 0 0 0\n`);
}

export function markFrame(session: number, request: number): Buffer {
  return Buffer.from(`mark ${session} ${request}\n`);
}

export function unboundFrame(session: number): Buffer {
  return Buffer.from(`unbound ${session}\n`);
}

/** `session` is 0 for errors of the whole connection. */
export function errorFrame(code: number, reason: string, tryAgain: boolean, session: number): Buffer {
  const body = Buffer.from(reason);
  return Buffer.concat([Buffer.from(`error ${code} ${body.length} ${tryAgain ? 1 : 0} ${session}\n`), body]);
}

function readHead(frame: Buffer): Head | null {
  const end = frame.indexOf(LINE_FEED);
  if (end < 0 || end > MAX_HEAD_BYTES) return null;
  const [word, ...numbers] = frame.toString('latin1', 0, end).split(' ');
  if (word === undefined || !/^[a-z_]+$/.test(word)) return null;
  return { word, numbers, body: frame.subarray(end + 1) };
}

function readBind(head: Head, expected: 4 | 5): FrameReading {
  const numbers = numbersOf(head, expected);
  if (numbers === null) return badSyntax('Bad syntax in BIND message');
  const [session = 0, pathLength = 0, tokenLength = 0, needIdent = 0] = numbers;
  if (pathLength > MAX_PATH_BYTES) return overLimit('Path too long in BIND message');
  if (tokenLength > MAX_TOKEN_BYTES) return overLimit('Signed user token too long in BIND message');
  const isWhole = head.body.length === pathLength + tokenLength;
  if (!isWhole || session === 0 || needIdent > 1) return badSyntax('Bad syntax in BIND message');
  const path = head.body.toString('utf8', 0, pathLength);
  const token = head.body.toString('latin1', pathLength);
  return { kind: 'message', message: { kind: 'bind', session, path, token, needsIdent: needIdent === 1 } };
}

/** File idents and salts are 64-bit, so they stay text. */
function readIdent(head: Head, isShort: boolean): FrameReading {
  const expected = isShort ? 7 : 8;
  const isWhole = head.numbers.length === expected && head.numbers.every((one) => NUMBER.test(one));
  if (!isWhole || head.body.length > 0) return badSyntax('Bad syntax in IDENT message');
  const [session = '', ...rest] = head.numbers;
  const [file = '', secret = ''] = isShort ? rest : rest.slice(1);
  const serverFile = isShort ? null : (rest[0] ?? '');
  return { kind: 'message', message: { kind: 'ident', session: Number(session), serverFile, file, secret } };
}

function readRefresh(head: Head): FrameReading {
  const numbers = numbersOf(head, 2);
  if (numbers === null) return badSyntax('Bad syntax in REFRESH message');
  const [session = 0, length = 0] = numbers;
  if (length > MAX_TOKEN_BYTES) return overLimit('Signed user token too long in REFRESH message');
  if (head.body.length !== length) return badSyntax('Bad syntax in REFRESH message');
  return { kind: 'message', message: { kind: 'refresh', session, token: head.body.toString('latin1') } };
}

/** The demo keeps no realm: an UPLOAD is taken and forgotten. */
function readUpload(head: Head): FrameReading {
  const session = head.numbers[0] ?? '';
  if (!NUMBER.test(session)) return badSyntax('Bad syntax in UPLOAD message');
  return { kind: 'message', message: { kind: 'upload', session: Number(session) } };
}

function readNumbers(
  head: Head,
  expected: number,
  build: (numbers: readonly number[]) => ClientMessage,
): FrameReading {
  const numbers = numbersOf(head, expected);
  if (numbers === null || head.body.length > 0) {
    return badSyntax(`Bad syntax in ${head.word.toUpperCase()} message`);
  }
  return { kind: 'message', message: build(numbers) };
}

function numbersOf(head: Head, expected: number): number[] | null {
  if (head.numbers.length !== expected || !head.numbers.every((one) => NUMBER.test(one))) return null;
  const numbers = head.numbers.map(Number);
  return numbers.every(Number.isSafeInteger) ? numbers : null;
}

function badSyntax(reason: string): FrameReading {
  return { kind: 'error', code: 103, reason };
}

function overLimit(reason: string): FrameReading {
  return { kind: 'error', code: 104, reason };
}
