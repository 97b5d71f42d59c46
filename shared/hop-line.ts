import { statusOf, type Place, type Problem, type StageName } from './problem.ts';
import { placeOf } from './problem-kinds.ts';
import { farSideOf, hasGateway, isSyncElsewhere } from './far-side.ts';
import { isSignInDue } from './next-step.ts';
import { syncUrlOf, type Profile } from './profile.ts';
import type { Leg, RouteStatus, SessionStatus, SignInStatus, Trace } from './status.ts';
import type { Text } from './text/text.ts';

/** One stop on the way from this computer to the server. */
export interface Hop {
  readonly role: HopRole;
  /** The address, or null where it is not known from here. */
  readonly address: string | null;
  readonly mark: HopMark;
  /** What the hop is doing, while it is being passed. */
  readonly stage: StageName | null;
  /** Why it was refused here or, where nothing is refused, what has to be done here before it can begin. */
  readonly problem: Problem | null;
}

/** `systemRoute` is the way out before the system was asked for it; `inspector` the hop that opens TLS on the way. */
export type HopRole = 'you' | 'systemRoute' | 'forwardProxy' | 'inspector' | 'gateway' | 'server';
export type HopMark = 'untouched' | 'passing' | 'passed' | 'refused';

type Stop = Pick<Hop, 'role' | 'address'>;

/** The hops between this computer and one realm path, and how far the newest attempt came. */
export function hopLine(
  profile: Profile,
  session: SessionStatus | null,
  signIn: SignInStatus,
): readonly Hop[] {
  const problem = problemOf(session, signIn);
  const stops = withWhoShowed(stopsOf(profile, session?.trace?.route ?? null), problem);
  if (problem !== null && isSignInDue(problem)) return untouchedFor(stops, problem);
  // The person ended it: no hop is to blame.
  if (problem?.kind === 'cancelled') return allMarked(stops, 'untouched');
  if (problem !== null) return marked(stops, roleOfProblem(problem, stops), 'refused', { problem });
  if (session?.phase.state === 'online') return allMarked(stops, 'passed');
  const under = stageUnderWay(session, signIn);
  if (under === null) return allMarked(stops, 'untouched');
  return marked(stops, roleOfStage(under.leg, under.name, profile, stops), 'passing', { stage: under.name });
}

/** The hops as the profile alone tells them, before anything was tried. */
export const plannedHops = (profile: Profile): readonly Hop[] =>
  hopLine(profile, null, { state: 'signedOut' });

function stopsOf(profile: Profile, route: RouteStatus | null): readonly Stop[] {
  const out = wayOut(profile, route);
  return [{ role: 'you', address: null }, ...(out === null ? [] : [out]), ...farSide(profile)];
}

function wayOut(profile: Profile, route: RouteStatus | null): Stop | null {
  if (route !== null) {
    return route.kind === 'direct' ? null : { role: 'forwardProxy', address: withoutScheme(route.proxy) };
  }
  switch (profile.route.mode) {
    case 'direct':
      return null;
    case 'manual':
      return { role: 'forwardProxy', address: withoutScheme(profile.route.proxy ?? '') };
    case 'system':
      return { role: 'systemRoute', address: null };
  }
}

/** What no profile names, but what answered all the same, is on the way from the moment it gave itself away. */
function withWhoShowed(stops: readonly Stop[], problem: Problem | null): readonly Stop[] {
  if (problem === null) return stops;
  const has = (...roles: readonly HopRole[]) => stops.some(({ role }) => roles.includes(role));
  switch (placeOf(problem)) {
    case 'TLS inspector': {
      const name = problem.kind === 'tls.untrusted' ? problem.presented.inspector?.name : undefined;
      return before(['gateway', 'server'], { role: 'inspector', address: name ?? null }, stops);
    }
    case 'forward proxy':
      return has('forwardProxy', 'systemRoute')
        ? stops
        : before(['gateway', 'server'], { role: 'forwardProxy', address: null }, stops);
    case 'gateway':
      return has('gateway') ? stops : stops.flatMap(behindGateway);
    case 'this computer':
    case 'profile':
    case 'keychain':
    case 'network':
    case 'auth server':
    case 'sync server':
      return stops;
  }
}

function before(roles: readonly HopRole[], stop: Stop, stops: readonly Stop[]): readonly Stop[] {
  const at = stops.findIndex(({ role }) => roles.includes(role));
  return [...stops.slice(0, at), stop, ...stops.slice(at)];
}

/** It showed itself at the server's own address: where the server is, is unknown. */
const behindGateway = (stop: Stop): Stop[] =>
  stop.role === 'server'
    ? [
        { role: 'gateway', address: stop.address },
        { role: 'server', address: null },
      ]
    : [stop];

/** A gateway that has the login's own address hides where the server is. */
function farSide(profile: Profile): readonly Stop[] {
  const server = hostOf(withoutScheme(profile.server));
  if (isSyncElsewhere(profile)) {
    return [
      { role: 'gateway', address: hostOf(withoutScheme(syncUrlOf(profile))) },
      { role: 'server', address: server },
    ];
  }
  const stop: Stop = { role: 'server', address: server };
  return hasGateway(profile) ? behindGateway(stop) : [stop];
}

const withoutScheme = (url: string): string => url.replace(/^[a-z0-9]+:\/\//i, '');
const hostOf = (address: string): string => address.replace(/\/.*$/, '').toLowerCase();

function problemOf(session: SessionStatus | null, signIn: SignInStatus): Problem | null {
  if (session !== null && 'problem' in session.phase) return session.phase.problem;
  if (signIn.state === 'needsUser') return signIn.problem;
  return session?.token.state === 'retrying' || session?.token.state === 'refused'
    ? session.token.problem
    : null;
}

function stageUnderWay(
  session: SessionStatus | null,
  signIn: SignInStatus,
): NonNullable<Trace['current']> | null {
  switch (session?.phase.state) {
    case 'awaitingToken':
      return session.trace?.current ?? { leg: 'auth', name: 'access-token' };
    case 'connecting':
      return session.trace?.current ?? { leg: 'sync', name: 'connect' };
    case 'idle':
    case 'awaitingSignIn':
    case 'online':
    case 'waiting':
    case 'offline':
    case 'blocked':
    case undefined:
      return signInStage(signIn);
  }
}

function signInStage({ state }: SignInStatus): NonNullable<Trace['current']> | null {
  switch (state) {
    case 'unlocking':
      return { leg: 'auth', name: 'keychain' };
    case 'signingIn':
      return { leg: 'auth', name: 'sign-in' };
    case 'signedOut':
    case 'signedIn':
    case 'retrying':
    case 'needsUser':
      return null;
  }
}

const rolesOfPlace: Record<Place, readonly HopRole[]> = {
  'this computer': ['you'],
  profile: ['you'],
  keychain: ['you'],
  network: ['you'],
  'forward proxy': ['forwardProxy', 'systemRoute', 'you'],
  'TLS inspector': ['inspector'],
  'auth server': ['server'],
  gateway: ['gateway', 'server'],
  'sync server': ['server'],
};

/** A problem says its place. */
const roleOfProblem = (problem: Problem, stops: readonly Stop[]): HopRole =>
  firstOf(rolesOfPlace[placeOf(problem)], stops);

function roleOfStage(leg: Leg, name: StageName, profile: Profile, stops: readonly Stop[]): HopRole {
  switch (name) {
    case 'keychain':
    case 'jwt-file':
    case 'route':
      return 'you';
    case 'resolve':
    case 'connect':
    case 'proxy':
      return firstOf(['forwardProxy', 'systemRoute', farSideOf(profile, leg)], stops);
    case 'tls':
      return farSideOf(profile, leg);
    case 'upgrade':
      return farSideOf(profile, 'sync');
    case 'sign-in':
    case 'access-token':
    case 'bind':
    case 'heartbeat':
      return 'server';
  }
}

const firstOf = (roles: readonly HopRole[], stops: readonly Stop[]): HopRole =>
  roles.find((role) => stops.some((stop) => stop.role === role)) ?? 'you';

const allMarked = (stops: readonly Stop[], mark: HopMark): readonly Hop[] =>
  stops.map((stop) => ({ ...stop, mark, stage: null, problem: null }));

/** Nothing was tried, and no hop is to blame: it begins with a sign-in here. */
const untouchedFor = (stops: readonly Stop[], problem: Problem): readonly Hop[] =>
  allMarked(stops, 'untouched').map((hop) => (hop.role === 'you' ? { ...hop, problem } : hop));

/** Everything before the hop in question was passed, everything behind it was not reached. */
function marked(
  stops: readonly Stop[],
  role: HopRole,
  mark: 'passing' | 'refused',
  why: Partial<Pick<Hop, 'stage' | 'problem'>>,
): readonly Hop[] {
  const here = stops.findIndex((stop) => stop.role === role);
  return stops.map((stop, index) => {
    if (index === here) return { ...stop, mark, stage: null, problem: null, ...why };
    return { ...stop, mark: index < here ? 'passed' : 'untouched', stage: null, problem: null };
  });
}

/** The number to write beside a refusing hop: the HTTP status it answered with, if it is one. */
export const refusalStatus = (hop: Hop): number | null => {
  const status = hop.problem === null ? null : statusOf(hop.problem);
  return status !== null && status > 0 ? status : null;
};

/** A hop as it reads, in a language. */
export interface HopWords {
  readonly title: string;
  readonly address: string | null;
  readonly mark: string;
  /** What it is doing, or how it refused; null where the mark says it all. */
  readonly note: string | null;
}

export function hopWords(hop: Hop, words: Pick<Text['ui'], 'hopLine' | 'stagesUnderWay'>): HopWords {
  const { role, address, mark } = hop;
  const { title, unknown } = roleWords(words.hopLine)[role];
  return { title, address: address ?? unknown, mark: words.hopLine.marks[mark], note: noteOn(hop, words) };
}

interface RoleWords {
  readonly title: string;
  /** In place of an address that isn't known from here. */
  readonly unknown: string | null;
}

const roleWords = (words: Text['ui']['hopLine']): Record<HopRole, RoleWords> => ({
  you: { title: words.you, unknown: words.thisComputer },
  systemRoute: { title: words.system, unknown: words.decidedWhenConnecting },
  forwardProxy: { title: words.forwardProxy, unknown: null },
  inspector: { title: words.inspector, unknown: null },
  gateway: { title: words.gateway, unknown: null },
  server: { title: words.server, unknown: words.behindGateway },
});

function noteOn(hop: Hop, words: Pick<Text['ui'], 'hopLine' | 'stagesUnderWay'>): string | null {
  if (hop.stage !== null) return words.stagesUnderWay[hop.stage];
  if (hop.problem === null) return null;
  if (isSignInDue(hop.problem)) return words.hopLine.needsSignIn;
  if (hop.problem.kind === 'network.down') return words.hopLine.offline;
  const status = refusalStatus(hop);
  return status === null ? words.hopLine.failedHere : words.hopLine.refused(status);
}
