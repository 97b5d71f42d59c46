import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const outFolder = fileURLToPath(new URL('../../out/', import.meta.url));

/** A module that runs in a process of its own, so that it shares neither memory nor event loop with who measures it. */
export interface OwnProcess<Ready, Order> {
  /** What the module said it is ready with. */
  readonly ready: Ready;
  readonly pid: number;
  /** Resolves when the module has carried it out. */
  readonly order: (order: Order) => Promise<void>;
  /** The same with what it answers. */
  readonly ask: (order: Order) => Promise<unknown>;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Ends the process. Safe to call twice, and after `kill`. */
  readonly stop: () => Promise<void>;
}

/** Bundles the module, which must call `serveOrders`, and starts it. Errors: it ended before it was ready. */
export async function startInOwnProcess<Ready, Order>(entry: URL): Promise<OwnProcess<Ready, Order>> {
  const program = await bundleForOwnProcess(entry);
  try {
    return await program.start<Ready, Order>();
  } finally {
    await program.remove();
  }
}

export interface OwnProgram {
  /** Starts it, as often as wanted. Errors: it ended before it was ready. */
  readonly start: <Ready, Order>() => Promise<OwnProcess<Ready, Order>>;
  /** Removes the bundle; what was started goes on. */
  readonly remove: () => Promise<void>;
}

/** Bundles a module that calls `serveOrders`, to be started more than once. */
export async function bundleForOwnProcess(entry: URL): Promise<OwnProgram> {
  const folder = await bundle(fileURLToPath(entry));
  const name = basename(entry.pathname).replace(/\.ts$/, '.js');
  return { start: () => startModule(join(folder, name)), remove: () => rm(folder, { recursive: true }) };
}

async function startModule<Ready, Order>(path: string): Promise<OwnProcess<Ready, Order>> {
  const child = fork(path, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  const first = await Promise.race([once(child, 'message'), exited.then(() => null)]);
  if (first === null) throw new Error(`${basename(path)} ended with ${child.exitCode} before it was ready`);
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const ask = async (order: unknown): Promise<unknown> => {
    child.send({ order });
    const [{ answer }] = (await once(child, 'message')) as [{ readonly answer?: unknown }];
    return answer;
  };
  return {
    ready: first[0] as Ready, // what `serveOrders` of the same module sent
    pid: child.pid ?? Number.NaN,
    order: async (order) => void (await ask(order)),
    ask,
    kill: (signal) => child.kill(signal),
    stop: async () => {
      if (isRunning()) child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Below the checkout, so that packages which stay outside the bundle are found. */
async function bundle(entry: string): Promise<string> {
  const outDir = await mkdtemp(join(outFolder, 'own-process-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: entry, outDir, emptyOutDir: true, copyPublicDir: false, minify: false },
  });
  return outDir;
}
