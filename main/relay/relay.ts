import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ProfileId } from '../../shared/brand.ts';
import type { Problem } from '../../shared/problem.ts';
import type { Profile } from '../../shared/profile.ts';
import type { RelaySettings } from '../../shared/relay.ts';
import type { RelayRefusal, RelayStatus, RelayedApp, RelayedEnd } from '../../shared/relay-status.ts';
import type { Leg, Trace } from '../../shared/status.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import { pairsOf, type PassingHttp } from '../ports/http.ts';
import { PortTaken, type Listening, type LoopbackListener } from '../ports/loopback-listener.ts';
import { ownUid, type PeerOwners } from '../ports/peer-owners.ts';
import type { PortHolders } from '../ports/port-holders.ts';
import { problemOf, type NameBug } from '../problem-error.ts';
import type { Account } from '../tokens/account.ts';
import { forbidden, malformed, onTheWire, tooLong, tooMany, type OwnAnswer } from './answers.ts';
import { flawOfCaller } from './callers.ts';
import { RelayedExchange, respond, type AnswerHere } from './exchange.ts';
import { IssuedTokens } from './issued-tokens.ts';
import { asksAboutAccounts, LentAccount } from './lent-account.ts';
import { WarmLinks } from './links.ts';
import { Outage } from './outage.ts';
import type { OwnPorts } from './own-ports.ts';
import { askAsOwner } from './own-upgrade.ts';
import {
  addressedBy,
  legTo,
  passageToServer,
  passageToTarget,
  type Addressed,
  type Passage,
} from './passage.ts';
import { realmPartOf, shownRealmPath, type AppRequest } from './requests.ts';
import { RelayedStream, type Ask } from './relayed-stream.ts';
import { StandIns } from './stand-ins.ts';
import { askTunnel } from './tunnel.ts';
import { askUpgrade } from './upgrade.ts';
import { sayFarewell } from './waiting-client.ts';
import { WayOut, type LentConnections } from './way-out.ts';

/** All that is ambient and that a relay needs. */
export interface RelayPorts {
  readonly clock: Clock;
  readonly http: PassingHttp;
  readonly listener: LoopbackListener;
  readonly peerOwners: PeerOwners;
  readonly portHolders: PortHolders;
  readonly nameBug: NameBug;
}

/** What a relay tells as it happens; in its status it stands as well, as long as it lasts. */
export type RelayEvent =
  | { readonly event: 'connected' | 'held' | 'closed'; readonly app: RelayedApp }
  | { readonly event: 'refused'; readonly why: RelayRefusal }
  | { readonly event: 'problem'; readonly problem: Problem };

export interface RelayDeps {
  readonly id: ProfileId;
  readonly profile: Profile;
  readonly settings: RelaySettings;
  readonly ports: RelayPorts;
  readonly ownPorts: OwnPorts;
  /** What the profile's streams are opened with; reads the vault. Errors: `vault.*`. */
  readonly connect: () => Promise<LentConnections>;
  /** The profile's account, for mode `signedIn`. */
  readonly account: Account;
  readonly onChange: () => void;
  readonly onEvent?: (event: RelayEvent) => void;
}

const mostConnections = 500;
const mostHeadBytes = 16 * 1024;
/** For a head to come whole. */
const headMs = 10_000;
/** How long a connection may rest between two requests: SDKs and tools that poll come back sooner. */
const restMs = 60_000;
const tryPortEveryMs = 5_000;
/** What has ended stays in sight for a while. */
const mostEnded = 20;

/** One app's request, as the relay keeps it. */
interface Carried {
  readonly id: number;
  readonly socket: Socket;
  readonly path: string;
  readonly isSync: boolean;
  readonly since: number;
  /** What its socket had carried until the request before it was over. */
  readonly before: { readonly read: number; readonly written: number };
  readonly cut: () => void;
  readonly trace: () => Trace | null;
  readonly phase: () => RelayedApp['phase'];
}

/**
 * A profile lent to the apps of this computer: a port on loopback that behaves as the Realm Object Server itself, and
 * adds all that is the company's on the way.
 */
export class Relay {
  readonly #deps: RelayDeps;
  readonly #server: Server;
  readonly #wayOut: WayOut;
  readonly #outages: Readonly<Record<Leg, Outage>>;
  readonly #warm: WarmLinks;
  readonly #issued = new IssuedTokens();
  readonly #connections = new Map<Socket, Timer>();
  readonly #carried = new Map<number, Carried>();
  readonly #carriedBefore = new WeakMap<Socket, Carried['before']>();
  #ended: readonly RelayedApp[] = [];
  #refused: Partial<Record<RelayRefusal, number>> = {};
  #listening: Listening | null = null;
  #problem: Problem | null = null;
  #retry: Timer | null = null;
  #isStopped = false;
  #lastId = 0;

  constructor(deps: RelayDeps) {
    const { profile, ports, connect } = deps;
    this.#deps = deps;
    this.#wayOut = new WayOut(profile, ports.http, ports.clock, connect);
    this.#outages = { auth: new Outage(ports.clock), sync: new Outage(ports.clock) };
    this.#warm = new WarmLinks(ports.clock);
    this.#server = this.#makeServer();
  }

  get status(): RelayStatus {
    if (this.#listening === null) {
      return this.#problem === null ? { state: 'off' } : { state: 'waiting', problem: this.#problem };
    }
    return {
      state: 'listening',
      port: this.#listening.port,
      mode: this.#deps.settings.mode,
      problem: this.#outages.sync.problem ?? this.#outages.auth.problem,
      apps: [...[...this.#carried.values()].map(appOf), ...this.#ended],
      refused: this.#refused,
    };
  }

  /** What the latest try of an app's websocket did, hop by hop; null where there is none. */
  traceOf(id: number): Trace | null {
    return this.#carried.get(id)?.trace() ?? null;
  }

  /** Listens, or keeps trying to; the status says which. */
  async start(): Promise<void> {
    const { settings, ports, ownPorts } = this.#deps;
    try {
      const listening = await ports.listener.listen(settings.port, (socket) => this.#accept(socket));
      if (this.#isStopped) return await listening.close();
      this.#listening = listening;
      this.#problem = null;
      ownPorts.add(listening.port);
    } catch (error) {
      this.#problem = await problemOfListening(error, ports);
      this.#deps.onEvent?.({ event: 'problem', problem: this.#problem });
      if (!this.#isStopped) this.#retry = ports.clock.after(tryPortEveryMs, () => void this.start());
    }
    this.#deps.onChange();
  }

  /** Cuts every app, and gives the port back. Resolves when it is free. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#retry?.cancel();
    const listening = this.#listening;
    this.#listening = null;
    this.#problem = null;
    const closed = listening?.close();
    for (const carried of this.#carried.values()) carried.cut();
    for (const socket of this.#connections.keys()) socket.destroy();
    this.#warm.closeAll();
    this.#server.close();
    if (listening !== null) this.#deps.ownPorts.delete(listening.port);
    await closed;
    this.#deps.onChange();
  }

  /** Ends what one app has open. */
  cut(id: number): void {
    this.#carried.get(id)?.cut();
  }

  /** The network is another one, a secret was entered, the keychain opened: what waits is tried at once. */
  hint(): void {
    this.#wayOut.forget();
    this.#warm.closeAll();
    this.#outages.auth.hinted();
    this.#outages.sync.hinted();
  }

  #makeServer(): Server {
    const server = createServer({
      maxHeaderSize: mostHeadBytes,
      keepAliveTimeout: restMs,
      requestTimeout: 0,
      headersTimeout: 0,
    });
    server.on('request', (incoming, response) => this.#serve(incoming, response));
    server.on('checkContinue', (incoming, response) => this.#serve(incoming, response));
    server.on('upgrade', (incoming, stream, head) => this.#upgrade(incoming, stream, head));
    server.on('connect', (incoming, stream, head) => this.#tunnel(incoming, stream, head));
    server.on('clientError', (error: NodeJS.ErrnoException, stream) => this.#misread(error, stream));
    return server;
  }

  #accept(socket: Socket): void {
    if (this.#connections.size >= mostConnections) {
      this.#refuse('tooMany');
      this.#turnAway(socket, tooMany);
      return;
    }
    this.#awaitHead(socket, headMs);
    socket.once('close', () => {
      this.#connections.get(socket)?.cancel();
      this.#connections.delete(socket);
    });
    void this.#admit(socket);
  }

  /** Programs of other people of this computer are not even read. */
  async #admit(socket: Socket): Promise<void> {
    const { localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 } = socket;
    const ends = { localAddress, localPort, remoteAddress, remotePort };
    const owner = await this.#deps.ports.peerOwners.ownerOf(ends);
    if (socket.destroyed) return;
    const isOurs =
      owner.kind === 'unknown' || (owner.kind === 'user' && (owner.uid === 0 || owner.uid === ownUid()));
    if (isOurs) {
      this.#server.emit('connection', socket);
      return;
    }
    this.#refuse('otherUser');
    socket.destroy();
  }

  /** A connection that has no request under way is given a time to send the next one's head. */
  #awaitHead(socket: Socket, ms: number): void {
    this.#connections.get(socket)?.cancel();
    this.#connections.set(
      socket,
      this.#deps.ports.clock.after(ms, () => socket.destroy()),
    );
  }

  #refuse(why: RelayRefusal): void {
    this.#refused = { ...this.#refused, [why]: (this.#refused[why] ?? 0) + 1 };
    this.#deps.onEvent?.({ event: 'refused', why });
    this.#deps.onChange();
  }

  #serve(incoming: IncomingMessage, response: ServerResponse): void {
    const { socket } = incoming;
    this.#connections.get(socket)?.cancel();
    response.once('close', () => {
      if (!socket.destroyed) this.#awaitHead(socket, restMs + headMs);
    });
    const request = requestOf(incoming, false);
    const passage = this.#passageOf(request);
    if (typeof passage === 'string') {
      respond(response, forbidden(refusalSentences[passage]));
      return;
    }
    const exchange = new RelayedExchange(
      {
        ...this.#common,
        passage,
        outage: this.#outages.auth,
        issued: this.#issued,
        answerHere: this.#answerHere(request),
      },
      request,
      incoming,
      response,
    );
    let end: RelayedEnd | null = null;
    const carried = this.#carry(socket, {
      path: request.target.split('?')[0] ?? '',
      isSync: false,
      cut: () => exchange.cut(),
      trace: () => null,
      phase: () => (end === null ? { state: 'connecting' } : { state: 'ended', why: end }),
    });
    void exchange.run().then((ended) => {
      end = ended;
      this.#forget(carried);
    });
  }

  #upgrade(incoming: IncomingMessage, stream: Duplex, head: Buffer): void {
    const { socket } = incoming;
    this.#connections.get(socket)?.cancel();
    if (head.length > 0) stream.unshift(head);
    if (!isWebSocket(incoming)) {
      this.#serveAsIs(incoming, socket);
      return;
    }
    const request = requestOf(incoming, true);
    const flaw = this.#flawOf(request);
    if (flaw !== null) {
      this.#turnAway(stream, forbidden(refusalSentences[flaw]));
      return;
    }
    const part = realmPartOf(request, this.#deps.profile);
    const ask = askUpgrade(
      {
        ...this.#common,
        additions: {
          isToken: (value) => this.#issued.isToken(value),
          prefixOf: (realmPath) => this.#issued.prefixOf(realmPath),
        },
      },
      request,
    );
    const asks = this.#lendsAccount ? askAsOwner(ask, request, () => this.#lentAccount()) : ask;
    this.#openFor(socket, stream, asks, {
      leg: part === null ? 'auth' : 'sync',
      path: part === null ? (request.target.split('?')[0] ?? '') : shownRealmPath(part),
      isSync: part !== null,
    });
  }

  #openFor(
    socket: Socket,
    client: Duplex,
    ask: Ask,
    { leg, ...what }: { readonly leg: Leg } & Pick<Carried, 'path' | 'isSync'>,
  ): void {
    const { clock, nameBug } = this.#deps.ports;
    const opened = new RelayedStream(
      {
        ...{ ask, clock, nameBug },
        outage: this.#outages[leg],
        holdMs: this.#deps.settings.holdSeconds * 1000,
        onChange: () => this.#streamChanged(carried),
        onEnd: () => this.#forget(carried),
      },
      client,
    );
    const carried: Carried = this.#carry(socket, {
      ...what,
      cut: () => opened.cut(),
      trace: () => opened.trace,
      phase: () => phaseOf(opened),
    });
    opened.start();
  }

  get #lendsAccount(): boolean {
    return this.#deps.settings.mode === 'signedIn';
  }

  /** Where the account is lent, what concerns accounts is answered here. */
  #answerHere(request: AppRequest): AnswerHere | null {
    if (!this.#lendsAccount || !asksAboutAccounts(request)) return null;
    return async (body, recorder, signal) => {
      const account = await this.#lentAccount();
      return account.answer(request, body, recorder, signal);
    };
  }

  /** Errors: `vault.*`, `secret.missing`. */
  async #lentAccount(): Promise<LentAccount> {
    const { id, account, settings, ports } = this.#deps;
    const { secrets } = await this.#wayOut.connections();
    const standIns = new StandIns(secrets.need('relayKey'), id);
    const { key, paths } = settings;
    return new LentAccount({ account, standIns, key, paths, issued: this.#issued, clock: ports.clock });
  }

  /**
   * Node hands over every request that offers another protocol, as the JDK's client does with HTTP/2. Of those, websockets
   * alone are carried; any other is served as if nothing had been offered (RFC 9110 §7.8).
   */
  #serveAsIs(incoming: IncomingMessage, socket: Socket): void {
    this.#awaitHead(socket, headMs);
    socket.unshift(Buffer.from(headWithoutOffer(incoming), 'latin1'));
    this.#server.emit('connection', socket);
  }

  get #common() {
    const { profile, ports } = this.#deps;
    return { profile, wayOut: this.#wayOut, clock: ports.clock, nameBug: ports.nameBug };
  }

  #tunnel(incoming: IncomingMessage, stream: Duplex, head: Buffer): void {
    const { socket } = incoming;
    this.#connections.get(socket)?.cancel();
    if (head.length > 0) stream.unshift(head);
    const way = this.#addressed(requestOf(incoming, false));
    if (typeof way === 'string') {
      this.#turnAway(stream, forbidden(refusalSentences[way]));
      return;
    }
    const { leg, target } = way;
    const path = `${target.host}:${target.port}`;
    this.#openFor(socket, stream, askTunnel(this.#wayOut, leg, target), {
      leg,
      path,
      isSync: leg === 'sync',
    });
  }

  /** How a request goes on, or why it doesn't. */
  #passageOf(request: AppRequest): Passage | RelayRefusal {
    if (this.#deps.settings.mode === 'proxy') {
      const way = this.#addressed(request);
      return typeof way === 'string' ? way : passageToTarget(request, way, this.#wayOut, way.leg);
    }
    const flaw = this.#flawOf(request);
    return flaw ?? passageToServer(request, { ...this.#common, warm: this.#warm, issued: this.#issued });
  }

  /** Where a request to a forward proxy goes, as far as it may. */
  #addressed(request: AppRequest): (Addressed & { readonly leg: Leg }) | RelayRefusal {
    const { profile, settings } = this.#deps;
    const addressed = settings.mode === 'proxy' ? addressedBy(request) : null;
    if (addressed === null) return this.#declined('mode');
    const leg = legTo(addressed.target, profile, settings.allow);
    return leg === null ? this.#declined('target') : { ...addressed, leg };
  }

  /** In mode `proxy` no page can address the relay, but for one that takes it for a server. */
  #flawOf({ method, headers }: AppRequest): RelayRefusal | null {
    if (this.#deps.settings.mode === 'proxy') return this.#declined('mode');
    const flaw = flawOfCaller(method, headers, this.#deps.settings);
    return flaw === null ? null : this.#declined(flaw);
  }

  #declined(why: RelayRefusal): RelayRefusal {
    this.#refuse(why);
    return why;
  }

  #carry(socket: Socket, of: Omit<Carried, 'id' | 'socket' | 'since' | 'before'>): Carried {
    this.#lastId += 1;
    const before = this.#carriedBefore.get(socket) ?? { read: 0, written: 0 };
    const since = this.#deps.ports.clock.now();
    const carried: Carried = { id: this.#lastId, socket, since, before, ...of };
    this.#carried.set(carried.id, carried);
    this.#deps.onChange();
    return carried;
  }

  #streamChanged(carried: Carried): void {
    const { state } = carried.phase();
    if (state === 'held') this.#deps.onEvent?.({ event: 'held', app: appOf(carried) });
    if (state === 'open') this.#deps.onEvent?.({ event: 'connected', app: appOf(carried) });
    this.#deps.onChange();
  }

  #forget(carried: Carried): void {
    const app = appOf(carried);
    const { socket } = carried;
    this.#carriedBefore.set(socket, { read: socket.bytesRead, written: socket.bytesWritten });
    this.#carried.delete(carried.id);
    // Requests come by the hundred; those that went well say nothing.
    const isWorthSeeing = app.isSync || (app.phase.state === 'ended' && app.phase.why.kind === 'failed');
    if (isWorthSeeing) this.#ended = [app, ...this.#ended].slice(0, mostEnded);
    this.#deps.onEvent?.({ event: 'closed', app });
    this.#deps.onChange();
  }

  /** What can't be read as HTTP, or doesn't end within what a head may be. */
  #misread(error: NodeJS.ErrnoException, stream: Duplex): void {
    if (!stream.writable || error.code === 'ECONNRESET') {
      stream.destroy();
      return;
    }
    const isLong = error.code === 'HPE_HEADER_OVERFLOW';
    this.#refuse(isLong ? 'tooLong' : 'malformed');
    this.#turnAway(stream, isLong ? tooLong : malformed);
  }

  #turnAway(stream: Duplex, answer: OwnAnswer): void {
    sayFarewell(stream, this.#deps.ports.clock, [Buffer.from(onTheWire(answer))]);
  }
}

/** What is said to whoever isn't served. */
const refusalSentences: Readonly<Record<RelayRefusal, string>> = {
  host: 'this relay answers to 127.0.0.1, [::1], localhost and the names in its profile only.',
  origin: 'web pages may not use this relay, but for the origins in its profile.',
  fetch: 'web pages may not use this relay.',
  preflight: 'web pages may not use this relay.',
  mode: 'this relay takes requests as its profile’s mode has it: as a server, or as a forward proxy.',
  target: 'this relay leads to the hosts of its profile only, and to those that the profile allows besides.',
  otherUser: 'this relay serves its own user only.',
  tooMany: 'too many connections at once.',
  malformed: 'this is no HTTP/1.1 request.',
  tooLong: 'the request’s head is longer than 16 KiB.',
};

const isWebSocket = ({ headers }: IncomingMessage): boolean => /^\s*websocket\b/i.test(headers.upgrade ?? '');

function headWithoutOffer({ method, url, httpVersion, rawHeaders, headers }: IncomingMessage): string {
  const closes = /\bclose\b/i.test(headers.connection ?? '');
  const lines = pairsOf(rawHeaders)
    .filter(([name]) => !/^(connection|upgrade|http2-settings)$/i.test(name))
    .map(([name, value]) => `${name}: ${value}`);
  const all = [`${method} ${url} HTTP/${httpVersion}`, ...lines, ...(closes ? ['Connection: close'] : [])];
  return `${all.join('\r\n')}\r\n\r\n`;
}

const requestOf = (incoming: IncomingMessage, isUpgrade: boolean): AppRequest => ({
  method: incoming.method ?? 'GET',
  target: incoming.url ?? '/',
  headers: pairsOf(incoming.rawHeaders),
  isUpgrade,
});

function phaseOf({ phase }: RelayedStream): RelayedApp['phase'] {
  switch (phase.state) {
    case 'asked':
    case 'opening':
      return { state: 'connecting' };
    case 'held':
      return phase;
    case 'spliced':
      return { state: 'open' };
    case 'ended':
      return phase;
  }
}

const appOf = (carried: Carried): RelayedApp => {
  const { id, path, isSync, since, socket, before, phase } = carried;
  return {
    id,
    path,
    isSync,
    since,
    received: socket.bytesRead - before.read,
    sent: socket.bytesWritten - before.written,
    phase: phase(),
  };
};

async function problemOfListening(error: unknown, { nameBug, portHolders }: RelayPorts): Promise<Problem> {
  if (!(error instanceof PortTaken)) return problemOf(error, nameBug);
  return { kind: 'relay.portTaken', port: error.port, holder: await portHolders.nameOf(error.port) };
}
