import type { Dialer } from '../ports/dialer.ts';
import { ProblemError } from '../problem-error.ts';

const loopback = /^(127\.|::1$|::ffff:127\.)/i;

/** The ports that relays of this program listen on: a way that ends at one of them would go round for ever. */
export class OwnPorts {
  readonly #ports = new Set<number>();

  add(port: number): void {
    this.#ports.add(port);
  }

  delete(port: number): void {
    this.#ports.delete(port);
  }

  /** Dials nothing that leads back here, whether a profile, a PAC script or a name says so. Errors: `relay.loop`. */
  guard(dialer: Dialer): Dialer {
    return {
      resolve: (host, signal) => dialer.resolve(host, signal),
      secure: (stream, expectation, signal) => dialer.secure(stream, expectation, signal),
      connect: (host, port, addresses, signal) => {
        const isOwn = this.#ports.has(port) && addresses.some(({ address }) => loopback.test(address));
        if (isOwn) return Promise.reject(new ProblemError({ kind: 'relay.loop', port }));
        return dialer.connect(host, port, addresses, signal);
      },
    };
  }
}
