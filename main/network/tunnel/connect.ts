import { isUtf8 } from 'node:buffer';
import type { Duplex } from 'node:stream';
import type { RouteProblem } from '../../../shared/problem.ts';
import type { Exchange } from '../../../shared/status.ts';
import { ProblemError } from '../../problem-error.ts';
import type { Secret } from '../../secrets/secret.ts';
import { ByteReader, TooLong } from '../byte-reader.ts';
import { proxyUrl, type ForwardProxy } from '../proxy-address.ts';
import { parseChallenges, type Challenge } from './challenges.ts';
import { Masking } from '../masking.ts';
import { bytesOf } from './digest.ts';
import type { ProxyAuthenticator } from './proxy-authenticator.ts';
import { refusedTunnel } from './refusal.ts';

/** What the forward proxy is asked for. */
export interface TunnelRequest {
  readonly proxy: ForwardProxy;
  readonly host: string;
  readonly port: number;
  /** What the profile has to say to it besides. */
  readonly headers: readonly TunnelHeader[];
  /** The environment variable that the proxy, and the login if there is one, came from. */
  readonly variable?: string;
}

export type TunnelHeader = readonly [name: string, value: string | Secret<'HeaderValue'>];

const headLimit = 64 * 1024;
const bodyLimit = 256 * 1024;
/** Enough for Negotiate with two steps and a weaker scheme after it; a proxy that asks for ever is refused. */
const mostQuestions = 8;

/**
 * Opens a tunnel with CONNECT (RFC 9110 §9.3.6) on the stream to the proxy. A 407 is answered on the same stream when
 * the proxy keeps it open, because schemes such as NTLM bind to it; otherwise on a new one from `redial`.
 * `record` is told what was said, secrets replaced. Errors: `route.*` problems; those of the stream.
 */
export async function openHttpTunnel(
  stream: Duplex,
  redial: () => Promise<Duplex>,
  request: TunnelRequest,
  authenticator: ProxyAuthenticator,
  record: (exchanges: readonly Exchange[]) => void = () => undefined,
): Promise<Duplex> {
  const line = new ProxyConnection(stream, redial, new Transcript(request, authenticator, record));
  try {
    let credentials = await authenticator.first();
    for (let left = mostQuestions; ; left -= 1) {
      const answer = await line.ask(request, credentials, authenticator.isMidway);
      if (answer.isOpen) {
        authenticator.accepted();
        return line.stream;
      }
      const mayAnswer = answer.status === 407 && left > 1;
      credentials = mayAnswer ? await authenticator.next(answer.challenges) : null;
      if (credentials === null) throw new ProblemError(refusal(request, answer, authenticator));
    }
  } catch (error) {
    line.stream.destroy();
    throw error instanceof TooLong ? new ProblemError(malformed(request.proxy)) : error;
  }
}

/** The connection to the proxy: kept as long as it lets itself be kept, then made again. */
class ProxyConnection {
  readonly #redial: () => Promise<Duplex>;
  readonly #transcript: Transcript;
  #stream: Duplex;
  #state: 'new' | 'kept' | 'spent' = 'new';

  constructor(stream: Duplex, redial: () => Promise<Duplex>, transcript: Transcript) {
    this.#stream = stream;
    this.#redial = redial;
    this.#transcript = transcript;
  }

  get stream(): Duplex {
    return this.#stream;
  }

  async ask(request: TunnelRequest, credentials: string | null, isMidway: boolean): Promise<ConnectAnswer> {
    const answer =
      (await this.#askKept(request, credentials, isMidway)) ?? (await this.#askNew(request, credentials));
    this.#state = answer.isReusable ? 'kept' : 'spent';
    return answer;
  }

  /** Null if the proxy has closed the stream since, and what is to be said can be said on another. */
  async #askKept(
    request: TunnelRequest,
    credentials: string | null,
    isMidway: boolean,
  ): Promise<ConnectAnswer | null> {
    const ask = () => converse(this.#stream, request, credentials, this.#transcript);
    if (this.#state === 'new' || isMidway) return ask();
    return this.#state === 'kept' ? unlessClosed(ask) : null;
  }

  async #askNew(request: TunnelRequest, credentials: string | null): Promise<ConnectAnswer> {
    this.#stream.destroy();
    this.#stream = await this.#redial();
    return converse(this.#stream, request, credentials, this.#transcript);
  }
}

/** What was said to the proxy and by it, as it may be shown. */
class Transcript {
  readonly #secretHeaders: ReadonlyMap<string, string>;
  readonly #masking: Masking;
  readonly #record: (exchanges: readonly Exchange[]) => void;
  #exchanges: readonly Exchange[] = [];

  constructor(
    { headers }: TunnelRequest,
    authenticator: ProxyAuthenticator,
    record: (exchanges: readonly Exchange[]) => void,
  ) {
    const secret = headers.filter(([, value]) => typeof value !== 'string');
    this.#secretHeaders = new Map(secret.map(([name, value]) => [name, textOf(value)]));
    this.#masking = new Masking(authenticator.known);
    for (const [, value] of secret) authenticator.known.learn('header value', value);
    this.#record = record;
  }

  asked(lines: readonly string[]): void {
    const request = lines.map((line) => this.#shown(line));
    this.#keep([...this.#exchanges, { request, answer: [], body: null }]);
  }

  /** Keeps a head, and returns it as it may be shown and judged. */
  answered(lines: readonly string[]): readonly string[] {
    const { head } = this.#masking.answer(lines, '');
    this.#amend({ answer: head });
    return head;
  }

  /** Keeps the page of a refusal, and returns it as it may be shown and judged. */
  said(body: string): string {
    const shown = this.#masking.answer([], body).body;
    if (body !== '') this.#amend({ body: shown });
    return shown;
  }

  #amend(more: Partial<Exchange>): void {
    const last = this.#exchanges.length - 1;
    this.#keep(this.#exchanges.map((each, index) => (index < last ? each : { ...each, ...more })));
  }

  /** The scheme of a proof may be seen. */
  #shown(line: string): string {
    const name = line.slice(0, Math.max(0, line.indexOf(':')));
    const secret = this.#secretHeaders.get(name);
    if (secret !== undefined) return `${name}: ${this.#masking.whole(secret)}`;
    const [, scheme, proof = ''] = /^(Proxy-Authorization: \S+) (.*)/.exec(line) ?? [];
    return scheme === undefined ? this.#masking.text(line) : `${scheme} ${this.#masking.whole(proof)}`;
  }

  #keep(exchanges: readonly Exchange[]): void {
    this.#exchanges = exchanges;
    this.#record(exchanges);
  }
}

/** Null if the proxy closed the stream instead, which many do after a refusal without saying so. */
async function unlessClosed<Value>(work: () => Promise<Value>): Promise<Value | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProblemError || error instanceof TooLong) throw error;
    return null;
  }
}

interface ConnectAnswer {
  readonly status: number;
  readonly isOpen: boolean;
  /** Whether the stream can carry another request: the answer's body was read to its end and neither side closes. */
  readonly isReusable: boolean;
  /** In the order of the proxy. */
  readonly challenges: readonly Challenge[];
  /** The head, and the page of a refusal, their secrets replaced. */
  readonly head: readonly string[];
  readonly body: string;
}

async function converse(
  stream: Duplex,
  request: TunnelRequest,
  credentials: string | null,
  transcript: Transcript,
): Promise<ConnectAnswer> {
  const asked = connectRequest(request, credentials);
  transcript.asked(asked);
  stream.write([...asked.map(onTheWire), '', ''].join('\r\n'), 'latin1');
  const reader = new ByteReader(stream);
  const lines = await readAnswer(reader, request.proxy);
  const shown = transcript.answered(lines);
  const head = parseHead(lines, request.proxy);
  const { status, headers } = head;
  const isOpen = status >= 200 && status < 300 && !(await isPage(reader, head));
  const body = isOpen || status === 407 ? '' : await readPage(reader, head);
  const isReusable = status === 407 && (await skipBody(reader, head).catch(() => false));
  reader.release();
  const challenges = parseChallenges(valuesOf(headers, 'proxy-authenticate'));
  return { status, isOpen, isReusable, challenges, head: shown, body: transcript.said(body) };
}

/** Pages are for quoting: what has not come by then is left. */
const pageLimit = 16 * 1024;
const pagePatienceMs = 500;

/** A web server may answer CONNECT with its page and 200: nothing of what follows is a tunnel then. */
async function isPage(reader: ByteReader, { headers }: Head): Promise<boolean> {
  if (!/^text\/html/i.test(valuesOf(headers, 'content-type')[0] ?? '')) return false;
  const isAnnounced = Number(valuesOf(headers, 'content-length')[0] ?? 0) > 0;
  const begins = () => /^\s*<[!a-z]/i.test(reader.peek());
  if (!begins() && isAnnounced) await reader.waitForMore(pagePatienceMs);
  return begins();
}

/** What a refusal says; empty where its head says that nothing follows. */
async function readPage(reader: ByteReader, { headers }: Head): Promise<string> {
  const [length] = valuesOf(headers, 'content-length');
  const limit = length === undefined ? pageLimit : Math.min(Number(length) || 0, pageLimit);
  if (limit === 0) return '';
  return decoded(await reader.readPatiently(limit, pagePatienceMs));
}

/** Old pages are in Latin-1: read as UTF-8, a secret with an umlaut in it would not be known again. */
const decoded = (bytes: Buffer): string => bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');

function connectRequest({ host, port, headers }: TunnelRequest, credentials: string | null): string[] {
  const lines = [
    `CONNECT ${host}:${port} HTTP/1.1`,
    `Host: ${host}:${port}`,
    'Proxy-Connection: keep-alive',
    ...headers.map(([name, value]) => `${name}: ${textOf(value)}`),
  ];
  if (credentials !== null) lines.push(`Proxy-Authorization: ${credentials}`);
  return lines;
}

/** A proof is made of bytes already, those of the proxy's own words among them; all else is text, in UTF-8. */
const onTheWire = (line: string): string => (line.startsWith('Proxy-Authorization:') ? line : bytesOf(line));

const textOf = (value: string | Secret<'HeaderValue'>): string =>
  typeof value === 'string' ? value : value.reveal();

/** The final answer's head; what is said in the meantime (RFC 9110 §15.2) is passed over. */
async function readAnswer(reader: ByteReader, proxy: ForwardProxy): Promise<string[]> {
  for (;;) {
    const lines = await readHead(reader, proxy);
    if (!/^HTTP\/1\.[01] 1(?!01)\d\d/.test(lines[0] ?? '')) return lines;
  }
}

/** A head line by line; some end their lines with a bare line feed (RFC 9112 §2.2). */
async function readHead(reader: ByteReader, proxy: ForwardProxy): Promise<string[]> {
  const lines: string[] = [await readStatusLine(reader, proxy)];
  for (let left = headLimit; left >= 0;) {
    const line = await reader.readThrough('\n', headLimit);
    if (/^\r?\n$/.test(line.toString('latin1'))) return lines;
    lines.push(withoutEnd(line));
    left -= line.length;
  }
  throw new TooLong();
}

const protocol = 'HTTP/';

/** A server of another protocol may greet us and wait: that is noticed by the first bytes. */
async function readStatusLine(reader: ByteReader, proxy: ForwardProxy): Promise<string> {
  for (const letter of protocol) {
    const byte = await reader.readExactly(1);
    if (byte.toString('latin1') !== letter) throw new ProblemError(malformed(proxy));
  }
  return protocol + withoutEnd(await reader.readThrough('\n', headLimit));
}

const withoutEnd = (line: Buffer): string => line.toString('latin1').replace(/\r?\n$/, '');

const malformed = (proxy: ForwardProxy): RouteProblem => ({
  kind: 'route.malformed',
  proxy: proxyUrl(proxy),
});

type HeaderFields = readonly (readonly [name: string, value: string])[];

interface Head {
  readonly version: '1.0' | '1.1';
  readonly status: number;
  readonly headers: HeaderFields;
}

function parseHead([statusLine = '', ...lines]: readonly string[], proxy: ForwardProxy): Head {
  const [, minor, status] = /^HTTP\/1\.([01]) (\d{3})(?: |$)/.exec(statusLine) ?? [];
  if (status === undefined) throw new ProblemError(malformed(proxy));
  const headers = lines.flatMap((line): [string, string][] => {
    const colon = line.indexOf(':');
    return colon <= 0 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]];
  });
  return { version: minor === '0' ? '1.0' : '1.1', status: Number(status), headers };
}

const valuesOf = (headers: HeaderFields, name: string): string[] =>
  headers.filter(([field]) => field === name).map(([, value]) => value);

/** Reads a refusal's body to its end; false if the stream can't be used again after it. */
async function skipBody(reader: ByteReader, { version, headers }: Head): Promise<boolean> {
  const connection = [...valuesOf(headers, 'connection'), ...valuesOf(headers, 'proxy-connection')].join(',');
  if (/\bclose\b/i.test(connection)) return false;
  // RFC 9112 §9.3: before HTTP/1.1 every answer ends the connection, unless it says otherwise.
  if (version === '1.0' && !/\bkeep-alive\b/i.test(connection)) return false;
  if (valuesOf(headers, 'transfer-encoding').some((value) => /chunked/i.test(value)))
    return skipChunks(reader);
  const length = Number(valuesOf(headers, 'content-length')[0] ?? Number.NaN);
  if (!Number.isInteger(length) || length < 0 || length > bodyLimit) return false;
  await reader.readExactly(length);
  return true;
}

async function skipChunks(reader: ByteReader): Promise<boolean> {
  for (let total = 0; total <= bodyLimit;) {
    const size = parseInt((await reader.readThrough('\r\n', 1024)).toString('latin1'), 16);
    if (Number.isNaN(size) || size > bodyLimit) return false;
    if (size === 0) return (await reader.readThrough('\r\n', headLimit)).length === 2;
    await reader.readExactly(size + 2);
    total += size;
  }
  return false;
}

function refusal(
  { proxy, host, port, variable }: TunnelRequest,
  answer: ConnectAnswer,
  { hasTried, unavailable, scheme, withheld }: ProxyAuthenticator,
): RouteProblem {
  const { status, challenges } = answer;
  // Tinyproxy says 401 to a wrong password, and no longer what it wants.
  const isWrongPassword = status === 401 && hasTried;
  if (status !== 407 && !isWrongPassword) {
    const problem = refusedTunnel(proxyUrl(proxy), `${host}:${port}`, answer);
    // A page in place of a tunnel, of no known product: it is no forward proxy.
    const isPage = status >= 200 && status < 300;
    return isPage && problem.cause === undefined ? malformed(proxy) : problem;
  }
  const schemes = isWrongPassword && scheme !== null ? [scheme] : challenges.map((each) => each.scheme);
  return {
    kind: 'route.authRequired',
    proxy: proxyUrl(proxy),
    status,
    schemes: [...new Set(schemes)],
    tried: hasTried,
    ...(unavailable === null ? {} : { unavailable }),
    ...(withheld === null ? {} : { withheld }),
    ...(variable === undefined ? {} : { variable }),
  };
}
