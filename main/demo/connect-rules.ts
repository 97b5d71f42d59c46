import { htmlAnswer, type HttpAnswer } from './http-answer.ts';

export type ProxyCredentials = { username: string; password: string };

export type ConnectRules = {
  /** Null: no password is needed. */
  credentials: ProxyCredentials | null;
  /** What the challenge calls the protected area (RFC 7617). */
  realm: string;
  /** Host names the proxy knows besides `localhost`, each with a loopback address. */
  names: Readonly<Record<string, string>>;
  /** When set, every CONNECT gets this status, for any target. */
  refusal: number | null;
};

export type ConnectVerdict =
  | { kind: 'tunnel'; host: string; port: number; address: string }
  | { kind: 'refused'; answer: HttpAnswer; why: string };

const REQUEST_LINE = /^CONNECT (\S+) HTTP\/1\.[01]$/;
const AUTHORITY = /^(\[[0-9A-Fa-f:]+\]|[^:[\]]+):(\d{1,5})$/;

/** Decides one CONNECT (RFC 9110 §9.3.6) from its head. Authentication comes first, as in real proxies. */
export function judgeConnect(head: string, rules: ConnectRules): ConnectVerdict {
  const [requestLine = '', ...headerLines] = head.split('\r\n');
  const authority = REQUEST_LINE.exec(requestLine)?.[1];
  if (authority === undefined) return refused(405, 'this proxy only opens tunnels (CONNECT)');
  if (rules.refusal !== null) return refused(rules.refusal, 'told to refuse everything');
  if (!isAuthenticated(headerLines, rules.credentials)) return challenge(rules.realm);
  const parts = AUTHORITY.exec(authority);
  const port = Number(parts?.[2]);
  if (parts?.[1] === undefined || port < 1 || port > 65535) return refused(400, 'malformed CONNECT target');
  return tunnelTo(parts[1].replace(/^\[|\]$/g, ''), port, rules.names);
}

function tunnelTo(host: string, port: number, names: ConnectRules['names']): ConnectVerdict {
  const address = names[host] ?? (host === 'localhost' ? '127.0.0.1' : host);
  if (!isLoopback(address)) return refused(403, `${host} is not on this machine`);
  return { kind: 'tunnel', host, port, address };
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^127(\.\d{1,3}){3}$/.test(address);
}

function isAuthenticated(headerLines: readonly string[], credentials: ProxyCredentials | null): boolean {
  if (credentials === null) return true;
  const expected = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
  const value = headerLines.map((line) => /^proxy-authorization:\s*basic\s+(\S+)\s*$/i.exec(line)?.[1]);
  return value.includes(expected);
}

function challenge(realm: string): ConnectVerdict {
  const answer = htmlAnswer(407, '<h1>407 Proxy Authentication Required</h1>\n');
  const headers = { ...answer.headers, 'Proxy-Authenticate': `Basic realm="${realm}"` };
  return { kind: 'refused', answer: { ...answer, headers }, why: 'a username and password are required' };
}

function refused(status: number, why: string): ConnectVerdict {
  return { kind: 'refused', answer: htmlAnswer(status, `<h1>${status}</h1>\n<p>${why}</p>\n`), why };
}
