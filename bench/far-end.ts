import { startForwardProxy } from '../main/demo/forward-proxy.ts';
import { startSyncServer } from '../main/demo/sync-server.ts';
import { createAuthority } from '../test/peers/certificates.ts';
import type { Address } from '../test/peers/port.ts';
import { serveOrders } from '../test/peers/serve-orders.ts';
import { startRelay } from '../test/peers/relay.ts';

/**
 * Everything beyond the long line, in a process of its own: its work then takes place while bytes travel, as it would
 * on another computer, and is not added to the client's.
 */
export interface FarEnd {
  /** A relay in front of a server in the clear. */
  readonly direct: Address;
  /** A relay in front of a forward proxy. */
  readonly tunnelled: Address;
  /** The server with TLS, for the forward proxy to connect to. */
  readonly secured: Address;
  readonly ca: string;
}

/** Reset all connections that pass through this relay. */
export type FarEndOrder = 'direct' | 'tunnelled';

export const user = { username: 'alice', password: 'open sesame' };
export const roundTripMs = 50;

/** Starts all of it, and resets what it is told to. */
export async function serveFarEnd(): Promise<void> {
  const users = { [user.username]: { password: user.password } };
  const authority = await createAuthority();
  const { cert, key } = await authority.issue();
  const plain = await startSyncServer({ users });
  const secured = await startSyncServer({ users, tls: { cert, key } });
  const proxy = await startForwardProxy();
  const host = '127.0.0.1';
  const relays = {
    direct: await startRelay({ host, port: plain.port }, { roundTripMs }),
    tunnelled: await startRelay({ host, port: proxy.port }, { roundTripMs }),
  };
  const addressOf = ({ port }: { readonly port: number }): Address => ({ host, port });
  const ready: FarEnd = {
    direct: addressOf(relays.direct),
    tunnelled: addressOf(relays.tunnelled),
    secured: addressOf(secured),
    ca: authority.ca,
  };
  await authority.remove();
  serveOrders<FarEnd, FarEndOrder>(ready, (order) => relays[order].reset());
}
