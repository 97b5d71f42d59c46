import { adviceOn, type AdviceKind } from '../../shared/advice.ts';
import type { ProfileId } from '../../shared/brand.ts';
import {
  statusOf,
  type Place,
  type Problem,
  type ProblemKind,
  type Remedy,
  type StageName,
} from '../../shared/problem.ts';
import { exitStatusOfProblem, placeOf, remedyOf } from '../../shared/problem-kinds.ts';
import type { Profile } from '../../shared/profile.ts';
import type {
  Evidence,
  SecretStorage,
  Leg,
  RouteExplanation,
  RouteStatus,
  SentUpgrade,
  SessionStatus,
  Stage,
  StageDetail,
  StageWait,
  Trace,
} from '../../shared/status.ts';
import { detailWords } from '../../shared/text/details.ts';
import { en } from '../../shared/text/en/index.ts';
import { explain } from '../../shared/text/en/problems.ts';
import type { CertificateMemory } from '../network/certificate-memory.ts';
import { problemOfDeadline } from '../network/deadline.ts';
import { explainRoutes } from '../network/route-explanation.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ports } from '../dependencies.ts';
import type { HeartbeatSettings } from '../sync/heartbeat.ts';
import { ProfileSessions } from '../sync/profile-sessions.ts';
import type { VersionMemory } from '../sync/protocol-versions.ts';
import { TimeWatch } from '../pacing/time-watch.ts';
import type { CredentialWithSecret } from '../tokens/credential.ts';
import type { ChosenJwtFile } from '../tokens/jwt-file.ts';
import type { Vault } from '../secrets/vault.ts';

/** The command line's result, version 1 of its contract: fields may be added, none removed or renamed. */
export interface CheckResult {
  readonly version: 1;
  readonly ok: boolean;
  readonly profile: { readonly name: string; readonly environment: string };
  readonly identity: string | null;
  readonly realmPath: string | null;
  /** Absent when none was chosen: the contract has null for its neighbours only. */
  readonly route?: RouteStatus;
  /** Every way for either leg and by what rule, as known before anything was dialled. */
  readonly routes?: readonly RouteExplanation[];
  readonly stages: readonly CheckedStage[];
  readonly upgrade: SentUpgrade | null;
  /** Upgrade requests that were sent, those included that asked for another version of the sync protocol. */
  readonly attempts: number;
  readonly session: CheckedSession | null;
  readonly problem: ReportedProblem | null;
  /** What the profile may say and hardly means; absent where there is nothing of it. */
  readonly warnings?: readonly ReportedWarning[];
}

export interface ReportedWarning {
  readonly field: string;
  readonly kind: AdviceKind;
  readonly summary: string;
}

export interface CheckedStage {
  readonly leg: Leg;
  readonly name: StageName;
  readonly ok: boolean;
  readonly ms: number;
  /** From the start of the check's first stage: the legs go on side by side. */
  readonly startedMs?: number;
  readonly detail: string | null;
  /** It was refused for its version of the sync protocol, and another was asked for at once: no failure of the check. */
  readonly isAskedAgain?: true;
  readonly waitedFor?: StageWait;
  /** What the hop showed of itself, as the window shows it: certificates, and heads with `[secret]` in them. */
  readonly evidence?: Evidence;
}

export interface CheckedSession {
  readonly protocol: string;
  readonly bound: boolean;
  readonly heartbeats: number;
  /** Absent when nothing was measured. */
  readonly rttMs?: number;
  readonly refreshes: number;
  readonly heldMs: number;
}

export interface ReportedProblem {
  readonly kind: ProblemKind;
  readonly place: Place;
  readonly status: number | null;
  readonly remedy: Remedy;
  readonly summary: string;
  readonly hint: string;
}

export interface CheckOptions {
  readonly realmPath: string;
  readonly holdMs: number;
  /** For everything up to bound. */
  readonly deadlineMs: number;
}

export interface CheckDeps {
  readonly ports: Ports;
  readonly profile: Profile;
  readonly id: ProfileId;
  readonly vault: Vault;
  readonly keeping: SecretStorage;
  readonly certificateMemory?: CertificateMemory | undefined;
  /** What is known of servers' versions; what is learned goes there as well. */
  readonly versions?: VersionMemory | undefined;
  readonly jwtFile?: ChosenJwtFile | null;
  /** What to sign in with; null to go on with what the vault holds. */
  readonly credential: CredentialWithSecret | null;
}

/** The result with the problem behind it, for callers that need more than the contract's fields. */
export interface Checked {
  readonly result: CheckResult;
  readonly problem: Problem | null;
}

/** So close together that even a short hold sees some: the first at once, then every four seconds. */
const heartbeat: HeartbeatSettings = {
  firstWithinMs: 0,
  everyMs: 4_000,
  deadAfterMs: 20_000,
  doubtedAfterMs: 10_000,
};

/** Opens one realm path as the app would, holds it, and tells how it went. Stores nothing. */
export async function check(deps: CheckDeps, options: CheckOptions): Promise<Checked> {
  const { ports, id, vault, keeping, credential, certificateMemory, versions, jwtFile = null } = deps;
  const profile: Profile = { ...deps.profile, realmPaths: [options.realmPath] };
  const watch = new Watch();
  const sessions = new ProfileSessions({
    id,
    ports,
    profile,
    vault,
    keeping,
    jwtFile,
    heartbeat: () => heartbeat,
    ...(certificateMemory === undefined ? {} : { certificateMemory }),
    ...(versions === undefined ? {} : { versions }),
    onChange: () => watch.changed(),
  });
  let routes: readonly RouteExplanation[] = [];
  // The system may take its time: nothing waits for what is only told.
  void explainRoutes(profile, ports).then((explained) => (routes = explained));
  const timeWatch = new TimeWatch(ports.clock, ports.power, (event) => sessions.timeChanged(event));
  if (credential === null) sessions.connect();
  else sessions.signInWith(credential);
  const bound = await watch.until(ports.clock, options.deadlineMs, () => outcomeOf(sessions, 'bound'));
  const boundAt = ports.clock.monotonic();
  const held =
    bound === 'bound'
      ? await watch.until(ports.clock, options.holdMs, () => outcomeOf(sessions, 'lost'))
      : bound;
  const heldMs = bound === 'bound' ? ports.clock.monotonic() - boundAt : 0;
  const [session] = sessions.sessions;
  const file = jwtFile?.path ?? null;
  const timedOut = bound === null ? problemOfDeadline(session?.trace ?? null, profile, file) : null;
  const problem = held === null || held === 'bound' ? timedOut : held;
  const ending = { problem, heldMs: Math.round(heldMs), now: ports.clock.now(), jwtFile: file };
  const result = { ...resultOf(profile, sessions, ending), ...(routes.length > 0 ? { routes } : {}) };
  timeWatch.stop();
  await sessions.dispose();
  return { result, problem };
}

type Outcome = 'bound' | Problem | null;

/** Whether what was waited for has come: the session is bound, or it (or the way to it) has a problem. */
function outcomeOf(sessions: ProfileSessions, awaited: 'bound' | 'lost'): Outcome {
  const { signIn } = sessions;
  const [session] = sessions.sessions;
  if (session?.phase.state === 'online') return awaited === 'bound' ? 'bound' : endingOf(session);
  if (signIn.state === 'needsUser' || signIn.state === 'retrying') return signIn.problem;
  if (session === undefined) return null;
  if ('problem' in session.phase) return session.phase.problem;
  if ('problem' in session.token) return session.token.problem;
  return awaited === 'lost' ? (session.trace?.problem ?? null) : null;
}

/** What ends a session that is still online: it will get no other token. A renewal that is tried again may yet come. */
const endingOf = ({ phase }: SessionStatus): Problem | null =>
  phase.state === 'online' && phase.ending !== null ? phase.ending.problem : null;

/** Turns changes into something to wait for. */
class Watch {
  #onChange: () => void = () => undefined;

  changed(): void {
    this.#onChange();
  }

  /** What `look` answers first that is not null; null when the time is up. */
  until(clock: Clock, ms: number, look: () => Outcome): Promise<Outcome> {
    return new Promise((resolve) => {
      const finish = (outcome: Outcome) => {
        timer.cancel();
        this.#onChange = () => undefined;
        resolve(outcome);
      };
      const timer = clock.after(ms, () => finish(null));
      this.#onChange = () => {
        const outcome = look();
        if (outcome !== null) finish(outcome);
      };
      this.#onChange();
    });
  }
}

interface Ending {
  readonly problem: Problem | null;
  readonly heldMs: number;
  readonly now: number;
  readonly jwtFile: string | null;
}

function resultOf(
  profile: Profile,
  sessions: ProfileSessions,
  { problem, heldMs, now, jwtFile }: Ending,
): CheckResult {
  const [session] = sessions.sessions;
  const stages = allStages(session?.trace ?? null, now, jwtFile).map(checkedStage);
  return {
    ...frameOf(profile, problem),
    ...warningsOn(profile),
    identity: sessions.identity,
    realmPath: session?.resolvedPath ?? null,
    ...routeIn(session?.trace ?? null),
    stages: [...stages, ...heartbeatStage(session)],
    upgrade: session?.upgrade ?? null,
    attempts: session?.upgrades ?? 0,
    session: session === undefined ? null : checkedSession(session, stages, heldMs),
  };
}

function warningsOn(profile: Profile): Pick<CheckResult, 'warnings'> {
  const warnings = adviceOn(profile).map(({ field, kind }) => ({
    field,
    kind,
    summary: `${field} ${en.advice[kind]}`,
  }));
  return warnings.length === 0 ? {} : { warnings };
}

/** Those that ended, and the one that the deadline of the whole check cut short. */
function allStages(trace: Trace | null, now: number, jwtFile: string | null): readonly Stage[] {
  if (trace === null || trace.current === null) return trace?.stages ?? [];
  const { leg } = trace.current;
  const last = trace.stages.findLast((stage) => stage.leg === leg);
  const startedMs = last === undefined ? 0 : last.startedMs + last.ms;
  // One clock counts whole milliseconds and the other parts of them.
  const ms = Math.max(0, now - trace.startedAt - startedMs);
  const detail = trace.current.name === 'jwt-file' ? jwtFile : null;
  return [...trace.stages, { ...trace.current, ok: false, startedMs, ms, detail }];
}

const routeIn = (trace: Trace | null): Pick<CheckResult, 'route'> =>
  trace === null || trace.route === null ? {} : { route: trace.route };

/** Version 1 of the contract has one name for wherever a profile's secrets are read from; the detail names the file. */
const contractName = (name: StageName): StageName => (name === 'jwt-file' ? 'keychain' : name);

const checkedStage = ({ startedMs, waitedFor, ms, detail, ...stage }: Stage): CheckedStage => ({
  ...stage,
  ...(isAskedAgain(detail) ? { ok: true, isAskedAgain: true } : {}),
  name: contractName(stage.name),
  detail: detail === null ? null : detailWords(en, detail),
  startedMs: rounded(startedMs),
  ...(waitedFor === undefined ? {} : { waitedFor: { ...waitedFor, ms: rounded(waitedFor.ms) } }),
  ms: rounded(ms),
});

const isAskedAgain = (detail: StageDetail | null): boolean =>
  detail !== null && typeof detail !== 'string' && detail.kind === 'versionRefused' && detail.next !== null;

/** Heartbeats are many; they show as one stage, with the latest round trip. */
function heartbeatStage(session: SessionStatus | undefined): CheckedStage[] {
  if (session === undefined || session.heartbeats === 0) return [];
  const ms = session.phase.state === 'online' ? rounded(session.phase.rttMs ?? 0) : 0;
  return [{ leg: 'sync', name: 'heartbeat', ok: true, ms, detail: `${session.heartbeats} answered` }];
}

function checkedSession(
  session: SessionStatus,
  stages: readonly CheckedStage[],
  heldMs: number,
): CheckedSession | null {
  const bind = stages.find(({ name }) => name === 'bind');
  if (bind === undefined) return null;
  const { phase, heartbeats, refreshes } = session;
  const online = phase.state === 'online' ? phase : null;
  return {
    protocol: online?.protocol ?? bind.detail ?? '',
    bound: bind.ok,
    heartbeats,
    ...(online === null || online.rttMs === null ? {} : { rttMs: rounded(online.rttMs) }),
    refreshes,
    heldMs,
  };
}

/** The result of a check that ended before it began. */
export const failedCheck = (profile: Pick<Profile, 'name' | 'environment'>, problem: Problem): Checked => ({
  result: frameOf(profile, problem),
  problem,
});

const frameOf = (profile: Pick<Profile, 'name' | 'environment'>, problem: Problem | null): CheckResult => ({
  version: 1,
  ok: problem === null,
  profile: { name: profile.name, environment: profile.environment },
  identity: null,
  realmPath: null,
  stages: [],
  upgrade: null,
  attempts: 0,
  session: null,
  problem: problem === null ? null : reportedProblem(problem),
});

/** All of a problem's own fields, and what the contract promises of every problem. */
export const reportedProblem = (problem: Problem): ReportedProblem => ({
  ...problem,
  ...('issues' in problem ? problem.issues[0] : {}),
  place: placeOf(problem),
  status: statusOf(problem),
  remedy: remedyOf(problem),
  ...explain(problem),
});

const rounded = (ms: number): number => Math.round(ms * 10) / 10;

/** Exit statuses of the contract. */
export const exitStatusOf = (problem: Problem | null): number =>
  problem === null ? 0 : exitStatusOfProblem(problem);
