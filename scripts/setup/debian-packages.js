/**
 * What Causeway needs from the system, by Debian's names, and what for. The only such list.
 *
 * @typedef {object} DebianPackage
 * @property {string} name
 * @property {string} why
 * @property {readonly string[]} [or] names that serve as well: the same library elsewhere, or a richer build
 */

/**
 * A name since Debian 13 and Ubuntu 24.04, where libraries were rebuilt for 64-bit time.
 * @param {string} name
 */
const t64 = (name) => [`${name}t64`];

/** To open the window. @type {readonly DebianPackage[]} */
export const TO_START = [
  { name: 'libgtk-3-0', why: 'Electron: windows and dialogs', or: t64('libgtk-3-0') },
  { name: 'libnss3', why: 'Electron: certificates' },
  { name: 'libgbm1', why: 'Electron: graphics buffers' },
  { name: 'libdrm2', why: 'Electron: graphics' },
  { name: 'libasound2', why: 'Electron: sound, linked even where silent', or: t64('libasound2') },
  { name: 'libatk-bridge2.0-0', why: 'Electron: accessibility', or: t64('libatk-bridge2.0-0') },
  { name: 'libcups2', why: 'Electron: printing, linked even where unused', or: t64('libcups2') },
  { name: 'libxkbcommon0', why: 'Electron: keyboards' },
  { name: 'libx11-xcb1', why: 'Electron: windows, opened by name' },
  { name: 'libnotify4', why: 'Electron: notifications' },
  { name: 'libxss1', why: 'Electron: idle time' },
  { name: 'libxtst6', why: 'Electron: input' },
  { name: 'xdg-utils', why: 'Electron: opening links' },
  { name: 'libsecret-1-0', why: 'keytar: the way to the keychain' },
  {
    name: 'fonts-dejavu-core',
    why: 'letters: a bare machine has none',
    or: ['fonts-liberation', 'fonts-noto-core'],
  },
];

/** To open it where there is no display. @type {readonly DebianPackage[]} */
export const WITHOUT_DISPLAY = [{ name: 'xvfb', why: 'a display in memory' }];

/** To run every test: the real things on the way to a server, all on loopback. @type {readonly DebianPackage[]} */
export const TO_TEST = [
  { name: 'squid', why: 'forward proxy: CONNECT and Basic', or: ['squid-openssl'] },
  { name: 'tinyproxy', why: 'forward proxy: HTTP/1.0, and a connection for each answer' },
  { name: 'nginx-light', why: 'gateway', or: ['nginx', 'nginx-core', 'nginx-full', 'nginx-extras'] },
  { name: 'haproxy', why: 'gateway' },
  { name: 'apache2', why: 'gateway' },
  { name: 'gnome-keyring', why: 'a real keychain' },
  { name: 'dbus', why: 'the bus on which the keychain is found' },
  { name: 'python3-dbus', why: 'a desktop around the app: tray, notifications, shut-down' },
  { name: 'python3-gi', why: 'the loop that python3-dbus runs in' },
  { name: 'libsecret-tools', why: 'secret-tool: a second look into the keychain' },
  { name: 'openssl', why: 'certificate authorities of our own' },
  { name: 'curl', why: 'the commands that are exported' },
  { name: 'bindfs', why: 'a mount whose server falls silent' },
  { name: 'fuse3', why: 'to take that mount away again' },
  { name: 'strace', why: 'the list of every connection that the app opens' },
  { name: 'microsocks', why: 'SOCKS5 proxy' },
  { name: 'dante-server', why: 'SOCKS5 proxy with a user name' },
  { name: 'mitmproxy', why: 'TLS inspection with its own authority' },
  { name: 'man-db', why: 'reads our manual' },
  { name: 'zsh', why: 'reads our completions' },
  { name: 'fish', why: 'reads our completions' },
  { name: 'bsdutils', why: 'script: a terminal for a shell' },
  { name: 'desktop-file-utils', why: 'reads our desktop entry' },
  { name: 'appstream', why: 'reads what software centres show of us' },
  { name: 'x11-utils', why: 'xprop: what the desktop knows of our window' },
  { name: 'shared-mime-info', why: 'knows a profile file by our description of it' },
  { name: 'krb5-kdc', why: 'Kerberos: the key distribution centre' },
  { name: 'krb5-admin-server', why: 'Kerberos: kadmin.local makes principals' },
  { name: 'krb5-user', why: 'Kerberos: kinit' },
  { name: 'mmdebstrap', why: 'bare systems to install packages into' },
];

/** To make packages. @type {readonly DebianPackage[]} */
export const TO_PACKAGE = [
  { name: 'libkrb5-dev', why: 'Kerberos: to compile the kerberos package' },
  { name: 'g++', why: 'to compile the kerberos package' },
  { name: 'make', why: 'to compile the kerberos package' },
  { name: 'python3', why: 'node-gyp, which compiles the kerberos package' },
  { name: 'rpm', why: 'to make an .rpm' },
  { name: 'zip', why: 'to make a .zip' },
  { name: 'gnupg', why: 'signs the apt repository' },
];
