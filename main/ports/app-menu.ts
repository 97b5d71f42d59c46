import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import { shortcutOf, type ActionId } from '../../shared/actions.ts';
import type { Text } from '../../shared/text/text.ts';

/** The menu of the application: what the system does by itself, and actions, which are the window's to do. */
export function appMenu(
  { desktop: { menu }, actions: { words } }: Text,
  choose: (id: ActionId) => void,
): Menu {
  const action = (id: ActionId): MenuItemConstructorOptions => ({
    ...{ id, label: words[id], click: () => choose(id) },
    // Keys are only shown here: the window obeys them, for it knows whether somebody types.
    ...{ accelerator: acceleratorOf(id), registerAccelerator: false },
  });
  const line = { type: 'separator' } as const;
  return Menu.buildFromTemplate([
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    {
      label: menu.file,
      submenu: [
        ...[action('newProfile'), action('importProfiles'), line, action('settings'), line],
        ...[{ role: 'close', label: menu.close } as const, { role: 'quit', label: menu.quit } as const],
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
        ...[action('palette'), action('searchProfiles'), action('overview'), line],
        ...[action('tabNow'), action('tabTrace'), action('tabToken'), action('tabRequest')],
        ...[action('tabHistory'), line],
        { role: 'resetZoom', label: menu.resetZoom },
        { role: 'zoomIn', label: menu.zoomIn },
        { role: 'zoomOut', label: menu.zoomOut },
        line,
        { role: 'togglefullscreen', label: menu.fullScreen },
        // Whoever gets at them can do what the page can, and is told so nowhere.
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' as const, label: menu.devTools }]),
      ],
    },
    { label: menu.window, role: 'windowMenu' },
    { label: menu.help, role: 'help', submenu: [action('shortcuts')] },
  ]);
}

/** As Electron writes keys. */
const acceleratorOf = (id: ActionId): string => shortcutOf(id)?.replace('Mod', 'CommandOrControl') ?? '';
