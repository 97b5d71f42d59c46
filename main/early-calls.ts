import type { IpcMain, IpcMainInvokeEvent } from 'electron';

type Listener = (event: IpcMainInvokeEvent, input: unknown) => unknown;

/**
 * The page is loaded before what answers its calls: one that comes early waits, and is checked and answered once it is
 * bound. `names`: every call of the contract. What comes back binds them.
 */
export function answeredOnceBound(
  ipcMain: Pick<IpcMain, 'handle'>,
  names: readonly string[],
): Pick<IpcMain, 'handle'> {
  const binds = new Map<string, (listener: Listener) => void>();
  for (const name of names) {
    const listener = new Promise<Listener>((resolve) => binds.set(name, resolve));
    ipcMain.handle(name, async (event, input: unknown) => (await listener)(event, input));
  }
  return {
    handle: (name, listener) => {
      const bind = binds.get(name);
      if (bind === undefined) throw new TypeError(`no call of the contract: ${name}`);
      bind(listener);
    },
  };
}
