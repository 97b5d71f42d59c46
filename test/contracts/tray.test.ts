import { describe, expect, it } from 'vitest';
import type { TrayCommand } from '../../main/ports/tray.ts';
import { FakeTray } from '../fakes/desktop.ts';
import { trayContract, type TrayBench } from './tray-contract.ts';

function benchOfFake(): TrayBench {
  const performed: TrayCommand[] = [];
  const tray = new FakeTray((command) => performed.push(command));
  const drawn = () => {
    const last = tray.drawn.at(-1);
    if (last === undefined) throw new Error('nothing was drawn yet');
    return last;
  };
  return {
    show: (picture) => Promise.resolve(tray.show(picture)),
    indicator: () => Promise.resolve(drawn().indicator),
    tooltip: () => Promise.resolve(drawn().tooltip),
    menu: () => Promise.resolve(tray.items),
    choose: (label) => Promise.resolve(tray.choose(label)),
    click: () => Promise.resolve(tray.click()),
    performed: () => Promise.resolve([...performed]),
  };
}

// Electron's own passes the same suite inside Electron, on a desktop: test/e2e/ports.spec.ts.
describe('the fake tray', () => {
  it.each(trayContract)('$says', async ({ holds }) => {
    await expect(holds(benchOfFake())).resolves.toBeUndefined();
  });
});
