import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import { actionsInMenu, shortcutOf, type ActionId, type MenuPart } from '../../shared/actions.ts';
import type { Text } from '../../shared/text/text.ts';

/** The menu of the application: what the system does by itself, and actions, which are the window's to do. */
export function appMenu(
  { desktop: { menu }, actions: { words } }: Text,
  choose: (id: ActionId) => void,
  quit: () => void,
): Menu {
  const action = (id: ActionId): MenuItemConstructorOptions => ({
    id,
    label: words[id],
    click: () => choose(id),
    // Keys are only shown here: the window obeys them, for it knows whether a person is typing.
    accelerator: acceleratorOf(id),
    registerAccelerator: false,
  });
  const part = (of: MenuPart): MenuItemConstructorOptions[] => actionsInMenu(of).map(action);
  const isMac = process.platform === 'darwin';
  const quitItem = { label: menu.quit, accelerator: 'CommandOrControl+Q', click: quit };
  return Menu.buildFromTemplate([
    ...(isMac ? [macAppMenu(quitItem)] : []),
    {
      label: menu.file,
      submenu: [
        ...[...part('new'), line, ...part('settings'), line],
        { role: 'close', label: menu.close },
        ...(isMac ? [] : [quitItem]),
      ],
    },
    {
      label: menu.edit,
      submenu: [
        { role: 'undo', label: menu.undo },
        { role: 'redo', label: menu.redo },
        line,
        { role: 'cut', label: menu.cut },
        { role: 'copy', label: menu.copy },
        { role: 'paste', label: menu.paste },
        { role: 'selectAll', label: menu.selectAll },
      ],
    },
    {
      label: menu.view,
      submenu: [
        ...[...part('find'), line, ...part('tabs'), line],
        { role: 'resetZoom', label: menu.resetZoom },
        { role: 'zoomIn', label: menu.zoomIn },
        { role: 'zoomOut', label: menu.zoomOut },
        line,
        { role: 'togglefullscreen', label: menu.fullScreen },
        // They can do what the page can, without any warning.
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' as const, label: menu.devTools }]),
      ],
    },
    { label: menu.window, role: 'windowMenu' },
    { label: menu.help, role: 'help', submenu: part('help') },
  ]);
}

/** The menu of every app there, but for its end: the role's own quits without asking whether apps may be cut. */
const macAppMenu = (quitItem: MenuItemConstructorOptions): MenuItemConstructorOptions => ({
  label: app.name,
  submenu: [
    ...[{ role: 'about' } as const, line, { role: 'services' } as const, line],
    ...[{ role: 'hide' } as const, { role: 'hideOthers' } as const, { role: 'unhide' } as const, line],
    quitItem,
  ],
});

const line = { type: 'separator' } as const;

/** As Electron writes keys. */
const acceleratorOf = (id: ActionId): string => shortcutOf(id)?.replace('Mod', 'CommandOrControl') ?? '';
