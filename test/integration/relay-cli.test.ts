import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SdkClient } from '../peers/sdk-client.ts';
import { freePort, loopback } from '../peers/port.ts';
import { causeway, filesFor, ownEnvironment } from './command-line.ts';
import { alice, direct, serverForThisTest } from './demo-hops.ts';

/** The verb `relay` as a process, by the contract of the command line. */

const key = 'canary-header-55de';
const gateway = { customRequestHeaders: [{ name: 'X-Gateway-Key', secret: true as const }] };

/** `relay PROFILE …` as it runs; ended with the test. */
function running(args: readonly string[]) {
  const child = spawn(process.execPath, ['out/main/cli.js', 'relay', ...args], { env: ownEnvironment() });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    waiting.forEach((look) => look());
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const until = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(stdout);
        if (found !== null) resolve(found);
      };
      waiting.add(look);
      void ended.then(() => reject(new Error(`ended without ${String(pattern)}: ${stdout}${stderr}`)));
      look();
    });
  return { child, ended, until, stdout: () => stdout, stderr: () => stderr };
}

async function lent(more: object = {}) {
  const server = await serverForThisTest();
  const files = await filesFor(
    { ...direct(server.url), name: 'Staging', environment: 'staging', gateway, ...more },
    { password: alice.password, headers: { 'X-Gateway-Key': key } },
  );
  return { server, args: [files.profile, '--secrets', files.secrets] };
}

const eventsIn = (stdout: string): readonly Record<string, unknown>[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('relay', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'says where it listens, carries an app, and ends with 0 soon after %s',
    async (signal) => {
      const { args } = await lent();
      const { child, ended, until, stdout, stderr } = running([...args, '--port', '0']);
      const [, url = ''] = await until(
        /^relay for "Staging" \(staging\) on (http:\/\/127\.0\.0\.1:\d+), transparent\n$/,
      );
      const app = new SdkClient({ url, realmPath: '/~/tasks' });
      onTestFinished(() => app.stop());
      await app.login(alice.username, alice.password);
      await app.open();
      await app.until(() => app.isSynced);
      const startedAt = performance.now();
      child.kill(signal);
      expect(await ended).toBe(0);
      expect(performance.now() - startedAt).toBeLessThan(2_000);
      expect(stderr()).toBe('');
      expect(stdout()).not.toContain(key);
    },
  );

  test('--json tells each thing that happens in a line, and no secret', async () => {
    const { args, server } = await lent();
    const { child, ended, until, stdout, stderr } = running([...args, '--port', '0', '--json']);
    const [, url = ''] = await until(/"url":"([^"]+)"/);
    const app = new SdkClient({ url, realmPath: '/~/tasks' });
    onTestFinished(() => app.stop());
    await app.login(alice.username, alice.password);
    await app.open();
    await until(/"event":"connected"/);
    const refused = await fetch(`${url}/stats`, {
      headers: { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://evil.test' },
    });
    expect(refused.status).toBe(403);
    await until(/"event":"refused"/);
    await server.stop();
    await until(/"event":"held"/);
    app.stop();
    await until(/"event":"closed"/);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    const events = eventsIn(stdout());
    expect(events[0]).toEqual({ event: 'listening', url, mode: 'transparent', profile: 'Staging' });
    expect(events.find(({ event }) => event === 'connected')).toMatchObject({
      isSync: true,
      path: expect.stringMatching(/^\/.+\/tasks$/) as string,
    });
    expect(events.find(({ event }) => event === 'refused')).toEqual({ event: 'refused', why: 'origin' });
    expect(events.find(({ event }) => event === 'held')).toMatchObject({
      phase: {
        state: 'held',
        problem: {
          kind: expect.any(String) as string,
          summary: expect.stringMatching(/\.$/) as string,
          hint: expect.any(String) as string,
        },
      },
    });
    for (const text of [stdout(), stderr()]) {
      expect(text).not.toContain(key);
      expect(text).not.toContain(alice.password);
    }
  });

  test('--check goes the whole way once, and ends with the status of the hop that fails', async () => {
    const good = await lent();
    const { until, child, ended } = running([...good.args, '--port', '0', '--check']);
    await until(/^relay for/);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    const proxy = `http://${loopback}:${await freePort()}`;
    const bad = await lent({ route: { mode: 'manual', proxy } });
    const failed = await causeway(['relay', ...bad.args, '--port', '0', '--check']);
    expect([failed.status, failed.stdout]).toEqual([12, '']);
    expect(failed.stderr).toMatch(/^causeway: \S.*\.\n$/);
    const asJson = await causeway(['relay', ...bad.args, '--port', '0', '--check', '--json']);
    expect(asJson.status).toBe(12);
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      event: 'problem',
      problem: { place: 'forward proxy' },
    });
  });

  test('a port that is taken ends it with 17, and names the port', async () => {
    const server = createServer().listen(0, loopback);
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { args } = await lent();
    const ended = await causeway(['relay', ...args, '--port', String(port)]);
    expect([ended.status, ended.stdout]).toEqual([17, '']);
    expect(ended.stderr).toMatch(new RegExp(`^causeway: .*${port}`));
  });

  test.each([
    [['--port', '65536'], /--port must be/],
    [['--port', '-1'], /./],
    [['--mode', 'signedin'], /--mode must be one of/],
    [['--hold', '1.5'], /--hold must be/],
    [['--realm', 'no-slash'], /--realm /],
    [['--nonsense'], /nonsense/],
    [['another'], /one profile at a time/],
    [['--'], /what to run after --/],
    [['--demo'], /either a profile or --demo/],
  ] as const)('%j: refused with 2 and how to call', async (args, sentence) => {
    const ended = await causeway(['relay', '/nonexistent/profile.json', ...args]);
    expect([ended.status, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toMatch(sentence);
    expect(ended.stderr).toMatch(/Usage: causeway /);
  });
});

describe('relay -- COMMAND', () => {
  const node = (script: string): readonly string[] => ['--', process.execPath, '-e', script];

  test('runs it with the addresses, and ends with its status', async () => {
    const { args } = await lent();
    const script = `console.log(process.env.REALM_SERVER_URL, process.env.REALM_SYNC_URL); process.exitCode = 7;`;
    const ended = await causeway(['relay', ...args, '--port', '0', ...node(script)]);
    expect(ended.status).toBe(7);
    const [first = '', second = ''] = ended.stdout.trim().split('\n');
    const [, port = ''] = /^relay for .* on http:\/\/127\.0\.0\.1:(\d+), transparent$/.exec(first) ?? [];
    expect(second).toBe(`http://127.0.0.1:${port} ws://127.0.0.1:${port}`);
  });

  test('serves it', async () => {
    const { args } = await lent();
    const script = `fetch(process.env.REALM_SERVER_URL + '/auth', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ provider: 'password', data: 'alice', user_info: { password: 'wrong' } }) }).then((a) => { process.exitCode = a.status === 401 ? 0 : 1; });`;
    expect((await causeway(['relay', ...args, '--port', '0', ...node(script)])).status).toBe(0);
  });

  test('ends as a shell does with one that a signal ended', async () => {
    const { args } = await lent();
    const ended = await causeway([
      'relay',
      ...args,
      '--port',
      '0',
      ...node(`process.kill(process.pid, 'SIGKILL')`),
    ]);
    expect(ended.status).toBe(137);
  });

  test('hands it the signal, and ends with what it makes of it', async () => {
    const { args } = await lent();
    const script = `process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log('ready');`;
    const { child, ended, until } = running([...args, '--port', '0', ...node(script)]);
    await until(/^ready$/m);
    child.kill('SIGTERM');
    expect(await ended).toBe(9);
  });

  test('says that there is no such program', async () => {
    const { args } = await lent();
    const ended = await causeway(['relay', ...args, '--port', '0', '--', '/nonexistent/program']);
    expect(ended.status).toBe(2);
    expect(ended.stderr).toMatch(/there is no such program/);
  });
});
