import { STATUS_CODES } from 'node:http';

/** A whole HTTP answer, decided before anything is written. */
export type HttpAnswer = {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
};

export function jsonAnswer(status: number, body: unknown): HttpAnswer {
  const headers = { 'Content-Type': 'application/json; charset=utf-8' };
  return { status, headers, body: JSON.stringify(body) };
}

export function htmlAnswer(status: number, body: string): HttpAnswer {
  return { status, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body };
}

export function textAnswer(status: number, body: string): HttpAnswer {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body };
}

export function emptyAnswer(status: number): HttpAnswer {
  return { status, headers: {}, body: '' };
}

/** The answer as bytes for a stream that Node's HTTP server has handed over (upgrade, CONNECT). */
export function serializeAnswer(
  answer: HttpAnswer,
  nowMs: number,
  connection: 'close' | 'keep-alive',
): string {
  const lines = [
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? 'Unknown'}`,
    `Date: ${httpDate(nowMs)}`,
    ...Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(answer.body)}`,
    `Connection: ${connection}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${answer.body}`;
}

/** Format of the `Date` header (RFC 9110 §5.6.7). Clients estimate the server's clock from it. */
export function httpDate(nowMs: number): string {
  return new Date(nowMs).toUTCString();
}
