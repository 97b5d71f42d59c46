import { check, type Checked, type CheckOptions } from '../../main/check/check.ts';
import { bugNamer, silentLog } from '../../main/log.ts';
import { namelessSecret } from '../../main/secrets/secret-names.ts';
import { systemClock } from '../../main/ports/clock.ts';
import { systemDialer, type Dialer } from '../../main/ports/dialer.ts';
import { nodeFiles } from '../../main/ports/files.ts';
import { nodeHttp } from '../../main/ports/http.ts';
import { MemoryKeychain } from '../../main/ports/keychain.ts';
import { unwatchedInterfaces } from '../../main/ports/interfaces.ts';
import { kerberosNegotiate } from '../../main/ports/negotiate.ts';
import type { Ports } from '../../main/dependencies.ts';
import { silentPower } from '../../main/ports/power.ts';
import { systemRandom } from '../../main/ports/random.ts';
import { frameLimitIn, wsSockets } from '../../main/ports/sockets.ts';
import { EnvironmentSystemProxy } from '../../main/network/environment-proxy.ts';
import { NodeSystemRoots } from '../../main/ports/system-roots.ts';
import { withSecret } from '../../main/tokens/credential.ts';
import { enteredEntries } from '../../main/secrets/entered-secrets.ts';
import { MemoryMarkers, Vault } from '../../main/secrets/vault.ts';
import { profileIdSchema } from '../../shared/brand.ts';
import { givenWith } from '../../shared/destinations.ts';
import { parseProfile, type ProfileFile } from '../../shared/profile.ts';
import type { EnteredSecrets } from '../../shared/secrets.ts';
import type { Address } from '../peers/port.ts';

const id = profileIdSchema.parse('check');
const systemRoots = new NodeSystemRoots({}, nodeFiles);

/** The real adapters, with nothing taken from the environment of the tests. */
export const realPorts = (dialer: Dialer = systemDialer): Ports => ({
  clock: systemClock,
  random: systemRandom,
  dialer,
  systemProxy: new EnvironmentSystemProxy({}),
  systemRoots,
  negotiate: kerberosNegotiate,
  http: nodeHttp,
  sockets: wsSockets(frameLimitIn({})),
  files: nodeFiles,
  power: silentPower,
  interfaces: unwatchedInterfaces,
  log: silentLog,
  nameBug: bugNamer(silentLog, () => systemRandom.word()),
  nameSecret: namelessSecret,
});

/** Finds every name, and every port of it, at one loopback address: for hosts and ports that no test can listen on. */
export const everythingAt = ({ port }: Address): Dialer => ({
  ...systemDialer,
  resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
  connect: (host, _port, addresses, signal) => systemDialer.connect(host, port, addresses, signal),
});

export interface ServiceCheck {
  readonly profile: ProfileFile;
  readonly secrets?: EnteredSecrets;
  readonly dialer?: Dialer;
  /** What a test puts in the place of a real adapter. */
  readonly ports?: Partial<Ports>;
  readonly options?: Partial<CheckOptions>;
}

/** The command line's check with the app's own services, in this process. Throws when the profile is not valid. */
export async function checkServices({
  profile: file,
  secrets = {},
  dialer,
  ports = {},
  options,
}: ServiceCheck): Promise<Checked> {
  const parsed = parseProfile(file);
  if (!parsed.ok) throw new Error(`not a valid profile: ${JSON.stringify(parsed.problem)}`);
  const profile = parsed.value;
  const vault = new Vault(new MemoryKeychain(), new MemoryMarkers(), systemClock);
  for (const { kind, secret } of enteredEntries(profile, secrets))
    await vault.save(id, kind, secret, givenWith(kind, profile));
  const credential = withSecret(profile.credential, secrets);
  const deps = {
    ports: { ...realPorts(dialer), ...ports },
    id,
    profile,
    vault,
    keeping: 'memory',
    credential,
  } as const;
  const realmPath = profile.realmPaths[0] ?? '/~/default';
  return check(deps, { realmPath, holdMs: 0, deadlineMs: 15_000, ...options });
}
