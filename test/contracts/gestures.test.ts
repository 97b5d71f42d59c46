import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ElectronGestures, gestureLastsMs, type Gestures } from '../../main/ports/gestures.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeGestures } from '../fakes/gestures.ts';

function electronBench() {
  const clock = new FakeClock();
  const gestures = new ElectronGestures(clock);
  const contents = new EventEmitter();
  gestures.watch(contents as unknown as Parameters<ElectronGestures['watch']>[0]);
  const see = (input: { readonly type: string; readonly modifiers?: readonly string[] }) =>
    void contents.emit('input-event', {}, input);
  return { gestures, clock, see };
}

interface Bench {
  readonly gestures: Gestures;
  readonly press: () => void;
}

const benches: [string, () => Bench][] = [
  [
    'Electron’s gestures',
    () => {
      const { gestures, see } = electronBench();
      return { gestures, press: () => see({ type: 'mouseDown' }) };
    },
  ],
  [
    'the fake',
    () => {
      const gestures = new FakeGestures();
      return { gestures, press: () => gestures.press() };
    },
  ],
];

describe.each(benches)('%s', (_name, benchOf) => {
  it('knows of none before anybody pressed', () => {
    expect(benchOf().gestures.take()).toBe(false);
  });

  it('lets a press serve once', () => {
    const { gestures, press } = benchOf();
    press();
    expect([gestures.take(), gestures.take()]).toEqual([true, false]);
  });

  it('does not save up presses', () => {
    const { gestures, press } = benchOf();
    press();
    press();
    expect([gestures.take(), gestures.take()]).toEqual([true, false]);
  });
});

describe('Electron’s gestures', () => {
  it.each(['mouseDown', 'rawKeyDown', 'keyDown', 'touchEnd', 'gestureTap'] as const)('count %s', (type) => {
    const { gestures, see } = electronBench();
    see({ type });
    expect(gestures.take()).toBe(true);
  });

  it.each([
    'mouseMove',
    'mouseUp',
    'mouseEnter',
    'mouseWheel',
    'keyUp',
    'char',
    'gestureScrollBegin',
  ] as const)('do not count %s', (type) => {
    const { gestures, see } = electronBench();
    see({ type });
    expect(gestures.take()).toBe(false);
  });

  it('do not count a key that is held down', () => {
    const { gestures, see } = electronBench();
    see({ type: 'rawKeyDown', modifiers: ['isautorepeat'] });
    expect(gestures.take()).toBe(false);
  });

  it('forget a press that is too long ago', () => {
    const { gestures, clock, see } = electronBench();
    see({ type: 'mouseDown' });
    clock.advance(gestureLastsMs + 1);
    expect(gestures.take()).toBe(false);
  });
});
