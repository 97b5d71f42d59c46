import { givenWith } from '../../shared/destinations.ts';
import type { Profile } from '../../shared/profile.ts';
import { defaultRelay, type RelaySettings } from '../../shared/relay.ts';
import type { CommandContext } from '../command-line/command.ts';
import type { Subject } from '../command-line/subject.ts';
import { InMemoryCertificates } from '../network/certificate-memory.ts';
import { nodeHttp } from '../ports/http.ts';
import { ProblemError } from '../problem-error.ts';
import { connectLent } from '../relay/lent-connections.ts';
import { OwnPorts } from '../relay/own-ports.ts';
import { lacksRelayKey, makeRelayKey } from '../relay/relay-key.ts';
import { Relay, type RelayEvent } from '../relay/relay.ts';
import { enteredEntries } from '../secrets/entered-secrets.ts';
import { originalHeartbeat } from '../sync/heartbeat.ts';
import { ProfileSessions } from '../sync/profile-sessions.ts';
import { credentialFor } from './check.ts';
import type { RelayCall } from './relay-call.ts';

/** A profile's relay, and what ends with it. */
export interface Loan {
  readonly relay: Relay;
  /** Where one was made because none was handed over: apps need it, and nobody else has it. */
  readonly madeKey: string | null;
  readonly stop: () => Promise<void>;
}

/** The profile with its own settings for the relay, changed by what the call says. Errors: `profile.invalid`. */
export function profileToLend(profile: Profile, { port, mode, holdSeconds }: RelayCall): LentProfileFile {
  const relay: RelaySettings = {
    ...defaultRelay,
    ...profile.relay,
    ...(port === null ? {} : { port }),
    ...(mode === null ? {} : { mode }),
    ...(holdSeconds === null ? {} : { holdSeconds }),
  };
  if (relay.mode === 'signedIn' && profile.credential.kind === 'adminToken')
    throw new ProblemError({
      kind: 'profile.invalid',
      issues: [{ field: 'relay.mode', rule: 'relayOfAdmin' }],
    });
  return { ...profile, relay };
}

export type LentProfileFile = Profile & { readonly relay: RelaySettings };

/** Makes the relay of a profile; it doesn't listen yet. Errors: `vault.*`, `secret.missing`. */
export async function makeLoan(
  subject: Subject,
  profile: LentProfileFile,
  { ports, relayPorts }: CommandContext,
  onEvent: (event: RelayEvent) => void,
): Promise<Loan> {
  const { vault, id, secrets, keeping, jwtFile = null } = subject;
  for (const { kind, secret } of enteredEntries(profile, secrets))
    await vault.save(id, kind, secret, givenWith(kind, profile));
  const keyed = { id, profile, vault };
  const madeKey = lacksRelayKey(keyed) ? await makeRelayKey(keyed, ports.random) : null;
  const { clock, nameBug } = ports;
  const ownPorts = new OwnPorts();
  const certificateMemory = subject.certificateMemory ?? new InMemoryCertificates(() => clock.now());
  // Its tokens alone: no session of its own is wanted.
  const tokensOnly = { ...profile, realmPaths: [] };
  const sessions = new ProfileSessions({
    id,
    ports,
    vault,
    keeping,
    jwtFile,
    certificateMemory,
    profile: tokensOnly,
    heartbeat: () => originalHeartbeat,
    onChange: () => undefined,
  });
  if (profile.relay.mode === 'signedIn') {
    const credential = credentialFor(subject);
    if (credential === null) sessions.connect();
    else sessions.signInWith(credential);
  }
  const relay = new Relay({
    id,
    profile,
    ownPorts,
    onEvent,
    settings: profile.relay,
    account: sessions.account,
    ports: { clock, nameBug, http: nodeHttp, ...relayPorts },
    connect: () => connectLent({ id, profile, vault, certificateMemory }, ports, ownPorts),
    onChange: () => undefined,
  });
  const stop = async () => {
    await Promise.all([relay.stop(), sessions.dispose()]);
  };
  return { relay, madeKey, stop };
}
