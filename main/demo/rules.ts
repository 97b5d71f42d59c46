import type { KeyObject } from 'node:crypto';

export type RandomBytes = (size: number) => Buffer;

/** PEM texts. With `clientCa`, a client must present a certificate signed by it. */
export type TlsMaterial = { cert: string; key: string; clientCa?: string };

export type DemoUser = { password: string; isAdmin?: boolean };

/** Says which user some foreign proof stands for, or undefined to refuse it. */
export type CustomProvider = {
  name: string;
  userOf: (data: unknown, userInfo: unknown) => string | undefined;
};

/** How the sync server behaves; all of it can be changed while it runs. */
export type ServerRules = {
  accessLifetimeSeconds: number;
  userTokenLifetimeSeconds: number;
  refreshLifetimeSeconds: number;
  /** Newer servers answer 614 to an expired refresh token, older ones 615. */
  expiredRefreshCode: 614 | 615;
  /** Sync protocol versions the server speaks. */
  protocolVersions: readonly number[];
  authorizationHeaderName: string;
  /** When set, access tokens come with `sync_worker: {path}` and the server listens there as well. */
  syncWorkerPath: string | null;
  /** Realms that every user may open, beside their own. */
  sharedRealmPaths: readonly string[];
  nicknamesAreEnabled: boolean;
  jwt: { provider: string; publicKey: KeyObject } | null;
  customProviders: readonly CustomProvider[];
  authIsAvailable: boolean;
  workerIsUp: boolean;
  /** A deaf server keeps its websockets open and answers nothing, as behind a dead middlebox. */
  isDeaf: boolean;
};

export const DEFAULT_SERVER_RULES: ServerRules = Object.freeze({
  accessLifetimeSeconds: 600,
  userTokenLifetimeSeconds: 3600,
  refreshLifetimeSeconds: 10 * 365 * 24 * 3600,
  expiredRefreshCode: 614,
  protocolVersions: [30, 29, 28, 27, 26, 25, 24, 23, 22],
  authorizationHeaderName: 'Authorization',
  syncWorkerPath: null,
  sharedRealmPaths: [],
  nicknamesAreEnabled: true,
  jwt: null,
  customProviders: [],
  authIsAvailable: true,
  workerIsUp: true,
  isDeaf: false,
});
