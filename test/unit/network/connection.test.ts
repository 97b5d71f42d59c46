import type { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Network } from '../../../main/network/connection.ts';
import type { Target, Way } from '../../../main/network/route.ts';
import { stageDeadlinesMs, TraceRecorder } from '../../../main/network/trace.ts';
import { ProblemError } from '../../../main/problem-error.ts';
import { Secret } from '../../../main/secrets/secret.ts';
import { ProfileSecrets } from '../../../main/secrets/profile-secrets.ts';
import type { Problem, StageName } from '../../../shared/problem.ts';
import type { ProfileFile } from '../../../shared/profile.ts';
import type { Leg } from '../../../shared/status.ts';
import { turn } from '../../fakes/abort.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { FakeDialer, type Reception } from '../../fakes/dialer.ts';
import { networkPorts } from '../../fakes/network-ports.ts';
import { FakeSystemProxy } from '../../fakes/system-proxy.ts';
import { profileWith } from '../shared/profile-samples.ts';

const plain: Target = { host: 'ros.example', port: 9080, isTls: false };
const tls: Target = { host: 'ros.example', port: 9443, isTls: true };
const password = new Secret('ProxyPassword', 'pw');

/** A profile's network with everything around it in the test's hand. */
class Bench {
  readonly clock = new FakeClock();
  readonly dialer = new FakeDialer();
  readonly systemProxy = new FakeSystemProxy();
  addresses = ['192.0.2.1'];
  readonly person = new AbortController();
  recorder = new TraceRecorder(this.clock, 1);
  readonly #network: Network;

  constructor(file: Partial<ProfileFile> = {}) {
    const ports = networkPorts({
      dialer: this.dialer,
      systemProxy: this.systemProxy,
      interfaces: { addresses: () => this.addresses },
      clock: this.clock,
    });
    const secrets = new ProfileSecrets({ proxyPassword: password }, new Map());
    this.#network = new Network(profileWith(file), ports, secrets);
  }

  open(target: Target = plain, leg: Leg = 'sync'): Promise<Duplex> {
    this.recorder = new TraceRecorder(this.clock, 1);
    return this.#network.open(leg, target, this.recorder, this.person.signal);
  }

  async problem(target: Target = plain, leg: Leg = 'sync'): Promise<Problem> {
    const error: unknown = await this.open(target, leg).catch((thrown: unknown) => thrown);
    if (error instanceof ProblemError) return error.problem;
    throw new Error('it opened', { cause: error });
  }

  get stages(): string[] {
    return this.recorder.trace.stages.map(({ name, ok }) => `${name}${ok ? '' : ' failed'}`);
  }

  get openConnections(): number {
    return this.dialer.connections.filter((far) => !far.destroyed).length;
  }
}

const accept: Reception = () => undefined;

/** Answers each request on a connection in turn. */
const answering =
  (...answers: readonly string[]): Reception =>
  (far) => {
    const left = [...answers];
    far.on('data', (chunk: Buffer) => {
      if (chunk.includes('\r\n\r\n')) far.write(left.shift() ?? '');
    });
  };

const opened = 'HTTP/1.1 200 OK\r\n\r\n';
const wantsBasic = 'HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n';
const manual = (proxy: string, username?: string): Partial<ProfileFile> => ({
  route: { mode: 'manual', proxy, ...(username === undefined ? {} : { username }) },
});
const viaProxy = (host: string): Way => ({
  kind: 'forwardProxy',
  proxy: { scheme: 'http', host, port: 3128 },
  reason: 'system',
});

describe('without a network', () => {
  const loopback: Target = { ...plain, host: 'localhost' };
  const own = manual('http://127.0.0.1:3128');
  const company = manual('http://proxy.example:3128');

  it.each<[string, Partial<ProfileFile>, Target, string]>([
    ['a failure is the network’s', {}, plain, 'network.down'],
    ['so is that of the way to a forward proxy', company, plain, 'network.down'],
    ['but this computer reaches itself', {}, loopback, 'gateway.unresolved'],
    ['and a forward proxy of its own', own, plain, 'route.unreachable'],
  ])('%s', async (_what, file, target, kind) => {
    const bench = new Bench(file);
    bench.addresses = [];
    expect((await bench.problem(target)).kind).toBe(kind);
  });

  it('is no reason not to try', async () => {
    const bench = new Bench();
    bench.addresses = [];
    bench.dialer.listen('ros.example', 9080, accept);
    await bench.open();
    expect(bench.stages).toEqual(['route', 'resolve', 'connect']);
  });
});

describe('a direct way', () => {
  it('is looked up and dialled', async () => {
    const bench = new Bench();
    bench.dialer.listen('ros.example', 9080, accept);
    await bench.open();
    expect(bench.stages).toEqual(['route', 'resolve', 'connect']);
    expect(bench.recorder.trace.route).toEqual({ kind: 'direct', reason: 'system' });
    expect(bench.recorder.trace.stages.map(({ detail }) => detail)).toEqual([
      { kind: 'ways', ways: [{ kind: 'direct', reason: 'system' }] },
      '127.0.0.1',
      '127.0.0.1:9080',
    ]);
  });

  it('is secured where the target speaks TLS', async () => {
    const bench = new Bench();
    bench.dialer.listen('ros.example', 9443, accept);
    await bench.open(tls);
    expect(bench.stages).toEqual(['route', 'resolve', 'connect', 'tls']);
    expect(bench.dialer.secured).toEqual(['ros.example']);
  });

  it.each<[string, Reception | null, Leg, object]>([
    ['an unknown name', null, 'auth', { kind: 'auth.unresolved', host: 'ros.example' }],
    ['an unknown name', null, 'sync', { kind: 'gateway.unresolved', host: 'ros.example' }],
    ['nobody listening', { refuse: 'ECONNREFUSED' }, 'auth', { kind: 'auth.unreachable', cause: 'refused' }],
    ['no network', { refuse: 'ENETDOWN' }, 'sync', { kind: 'network.down' }],
  ])('fails for %s, named by its leg', async (_what, reception, leg, problem) => {
    const bench = new Bench();
    if (reception !== null) bench.dialer.listen('ros.example', 9080, reception);
    expect(await bench.problem(plain, leg)).toMatchObject(problem);
  });

  it('refuses a certificate by its place and leaves no connection open', async () => {
    const bench = new Bench();
    bench.dialer.listen('ros.example', 9443, accept);
    bench.dialer.certificateFlaw = 'CERT_HAS_EXPIRED';
    expect(await bench.problem(tls, 'auth')).toMatchObject({
      kind: 'tls.expired',
      hop: 'auth server',
      host: 'ros.example',
      validTo: '2026-11-23',
    });
    bench.dialer.certificateFlaw = 'ERR_TLS_CERT_ALTNAME_INVALID';
    expect(await bench.problem(tls)).toMatchObject({
      kind: 'tls.wrongName',
      // Nothing in this profile says that there is a gateway.
      hop: 'sync server',
      names: ['far.example', '127.0.0.1'],
    });
    await turn();
    expect(bench.openConnections).toBe(0);
  });

  it('accepts any certificate where the person switched verification off', async () => {
    const bench = new Bench({ trust: { verify: false } });
    bench.dialer.listen('ros.example', 9443, accept);
    bench.dialer.certificateFlaw = 'DEPTH_ZERO_SELF_SIGNED_CERT';
    expect((await bench.open(tls)).destroyed).toBe(false);
  });
});

describe('the system’s way', () => {
  it('is asked for with the target', async () => {
    const bench = new Bench();
    bench.dialer.listen('ros.example', 9080, accept);
    await bench.open();
    expect(bench.systemProxy.asked).toEqual([plain]);
  });

  it('that can’t be found out is undecided', async () => {
    const bench = new Bench();
    bench.systemProxy.answer = new Error('PAC failed');
    expect(await bench.problem()).toEqual({ kind: 'route.undecided', reason: 'pacFailed' });
    expect(bench.dialer.dialled).toEqual([]);
  });

  it('goes on to the next when a forward proxy is dead', async () => {
    const bench = new Bench();
    bench.systemProxy.answer = [viaProxy('dead'), viaProxy('alive'), { kind: 'direct', reason: 'system' }];
    bench.dialer.listen('alive', 3128, answering(opened));
    await bench.open();
    expect(bench.dialer.dialled).toEqual(['alive:3128']);
    expect(bench.stages).toEqual(['route', 'resolve failed', 'resolve', 'connect', 'proxy']);
    expect(bench.recorder.trace.route).toMatchObject({ proxy: 'http://alive:3128' });
  });

  it('does not go round a forward proxy that refuses', async () => {
    const bench = new Bench();
    bench.systemProxy.answer = [viaProxy('strict'), { kind: 'direct', reason: 'system' }];
    bench.dialer.listen('strict', 3128, answering('HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n'));
    bench.dialer.listen('ros.example', 9080, accept);
    expect(await bench.problem()).toMatchObject({ kind: 'route.refused', status: 403 });
    expect(bench.dialer.dialled).toEqual(['strict:3128']);
  });

  it('does not go on after a cancel', async () => {
    const bench = new Bench();
    bench.systemProxy.answer = [viaProxy('slow'), { kind: 'direct', reason: 'system' }];
    bench.dialer.listen('slow', 3128, 'silence');
    const problem = bench.problem();
    await turn();
    bench.person.abort();
    expect(await problem).toEqual({ kind: 'cancelled' });
    expect(bench.dialer.dialled).toEqual(['slow:3128']);
  });
});

describe('a forward proxy', () => {
  it('is passed before TLS', async () => {
    const bench = new Bench(manual('http://proxy.example:3128'));
    bench.dialer.listen('proxy.example', 3128, answering(opened));
    await bench.open(tls);
    expect(bench.stages).toEqual(['route', 'resolve', 'connect', 'proxy', 'tls']);
    expect(bench.dialer.dialled).toEqual(['proxy.example:3128']);
  });

  it('that speaks TLS itself is secured first', async () => {
    const bench = new Bench(manual('https://proxy.example:443'));
    bench.dialer.listen('proxy.example', 443, answering(opened));
    await bench.open(tls);
    expect(bench.dialer.secured).toEqual(['proxy.example', 'ros.example']);
  });

  it('with a certificate that nobody trusts is the hop to blame', async () => {
    const bench = new Bench(manual('https://proxy.example:443'));
    bench.dialer.listen('proxy.example', 443, answering(opened));
    bench.dialer.certificateFlaw = 'DEPTH_ZERO_SELF_SIGNED_CERT';
    expect(await bench.problem()).toMatchObject({ kind: 'tls.untrusted', hop: 'forward proxy' });
  });

  it('is told the password without being asked from the second time on', async () => {
    const bench = new Bench(manual('http://proxy.example:3128', 'alice'));
    const heard: string[] = [];
    bench.dialer.listen('proxy.example', 3128, (far) => {
      far.on('data', (chunk: Buffer) => {
        heard.push(chunk.toString('latin1'));
        far.write(chunk.includes('Proxy-Authorization') ? opened : wantsBasic);
      });
    });
    await bench.open();
    expect(heard).toHaveLength(2);
    await bench.open();
    expect(heard).toHaveLength(3);
    expect(heard[0]).not.toContain('Proxy-Authorization');
    expect(heard[2]).toContain('Proxy-Authorization: Basic ');
  });

  it('that closes without a word leaves no way', async () => {
    const bench = new Bench(manual('http://proxy.example:3128'));
    bench.dialer.listen('proxy.example', 3128, (far) => void far.on('data', () => far.end()));
    expect(await bench.problem()).toEqual({ kind: 'route.closed', proxy: 'http://proxy.example:3128' });
  });

  it('that stalls is given up after its own deadline, and its connection with it', async () => {
    const bench = new Bench(manual('http://proxy.example:3128'));
    bench.dialer.listen('proxy.example', 3128, accept);
    const problem = bench.problem();
    await turn();
    bench.clock.advance(stageDeadlinesMs.proxy);
    expect(await problem).toEqual({
      kind: 'route.timeout',
      proxy: 'http://proxy.example:3128',
      stage: 'proxy',
    });
    await turn();
    expect(bench.openConnections).toBe(0);
    expect(bench.clock.timers).toBe(0);
  });

  it.each<[string, (bench: Bench) => void]>([
    ['the deadline passes', (bench) => bench.clock.advance(stageDeadlinesMs.proxy)],
    ['the person cancels', (bench) => bench.person.abort()],
  ])('dialled again and stalling then leaves no connection open when %s', async (_what, end) => {
    const bench = new Bench(manual('http://proxy.example:3128', 'alice'));
    const closing = wantsBasic.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');
    let dials = 0;
    bench.dialer.listen('proxy.example', 3128, (far) => {
      dials += 1;
      if (dials === 1) far.on('data', () => far.end(closing));
      else far.resume();
    });
    const outcome = bench.problem();
    while (dials < 2) await turn();
    await turn();
    end(bench);
    await outcome;
    await turn();
    expect(bench.openConnections).toBe(0);
    expect(bench.clock.timers).toBe(0);
  });
});

describe('Cancel', () => {
  it.each<[StageName, (dialer: FakeDialer) => void, Partial<ProfileFile>]>([
    ['connect', (dialer) => dialer.listen('ros.example', 9443, 'silence'), {}],
    ['proxy', (dialer) => dialer.listen('proxy', 1, accept), manual('http://proxy:1')],
    ['proxy', (dialer) => dialer.listen('proxy', 1, accept), manual('socks5h://proxy:1')],
  ])('works while at %s', async (stage, prepare, file) => {
    const bench = new Bench(file);
    prepare(bench.dialer);
    const problem = bench.problem(tls);
    while (bench.recorder.trace.current?.name !== stage) await turn();
    await turn();
    bench.person.abort();
    expect(await problem).toEqual({ kind: 'cancelled' });
    expect(bench.stages.at(-1)).toBe(`${stage} failed`);
    await turn();
    expect(bench.openConnections).toBe(0);
    expect(bench.clock.timers).toBe(0);
  });
});
