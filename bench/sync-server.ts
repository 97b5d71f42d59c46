import { startSyncServer } from '../main/demo/sync-server.ts';
import { serveOrders } from '../test/peers/serve-orders.ts';

/** The demo's sync server in a process of its own, so that its memory and work are not taken for the client's. */
export interface SyncServerReady {
  readonly url: string;
  readonly adminToken: string;
}

/** `stop`: as if it was killed. `start`: on the same port. `drop`: cuts all connections. */
export type SyncServerOrder = 'stop' | 'start' | 'drop';

export const user = { username: 'alice', password: 'open sesame' };
/** So that tokens are renewed many times in a soak. */
const accessLifetimeSeconds = 120;

export async function serveSyncServer(): Promise<void> {
  const users = { [user.username]: { password: user.password } };
  const server = await startSyncServer({ users, accessLifetimeSeconds });
  const { token } = await server.issueAdminToken();
  const carryOut = async (order: SyncServerOrder) => {
    if (order === 'drop') server.dropAll();
    else await server[order]();
  };
  serveOrders<SyncServerReady, SyncServerOrder>({ url: server.url, adminToken: token }, carryOut);
}
