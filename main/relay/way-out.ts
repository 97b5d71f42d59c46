import type { Duplex } from 'node:stream';
import type { Problem } from '../../shared/problem.ts';
import type { Leg, Trace } from '../../shared/status.ts';
import { syncUrlOf, type Profile } from '../../shared/profile.ts';
import type { Network } from '../network/connection.ts';
import { targetOf, type Target } from '../network/route.ts';
import type { TraceRecorder } from '../network/trace.ts';
import type { Clock } from '../ports/clock.ts';
import type { HeaderLines, PassingHttp, PassingLink } from '../ports/http.ts';
import { ProblemError } from '../problem-error.ts';
import type { ProfileSecrets } from '../secrets/profile-secrets.ts';
import { cautiousMs, isLockable } from './outage.ts';

/** What a profile's streams are opened with, once its secrets are out of the vault. */
export interface LentConnections {
  readonly network: Network;
  readonly secrets: ProfileSecrets;
}

/** How long a way counts as proven after a stream was opened on it. */
const provenMs = 10_000;
/** How many streams are opened at once on a way that isn't proven: more than one, for one may hang. */
const mostUnproven = 2;

/** A refused password, which is not sent again before its time. */
interface RefusedLogin {
  readonly problem: Problem;
  /** By the monotonic clock. */
  readonly until: number;
}

/** The profile's way to its servers, lent: route, proxy, trust and headers are those of its own sessions. */
export class WayOut {
  readonly #profile: Profile;
  readonly #http: PassingHttp;
  readonly #clock: Clock;
  readonly #connect: () => Promise<LentConnections>;
  readonly #underWay = new Set<TraceRecorder>();
  readonly #queue = new Set<() => void>();
  #connecting: Promise<LentConnections> | null = null;
  #places = 0;
  #provenUntil = 0;
  #refused: RefusedLogin | null = null;

  /** `connect` reads the vault. Errors: `vault.*`. */
  constructor(profile: Profile, http: PassingHttp, clock: Clock, connect: () => Promise<LentConnections>) {
    this.#profile = profile;
    this.#http = http;
    this.#clock = clock;
    this.#connect = connect;
  }

  /** Once for all that ask at the same time; again after a failure. Errors: `vault.*`. */
  connections(): Promise<LentConnections> {
    this.#connecting ??= this.#connect().catch((error: unknown) => {
      this.#connecting = null;
      throw error;
    });
    return this.#connecting;
  }

  /** What the longest of the openings under way is at; null where there is none. */
  get underWay(): Trace | null {
    const [first] = this.#underWay;
    return first?.trace ?? null;
  }

  /** Secrets have changed: they are read anew. */
  forget(): void {
    this.#connecting = null;
    this.#refused = null;
    this.#provenUntil = 0;
  }

  /** A new stream to a leg's host. Errors: those of `Network.open`, `vault.*`. */
  async open(leg: Leg, recorder: TraceRecorder, signal: AbortSignal): Promise<PassingLink> {
    const url = leg === 'sync' ? syncUrlOf(this.#profile) : this.#profile.server;
    return this.openTo(leg, targetOf(new URL(url)), recorder, signal);
  }

  /** The same to any host; `leg` is whose failures its own are told as. */
  async openTo(leg: Leg, target: Target, recorder: TraceRecorder, signal: AbortSignal): Promise<PassingLink> {
    return this.#http.over(await this.streamTo(leg, target, recorder, signal));
  }

  /**
   * What many apps open at once, a few try first: a password that the forward proxy refuses is not sent again for each of
   * them, as that locks accounts.
   */
  async streamTo(leg: Leg, target: Target, recorder: TraceRecorder, signal: AbortSignal): Promise<Duplex> {
    const { network } = await this.connections();
    await this.#place(signal);
    const opening = new AbortController();
    const opened = this.#openIn(network, leg, target, recorder, opening.signal);
    return new Promise((resolve, reject) => {
      const leave = () => {
        // A proxy that looks at a password is heard to its end: a refusal that nobody heard would be asked for again.
        if (recorder.trace.current?.name !== 'proxy') opening.abort();
        void opened.then((stream) => stream.destroy()).catch(() => undefined);
        reject(new ProblemError({ kind: 'cancelled' }));
      };
      signal.addEventListener('abort', leave, { once: true });
      if (signal.aborted) leave();
      opened.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  async #openIn(
    network: Network,
    leg: Leg,
    target: Target,
    recorder: TraceRecorder,
    signal: AbortSignal,
  ): Promise<Duplex> {
    this.#underWay.add(recorder);
    try {
      this.#throwWhatWasRefused();
      const stream = await network.open(leg, target, recorder, signal);
      this.#provenUntil = this.#clock.monotonic() + provenMs;
      return stream;
    } catch (error) {
      this.#noteRefusal(error);
      throw error;
    } finally {
      this.#underWay.delete(recorder);
      this.#places -= 1;
      this.#letNextIn();
    }
  }

  /** The profile's own header lines, with their values. Errors: `secret.missing`, `secret.withheld`, `vault.*`. */
  async headers(): Promise<HeaderLines> {
    const { secrets } = await this.connections();
    return this.#profile.gateway.customRequestHeaders.map((header): readonly [string, string] => [
      header.name,
      header.secret ? secrets.header(header.name).reveal() : header.value,
    ]);
  }

  get #hasPlace(): boolean {
    const isDirect = this.#profile.route.mode === 'direct';
    return isDirect || this.#places < mostUnproven || this.#clock.monotonic() < this.#provenUntil;
  }

  /** A place is given back when the opening is over. Errors: `cancelled`. */
  #place(signal: AbortSignal): Promise<void> {
    if (this.#hasPlace) {
      this.#places += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener('abort', leave);
        this.#places += 1;
        resolve();
      };
      const leave = () => {
        this.#queue.delete(enter);
        reject(new ProblemError({ kind: 'cancelled' }));
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#queue.add(enter);
      if (signal.aborted) leave();
    });
  }

  #letNextIn(): void {
    for (const enter of this.#queue) {
      if (!this.#hasPlace) return;
      this.#queue.delete(enter);
      enter();
    }
  }

  #throwWhatWasRefused(): void {
    if (this.#refused === null || this.#clock.monotonic() >= this.#refused.until) return;
    throw new ProblemError(this.#refused.problem);
  }

  #noteRefusal(error: unknown): void {
    if (!(error instanceof ProblemError) || !isLockable(error.problem)) return;
    if (this.#refused?.problem === error.problem) return;
    this.#refused = { problem: error.problem, until: this.#clock.monotonic() + cautiousMs };
  }
}
