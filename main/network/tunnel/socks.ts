import type { Socket } from 'node:net';
import { SocksClient } from 'socks';
import type { RouteProblem, SocksReply } from '../../../shared/problem.ts';
import { ProblemError } from '../../problem-error.ts';
import { proxyUrl } from '../proxy-address.ts';
import type { TunnelRequest } from './connect.ts';
import type { ProxyLogin } from './proxy-authenticator.ts';

/** Opens a tunnel with SOCKS5 (RFC 1928, RFC 1929). `host` is a name for the proxy to resolve, or an address. */
export async function openSocksTunnel(
  socket: Socket,
  request: TunnelRequest,
  login: ProxyLogin | null,
): Promise<Socket> {
  const { proxy, host, port } = request;
  const isLoginTooLong = login !== null && [login.username, login.password.reveal()].some(isOverRfc1929);
  if (isLoginTooLong) throw new ProblemError(socksProblem(request, 'Authentication failed', login));
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
    throw new ProblemError(socksProblem(request, error instanceof Error ? error.message : '', login));
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
function socksProblem(
  { proxy, host, port, variable }: TunnelRequest,
  message: string,
  login: ProxyLogin | null,
): RouteProblem {
  const url = proxyUrl(proxy);
  if (/authentication/i.test(message)) {
    const schemes = ['username/password'];
    const named = variable === undefined ? {} : { variable };
    return { kind: 'route.authRequired', proxy: url, status: 0, schemes, tried: login !== null, ...named };
  }
  const reply = socksReplies.find((name) => message.includes(`rejected connection - ${name}`));
  if (reply !== undefined)
    return { kind: 'route.socksRefused', proxy: url, target: `${host}:${port}`, reply };
  return /closed/i.test(message)
    ? { kind: 'route.closed', proxy: url }
    : { kind: 'route.malformed', proxy: url };
}
