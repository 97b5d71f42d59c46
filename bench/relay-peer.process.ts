import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { createAuthority } from '../test/peers/certificates.ts';
import { serveOrders } from '../test/peers/serve-orders.ts';

/** The server at the far end, in a process of its own. */
export interface RelayPeerReady {
  readonly plain: number;
  readonly tls: number;
  readonly ca: string;
}

/** Cuts all that is open, and refuses what comes; or takes it again. */
export type RelayPeerOrder = 'cut' | 'mend';

const chunk = Buffer.alloc(64 * 1024);
const open = new Set<Socket>();
let isCut = false;

/** Answers 101, and then what the first bytes ask for: `d<N>;` N bytes down, `u<N>;` a dot after N bytes, `e` each byte back. */
function serve(socket: Socket): void {
  socket.on('error', () => undefined).setNoDelay(true);
  if (isCut) {
    socket.destroy();
    return;
  }
  open.add(socket);
  socket.once('close', () => open.delete(socket));
  socket.once('data', () => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    socket.once('data', (first: Buffer) => {
      const [asked = '', way, count] = /^([due])(?:(\d+);)?/.exec(first.toString('latin1')) ?? [];
      if (way === 'd') void sendDown(socket, Number(count)).catch(() => undefined);
      else if (way === 'u') countUp(socket, Number(count), first.length - asked.length);
      else {
        if (first.length > asked.length) socket.write(first.subarray(asked.length));
        socket.on('data', (some: Buffer) => socket.write(some));
      }
    });
  });
}

async function sendDown(socket: Socket, bytes: number): Promise<void> {
  for (let left = bytes; left > 0 && !socket.destroyed; left -= chunk.length) {
    if (!socket.write(left < chunk.length ? chunk.subarray(0, left) : chunk)) await once(socket, 'drain');
  }
}

function countUp(socket: Socket, bytes: number, first: number): void {
  let left = bytes - first;
  socket.on('data', ({ length }: Buffer) => {
    left -= length;
    if (left <= 0) socket.write('.');
  });
}

const authority = await createAuthority();
const certificate = await authority.issue();
await authority.remove();
const plain = createServer(serve).listen(0, '127.0.0.1');
const tls = createTlsServer(certificate, serve).listen(0, '127.0.0.1');
await Promise.all([once(plain, 'listening'), once(tls, 'listening')]);

const portOf = (server: { address: () => unknown }): number => (server.address() as AddressInfo).port;
serveOrders<RelayPeerReady, RelayPeerOrder>(
  { plain: portOf(plain), tls: portOf(tls), ca: authority.ca },
  (order) => {
    isCut = order === 'cut';
    if (isCut) for (const socket of open) socket.destroy();
  },
);
