import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemDialer, type Address as DialledAddress, type Dialer } from '../../main/ports/dialer.ts';
import { startSyncServer, type SyncServer } from '../../main/demo/sync-server.ts';
import { EnvironmentSystemProxy } from '../../main/network/environment-proxy.ts';
import type { SystemProxy } from '../../main/network/system-proxy.ts';
import type { SinceGood, WayChange, WayFact } from '../../shared/what-changed.ts';
import { createAuthority, type Authority, type Certificate } from '../peers/certificates.ts';
import { startHaproxy } from '../peers/haproxy.ts';
import { startNginx, type Gateway, type NginxOptions } from '../peers/nginx.ts';
import { loopback, type Address } from '../peers/port.ts';
import { startRelay, type Relay } from '../peers/relay.ts';
import { startSquid, type Squid } from '../peers/squid.ts';
import { alice, direct, forThisTest, signingKey } from './demo-hops.ts';
import { Fleet } from './fleet.ts';

/*
 * A session is online through a real gateway; then one thing on its way is another one, or something fails and nothing
 * is. What is told of it has to name that thing, and nothing where there is none.
 */

let ours: Authority;
let theirs: Authority;
let certificate: Certificate;

beforeAll(async () => {
  [ours, theirs] = await Promise.all([createAuthority('DigiTrust CA'), createAuthority('Zscaler Root CA')]);
  certificate = await ours.issue({ names: ['gateway.example'] });
});
afterAll(() => Promise.all([ours.remove(), theirs.remove()]));

/** Where names lead: another place once that is wanted. */
class Names {
  #to: Address;
  #addresses: readonly DialledAddress[] = [{ address: loopback, family: 4 }];
  #error: string | null = null;

  constructor(to: Address) {
    this.#to = to;
  }

  lead(to: Address): void {
    this.#to = to;
  }

  answer(addresses: readonly DialledAddress[]): void {
    this.#addresses = addresses;
  }

  fail(code: string): void {
    this.#error = code;
  }

  #resolve(): Promise<readonly DialledAddress[]> {
    return this.#error === null
      ? Promise.resolve(this.#addresses)
      : Promise.reject(Object.assign(new Error('not resolved'), { code: this.#error }));
  }

  get dialer(): Dialer {
    return {
      ...systemDialer,
      resolve: (host, signal) =>
        host.endsWith('.example') ? this.#resolve() : systemDialer.resolve(host, signal),
      connect: (host, port, addresses, signal) =>
        systemDialer.connect(host, host.endsWith('.example') ? this.#to.port : port, addresses, signal),
    };
  }
}

interface World {
  readonly server: SyncServer;
  readonly gateway: Gateway;
  readonly names: Names;
  readonly variables: Record<string, string>;
  /** Milliseconds that the server's clock is ahead of ours. */
  readonly clock: { aheadMs: number };
  /** Another gateway before the same server. */
  readonly another: (options?: Partial<NginxOptions>) => Promise<Gateway>;
  /** Before the gateway. */
  readonly line: Relay;
  readonly squid: Squid | null;
}

/** Read anew each time, as the system's own settings are. */
const systemProxyOf = (variables: Record<string, string>): SystemProxy => ({
  ways: (target) => new EnvironmentSystemProxy(variables).ways(target),
});

interface Plan {
  /** Through a real squid, by the system's settings. */
  readonly viaSquid?: true;
  /** nginx puts its own `Date` into every answer. */
  readonly passesDate?: true;
  readonly addresses?: readonly DialledAddress[];
}

/** Online first; then `change`, and what is told once it has failed. */
async function afterChange(
  { viaSquid, passesDate, addresses }: Plan,
  change: (world: World) => Promise<void> | void,
  isEnough: (told: SinceGood, tries: number) => boolean,
): Promise<SinceGood> {
  const clock = { aheadMs: 0 };
  const server = await forThisTest(
    startSyncServer({
      signingKey: await signingKey(),
      users: { [alice.username]: { password: alice.password } },
      worker: { kind: 'choosing', oldest: 22, newest: 30 },
      now: () => Date.now() + clock.aheadMs,
    }),
  );
  const upstream = { host: loopback, port: server.port };
  const another = (options: Partial<NginxOptions> = {}) =>
    forThisTest(startNginx({ upstream, tls: certificate, ...options }));
  const gateway =
    passesDate === true ? await forThisTest(startHaproxy({ upstream, tls: certificate })) : await another();
  // What is open is cut here, whatever it goes through.
  const line = await forThisTest(startRelay(gateway));
  const names = new Names(line);
  if (addresses !== undefined) names.answer(addresses);
  const squid = viaSquid === true ? await forThisTest(startSquid({})) : null;
  const variables: Record<string, string> = squid === null ? {} : { https_proxy: squid.url };
  const fleet = new Fleet({ ports: { dialer: names.dialer, systemProxy: systemProxyOf(variables) } });
  const url = squid === null ? 'https://gateway.example' : `https://${loopback}:${line.port}`;
  const file = direct(url, {
    trust: { ca: ours.ca },
    route: { mode: squid === null ? 'direct' : 'system' },
  });
  const id = fleet.launch('one', file, { password: alice.password });
  try {
    await fleet.allOnline();
    await change({ server, gateway, names, variables, clock, another, line, squid });
    line.reset();
    let told: SinceGood | null = null;
    await fleet.until('told what changed', ([session]) => {
      if (session === undefined) return false;
      told = fleet.sessions.sinceGood(session.id);
      return told !== null && isEnough(told, fleet.sessions.traces(session.id).length);
    });
    expect(fleet.sessions.find(id)?.sessions[0]?.phase.state).not.toBe('online');
    if (told === null) throw new Error('nothing was told');
    return told;
  } finally {
    await fleet.sessions.dispose();
  }
}

const likely = ({ changes }: SinceGood): Partial<WayChange> => {
  const found = changes.filter(({ isLikely }) => isLikely);
  expect(found).toHaveLength(1);
  expect(changes[0]).toBe(found[0]);
  const [{ fact, from, to }] = found as [WayChange];
  return { fact, from, to };
};

const refusing: Partial<NginxOptions> = { mistake: { kind: 'answers', status: 403 } };

interface Row {
  readonly what: string;
  readonly plan?: Plan;
  readonly change: (world: World) => Promise<void> | void;
  readonly fact: WayFact;
  readonly from: string | RegExp | null;
  readonly to: string | RegExp | null;
}

const rows: readonly Row[] = [
  {
    what: 'another issuer, which nobody here trusts',
    change: async ({ names, another }) =>
      names.lead(await another({ tls: await theirs.issue({ names: ['gateway.example'] }) })),
    fact: 'issuer',
    from: /DigiTrust/,
    to: /Zscaler/,
  },
  {
    what: 'a certificate of the same issuer that has expired',
    change: async ({ names, another }) =>
      names.lead(await another({ tls: await ours.issue({ names: ['gateway.example'], expired: true }) })),
    fact: 'certificate',
    from: /^[0-9A-F:]{95}$/,
    to: /^[0-9A-F:]{95}$/,
  },
  {
    what: 'a gateway that forbids the websocket',
    change: async ({ names, another }) => names.lead(await another(refusing)),
    fact: 'answer',
    from: /^(101|200)$/,
    to: '403',
  },
  {
    what: 'a gateway that takes Upgrade away',
    change: async ({ names, another }) => names.lead(await another({ mistake: { kind: 'stripsUpgrade' } })),
    fact: 'answer',
    from: '101',
    to: '401',
  },
  {
    what: 'a gateway that wants a header',
    change: async ({ names, another }) =>
      names.lead(await another({ requireHeader: { name: 'X-Key', value: 'k' } })),
    fact: 'answer',
    from: /^(101|200)$/,
    to: '401',
  },
  {
    what: 'a gateway that allows another prefix only',
    change: async ({ names, another }) => names.lead(await another({ prefix: '/allowed' })),
    fact: 'answer',
    from: '101',
    to: '404',
  },
  {
    what: 'a gateway of another make, which refuses',
    change: async ({ names, server }) =>
      names.lead(
        await forThisTest(
          startHaproxy({
            upstream: { host: loopback, port: server.port },
            tls: certificate,
            requireHeader: { name: 'X-Key', value: 'k' },
          }),
        ),
      ),
    fact: 'software',
    from: /nginx/,
    to: null,
  },
  {
    what: 'an address at which nothing listens',
    change: ({ names }) => names.answer([{ address: '127.0.0.99', family: 4 }]),
    fact: 'address',
    from: loopback,
    to: '127.0.0.99',
  },
  {
    what: 'an address of the other family only',
    change: ({ names }) => names.answer([{ address: '::1', family: 6 }]),
    fact: 'family',
    from: 'IPv4',
    to: 'IPv6',
  },
  {
    what: 'another proxy, which wants a password',
    plan: { viaSquid: true },
    change: async ({ variables }) => {
      const users = [{ username: 'corp', password: 'x' }];
      const squid = await forThisTest(startSquid({ auth: { kind: 'basic', users } }));
      variables['https_proxy'] = squid.url;
    },
    fact: 'wayOut',
    from: /^http:/,
    to: /^http:/,
  },
  {
    what: 'no proxy any more, and a gateway that refuses',
    plan: { viaSquid: true },
    change: ({ variables, server }) => {
      variables['no_proxy'] = loopback;
      server.change({ workerIsUp: false });
    },
    fact: 'wayOut',
    from: /^http:/,
    to: null,
  },
  {
    what: 'a clock that is off by hours',
    plan: { passesDate: true },
    change: ({ clock, server }) => {
      clock.aheadMs = 5 * 3_600_000;
      server.change({ authIsAvailable: false });
    },
    fact: 'clock',
    from: null,
    to: '-300 min',
  },
];

describe('names the thing that changed', () => {
  test.each(rows)('$what', { timeout: 40_000 }, async ({ plan = {}, change, fact, from, to }) => {
    const told = await afterChange(plan, change, ({ changes }) => changes[0]?.fact === fact);
    const found = likely(told);
    expect(found.fact).toBe(fact);
    for (const [side, wanted] of [
      [found.from, from],
      [found.to, to],
    ] as const)
      if (wanted instanceof RegExp) expect(side).toMatch(wanted);
      else expect(side).toBe(wanted);
    expect(told.workedUntil).toBeGreaterThan(Date.now() - 60_000);
  });
});

/** What fails without anything being another one: the same hops, only that one of them is not there or not willing to talk. */
const unchanged: readonly {
  readonly what: string;
  readonly plan?: Plan;
  readonly change: (world: World) => Promise<void> | void;
}[] = [
  { what: 'the gateway is stopped', change: ({ gateway }) => gateway.stop() },
  { what: 'the line is cut and refuses', change: ({ line }) => line.set({ refuses: true }) },
  {
    what: 'the line ends in TLS',
    change: ({ line }) => line.set({ closeAfter: { direction: 'down', bytes: 60 } }),
  },
  {
    what: 'the line ends at once',
    change: ({ line }) => line.set({ closeAfter: { direction: 'up', bytes: 1 } }),
  },
  { what: 'the line ends after a while', change: ({ line }) => line.set({ closeAfterMs: 5 }) },
  { what: 'the name is not found', change: ({ names }) => names.fail('ENOTFOUND') },
  { what: 'no name server answers', change: ({ names }) => names.fail('EAI_AGAIN') },
  {
    what: 'the name’s addresses come in another order, and the gateway is gone',
    plan: {
      addresses: [
        { address: loopback, family: 4 },
        { address: '127.0.0.2', family: 4 },
      ],
    },
    change: async ({ names, gateway }) => {
      names.answer([
        { address: '127.0.0.2', family: 4 },
        { address: loopback, family: 4 },
      ]);
      await gateway.stop();
    },
  },
  { what: 'the proxy is stopped', plan: { viaSquid: true }, change: ({ squid }) => squid?.stop() },
  {
    what: 'the gateway behind the proxy is stopped',
    plan: { viaSquid: true },
    change: ({ gateway }) => gateway.stop(),
  },
  {
    what: 'the gateway is another process of the same make and certificate, and is cut',
    change: async ({ names, another, line }) => {
      const twin = await another();
      await twin.stop();
      names.lead(twin);
      line.reset();
    },
  },
  {
    what: 'the line is cut behind the proxy',
    plan: { viaSquid: true },
    change: ({ line }) => line.set({ refuses: true }),
  },
];

describe('names nothing where nothing is another one', () => {
  test.each(unchanged)('$what', { timeout: 40_000 }, async ({ plan = {}, change }) => {
    // The good try, and some that failed.
    const { changes } = await afterChange(plan, change, (_, tries) => tries >= 3);
    expect(changes).toEqual([]);
  });
});
