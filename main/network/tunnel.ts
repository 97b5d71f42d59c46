import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { SocksClient } from 'socks';
import type { RouteProblem, SocksReply } from '../../shared/problem.ts';
import { ProblemError } from '../problem-error.ts';
import type { Secret } from '../secret.ts';
import { ByteReader, TooLong } from './byte-reader.ts';
import { proxyUrl, type ForwardProxy } from './route.ts';

/** What the forward proxy is asked for, and what we can prove to it. */
export interface TunnelRequest {
  readonly proxy: ForwardProxy;
  readonly host: string;
  readonly port: number;
  readonly login: ProxyLogin | null;
}

export interface ProxyLogin {
  readonly username: string;
  readonly password: Secret<'ProxyPassword'>;
}

/** Which scheme a forward proxy took; the next tunnel through it says so at once and saves a round trip. */
export type KnownScheme = 'none' | 'basic';

export interface OpenTunnel {
  readonly stream: Duplex;
  readonly scheme: KnownScheme;
}

const headLimit = 64 * 1024;
const bodyLimit = 256 * 1024;

/**
 * Opens a tunnel with CONNECT (RFC 9110 §9.3.6) on the stream to the proxy. A 407 is answered on the same stream when
 * the proxy keeps it open, because schemes such as NTLM bind to it; otherwise on a new one from `redial`.
 * Errors: `route.*` problems; whatever the stream fails with.
 */
export async function openHttpTunnel(
  stream: Duplex,
  redial: () => Promise<Duplex>,
  request: TunnelRequest,
  known: KnownScheme,
): Promise<OpenTunnel> {
  const first = await converse(stream, request, known);
  if (first.isOpen) return { stream, scheme: known };
  const mayAnswer = first.status === 407 && request.login !== null && known === 'none';
  if (!mayAnswer || !first.schemes.includes('basic')) {
    stream.destroy();
    throw new ProblemError(refusal(request, first, known === 'basic'));
  }
  const kept = first.isReusable ? await unlessClosed(() => converse(stream, request, 'basic')) : null;
  if (kept === null) stream.destroy();
  const next = kept === null ? await redial() : stream;
  const second = kept ?? (await converse(next, request, 'basic'));
  if (second.isOpen) return { stream: next, scheme: 'basic' };
  next.destroy();
  throw new ProblemError(refusal(request, second, true));
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
  /** Whether the stream can carry another request: the answer's body was read to its end and nobody closes. */
  readonly isReusable: boolean;
  /** In lower case, in the order of the proxy. */
  readonly schemes: readonly string[];
}

async function converse(stream: Duplex, request: TunnelRequest, scheme: KnownScheme): Promise<ConnectAnswer> {
  stream.write(connectRequest(request, scheme), 'latin1');
  const reader = new ByteReader(stream);
  const head = parseHead(await reader.readThrough('\r\n\r\n', headLimit), request.proxy);
  const { status, headers } = head;
  const isOpen = status >= 200 && status < 300;
  const isReusable = status === 407 && (await unlessClosed(() => skipBody(reader, head))) === true;
  reader.release();
  return { status, isOpen, isReusable, schemes: schemesOf(headers) };
}

function connectRequest({ host, port, login }: TunnelRequest, scheme: KnownScheme): string {
  const lines = [`CONNECT ${host}:${port} HTTP/1.1`, `Host: ${host}:${port}`, 'Proxy-Connection: keep-alive'];
  if (scheme === 'basic' && login !== null) lines.push(`Proxy-Authorization: ${basic(login)}`);
  return [...lines, '', ''].join('\r\n');
}

/** RFC 7617: the pair in UTF-8, in base64. */
const basic = ({ username, password }: ProxyLogin): string =>
  `Basic ${Buffer.from(`${username}:${password.reveal()}`, 'utf8').toString('base64')}`;

type HeaderFields = readonly (readonly [name: string, value: string])[];

interface Head {
  readonly version: '1.0' | '1.1';
  readonly status: number;
  readonly headers: HeaderFields;
}

function parseHead(head: Buffer, proxy: ForwardProxy): Head {
  const [statusLine = '', ...lines] = head.toString('latin1').split(/\r?\n/);
  const [, minor, status] = /^HTTP\/1\.([01]) (\d{3})(?: |$)/.exec(statusLine) ?? [];
  if (status === undefined) throw new ProblemError({ kind: 'route.malformed', proxy: proxyUrl(proxy) });
  const headers = lines.flatMap((line): [string, string][] => {
    const colon = line.indexOf(':');
    return colon <= 0 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]];
  });
  return { version: minor === '0' ? '1.0' : '1.1', status: Number(status), headers };
}

const valuesOf = (headers: HeaderFields, name: string): string[] =>
  headers.filter(([field]) => field === name).map(([, value]) => value);

/** The schemes a proxy offers; each may have its own line, or share one (RFC 9110 §11.7.1). */
function schemesOf(headers: HeaderFields): string[] {
  const offers = valuesOf(headers, 'proxy-authenticate').join(', ');
  const schemes = [...offers.matchAll(/(?:^|,\s*)([A-Za-z][A-Za-z0-9-]*)(?=\s+\S|\s*,|\s*$)(?!\s*=)/g)];
  return [...new Set(schemes.map(([, scheme = '']) => scheme.toLowerCase()))];
}

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

function refusal({ proxy, host, port }: TunnelRequest, answer: ConnectAnswer, tried: boolean): RouteProblem {
  const { status, schemes } = answer;
  if (status === 407) return { kind: 'route.authRequired', proxy: proxyUrl(proxy), status, schemes, tried };
  return { kind: 'route.refused', proxy: proxyUrl(proxy), status, target: `${host}:${port}` };
}

/** Opens a tunnel with SOCKS5 (RFC 1928, RFC 1929). `host` is a name for the proxy to resolve, or an address. */
export async function openSocksTunnel(socket: Socket, request: TunnelRequest): Promise<Socket> {
  const { proxy, host, port, login } = request;
  const isLoginTooLong = login !== null && [login.username, login.password.reveal()].some(isOverRfc1929);
  if (isLoginTooLong) throw new ProblemError(socksProblem(request, 'Authentication failed'));
  try {
    const credentials = login === null ? {} : { userId: login.username, password: login.password.reveal() };
    const { socket: tunnel } = await SocksClient.createConnection({
      proxy: { host: proxy.host, port: proxy.port, type: 5, ...credentials },
      command: 'connect',
      destination: { host: host.replace(/^\[|\]$/g, ''), port },
      existing_socket: socket,
    });
    return tunnel;
  } catch (error) {
    socket.destroy();
    throw new ProblemError(socksProblem(request, error instanceof Error ? error.message : ''));
  }
}

const isOverRfc1929 = (text: string): boolean => Buffer.byteLength(text) > 255;

const socksReplies: readonly SocksReply[] = [
  'Failure',
  'NotAllowed',
  'NetworkUnreachable',
  'HostUnreachable',
  'ConnectionRefused',
  'TTLExpired',
  'CommandNotSupported',
  'AddressNotSupported',
];

/** The library tells its failures apart in the message only. */
function socksProblem({ proxy, host, port, login }: TunnelRequest, message: string): RouteProblem {
  const url = proxyUrl(proxy);
  if (/authentication/i.test(message)) {
    const schemes = ['username/password'];
    return { kind: 'route.authRequired', proxy: url, status: 0, schemes, tried: login !== null };
  }
  const reply = socksReplies.find((name) => message.includes(`rejected connection - ${name}`));
  if (reply !== undefined)
    return { kind: 'route.socksRefused', proxy: url, target: `${host}:${port}`, reply };
  return /closed/i.test(message)
    ? { kind: 'route.closed', proxy: url }
    : { kind: 'route.malformed', proxy: url };
}
