import type { Command, CommandOption } from './command.ts';

/** The contract's exit statuses, for authors of scripts. */
const exitStatuses = `Exit status: 0 all passed, 2 usage or invalid profile, 10 vault, 11 auth server, 12 route or forward proxy,
13 TLS, 14 gateway, 15 session, 16 network, 17 port taken, 70 a bug.
`;

const general: readonly CommandOption[] = [
  ['--help', 'this text; after a command, that of the command'],
  ['--version', 'the version of this program'],
];

/** How to call one command. */
export const usageOf = (command: Command): string =>
  `${synopsis([command])}\n${body(command)}\n${exitStatuses}`;

/** How to call each of them, in a line a call. */
export const callsOf = (commands: readonly Command[]): string =>
  `${synopsis(commands)}\n“causeway COMMAND --help” says more about each.\n`;

/** Everything there is to say about the command line. */
export const manualOf = (commands: readonly Command[]): string =>
  [
    synopsis(commands),
    ...commands.map((command) => `${command.name}\n${body(command)}`),
    optionLines(general),
    exitStatuses,
  ].join('\n');

function synopsis(commands: readonly Command[]): string {
  const calls = [
    ...commands.flatMap((command) => command.synopsis),
    ...(commands.length > 1 ? ['--version'] : []),
  ];
  return calls.map((call, at) => `${at === 0 ? 'Usage:' : '      '} causeway ${call}\n`).join('');
}

const body = ({ about, options }: Command): string =>
  [about.map((line) => `${line}\n`).join(''), optionLines(options)].filter((part) => part !== '').join('\n');

const optionLines = (options: readonly CommandOption[]): string =>
  options.map(([option, meaning]) => `  ${option.padEnd(20)} ${meaning}\n`).join('');
