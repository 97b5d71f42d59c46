import { emptyAnswer, textAnswer, type HttpAnswer } from './http-answer.ts';
import { tokenIsRefresh, type TokenClaims, type TokenReading } from './tokens.ts';

export type UpgradeRequest = {
  target: string;
  header: (name: string) => string | undefined;
};

export type UpgradeContext = {
  prefixes: readonly string[];
  authorizationHeaderName: string;
  protocolVersions: readonly number[];
  workerIsUp: boolean;
  readToken: (token: string) => TokenReading;
};

export type UpgradeVerdict =
  | { kind: 'accepted'; realmPath: string; claims: TokenClaims; protocolVersion: number }
  | { kind: 'refused'; answer: HttpAnswer };

type Step<T> = { ok: true; value: T } | { ok: false; answer: HttpAnswer };

const AUTHORIZATION = /^Realm-Access-Token version=1 token="([^"]*)"$/;
const PROTOCOL = /^io\.realm\.sync\.(\d+)(?:-(\d+))?$/;
const WORKER_NOT_FOUND = 'Realm sync server\n\nPage not found\n';
/** Below this the server predates `REALM_SYNC_PROTOCOL_MISMATCH`. */
const FIRST_VERSION_NAMING_MISMATCH = 26;

/** What Realm Object Server answers to a sync upgrade. An expired or revoked token still gets its 101. */
export function judgeUpgrade(request: UpgradeRequest, context: UpgradeContext): UpgradeVerdict {
  const path = realmPathIn(request.target, context.prefixes);
  if (!path.ok) return { kind: 'refused', answer: path.answer };
  if (!context.workerIsUp) return { kind: 'refused', answer: emptyAnswer(503) };
  const claims = admittedClaims(request, context, path.value);
  if (!claims.ok) return { kind: 'refused', answer: claims.answer };
  const version = chooseVersion(request.header('Sec-WebSocket-Protocol') ?? '', context.protocolVersions);
  if (!version.ok) return { kind: 'refused', answer: version.answer };
  return { kind: 'accepted', realmPath: path.value, claims: claims.value, protocolVersion: version.value };
}

/** The path must come as one segment, percent-encoded whole and once, in upper case. */
function realmPathIn(target: string, prefixes: readonly string[]): Step<string> {
  const prefix = prefixes.find((one) => target.startsWith(`${one}/`));
  if (prefix === undefined) return refuse(emptyAnswer(404));
  const encoded = target.slice(prefix.length + 1);
  if (encoded.includes('?')) return refuse(emptyAnswer(400));
  if (encoded.startsWith('%25')) return refuse(textAnswer(404, WORKER_NOT_FOUND));
  if (!encoded.startsWith('%2F') || encoded.includes('/') || encoded.includes('%2f')) {
    return refuse(emptyAnswer(404));
  }
  const path = decoded(encoded);
  return path === null ? refuse(emptyAnswer(404)) : { ok: true, value: path };
}

function admittedClaims(request: UpgradeRequest, context: UpgradeContext, path: string): Step<TokenClaims> {
  const value = request.header(context.authorizationHeaderName) ?? request.header('Authorization');
  const token = AUTHORIZATION.exec(value ?? '')?.[1];
  if (token === undefined) return refuse(emptyAnswer(400));
  const reading = context.readToken(token);
  if (reading.kind === 'forged') return refuse(emptyAnswer(401));
  if (reading.kind === 'malformed' || !opens(reading.claims, path)) return refuse(emptyAnswer(400));
  return { ok: true, value: reading.claims };
}

/** An access token opens exactly its own path; the admin token, which has none, opens all. */
function opens(claims: TokenClaims, path: string): boolean {
  if (tokenIsRefresh(claims)) return false;
  return claims.path === path || (claims.path === undefined && claims.is_admin === true);
}

/** The first offer the server speaks; clients offer newest first. */
function chooseVersion(offered: string, spoken: readonly number[]): Step<number> {
  const ranges = offered.split(',').flatMap((one) => rangeOf(one.trim()));
  const newestFirst = [...spoken].sort((a, b) => b - a);
  for (const { low, high } of ranges) {
    const chosen = newestFirst.find((version) => version >= low && version <= high);
    if (chosen !== undefined) return { ok: true, value: chosen };
  }
  return refuse(mismatch(ranges, newestFirst));
}

function mismatch(
  ranges: readonly { low: number; high: number }[],
  newestFirst: readonly number[],
): HttpAnswer {
  const newest = newestFirst[0] ?? 0;
  const oldest = newestFirst.at(-1) ?? 0;
  if (newest < FIRST_VERSION_NAMING_MISMATCH) return textAnswer(400, 'This client is unsupported');
  const name = 'REALM_SYNC_PROTOCOL_MISMATCH';
  if (ranges.length === 0) return textAnswer(400, name);
  if (ranges.every((range) => range.high < oldest)) return textAnswer(400, `${name}:CLIENT_TOO_OLD`);
  if (ranges.every((range) => range.low > newest)) return textAnswer(400, `${name}:CLIENT_TOO_NEW`);
  return textAnswer(400, name);
}

function rangeOf(offer: string): { low: number; high: number }[] {
  const found = PROTOCOL.exec(offer);
  if (found === null) return [];
  const low = Number(found[1]);
  return [{ low, high: found[2] === undefined ? low : Number(found[2]) }];
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function refuse(answer: HttpAnswer): { ok: false; answer: HttpAnswer } {
  return { ok: false, answer };
}
