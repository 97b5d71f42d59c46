import fc from 'fast-check';
import type { Problem, ProblemKind } from '../../../shared/problem.ts';
import { samples } from '../shared/problem-samples.ts';

/** Problems of every remedy, for random walks. */
export const someProblem: fc.Arbitrary<Problem> = fc
  .constantFrom<ProblemKind[]>(
    'auth.unreachable',
    'auth.busy',
    'auth.refreshRefused',
    'auth.credentialRefused',
    'auth.pathRefused',
    'gateway.unauthorized',
    'gateway.forbidden',
    'gateway.busy',
    'session.tokenExpired',
    'session.closed',
    'tls.notYetValid',
    'network.down',
    'vault.locked',
    'cancelled',
    'bug',
  )
  .map((kind) => samples[kind][0]);

export const someFraction = fc.double({ min: 0, max: 0.999, noNaN: true });

/** A machine as walks know it. */
export interface Walk<State, Event, Effect> {
  readonly initial: State;
  readonly step: (state: State, event: Event) => readonly [State, ...Effect[]];
}

/** Takes all steps in turn and hands each to `look`. */
export function walk<State, Event, Effect>(
  { initial, step }: Walk<State, Event, Effect>,
  makers: readonly ((state: State) => Event)[],
  look: (before: State, event: Event, after: State, effects: readonly Effect[]) => void,
): void {
  let state = initial;
  for (const make of makers) {
    const event = make(state);
    const [after, ...effects] = step(state, event);
    look(state, event, after, effects);
    state = after;
  }
}
