import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import {
  app,
  BrowserWindow,
  nativeTheme,
  type IpcMainInvokeEvent,
  type Protocol,
  type Session,
  type WebContents,
} from 'electron';
import type { MessageOf, PushName } from '../shared/ipc.ts';
import { deadEnd } from './ports/quiet-chromium.ts';
import type { Rectangle } from './window-place.ts';

/** The window's page, under a scheme of our own: no file URLs, and so no reading of files by URL. */
const appScheme = 'causeway';
const appOrigin = `${appScheme}://app`;

/** Must be told to Electron before it is ready. */
export const schemePrivileges = {
  scheme: appScheme,
  // What V8 made of the page's script is kept for the next start.
  privileges: { standard: true, secure: true, supportFetchAPI: false, corsEnabled: false, codeCache: true },
};

/** Everything that keeps the page in its cage. */
const securitySettings = Object.freeze({
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  // alert, confirm and prompt: a dialog of the system's own that a page could fill with any words.
  disableDialogs: true,
  // Its dictionary would be fetched from the network at start.
  spellcheck: false,
});

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  // What is not allowed here is forbidden: downloads, printing, modal dialogs, pop-ups, pointer lock.
  'sandbox allow-scripts allow-same-origin allow-forms',
].join('; ');

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Serves the built page from `folder`, and nothing outside it. */
export function servePage(protocol: Pick<Protocol, 'handle'>, folder: string): void {
  protocol.handle(appScheme, async (request) => {
    const path = normalize(join(folder, decodeURIComponent(new URL(request.url).pathname)));
    const type = contentTypes[extname(path)];
    if (!path.startsWith(folder + sep) || type === undefined) return new Response(null, { status: 404 });
    const body = await readFile(path).catch(() => null);
    if (body === null) return new Response(null, { status: 404 });
    return new Response(new Uint8Array(body), {
      headers: {
        'Content-Type': type,
        'Content-Security-Policy': contentSecurityPolicy,
        'X-Content-Type-Options': 'nosniff',
      },
    });
  });
}

/**
 * The page may load itself, copy text when the person asks, and nothing else. All its ways out end at a proxy that does
 * not exist (`deadEnd`), so what asks neither the content policy nor `webRequest` gets nowhere either: WebRTC over TCP,
 * preconnect. The system's own proxy settings are to be asked of another session.
 */
export function lockSession(session: Session): void {
  void session.setProxy({ mode: 'fixed_servers', proxyRules: deadEnd, proxyBypassRules: '<-loopback>' });
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !url.startsWith(`${appOrigin}/`) && !url.startsWith('devtools://') });
  });
  session.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(permission === 'clipboard-sanitized-write'),
  );
  session.setPermissionCheckHandler((_contents, permission) => permission === 'clipboard-sanitized-write');
  session.setDevicePermissionHandler(() => false);
  // Switched off it still fetches the dictionary of its language from a host of Google's; it must know no language.
  session.setSpellCheckerLanguages([]);
  session.setSpellCheckerEnabled(false);
}

/** No navigation, no new windows, no embedded pages: for every page that is ever made. */
export function lockContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // A page can't keep its window open (`beforeunload`).
  contents.on('will-prevent-unload', (event) => event.preventDefault());
  // STUN and TURN over UDP; over TCP they end at the session's proxy.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}

const crashPauseMs = 500;

/** What the built program brings for its window. */
export interface WindowFiles {
  readonly preload: string;
  /** A picture, for desktops that take a window's icon from the window; null: the system has it from the program. */
  readonly icon: string | null;
}

/** `place`: where and how large it was left; what is missing is as at the first start. It is shown once `mayShow` says so. */
export function openWindow(
  { preload, icon }: WindowFiles,
  place: Partial<Rectangle> = {},
  mayShow: Promise<void> = Promise.resolve(),
): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    ...place,
    minWidth: 720,
    minHeight: 480,
    show: false,
    autoHideMenuBar: true,
    title: 'Causeway',
    ...(icon === null ? {} : { icon }),
    // What is seen until the page has drawn: its own ground (renderer/ui/tokens.css).
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#17191d' : '#ffffff',
    webPreferences: { ...securitySettings, devTools: !app.isPackaged, preload },
  });
  window.once('ready-to-show', () => void mayShow.then(() => window.isDestroyed() || window.show()));
  const load = () => window.isDestroyed() || void window.loadURL(`${appOrigin}/index.html`);
  // about:blank and its like raise no event before they are there, not even `will-navigate`: the page is fetched back,
  // once the browser is done with them.
  const fetchBack = (url: string) => url.startsWith(`${appOrigin}/`) || setImmediate(load);
  window.webContents.on('did-navigate', (_event, url) => fetchBack(url));
  window.webContents.on('did-fail-load', (_event, _code, _words, url, isPage) => isPage && fetchBack(url));
  // Sessions live outside the page, so one that crashed is only opened again; one that crashes at once, not all the time.
  window.webContents.on('render-process-gone', () => setTimeout(load, crashPauseMs));
  load();
  return window;
}

/** Whether a call comes from the page of this very window, and that page is ours. */
export function isOwnPage(window: BrowserWindow | null, event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return (
    window !== null &&
    !window.isDestroyed() &&
    frame !== null &&
    frame === window.webContents.mainFrame &&
    frame.url.startsWith(`${appOrigin}/`)
  );
}

/** Sends one of the contract's messages to the window. */
export function push<Name extends PushName>(to: WebContents, name: Name, message: MessageOf<Name>): void {
  if (!to.isDestroyed()) to.send(name, message);
}
