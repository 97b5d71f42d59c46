import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startSyncServer } from '../../main/demo/sync-server.ts';
import { systemClock } from '../../main/ports/clock.ts';
import { systemDialer, type Dialer } from '../../main/ports/dialer.ts';
import { MemoryKeychain, type Keychain } from '../../main/ports/keychain.ts';
import type { SystemProxy } from '../../main/network/system-proxy.ts';
import { originalHeartbeat } from '../../main/sync/heartbeat.ts';
import { ProfileSessions } from '../../main/sync/profile-sessions.ts';
import { Secret } from '../../main/secrets/secret.ts';
import { withSecret } from '../../main/tokens/credential.ts';
import { enteredEntries } from '../../main/secrets/entered-secrets.ts';
import { MemoryMarkers, Vault } from '../../main/secrets/vault.ts';
import { profileIdSchema } from '../../shared/brand.ts';
import type { StageName } from '../../shared/problem.ts';
import { givenWith } from '../../shared/destinations.ts';
import { parseProfile, type ProfileFile } from '../../shared/profile.ts';
import { loopback } from '../peers/port.ts';
import { alice, direct, signingKey } from './demo-hops.ts';
import { realPorts } from './services.ts';

const id = profileIdSchema.parse('cancel');
const never = <Value>(): Promise<Value> => new Promise(() => undefined);

interface Listening {
  readonly port: number;
  /** Connections that are still open. */
  readonly open: Set<Socket>;
}

/** A server that takes connections and does with them what it is told: at worst nothing, for ever. */
async function listen(serve: (socket: Socket) => void = () => undefined): Promise<Listening> {
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
    // Otherwise nothing reads, and an end that isn't read is never noticed.
    socket.resume();
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
  onTestFinished(() => {
    open.forEach((socket) => socket.destroy());
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, open };
}

interface Stall {
  readonly profile: ProfileFile;
  readonly dialer?: Partial<Dialer>;
  readonly systemProxy?: SystemProxy;
  readonly keychain?: Keychain;
  readonly peer?: Listening;
}

/** The demo's server behind a door that closes for what begins with `word`; what was let in goes through. */
async function doorTo(serverPort: number, stops: (request: string) => boolean): Promise<Listening> {
  const { connect } = await import('node:net');
  return listen((socket) => {
    const far = connect(serverPort, loopback);
    far.on('error', () => undefined).on('close', () => socket.destroy());
    socket.on('close', () => far.destroy());
    socket.on('data', (bytes: Buffer) => {
      if (!stops(bytes.toString('latin1'))) far.write(bytes);
    });
    far.on('data', (bytes: Buffer) => socket.write(bytes));
  });
}

async function sessionServer(isDeaf = false) {
  const users = { [alice.username]: { password: alice.password } };
  const server = await startSyncServer({ signingKey: await signingKey(), users, isDeaf });
  onTestFinished(() => server.stop());
  return server;
}

const stalls: readonly [StageName, () => Promise<Stall>][] = [
  [
    'keychain',
    () => Promise.resolve({ keychain: new MemoryKeychain(), profile: direct(`http://${loopback}:1`) }),
  ],
  [
    'route',
    () =>
      Promise.resolve({
        profile: direct(`http://${loopback}:1`, { route: { mode: 'system' } }),
        systemProxy: { ways: () => never() },
      }),
  ],
  [
    'resolve',
    () => Promise.resolve({ profile: direct('http://slow.example'), dialer: { resolve: () => never() } }),
  ],
  [
    'connect',
    // Reserved for documentation (RFC 5737): no host answers, and here nothing is even sent.
    () => Promise.resolve({ profile: direct('http://192.0.2.1'), dialer: { connect: stalledConnect } }),
  ],
  [
    'proxy',
    async () => {
      const peer = await listen();
      const route = { mode: 'manual', proxy: `http://${loopback}:${peer.port}` } as const;
      return { peer, profile: direct(`http://${loopback}:1`, { route }) };
    },
  ],
  [
    'tls',
    async () => {
      const peer = await listen();
      return { peer, profile: direct(`https://${loopback}:${peer.port}`) };
    },
  ],
  [
    'sign-in',
    async () => {
      const peer = await listen();
      return { peer, profile: direct(`http://${loopback}:${peer.port}`) };
    },
  ],
  [
    'access-token',
    async () => {
      const server = await sessionServer();
      const peer = await doorTo(server.port, (request) => request.includes('"path"'));
      return { peer, profile: direct(`http://${loopback}:${peer.port}`) };
    },
  ],
  [
    'upgrade',
    async () => {
      const server = await sessionServer();
      const peer = await doorTo(server.port, (request) => request.startsWith('GET '));
      return { peer, profile: direct(`http://${loopback}:${peer.port}`) };
    },
  ],
  [
    'bind',
    async () => {
      const server = await sessionServer(true);
      const peer = await doorTo(server.port, () => false);
      return { peer, profile: direct(`http://${loopback}:${peer.port}`) };
    },
  ],
];

function stalledConnect(...[, , , signal]: Parameters<Dialer['connect']>): ReturnType<Dialer['connect']> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}

/** The machine may be busy for a moment: that it can be so quick is what is shown. */
const quickestOfThree = { retry: 2 };

describe('cancelling', () => {
  test.each(stalls)(
    'while %s stalls takes effect in under 100 ms',
    quickestOfThree,
    async (stage, arrange) => {
      const { profile: file, dialer, systemProxy, keychain, peer } = await arrange();
      const parsed = parseProfile(file);
      if (!parsed.ok) throw new Error('not a valid profile');
      const profile = parsed.value;
      const secrets = { password: alice.password };
      const vault = new Vault(keychain ?? new MemoryKeychain(), new MemoryMarkers(), systemClock);
      for (const { kind, secret } of enteredEntries(profile, secrets))
        await vault.save(id, kind, secret, givenWith(kind, profile));
      if (keychain !== undefined) {
        // A token that is there to be read: only then is the keychain asked at all.
        await vault.save(
          id,
          'refreshToken',
          new Secret('RefreshToken', 'kept'),
          givenWith('refreshToken', profile),
        );
        keychain.read = () => never();
      }
      const ports = {
        ...realPorts({ ...systemDialer, ...dialer }),
        ...(systemProxy === undefined ? {} : { systemProxy }),
      };
      const keeping = keychain === undefined ? 'memory' : 'keychain';
      const onChange = () => undefined;
      const sessions = new ProfileSessions({
        id,
        profile,
        ports,
        vault,
        keeping,
        onChange,
        heartbeat: () => originalHeartbeat,
      });
      onTestFinished(() => sessions.dispose());
      if (keychain === undefined) sessions.signInWith(withSecret(profile.credential, secrets));
      else sessions.connect();
      const status = () => {
        const [session] = sessions.sessions;
        if (session === undefined) throw new Error('no session');
        return session;
      };
      await expect.poll(() => status().trace?.current?.name, { timeout: 10_000 }).toBe(stage);

      const startedAt = performance.now();
      sessions.cancel(status().id);
      expect(status().phase).toMatchObject({ state: 'blocked', problem: { kind: 'cancelled' } });
      await expect.poll(() => status().trace?.current ?? null, { interval: 5 }).toBeNull();
      // After signing in, one connection to the auth server is kept for the next token.
      const kept = stage === 'upgrade' || stage === 'bind' ? 1 : 0;
      await expect.poll(() => peer?.open.size ?? 0, { interval: 5 }).toBeLessThanOrEqual(kept);
      expect(performance.now() - startedAt).toBeLessThan(100);
      expect(status().trace?.stages.findLast(({ name }) => name === stage)).toMatchObject({ ok: false });
    },
  );
});
