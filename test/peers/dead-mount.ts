import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { makeFolder } from './folder.ts';
import { runProgram, startProcess } from './process.ts';

const bindfs = { name: 'bindfs', debianPackage: 'bindfs' };
const fusermount = { name: 'fusermount3', debianPackage: 'fuse3' };

/** Some containers have no such device, and then nothing can be mounted. */
export const canMount = existsSync('/dev/fuse');

/** A real mount whose server can fall silent, as that of a network drive does: every call into it hangs until it wakes. */
export interface DeadMount {
  /** The path of a file there. */
  readonly file: (name: string) => string;
  readonly fallSilent: () => void;
  readonly wake: () => void;
  /** Killing the server lets those who wait go on with an error. */
  readonly stop: () => Promise<void>;
}

export async function startMount(): Promise<DeadMount> {
  const folder = await makeFolder('mount');
  const [source, target] = [folder.file('source'), folder.file('target')];
  await Promise.all([mkdir(source), mkdir(target)]);
  const server = await startProcess({
    program: bindfs,
    args: ['-f', source, target],
    isReady: () => {
      const mounts = runProgram({ name: 'cat', debianPackage: 'coreutils' }, ['/proc/self/mounts']);
      return Promise.resolve(mounts.includes(` ${target} `));
    },
  });
  return {
    file: (name) => `${target}/${name}`,
    fallSilent: () => server.signal('SIGSTOP'),
    wake: () => server.signal('SIGCONT'),
    stop: async () => {
      server.signal('SIGCONT');
      server.signal('SIGKILL');
      try {
        runProgram(fusermount, ['-u', '-z', target]);
      } catch {
        // It went with its server.
      }
      await server.stop();
      await folder.remove();
    },
  };
}
