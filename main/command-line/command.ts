import type { Problem } from '../../shared/problem.ts';
import type { SubjectDeps } from './subject.ts';
import type { Ports } from '../dependencies.ts';
import type { ChildCommands, OnQuit } from '../ports/child-command.ts';
import type { RelayPorts } from '../relay/relay.ts';
import type { Terminal } from './terminal.ts';

/** One verb of the command line: what its help says, and what it does. */
export interface Command {
  readonly name: string;
  /** Each way to call it, without the program's name: `check PROFILE [options]`. */
  readonly synopsis: readonly string[];
  /** What it does and what it needs to know, in whole lines. */
  readonly about: readonly string[];
  readonly options: readonly CommandOption[];
  /** Carries it out and answers the exit status. Errors: `UsageError`, `ProblemError`; anything else is a bug. */
  readonly run: (args: readonly string[], context: CommandContext) => Promise<number>;
  /** How a failure is told where standard output is promised to hold a result even then. Default: on standard error. */
  readonly tell?: (problem: Problem, args: readonly string[], terminal: Terminal) => void;
}

/** As it stands in the help: `--realm PATH`, and what for; and the words that it takes, where only some are. */
export type CommandOption = readonly [option: string, meaning: string, values?: readonly string[]];

/** What the program says of itself. */
export interface ProgramFacts {
  /** With `local` in it where it was packaged with an Electron that isn't to be given away. */
  readonly version: string;
  readonly node: string;
  /** `linux x64` */
  readonly system: string;
}

/** What commands work with; made once, by the composition root. */
export interface CommandContext extends SubjectDeps {
  readonly ports: Ports;
  readonly relayPorts: Pick<RelayPorts, 'listener' | 'peerOwners' | 'portHolders'>;
  /** What the person has a verb run. */
  readonly commands: ChildCommands;
  readonly onQuit: OnQuit;
  readonly terminal: Terminal;
  /** What to do about an error that nothing caught; the program ends with the status it answers. */
  readonly onStrayError: (end: (error: unknown) => number) => void;
}
