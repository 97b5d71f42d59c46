import { Menu } from 'electron';
import type { Text } from '../../shared/text/text.ts';

/** Only what people reach for by keyboard: editing and zoom. The window itself has everything else. */
export function appMenu({ desktop: { menu } }: Text): Menu {
  return Menu.buildFromTemplate([
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    {
      label: menu.edit,
      submenu: [
        { role: 'undo', label: menu.undo },
        { role: 'redo', label: menu.redo },
        { type: 'separator' },
        { role: 'cut', label: menu.cut },
        { role: 'copy', label: menu.copy },
        { role: 'paste', label: menu.paste },
        { role: 'selectAll', label: menu.selectAll },
      ],
    },
    {
      label: menu.view,
      submenu: [
        { role: 'resetZoom', label: menu.resetZoom },
        { role: 'zoomIn', label: menu.zoomIn },
        { role: 'zoomOut', label: menu.zoomOut },
        { type: 'separator' },
        { role: 'togglefullscreen', label: menu.fullScreen },
        { role: 'toggleDevTools', label: menu.devTools },
      ],
    },
    {
      label: menu.window,
      role: 'windowMenu',
    },
  ]);
}
