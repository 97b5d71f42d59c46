import type { IncomingMessage, ServerResponse } from 'node:http';
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
import type { PeerOwners } from '../ports/peer-owners.ts';
import type { PortHolders } from '../ports/port-holders.ts';
import { problemOf, type NameBug } from '../problem-error.ts';
import type { Account } from '../tokens/account.ts';
import { forbidden } from './answers.ts';
import { flawOfCaller } from './callers.ts';
import { appOf, CarriedRequests, type Carried, type CarriedRequest } from './carried.ts';
import { Door } from './door.ts';
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
import { RelayedSessions, type TellRelayed } from './relayed-sessions.ts';
import { RelayedStream, type Ask } from './relayed-stream.ts';
import { StandIns } from './stand-ins.ts';
import { askTunnel } from './tunnel.ts';
import { askUpgrade } from './upgrade.ts';
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
  /** Told of what apps have open, as of sessions. */
  readonly tell?: TellRelayed;
}

const tryPortEveryMs = 5_000;
/**
 * A profile lent to the apps of this computer: a port on loopback that behaves as the Realm Object Server itself, and
 * adds all that is the company's on the way.
 */
export class Relay {
  readonly #deps: RelayDeps;
  readonly #door: Door;
  readonly #wayOut: WayOut;
  readonly #outages: Readonly<Record<Leg, Outage>>;
  readonly #warm: WarmLinks;
  readonly #issued = new IssuedTokens();
  readonly #carried: CarriedRequests;
  readonly #sessions: RelayedSessions;
  #refused: Partial<Record<RelayRefusal, number>> = {};
  #listening: Listening | null = null;
  #problem: Problem | null = null;
  #retry: Timer | null = null;
  #isStopped = false;

  constructor(deps: RelayDeps) {
    const { profile, ports, connect } = deps;
    this.#deps = deps;
    this.#wayOut = new WayOut(profile, ports.http, ports.clock, connect);
    this.#outages = { auth: new Outage(ports.clock), sync: new Outage(ports.clock) };
    this.#warm = new WarmLinks(ports.clock);
    this.#carried = new CarriedRequests(ports.clock);
    this.#sessions = new RelayedSessions(ports.clock, deps.tell ?? (() => undefined));
    this.#door = new Door(ports, {
      requested: (incoming, response) => this.#serve(incoming, response),
      upgraded: (incoming, stream) => this.#upgrade(incoming, stream),
      tunnelled: (incoming, stream) => this.#tunnel(incoming, stream),
      refused: (why) => this.#refuse(why),
    });
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
      apps: this.#carried.apps,
      refused: this.#refused,
    };
  }

  /** What the latest try of an app's websocket did, hop by hop; null where there is none. */
  traceOf(id: number): Trace | null {
    return this.#carried.traceOf(id);
  }

  /** Listens, or keeps trying to; the status says which. */
  async start(): Promise<void> {
    const { settings, ports, ownPorts } = this.#deps;
    try {
      const listening = await ports.listener.listen(settings.port, (socket) => this.#door.accept(socket));
      if (this.#isStopped) return await listening.close();
      this.#listening = listening;
      this.#problem = null;
      ownPorts.add(listening.port);
    } catch (error) {
      const problem = await problemOfListening(error, ports);
      if (this.#isStopped) return;
      this.#problem = problem;
      this.#deps.onEvent?.({ event: 'problem', problem });
      this.#retry = ports.clock.after(tryPortEveryMs, () => void this.start());
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
    this.#carried.cutAll();
    this.#sessions.close();
    this.#door.close();
    this.#warm.closeAll();
    if (listening !== null) this.#deps.ownPorts.delete(listening.port);
    await closed;
    this.#deps.onChange();
  }

  /** Ends what one app has open. */
  cut(id: number): void {
    this.#carried.find(id)?.cut();
  }

  /** Tells what open streams have carried by now. */
  tellAmounts(): void {
    for (const app of this.#carried.open) if (app.isSync) this.#sessions.amounts(app);
  }

  /** Secrets may be other ones: they are read anew, and what was refused with the old ones is tried again. */
  secretsChanged(): void {
    this.#wayOut.forget();
    this.hint();
  }

  /** The network is another one, the computer woke up, a person is there: what waits is tried at once. */
  hint(): void {
    this.#carried.doubtSilences();
    this.#warm.closeAll();
    this.#outages.auth.hinted();
    this.#outages.sync.hinted();
  }

  #refuse(why: RelayRefusal): void {
    this.#refused = { ...this.#refused, [why]: (this.#refused[why] ?? 0) + 1 };
    this.#deps.onEvent?.({ event: 'refused', why });
    this.#deps.onChange();
  }

  #serve(incoming: IncomingMessage, response: ServerResponse): void {
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
    const carried = this.#carry(incoming.socket, {
      path: request.target.split('?')[0] ?? '',
      isSync: false,
      cut: () => exchange.cut(),
      trace: () => null,
      phase: () => (end === null ? { state: 'connecting' } : { state: 'ended', why: end }),
      end: () => null,
      doubtSilence: () => undefined,
    });
    void exchange.run().then((ended) => {
      end = ended;
      this.#forget(carried);
    });
  }

  #upgrade(incoming: IncomingMessage, stream: Duplex): void {
    const request = requestOf(incoming, true);
    const flaw = this.#flawOf(request);
    if (flaw !== null) {
      this.#door.turnAway(stream, forbidden(refusalSentences[flaw]));
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
    this.#openFor(incoming.socket, stream, asks, {
      leg: part === null ? 'auth' : 'sync',
      path: part === null ? (request.target.split('?')[0] ?? '') : shownRealmPath(part),
      isSync: part !== null,
    });
  }

  #openFor(
    socket: Socket,
    client: Duplex,
    ask: Ask,
    { leg, ...what }: { readonly leg: Leg } & Pick<CarriedRequest, 'path' | 'isSync'>,
  ): void {
    const { clock, nameBug } = this.#deps.ports;
    const opened = new RelayedStream(
      {
        ask,
        clock,
        nameBug,
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
      end: () => opened.end,
      doubtSilence: () => opened.doubtSilence(),
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

  get #common() {
    const { profile, ports } = this.#deps;
    return { profile, wayOut: this.#wayOut, clock: ports.clock, nameBug: ports.nameBug };
  }

  #tunnel(incoming: IncomingMessage, stream: Duplex): void {
    const way = this.#addressed(requestOf(incoming, false));
    if (typeof way === 'string') {
      this.#door.turnAway(stream, forbidden(refusalSentences[way]));
      return;
    }
    const { leg, target } = way;
    const path = `${target.host}:${target.port}`;
    this.#openFor(incoming.socket, stream, askTunnel(this.#wayOut, leg, target), {
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

  #carry(socket: Socket, request: CarriedRequest): Carried {
    const carried = this.#carried.add(socket, request);
    this.#deps.onChange();
    return carried;
  }

  #streamChanged(carried: Carried): void {
    const app = appOf(carried);
    const { state } = app.phase;
    if (app.isSync) this.#sessions.changed(app, carried.end());
    if (state === 'held') this.#deps.onEvent?.({ event: 'held', app });
    if (state === 'open') this.#deps.onEvent?.({ event: 'connected', app });
    this.#deps.onChange();
  }

  #forget(carried: Carried): void {
    const app = this.#carried.end(carried);
    this.#deps.onEvent?.({ event: 'closed', app });
    this.#deps.onChange();
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

async function problemOfListening(error: unknown, { nameBug, portHolders }: RelayPorts): Promise<Problem> {
  if (!(error instanceof PortTaken)) return problemOf(error, nameBug);
  return { kind: 'relay.portTaken', port: error.port, holder: await portHolders.nameOf(error.port) };
}
