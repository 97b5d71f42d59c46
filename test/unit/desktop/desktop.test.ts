import { describe, expect, it, vi } from 'vitest';
import { Desktop } from '../../../main/desktop/desktop.ts';
import type { Problem } from '../../../shared/problem.ts';
import { success } from '../../../shared/result.ts';
import { defaultSettings, type Settings } from '../../../shared/settings.ts';
import type { AppView, SessionPhase } from '../../../shared/status.ts';
import { FakeClock } from '../../fakes/clock.ts';
import { FakeLoginItem, FakeNotifications, FakeTray, FakeWindow } from '../../fakes/desktop.ts';
import { appView, forbidden, online, profileOf, profileView, sceneNow } from '../renderer/scenes.ts';

const waiting: SessionPhase = { state: 'waiting', problem: forbidden, until: sceneNow };
const blocked: SessionPhase = { state: 'blocked', problem: forbidden };
const cancelled: SessionPhase = { state: 'blocked', problem: { kind: 'cancelled' } };

const viewOf = (phases: readonly SessionPhase[], settings: Partial<Settings> = {}): AppView =>
  appView([profileView('one', profileOf({ name: 'Staging' }), phases)], {
    settings: { ...defaultSettings, ...settings },
  });

/** A desktop of fakes around the real decisions. */
function place(view: AppView, { isListed = false, minutes = 12 * 60 } = {}) {
  const clock = new FakeClock();
  const notifications = new FakeNotifications();
  const [tray, window, loginItem] = [new FakeTray(), new FakeWindow(), new FakeLoginItem(isListed)];
  const handlers = {
    connect: vi.fn(() => success(null)),
    disconnect: vi.fn(() => success(null)),
    retryNow: vi.fn(() => success(null)),
    changeSettings: vi.fn(() => success(null)),
  };
  const [tell, quit, setTheme, setLanguage] = [vi.fn(), vi.fn(), vi.fn(), vi.fn()];
  const asksToQuit = vi.fn<(apps: number) => Promise<boolean>>(() => Promise.resolve(false));
  const desktop = new Desktop(
    {
      clock,
      minutesOfDay: () => minutes,
      window,
      tray,
      notifications,
      loginItem,
      setTheme,
      setLanguage,
      handlers,
      tell,
      asksToQuit,
      quit,
    },
    view,
  );
  const told = { tell, asksToQuit, quit, setTheme, setLanguage };
  return { desktop, clock, notifications, tray, window, loginItem, handlers, ...told };
}

describe('the desktop', () => {
  it('tells of an outage and of its end, and takes back what is no longer so', () => {
    const { desktop, clock, notifications } = place(viewOf([online()]));
    desktop.viewChanged(viewOf([waiting]));
    clock.advance(9_999);
    expect(notifications.titles).toEqual([]);
    clock.advance(1);
    expect(notifications.titles).toEqual(['Staging: 3 sessions are not connected']);
    desktop.viewChanged(viewOf([online()]));
    clock.advance(3_000);
    expect(notifications.titles).toEqual(['Staging: 3 sessions are connected again']);
  });

  it('opens the session that a notification speaks of', () => {
    const { desktop, clock, notifications, window } = place(viewOf([online()]));
    desktop.viewChanged(viewOf([online(), waiting, waiting]));
    clock.advance(10_000);
    notifications.standing[0]?.click();
    expect(window.calls).toEqual([{ profile: 'one', session: 'one/~/settings' }]);
  });

  it.each([
    ['who looks at the window', {}, true, 12 * 60],
    ['who wants no news', { notifies: false }, false, 12 * 60],
    ['in quiet hours', { quietHours: { isOn: true, from: '22:00', to: '07:00' } }, false, 23 * 60],
  ])('tells nothing to one %s', (_who, settings, isLookedAt, minutes) => {
    const { desktop, clock, notifications, window } = place(viewOf([online()], settings), { minutes });
    window.isLookedAt = isLookedAt;
    desktop.viewChanged(viewOf([waiting], settings));
    clock.advance(600_000);
    expect(notifications.told).toEqual([]);
  });

  it('tells nothing of what the person cancelled', () => {
    const { desktop, clock, notifications } = place(viewOf([online()]));
    desktop.viewChanged(viewOf([cancelled]));
    clock.advance(600_000);
    expect(notifications.told).toEqual([]);
  });

  it('says why a sign-in is waited for', () => {
    const problem = { kind: 'auth.credentialRefused', status: 401, code: 611 } as const;
    const { clock, notifications } = place(viewOf([{ state: 'awaitingSignIn', problem }]));
    clock.advance(10_000);
    expect(notifications.standing[0]?.note.body).toContain('refused the credential');
  });

  it('draws the tray again only when it looks different', () => {
    const { desktop, tray } = place(viewOf([online()]));
    desktop.viewChanged(viewOf([online(99)]));
    expect(tray.drawn.map(({ indicator }) => indicator)).toEqual(['online']);
    desktop.viewChanged(viewOf([blocked]));
    expect(tray.drawn.map(({ indicator }) => indicator)).toEqual(['online', 'blocked']);
  });

  it('obeys the tray', () => {
    const { desktop, handlers, window, quit } = place(viewOf([online(), waiting, blocked]));
    const id = profileView('one', profileOf()).id;
    desktop.perform({ do: 'connect', id });
    desktop.perform({ do: 'disconnect', id });
    desktop.perform({ do: 'retry' });
    desktop.perform({ do: 'open' });
    desktop.perform({ do: 'show', id, session: null });
    desktop.perform({ do: 'quit' });
    expect(handlers.connect).toHaveBeenCalledWith({ ids: ['one'] });
    expect(handlers.disconnect).toHaveBeenCalledWith({ ids: ['one'] });
    expect(handlers.retryNow.mock.calls).toEqual([[{ id: 'one/~/settings' }], [{ id: 'one/shared/orders' }]]);
    expect(window.calls).toEqual(['show', { profile: 'one', session: null }]);
    expect(quit).toHaveBeenCalledTimes(1);
  });

  it('leaves it to the window to ask before production is used without verification', () => {
    const trust = { ...profileOf().trust, verify: false };
    const careless = profileOf({ environment: 'production', trust });
    const { desktop, handlers, tray, window } = place(appView([profileView('one', careless, [waiting])]));
    const { id } = profileView('one', careless);
    desktop.perform({ do: 'connect', id });
    desktop.perform({ do: 'retry' });
    expect(window.calls).toEqual([{ profile: 'one', session: null, connects: true }]);
    expect([handlers.connect.mock.calls, handlers.retryNow.mock.calls]).toEqual([[], []]);
    const retry = tray.drawn.at(-1)?.menu.find((item) => 'label' in item && item.label === 'Retry now');
    expect(retry).toMatchObject({ isEnabled: false });
  });

  it('D10: leaves it to the window to ask before production is disconnected', () => {
    const production = profileView('one', profileOf({ environment: 'production' }), [online()]);
    const { desktop, handlers, window } = place(appView([production]));
    desktop.perform({ do: 'disconnect', id: production.id });
    expect(window.calls).toEqual([{ profile: 'one', session: null, disconnects: true }]);
    expect(handlers.disconnect).not.toHaveBeenCalled();
  });

  it('quits at once where no app goes through Causeway, and else only who says so once more', async () => {
    const apps = [
      { id: 1, path: '/~/a', isSync: true, since: 0, received: 1, sent: 2, phase: { state: 'open' } },
    ] as const;
    const relay = {
      state: 'listening',
      port: 1,
      mode: 'transparent',
      problem: null,
      apps,
      refused: {},
    } as const;
    const view = viewOf([online()]);
    const lent = { ...view, profiles: view.profiles.map((each) => ({ ...each, relay })) };
    const { desktop, asksToQuit, quit, tray } = place(lent);
    expect(JSON.stringify(tray.drawn.at(-1))).toContain('1 app through the relay');
    await desktop.quit();
    expect(asksToQuit).toHaveBeenCalledExactlyOnceWith(1);
    expect(quit).not.toHaveBeenCalled();
    asksToQuit.mockResolvedValueOnce(true);
    await desktop.quit();
    expect(quit).toHaveBeenCalledTimes(1);
    desktop.viewChanged(view);
    await desktop.quit();
    expect(asksToQuit).toHaveBeenCalledTimes(2);
    expect(quit).toHaveBeenCalledTimes(2);
  });

  it('brings the window up once an outage when apps wait for a person, and for nothing else', () => {
    const locked = { kind: 'vault.locked' } as const;
    const lent = (problem: Problem | null, state: 'held' | 'open' = 'held'): AppView => {
      const view = viewOf([online()]);
      const phase =
        state === 'open' || problem === null
          ? ({ state: 'open' } as const)
          : ({ state: 'held', problem } as const);
      const apps = [{ id: 1, path: '/~/a', isSync: true, since: 0, received: 1, sent: 2, phase }];
      const relay = {
        ...({ state: 'listening', port: 1, mode: 'transparent', refused: {} } as const),
        ...{ problem, apps },
      };
      return { ...view, profiles: view.profiles.map((each) => ({ ...each, relay })) };
    };
    const { desktop, window } = place(lent(null));
    desktop.viewChanged(lent({ kind: 'route.unresolved', proxy: 'proxy.example:3128' }));
    desktop.viewChanged(lent(locked, 'open'));
    expect(window.calls).toEqual([]);
    desktop.viewChanged(lent(locked));
    desktop.viewChanged(lent(locked, 'open'));
    desktop.viewChanged(lent(locked));
    expect(window.calls).toEqual(['show']);
    desktop.viewChanged(lent(null));
    desktop.viewChanged(lent(locked));
    expect(window.calls).toHaveLength(2);
  });

  it('sets the theme when it changes', () => {
    const { desktop, setTheme } = place(viewOf([]));
    desktop.viewChanged(viewOf([], { theme: 'dark' }));
    desktop.viewChanged(viewOf([], { theme: 'dark' }));
    expect(setTheme.mock.calls).toEqual([['system'], ['dark']]);
  });

  it('speaks another language from the moment it is chosen', () => {
    const { desktop, clock, notifications, tray, setLanguage } = place(viewOf([online()]));
    desktop.viewChanged({ ...viewOf([waiting]), language: 'de' });
    desktop.viewChanged({ ...viewOf([waiting]), language: 'de' });
    clock.advance(10_000);
    expect(setLanguage.mock.calls).toEqual([['en'], ['de']]);
    expect(tray.drawn.at(-1)?.tooltip).toBe('Causeway: 3 warten');
    expect(notifications.titles).toEqual(['Staging: 3 Sitzungen sind nicht verbunden']);
  });

  it('lets the system open it at login, or not, as it is settled', async () => {
    const { desktop, loginItem } = place(viewOf([]));
    await desktop.stop();
    desktop.viewChanged(viewOf([], { opensAtLogin: true }));
    await desktop.stop();
    expect(loginItem.isListed).toBe(true);
    desktop.viewChanged(viewOf([], { opensAtLogin: false }));
    await desktop.stop();
    expect(loginItem.isListed).toBe(false);
  });

  it.each([true, false])('takes the system’s word on that when it starts: %s', async (isListed) => {
    const { desktop, handlers, loginItem } = place(viewOf([], { opensAtLogin: !isListed }), { isListed });
    await desktop.stop();
    expect(handlers.changeSettings).toHaveBeenCalledWith({ opensAtLogin: isListed });
    expect(loginItem.isListed).toBe(isListed);
  });

  it.each([true, false])('keeps what was settled before the system had its say: %s', async (isWanted) => {
    const { desktop, handlers, loginItem } = place(viewOf([], { opensAtLogin: !isWanted }), {
      isListed: !isWanted,
    });
    desktop.viewChanged(viewOf([], { opensAtLogin: isWanted }));
    await desktop.stop();
    expect(loginItem.isListed).toBe(isWanted);
    expect(handlers.changeSettings).not.toHaveBeenCalled();
  });

  it('takes what was settled and taken back before that for no wish', async () => {
    const { desktop, handlers, loginItem } = place(viewOf([]), { isListed: true });
    desktop.viewChanged(viewOf([], { opensAtLogin: true }));
    desktop.viewChanged(viewOf([]));
    await desktop.stop();
    expect(loginItem.isListed).toBe(true);
    expect(handlers.changeSettings).toHaveBeenCalledWith({ opensAtLogin: true });
  });

  it('says so when the system refuses, and goes back to what holds', async () => {
    const { desktop, handlers, loginItem, tell } = place(viewOf([]));
    await desktop.stop();
    loginItem.refuses = true;
    desktop.viewChanged(viewOf([], { opensAtLogin: true }));
    await desktop.stop();
    expect(tell).toHaveBeenCalledWith({ kind: 'openAtLoginFailed' });
    expect(handlers.changeSettings).toHaveBeenLastCalledWith({ opensAtLogin: false });
  });

  it('leaves nothing behind', async () => {
    const { desktop, clock, notifications } = place(viewOf([online()]));
    desktop.viewChanged(viewOf([waiting]));
    clock.advance(12_000);
    desktop.viewChanged(viewOf([online()]));
    await desktop.stop();
    expect([clock.timers, notifications.standing]).toEqual([0, []]);
  });
});
