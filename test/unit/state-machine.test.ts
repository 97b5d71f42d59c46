import { expect, it } from 'vitest';
import { Machine, stay, stepBy, type Table } from '../../main/state-machine.ts';

interface State {
  readonly count: number;
  readonly phase: { readonly state: 'off' } | { readonly state: 'on' };
}
type Event = { readonly type: 'pressed' } | { readonly type: 'counted' };
type Effect = { readonly do: 'count' } | { readonly do: 'shine' };

const table: Table<State, Event, Effect> = {
  pressed: {
    off: (state) => [{ ...state, phase: { state: 'on' } }, { do: 'count' }, { do: 'shine' }],
    on: (state) => [{ ...state, phase: { state: 'off' } }],
  },
  counted: { off: stay, on: (state) => [{ ...state, count: state.count + 1 }] },
};
const initial: State = { count: 0, phase: { state: 'off' } };

it('has a table without a gap, or doesn’t compile', () => {
  // @ts-expect-error -- no row for `counted`
  const withoutRow: Table<State, Event, Effect> = { pressed: table.pressed };
  const { on } = table.counted;
  // @ts-expect-error -- nothing for `counted` while it is off
  const withoutField: Table<State, Event, Effect> = { ...table, counted: { on } };
  expect([Object.keys(withoutRow), Object.keys(withoutField.counted)]).toEqual([['pressed'], ['on']]);
});

/** A driver whose effect `count` makes an event at once. */
function driver(perform: (effect: Effect) => void = () => undefined) {
  const said: string[] = [];
  const machine: Machine<State, Event, Effect> = new Machine({
    initial,
    step: stepBy(table),
    entered: (_before, { type }) => said.push(`${type} entered`),
    perform: (effect) => {
      said.push(effect.do);
      if (effect.do === 'count') machine.dispatch({ type: 'counted' });
      perform(effect);
    },
    settled: (_before, { type }) => said.push(`${type} settled`),
  });
  return { machine, said };
}

it('goes by its table', () => {
  const step = stepBy(table);
  expect(step(initial, { type: 'counted' })).toEqual([initial]);
  expect(step({ count: 1, phase: { state: 'on' } }, { type: 'counted' })[0].count).toBe(2);
});

it('performs all effects of an event before it takes one that they made', () => {
  const { machine, said } = driver();
  machine.dispatch({ type: 'pressed' });
  expect(said).toEqual([
    'pressed entered',
    'count',
    'shine',
    'pressed settled',
    'counted entered',
    'counted settled',
  ]);
  expect(machine.state.count).toBe(1);
});

it('is in its new state when it tells of the step', () => {
  const seen: string[] = [];
  const machine: Machine<State, Event, Effect> = new Machine({
    initial,
    step: stepBy(table),
    entered: (before) => seen.push(`${before.phase.state} → ${machine.state.phase.state}`),
    perform: () => undefined,
    settled: () => undefined,
  });
  machine.dispatch({ type: 'pressed' });
  expect(seen).toEqual(['off → on']);
});

it('takes the events of one step in the order in which they arose', () => {
  const types: string[] = [];
  const machine: Machine<State, Event, Effect> = new Machine({
    initial,
    step: stepBy(table),
    entered: (_before, { type }) => types.push(type),
    perform: (effect) => {
      if (effect.do === 'count') machine.dispatch({ type: 'counted' });
      else machine.dispatch({ type: 'pressed' });
    },
    settled: () => undefined,
  });
  machine.dispatch({ type: 'pressed' });
  expect(types).toEqual(['pressed', 'counted', 'pressed']);
});

it('goes on after an effect that threw', () => {
  const { machine } = driver((effect) => {
    if (effect.do === 'shine') throw new Error('dark');
  });
  expect(() => machine.dispatch({ type: 'pressed' })).toThrow('dark');
  machine.dispatch({ type: 'counted' });
  expect(machine.state.count).toBe(2);
});

it('takes what was left over by an effect that threw before what comes after', () => {
  let isDark = true;
  const { machine } = driver((effect) => {
    if (effect.do === 'shine' && isDark) throw new Error('dark');
  });
  expect(() => machine.dispatch({ type: 'pressed' })).toThrow('dark');
  isDark = false;
  machine.dispatch({ type: 'pressed' });
  expect(machine.state).toEqual({ count: 1, phase: { state: 'off' } });
});
