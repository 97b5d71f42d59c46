import type { Duplex } from 'node:stream';
import { placeOf } from '../../shared/problem-kinds.ts';
import type { Problem } from '../../shared/problem.ts';
import { failure, success, type Result } from '../../shared/result.ts';
import type { FetchRefusal } from '../../shared/update-status.ts';
import type { Network } from '../network/connection.ts';
import { targetOf } from '../network/route.ts';
import { TraceRecorder } from '../network/trace.ts';
import type { Clock } from '../ports/clock.ts';
import type { PassedHead, PassingHttp } from '../ports/http.ts';
import { problemOf, type NameBug } from '../problem-error.ts';

export interface FetchDeps {
  readonly network: Network;
  readonly http: PassingHttp;
  readonly clock: Clock;
  readonly nameBug: NameBug;
}

export interface Fetching {
  readonly url: URL;
  readonly mostBytes: number;
  /** For all of it, from the look-up to the last byte; and for each wait for more of the body. */
  readonly deadlineMs: number;
  readonly idleMs: number;
  readonly signal: AbortSignal;
  /** Gets the body as it comes; the next part is asked for once it resolves. */
  readonly take: (chunk: Buffer) => Promise<void> | void;
}

/** Ends a request that has become too large, from where its bytes are counted. */
class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/**
 * One GET over the way that profiles take, which says nothing of this computer: no cookie, no id, no name of a program.
 * Redirects are refused, not followed. Errors: `take`'s own; none of the network's.
 */
export async function fetchOverNetwork(
  deps: FetchDeps,
  fetching: Fetching,
): Promise<Result<null, FetchRefusal>> {
  const { url, deadlineMs, signal } = fetching;
  const patience = new Patience(deps.clock, deadlineMs, signal);
  let stream: Duplex | null = null;
  try {
    const recorder = new TraceRecorder(deps.clock, 0);
    stream = await deps.network.open('auth', targetOf(url), recorder, patience.signal);
    return await request(deps, stream, fetching, patience);
  } catch (error) {
    if (patience.isOver) return failure(silent(url, patience.waitedMs));
    return failure(stream === null ? refusalOf(problemOf(error, deps.nameBug), url.hostname) : cutOff(url));
  } finally {
    patience.end();
    stream?.destroy();
  }
}

async function request(
  { http }: FetchDeps,
  stream: Duplex,
  { url, mostBytes, idleMs, take }: Fetching,
  patience: Patience,
): Promise<Result<null, FetchRefusal>> {
  const headers = [
    ['Host', url.host],
    ['Accept', '*/*'],
    ['Connection', 'close'],
  ] as const;
  patience.idleFor(idleMs);
  const answer = await http
    .over(stream)
    .pass({ method: 'GET', target: url.pathname, headers, body: null }, patience.signal);
  if (answer.kind === 'upgraded') return failure(cutOff(url));
  const refusal = refusalOfHead(answer, url, mostBytes);
  if (refusal !== null) return failure(refusal);
  let bytes = 0;
  try {
    for await (const chunk of answer.body) {
      patience.idleFor(idleMs);
      const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      bytes += part.length;
      if (bytes > mostBytes) throw new TooLarge();
      await take(part);
    }
  } catch (error) {
    if (error instanceof TooLarge) return failure({ kind: 'tooLarge', mostBytes });
    throw error;
  }
  return success(null);
}

function refusalOfHead({ status, headers }: PassedHead, url: URL, mostBytes: number): FetchRefusal | null {
  const header = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  const host = url.hostname;
  if (status >= 300 && status < 400)
    return { kind: 'redirected', host, isPlain: /^http:/i.test(header('location') ?? '') };
  if (status !== 200) return { kind: 'status', host, status };
  return Number(header('content-length') ?? 0) > mostBytes ? { kind: 'tooLarge', mostBytes } : null;
}

const silent = ({ hostname: host }: URL, ms: number): FetchRefusal => ({
  kind: 'silent',
  host,
  seconds: Math.round(ms / 1000),
});
const cutOff = ({ hostname: host }: URL): FetchRefusal => ({ kind: 'cutOff', host });

/** Problems at the far end are named as the feed's: their own words speak of a server that one signs in to. */
export function refusalOf(problem: Problem, host: string): FetchRefusal {
  const { kind } = problem;
  const place = placeOf(problem);
  const isFarEnd = place === 'auth server' || place === 'gateway' || place === 'sync server';
  if (!isFarEnd) return { kind: 'onTheWay', problem };
  if (kind === 'auth.unresolved' || kind === 'gateway.unresolved') return { kind: 'feedUnresolved', host };
  return { kind: kind.startsWith('tls.') ? 'feedUntrusted' : 'feedUnreachable', host };
}

/** A deadline for all of it, and one for each wait. */
class Patience {
  readonly #clock: Clock;
  readonly #abort = new AbortController();
  readonly #outer: AbortSignal;
  readonly #onOuter = () => this.#abort.abort();
  readonly #overall: ReturnType<Clock['after']>;
  #idle: ReturnType<Clock['after']> | null = null;
  #waitedMs: number | null = null;

  constructor(clock: Clock, deadlineMs: number, outer: AbortSignal) {
    this.#clock = clock;
    this.#outer = outer;
    this.#overall = clock.after(deadlineMs, () => this.#giveUp(deadlineMs));
    outer.addEventListener('abort', this.#onOuter, { once: true });
    if (outer.aborted) this.#onOuter();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get isOver(): boolean {
    return this.#waitedMs !== null;
  }

  get waitedMs(): number {
    return this.#waitedMs ?? 0;
  }

  idleFor(ms: number): void {
    this.#idle?.cancel();
    this.#idle = this.#clock.after(ms, () => this.#giveUp(ms));
  }

  end(): void {
    this.#overall.cancel();
    this.#idle?.cancel();
    this.#outer.removeEventListener('abort', this.#onOuter);
  }

  #giveUp(ms: number): void {
    this.#waitedMs = ms;
    this.#abort.abort();
  }
}
