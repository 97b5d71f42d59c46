import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** A command that was started, with this program's own streams. */
export interface RunningCommand {
  /** Its exit status; 128 and the signal's number where a signal ended it, as shells have it. */
  readonly ended: Promise<number>;
  end(signal: 'SIGINT' | 'SIGTERM'): void;
}

/** It could not be started; `code` is the system's name of the reason. */
export class CommandNotStarted extends Error {
  override readonly name = 'CommandNotStarted';
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Runs programs of the person's choice. */
export interface ChildCommands {
  /** Variables are added to this program's own. Errors: `CommandNotStarted`, by `ended`. */
  run(command: readonly string[], variables: Readonly<Record<string, string>>): RunningCommand;
}

export const systemCommands: ChildCommands = {
  run([program = '', ...args], variables) {
    const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...variables } });
    const ended = new Promise<number>((resolve, reject) => {
      child.once('error', (error: NodeJS.ErrnoException) => reject(new CommandNotStarted(error.code ?? '')));
      child.once('exit', (status, signal) => {
        resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal]));
      });
    });
    return { ended, end: (signal) => void child.kill(signal) };
  },
};

/** Calls once when the person or the system wants this program to end (SIGINT, SIGTERM); answers how to stop that. */
export type OnQuit = (call: (signal: 'SIGINT' | 'SIGTERM') => void) => () => void;

export const onQuitSignals: OnQuit = (call) => {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const listeners = signals.map((signal) => [signal, () => call(signal)] as const);
  listeners.forEach(([signal, listener]) => process.on(signal, listener));
  return () => listeners.forEach(([signal, listener]) => process.off(signal, listener));
};
