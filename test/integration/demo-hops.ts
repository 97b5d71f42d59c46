import { onTestFinished } from 'vitest';
import { generateSigningKey, type SigningKey } from '../../main/demo/tokens.ts';
import { startSyncServer, type SyncServer, type SyncServerOptions } from '../../main/demo/sync-server.ts';
import type { ProfileFile } from '../../shared/profile.ts';

let key: Promise<SigningKey> | undefined;

/** Made once a file: an RSA key takes up to half a second. */
export const signingKey = (): Promise<SigningKey> => (key ??= generateSigningKey());

export const alice = { username: 'alice', password: 'open: "sesame"' } as const;

/** Takes the first request of a default profile, so that tests of other things have one upgrade to look at. */
const takesAll: SyncServerOptions = { worker: { kind: 'choosing', oldest: 22, newest: 30 } };

/** The demo's sync server for this test, alice its user. */
export async function serverForThisTest(options: SyncServerOptions = {}): Promise<SyncServer> {
  const users = { [alice.username]: { password: alice.password } };
  const server = await startSyncServer({
    signingKey: await signingKey(),
    users,
    ...takesAll,
    ...options,
  });
  onTestFinished(() => server.stop());
  return server;
}

/** Straight to a server, as alice. */
export const direct = (server: string, more: Partial<ProfileFile> = {}): ProfileFile => ({
  formatVersion: 1,
  name: 'Direct',
  server,
  credential: { kind: 'password', username: alice.username },
  realmPaths: ['/~/tasks'],
  route: { mode: 'direct' },
  ...more,
});

/** The peer, stopped when the test is over. */
export async function forThisTest<Peer extends { readonly stop: () => Promise<void> }>(
  starting: Promise<Peer>,
): Promise<Peer> {
  const peer = await starting;
  onTestFinished(() => peer.stop());
  return peer;
}
