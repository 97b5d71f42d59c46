import type { Socket } from 'node:net';
import { duplexPair, type Duplex } from 'node:stream';
import { PortTaken, type Listening, type LoopbackListener } from '../../main/ports/loopback-listener.ts';

const firstFree = 40_000;

/** Ports without a network: connections are pairs of streams in memory. */
export class FakeLoopbackListener implements LoopbackListener {
  readonly #accepting = new Map<number, (connection: Socket) => void>();
  readonly #foreign = new Set<number>();
  #lastRemote = 50_000;

  /** Another program listens there. */
  occupy(port: number): void {
    this.#foreign.add(port);
  }

  vacate(port: number): void {
    this.#foreign.delete(port);
  }

  listen(port: number, accept: (connection: Socket) => void): Promise<Listening> {
    const chosen = port === 0 ? this.#anyFree() : port;
    if (this.#isTaken(chosen)) return Promise.reject(new PortTaken(chosen));
    this.#accepting.set(chosen, accept);
    let isOpen = true;
    return Promise.resolve({
      port: chosen,
      close: () => {
        if (isOpen) this.#accepting.delete(chosen);
        isOpen = false;
        return Promise.resolve();
      },
    });
  }

  /** A program of this computer connects; null where nobody listens. */
  dial(port: number): Duplex | null {
    const accept = this.#accepting.get(port);
    if (accept === undefined) return null;
    const [near, far] = duplexPair();
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
    near.on('error', () => undefined);
    far.on('error', () => undefined);
    this.#lastRemote += 1;
    const ends = { localAddress: '127.0.0.1', localPort: port };
    const peer = { remoteAddress: '127.0.0.1', remotePort: this.#lastRemote };
    // Of a socket, the callers use what every stream has, and these.
    accept(Object.assign(near, ends, peer, { bytesRead: 0, bytesWritten: 0 }) as unknown as Socket);
    return far;
  }

  #isTaken(port: number): boolean {
    return this.#foreign.has(port) || this.#accepting.has(port);
  }

  #anyFree(): number {
    for (let port = firstFree; ; port += 1) if (!this.#isTaken(port)) return port;
  }
}
