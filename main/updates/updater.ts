import type { KeyObject } from 'node:crypto';
import { basename } from 'node:path';
import { failure, success, type Result } from '../../shared/result.ts';
import type { UpdateSettings } from '../../shared/settings.ts';
import {
  manifestNameOf,
  mostManifestBytes,
  type UpdateArtefact,
  type UpdateManifest,
} from '../../shared/update-manifest.ts';
import type {
  OfferedUpdate,
  UpdateBringer,
  UpdateOutcome,
  UpdateRefusal,
  UpdateStatus,
} from '../../shared/update-status.ts';
import type { Log } from '../log.ts';
import type { Network } from '../network/connection.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Documents } from '../ports/documents.ts';
import type { PassingHttp } from '../ports/http.ts';
import type { Random } from '../ports/random.ts';
import type { UpdateFiles } from '../ports/update-files.ts';
import type { UpdateInstaller } from '../ports/update-installer.ts';
import { problemOf, type NameBug } from '../problem-error.ts';
import { decide, type Decision } from './decision.ts';
import { fetchArtefact } from './artefact.ts';
import { fetchOverNetwork, refusalOf } from './fetch.ts';
import { KeptUpdates } from './kept.ts';
import { napMs, dueInMs, type Waiting } from './schedule.ts';
import { readSignedManifest } from './signed-manifest.ts';

/** What of updates is this computer's and this build's. */
export interface UpdateParts {
  readonly version: string;
  /** As Node names it: `linux-x64`. */
  readonly system: string;
  readonly bringer: UpdateBringer;
  /** The feed that this build was made with; null: none. */
  readonly ownFeed: string | null;
  readonly keys: readonly KeyObject[];
  readonly documents: Documents;
  readonly files: UpdateFiles;
  /** Null where something else brings updates, and the app only tells of them. */
  readonly installer: UpdateInstaller | null;
}

export interface UpdaterDeps extends UpdateParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly http: PassingHttp;
  readonly nameBug: NameBug;
  readonly log: Log;
  /** Those in force: the person's, and some day an administrator's over them. */
  readonly settings: () => UpdateSettings;
  /** The way out that the settings name; null where the profile that it was is gone. Errors: `vault.*`. */
  readonly open: (feed: URL) => Promise<Network | null>;
  readonly onChange: () => void;
  /** The app is to end, for what installs to go on. */
  readonly quit: () => void;
}

const manifestMs = { deadlineMs: 90_000, idleMs: 30_000 };

/** Asks a feed for newer versions, and does what the settings say about them. */
export class Updater {
  readonly #deps: UpdaterDeps;
  readonly #startedAt: number;
  #kept: KeptUpdates | null = null;
  #timer: Timer | null = null;
  #fraction: number;
  #running: { readonly abort: AbortController; readonly done: Promise<void> } | null = null;
  #lastOutcome: UpdateOutcome | null = null;
  #offered: { readonly manifest: UpdateManifest; readonly artefact: UpdateArtefact | null } | null = null;
  #step: OfferedUpdate['step'] = { state: 'told' };
  #settled: UpdateSettings | null = null;

  constructor(deps: UpdaterDeps) {
    this.#deps = deps;
    this.#startedAt = deps.clock.now();
    this.#fraction = deps.random.fraction();
  }

  /** Nothing is asked now, nor read: the first minutes belong to the sessions. */
  start(): void {
    this.settingsChanged();
  }

  get status(): UpdateStatus {
    const { bringer } = this.#deps;
    const kept = this.#kept?.current ?? null;
    const at = kept?.lastAt ?? null;
    return {
      bringer,
      feed: this.#feed?.href ?? null,
      isChecking: this.#running !== null,
      lastCheck: at === null ? null : { at, outcome: this.#lastOutcome },
      offered: this.#shownOffer,
      isDismissed: kept !== null && kept.dismissed === this.#offered?.manifest.version,
      replacedBy: null,
    };
  }

  /** Other settings end what was begun under the old ones; what another channel or feed offered is forgotten. */
  settingsChanged(): void {
    const settings = this.#deps.settings();
    const before = this.#settled;
    if (JSON.stringify(settings) === JSON.stringify(before)) return;
    this.#settled = settings;
    this.#running?.abort.abort();
    const isOtherFeed =
      before !== null && (settings.feed !== before.feed || settings.channel !== before.channel);
    if (isOtherFeed) this.#forgetOffer();
    this.#sleep();
  }

  /** The person asks. Nothing happens where updates are off, or no feed is set. */
  checkNow(): Promise<void> {
    return this.#isOn ? this.#check() : Promise.resolve();
  }

  dismiss(): void {
    const version = this.#offered?.manifest.version;
    if (version !== undefined) this.#open().change({ dismissed: version });
    this.#deps.onChange();
  }

  /** Fetches what is offered, or installs it where it is here already; the app ends then. */
  async install(): Promise<void> {
    const { installer } = this.#deps;
    const artefact = this.#offered?.artefact ?? null;
    if (installer === null || this.#offered === null || artefact === null) return;
    if (this.#step.state === 'told') return this.#perform((signal) => this.#fetchOffered(signal));
    if (this.#step.state === 'fetching') return;
    const { version } = this.#offered.manifest;
    // Between then and now it lay on a disk.
    const file = await this.#deps.files.find(basename(artefact.path), artefact);
    if (file === null) return this.#refuse({ kind: 'wrongHash' });
    try {
      await installer.install(file, version);
    } catch {
      return this.#refuse({ kind: 'notInstalled' });
    }
    this.#deps.quit();
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = null;
    this.#running?.abort.abort();
    await this.#running?.done;
  }

  get #isOn(): boolean {
    return this.#deps.settings().mode !== 'off' && this.#feed !== null;
  }

  /** With a slash at its end, so that names are added to it. */
  get #feed(): URL | null {
    const { ownFeed, settings } = this.#deps;
    const address = settings().feed || ownFeed;
    return address === null ? null : new URL(address.replace(/\/*$/, '/'));
  }

  /** Read when it is first needed. What was offered before is judged anew: this may be the version that was. */
  #open(): KeptUpdates {
    if (this.#kept !== null) return this.#kept;
    const { documents, random, keys } = this.#deps;
    this.#kept = new KeptUpdates(documents, random);
    const { manifest } = this.#kept.current;
    const read = manifest === null ? null : readSignedManifest(Buffer.from(manifest, 'base64'), keys);
    if (read?.ok === true) this.#take(read.value, this.#judge(read.value, this.#kept));
    return this.#kept;
  }

  #sleep(): void {
    this.#timer?.cancel();
    this.#timer = null;
    if (!this.#isOn) return;
    this.#timer = this.#deps.clock.after(napMs(this.#waiting), () => this.#wake());
  }

  #wake(): void {
    this.#open();
    if (dueInMs(this.#waiting) > 0) return this.#sleep();
    void this.#check();
  }

  get #waiting(): Waiting {
    const now = this.#deps.clock.now();
    const lastAt = this.#kept?.current.lastAt ?? null;
    return { now, startedAt: this.#startedAt, lastAt, fraction: this.#fraction };
  }

  #check(): Promise<void> {
    return this.#perform((signal) => this.#ask(signal));
  }

  /** One at a time; others that ask meanwhile wait for it. */
  #perform(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#running !== null) return this.#running.done;
    const abort = new AbortController();
    const done = work(abort.signal)
      .catch((error: unknown) =>
        this.#refuse({ kind: 'onTheWay', problem: problemOf(error, this.#deps.nameBug) }),
      )
      .finally(() => {
        this.#running = null;
        this.#fraction = this.#deps.random.fraction();
        this.#sleep();
        this.#deps.onChange();
      });
    this.#running = { abort, done };
    this.#deps.onChange();
    return done;
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const kept = this.#open();
    kept.change({ lastAt: this.#deps.clock.now() });
    const fetched = await this.#fetchManifest(signal);
    // Settings that changed meanwhile asked for something else.
    if (signal.aborted) return;
    if (!fetched.ok) return this.#refuse(fetched.problem);
    const read = readSignedManifest(fetched.value, this.#deps.keys);
    if (!read.ok) return this.#refuse(read.problem);
    const manifest = read.value;
    const decision = this.#judge(manifest, kept);
    if (decision.kind === 'refused') return this.#refuse(decision.refusal);
    const seen = { ...kept.current.seen, [manifest.channel]: manifest.issuedAt };
    kept.change({ seen, manifest: fetched.value.toString('base64') });
    this.#take(manifest, decision);
    this.#came(outcomeOf(decision));
    if (this.#deps.settings().mode === 'install') await this.#fetchOffered(signal);
  }

  #judge(manifest: UpdateManifest, kept: KeptUpdates): Decision {
    const { version, system, clock } = this.#deps;
    const { channel } = this.#deps.settings();
    const own = { version, channel, system, seenAt: kept.seenAt(channel) };
    return decide(manifest, own, kept.current.id, clock.now());
  }

  #take(manifest: UpdateManifest, decision: Decision): void {
    const isSame = decision.kind === 'offered' && this.#offered?.manifest.version === decision.version;
    if (!isSame) this.#step = { state: 'told' };
    this.#offered = decision.kind === 'offered' ? { manifest, artefact: decision.artefact } : null;
  }

  async #fetchManifest(signal: AbortSignal): Promise<Result<Buffer, UpdateRefusal>> {
    const parts: Buffer[] = [];
    const name = manifestNameOf(this.#deps.settings().channel);
    const take = (chunk: Buffer) => void parts.push(chunk);
    const fetched = await this.#over((feed, deps) =>
      fetchOverNetwork(deps, {
        url: new URL(name, feed),
        mostBytes: mostManifestBytes,
        ...manifestMs,
        signal,
        take,
      }),
    );
    return fetched.ok ? success(Buffer.concat(parts)) : fetched;
  }

  /** What is offered, where this system's app installs it itself; nothing where it is here already. */
  async #fetchOffered(signal: AbortSignal): Promise<void> {
    const { files, installer } = this.#deps;
    const artefact = this.#offered?.artefact ?? null;
    if (installer === null || artefact === null || this.#step.state === 'ready') return;
    const showStep = (step: OfferedUpdate['step']) => {
      this.#step = step;
      this.#deps.onChange();
    };
    showStep({ state: 'fetching', bytes: 0, of: artefact.size });
    const progress = (bytes: number) => showStep({ state: 'fetching', bytes, of: artefact.size });
    const fetched = await this.#over((feed, deps) =>
      fetchArtefact({ ...deps, files }, feed, artefact, progress, signal),
    );
    showStep({ state: fetched.ok ? 'ready' : 'told' });
    if (!fetched.ok && !signal.aborted) this.#refuse(fetched.problem);
  }

  async #over<Value>(
    work: (
      feed: URL,
      deps: { readonly network: Network } & Pick<UpdaterDeps, 'http' | 'clock' | 'nameBug'>,
    ) => Promise<Result<Value, UpdateRefusal>>,
  ): Promise<Result<Value, UpdateRefusal>> {
    const feed = this.#feed;
    if (feed === null) return failure({ kind: 'wayMissing' });
    const { http, clock, nameBug, open } = this.#deps;
    try {
      const network = await open(feed);
      if (network === null) return failure({ kind: 'wayMissing' });
      return await work(feed, { network, http, clock, nameBug });
    } catch (error) {
      return failure(refusalOf(problemOf(error, nameBug), feed.hostname));
    }
  }

  #refuse(refusal: UpdateRefusal): void {
    this.#came({ kind: 'refused', refusal });
  }

  #came(outcome: UpdateOutcome): void {
    this.#lastOutcome = outcome;
    const refusal = outcome.kind === 'refused' ? outcome.refusal.kind : null;
    this.#deps.log.write({ event: 'updateChecked', outcome: outcome.kind, refusal });
    this.#deps.onChange();
  }

  #forgetOffer(): void {
    this.#offered = null;
    this.#lastOutcome = null;
    this.#step = { state: 'told' };
    this.#open().change({ manifest: null, lastAt: null });
    this.#deps.onChange();
  }

  get #shownOffer(): OfferedUpdate | null {
    if (this.#offered === null) return null;
    const { version, news } = this.#offered.manifest;
    return { version, news, step: this.#step };
  }
}

function outcomeOf(decision: Exclude<Decision, { kind: 'refused' }>): UpdateOutcome {
  switch (decision.kind) {
    case 'upToDate':
      return { kind: 'upToDate' };
    case 'heldBack':
    case 'offered':
      return { kind: decision.kind, version: decision.version };
  }
}
