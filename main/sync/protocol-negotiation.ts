import type { MismatchSide, Problem, ProblemOf, VersionRange } from '../../shared/problem.ts';
import { knownProtocols, newestProtocol, oldestProtocol } from '../../shared/profile.ts';
import { workerVersionIn } from '../network/protocol-marks.ts';

/**
 * Which version of the sync protocol the next upgrade request asks for. One in each: the native sync worker reads only
 * the number at the very front of the offer (server, §3). Pure.
 */
export interface Negotiation {
  /** In the order of trying, as far as no answer says better. */
  readonly order: readonly number[];
  /** Whether the profile says which may be tried; then its order stands. */
  readonly isLimited: boolean;
  /** What was asked for and refused so far. */
  readonly refused: readonly RefusedVersion[];
}

export interface RefusedVersion extends VersionRefusal {
  readonly version: number;
}

/** What an answer to the upgrade says of the version that was asked for. */
export interface VersionRefusal {
  /** Whether it says that the version is what it refuses; otherwise that is a guess, and worth few tries. */
  readonly isCertain: boolean;
  readonly side: MismatchSide;
  /** What the server says it speaks. */
  readonly speaks: VersionRange | null;
}

/** The versions of the servers that were ever seen, the most capable first (server, §3); then what lies between. */
const likely: readonly number[] = [newestProtocol, oldestProtocol, 26];

/** A 400 that gives no reason is tried with so many versions: the same answer to each is not about versions. */
const mostGuesses = likely.length;

/** `chosen`: what the profile limits it to; `remembered`: what worked at this server before. */
export function beginNegotiation(
  chosen: readonly number[] | undefined,
  remembered: number | null,
): Negotiation {
  if (chosen !== undefined) return { order: chosen, isLimited: true, refused: [] };
  const first = remembered === null ? [] : [remembered];
  return { order: [...new Set([...first, ...likely, ...knownProtocols])], isLimited: false, refused: [] };
}

/** Null when there is none left that is worth a try. */
export function nextVersion(negotiation: Negotiation): number | null {
  const { order, isLimited, refused } = negotiation;
  const untried = order.filter((version) => refused.every((one) => one.version !== version));
  const last = refused.at(-1);
  if (last === undefined) return untried[0] ?? null;
  const isGuess = !last.isCertain || last.side === 'notSeen';
  if (isGuess && refused.length >= mostGuesses) return null;
  if (isLimited) return untried[0] ?? null;
  if (last.speaks !== null) return newestIn(last.speaks, untried);
  return untried.find((version) => refused.every((one) => leavesOpen(one, version))) ?? null;
}

export const afterRefusal = (
  negotiation: Negotiation,
  version: number,
  refusal: VersionRefusal,
): Negotiation => ({ ...negotiation, refused: [...negotiation.refused, { ...refusal, version }] });

/** Nothing beside what the server says it speaks is worth a try. */
const newestIn = ({ oldest, newest }: VersionRange, untried: readonly number[]): number | null => {
  const spoken = untried.filter((version) => version >= oldest && version <= newest);
  return spoken.length === 0 ? null : Math.max(...spoken);
};

function leavesOpen({ side, version: refused }: RefusedVersion, version: number): boolean {
  switch (side) {
    case 'clientTooOld':
      return version > refused;
    case 'clientTooNew':
      return version < refused;
    case 'notSeen':
    case 'unsaid':
    case 'otherAgreed':
    case 'noneAgreed':
      return true;
  }
}

/** Whether the upgrade was refused, or may have been, because of the version; null if that was not the reason. */
export function refusalIn(problem: Problem, head: readonly string[], asked: number): VersionRefusal | null {
  if (problem.kind === 'gateway.protocolMismatch') {
    const { side, speaks = null } = problem;
    // Nothing on the way puts the name of the version back: the next request would lose it as well.
    return side === 'noneAgreed' ? null : { isCertain: true, side, speaks };
  }
  if (problem.kind !== 'gateway.badRequest' || problem.status !== 400) return null;
  const worker = workerVersionIn(head);
  if (worker !== null && worker !== asked) {
    return { isCertain: false, side: 'unsaid', speaks: { oldest: worker, newest: worker } };
  }
  return isUnexplained(problem, head) ? { isCertain: false, side: 'unsaid', speaks: null } : null;
}

/** Gateways put pages of their own in the place of answers, the worker's refusal included. */
function isUnexplained({ cause, by }: ProblemOf<'gateway.badRequest'>, head: readonly string[]): boolean {
  if (cause !== undefined && cause !== 'tokenMissing') return false;
  // The server is named, too, where an empty answer can only be its own.
  const mayBeItsOwn = by === 'server' && cause === 'tokenMissing';
  if (by !== undefined && by !== 'gateway' && !mayBeItsOwn) return false;
  // The service in front of the worker signs its empty 400, which is about the token (server, §3).
  return !head.some((line) => /^server: *realm/i.test(line));
}

/** What is told when no version is left to try: all answers taken together. */
export function mismatchOf(
  last: ProblemOf<'gateway.protocolMismatch'>,
  { refused, isLimited }: Negotiation,
): ProblemOf<'gateway.protocolMismatch'> {
  const sides = new Set(refused.map(({ side }) => side));
  const speaks = refused.findLast((one) => one.speaks !== null)?.speaks ?? last.speaks;
  return {
    ...last,
    side: sides.size > 1 ? 'unsaid' : last.side,
    tried: refused.map(({ version }) => version),
    ...(speaks === undefined || speaks === null ? {} : { speaks }),
    ...(isLimited ? { isLimited } : {}),
  };
}
