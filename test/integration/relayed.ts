import { onTestFinished } from 'vitest';
import { InMemoryCertificates } from '../../main/network/certificate-memory.ts';
import { systemClock } from '../../main/ports/clock.ts';
import { systemDialer, type Dialer } from '../../main/ports/dialer.ts';
import { nodeHttp } from '../../main/ports/http.ts';
import { MemoryKeychain } from '../../main/ports/keychain.ts';
import { nodeLoopbackListener } from '../../main/ports/loopback-listener.ts';
import { silentPeerOwners } from '../../main/ports/peer-owners.ts';
import { silentPortHolders } from '../../main/ports/port-holders.ts';
import type { Ports } from '../../main/dependencies.ts';
import { connectLent } from '../../main/relay/lent-connections.ts';
import { OwnPorts } from '../../main/relay/own-ports.ts';
import { Relay, type RelayEvent, type RelayPorts } from '../../main/relay/relay.ts';
import { originalHeartbeat } from '../../main/sync/heartbeat.ts';
import { ProfileSessions } from '../../main/sync/profile-sessions.ts';
import { withSecret } from '../../main/tokens/credential.ts';
import { enteredEntries } from '../../main/secrets/entered-secrets.ts';
import { MemoryMarkers, Vault } from '../../main/secrets/vault.ts';
import { profileIdSchema } from '../../shared/brand.ts';
import { givenWith } from '../../shared/destinations.ts';
import { parseProfile, type Profile, type ProfileFile } from '../../shared/profile.ts';
import { defaultRelay, relayUrl, type RelaySettings } from '../../shared/relay.ts';
import type { EnteredSecrets } from '../../shared/secrets.ts';
import { realPorts } from './services.ts';

const id = profileIdSchema.parse('relay');

export interface RelayedProfile {
  readonly profile: ProfileFile;
  readonly secrets?: EnteredSecrets;
  readonly settings?: Partial<RelaySettings>;
  readonly dialer?: Dialer;
  readonly ports?: Partial<Ports & RelayPorts>;
}

/** A relay for this test on a port of its own, over real adapters, and what it told. */
export interface RunningRelay {
  readonly relay: Relay;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  readonly events: readonly RelayEvent[];
  /** Saves secrets as a person who enters them does, and hints. */
  readonly enter: (secrets: EnteredSecrets) => Promise<void>;
  /** Resolves when the condition holds; it is looked at whenever the relay's status changes. */
  readonly until: (condition: () => boolean) => Promise<void>;
}

export async function relayForThisTest({
  profile: file,
  secrets = {},
  settings = {},
  dialer = systemDialer,
  ports = {},
}: RelayedProfile): Promise<RunningRelay> {
  const profile = valid(file);
  const vault = new Vault(new MemoryKeychain(), new MemoryMarkers(), systemClock);
  const save = async (entered: EnteredSecrets): Promise<void> => {
    for (const { kind, secret } of enteredEntries(profile, entered))
      await vault.save(id, kind, secret, givenWith(kind, profile));
  };
  await save(secrets);
  const all = { ...realPorts(dialer), ...ports };
  const ownPorts = new OwnPorts();
  const events: RelayEvent[] = [];
  const waiting = new Set<() => void>();
  const sessions = new ProfileSessions({
    id,
    profile: { ...profile, realmPaths: [] },
    ports: all,
    vault,
    keeping: 'memory' as const,
    heartbeat: () => originalHeartbeat,
    onChange: () => undefined,
  });
  onTestFinished(() => sessions.dispose());
  if (profile.relay?.mode === 'signedIn') sessions.signInWith(withSecret(profile.credential, secrets));
  const relay = new Relay({
    id,
    profile,
    account: sessions.account,
    settings: { ...defaultRelay, ...profile.relay, port: 0, ...settings },
    ownPorts,
    ports: {
      clock: all.clock,
      nameBug: all.nameBug,
      http: nodeHttp,
      listener: nodeLoopbackListener,
      peerOwners: silentPeerOwners,
      portHolders: silentPortHolders,
      ...ports,
    },
    connect: () => {
      const certificateMemory = new InMemoryCertificates(() => all.clock.now());
      return connectLent({ id, profile, vault, certificateMemory }, all, ownPorts);
    },
    onChange: () => waiting.forEach((look) => look()),
    onEvent: (event) => events.push(event),
  });
  await relay.start();
  onTestFinished(() => relay.stop());
  const { status } = relay;
  if (status.state !== 'listening') throw new Error(`the relay doesn't listen: ${JSON.stringify(status)}`);
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = () => {
        if (!condition()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const enter = async (entered: EnteredSecrets): Promise<void> => {
    await save(entered);
    relay.secretsChanged();
  };
  return { relay, url: relayUrl(status.port), port: status.port, events, enter, until };
}

function valid(file: ProfileFile): Profile {
  const parsed = parseProfile(file);
  if (!parsed.ok) throw new Error(`not a valid profile: ${JSON.stringify(parsed.problem)}`);
  return parsed.value;
}
