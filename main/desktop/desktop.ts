import type { ProfileId, SessionId } from '../../shared/brand.ts';
import type { Handlers } from '../../shared/ipc.ts';
import type { Language } from '../../shared/language.ts';
import { isCareless, isProduction } from '../../shared/profile.ts';
import { appsThrough } from '../../shared/relay-status.ts';
import type { Settings, Theme } from '../../shared/settings.ts';
import type { AppView, Notice } from '../../shared/status.ts';
import { texts } from '../../shared/text/languages.ts';
import type { Clock } from '../ports/clock.ts';
import type { LoginItem } from '../ports/login-item.ts';
import type { MainWindow } from '../ports/main-window.ts';
import type { Notifications } from '../ports/notifications.ts';
import type { TrayCommand, TrayIcon } from '../ports/tray.ts';
import { OpenAtLogin } from './open-at-login.ts';
import type { NotificationPolicy } from './outage-news.ts';
import { OutageNotifier } from './outage-notifier.ts';
import { isQuietAt } from './quiet-hours.ts';
import { CalmProfiles } from './calm-profiles.ts';
import { WaitingApps } from './waiting-apps.ts';
import { drawTray, retryable, type TrayView } from './tray-picture.ts';

export interface DesktopDeps {
  readonly clock: Clock;
  /** By the clock on the wall, past midnight. */
  readonly minutesOfDay: () => number;
  readonly window: Pick<MainWindow, 'show' | 'open' | 'isFocused'>;
  readonly tray: TrayIcon;
  readonly notifications: Notifications;
  readonly loginItem: LoginItem;
  readonly setTheme: (theme: Theme) => void;
  /** Puts the app's menu into words. */
  readonly setLanguage: (language: Language) => void;
  readonly handlers: Pick<Handlers, 'connect' | 'disconnect' | 'retryNow' | 'changeSettings'>;
  readonly tell: (notice: Notice) => void;
  /** Asks whether to quit where that cuts so many apps. */
  readonly asksToQuit: (apps: number) => Promise<boolean>;
  readonly quit: () => void;
}

/** Everything of the app that shows outside its window: brings the desktop in line with each view. */
export class Desktop {
  readonly #deps: DesktopDeps;
  readonly #notifier: OutageNotifier;
  readonly #openAtLogin: OpenAtLogin;
  readonly #calm = new CalmProfiles();
  readonly #waitingApps = new WaitingApps();
  #view: AppView;
  #drawn: { readonly view: TrayView; readonly picture: string } | null = null;
  #theme: Theme | null = null;
  #language: Language | null = null;

  constructor(deps: DesktopDeps, view: AppView) {
    const { clock, notifications, loginItem, handlers, tell } = deps;
    this.#deps = deps;
    this.#view = view;
    this.#notifier = new OutageNotifier({
      clock,
      notifications,
      policy: () => this.#policy,
      text: () => texts[this.#view.language],
      open: (profile, session) => this.#open(profile, session),
    });
    this.#openAtLogin = new OpenAtLogin({
      loginItem,
      found: (opensAtLogin) => void handlers.changeSettings({ opensAtLogin }),
      failed: () => tell({ kind: 'openAtLoginFailed' }),
    });
    this.viewChanged(view);
  }

  viewChanged(view: AppView): void {
    this.#view = view;
    const profiles = this.#calm.of(view.profiles);
    this.#notifier.profilesChanged(profiles);
    this.#openAtLogin.settled(view.settings.opensAtLogin);
    this.#setTheme(view.settings);
    this.#setLanguage(view.language);
    this.#drawTray({ language: view.language, profiles });
    // Shown, not opened at something: no person has pressed anything, and opening counts as a press.
    if (this.#waitingApps.hasNew(profiles)) this.#deps.window.show();
  }

  /** What a person chose in the tray. */
  readonly perform = (command: TrayCommand): void => {
    const { handlers, window } = this.#deps;
    switch (command.do) {
      case 'connect':
        return this.#connect(command.id);
      case 'disconnect':
        return this.#disconnect(command.id);
      case 'retry':
        return this.#view.profiles.flatMap(retryable).forEach(({ id }) => void handlers.retryNow({ id }));
      case 'show':
        return this.#open(command.id, command.session);
      case 'open':
        return window.show();
      case 'quit':
        return void this.quit();
    }
  };

  /**
   * As a person asks for it: not before they have said so once more, where apps go through Causeway. `first`: what is done
   * once they have.
   */
  async quit(first: () => void = () => undefined): Promise<void> {
    const apps = this.#view.profiles.reduce((sum, { relay }) => sum + appsThrough(relay), 0);
    if (apps > 0 && !(await this.#deps.asksToQuit(apps))) return;
    first();
    this.#deps.quit();
  }

  async stop(): Promise<void> {
    this.#notifier.stop();
    await this.#openAtLogin.done();
  }

  get #policy(): NotificationPolicy {
    const { notifies, quietHours } = this.#view.settings;
    if (!notifies || this.#deps.window.isFocused()) return 'unneeded';
    return isQuietAt(quietHours, this.#deps.minutesOfDay()) ? 'quiet' : 'tell';
  }

  #open(profile: ProfileId, session: SessionId | null): void {
    this.#deps.window.open({ profile, session });
  }

  /** What is asked about first is asked in the window. */
  #connect(id: ProfileId): void {
    const { handlers, window } = this.#deps;
    const isAsked = this.#view.profiles.some((each) => each.id === id && isCareless(each.profile));
    if (isAsked) window.open({ profile: id, session: null, connects: true });
    else void handlers.connect({ ids: [id] });
  }

  /** Production is asked about, in the window as well. */
  #disconnect(id: ProfileId): void {
    const { handlers, window } = this.#deps;
    const isAsked = this.#view.profiles.some((each) => each.id === id && isProduction(each.profile));
    if (isAsked) window.open({ profile: id, session: null, disconnects: true });
    else void handlers.disconnect({ ids: [id] });
  }

  #setTheme({ theme }: Settings): void {
    if (theme === this.#theme) return;
    this.#theme = theme;
    this.#deps.setTheme(theme);
  }

  #setLanguage(language: Language): void {
    if (language === this.#language) return;
    this.#language = language;
    this.#deps.setLanguage(language);
  }

  /** Desktops take a menu down that is changed while it is open: only what looks different is drawn again. */
  #drawTray(view: TrayView): void {
    const before = this.#drawn;
    if (view.profiles === before?.view.profiles && view.language === before.view.language) return;
    const picture = drawTray(view);
    this.#drawn = { view, picture: JSON.stringify(picture) };
    if (this.#drawn.picture !== before?.picture) this.#deps.tray.show(picture);
  }
}
