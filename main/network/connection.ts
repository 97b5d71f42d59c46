import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { Presented } from '../../shared/certificate.ts';
import { hostAndPort } from '../../shared/destinations.ts';
import type { Problem, TlsHop } from '../../shared/problem.ts';
import { hasTrait } from '../../shared/problem-kinds.ts';
import { farSideOf } from '../../shared/far-side.ts';
import { syncUrlOf, type Profile } from '../../shared/profile.ts';
import type { Exchange, Leg } from '../../shared/status.ts';
import type { Clock } from '../ports/clock.ts';
import { CertificateRefused, type Dialer, type Resumption } from '../ports/dialer.ts';
import type { Interfaces } from '../ports/interfaces.ts';
import type { Negotiate } from '../ports/negotiate.ts';
import type { Random } from '../ports/random.ts';
import type { SystemProxy } from './system-proxy.ts';
import type { SystemRoots } from '../ports/system-roots.ts';
import { ProblemError } from '../problem-error.ts';
import type { ProfileSecrets } from '../secrets/profile-secrets.ts';
import { noCertificateMemory, type CertificateMemory } from './certificate-memory.ts';
import { classifyFarEnd, classifyProxy, classifyTls, codeOf, hopOf, type FarEnd } from './classify.ts';
import type { HostAndPort } from './bypass.ts';
import { proxyUrl, type ForwardProxy } from './proxy-address.ts';
import { decideRoute, statusOfWay, targetOf, type Route, type Target, type Way } from './route.ts';
import { KnownSecrets } from './known-secrets.ts';
import { Masking } from './masking.ts';
import type { NameSecret } from '../secrets/secret-names.ts';
import type { RawFailure, RunningStage, TraceRecorder } from './trace.ts';
import { Trust } from './trust.ts';
import { openHttpTunnel, type TunnelHeader, type TunnelRequest } from './tunnel/connect.ts';
import { KnownProxy, ProxyAuthenticator, type ProxyLogin } from './tunnel/proxy-authenticator.ts';
import { openSocksTunnel } from './tunnel/socks.ts';

export interface NetworkPorts {
  readonly dialer: Dialer;
  readonly systemProxy: SystemProxy;
  readonly systemRoots: SystemRoots;
  readonly negotiate: Negotiate;
  readonly random: Random;
  readonly clock: Clock;
  readonly interfaces: Interfaces;
  readonly nameSecret: NameSecret;
}

/** One opening of a stream: where to, on whose behalf, and who may stop it. */
interface Opening {
  readonly leg: Leg;
  readonly target: Target;
  readonly recorder: TraceRecorder;
  readonly signal: AbortSignal;
}

/**
 * Opens streams for one profile: route, look-up, connection, forward proxy, TLS, each a stage of the trace. Login and
 * websocket both come through here, so that they take the same way out.
 */
export class Network {
  /** All that is secret for this profile: parts that learn of a secret add it. */
  readonly known: KnownSecrets;
  /** Through which everything goes that is kept of what was said over these streams. */
  readonly masking: Masking;
  readonly #profile: Profile;
  readonly #ports: NetworkPorts;
  readonly #secrets: ProfileSecrets;
  readonly #trust: Trust;
  /** What each forward proxy wanted last time, so that the next tunnel needs no refusal first. */
  readonly #known = new Map<string, KnownProxy>();
  /** Never shared between profiles: what one of them trusts, another may not. */
  readonly #tlsSessions = new Map<string, Buffer>();
  /** A session that is taken up again shows no certificate: it stands for the one that was seen before. */
  readonly #presented = new Map<string, Presented>();

  constructor(
    profile: Profile,
    ports: NetworkPorts,
    secrets: ProfileSecrets,
    certificateMemory: CertificateMemory = noCertificateMemory,
    known: KnownSecrets = new KnownSecrets(ports.nameSecret),
  ) {
    this.known = known;
    this.masking = new Masking(known);
    this.#profile = profile;
    this.#ports = ports;
    this.#secrets = secrets;
    this.#trust = new Trust(profile.trust, ports.systemRoots, secrets, certificateMemory);
    known.learnAll(secrets);
    const proxyPassword = secrets.find('proxyPassword');
    if (proxyPassword !== null)
      this.#learnLogin({ username: profile.route.username ?? '', password: proxyPassword });
  }

  #learnLogin({ username, password }: ProxyLogin): void {
    this.known.learnPassword('proxy password', username, password);
  }

  /** Errors: `ProblemError`: `route.*`, `tls.*`, `network.down`, the leg's `unresolved`, `unreachable`, `timeout`. */
  async open(leg: Leg, target: Target, recorder: TraceRecorder, signal: AbortSignal): Promise<Duplex> {
    const opening: Opening = { leg, target, recorder, signal };
    const route = await this.#route(opening);
    const leaving = this.#leave(opening, route);
    if (!target.isTls) return leaving;
    // While the first answer is under way no caller waits for it.
    setImmediate(() => this.#trust.prepare());
    return this.#secureTarget(opening, await leaving);
  }

  #farEnd(leg: Leg, target: Target): FarEnd {
    return { leg, ...target, side: farSideOf(this.#profile, leg) };
  }

  #route({ leg, target, recorder, signal }: Opening): Promise<Route> {
    const classify = (): Problem => ({ kind: 'route.undecided', reason: 'pacFailed' });
    return recorder.stage({ leg, name: 'route', classify }, signal, async ({ note }) => {
      const ask = () => this.#ports.systemProxy.ways(target);
      const route = await decideRoute(this.#profile.route, target, ask);
      for (const way of route) {
        if (way.kind === 'forwardProxy' && way.proxy.login !== undefined) this.#learnLogin(way.proxy.login);
      }
      recorder.chose(statusOfWay(route[0]));
      note({ kind: 'ways', ways: route.map(statusOfWay) });
      return route;
    });
  }

  /** Takes the first way that can be taken: a dead proxy makes room for the next, a refusal is an answer. */
  async #leave(opening: Opening, [way, ...others]: Route): Promise<Duplex> {
    opening.recorder.chose(statusOfWay(way));
    try {
      return await this.#take(opening, way);
    } catch (error) {
      const [next, ...rest] = others;
      if (next === undefined || !isDeadProxy(error)) throw error;
      return this.#leave(opening, [next, ...rest]);
    }
  }

  #take(opening: Opening, way: Way): Promise<Duplex> {
    if (way.kind === 'forwardProxy') return this.#throughProxy(opening, way);
    const { leg, target } = opening;
    const end = this.#farEnd(leg, target);
    return this.#dial(opening, target, (stage, failure) => classifyFarEnd(end, stage, failure));
  }

  async #dial(
    { leg, recorder, signal }: Opening,
    { host, port }: { readonly host: string; readonly port: number },
    classify: (stage: 'resolve' | 'connect', failure: RawFailure) => Problem,
  ): Promise<Socket> {
    const { dialer } = this.#ports;
    const classifyAt = (name: 'resolve' | 'connect') => ({
      leg,
      name,
      classify: (failure: RawFailure): Problem =>
        this.#isCutOffFrom(host) ? { kind: 'network.down' } : classify(name, failure),
    });
    const addresses = await recorder.stage(classifyAt('resolve'), signal, async (stage) => {
      const found = await dialer.resolve(host, stage.signal);
      stage.note(found.map(({ address }) => address).join(', '));
      return found;
    });
    return recorder.stage(classifyAt('connect'), signal, async (stage) => {
      stage.note(`${host}:${port}`);
      const socket = await dialer.connect(host, port, addresses, stage.signal);
      stage.note(`${socket.remoteAddress ?? host}:${port}`);
      return socket;
    });
  }

  /** Asked only after a failure: systems are sometimes wrong about it. */
  #isCutOffFrom(host: string): boolean {
    return !isLoopback(host) && this.#ports.interfaces.addresses().length === 0;
  }

  async #throughProxy(
    opening: Opening,
    { proxy, variable }: Extract<Way, { kind: 'forwardProxy' }>,
  ): Promise<Duplex> {
    const url = proxyUrl(proxy);
    const { leg, recorder, signal, target } = opening;
    const { host, port } = target;
    await this.#bindSystemProxies();
    // A missing secret is noticed before anything is sent.
    const isFromVariable = variable !== undefined && this.#profile.route.username === undefined;
    const named = isFromVariable ? { variable } : {};
    const request: TunnelRequest = { proxy, host, port, headers: this.#headersFor(proxy), ...named };
    const login = this.#login(proxy);
    const dial = () => this.#dial(opening, proxy, (stage, failure) => classifyProxy(url, stage, failure));
    const classify = (failure: RawFailure) => classifyProxy(url, 'proxy', failure);
    const socket = await dial();
    return destroyOnFailure(socket, () =>
      recorder.stage({ leg, name: 'proxy', classify }, signal, (stage) => {
        stage.note(url);
        destroyOnAbort(socket, stage.signal);
        return proxy.scheme === 'socks5' || proxy.scheme === 'socks5h'
          ? this.#socksTunnel(opening, socket, request, login, stage)
          : this.#httpTunnel(socket, dial, request, login, stage);
      }),
    );
  }

  async #httpTunnel(
    socket: Socket,
    dial: () => Promise<Socket>,
    request: TunnelRequest,
    login: ProxyLogin | null,
    stage: RunningStage,
  ): Promise<Duplex> {
    const { proxy, host, port } = request;
    const toProxy = (raw: Socket) =>
      proxy.scheme === 'https' ? this.#secure('forward proxy', proxy, raw, stage) : Promise.resolve(raw);
    const redial = async () => toProxy(destroyOnAbort(await dial(), stage.signal));
    const deps = { ...this.#ports, login, known: this.known };
    const authenticator = new ProxyAuthenticator(
      deps,
      { proxyHost: proxy.host, uri: `${host}:${port}` },
      this.#knownProxy(proxy),
    );
    const record = (exchanges: readonly Exchange[]) => stage.record({ exchanges });
    const stream = await openHttpTunnel(await toProxy(socket), redial, request, authenticator, record);
    stage.note({
      kind: 'proven',
      proxy: proxyUrl(proxy),
      scheme: authenticator.scheme,
      unavailable: authenticator.unavailable,
    });
    return stream;
  }

  #knownProxy(proxy: ForwardProxy): KnownProxy {
    const url = proxyUrl(proxy);
    const known = this.#known.get(url) ?? new KnownProxy();
    this.#known.set(url, known);
    return known;
  }

  async #socksTunnel(
    { leg, target }: Opening,
    socket: Socket,
    request: TunnelRequest,
    login: ProxyLogin | null,
    stage: RunningStage,
  ): Promise<Duplex> {
    if (request.proxy.scheme === 'socks5h') return openSocksTunnel(socket, request, login);
    const [found] = await this.#ports.dialer.resolve(request.host, stage.signal).catch((error: unknown) => {
      // It is looked up here, and not by the proxy: that it isn't found is not the proxy's doing.
      throw new ProblemError(
        classifyFarEnd(this.#farEnd(leg, target), 'resolve', { timedOut: false, error }),
      );
    });
    return openSocksTunnel(socket, { ...request, host: found?.address ?? request.host }, login);
  }

  /** SOCKS has no headers. Errors: `secret.missing`. */
  #headersFor(proxy: ForwardProxy): TunnelHeader[] {
    const { scheme } = proxy;
    if (scheme === 'socks5' || scheme === 'socks5h') return [];
    return this.#profile.route.proxyHeaders.map((header) => [
      header.name,
      header.secret ? this.#secrets.proxyHeader(header.name, hostAndPort(proxy)) : header.value,
    ]);
  }

  /** The profile's own credentials; otherwise those that came with the proxy's address from the environment. */
  #login(proxy: ForwardProxy): ProxyLogin | null {
    const { mode, username } = this.#profile.route;
    if (username === undefined) return proxy.login ?? null;
    const place = hostAndPort(proxy);
    if (mode === 'manual') return { username, password: this.#secrets.needProxyPassword(place) };
    // The system may name a proxy that wants nothing, or another one than the password was given for.
    const password = this.#secrets.findProxyPassword(place);
    return password === null ? (proxy.login ?? null) : { username, password };
  }

  /** What was entered before the system's proxy was known is for the first that it names, on either leg. */
  async #bindSystemProxies(): Promise<void> {
    if (this.#profile.route.mode !== 'system' || !this.#secrets.awaitsSystemProxy) return;
    const urls = [this.#profile.server, syncUrlOf(this.#profile)];
    const ways = await Promise.all(urls.map((url) => this.#ports.systemProxy.ways(targetOf(new URL(url)))));
    const proxies = ways
      .flat()
      .flatMap((way) => (way.kind === 'forwardProxy' ? [hostAndPort(way.proxy)] : []));
    this.#secrets.bindToSystemProxies([...new Set(proxies)]);
  }

  #resumption(end: string): Resumption {
    return {
      session: this.#tlsSessions.get(end) ?? null,
      keep: (session) => this.#tlsSessions.set(end, session),
    };
  }

  #secureTarget({ leg, target, recorder, signal }: Opening, stream: Duplex): Promise<TLSSocket> {
    const end = this.#farEnd(leg, target);
    const classify = (failure: RawFailure) => classifyFarEnd(end, 'tls', failure);
    const hop = hopOf(leg, end.side);
    return destroyOnFailure(stream, () =>
      recorder.stage({ leg, name: 'tls', classify }, signal, async (stage) => {
        const secured = await this.#secure(hop, target, stream, stage);
        stage.note({
          kind: 'secured',
          protocol: secured.getProtocol() ?? 'TLS',
          cipher: secured.getCipher().standardName,
          isResumed: secured.isSessionReused(),
          ...(await this.#trust.environmentRoots()),
        });
        return secured;
      }),
    );
  }

  async #secure(hop: TlsHop, end: HostAndPort, stream: Duplex, stage: RunningStage): Promise<TLSSocket> {
    const trust = this.#trust;
    const { host, port } = end;
    let isPinned = false;
    const accepts = (fingerprint: string) =>
      (isPinned = trust.pinFor(`${host}:${port}`, fingerprint) !== null);
    const expectation = {
      host,
      verify: trust.verify,
      accepts,
      context: await trust.context(),
      judge: await trust.judge(),
      resumption: this.#resumption(`${host}:${port}`),
    };
    try {
      const secured = await this.#ports.dialer.secure(stream, expectation, stage.signal);
      const outcome = isPinned ? 'pinned' : 'accepted';
      const seen = secured.isSessionReused() ? this.#presented.get(`${host}:${port}`) : undefined;
      const leaf = secured.getPeerCertificate(true);
      const certificates = seen ?? this.masking.presented(await trust.examine(end, leaf, outcome));
      this.#presented.set(`${host}:${port}`, certificates);
      stage.record({ certificates });
      return secured;
    } catch (error) {
      if (stage.signal.aborted) throw error;
      const refused = error instanceof CertificateRefused;
      const presented = refused
        ? this.masking.presented(await trust.examine(end, error.certificate, 'refused'))
        : null;
      if (presented !== null) stage.record({ certificates: presented });
      const flaw = refused ? await trust.flawOf(error) : null;
      throw new ProblemError(classifyTls(hop, host, codeOf(error), presented, flaw));
    }
  }
}

const isLoopback = (host: string): boolean => /^(localhost|.*\.localhost|127\.[\d.]+|\[?::1\]?)$/i.test(host);

const isDeadProxy = (error: unknown): boolean =>
  error instanceof ProblemError && hasTrait(error.problem, 'deadProxy');

async function destroyOnFailure<Value>(stream: Duplex, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    stream.on('error', () => undefined).destroy();
    throw error;
  }
}

function destroyOnAbort(socket: Socket, signal: AbortSignal): Socket {
  const destroy = () => socket.destroy();
  if (signal.aborted) destroy();
  else signal.addEventListener('abort', destroy, { once: true });
  return socket;
}
