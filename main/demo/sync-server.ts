import { randomBytes as nodeRandomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { Accounts } from './accounts.ts';
import { HopRecorder, type HopActivity } from './activity.ts';
import { Auth } from './auth.ts';
import { AuthRoutes } from './auth-routes.ts';
import { httpDate, serializeAnswer, type HttpAnswer } from './http-answer.ts';
import { Listener } from './listener.ts';
import { readBody, headerOf, tlsOptions, writeAnswer } from './http-wire.ts';
import {
  DEFAULT_SERVER_RULES,
  type DemoUser,
  type RandomBytes,
  type ServerRules,
  type TlsMaterial,
} from './rules.ts';
import type { LiveSession } from './sync-connection.ts';
import { SyncHub } from './sync-hub.ts';
import { TokenOffice, type IssuedToken } from './token-office.ts';
import { generateSigningKey, type SigningKey } from './tokens.ts';
import { judgeUpgrade } from './upgrade-rules.ts';

export type SyncServerOptions = Partial<ServerRules> & {
  /** Unix time in ms: the server's clock. */
  now?: () => number;
  randomBytes?: RandomBytes;
  /** Without it the server makes one while it starts. */
  signingKey?: SigningKey;
  users?: Readonly<Record<string, DemoUser>>;
  tls?: TlsMaterial;
  /** Called whenever `activity()` or `sessions()` would answer differently. */
  changed?: () => void;
};

const SYNC_PREFIX = '/realm-sync';
const MAX_HEADER_LINE_BYTES = 8192;
const MAX_HEAD_BYTES = 64 * 1024;

/** A small but faithful Realm Object Server on loopback: `POST /auth` and the sync protocol on one port. */
export class SyncServer {
  readonly #http: Server;
  readonly #listener: Listener;
  readonly #scheme: 'http' | 'https';
  readonly #hub: SyncHub;
  readonly #routes: AuthRoutes;
  readonly #recorder: HopRecorder;
  readonly #now: () => number;
  readonly office: TokenOffice;
  readonly accounts: Accounts;
  #rules: ServerRules;
  #authCalls = 0;
  #upgradeRequests = 0;

  constructor(options: SyncServerOptions) {
    const {
      now = Date.now,
      randomBytes = nodeRandomBytes,
      signingKey,
      users = {},
      tls,
      changed,
      ...rules
    } = options;
    this.#now = now;
    this.#rules = { ...DEFAULT_SERVER_RULES, ...rules };
    this.#recorder = new HopRecorder(changed);
    const key = signingKey === undefined ? generateSigningKey() : Promise.resolve(signingKey);
    this.office = new TokenOffice(key, { now, randomBytes, rules: () => this.#rules });
    this.accounts = new Accounts(randomBytes);
    for (const [name, user] of Object.entries(users)) {
      this.accounts.create({ provider: 'password', providerId: name, ...user });
    }
    const parts = { accounts: this.accounts, office: this.office, rules: () => this.#rules, now };
    this.#routes = new AuthRoutes(new Auth(parts), parts, () => this.#prefixes());
    const noted = (sentence: string): void => this.#recorder.noted(sentence);
    this.#hub = new SyncHub({ now, randomBytes, isDeaf: () => this.#rules.isDeaf, noted });
    this.#scheme = tls === undefined ? 'http' : 'https';
    const limits = { maxHeaderSize: MAX_HEAD_BYTES };
    this.#http =
      tls === undefined ? createServer(limits) : createTlsServer({ ...limits, ...tlsOptions(tls) });
    this.#listener = new Listener(this.#http);
    this.#http.on('request', (request, response) => void this.#serve(request, response));
    this.#http.on('upgrade', (request, stream, head) => void this.#upgrade(request, stream, head));
  }

  get port(): number {
    return this.#listener.port;
  }

  /** Base URL for `POST <base>/auth`; the websocket is at the same place. */
  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}`;
  }

  /** How often `POST /auth` was called since the start. */
  get authCalls(): number {
    return this.#authCalls;
  }

  /** How often a websocket was asked for since the start. */
  get upgradeRequests(): number {
    return this.#upgradeRequests;
  }

  get connectionCount(): number {
    return this.#hub.connectionCount;
  }

  sessions(): LiveSession[] {
    return this.#hub.sessions;
  }

  activity(): HopActivity {
    return this.#recorder.snapshot(this.#listener.bytes);
  }

  change(rules: Partial<ServerRules>): void {
    this.#rules = { ...this.#rules, ...rules };
  }

  issueAdminToken(): Promise<IssuedToken> {
    return this.office.issueAdminToken();
  }

  /** Revokes a user's refresh tokens; what was made from them lives on until it expires. */
  revokeUser(username: string): void {
    const account = this.accounts.find('password', username);
    if (account === undefined) throw new Error(`The demo server has no user ${username}.`);
    this.office.revokeIdentity(account.identity);
  }

  async revokeToken(token: string): Promise<void> {
    const reading = await this.office.read(token);
    if (reading.kind !== 'good') throw new Error('The demo server did not issue this token.');
    this.office.revoke(reading.claims);
  }

  /** Every refresh token issued so far is answered as expired. */
  expireRefreshTokens(): void {
    this.office.expireRefreshTokens();
  }

  dropAll(): void {
    this.#hub.cutAll();
    this.#recorder.noted('Dropped all connections');
  }

  /** Below 200 for whole connections (which then close), from 200 on for each live session. */
  sendError(code: number, reason = 'Injected error', tryAgain = true): void {
    this.#hub.sendError(code, reason, tryAgain);
  }

  /** As when a server's disk is replaced: client files known to clients are gone. */
  forgetClientFiles(): void {
    this.#hub.forgetFiles();
  }

  start(): Promise<void> {
    return this.#listener.start();
  }

  /** Same port, same users; with another key every token issued before is unverifiable. */
  async restart(options: { signingKey?: SigningKey } = {}): Promise<void> {
    await this.stop();
    if (options.signingKey !== undefined) this.office.changeKey(Promise.resolve(options.signingKey));
    await this.start();
  }

  stop(): Promise<void> {
    return this.#listener.stop();
  }

  #prefixes(): readonly string[] {
    const { syncWorkerPath } = this.#rules;
    return syncWorkerPath === null ? [SYNC_PREFIX] : [SYNC_PREFIX, syncWorkerPath];
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: target = '/' } = request;
    const route = `${method} ${target.split('?')[0]}`;
    if (route === 'POST /auth') this.#authCalls += 1;
    const body = await readBody(request);
    if (body === null) return void response.destroy();
    const answer = await this.#routes.answer({ method, target, header: headerOf(request), body });
    response.setHeader('Date', httpDate(this.#now()));
    this.#record(answer.status < 400, `Answered ${answer.status} to ${route}`);
    writeAnswer(response, answer);
  }

  async #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    this.#upgradeRequests += 1;
    stream.on('error', () => stream.destroy());
    if (hasOverlongLine(request)) return void stream.destroy();
    const readToken = await this.office.reader();
    const { authorizationHeaderName, worker, workerIsUp } = this.#rules;
    const verdict = judgeUpgrade(
      { target: request.url ?? '/', header: headerOf(request) },
      { prefixes: this.#prefixes(), authorizationHeaderName, worker, workerIsUp, readToken },
    );
    if (verdict.kind === 'refused') return this.#refuseUpgrade(stream, verdict.answer);
    const { protocolVersion, realmPath, subprotocol, server } = verdict;
    this.#record(true, `Opened a websocket for ${realmPath} (io.realm.sync.${protocolVersion})`);
    // The key may have changed meanwhile; a running conversation keeps the one it began with.
    this.#hub.admit({ request, stream, head, protocolVersion, subprotocol, server, readToken });
  }

  #refuseUpgrade(stream: Duplex, answer: HttpAnswer): void {
    this.#record(false, `Refused a websocket with ${answer.status}`);
    stream.end(serializeAnswer(answer, this.#now(), 'close'));
  }

  #record(isAccepted: boolean, sentence: string): void {
    if (isAccepted) this.#recorder.accepted(sentence);
    else this.#recorder.refused(sentence);
  }
}

export async function startSyncServer(options: SyncServerOptions = {}): Promise<SyncServer> {
  const server = new SyncServer(options);
  await server.start();
  return server;
}

/** The real server's sync worker cuts TCP at such a line, without an answer. */
function hasOverlongLine({ rawHeaders }: IncomingMessage): boolean {
  return rawHeaders.some((name, index) => {
    if (index % 2 === 1) return false;
    return Buffer.byteLength(`${name}: ${rawHeaders[index + 1] ?? ''}`) > MAX_HEADER_LINE_BYTES;
  });
}
