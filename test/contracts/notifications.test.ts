import { describe, expect, it } from 'vitest';
import { FakeNotifications } from '../fakes/desktop.ts';
import { notificationsContract, type NotificationsBench } from './notifications-contract.ts';

function benchOfFake(): NotificationsBench {
  const notifications = new FakeNotifications();
  return {
    show: (note) => {
      let clicks = 0;
      const shown = notifications.show(note, () => (clicks += 1));
      const own = notifications.standing.at(-1);
      return Promise.resolve({
        close: () => Promise.resolve(shown.close()),
        click: () => Promise.resolve(own?.click()),
        clicks: () => Promise.resolve(clicks),
      });
    },
    standing: () => Promise.resolve(notifications.standing.map(({ note }) => note)),
  };
}

// Electron's own pass the same suite inside Electron, on a desktop: test/e2e/ports.spec.ts.
describe('the fake notifications', () => {
  it.each(notificationsContract)('$says', async ({ holds }) => {
    await expect(holds(benchOfFake())).resolves.toBeUndefined();
  });
});
