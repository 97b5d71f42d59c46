import type { Command, CommandOption } from './command.ts';

/** The contract's exit statuses, for authors of scripts. */
export const exitStatuses = [
  [0, 'all passed'],
  [2, 'usage or invalid profile'],
  [10, 'vault'],
  [11, 'auth server'],
  [12, 'route or forward proxy'],
  [13, 'TLS'],
  [14, 'gateway'],
  [15, 'session'],
  [16, 'network'],
  [17, 'port taken'],
  [70, 'a bug'],
] as const satisfies readonly (readonly [status: number, place: string])[];

/** What may stand in the place of a command. */
export const general: readonly CommandOption[] = [
  ['--help', 'this text; after a command, that of the command'],
  ['--version', 'the version of this program; with --json as one JSON object'],
];

/** How to call one command. */
export const usageOf = (command: Command): string =>
  `${synopsis([command])}\n${body(command)}\n${exitLines()}`;

/** How to call each of them, in a line a call. */
export const callsOf = (commands: readonly Command[]): string =>
  `${synopsis(commands)}\n“causeway COMMAND --help” says more about each.\n`;

/** Everything there is to say about the command line. */
export const manualOf = (commands: readonly Command[]): string =>
  [
    synopsis(commands),
    ...commands.map((command) => `${command.name}\n${body(command)}`),
    optionLines(general),
    exitLines(),
  ].join('\n');

function synopsis(commands: readonly Command[]): string {
  const calls = [
    ...commands.flatMap((command) => command.synopsis),
    ...(commands.length > 1 ? ['--version [--json]'] : []),
  ];
  return calls.map((call, at) => `${at === 0 ? 'Usage:' : '      '} causeway ${call}\n`).join('');
}

const body = ({ about, options }: Command): string =>
  [about.map((line) => `${line}\n`).join(''), optionLines(options)].filter((part) => part !== '').join('\n');

/** Columns of a line of the help. */
const width = 110;

function exitLines(): string {
  const parts = exitStatuses.map(([status, place]) => `${status} ${place}`);
  const lines = [`Exit status: ${parts[0]}`];
  for (const part of parts.slice(1)) {
    const last = lines.at(-1) ?? '';
    if (last.length + part.length + 3 > width) lines.splice(-1, 1, `${last},`, part);
    else lines.splice(-1, 1, `${last}, ${part}`);
  }
  return `${lines.join('\n')}.\n`;
}

const optionLines = (options: readonly CommandOption[]): string =>
  options.map(([option, meaning]) => `  ${option.padEnd(20)} ${meaning}\n`).join('');
