import { en } from '../../shared/text/en/index.ts';
import { exitStatusOf } from '../check/check.ts';
import { problemOf } from '../problem-error.ts';
import { checkCommand } from './check.ts';
import type { Command, CommandContext, ProgramFacts } from '../command-line/command.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { inspectCommand } from './inspect.ts';
import { listCommand } from './list.ts';
import { relayCommand } from './relay.ts';
import { callsOf, manualOf, usageOf } from '../command-line/usage.ts';
import { UsageError } from '../command-line/usage-error.ts';

/** Every verb, in the order in which the help has them. A new one is a file beside this one, and a line here. */
export const commands: readonly Command[] = [
  checkCommand,
  relayCommand,
  importCommand,
  exportCommand,
  inspectCommand,
  listCommand,
];

/** Carries out what the arguments ask for. Never fails; answers the exit status. */
export async function runCommandLine(
  args: readonly string[],
  context: CommandContext,
  about: () => ProgramFacts,
): Promise<number> {
  const [name, ...rest] = args;
  const { terminal } = context;
  const command = commands.find((each) => each.name === name);
  if (command !== undefined) return runCommand(command, rest, context);
  if (name === '--version') {
    terminal.print(rest.includes('--json') ? jsonOf(about()) : `causeway ${about().version}\n`);
    return 0;
  }
  if (name === '--help' || name === '-h') {
    terminal.print(manualOf(commands));
    return 0;
  }
  return refuse(context, noSuchCommand(name), callsOf(commands));
}

const jsonOf = ({ version, node, system }: ProgramFacts): string =>
  `${JSON.stringify({ version: 1, causeway: version, node, system })}\n`;

async function runCommand(
  command: Command,
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  const { terminal, ports } = context;
  if (asksForHelp(args)) {
    terminal.print(usageOf(command));
    return 0;
  }
  const tellAll = (error: unknown): number => {
    const problem = problemOf(error, ports.nameBug);
    (command.tell ?? tellOnStandardError)(problem, args, terminal);
    return exitStatusOf(problem);
  };
  // Node would print the error's message, which may quote anything.
  context.onStrayError(tellAll);
  try {
    return await command.run(args, context);
  } catch (error) {
    return error instanceof UsageError ? refuse(context, error.message, usageOf(command)) : tellAll(error);
  }
}

const tellOnStandardError: NonNullable<Command['tell']> = (problem, _args, terminal) => {
  const { summary, hint } = en.explain(problem);
  terminal.complain(`causeway: ${summary} ${hint}\n`);
};

/** What follows `--` belongs to another program. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((each) => each === '--help' || each === '-h');
}

function noSuchCommand(name: string | undefined): string {
  const known = commands.map((each) => each.name).join(', ');
  if (name === undefined) return `say what to do: ${known}.`;
  // What was typed may be a secret in the wrong place: only what looks like a word is repeated.
  const isWord = /^[a-z][a-z-]{0,19}$/i.test(name);
  const isOption = name.startsWith('-');
  const typed = isWord
    ? `no command ${name}`
    : isOption
      ? 'no such option before a command'
      : 'no such command';
  return `there is ${typed}; there is ${known}.`;
}

function refuse({ terminal }: CommandContext, sentence: string, usage: string): number {
  terminal.complain(`causeway: ${sentence}\n\n${usage}`);
  return 2;
}
