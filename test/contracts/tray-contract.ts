import { deepStrictEqual } from 'node:assert/strict';
import { profileIdSchema } from '../../shared/brand.ts';
import type { Indicator } from '../../shared/indicators.ts';
import type { TrayCommand, TrayItem, TrayPicture } from '../../main/ports/tray.ts';
import { eventually, type Clause } from './clause.ts';

/** An entry of the menu as the person finds it; one of a submenu is named with the way to it: `Staging/Connect`. */
export interface SeenItem {
  readonly label: string;
  readonly enabled: boolean;
}

/** A desktop with a place for icons, and a `TrayIcon` that nothing was shown on yet. */
export interface TrayBench {
  readonly show: (picture: TrayPicture) => Promise<void>;
  readonly indicator: () => Promise<Indicator>;
  readonly tooltip: () => Promise<string>;
  readonly menu: () => Promise<readonly SeenItem[]>;
  /** The person chooses an entry. */
  readonly choose: (label: string) => Promise<void>;
  /** The person clicks on the icon itself. */
  readonly click: () => Promise<void>;
  readonly performed: () => Promise<readonly TrayCommand[]>;
}

const id = profileIdSchema.parse('staging');
const command = (label: string, does: TrayCommand, isEnabled = true): TrayItem => ({
  kind: 'command',
  label,
  isEnabled,
  command: does,
});

const picture = {
  indicator: 'online',
  badge: 0,
  tooltip: 'Causeway: 2 of 2 connected',
  menu: [
    { kind: 'words', label: '2 connected' },
    { kind: 'line' },
    {
      kind: 'submenu',
      label: 'R&D Staging',
      items: [
        command('Connect', { do: 'connect', id }, false),
        command('Disconnect', { do: 'disconnect', id }),
      ],
    },
    command('Quit', { do: 'quit' }),
  ],
} as const satisfies TrayPicture;

const items: readonly SeenItem[] = [
  { label: '2 connected', enabled: false },
  { label: 'R&D Staging', enabled: true },
  { label: 'R&D Staging/Connect', enabled: false },
  { label: 'R&D Staging/Disconnect', enabled: true },
  { label: 'Quit', enabled: true },
];

/** What every icon among those of the system does. */
export const trayContract: readonly Clause<TrayBench>[] = [
  {
    says: 'shows what was drawn last: colour, words, menu',
    holds: async ({ show, indicator, tooltip, menu }) => {
      await show(picture);
      await eventually(indicator, 'online');
      await eventually(menu, items);
      await eventually(tooltip, 'Causeway: 2 of 2 connected');
      await show({
        indicator: 'blocked',
        badge: 1,
        tooltip: 'Causeway: refused',
        menu: [command('Open', { do: 'open' })],
      });
      await eventually(indicator, 'blocked');
      await eventually(menu, [{ label: 'Open', enabled: true }]);
      await eventually(tooltip, 'Causeway: refused');
    },
  },
  {
    says: 'asks for what is chosen, in a submenu too, and for the window on a click',
    holds: async ({ show, menu, choose, click, performed }) => {
      await show(picture);
      await eventually(menu, items);
      deepStrictEqual(await performed(), []);
      await choose('R&D Staging/Disconnect');
      await eventually(performed, [{ do: 'disconnect', id }]);
      await choose('Quit');
      await eventually(performed, [{ do: 'disconnect', id }, { do: 'quit' }]);
      await click();
      await eventually(performed, [{ do: 'disconnect', id }, { do: 'quit' }, { do: 'open' }]);
    },
  },
];
