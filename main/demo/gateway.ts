import {
  createServer,
  request as forwardRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { HopRecorder, type HopActivity } from './activity.ts';
import {
  GATEWAY_NAME,
  planForward,
  type ForwardPlan,
  type GatewayRules,
  type Header,
} from './gateway-rules.ts';
import { htmlAnswer, serializeAnswer, type HttpAnswer } from './http-answer.ts';
import { tlsOptions, writeAnswer } from './http-wire.ts';
import { Listener } from './listener.ts';
import type { TlsMaterial } from './rules.ts';
import { splice } from '../splice.ts';

export type GatewayOptions = Partial<GatewayRules> & {
  /** Port on 127.0.0.1 of the server behind, which speaks plain HTTP: TLS ends at the gateway. */
  upstreamPort: number;
  tls?: TlsMaterial;
  now?: () => number;
  changed?: () => void;
};

const MAX_HEAD_BYTES = 64 * 1024;
const UPSTREAM_HOST = '127.0.0.1';

const DEFAULT_GATEWAY_RULES: GatewayRules = {
  demands: [],
  urlPrefix: '/my/url/prefix',
  basePath: '',
  authorizationHeaderName: 'X-Realm-Auth',
  renamesAuthorizationTo: null,
  stripsAuthorization: true,
  mistake: 'none',
  loginPagesAppearOn: 'everything',
  idleKillMs: 2000,
};

/** A corporate gateway (reverse proxy) on loopback, in front of one sync server. */
export class Gateway {
  readonly #http: Server;
  readonly #listener: Listener;
  readonly #scheme: 'http' | 'https';
  readonly #recorder: HopRecorder;
  readonly #now: () => number;
  readonly #upstreamPort: number;
  readonly #upstreams = new Set<Duplex>();
  #rules: GatewayRules;

  constructor(options: GatewayOptions) {
    const { upstreamPort, tls, now = Date.now, changed, ...rules } = options;
    this.#upstreamPort = upstreamPort;
    this.#now = now;
    this.#rules = { ...DEFAULT_GATEWAY_RULES, ...rules };
    this.#recorder = new HopRecorder(changed);
    this.#scheme = tls === undefined ? 'http' : 'https';
    const limits = { maxHeaderSize: MAX_HEAD_BYTES };
    this.#http =
      tls === undefined ? createServer(limits) : createTlsServer({ ...limits, ...tlsOptions(tls) });
    this.#listener = new Listener(this.#http);
    this.#http.on('request', (request, response) => this.#serve(request, response));
    this.#http.on('upgrade', (request, stream, head) => this.#upgrade(request, stream, head));
  }

  get port(): number {
    return this.#listener.port;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}${this.#rules.basePath}`;
  }

  activity(): HopActivity {
    return this.#recorder.snapshot(this.#listener.bytes);
  }

  change(rules: Partial<GatewayRules>): void {
    this.#rules = { ...this.#rules, ...rules };
  }

  dropAll(): void {
    this.#listener.dropAll();
  }

  start(): Promise<void> {
    return this.#listener.start();
  }

  async stop(): Promise<void> {
    for (const upstream of this.#upstreams) upstream.destroy();
    await this.#listener.stop();
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const plan = this.#plan(request, false);
    response.setHeader('Via', `1.1 ${GATEWAY_NAME}`);
    if (plan.kind === 'refuse') return writeAnswer(response, plan.answer);
    const onward = forwardRequest({
      host: UPSTREAM_HOST,
      port: this.#upstreamPort,
      agent: false,
      setHost: false,
      method: request.method ?? 'GET',
      path: plan.target,
      headers: plan.headers.flat(),
    });
    onward.once('response', (answer) => relayAnswer(answer, response));
    onward.once('error', () => this.#failed(() => writeAnswer(response, BAD_GATEWAY)));
    response.once('close', () => onward.destroy());
    request.pipe(onward);
  }

  /** The head is written anew; from its end on, bytes pass as they are in both directions. */
  #upgrade(request: IncomingMessage, client: Duplex, head: Buffer): void {
    client.on('error', () => client.destroy());
    const plan = this.#plan(request, true);
    if (plan.kind === 'refuse') return this.#end(client, plan.answer);
    const upstream = connect({ host: UPSTREAM_HOST, port: this.#upstreamPort });
    this.#upstreams.add(upstream);
    upstream.once('close', () => this.#upstreams.delete(upstream));
    client.once('close', () => upstream.destroy());
    const failed = (): void => this.#failed(() => this.#end(client, BAD_GATEWAY));
    upstream.once('error', failed);
    upstream.once('connect', () => {
      upstream.off('error', failed);
      upstream.write(serializeHead(request.method ?? 'GET', plan));
      upstream.write(head);
      splice(client, upstream);
    });
    if (this.#rules.mistake !== 'idleKill') return;
    upstream.setTimeout(this.#rules.idleKillMs, () => {
      this.#recorder.noted('Cut a websocket that was quiet for too long');
      upstream.destroy();
    });
  }

  #plan(request: IncomingMessage, isUpgrade: boolean): ForwardPlan {
    const { method = 'GET', url: target = '/' } = request;
    const headers = headersOf(request);
    const plan = planForward({ method, target, headers, isUpgrade }, this.#rules);
    const what = isUpgrade ? 'an upgrade' : `${method} ${target.split('?')[0]}`;
    if (plan.kind === 'forward') this.#recorder.accepted(`Passed ${what} on as ${plan.target.split('?')[0]}`);
    else this.#recorder.refused(`Answered ${plan.answer.status} to ${what}: ${plan.why}`);
    return plan;
  }

  #failed(answer: () => void): void {
    this.#recorder.noted('Could not reach the server behind');
    answer();
  }

  #end(client: Duplex, answer: HttpAnswer): void {
    const named = { ...answer, headers: { Via: `1.1 ${GATEWAY_NAME}`, ...answer.headers } };
    client.end(serializeAnswer(named, this.#now(), 'close'));
  }
}

export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const gateway = new Gateway(options);
  await gateway.start();
  return gateway;
}

const BAD_GATEWAY = htmlAnswer(502, `<h1>502 Bad Gateway</h1>\n<p>${GATEWAY_NAME}</p>\n`);

function relayAnswer(answer: IncomingMessage, response: ServerResponse): void {
  for (const [name, value] of headersOf(answer)) {
    // These two speak of the connection behind; Node writes its own for this one.
    if (!/^(connection|keep-alive|transfer-encoding)$/i.test(name)) response.appendHeader(name, value);
  }
  response.writeHead(answer.statusCode ?? 502);
  answer.pipe(response);
}

function serializeHead(method: string, plan: Extract<ForwardPlan, { kind: 'forward' }>): string {
  const lines = plan.headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${plan.target} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** In their order and spelling. */
function headersOf({ rawHeaders }: IncomingMessage): Header[] {
  return rawHeaders.flatMap((name, index): Header[] =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
  );
}
