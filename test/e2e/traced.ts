import { spawn } from 'node:child_process';
import { makeFolder } from '../peers/folder.ts';
import { findProgram, until } from '../peers/process.ts';

/**
 * Every connection that a program opens and every datagram that it sends, from its first instruction to its last, its
 * children's included: strace sits between them and the kernel, so that nothing can slip by.
 */

export interface Attempt {
  readonly call: string;
  readonly address: string;
  readonly port: number;
}

const strace = { name: 'strace', debianPackage: 'strace' };
const calls = 'connect,sendto,sendmsg,sendmmsg';

/** `connect(9, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.1")}, 16) = 0`, and IPv6's like. */
function attemptsIn(trace: string): readonly Attempt[] {
  const v4 = /(\w+)\([^\n]*?sin_port=htons\((\d+)\), sin_addr=inet_addr\("([^"]+)"\)/g;
  const v6 = /(\w+)\([^\n]*?sin6_port=htons\((\d+)\)[^\n]*?inet_pton\(AF_INET6, "([^"]+)"/g;
  return [...trace.matchAll(v4), ...trace.matchAll(v6)].map(([, call = '', port, address = '']) => ({
    call,
    address,
    port: Number(port),
  }));
}

export const isLoopback = ({ address }: Attempt): boolean => /^127\.|^::1$|^::ffff:127\./.test(address);

export interface Traced {
  readonly attempts: readonly Attempt[];
  /** Everything as strace wrote it down: datagrams with their first bytes. */
  readonly trace: string;
  readonly said: string;
}

/** Runs a program to its own end, or until `isDone`, which is told what it said so far, and then a polite signal. */
export async function traced(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  isDone: (said: string) => Promise<boolean> = () => Promise.resolve(false),
): Promise<Traced> {
  const folder = await makeFolder('strace');
  const output = folder.file('trace');
  const options = ['-f', '--seccomp-bpf', '-qq', '-s', '200', '-e', `trace=${calls}`, '-e', 'signal=none'];
  const child = spawn(findProgram(strace), [...options, '-o', output, ...command], { env, detached: true });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const signal = (name: NodeJS.Signals): void => {
    if (!hasEnded()) process.kill(-(child.pid ?? 0), name);
  };
  try {
    await until(
      async () => hasEnded() || (await isDone(said)),
      () => `the traced program done. It said:\n${said}`,
      30_000,
    );
    signal('SIGTERM');
    await until(hasEnded, () => `the traced program ended. It said:\n${said}`);
    const trace = await folder.read('trace');
    return { attempts: attemptsIn(trace), trace, said };
  } finally {
    signal('SIGKILL');
    await folder.remove();
  }
}
