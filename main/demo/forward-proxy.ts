import { connect, createServer, type Socket } from 'node:net';
import { HopRecorder, type HopActivity } from './activity.ts';
import { judgeConnect, type ConnectRules, type ConnectVerdict } from './connect-rules.ts';
import { htmlAnswer, serializeAnswer } from './http-answer.ts';
import { Listener } from './listener.ts';
import { splice } from '../splice.ts';

export type ForwardProxyOptions = Partial<ConnectRules> & {
  now?: () => number;
  changed?: () => void;
};

const MAX_HEAD_BYTES = 64 * 1024;
const HEAD_END = '\r\n\r\n';

/** A corporate forward proxy on loopback: CONNECT with Basic authentication, to loopback only. */
export class ForwardProxy {
  readonly #listener: Listener;
  readonly #recorder: HopRecorder;
  readonly #now: () => number;
  readonly #tunnels = new Set<Socket>();
  #rules: ConnectRules;

  constructor(options: ForwardProxyOptions) {
    const { now = Date.now, changed, ...rules } = options;
    this.#now = now;
    this.#rules = {
      credentials: null,
      realm: 'Causeway demo forward proxy',
      names: {},
      refusal: null,
      ...rules,
    };
    this.#recorder = new HopRecorder(changed);
    // A client may half-close after its request; the answer still has to reach it.
    this.#listener = new Listener(
      createServer({ allowHalfOpen: true }, (socket) => this.#awaitRequest(socket)),
    );
  }

  get port(): number {
    return this.#listener.port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get tunnelCount(): number {
    return this.#tunnels.size;
  }

  activity(): HopActivity {
    return this.#recorder.snapshot(this.#listener.bytes);
  }

  change(rules: Partial<ConnectRules>): void {
    this.#rules = { ...this.#rules, ...rules };
  }

  dropAll(): void {
    this.#listener.dropAll();
  }

  start(): Promise<void> {
    return this.#listener.start();
  }

  async stop(): Promise<void> {
    for (const tunnel of this.#tunnels) tunnel.destroy();
    await this.#listener.stop();
  }

  /** Called again after a refusal: clients retry on the same connection. */
  #awaitRequest(client: Socket): void {
    let seen: Buffer = Buffer.alloc(0);
    const hangUp = (): void => void client.end();
    const collect = (chunk: Buffer): void => {
      seen = Buffer.concat([seen, chunk]);
      const end = seen.indexOf(HEAD_END);
      if (end < 0 && seen.length <= MAX_HEAD_BYTES) return;
      client.off('data', collect).off('end', hangUp);
      client.pause();
      if (end < 0) return void client.destroy();
      if (seen.length > end + HEAD_END.length) client.unshift(seen.subarray(end + HEAD_END.length));
      this.#serve(client, seen.toString('latin1', 0, end));
    };
    client.on('data', collect).once('end', hangUp);
    client.resume();
  }

  #serve(client: Socket, head: string): void {
    const verdict = judgeConnect(head, this.#rules);
    if (verdict.kind === 'refused') this.#refuse(client, verdict);
    else this.#dial(client, verdict);
  }

  #refuse(client: Socket, { answer, why }: Extract<ConnectVerdict, { kind: 'refused' }>): void {
    this.#recorder.refused(`Refused with ${answer.status}: ${why}`);
    // Only a challenge invites a second try on the same connection.
    if (answer.status !== 407) return void client.end(serializeAnswer(answer, this.#now(), 'close'));
    client.write(serializeAnswer(answer, this.#now(), 'keep-alive'));
    this.#awaitRequest(client);
  }

  #dial(client: Socket, { host, port, address }: Extract<ConnectVerdict, { kind: 'tunnel' }>): void {
    const target = connect({ host: address, port });
    this.#tunnels.add(target);
    target.once('close', () => this.#tunnels.delete(target));
    client.once('close', () => target.destroy());
    const failed = (): void => {
      this.#recorder.refused(`Could not reach ${host}:${port}`);
      client.end(serializeAnswer(htmlAnswer(502, '<h1>502 Bad Gateway</h1>\n'), this.#now(), 'close'));
    };
    target.once('error', failed);
    target.once('connect', () => {
      target.off('error', failed);
      this.#recorder.accepted(`Opened a tunnel to ${host}:${port}`);
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      splice(client, target);
    });
  }
}

export async function startForwardProxy(options: ForwardProxyOptions = {}): Promise<ForwardProxy> {
  const proxy = new ForwardProxy(options);
  await proxy.start();
  return proxy;
}
