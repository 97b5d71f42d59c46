/**
 * What the installed app loads from the system: the only such list. `test/package/dependencies.test.ts` compares it with
 * what the programs inside name, and a bare Debian with what they need to run. `isOpened`: no tool lists it, because a
 * program opens it by name while it runs; missing, the app crashes or lacks something.
 *
 * Since Debian 13 and Ubuntu 24.04 some libraries have another name, because they were rebuilt for 64-bit time.
 *
 * @typedef {object} Library
 * @property {readonly string[]} soname
 * @property {readonly string[]} debian the package's names; any of them will do
 * @property {boolean} [isOpened]
 */

/** @param {string} name */
const t64 = (name) => [`${name}t64`, name];

/** @type {readonly Library[]} */
export const LIBRARIES = [
  { soname: ['libc.so.6', 'libm.so.6', 'libdl.so.2', 'libpthread.so.0'], debian: ['libc6 (>= 2.34)'] },
  { soname: ['libgcc_s.so.1'], debian: ['libgcc-s1'] },
  { soname: ['libstdc++.so.6'], debian: ['libstdc++6'] },
  { soname: ['libasound.so.2'], debian: t64('libasound2') },
  { soname: ['libatk-1.0.so.0'], debian: t64('libatk1.0-0') },
  { soname: ['libatk-bridge-2.0.so.0'], debian: t64('libatk-bridge2.0-0') },
  { soname: ['libatspi.so.0'], debian: t64('libatspi2.0-0') },
  { soname: ['libcairo.so.2'], debian: ['libcairo2'] },
  { soname: ['libcups.so.2'], debian: t64('libcups2') },
  { soname: ['libdbus-1.so.3'], debian: ['libdbus-1-3'] },
  { soname: ['libdrm.so.2'], debian: ['libdrm2'] },
  { soname: ['libexpat.so.1'], debian: ['libexpat1'] },
  { soname: ['libgbm.so.1'], debian: ['libgbm1'] },
  { soname: ['libglib-2.0.so.0', 'libgobject-2.0.so.0', 'libgio-2.0.so.0'], debian: t64('libglib2.0-0') },
  { soname: ['libgtk-3.so.0'], debian: t64('libgtk-3-0') },
  { soname: ['libnspr4.so'], debian: ['libnspr4'] },
  { soname: ['libnss3.so', 'libnssutil3.so', 'libsmime3.so'], debian: ['libnss3'] },
  { soname: ['libpango-1.0.so.0'], debian: ['libpango-1.0-0'] },
  { soname: ['libsecret-1.so.0'], debian: ['libsecret-1-0'] },
  { soname: ['libudev.so.1'], debian: ['libudev1'], isOpened: true },
  { soname: ['libX11.so.6'], debian: ['libx11-6'] },
  { soname: ['libX11-xcb.so.1'], debian: ['libx11-xcb1'], isOpened: true },
  { soname: ['libxcb.so.1'], debian: ['libxcb1'] },
  { soname: ['libXcomposite.so.1'], debian: ['libxcomposite1'] },
  { soname: ['libXdamage.so.1'], debian: ['libxdamage1'] },
  { soname: ['libXext.so.6'], debian: ['libxext6'] },
  { soname: ['libXfixes.so.3'], debian: ['libxfixes3'] },
  { soname: ['libxkbcommon.so.0'], debian: ['libxkbcommon0'] },
  { soname: ['libXrandr.so.2'], debian: ['libxrandr2'] },
  { soname: ['libXss.so.1'], debian: ['libxss1'], isOpened: true },
  { soname: ['libXtst.so.6'], debian: ['libxtst6'], isOpened: true },
  { soname: ['libnotify.so.4'], debian: ['libnotify4'], isOpened: true },
  { soname: ['libgssapi_krb5.so.2'], debian: ['libgssapi-krb5-2'], isOpened: true },
  { soname: ['libkrb5.so.3'], debian: ['libkrb5-3'], isOpened: true },
  { soname: ['libcom_err.so.2'], debian: ['libcom-err2'], isOpened: true },
];

/** Programs that it starts. */
const PROGRAMS = ['xdg-utils'];

/** `Depends` of the .deb. */
export const debianDepends = [...LIBRARIES.map(({ debian }) => debian.join(' | ')), ...PROGRAMS];

/** What most people want with it, and a bare server does without: roots, a keychain, a graphics card. */
export const debianRecommends = [
  'libgl1',
  'ca-certificates',
  'gnome-keyring | kwalletmanager | keepassxc',
  'default-dbus-session-bus | dbus-session-bus',
];

/**
 * `Requires` of the .rpm: by the libraries' own names, which are the same wherever RPM is used.
 */
export const rpmRequires = [
  ...LIBRARIES.flatMap(({ soname }) => soname.map((name) => `${name}()(64bit)`)),
  ...PROGRAMS,
];
