import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  Menu,
  nativeImage,
  Tray,
  type MenuItemConstructorOptions,
  type NativeImage,
} from 'electron';
import type { ProfileId, SessionId } from '../../shared/brand.ts';
import type { Indicator } from '../../shared/indicators.ts';

/** What the tray shows: the worst indicator of all, and a menu. */
export interface TrayPicture {
  readonly indicator: Indicator;
  /** So many profiles wait for a person; the number on the app's icon in the dock or task bar, where there is one. */
  readonly badge: number;
  readonly tooltip: string;
  readonly menu: readonly TrayItem[];
}

export type TrayItem =
  | { readonly kind: 'words'; readonly label: string }
  | { readonly kind: 'line' }
  | {
      readonly kind: 'command';
      readonly label: string;
      readonly isEnabled: boolean;
      readonly command: TrayCommand;
    }
  | { readonly kind: 'submenu'; readonly label: string; readonly items: readonly TrayItem[] };

export type TrayCommand =
  | { readonly do: 'connect'; readonly id: ProfileId }
  | { readonly do: 'disconnect'; readonly id: ProfileId }
  | { readonly do: 'show'; readonly id: ProfileId; readonly session: SessionId | null }
  | { readonly do: 'retry' }
  | { readonly do: 'open' }
  | { readonly do: 'quit' };

export interface TrayIcon {
  show(picture: TrayPicture): void;
}

/** The icon among those of the system. Not every desktop shows one; nothing else may depend on it. */
export class ElectronTray implements TrayIcon {
  readonly #pictures: string;
  readonly #perform: (command: TrayCommand) => void;
  #tray: Tray | null = null;

  /** `pictures`: the folder of the icons, one for each indicator, in two sizes. */
  constructor(pictures: string, perform: (command: TrayCommand) => void) {
    this.#pictures = pictures;
    this.#perform = perform;
  }

  show({ indicator, badge, tooltip, menu }: TrayPicture): void {
    const image = this.#image(indicator);
    const tray = this.#tray ?? this.#make(image);
    tray.setImage(image);
    tray.setToolTip(tooltip);
    tray.setContextMenu(Menu.buildFromTemplate(menu.map((item) => this.#item(item))));
    this.#showBadge(badge, image, tooltip);
  }

  /** Docks show a number. A task bar of Windows has no room for one and shows the state itself, on the window's button. */
  #showBadge(count: number, image: NativeImage, words: string): void {
    if (process.platform !== 'win32') return void app.setBadgeCount(count);
    for (const window of BrowserWindow.getAllWindows())
      window.setOverlayIcon(count > 0 ? image : null, words);
  }

  #make(image: NativeImage): Tray {
    this.#tray = new Tray(image);
    this.#tray.on('click', () => this.#perform({ do: 'open' }));
    return this.#tray;
  }

  /** macOS draws a template in the colour of its menu bar: there the shape alone tells. */
  #image(indicator: Indicator): NativeImage {
    const suffix = process.platform === 'darwin' ? 'Template' : '';
    return nativeImage.createFromPath(join(this.#pictures, `${indicator}${suffix}.png`));
  }

  #item(item: TrayItem): MenuItemConstructorOptions {
    switch (item.kind) {
      case 'words':
        return { label: plain(item.label), enabled: false };
      case 'line':
        return { type: 'separator' };
      case 'command':
        return {
          label: plain(item.label),
          enabled: item.isEnabled,
          click: () => this.#perform(item.command),
        };
      case 'submenu':
        return { label: plain(item.label), submenu: item.items.map((inner) => this.#item(inner)) };
    }
  }
}

/** In a menu `&` marks a key; a profile's name may hold one. */
const plain = (label: string): string => label.replaceAll('&', '&&');
