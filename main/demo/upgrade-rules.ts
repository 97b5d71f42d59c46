import { emptyAnswer, type HttpAnswer } from './http-answer.ts';
import type { ChoosingWorker, NativeWorker, SyncWorker } from './rules.ts';
import { tokenIsRefresh, type TokenClaims, type TokenReading } from './tokens.ts';

export type UpgradeRequest = {
  target: string;
  header: (name: string) => string | undefined;
};

export type UpgradeContext = {
  prefixes: readonly string[];
  authorizationHeaderName: string;
  worker: SyncWorker;
  workerIsUp: boolean;
  readToken: (token: string) => TokenReading;
};

export type UpgradeVerdict =
  | {
      kind: 'accepted';
      realmPath: string;
      claims: TokenClaims;
      protocolVersion: number;
      /** What the 101 answers in `Sec-WebSocket-Protocol`. */
      subprotocol: string;
      server: string;
    }
  | { kind: 'refused'; answer: HttpAnswer };

type Step<T> = { ok: true; value: T } | { ok: false; answer: HttpAnswer };

const AUTHORIZATION = /^Realm-Access-Token version=1 token="([^"]*)"$/;
const WORKER_NOT_FOUND = 'Realm sync server\n\nPage not found\n';

/** What Realm Object Server answers to a sync upgrade. An expired or revoked token still gets its 101. */
export function judgeUpgrade(request: UpgradeRequest, context: UpgradeContext): UpgradeVerdict {
  const path = realmPathIn(request.target, context);
  if (!path.ok) return { kind: 'refused', answer: path.answer };
  if (!context.workerIsUp) return { kind: 'refused', answer: serviceAnswer(503) };
  const claims = admittedClaims(request, context, path.value);
  if (!claims.ok) return { kind: 'refused', answer: claims.answer };
  const version = agreedVersion(request.header('Sec-WebSocket-Protocol') ?? '', context.worker);
  if (!version.ok) return { kind: 'refused', answer: version.answer };
  const server = workerName(context.worker);
  return { kind: 'accepted', realmPath: path.value, claims: claims.value, server, ...version.value };
}

/** The path must come as one segment, percent-encoded whole and once, in upper case. */
function realmPathIn(target: string, { prefixes, worker }: UpgradeContext): Step<string> {
  const prefix = prefixes.find((one) => target.startsWith(`${one}/`));
  if (prefix === undefined) return refuse(serviceAnswer(404));
  const encoded = target.slice(prefix.length + 1);
  if (encoded.includes('?')) return refuse(serviceAnswer(400));
  if (/^%25|%2f/.test(encoded)) return refuse(notFoundByWorker(worker));
  if (!encoded.startsWith('%2F') || encoded.includes('/')) {
    return refuse(serviceAnswer(404));
  }
  const path = decoded(encoded);
  return path === null ? refuse(serviceAnswer(404)) : { ok: true, value: path };
}

function admittedClaims(request: UpgradeRequest, context: UpgradeContext, path: string): Step<TokenClaims> {
  const value = request.header(context.authorizationHeaderName) ?? request.header('Authorization');
  const token = AUTHORIZATION.exec(value ?? '')?.[1];
  if (token === undefined) return refuse(serviceAnswer(400));
  const reading = context.readToken(token);
  if (reading.kind === 'forged') return refuse(serviceAnswer(401));
  if (reading.kind === 'malformed' || !opens(reading.claims, path)) return refuse(serviceAnswer(400));
  return { ok: true, value: reading.claims };
}

/** An access token opens exactly its own path; the admin token, which has none, opens all. */
function opens(claims: TokenClaims, path: string): boolean {
  if (tokenIsRefresh(claims)) return false;
  return claims.path === path || (claims.path === undefined && claims.is_admin === true);
}

/** What stands in front of the worker judges path and token, and signs what it refuses. */
const serviceAnswer = (status: number): HttpAnswer => ({
  ...emptyAnswer(status),
  headers: { Server: 'Realm-Object-Server/3.12.0' },
});

const notFoundByWorker = (worker: SyncWorker): HttpAnswer => ({
  status: 404,
  headers: { server: workerName(worker) },
  body: WORKER_NOT_FOUND,
});

type Agreement = { protocolVersion: number; subprotocol: string };

function agreedVersion(offer: string, worker: SyncWorker): Step<Agreement> {
  return worker.kind === 'native' ? nativeAgreement(offer, worker) : choice(offer, worker);
}

/** The native worker's: it reads the number at the very front, takes all up to its own, and repeats the offer whole. */
function nativeAgreement(offer: string, { version: own, oldest = 0 }: NativeWorker): Step<Agreement> {
  const subprotocol = offer.trim();
  const first = /^io\.realm\.sync\.(\d+)/.exec(subprotocol)?.[1];
  if (first === undefined) return refuse(workersAnswer(own, 'This client is unsupported\n'));
  const protocolVersion = Number(first);
  return protocolVersion > own || protocolVersion < oldest
    ? refuse(workersAnswer(own, 'Invalid Sync protocol version\n'))
    : { ok: true, value: { protocolVersion, subprotocol } };
}

const workersAnswer = (own: number, body: string): HttpAnswer => ({
  status: 400,
  headers: { server: `realm-sync-server/${own}` },
  body,
});

type Range = { low: number; high: number };

/** A later server's: it chooses the newest of all that both speak. */
function choice(offer: string, { oldest, newest }: ChoosingWorker): Step<Agreement> {
  const ranges = offer.split(',').flatMap((one) => rangeOf(one.trim()));
  const best = Math.max(
    0,
    ...ranges
      .filter(({ low, high }) => high >= oldest && low <= newest)
      .map(({ high }) => Math.min(high, newest)),
  );
  return best > 0
    ? { ok: true, value: { protocolVersion: best, subprotocol: `io.realm.sync.${best}` } }
    : refuse(negotiationFailed(ranges, { low: oldest, high: newest }));
}

function negotiationFailed(client: readonly Range[], server: Range): HttpAnswer {
  const answer = (body: string): HttpAnswer => ({ status: 400, headers: { Server: CHOOSING_SERVER }, body });
  const failed = 'Protocol version negotiation failed: ';
  if (client.length === 0) return answer(`${failed}Missing specification of supported protocol versions\n`);
  const isTooOld = client.every(({ high }) => high < server.low);
  const isTooNew = client.every(({ low }) => low > server.high);
  const why = isTooOld
    ? 'Client is too old for server'
    : isTooNew
      ? 'Client is too new for server'
      : 'No version supported by both client and server';
  const hint = isTooOld ? ':CLIENT_TOO_OLD' : isTooNew ? ':CLIENT_TOO_NEW' : '';
  const lines = [
    `${failed}${why}.`,
    '',
    `Server supports: ${rangeText(server)}`,
    `Client supports: ${client.map(rangeText).join(', ')}`,
    '',
    `REALM_SYNC_PROTOCOL_MISMATCH${hint}`,
    '',
  ];
  return answer(lines.join('\n'));
}

const rangeText = ({ low, high }: Range): string => (low === high ? String(low) : `${low}-${high}`);

function rangeOf(offer: string): Range[] {
  const found = /^io\.realm\.sync\.(\d+)(?:-(\d+))?$/.exec(offer);
  if (found === null) return [];
  const low = Number(found[1]);
  return [{ low, high: found[2] === undefined ? low : Number(found[2]) }];
}

const CHOOSING_SERVER = 'RealmSync/5.0.0';

const workerName = (worker: SyncWorker): string =>
  worker.kind === 'native' ? `realm-sync-server/${worker.version}` : CHOOSING_SERVER;

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
