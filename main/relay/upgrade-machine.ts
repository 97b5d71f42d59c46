import type { Problem } from '../../shared/problem.ts';
import { stay, stepBy, type Step, type Table } from '../state-machine.ts';

/**
 * The life of one upgrade request: asked → opening → held → spliced → ended. Pure: no clock, no promise, no secret.
 *
 * A client that is told 4xx sleeps for an hour, one that is told 5xx again and again waits longer each time, and one that
 * is simply kept waiting connects as soon as there is a way (docs/realm-clients.md). So the first failure of an outage
 * is answered, for the sentence to stand in the app's log; later ones are held while the way is tried again.
 */
export type UpgradePhase =
  | { readonly state: 'asked' }
  | { readonly state: 'opening'; readonly lastFailure: Problem | null }
  /** It waits for another try. */
  | { readonly state: 'held'; readonly problem: Problem }
  | { readonly state: 'spliced' }
  | { readonly state: 'ended'; readonly why: UpgradeEnd };

/** Why an upgrade is over. */
export type UpgradeEnd =
  /** One side ended it after it was open. */
  | { readonly kind: 'closed' }
  /** The server's own answer, which was passed on. */
  | { readonly kind: 'answered'; readonly status: number }
  /** The way to the server failed, and the client was told, or hung up on. */
  | { readonly kind: 'failed'; readonly problem: Problem }
  /** The client left before it was open. */
  | { readonly kind: 'gone' }
  /** The person, or the end of the relay. */
  | { readonly kind: 'cut' };

export interface UpgradeState {
  readonly phase: UpgradePhase;
  /** Whether failures are held at all. */
  readonly mayHold: boolean;
  /** The hold is over: what fails now is not held again. */
  readonly isLate: boolean;
}

export type UpgradeEvent =
  /** It was taken; `standing` is the outage that it falls into, if there is one. */
  | { readonly type: 'admitted'; readonly standing: Problem | null }
  | { readonly type: 'mayTry' }
  /** The server said 101. */
  | { readonly type: 'opened' }
  /** The server said something else. */
  | { readonly type: 'answered'; readonly status: number }
  | { readonly type: 'failed'; readonly problem: Problem; readonly isFirst: boolean }
  | { readonly type: 'holdEnded' }
  | { readonly type: 'clientLeft' }
  | { readonly type: 'cutOff' }
  /** Both sides are closed. */
  | { readonly type: 'closed' };

export type UpgradeEffect =
  | { readonly do: 'open' }
  /** Stops an opening that is under way. */
  | { readonly do: 'abandon' }
  /** Waits for leave to try again. */
  | { readonly do: 'await' }
  | { readonly do: 'startHold' }
  | { readonly do: 'stopWaiting' }
  | { readonly do: 'splice' }
  /** Hands the server's own answer to the client. */
  | { readonly do: 'passOn' }
  | { readonly do: 'tell'; readonly problem: Problem }
  | { readonly do: 'hangUp' };

type S = UpgradeState;
type Result = Step<S, UpgradeEffect>;

export const initialUpgrade = (mayHold: boolean): UpgradeState => ({
  phase: { state: 'asked' },
  mayHold,
  isLate: false,
});

const enter = (state: S, phase: UpgradePhase, ...effects: UpgradeEffect[]): Result => [
  { ...state, phase },
  ...effects,
];
const end = (state: S, why: UpgradeEnd, ...effects: UpgradeEffect[]): Result =>
  enter(state, { state: 'ended', why }, { do: 'stopWaiting' }, ...effects);

const open = (state: S, lastFailure: Problem | null): Result =>
  enter(state, { state: 'opening', lastFailure }, { do: 'open' });

function failed(state: S, { problem, isFirst }: { problem: Problem; isFirst: boolean }): Result {
  const why: UpgradeEnd = { kind: 'failed', problem };
  if (isFirst || !state.mayHold) return end(state, why, { do: 'tell', problem });
  if (state.isLate) return end(state, why, { do: 'hangUp' });
  return enter(state, { state: 'held', problem }, { do: 'await' });
}

/** A client may have closed its side alone: the other is closed here. */
const leave = (state: S): Result => end(state, { kind: 'gone' }, { do: 'abandon' }, { do: 'hangUp' });
const cut = (state: S): Result => end(state, { kind: 'cut' }, { do: 'abandon' }, { do: 'hangUp' });

const table: Table<S, UpgradeEvent, UpgradeEffect> = {
  admitted: {
    asked: (state, { standing }) => {
      if (standing === null || !state.mayHold) {
        const [next, ...effects] = open(state, standing);
        return [next, { do: 'startHold' }, ...effects];
      }
      return enter(state, { state: 'held', problem: standing }, { do: 'startHold' }, { do: 'await' });
    },
    opening: stay,
    held: stay,
    spliced: stay,
    ended: stay,
  },
  mayTry: {
    asked: stay,
    opening: stay,
    held: (state) => open(state, state.phase.problem),
    spliced: stay,
    ended: stay,
  },
  opened: {
    asked: stay,
    opening: (state) => enter(state, { state: 'spliced' }, { do: 'stopWaiting' }, { do: 'splice' }),
    held: stay,
    spliced: stay,
    ended: stay,
  },
  answered: {
    asked: stay,
    opening: (state, { status }) => end(state, { kind: 'answered', status }, { do: 'passOn' }),
    held: stay,
    spliced: stay,
    ended: stay,
  },
  failed: { asked: stay, opening: failed, held: stay, spliced: stay, ended: stay },
  holdEnded: {
    asked: stay,
    // What is under way may still come right; nothing new is begun.
    opening: (state) => [{ ...state, isLate: true }],
    held: (state) => end(state, { kind: 'failed', problem: state.phase.problem }, { do: 'hangUp' }),
    spliced: stay,
    ended: stay,
  },
  clientLeft: { asked: leave, opening: leave, held: leave, spliced: stay, ended: stay },
  cutOff: { asked: cut, opening: cut, held: cut, spliced: cut, ended: stay },
  closed: {
    asked: stay,
    opening: stay,
    held: stay,
    spliced: (state) => end(state, { kind: 'closed' }),
    ended: stay,
  },
};

export const stepUpgrade = stepBy(table);
