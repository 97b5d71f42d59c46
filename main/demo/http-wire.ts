import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TlsOptions } from 'node:tls';
import type { HttpAnswer } from './http-answer.ts';
import type { TlsMaterial } from './rules.ts';

const MAX_BODY_BYTES = 1024 * 1024;

/** The whole body as text, or null when it is too long or broke off. */
export function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_BODY_BYTES) chunks.push(chunk);
      else resolve(null);
    });
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.once('close', () => resolve(null));
  });
}

export function headerOf(request: IncomingMessage): (name: string) => string | undefined {
  return (name) => {
    const value = request.headers[name.toLowerCase()];
    return Array.isArray(value) ? value[0] : value;
  };
}

export function writeAnswer(response: ServerResponse, answer: HttpAnswer): void {
  response.writeHead(answer.status, {
    ...answer.headers,
    'Content-Length': Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
}

export function tlsOptions({ cert, key, clientCa }: TlsMaterial): TlsOptions {
  const identity = { cert, key, ALPNProtocols: ['http/1.1'] };
  return clientCa === undefined
    ? identity
    : { ...identity, ca: clientCa, requestCert: true, rejectUnauthorized: true };
}
