import { deepStrictEqual } from 'node:assert/strict';
import type { Note } from '../../main/ports/notifications.ts';
import { eventually, type Clause } from './clause.ts';

export interface ShownOnBench {
  readonly close: () => Promise<void>;
  /** The person clicks on it. */
  readonly click: () => Promise<void>;
  /** How often the program was told so. */
  readonly clicks: () => Promise<number>;
}

/** A desktop without a notification on it, and `Notifications` that shows some. */
export interface NotificationsBench {
  readonly show: (note: Note) => Promise<ShownOnBench>;
  /** What the person finds there, as it is read: oldest first. */
  readonly standing: () => Promise<readonly Note[]>;
}

const outage = { title: 'Staging: 3 sessions are not connected', body: 'The gateway refused them.' };
const recovery = { title: 'Staging is connected again', body: 'After 12 seconds.' };

/** What all notifications do. */
export const notificationsContract: readonly Clause<NotificationsBench>[] = [
  {
    says: 'shows each note as it is, markup in it included',
    holds: async ({ show, standing }) => {
      const odd = { title: 'R&D <b>', body: 'a <i>name</i> & “another” &lt;' };
      await show(outage);
      await eventually(standing, [outage]);
      await show(odd);
      await eventually(standing, [outage, odd]);
    },
  },
  {
    says: 'takes back what is closed, however often, and nothing else',
    holds: async ({ show, standing }) => {
      const first = await show(outage);
      await eventually(standing, [outage]);
      await show(recovery);
      await eventually(standing, [outage, recovery]);
      await first.close();
      await eventually(standing, [recovery]);
      await first.close();
      deepStrictEqual(await standing(), [recovery]);
    },
  },
  {
    says: 'tells of a click on the very note',
    holds: async ({ show, standing }) => {
      const first = await show(outage);
      await eventually(standing, [outage]);
      const second = await show(recovery);
      await eventually(standing, [outage, recovery]);
      await second.click();
      await eventually(second.clicks, 1);
      deepStrictEqual(await first.clicks(), 0);
    },
  },
];
