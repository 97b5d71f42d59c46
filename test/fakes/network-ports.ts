import type { NetworkPorts } from '../../main/network/connection.ts';
import { namelessSecret } from '../../main/secrets/secret-names.ts';
import { FakeClock } from './clock.ts';
import { FakeDialer } from './dialer.ts';
import { FakeNegotiate } from './negotiate.ts';
import { FakeRandom } from './random.ts';
import { FakeSystemProxy } from './system-proxy.ts';
import { FakeSystemRoots } from './system-roots.ts';

/** What a network is made of, all of it fake; a test gives the parts that it looks into. */
export const networkPorts = (own: Partial<NetworkPorts> = {}): NetworkPorts => ({
  dialer: new FakeDialer(),
  systemProxy: new FakeSystemProxy(),
  interfaces: { addresses: () => ['192.0.2.1'] },
  systemRoots: new FakeSystemRoots(),
  nameSecret: namelessSecret,
  negotiate: new FakeNegotiate(),
  random: new FakeRandom(),
  clock: new FakeClock(),
  ...own,
});
