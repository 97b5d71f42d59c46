import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PeerFailed, until } from './process.ts';

export interface SeenNotification {
  readonly id: number;
  readonly title: string;
  readonly body: string;
}

/** One entry of the tray's menu; entries of a submenu are named with the way to them: `Staging/Connect`. */
export interface MenuLine {
  readonly id: number;
  readonly label: string;
  readonly enabled: boolean;
}

/** A desktop around the app, on the bus of a test's keyring: tray, notifications, and logind's signals. */
export interface DesktopShell {
  readonly notifications: () => readonly SeenNotification[];
  /** Those that the app took back. */
  readonly closed: () => readonly number[];
  readonly hasIcon: () => boolean;
  /** Whether the app asked logind to wait for it before a shut-down. */
  readonly delaysShutdown: () => boolean;
  readonly menu: () => Promise<readonly MenuLine[]>;
  /** `rrggbb` of what the icon is drawn with. */
  readonly colour: () => Promise<string>;
  readonly tooltip: () => Promise<string>;
  readonly choose: (label: string) => Promise<void>;
  readonly clickIcon: () => Promise<void>;
  readonly clickNotification: (id: number) => Promise<void>;
  readonly tellSleep: (isGoing: boolean) => Promise<void>;
  readonly tellShutdown: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface Line {
  readonly event: 'ready' | 'notified' | 'closed' | 'registered' | 'inhibited' | 'answered';
  readonly id?: number;
  readonly title?: string;
  readonly body?: string;
  readonly what?: string;
  readonly call?: number;
  readonly value?: unknown;
  readonly error?: string;
}

const script = fileURLToPath(new URL('desktop-shell.py', import.meta.url));
// The system's own, for which the packages are: another Python on the way may know nothing of them.
const python = '/usr/bin/python3';
const packages = 'python3-dbus python3-gi';

export async function startDesktopShell(
  env: Readonly<Record<string, string>>,
  { hasTray = true }: { readonly hasTray?: boolean } = {},
): Promise<DesktopShell> {
  const args = [script, ...(hasTray ? [] : ['--no-tray'])];
  const child = spawn(python, args, { env: { ...process.env, ...env } });
  const lines: Line[] = [];
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  // Written by the script beside us.
  createInterface(child.stdout).on('line', (line) => lines.push(JSON.parse(line) as Line));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.once('error', (error) => (complaints += error.message));
  const of = (event: Line['event']): Line[] => lines.filter((line) => line.event === event);
  const seen = (isSeen: () => boolean): Promise<void> =>
    until(
      () => {
        if (child.exitCode !== null || child.pid === undefined)
          throw new PeerFailed(`the desktop ended; on Debian: apt-get install ${packages}: ${complaints}`);
        return isSeen();
      },
      () => `the desktop did not answer: ${complaints}`,
    );

  let calls = 0;
  const ask = async (command: object): Promise<unknown> => {
    calls += 1;
    const call = calls;
    child.stdin.write(`${JSON.stringify({ ...command, call })}\n`);
    const answer = (): Line | undefined => of('answered').find((line) => line.call === call);
    await seen(() => answer() !== undefined);
    const { value, error } = answer() ?? {};
    if (error !== undefined) throw new PeerFailed(`the desktop failed: ${error}`);
    return value;
  };
  await seen(() => of('ready').length > 0);
  return {
    notifications: () => of('notified').map(({ id = 0, title = '', body = '' }) => ({ id, title, body })),
    closed: () => of('closed').map(({ id = 0 }) => id),
    hasIcon: () => of('registered').length > 0,
    delaysShutdown: () => of('inhibited').some(({ what }) => what === 'shutdown'),
    menu: async () => (await ask({ do: 'menu' })) as MenuLine[],
    colour: async () => (await ask({ do: 'colour' })) as string,
    tooltip: async () => (await ask({ do: 'tooltip' })) as string,
    choose: async (label) => void (await ask({ do: 'choose', label })),
    clickIcon: async () => void (await ask({ do: 'activate' })),
    clickNotification: async (id) => void (await ask({ do: 'click', id })),
    tellSleep: async (isGoing) => void (await ask({ do: 'sleep', going: isGoing })),
    tellShutdown: async () => void (await ask({ do: 'shutdown' })),
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
