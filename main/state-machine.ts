/**
 * What machines have in common: `step(state, event) → [state, ...effects]`, pure, as a table that is total by type, and
 * the loop in which a driver runs one.
 */

/** What a machine keeps throughout, and the phase it is in. */
interface Phased {
  readonly phase: { readonly state: string };
}

export type Step<State, Effect> = readonly [State, ...Effect[]];

/** A machine's state while it is in one of these phases. */
export type Within<State extends Phased, Name extends State['phase']['state']> = State & {
  readonly phase: Extract<State['phase'], { readonly state: Name }>;
};

/** What each event does in each phase. One without a row, or a phase without a field in one, doesn't compile. */
export type Table<State extends Phased, Event extends { readonly type: string }, Effect> = {
  readonly [Type in Event['type']]: {
    readonly [Name in State['phase']['state']]: (
      state: Within<State, Name>,
      event: Extract<Event, { readonly type: Type }>,
    ) => Step<State, Effect>;
  };
};

/** The step of a machine that goes by a table. */
export const stepBy =
  <State extends Phased, Event extends { readonly type: string }, Effect>(
    table: Table<State, Event, Effect>,
  ) =>
  (state: State, event: Event): Step<State, Effect> => {
    const type: Event['type'] = event.type;
    const name: State['phase']['state'] = state.phase.state;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the field of this event and this phase takes them
    const transition = table[type][name] as (state: State, event: Event) => Step<State, Effect>;
    return transition(state, event);
  };

/** The event changes nothing here. */
export const stay = <State>(state: State): readonly [State] => [state];

export interface Driven<State, Event, Effect> {
  readonly initial: State;
  readonly step: (state: State, event: Event) => Step<State, Effect>;
  /** Called after a step and before its effects. */
  readonly entered: (before: State, event: Event) => void;
  readonly perform: (effect: Effect) => void;
  /** Called after the effects of a step. */
  readonly settled: (before: State, event: Event) => void;
}

/**
 * Runs a machine, one event at a time. An event that arises while another one's effects are performed waits until all of
 * these are done: no effect ever sees the state that comes after the one that asked for it.
 */
export class Machine<State, Event, Effect> {
  readonly #driven: Driven<State, Event, Effect>;
  #waiting: readonly Event[] = [];
  #state: State;
  #isBusy = false;

  constructor(driven: Driven<State, Event, Effect>) {
    this.#driven = driven;
    this.#state = driven.initial;
  }

  get state(): State {
    return this.#state;
  }

  dispatch(event: Event): void {
    this.#waiting = [...this.#waiting, event];
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let [next, ...rest] = this.#waiting; next !== undefined; [next, ...rest] = this.#waiting) {
        this.#waiting = rest;
        this.#take(next);
      }
    } finally {
      this.#isBusy = false;
    }
  }

  #take(event: Event): void {
    const before = this.#state;
    const { step, entered, perform, settled } = this.#driven;
    const [state, ...effects] = step(before, event);
    this.#state = state;
    entered(before, event);
    effects.forEach((effect) => perform(effect));
    settled(before, event);
  }
}
