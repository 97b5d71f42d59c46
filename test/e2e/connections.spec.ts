import { spawn } from 'node:child_process';
import { ROOT } from '../../scripts/setup/places.js';
import { makeFolder, runsAsRoot } from '../peers/folder.ts';
import { findProgram, until } from '../peers/process.ts';
import { executable, expect, surroundings, test } from './causeway.ts';

/**
 * Every connection that a program opens and every datagram that it sends, from its first instruction to its last, its
 * children's included: strace sits between them and the kernel, so that nothing can slip by. Not started by
 * Playwright, which would switch off half of what the app has to switch off by itself.
 */

interface Attempt {
  readonly call: string;
  readonly address: string;
  readonly port: number;
}

const strace = { name: 'strace', debianPackage: 'strace' };
/** What is done without being asked is done in the first seconds: the dictionary was asked for after one. */
const idleMs = 6_000;
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

const isLoopback = ({ address }: Attempt): boolean => /^127\.|^::1$|^::ffff:127\./.test(address);

interface Traced {
  readonly attempts: readonly Attempt[];
  readonly said: string;
}

/** Runs a program to its own end, or until `isDone` and then a polite signal. */
async function traced(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  isDone: () => Promise<boolean> = () => Promise.resolve(false),
): Promise<Traced> {
  const folder = await makeFolder('strace');
  const output = folder.file('trace');
  const options = ['-f', '--seccomp-bpf', '-qq', '-s', '0', '-e', `trace=${calls}`, '-e', 'signal=none'];
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
      async () => hasEnded() || (await isDone()),
      () => `the traced program done. It said:\n${said}`,
      30_000,
    );
    signal('SIGTERM');
    await until(hasEnded, () => `the traced program ended. It said:\n${said}`);
    return { attempts: attemptsIn(await folder.read('trace')), said };
  } finally {
    signal('SIGKILL');
    await folder.remove();
  }
}

test('the list would show an attempt to reach anybody', async () => {
  // To loopback, so that the test itself reaches nobody; the list makes no difference there.
  const script = `
    const { connect } = require('node:net');
    const attempt = (host) => new Promise((done) => connect(9, host).on('connect', done).on('error', done));
    const send = () => new Promise((done) => require('node:dgram').createSocket('udp4').send('x', 9, '127.0.0.8', done));
    Promise.all([attempt('127.0.0.9'), attempt('::1'), send()]).then(() => process.exit());`;
  const { attempts } = await traced([process.execPath, '-e', script], process.env);
  expect(attempts).toContainEqual({ call: 'connect', address: '127.0.0.9', port: 9 });
  expect(attempts).toContainEqual({ call: 'connect', address: '::1', port: 9 });
  expect(attempts).toContainEqual({ call: 'sendmsg', address: '127.0.0.8', port: 9 });
});

test('the app, started and idle, talks to nobody outside', async ({ keyring, userData }) => {
  const sandbox = runsAsRoot() ? ['--no-sandbox'] : [];
  const command = [await executable(), ROOT, ...sandbox, '--demo'];
  const isIdle = async (): Promise<boolean> => {
    const at = /"at":"([^"]+)".*"state":"online"/.exec(await userData.read('logs/causeway.log'))?.[1];
    return at !== undefined && Date.now() - Date.parse(at) > idleMs;
  };
  const { attempts } = await traced(command, surroundings(keyring, userData), isIdle);
  // The demo's own traffic shows that the list is alive: proxy, gateway and server, each on its port.
  expect(new Set(attempts.filter(isLoopback).map(({ port }) => port)).size).toBeGreaterThanOrEqual(3);
  expect(attempts.filter((attempt) => !isLoopback(attempt))).toEqual([]);
});
