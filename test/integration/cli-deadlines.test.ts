import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ProfileFile } from '../../shared/profile.ts';
import { startCapture, type CapturedRequest, type CaptureReply } from '../peers/capture.ts';
import { checkProfile, verdictOf, type Checked } from './command-line.ts';
import { alice, direct, forThisTest, serverForThisTest } from './demo-hops.ts';
import { answer, grant, scripted, type Script } from './scripted-server.ts';

const deadlineMs = 1_200;
/** Starting and ending the program, on a machine that is busy. */
const slackMs = 4_000;

/** The check ends on time and names the stage that was under way. */
async function endsOnTime(profile: ProfileFile): Promise<Checked> {
  const secrets = { password: alice.password, proxyPassword: 'sesame' };
  const checked = await checkProfile(profile, secrets, ['--deadline', String(deadlineMs / 1000)]);
  expect(checked.ms).toBeGreaterThanOrEqual(deadlineMs);
  expect(checked.ms).toBeLessThan(deadlineMs + slackMs);
  return checked;
}

async function playing(script: Script): Promise<string> {
  const { port } = await forThisTest(startCapture({ reply: scripted(script) }));
  return `127.0.0.1:${port}`;
}

const silence = (): CaptureReply => ({ kind: 'silence' });

const asksForAccess = ({ body }: CapturedRequest): boolean => body.toString('utf8').includes('"path"');

/** A process that listens and never accepts, its queue full: the next SYN is not answered. */
async function deafPort(): Promise<number> {
  const program = `const s = require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 },
    () => { console.log(s.address().port); setTimeout(() => process.kill(process.pid, 'SIGSTOP'), 50); });`;
  const child = spawn(process.execPath, ['--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(line.toString());
  const isStopped = async (): Promise<string> => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
    return Promise.race([
      once(socket, 'connect').then(() => 'accepted'),
      new Promise<string>((resolve) => setTimeout(() => resolve('nobody answered'), 200)),
    ]);
  };
  await expect.poll(isStopped, { timeout: 10_000 }).toBe('nobody answered');
  return port;
}

describe('--deadline ends the check at a peer that says nothing', () => {
  test('when connecting', async () => {
    const checked = await endsOnTime(direct(`http://127.0.0.1:${await deafPort()}`));
    expect(verdictOf(checked)).toEqual({ status: 16, kind: 'auth.timeout', place: 'auth server' });
    expect(checked.result.problem).toMatchObject({ stage: 'connect', remedy: 'retry' });
  });

  test('at the forward proxy', async () => {
    const proxy = `http://${await playing({ connect: silence })}`;
    const checked = await endsOnTime(direct('http://127.0.0.1:9', { route: { mode: 'manual', proxy } }));
    expect(verdictOf(checked)).toEqual({
      status: 12,
      kind: 'route.timeout',
      place: 'forward proxy',
    });
    expect(checked.result.problem).toMatchObject({ stage: 'proxy' });
  });

  test('at the forward proxy, the second time it is asked', async () => {
    const challenge = ['Proxy-Authenticate: Basic realm="corp"', 'Connection: close'];
    const connectReply = ({ lines }: CapturedRequest): CaptureReply =>
      lines.some((line) => line.startsWith('Proxy-Authorization'))
        ? silence()
        : answer('407 Proxy Authentication Required', '', ...challenge);
    const proxy = `http://${await playing({ connect: connectReply })}`;
    const route = { mode: 'manual', proxy, username: 'alice' } as const;
    const checked = await endsOnTime(direct('http://127.0.0.1:9', { route }));
    expect(verdictOf(checked)).toMatchObject({ status: 12, kind: 'route.timeout' });
    expect(checked.result.problem).toMatchObject({ stage: 'proxy' });
  });

  test('in the TLS handshake of the auth server', async () => {
    const checked = await endsOnTime(direct(`https://${await playing({})}`));
    expect(verdictOf(checked)).toEqual({ status: 13, kind: 'auth.timeout', place: 'auth server' });
    expect(checked.result.problem).toMatchObject({ stage: 'tls' });
  });

  test('at sign-in', async () => {
    const checked = await endsOnTime(direct(`http://${await playing({ auth: silence })}`));
    expect(verdictOf(checked)).toEqual({ status: 11, kind: 'auth.timeout', place: 'auth server' });
    expect(checked.result.problem).toMatchObject({ stage: 'sign-in' });
  });

  test('at the access token', async () => {
    const auth = (request: CapturedRequest): CaptureReply =>
      asksForAccess(request) ? silence() : grant(request);
    const checked = await endsOnTime(direct(`http://${await playing({ auth })}`));
    expect(verdictOf(checked)).toMatchObject({ status: 11, kind: 'auth.timeout' });
    expect(checked.result.problem).toMatchObject({ stage: 'access-token' });
  });

  test('in the TLS handshake of the gateway', async () => {
    const gateway = { syncUrl: `wss://${await playing({})}` };
    const checked = await endsOnTime(direct(`http://${await playing({})}`, { gateway }));
    expect(verdictOf(checked)).toEqual({ status: 13, kind: 'gateway.timeout', place: 'gateway' });
    expect(checked.result.problem).toMatchObject({ stage: 'tls' });
  });

  test('at the upgrade', async () => {
    const checked = await endsOnTime(direct(`http://${await playing({ upgrade: silence })}`));
    expect(verdictOf(checked)).toEqual({ status: 14, kind: 'gateway.timeout', place: 'sync server' });
    expect(checked.result.problem).toMatchObject({ stage: 'upgrade' });
    expect(checked.result.upgrade?.target).toContain('/realm-sync/%2F');
  });

  test('at BIND', async () => {
    const server = await serverForThisTest({ isDeaf: true });
    const checked = await endsOnTime(direct(server.url));
    expect(verdictOf(checked)).toEqual({
      status: 15,
      kind: 'session.timeout',
      place: 'sync server',
    });
    expect(checked.result.problem).toMatchObject({ stage: 'bind' });
    expect(checked.result.session).toMatchObject({ bound: false, heldMs: 0 });
  });
});
