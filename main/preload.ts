import { contextBridge, ipcRenderer } from 'electron';

/** Each channel of the contract (shared/ipc.ts) and its direction, written here by the build. */
declare const __CHANNELS__: readonly (readonly [name: string, direction: 'call' | 'push'])[];

/**
 * The only door between window and main process: exposes the contract as `window.causeway`, and nothing else. The
 * renderer never sees Electron, Node or a channel's name.
 */
const call = (name: string) => (input: unknown) => ipcRenderer.invoke(name, input) as Promise<unknown>;

const subscription = (name: string) => (listener: (message: unknown) => void) => {
  const relay = (_event: unknown, message: unknown) => listener(message);
  ipcRenderer.on(name, relay);
  return () => {
    ipcRenderer.off(name, relay);
  };
};

const api = Object.fromEntries(
  __CHANNELS__.map(([name, direction]) => [name, direction === 'call' ? call(name) : subscription(name)]),
);

contextBridge.exposeInMainWorld('causeway', api);
