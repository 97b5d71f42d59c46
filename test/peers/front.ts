import { createServer, request as sendRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { loopback, type Address } from './port.ts';

/** Something before a server that answers some requests itself, to the byte, and passes everything else on. */
export interface Front extends Address {
  readonly url: string;
  /** Bodies of the `POST` requests, in their order. */
  readonly posted: readonly string[];
  readonly stop: () => Promise<void>;
}

/** `instead` is asked for each POST; null: pass it on. */
export async function startFront(
  upstream: Address,
  instead: (body: string) => Buffer | string | null,
): Promise<Front> {
  const posted: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    void bodyOf(incoming).then((body) => {
      posted.push(body);
      const own = instead(body);
      if (own === null) passOn(upstream, incoming, body, outgoing);
      else outgoing.socket?.write(own, () => outgoing.socket?.end());
    });
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (incoming, socket, early) => {
    const far = connect(upstream.port, upstream.host);
    far.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('close', () => far.destroy());
    far.write(`${headOf(incoming)}\r\n\r\n`);
    far.write(early);
    socket.pipe(far).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
  // A listening TCP server's address is never null nor a string.
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => server.close(resolve));
  };
  return { host: loopback, port, url: `http://${loopback}:${port}`, posted, stop };
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}

function headOf({ method, url, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2)
    lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  return lines.join('\r\n');
}

function passOn(
  { host, port }: Address,
  { method, url, headers }: IncomingMessage,
  body: string,
  outgoing: ServerResponse,
): void {
  const far = sendRequest({ host, port, method, path: url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  far.on('error', () => outgoing.destroy()).end(body);
}
