import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ElectronPower, silentPower, type Power } from '../../main/ports/power.ts';
import { FakePower } from '../fakes/power.ts';
import { powerContract, type Listening, type PowerBench } from './power-contract.ts';

function benchOf(power: Power, wake: () => void): PowerBench {
  const listeners = new Map<Listening, () => void>();
  const heard = new Map<() => void, number>();
  const listenWith = (listener: () => void): Listening => {
    const stop = power.onResume(listener);
    const listening = {
      heard: () => Promise.resolve(heard.get(listener) ?? 0),
      stop: () => Promise.resolve(stop()),
    };
    listeners.set(listening, listener);
    return listening;
  };
  const listen = (): Promise<Listening> => {
    const listener = (): void => void heard.set(listener, (heard.get(listener) ?? 0) + 1);
    return Promise.resolve(listenWith(listener));
  };
  return {
    listen,
    listenAgain: (listening) => Promise.resolve(listenWith(listeners.get(listening) ?? (() => undefined))),
    wake: () => Promise.resolve(wake()),
  };
}

// Electron's own passes the same suite inside Electron, told by logind: test/e2e/ports.spec.ts.
const benches: [string, () => PowerBench][] = [
  [
    'the fake power',
    () => {
      const power = new FakePower();
      return benchOf(power, () => power.resume());
    },
  ],
  [
    'Electron’s power',
    () => {
      const monitor = new EventEmitter();
      return benchOf(
        new ElectronPower(monitor as unknown as ConstructorParameters<typeof ElectronPower>[0]),
        () => void monitor.emit('resume'),
      );
    },
  ],
];

describe.each(benches)('%s', (_name, make) => {
  it.each(powerContract)('$says', async ({ holds }) => {
    await expect(holds(make())).resolves.toBeUndefined();
  });
});

describe('the power of plain Node', () => {
  it('takes listeners and lets them go, and tells nothing', () => {
    const stop = silentPower.onResume(() => expect.unreachable());
    expect([stop(), stop()]).toEqual([undefined, undefined]);
  });
});
