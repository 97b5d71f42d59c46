import { randomBytes as nodeRandomBytes } from 'node:crypto';
import type { DemoActivity } from './activity.ts';
import { startForwardProxy, type ForwardProxy, type ForwardProxyOptions } from './forward-proxy.ts';
import { startGateway, type Gateway, type GatewayOptions } from './gateway.ts';
import type { Header } from './gateway-rules.ts';
import type { TlsMaterial } from './rules.ts';
import { startSyncServer, type SyncServer, type SyncServerOptions } from './sync-server.ts';

/** Everything about the demo that can be chosen; all of it may be left out. */
export type DemoOptions = {
  /** Unix time in ms, for all three hops. */
  now?: () => number;
  randomBytes?: (size: number) => Buffer;
  /** Of the demo's user; made anew where it is left out. */
  password?: string;
  /** No TLS here: it ends at the gateway. */
  server?: Omit<SyncServerOptions, 'now' | 'randomBytes' | 'changed' | 'tls'>;
  gateway?: Omit<GatewayOptions, 'now' | 'upstreamPort' | 'changed' | 'tls'> & {
    /** `ca` is what the profile trusts; without it the certificate itself. */
    tls?: TlsMaterial & { ca?: string };
  };
  forwardProxy?: Omit<ForwardProxyOptions, 'now' | 'changed'>;
};

/** A profile as the profile file has it, with the demo's answers filled in. No secret inside. */
export type DemoProfileFile = {
  formatVersion: 1;
  name: string;
  environment: 'development';
  server: string;
  credential: { kind: 'password'; username: string };
  realmPaths: string[];
  gateway: {
    authorizationHeaderName: string;
    urlPrefix: string;
    customRequestHeaders: ({ name: string; secret: true } | { name: string; value: string })[];
  };
  route: { mode: 'manual'; proxy: string; username: string; bypass: string[]; neverDirect: true };
  trust: { verify: true; ca?: string };
  sync: { partial: false; compression: false };
};

/** In the secrets file's format: what the profile needs, made anew at each start. */
export type DemoSecrets = { password: string; proxyPassword: string; headers: Record<string, string> };

export type DemoEnvironment = {
  profileFile: DemoProfileFile;
  secrets: DemoSecrets;
  /** Base URLs, in the order in which traffic passes them. */
  addresses: { forwardProxy: string; gateway: string; server: string };
  forwardProxy: ForwardProxy;
  gateway: Gateway;
  server: SyncServer;
  activity: () => DemoActivity;
  /** Calls back after anything `activity()` tells has changed; answers how to stop that. */
  onActivity: (listener: () => void) => () => void;
  stop: () => Promise<void>;
};

const USERNAME = 'demo';
const PROXY_USERNAME = 'corp\\demo';
const TOKEN_HEADER = 'X-Realm-Auth';
const URL_PREFIX = '/my/url/prefix';
const CORPORATE_HEADER = 'Authorization';
const GATEWAY_KEY_HEADER = 'X-Gateway-Key';

/**
 * Starts a forward proxy, a gateway and a sync server on loopback, each on a port of its own, with
 * the profile and secrets that lead through all three.
 */
export async function startDemo(options: DemoOptions = {}): Promise<DemoEnvironment> {
  const now = options.now ?? Date.now;
  const secrets = makeSecrets(options);
  const listeners = new Set<() => void>();
  const changed = (): void => listeners.forEach((listener) => listener());
  const [server, forwardProxy] = await Promise.all([
    startSyncServer(serverOptions(options, secrets, changed)),
    startForwardProxy({
      credentials: { username: PROXY_USERNAME, password: secrets.proxyPassword },
      ...options.forwardProxy,
      now,
      changed,
    }),
  ]);
  const gateway = await startGateway({
    demands: Object.entries(secrets.headers).map(([name, value]): Header => [name, value]),
    urlPrefix: URL_PREFIX,
    authorizationHeaderName: TOKEN_HEADER,
    ...options.gateway,
    upstreamPort: server.port,
    now,
    changed,
  });
  const hops = { forwardProxy, gateway, server };
  return { ...hops, ...describe(hops, secrets, options), ...control(hops, listeners) };
}

type Hops = Pick<DemoEnvironment, 'forwardProxy' | 'gateway' | 'server'>;

function serverOptions(options: DemoOptions, secrets: DemoSecrets, changed: () => void): SyncServerOptions {
  const { now, randomBytes } = options;
  return {
    authorizationHeaderName: TOKEN_HEADER,
    ...options.server,
    users: { [USERNAME]: { password: secrets.password }, ...options.server?.users },
    ...(now === undefined ? {} : { now }),
    ...(randomBytes === undefined ? {} : { randomBytes }),
    changed,
  };
}

function describe(
  hops: Hops,
  secrets: DemoSecrets,
  options: DemoOptions,
): Pick<DemoEnvironment, 'profileFile' | 'secrets' | 'addresses'> {
  const { forwardProxy, gateway, server } = hops;
  const addresses = { forwardProxy: forwardProxy.url, gateway: gateway.url, server: server.url };
  return { profileFile: profileFor(addresses, options), secrets, addresses };
}

function control(
  { forwardProxy, gateway, server }: Hops,
  listeners: Set<() => void>,
): Pick<DemoEnvironment, 'activity' | 'onActivity' | 'stop'> {
  return {
    activity: () => ({
      forwardProxy: forwardProxy.activity(),
      gateway: gateway.activity(),
      server: server.activity(),
    }),
    onActivity: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: async () => {
      await Promise.all([forwardProxy.stop(), gateway.stop(), server.stop()]);
    },
  };
}

function profileFor(addresses: DemoEnvironment['addresses'], options: DemoOptions): DemoProfileFile {
  const tls = options.gateway?.tls;
  return {
    formatVersion: 1,
    name: 'Demo',
    environment: 'development',
    server: addresses.gateway,
    credential: { kind: 'password', username: USERNAME },
    realmPaths: ['/~/tasks'],
    gateway: {
      authorizationHeaderName: options.gateway?.authorizationHeaderName ?? TOKEN_HEADER,
      urlPrefix: options.gateway?.urlPrefix ?? URL_PREFIX,
      customRequestHeaders: [
        { name: CORPORATE_HEADER, secret: true },
        { name: GATEWAY_KEY_HEADER, secret: true },
        { name: 'X-Team', value: 'mobile' },
      ],
    },
    route: {
      mode: 'manual',
      proxy: addresses.forwardProxy,
      username: PROXY_USERNAME,
      bypass: [],
      neverDirect: true,
    },
    trust: tls === undefined ? { verify: true } : { verify: true, ca: tls.ca ?? tls.cert },
    sync: { partial: false, compression: false },
  };
}

function makeSecrets({ randomBytes = nodeRandomBytes, password }: DemoOptions): DemoSecrets {
  const word = (): string => randomBytes(18).toString('base64url');
  return {
    password: password ?? word(),
    proxyPassword: word(),
    headers: { [CORPORATE_HEADER]: `Bearer ${word()}`, [GATEWAY_KEY_HEADER]: word() },
  };
}
