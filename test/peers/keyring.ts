import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { makeFolder, type PrivateFolder } from './folder.ts';
import { startDismissingPrompter, startUnansweredPrompter, type Prompter } from './prompter.ts';
import { findProgram, runProgram, startProcess, until, type PeerProcess } from './process.ts';

/**
 * `unlocked`: a login keyring, open. `locked`: the same, locked, without a prompter to ask for its password.
 * `absent`: a bus, but no Secret Service on it. `noBus`: not even a bus.
 */
export type KeyringState = 'unlocked' | 'locked' | 'absent' | 'noBus';

export interface KeyringItem {
  readonly service: string;
  readonly account: string;
  readonly password: string;
}

export interface KeyringOptions {
  readonly state: KeyringState;
  /** Stored before the keyring is locked. */
  readonly items?: readonly KeyringItem[];
}

export interface Keyring {
  /**
   * All a process needs to meet this keyring and no other. It must be set before libsecret first connects, and
   * libsecret connects once: a test may put it into its own `process.env`, but only one keyring a test file.
   */
  readonly env: Readonly<Record<string, string>>;
  readonly lock: () => void;
  readonly unlock: () => Promise<void>;
  /** Ends the Secret Service and leaves the bus: from now on it is absent. */
  readonly kill: () => Promise<void>;
  /** The Secret Service stays on the bus and answers nothing, as when a prompt is open and not seen. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** The bus no longer lets any program call the Secret Service, as a company's policy or a sandbox may have it. */
  readonly forbid: () => Promise<void>;
  readonly permit: () => Promise<void>;
  /** Plays a person who reads each of the keyring's prompts for a moment and clicks Cancel. */
  readonly dismissPrompts: () => Promise<Prompter>;
  /** Its prompts are shown and not answered. */
  readonly leavePromptsOpen: () => Promise<Prompter>;
  readonly stop: () => Promise<void>;
}

const dbusDaemon = { name: 'dbus-daemon', debianPackage: 'dbus' };
const dbusSend = { name: 'dbus-send', debianPackage: 'dbus' };
const gnomeKeyring = { name: 'gnome-keyring-daemon', debianPackage: 'gnome-keyring' };

const masterPassword = 'only for this test';
const loginCollection = '/org/freedesktop/secrets/collection/login';

/** No service folders: nothing is started on demand, neither a second keyring nor a prompt. */
const busConfiguration = (socket: string, rule = ''): string => `<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
    ${rule}
  </policy>
</busconfig>
`;

async function environment(folder: PrivateFolder, bus: string): Promise<Record<string, string>> {
  const place = async (name: string): Promise<string> => {
    await mkdir(folder.file(name), { mode: 0o700 });
    return folder.file(name);
  };
  return {
    DBUS_SESSION_BUS_ADDRESS: bus,
    HOME: await place('home'),
    XDG_RUNTIME_DIR: await place('run'),
    XDG_DATA_HOME: await place('data'),
    XDG_CONFIG_HOME: await place('config'),
    XDG_CACHE_HOME: await place('cache'),
  };
}

const call = (
  env: NodeJS.ProcessEnv,
  destination: string,
  path: string,
  method: string,
  ...args: string[]
): string =>
  runProgram(
    dbusSend,
    ['--session', '--print-reply', `--dest=${destination}`, path, method, ...args],
    '',
    env,
  );

const property = (env: NodeJS.ProcessEnv, path: string, kind: string, name: string): string =>
  call(
    env,
    'org.freedesktop.secrets',
    path,
    'org.freedesktop.DBus.Properties.Get',
    `string:org.freedesktop.Secret.${kind}`,
    `string:${name}`,
  );

const isLocked = (env: NodeJS.ProcessEnv): boolean =>
  property(env, loginCollection, 'Collection', 'Locked').includes('boolean true');

const isServing = (env: NodeJS.ProcessEnv): boolean => {
  try {
    return property(env, '/org/freedesktop/secrets', 'Service', 'Collections').includes(loginCollection);
  } catch {
    return false; // not yet on the bus
  }
};

const forbidden = '<deny send_destination="org.freedesktop.secrets"/>';
const busName = 'org.freedesktop.DBus';

const startBus = (folder: PrivateFolder, config: string, env: NodeJS.ProcessEnv): Promise<PeerProcess> =>
  startProcess({
    program: dbusDaemon,
    args: [`--config-file=${config}`, '--nofork'],
    env,
    isReady: () => folder.exists('run/bus'),
  });

const startDaemon = (folder: PrivateFolder, env: NodeJS.ProcessEnv): Promise<PeerProcess> =>
  startProcess({
    program: gnomeKeyring,
    args: [
      '--foreground',
      '--unlock',
      '--components=secrets',
      `--control-directory=${folder.file('run/keyring')}`,
    ],
    env,
    input: masterPassword,
    isReady: () => Promise.resolve(isServing(env)),
  });

/**
 * Unlocks the login keyring as PAM does when a user logs in: over the daemon's control socket, with no prompt.
 * A zero byte for the credentials, then length, operation 1 (unlock), and the password with its length;
 * the answer is its length and 0 for success (gnome-keyring, daemon/control/gkd-control-codes.h).
 */
function unlockOverControlSocket(socketPath: string): Promise<void> {
  const password = Buffer.from(masterPassword);
  const message = Buffer.alloc(1 + 12 + password.length);
  message.writeUInt32BE(12 + password.length, 1);
  message.writeUInt32BE(1, 5);
  message.writeUInt32BE(password.length, 9);
  password.copy(message, 13);
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath, () => socket.write(message));
    socket.once('error', reject);
    socket.once('data', (answer: Buffer) => {
      socket.destroy();
      if (answer.readUInt32BE(4) === 0) resolve();
      else reject(new Error(`gnome-keyring did not unlock: ${answer.toString('hex')}`));
    });
  });
}

const nothing = (): void => undefined;

/** A private keyring, real or really missing, for child processes. */
export async function startKeyring({ state, items = [] }: KeyringOptions): Promise<Keyring> {
  const folder = await makeFolder('keys');
  // "disabled:" and not unset: without an address libraries look for a bus in other places, the user's own included.
  const bus = state === 'noBus' ? 'disabled:' : `unix:path=${folder.file('run/bus')}`;
  const own = await environment(folder, bus);
  const env = { ...process.env, ...own };
  const started: PeerProcess[] = [];
  const prompters: Prompter[] = [];
  const stop = async (): Promise<void> => {
    prompters.forEach((prompter) => prompter.stop());
    for (const peer of started.toReversed()) await peer.stop();
    await folder.remove();
  };
  const lock = (): void => {
    call(
      env,
      'org.freedesktop.secrets',
      '/org/freedesktop/secrets',
      'org.freedesktop.Secret.Service.Lock',
      `array:objpath:${loginCollection}`,
    );
  };
  const socket = folder.file('run/bus');
  const setRule = async (rule: string): Promise<void> => {
    await folder.write('bus.conf', busConfiguration(socket, rule));
    call(env, busName, '/org/freedesktop/DBus', `${busName}.ReloadConfig`);
  };
  try {
    if (state !== 'noBus') {
      const config = await folder.write('bus.conf', busConfiguration(socket));
      started.push(await startBus(folder, config, env));
    }
    const daemon = state === 'unlocked' || state === 'locked' ? await startDaemon(folder, env) : undefined;
    if (daemon) started.push(daemon);
    const keyring: Keyring = {
      env: own,
      lock,
      unlock: async () => {
        await unlockOverControlSocket(folder.file('run/keyring/control'));
        await until(
          () => !isLocked(env),
          () => 'the login keyring unlocked',
        );
      },
      kill: async () => daemon?.stop(),
      freeze: () => daemon?.signal('SIGSTOP'),
      thaw: () => daemon?.signal('SIGCONT'),
      forbid: () => setRule(forbidden),
      permit: () => setRule(''),
      dismissPrompts: async () => {
        const prompter = await startDismissingPrompter(socket);
        prompters.push(prompter);
        return prompter;
      },
      leavePromptsOpen: async () => {
        const prompter = await startUnansweredPrompter(socket);
        prompters.push(prompter);
        return prompter;
      },
      stop,
    };
    for (const item of items)
      await askKeytar(
        keyring,
        'return keytar.setPassword(input.service, input.account, input.password)',
        item,
      );
    if (state === 'locked') lock();
    return keyring;
  } catch (error) {
    await stop();
    throw error;
  }
}

export interface ProgramResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs Node with this keyring: `args` are Node's own (`['script.mjs', 'argument']`), `input` is its standard input.
 * A child that hasn't ended by the deadline is killed, which shows as `signal: 'SIGKILL'`.
 */
export function runWithKeyring(
  keyring: Keyring,
  args: readonly string[],
  {
    input = '',
    env = {},
    deadlineMs = 15_000,
  }: { input?: string; env?: NodeJS.ProcessEnv; deadlineMs?: number } = {},
): Promise<ProgramResult> {
  const child = spawn(findProgram({ name: 'node', debianPackage: 'nodejs' }), args, {
    env: { ...process.env, ...keyring.env, ...env },
    timeout: deadlineMs,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', nothing).end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }));
  });
}

export type KeytarAnswer = { readonly answered: unknown } | { readonly rejected: string };

const keytarProgram = (body: string): string => `
import keytar from 'keytar';
import { text } from 'node:stream/consumers';
const input = JSON.parse(await text(process.stdin));
const run = async () => { ${body} };
const result = await run().then((answered) => ({ answered: answered ?? null }), (e) => ({ rejected: e.message }));
process.stdout.write(JSON.stringify(result));
`;

/** Runs the body of an async function over `keytar` and `input` in a child process, and tells what keytar said. */
export async function askKeytar(
  keyring: Keyring,
  body: string,
  input: unknown,
  deadlineMs = 15_000,
): Promise<KeytarAnswer> {
  const args = ['--input-type=module', '--eval', keytarProgram(body)];
  const result = await runWithKeyring(keyring, args, { input: JSON.stringify(input), deadlineMs });
  if (result.exitCode !== 0) {
    throw new Error(`keytar's process ended with ${result.exitCode ?? result.signal}: ${result.stderr}`);
  }
  // Written by the program above.
  return JSON.parse(result.stdout) as KeytarAnswer;
}
