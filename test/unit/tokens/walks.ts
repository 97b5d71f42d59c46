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

/** What makes an event of each type, for the state that it happens in: a type without a maker doesn't compile. */
export type Makers<State, Event extends { readonly type: string }> = {
  readonly [Type in Event['type']]: fc.Arbitrary<(state: State) => Extract<Event, { readonly type: Type }>>;
};

/** Any event, each type as often as any other; those named once more for each time they are named. */
export function anyEvent<State, Event extends { readonly type: string }>(
  makers: Makers<State, Event>,
  ...often: readonly Event['type'][]
): fc.Arbitrary<(state: State) => Event> {
  const types = [...(Object.keys(makers) as Event['type'][]), ...often];
  return fc.oneof(...types.map((type): fc.Arbitrary<(state: State) => Event> => makers[type]));
}

/** The same event in every state. */
export const always = <Event>(...events: readonly Event[]): fc.Arbitrary<() => Event> =>
  fc.constantFrom(...events).map((event) => () => event);

/** Which events happened in which phases, over all walks. */
export class Visits {
  readonly #seen = new Set<string>();

  note({ phase }: { readonly phase: { readonly state: string } }, { type }: { readonly type: string }): void {
    this.#seen.add(`${phase.state}: ${type}`);
  }

  /** Those that never met. */
  missing(phases: Readonly<Record<string, { readonly state: string }>>, makers: object): string[] {
    const states = new Set(Object.values(phases).map(({ state }) => state));
    const all = [...states].flatMap((state) => Object.keys(makers).map((type) => `${state}: ${type}`));
    return all.filter((cell) => !this.#seen.has(cell));
  }
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
