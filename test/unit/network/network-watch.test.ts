import { expect, it } from 'vitest';
import { NetworkWatch } from '../../../main/network/network-watch.ts';
import { FakeClock } from '../../fakes/clock.ts';

/** A computer that is carried from one network to another. */
class Laptop {
  readonly clock = new FakeClock();
  addresses = ['192.0.2.1'];
  changes = 0;
  readonly watch = new NetworkWatch(
    this.clock,
    { addresses: () => this.addresses },
    () => (this.changes += 1),
  );

  carry(...addresses: string[]): number {
    this.addresses = addresses;
    this.clock.advance(3_000);
    return this.changes;
  }
}

it('another network is told once, its absence never', () => {
  const laptop = new Laptop();
  expect(laptop.carry('192.0.2.1')).toBe(0);
  expect(laptop.carry('198.51.100.7')).toBe(1);
  expect(laptop.carry('198.51.100.7')).toBe(1);
  expect(laptop.carry()).toBe(1);
  expect(laptop.carry('198.51.100.7'), 'the same network again').toBe(2);
});

it('whoever stops watching leaves no timer', () => {
  const laptop = new Laptop();
  laptop.watch.stop();
  expect(laptop.clock.timers).toBe(0);
});
