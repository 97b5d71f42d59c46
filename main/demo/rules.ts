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

/** Which version of the sync protocol is spoken. */
export type SyncWorker = NativeWorker | ChoosingWorker;

/**
 * As the native worker of Realm Object Server 3: it reads the first version of an offer, takes all up to its own (from
 * `oldest` on, where that is set), and names its own when it refuses.
 */
export type NativeWorker = { kind: 'native'; version: number; oldest?: number };

/** As the servers after that: it chooses from a list, and says in words what it supports. */
export type ChoosingWorker = { kind: 'choosing'; oldest: number; newest: number };

/** How the sync server behaves; all of it can be changed while it runs. */
export type ServerRules = {
  accessLifetimeSeconds: number;
  userTokenLifetimeSeconds: number;
  refreshLifetimeSeconds: number;
  /** Newer servers answer 614 to an expired refresh token, older ones 615. */
  expiredRefreshCode: 614 | 615;
  worker: SyncWorker;
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

const NATIVE_WORKER: SyncWorker = { kind: 'native', version: 22 };

export const DEFAULT_SERVER_RULES: ServerRules = Object.freeze({
  accessLifetimeSeconds: 600,
  userTokenLifetimeSeconds: 3600,
  refreshLifetimeSeconds: 10 * 365 * 24 * 3600,
  expiredRefreshCode: 614,
  worker: NATIVE_WORKER,
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
