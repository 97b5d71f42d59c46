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
  const line = { type: 'separator' } as const;
  return Menu.buildFromTemplate([
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    {
      label: menu.file,
      submenu: [
        ...[...part('new'), line, ...part('settings'), line],
        ...[
          { role: 'close', label: menu.close } as const,
          { label: menu.quit, accelerator: 'CommandOrControl+Q', click: quit },
        ],
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

/** As Electron writes keys. */
const acceleratorOf = (id: ActionId): string => shortcutOf(id)?.replace('Mod', 'CommandOrControl') ?? '';
