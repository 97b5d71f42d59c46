import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { Problem, TlsHop } from '../../shared/problem.ts';
import type { Profile } from '../../shared/profile.ts';
import type { Leg } from '../../shared/status.ts';
import { CertificateRefused, type Dialer } from '../ports/dialer.ts';
import type { SystemProxy } from '../ports/system-proxy.ts';
import type { SystemRoots } from '../ports/system-roots.ts';
import { ProblemError } from '../problem-error.ts';
import type { ProfileSecrets } from '../tokens/profile-secrets.ts';
import {
  classifyFarEnd,
  classifyProxy,
  classifyTls,
  codeOf,
  type FarEnd,
  type RefusedCertificate,
} from './classify.ts';
import {
  decideRoute,
  proxyUrl,
  statusOfWay,
  type ForwardProxy,
  type Route,
  type Target,
  type Way,
} from './route.ts';
import type { RawFailure, RunningStage, TraceRecorder } from './trace.ts';
import { Trust } from './trust.ts';
import {
  openHttpTunnel,
  openSocksTunnel,
  type KnownScheme,
  type ProxyLogin,
  type TunnelRequest,
} from './tunnel.ts';

export interface NetworkPorts {
  readonly dialer: Dialer;
  readonly systemProxy: SystemProxy;
  readonly systemRoots: SystemRoots;
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
  readonly #profile: Profile;
  readonly #ports: NetworkPorts;
  readonly #secrets: ProfileSecrets;
  readonly #trust: Trust;
  /** What each forward proxy wanted last time, so that the next tunnel needs no refusal first. */
  readonly #schemes = new Map<string, KnownScheme>();

  constructor(profile: Profile, ports: NetworkPorts, secrets: ProfileSecrets) {
    this.#profile = profile;
    this.#ports = ports;
    this.#secrets = secrets;
    this.#trust = new Trust(profile.trust, ports.systemRoots, secrets);
  }

  /** Errors: `ProblemError`: `route.*`, `tls.*`, `network.down`, the leg's `unresolved`, `unreachable`, `timeout`. */
  async open(leg: Leg, target: Target, recorder: TraceRecorder, signal: AbortSignal): Promise<Duplex> {
    const opening: Opening = { leg, target, recorder, signal };
    const route = await this.#route(opening);
    const stream = await this.#leave(opening, route);
    return target.isTls ? this.#secureTarget(opening, stream) : stream;
  }

  #route({ leg, target, recorder, signal }: Opening): Promise<Route> {
    const classify = (): Problem => ({ kind: 'route.undecided', reason: 'pacFailed' });
    return recorder.stage({ leg, name: 'route', classify }, signal, async ({ note }) => {
      const ask = () => this.#ports.systemProxy.ways(target);
      const route = await decideRoute(this.#profile.route, target, ask);
      recorder.chose(statusOfWay(route[0]));
      note(route.map(wordsOf).join(', '));
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
    if (way.kind === 'forwardProxy') return this.#throughProxy(opening, way.proxy);
    const { leg, target } = opening;
    const end: FarEnd = { leg, ...target };
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
      classify: (failure: RawFailure) => classify(name, failure),
    });
    const addresses = await recorder.stage(classifyAt('resolve'), signal, async (stage) => {
      const found = await dialer.resolve(host, stage.signal);
      stage.note(found.map(({ address }) => address).join(', '));
      return found;
    });
    return recorder.stage(classifyAt('connect'), signal, async (stage) => {
      const socket = await dialer.connect(host, port, addresses, stage.signal);
      stage.note(`${socket.remoteAddress ?? host}:${port}`);
      return socket;
    });
  }

  async #throughProxy(opening: Opening, proxy: ForwardProxy): Promise<Duplex> {
    const url = proxyUrl(proxy);
    const dial = () => this.#dial(opening, proxy, (stage, failure) => classifyProxy(url, stage, failure));
    const socket = await dial();
    const { leg, recorder, signal, target } = opening;
    const classify = (failure: RawFailure) => classifyProxy(url, 'proxy', failure);
    const request: TunnelRequest = { proxy, host: target.host, port: target.port, login: this.#login() };
    return destroyOnFailure(socket, () =>
      recorder.stage({ leg, name: 'proxy', classify }, signal, (stage) => {
        stage.note(url);
        destroyOnAbort(socket, stage.signal);
        return proxy.scheme === 'socks5' || proxy.scheme === 'socks5h'
          ? this.#socksTunnel(socket, request, stage)
          : this.#httpTunnel(socket, dial, request, stage);
      }),
    );
  }

  async #httpTunnel(
    socket: Socket,
    dial: () => Promise<Socket>,
    request: TunnelRequest,
    stage: RunningStage,
  ): Promise<Duplex> {
    const url = proxyUrl(request.proxy);
    const toProxy = (raw: Socket) =>
      request.proxy.scheme === 'https'
        ? this.#secure('forward proxy', request.proxy.host, raw, stage.signal)
        : Promise.resolve(raw);
    const redial = async () => toProxy(destroyOnAbort(await dial(), stage.signal));
    const known = this.#schemes.get(url) ?? 'none';
    const { stream, scheme } = await openHttpTunnel(await toProxy(socket), redial, request, known);
    this.#schemes.set(url, scheme);
    return stream;
  }

  async #socksTunnel(socket: Socket, request: TunnelRequest, stage: RunningStage): Promise<Duplex> {
    if (request.proxy.scheme === 'socks5h') return openSocksTunnel(socket, request);
    const [found] = await this.#ports.dialer.resolve(request.host, stage.signal);
    return openSocksTunnel(socket, { ...request, host: found?.address ?? request.host });
  }

  #login(): ProxyLogin | null {
    const { username } = this.#profile.route;
    return username === undefined ? null : { username, password: this.#secrets.need('proxyPassword') };
  }

  #secureTarget({ leg, target, recorder, signal }: Opening, stream: Duplex): Promise<TLSSocket> {
    const end: FarEnd = { leg, ...target };
    const classify = (failure: RawFailure) => classifyFarEnd(end, 'tls', failure);
    const hop = leg === 'auth' ? 'auth server' : 'gateway';
    return destroyOnFailure(stream, () =>
      recorder.stage({ leg, name: 'tls', classify }, signal, async (stage) => {
        const secured = await this.#secure(hop, target.host, stream, stage.signal);
        stage.note(`${secured.getProtocol() ?? 'TLS'}, ${secured.getCipher().standardName}`);
        return secured;
      }),
    );
  }

  async #secure(hop: TlsHop, host: string, stream: Duplex, signal: AbortSignal): Promise<TLSSocket> {
    const expectation = { host, context: await this.#trust.context(), verify: this.#trust.verify };
    try {
      return await this.#ports.dialer.secure(stream, expectation, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      const refused = error instanceof CertificateRefused ? describeCertificate(error.certificate) : null;
      throw new ProblemError(classifyTls(hop, host, codeOf(error), refused));
    }
  }
}

const wordsOf = (way: Way): string => (way.kind === 'direct' ? 'direct' : proxyUrl(way.proxy));

const isDeadProxy = (error: unknown): boolean =>
  error instanceof ProblemError &&
  ['route.unresolved', 'route.unreachable', 'route.timeout', 'route.closed'].includes(error.problem.kind);

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

function describeCertificate(certificate: DetailedPeerCertificate): RefusedCertificate {
  const names =
    certificate.subjectaltname?.split(', ').map((name) => name.replace(/^(DNS|IP Address):/, '')) ?? [];
  return {
    issuer: nameOf(certificate.issuer),
    fingerprint: certificate.fingerprint256,
    names: names.length > 0 ? names : [nameOf(certificate.subject)],
    validFrom: dateOf(certificate.valid_from),
    validTo: dateOf(certificate.valid_to),
  };
}

const nameOf = (name: DetailedPeerCertificate['issuer'] | undefined): string => {
  const found = name?.CN ?? name?.O ?? 'unnamed';
  return Array.isArray(found) ? found.join(', ') : found;
};

/** `Nov 22 15:22:00 2026 GMT` → `2026-11-22`. */
function dateOf(text: string): string {
  const date = Date.parse(text);
  return Number.isNaN(date) ? text : new Date(date).toISOString().slice(0, 10);
}
