/** @typedef {import('../../main/command-line/command.ts').Command} Command */
/** @typedef {import('../../main/command-line/command.ts').CommandOption} CommandOption */

/**
 * @typedef {object} Manual
 * @property {readonly Command[]} commands
 * @property {readonly CommandOption[]} general
 * @property {readonly (readonly [number, string])[]} exitStatuses
 * @property {string} version
 * @property {string} date `2026-11-30`, or nothing
 */

/** Signs that roff draws in every encoding. @type {Readonly<Record<string, string>>} */
const SIGNS = { '\\': '\\e', '-': '\\-', '’': '\\(cq', '“': '\\(lq', '”': '\\(rq', '…': '...', '–': '\\(en' };

/** As roff reads it: signs by their names, and no line that it would take for a request. @param {string} text */
const roff = (text) =>
  text.replace(/[\\’“”…–-]/g, (sign) => SIGNS[sign] ?? sign).replace(/^(?=['.])/gm, '\\&');

/** Words that stand for others are in italics, all else in bold, as manuals have it. @param {string} call */
const drawn = (call) =>
  call
    .split(/([A-Z]{2,}|\bN\b|[[\]|…])/)
    .filter((part) => part !== '')
    .map((part) => {
      if (/^([A-Z]{2,}|N)$/.test(part)) return `\\fI${part}\\fR`;
      return /^[[\]|…]$/.test(part) ? roff(part) : `\\fB${roff(part)}\\fR`;
    })
    .join('');

/** @param {CommandOption} option */
const optionLines = ([option, meaning]) => ['.TP', drawn(option), roff(meaning)];

/** @param {Command} command */
const commandLines = ({ name, synopsis, about, options }) => [
  `.SS ${name}`,
  ...synopsis.flatMap((call) => [drawn(`causeway ${call}`), '.br']),
  '.PP',
  ...about.map(roff),
  ...options.flatMap(optionLines),
];

const PROGRAM = [
  'Causeway keeps sync websockets open to Realm Object Servers through corporate proxies and gateways, and says who',
  'refused, why, and what to change. Without a command its window opens; with profile files (*.causeway) it shows what',
  'is in them. With a command it works in the terminal: it needs no display, uses the profiles and the keychain of the',
  'window, and writes neither.',
];

const FILES = [
  ['~/.config/Causeway/profiles.json', 'the saved profiles, without any secret'],
  ['~/.config/Causeway/logs/causeway.log', 'what the window did, as events without any text from outside'],
];

const ENVIRONMENT = [
  ['CAUSEWAY_USER_DATA', 'another folder for all that Causeway keeps'],
  ['CAUSEWAY_LOG', 'where it is set, events are written on standard error'],
  ['HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY', 'the proxy of a profile that takes the system’s'],
  [
    'SSL_CERT_FILE, SSL_CERT_DIR, NODE_EXTRA_CA_CERTS',
    'authorities that are trusted beside the system’s own',
  ],
];

/** @param {readonly string[]} row */
const fileLines = ([name = '', meaning = '']) => ['.TP', `.I ${roff(name)}`, roff(meaning)];
/** @param {readonly string[]} row */
const variableLines = ([name = '', meaning = '']) => ['.TP', `.B ${roff(name)}`, roff(meaning)];

/** The manual in section 1, for man(1). @param {Manual} manual */
export function manPage({ commands, general, exitStatuses, version, date }) {
  const calls = [...commands.flatMap(({ synopsis }) => synopsis), '--version [--json]'];
  return `${[
    `.TH CAUSEWAY 1 "${date}" "causeway ${roff(version)}" "User Commands"`,
    '.SH NAME',
    'causeway \\- sync websockets through corporate proxies and gateways',
    '.SH SYNOPSIS',
    ...['[FILE…]', ...calls].flatMap((call) => [drawn(`causeway ${call}`.trim()), '.br']),
    '.SH DESCRIPTION',
    ...PROGRAM.map(roff),
    '.SH COMMANDS',
    ...commands.flatMap(commandLines),
    '.SH OPTIONS',
    ...general.flatMap(optionLines),
    '.SH EXIT STATUS',
    ...exitStatuses.flatMap(([status, meaning]) => ['.TP', `.B ${status}`, roff(meaning)]),
    '.SH FILES',
    ...FILES.flatMap(fileLines),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(variableLines),
    '.SH SEE ALSO',
    '.BR curl (1),',
    '.BR openssl (1)',
  ].join('\n')}\n`;
}
