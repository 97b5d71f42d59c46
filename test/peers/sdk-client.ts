import { request, type IncomingMessage } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import type { Duplex } from 'node:stream';

/**
 * An app with one of the original SDKs in it, as far as what it makes of answers goes (docs/realm-clients.md): it signs in,
 * renews its access token every 5 s, keeps one websocket open, and signs out. Its clock can run faster.
 */

export interface SdkClientOptions {
  readonly url: string;
  readonly realmPath: string;
  /** How many times faster than a real app it lives. */
  readonly speed?: number;
}

/** What the app's own code would see. */
export type SdkError =
  /** A problem in JSON: shown to the app's user, and the end of all refreshing. */
  | {
      readonly name: 'AuthError';
      readonly title: string;
      readonly status: number;
      readonly code: number;
      readonly detail: string;
    }
  | { readonly name: 'TypeError' | 'NotJson' | 'FetchError' };

interface Answered {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

const loginPatienceMs = 5_000;
const refreshPatienceMs = 10_000;
const refreshEveryMs = 5_000;
const loginTries = 3;
const firstBackoffMs = 1_000;
const hungUpMs = 900;
const longestBackoffMs = 300_000;

export class SdkClient {
  readonly #url: URL;
  readonly #realmPath: string;
  readonly #speed: number;
  readonly #listeners = new Set<() => void>();
  readonly #life = new AbortController();
  #refreshToken = '';
  #accessToken = '';
  /** With the identity in the place of `~`. */
  #resolvedPath = '';
  #socket: Duplex | null = null;
  /** Errors that the app's code was told of by its error handler. */
  readonly errors: SdkError[] = [];
  /** The bodies of 5xx answers to upgrades: they stand in the app's log. */
  readonly log: string[] = [];
  refreshes = 0;
  upgrades = 0;
  isSynced = false;
  /** It was told 4xx, and sleeps for an hour. */
  isAsleep = false;

  constructor({ url, realmPath, speed = 1 }: SdkClientOptions) {
    this.#url = new URL(url);
    this.#realmPath = realmPath;
    this.#speed = speed;
  }

  /** Errors: an `SdkError`. */
  async login(username: string, password: string): Promise<void> {
    const body = { provider: 'password', data: username, app_id: '', user_info: { password } };
    const answer = await this.#ask('/auth', body, loginPatienceMs, loginTries);
    const json = readJson(answer);
    this.#refreshToken = tokenIn(json, 'refresh_token');
  }

  /** Errors: an `SdkError`. */
  async logout(): Promise<void> {
    this.#life.abort();
    this.#socket?.destroy();
    const answer = await this.#ask('/auth/revoke', { token: this.#refreshToken }, loginPatienceMs, 1);
    if (answer.status >= 300) readJson(answer);
  }

  /** Opens the realm: from now on it renews its token and keeps a websocket. */
  async open(): Promise<void> {
    await this.#refresh();
    void this.#keepRefreshing();
    void this.#keepSyncing();
  }

  stop(): void {
    this.#life.abort();
    this.#socket?.destroy();
  }

  /** Resolves when the condition holds; it is looked at whenever something has happened. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!condition()) return;
        this.#listeners.delete(look);
        resolve();
      };
      this.#listeners.add(look);
      look();
    });
  }

  async #keepRefreshing(): Promise<void> {
    while (await this.#rest(refreshEveryMs)) {
      try {
        await this.#refresh();
      } catch (error) {
        const told = asSdkError(error);
        if (told.name !== 'AuthError') continue;
        this.errors.push(told);
        this.#changed();
        return;
      }
    }
  }

  async #refresh(): Promise<void> {
    const body = { provider: 'realm', data: this.#refreshToken, app_id: '', path: this.#realmPath };
    const json = readJson(await this.#ask('/auth', body, refreshPatienceMs, 1));
    this.#accessToken = tokenIn(json, 'access_token');
    this.#resolvedPath = pathIn(json) ?? this.#realmPath;
    this.refreshes += 1;
    this.#changed();
  }

  async #keepSyncing(): Promise<void> {
    let backoffMs = firstBackoffMs;
    while (!this.#life.signal.aborted && !this.isAsleep) {
      const end = await this.#sync();
      switch (end) {
        case 'closed':
        case 'hungUp':
          backoffMs = firstBackoffMs;
          await this.#rest(hungUpMs);
          break;
        case 'refused':
        case 'unavailable':
          await this.#rest(backoffMs);
          backoffMs = Math.min(backoffMs * 1.8, longestBackoffMs);
          break;
        case 'fatal':
          this.isAsleep = true;
          this.#changed();
          break;
      }
    }
  }

  /** One websocket, until it is over. */
  #sync(): Promise<'closed' | 'hungUp' | 'refused' | 'unavailable' | 'fatal'> {
    this.upgrades += 1;
    this.#changed();
    return new Promise((resolve) => {
      const outgoing = request({
        ...this.#target(`/realm-sync/${encodeURIComponent(this.#resolvedPath)}`),
        agent: false,
        headers: {
          Connection: 'Upgrade',
          Upgrade: 'websocket',
          'Sec-WebSocket-Version': '13',
          'Sec-WebSocket-Key': 'FBeULDToSQx6zW+pXf8+Jw==',
          'Sec-WebSocket-Protocol': 'io.realm.sync.22',
          Authorization: `Realm-Access-Token version=1 token="${this.#accessToken}"`,
        },
      });
      this.#life.signal.addEventListener('abort', () => outgoing.destroy(), { once: true });
      outgoing.on('upgrade', (_answer, socket) => {
        this.#socket = socket;
        this.isSynced = true;
        this.#changed();
        socket.on('error', () => undefined).on('end', () => socket.destroy());
        socket.on('close', () => {
          this.isSynced = false;
          this.#changed();
          resolve('closed');
        });
        socket.resume();
      });
      outgoing.on('response', (answer) => {
        void textOf(answer).then((text) => {
          const status = answer.statusCode ?? 0;
          if (status >= 500) this.log.push(text);
          resolve(status >= 500 ? 'unavailable' : 'fatal');
        });
      });
      outgoing.on('error', ({ code }: NodeJS.ErrnoException) => {
        resolve(code === 'ECONNREFUSED' ? 'refused' : 'hungUp');
      });
      outgoing.end();
    });
  }

  /** Errors: a FetchError, where no answer comes. */
  async #ask(path: string, body: object, patienceMs: number, tries: number): Promise<Answered> {
    for (let left = tries; ; left -= 1) {
      try {
        return await this.#post(path, body, patienceMs);
      } catch (error) {
        const isOver = error instanceof Error && error.name === 'TimeoutError';
        if (isOver || left <= 1) throw new SdkFailure({ name: 'FetchError' });
      }
    }
  }

  #post(path: string, body: object, patienceMs: number): Promise<Answered> {
    const text = JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const outgoing = request({
        ...this.#target(path),
        method: 'POST',
        agent: false,
        signal: AbortSignal.timeout(patienceMs / this.#speed),
        headers: {
          'Content-Type': 'application/json;charset=utf-8',
          Accept: 'application/json',
          ...(path === '/auth' ? {} : { Authorization: this.#refreshToken }),
          'Content-Length': Buffer.byteLength(text),
        },
      });
      outgoing.on('error', reject);
      outgoing.on('response', (answer) => {
        textOf(answer).then((said) => {
          resolve({
            status: answer.statusCode ?? 0,
            type: answer.headers['content-type'] ?? null,
            text: said,
          });
        }, reject);
      });
      outgoing.end(text);
    });
  }

  #target(path: string) {
    return { host: this.#url.hostname, port: this.#url.port, path };
  }

  /** Answers whether it still lives afterwards. */
  #rest(ms: number): Promise<boolean> {
    return after(ms / this.#speed, true, { signal: this.#life.signal }).catch(() => false);
  }

  #changed(): void {
    this.#listeners.forEach((look) => look());
  }
}

export class SdkFailure extends Error {
  override readonly name = 'SdkFailure';
  readonly told: SdkError;

  constructor(told: SdkError) {
    super(JSON.stringify(told));
    this.told = told;
  }
}

const asSdkError = (error: unknown): SdkError =>
  error instanceof SdkFailure ? error.told : { name: 'TypeError' };

/** As the SDK does: by Content-Type first, then by status. Errors: an `SdkFailure`. */
function readJson({ status, type, text }: Answered): Readonly<Record<string, unknown>> {
  if (type === null) throw new SdkFailure({ name: 'TypeError' });
  if (!type.startsWith('application/json')) throw new SdkFailure({ name: 'NotJson' });
  const json = JSON.parse(text) as Readonly<Record<string, unknown>>;
  if (status === 200) return json;
  const { title, code, detail } = json;
  throw new SdkFailure({
    name: 'AuthError',
    title: String(title),
    status,
    code: Number(code),
    detail: String(detail),
  });
}

function tokenIn(json: Readonly<Record<string, unknown>>, name: string): string {
  const part = json[name];
  if (typeof part === 'object' && part !== null && 'token' in part) return String(part.token);
  throw new SdkFailure({ name: 'TypeError' });
}

function pathIn({ access_token: part }: Readonly<Record<string, unknown>>): string | null {
  if (typeof part !== 'object' || part === null || !('token_data' in part)) return null;
  const { token_data: data } = part;
  return typeof data === 'object' && data !== null && 'path' in data ? String(data.path) : null;
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}
