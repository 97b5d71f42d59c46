import { WebSocket } from 'ws';
import type { Clock, Timer } from '../ports/clock.ts';

export interface DemoAppOptions {
  readonly clock: Clock;
  /** Of what it takes for its server: the address of a relay. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** One of its own account's, below `~`. */
  readonly realmPath: string;
}

/** The oldest one: whatever the demo's server speaks, it speaks that (server, §3). */
const protocolVersion = 22;
const heartbeatMs = 10_000;
const againMs = 2_000;

/** Answers of `POST /auth` (server, §2), as far as an app needs them. */
interface Issued {
  readonly refresh_token?: { readonly token: string; readonly token_data: { readonly identity: string } };
  readonly access_token?: { readonly token: string };
}

/**
 * An app as the demo shows it: it signs in over HTTP, opens one realm path, and keeps the session alive, again and again
 * until it is stopped. It knows an address and an account, and nothing of proxies, gateways and headers.
 */
export class DemoApp {
  readonly #options: DemoAppOptions;
  readonly #ended = new AbortController();
  #socket: WebSocket | null = null;
  #timer: Timer | null = null;

  constructor(options: DemoAppOptions) {
    this.#options = options;
    void this.#run();
  }

  stop(): void {
    this.#ended.abort();
    this.#timer?.cancel();
    this.#socket?.terminate();
  }

  async #run(): Promise<void> {
    try {
      const { username, password, realmPath } = this.#options;
      const signedIn = await this.#ask({
        provider: 'password',
        data: username,
        user_info: { password, register: false },
      });
      const { token = '', token_data: data } = signedIn.refresh_token ?? {};
      const path = realmPath.replace('~', data?.identity ?? '~');
      const access = await this.#ask({ provider: 'realm', data: token, path });
      await this.#sync(path, access.access_token?.token ?? '');
    } catch {
      // Whatever it was: the window shows why, and an app tries again.
    }
    if (!this.#ended.signal.aborted) this.#timer = this.#options.clock.after(againMs, () => void this.#run());
  }

  async #ask(question: Readonly<Record<string, unknown>>): Promise<Issued> {
    const answer = await fetch(`${this.#options.url}/auth`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...question, app_id: '' }),
      signal: this.#ended.signal,
    });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the demo's own server answers
    return (await answer.json()) as Issued;
  }

  /** Resolves when the session is over. */
  #sync(path: string, token: string): Promise<void> {
    const { url, clock } = this.#options;
    if (this.#ended.signal.aborted) return Promise.resolve();
    const target = `${url.replace(/^http/, 'ws')}/realm-sync/${encodeURIComponent(path)}`;
    const socket = new WebSocket(target, [`io.realm.sync.${protocolVersion}`], {
      headers: { Authorization: `Realm-Access-Token version=1 token="${token}"` },
      perMessageDeflate: false,
    });
    this.#socket = socket;
    let marks = 0;
    const beat = (): void => {
      marks += 1;
      socket.ping(`${clock.now()} 0\n`);
      socket.send(Buffer.from(`mark 1 ${marks}\n`));
      this.#timer = clock.after(heartbeatMs, beat);
    };
    socket.once('open', () => socket.send(bindFrame(path, token)));
    socket.on('message', (frame: Buffer) => {
      const [, identity] = /^alloc 1 (\d+ \d+ -?\d+)\n/.exec(frame.toString('latin1')) ?? [];
      if (identity === undefined) return;
      socket.send(Buffer.from(`ident 1 ${identity} 0 0 0 0\n`));
      beat();
    });
    return new Promise((resolve) => {
      // Followed by its close.
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.#timer?.cancel();
        resolve();
      });
    });
  }
}

function bindFrame(path: string, token: string): Buffer {
  const head = `bind 1 ${Buffer.byteLength(path)} ${Buffer.byteLength(token)} 1\n`;
  return Buffer.from(head + path + token);
}
