import { createHash } from 'node:crypto';
import { jsonOf } from '../network/answer-marks.ts';

/** What the server gave to the apps of a relay, as far as their next requests need it. */
interface TokenAnswer {
  /** The answer's tokens. */
  readonly tokens: readonly string[];
  readonly realmPath: string | null;
  readonly syncPrefix: string | null;
}

/** As many as the busiest computer has in use. */
const mostKept = 2_000;

/**
 * Remembers which tokens were given out, by their hash, so that they are known again whatever they look like; and the
 * prefixes that the server dictates for realm paths, which an app couldn't apply.
 */
export class IssuedTokens {
  readonly #hashes = new Set<string>();
  readonly #prefixes = new Map<string, string>();

  isToken(value: string): boolean {
    return this.#hashes.has(hashOf(value));
  }

  prefixOf(realmPath: string): string | null {
    return this.#prefixes.get(realmPath) ?? null;
  }

  /**
   * Notes what a token answer holds, and answers the body as the app gets it: without `sync_worker.path`, which it would
   * ask for at a relay that doesn't know it; otherwise the very same bytes.
   */
  saw(body: Buffer): Buffer {
    const json = jsonOf(body.toString('utf8'));
    if (json === null) return body;
    const { tokens, realmPath, syncPrefix } = read(json);
    tokens.forEach((token) => this.#keep(token));
    if (realmPath !== null) this.#keepPrefix(realmPath, syncPrefix);
    if (syncPrefix === null) return body;
    return Buffer.from(JSON.stringify(withoutSyncWorker(json)));
  }

  /** Notes a token that was given out, and what the server dictates for its realm path. */
  learn(token: string, realmPath: string, syncPrefix: string | null): void {
    this.#keep(token);
    this.#keepPrefix(realmPath, syncPrefix);
  }

  #keep(token: string): void {
    const hash = hashOf(token);
    this.#hashes.delete(hash);
    this.#hashes.add(hash);
    dropOldest(this.#hashes);
  }

  #keepPrefix(realmPath: string, prefix: string | null): void {
    this.#prefixes.delete(realmPath);
    if (prefix === null) return;
    this.#prefixes.set(realmPath, prefix.replace(/\/+$/, ''));
    dropOldest(this.#prefixes);
  }
}

function dropOldest(kept: Set<string> | Map<string, string>): void {
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
}

const hashOf = (value: string): string => createHash('sha256').update(value).digest('base64');

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function read(json: Json): TokenAnswer {
  const parts = [json['access_token'], json['refresh_token'], json['user_token']].filter(isObject);
  const data = isObject(json['access_token']) ? json['access_token']['token_data'] : null;
  const path = isObject(data) ? data['path'] : null;
  const worker = json['sync_worker'];
  const prefix = isObject(worker) ? worker['path'] : null;
  return {
    tokens: parts.map(({ token }) => token).filter((token) => typeof token === 'string'),
    realmPath: typeof path === 'string' ? path : null,
    syncPrefix: typeof prefix === 'string' && prefix.startsWith('/') ? prefix : null,
  };
}

function withoutSyncWorker({ sync_worker: worker, ...rest }: Json): Json {
  if (!isObject(worker)) return rest;
  const { path: _path, ...others } = worker;
  return Object.keys(others).length === 0 ? rest : { ...rest, sync_worker: others };
}
