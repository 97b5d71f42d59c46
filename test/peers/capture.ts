import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { loopback, type Address } from './port.ts';
import { until } from './process.ts';
import type { ServerTls } from './tls-files.ts';

/** What to do after a request's last byte has come. */
export type CaptureReply =
  /** Sends the bytes; then closes, or keeps listening on the same connection for the next request. */
  | { readonly kind: 'bytes'; readonly bytes: string | Buffer; readonly then: 'close' | 'keep' }
  | { readonly kind: 'close' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'silence' };

/** One request, byte for byte. */
export interface CapturedRequest {
  /** Everything up to and including the empty line. */
  readonly head: Buffer;
  /** As long as its Content-Length said. */
  readonly body: Buffer;
  /** The head as lines, without line ends and without the last, empty line. */
  readonly lines: readonly string[];
  /** Numbers connections from 1, in the order in which they were accepted. */
  readonly connection: number;
}

export interface CaptureOptions {
  readonly reply?: CaptureReply | ((request: CapturedRequest) => CaptureReply);
  readonly tls?: ServerTls;
}

export interface Capture extends Address {
  readonly requests: readonly CapturedRequest[];
  readonly connections: () => number;
  /** The n-th request (from 0), waited for if it hasn't come yet. */
  readonly request: (index?: number) => Promise<CapturedRequest>;
  readonly stop: () => Promise<void>;
}

const headEnd = '\r\n\r\n';

const bodyLength = (head: string): number => Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);

/** The first whole request in the bytes, and what follows it. */
function takeRequest(bytes: Buffer, connection: number): [CapturedRequest, Buffer] | undefined {
  const at = bytes.indexOf(headEnd);
  if (at === -1) return undefined;
  const bodyAt = at + headEnd.length;
  const head = bytes.subarray(0, bodyAt);
  const end = bodyAt + bodyLength(head.toString('latin1'));
  if (bytes.length < end) return undefined;
  const lines = head.subarray(0, at).toString('latin1').split('\r\n');
  return [{ head, body: bytes.subarray(bodyAt, end), lines, connection }, bytes.subarray(end)];
}

function perform(reply: CaptureReply, socket: Socket): void {
  switch (reply.kind) {
    case 'bytes':
      if (reply.then === 'close') socket.end(reply.bytes);
      else socket.write(reply.bytes);
      return;
    case 'close':
      socket.end();
      return;
    case 'reset':
      socket.resetAndDestroy();
      return;
    case 'silence':
      return;
  }
}

const defaultReply: CaptureReply = {
  kind: 'bytes',
  bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok',
  then: 'close',
};

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    // A listening TCP server's address is never null nor a string.
    server.listen(0, loopback, () => resolve((server.address() as AddressInfo).port));
  });

/** A server that records the exact bytes it is sent and answers from a script. */
export async function startCapture({ reply = defaultReply, tls }: CaptureOptions = {}): Promise<Capture> {
  const requests: CapturedRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const serve = (socket: Socket): void => {
    const connection = (connections += 1);
    let pending: Buffer = Buffer.alloc(0);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      for (let taken = takeRequest(pending, connection); taken; taken = takeRequest(pending, connection)) {
        pending = taken[1];
        requests.push(taken[0]);
        perform(typeof reply === 'function' ? reply(taken[0]) : reply, socket);
      }
    });
  };
  const clientCa =
    tls?.clientCa === undefined ? {} : { ca: tls.clientCa, requestCert: true, rejectUnauthorized: true };
  const server = tls
    ? createTlsServer({ cert: tls.cert, key: tls.key, ...clientCa }, serve)
    : createServer(serve);
  const port = await listen(server);
  const request = async (index = 0): Promise<CapturedRequest> => {
    await until(
      () => requests.length > index,
      () => `request ${index}; ${connections} connections, ${requests.length} requests came`,
    );
    // Just waited for.
    return requests[index] as CapturedRequest;
  };
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { host: loopback, port, requests, connections: () => connections, request, stop };
}
