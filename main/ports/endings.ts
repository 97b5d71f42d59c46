import type { App, PowerMonitor } from 'electron';

/**
 * Calls `begin` whenever the app is to end: the person quits, a signal comes (SIGTERM, SIGINT and SIGHUP, which Chromium
 * turns into the same), the session logs out or the computer is shut down. From then on only `app.exit` ends it.
 */
export function watchEndings(
  app: Pick<App, 'on'>,
  powerMonitor: Pick<PowerMonitor, 'on'>,
  begin: () => void,
): void {
  // Electron hands the event over whose default is to end at once, also where its types don't say so.
  const beginInstead = (event?: { preventDefault(): void }): void => {
    event?.preventDefault();
    begin();
  };
  app.on('before-quit', beginInstead);
  // Linux and macOS wait for us a little, if we ask. Electron asks Linux only where this isn't the first event that is
  // listened for.
  powerMonitor.on('lock-screen', () => undefined);
  powerMonitor.on('shutdown', beginInstead);
  // Windows tells the windows.
  app.on('browser-window-created', (_event, window) => window.on('session-end', begin));
}
