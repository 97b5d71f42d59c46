import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { ensureElectron } from '../../scripts/setup/electron.js';
import { inRoot, ROOT } from '../../scripts/setup/places.js';
import { startSyncServer } from '../../main/demo/sync-server.ts';
import { makeFolder, runsAsRoot, type PrivateFolder } from '../peers/folder.ts';
import { startKerberos } from '../peers/kerberos.ts';
import { askKeytar } from '../peers/keyring.ts';
import { until } from '../peers/process.ts';
import { startSquid } from '../peers/squid.ts';
import { canary } from './company.ts';
import { expect, test } from './causeway.ts';
import { surroundings } from './surroundings.ts';

/** The app as it is installed, packaged from what is built, with the fuses of `npm run package` and no door for tests. */

interface Ran {
  readonly status: number | null;
  readonly said: string;
}

let release: PrivateFolder;
const causeway = (): string => release.file('linux-unpacked/causeway');

test.skip(process.platform !== 'linux', 'what is packaged elsewhere lies elsewhere');

test.beforeAll(async () => {
  test.setTimeout(180_000);
  release = await makeFolder('release');
  const { dist, version } = await ensureElectron();
  const settings = { electronDist: dist, electronVersion: version, 'directories.output': release.path };
  const command = [inRoot('node_modules', 'electron-builder', 'cli.js'), '--dir', '--publish', 'never'];
  const options = Object.entries(settings).map(([name, value]) => `-c.${name}=${value}`);
  const { status, said } = await run(process.execPath, [...command, ...options], process.env, {
    timeoutMs: 150_000,
  });
  expect(status, said).toBe(0);
});
test.afterAll(() => release.remove());

const isWritten = (file: string, what: string): boolean =>
  existsSync(file) && readFileSync(file, 'utf8').includes(what);

interface RunOptions {
  readonly timeoutMs?: number;
  /** Ends it once this is so. */
  readonly isDone?: () => boolean;
}

/** Runs a program to its end; one that doesn't come to it is killed, and has no status. */
async function run(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { timeoutMs = 20_000, isDone = () => false }: RunOptions = {},
): Promise<Ran> {
  const child = spawn(program, args, {
    cwd: ROOT,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  try {
    await until(
      () => hasEnded() || isDone(),
      () => `an end of ${args.join(' ')}. It said:\n${said}`,
      timeoutMs,
    );
    return { status: child.exitCode, said };
  } finally {
    if (!hasEnded()) {
      process.kill(-(child.pid ?? 0), 'SIGTERM');
      await until(hasEnded, () => 'the end after SIGTERM', 10_000).catch(() =>
        process.kill(-(child.pid ?? 0), 'SIGKILL'),
      );
    }
  }
}

const sandbox = runsAsRoot() ? ['--no-sandbox'] : [];

/** Each opens the window to others, leads its traffic elsewhere, or runs what isn't ours. */
const switches = [
  '--remote-debugging-port=0',
  '-remote-debugging-port=0',
  '--remote-debugging-pipe',
  '--proxy-pac-url=http://127.0.0.1:9/proxy.pac',
  '--proxy-server=127.0.0.1:9',
  '--host-rules=MAP * 127.0.0.1',
  '--host-resolver-rules=MAP * 127.0.0.1',
  '--ignore-certificate-errors',
  '--user-data-dir=/tmp/elsewhere',
  '--load-extension=/tmp/extension',
  '--js-flags=--expose-gc',
  '--inspect',
  '--inspect-brk=0',
  '--ssl-key-log-file=/tmp/keys',
  '--log-net-log=/tmp/log',
];

test('m12: the packaged app starts with no switch that opens it, and says so', async ({
  keyring,
  userData,
}) => {
  test.setTimeout(120_000);
  const env = surroundings(keyring, userData);
  for (const arg of switches) {
    await test.step(arg, async () => {
      const { status, said } = await run(causeway(), [...sandbox, arg], env);
      const [name = ''] = arg.split('=');
      expect(said).toContain(`Causeway doesn’t start with ${name}: the installed app takes no switches`);
      expect(status).toBe(64);
      expect(said).not.toMatch(/DevTools listening|Debugger listening/);
    });
  }
  // It never came to the point where it has a folder.
  expect(await userData.exists('logs')).toBe(false);
});

test('the packaged app takes the path of a file, and no switch beside it', async ({ keyring, userData }) => {
  test.setTimeout(120_000);
  const env = surroundings(keyring, userData);
  const profile = {
    formatVersion: 1,
    name: 'Berlin',
    server: 'https://a.example',
    credential: { kind: 'anonymous' },
  };
  const file = await userData.write('Berlin --inspect.causeway', JSON.stringify(profile));
  for (const args of [[file, '--inspect=0'], [file, '--', '--inspect=0'], ['-Berlin.causeway']]) {
    const { status, said } = await run(causeway(), [...sandbox, ...args], env);
    expect(said).toMatch(/Causeway doesn’t start with -/);
    expect(status).toBe(64);
  }
  const isStarted = () => isWritten(userData.file('logs/causeway.log'), '"event":"started"');
  const { said } = await run(causeway(), [...sandbox, file], env, { isDone: isStarted, timeoutMs: 40_000 });
  expect(isStarted()).toBe(true);
  expect(said).not.toMatch(/Debugger listening|doesn’t start/);
  expect(await userData.exists('profiles.json')).toBe(false);
});

test('l8: variables make the packaged app run or print nothing that it wouldn’t (fuses)', async ({
  keyring,
  userData,
}) => {
  test.setTimeout(120_000);
  const secret = canary('Header');
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(String(request.headers['x-key']));
    response.writeHead(403).end(`no, ${secret}`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const profile = {
    formatVersion: 1,
    name: 'Packaged',
    server: url,
    credential: { kind: 'anonymous' },
    route: { mode: 'direct' },
    gateway: { customRequestHeaders: [{ name: 'X-Key', secret: true }] },
  };
  const places = { 'header:x-key': [url] };
  const entry = { id: 'packaged', wanted: true, secrets: ['header:x-key'], places, profile };
  await userData.write('profiles.json', JSON.stringify({ schemaVersion: 1, profiles: [entry] }));
  await askKeytar(keyring, 'return keytar.setPassword(input.service, input.account, input.secret)', {
    service: 'Causeway',
    account: 'packaged/header:x-key',
    secret,
  });
  const hook = await userData.write(
    'hook.cjs',
    `require('node:fs').writeFileSync(${JSON.stringify(userData.file('ran'))}, '')`,
  );
  const talkative = {
    NODE_DEBUG: 'stream,http,net,tls,child_process,worker',
    DEBUG: '*',
    NODE_DEBUG_NATIVE: 'tls',
  };
  const env = {
    ...surroundings(keyring, userData),
    ...talkative,
    NODE_OPTIONS: `--require=${hook} --inspect=0`,
    ELECTRON_RUN_AS_NODE: '1',
  };
  try {
    const { said } = await run(causeway(), sandbox, env, {
      isDone: () => heard.length > 0,
      timeoutMs: 40_000,
    });
    expect(heard[0]).toBe(secret);
    for (const spelling of [
      secret,
      Buffer.from(secret).toString('hex'),
      Buffer.from(secret).toString('base64'),
    ]) {
      expect(said).not.toContain(spelling);
    }
    // Buffers are printed by their bytes.
    expect(said).not.toMatch(/<Buffer|^(STREAM|HTTP|NET|TLS|CHILD_PROCESS|WORKER) \d+:/m);
    expect(said).not.toMatch(/Debugger listening/);
    expect(await userData.exists('ran')).toBe(false);

    const asNode = await run(causeway(), [...sandbox, '-e', 'console.log("as" + "Node")'], env);
    expect(asNode.said).not.toContain('asNode');
    expect(asNode.status).toBe(64);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test('the packaged app notices that files of another version lie in its place', async ({
  keyring,
  userData,
}) => {
  test.setTimeout(120_000);
  // As an upgrade leaves them while the app starts.
  const manifest = release.file('linux-unpacked/resources/app.asar.unpacked/package.json');
  const before = readFileSync(manifest, 'utf8');
  writeFileSync(manifest, before.replace(/"version": "[^"]+"/, '"version": "9.0.0"'));
  try {
    const log = userData.file('logs/causeway.log');
    const isDone = () => isWritten(log, '"event":"replaced","by":"9.0.0"');
    const env = surroundings(keyring, userData);
    const { said } = await run(causeway(), sandbox, env, { isDone, timeoutMs: 60_000 });
    expect(isDone(), said).toBe(true);
  } finally {
    writeFileSync(manifest, before);
  }
});

test('the packaged app gets through a proxy that wants Kerberos, with the ticket of the person', async ({
  keyring,
  userData,
}) => {
  test.setTimeout(120_000);
  const kerberos = await startKerberos();
  const squid = await startSquid({ auth: { kind: 'negotiate', kerberos } });
  const server = await startSyncServer();
  try {
    const profile = {
      formatVersion: 1,
      name: 'Office',
      server: server.url,
      credential: { kind: 'anonymous' },
      // A ticket is for a host by its name.
      route: { mode: 'manual', proxy: `http://localhost:${squid.port}`, neverDirect: true },
    };
    const entry = { id: 'office', wanted: true, secrets: [], places: {}, profile };
    await userData.write('profiles.json', JSON.stringify({ schemaVersion: 1, profiles: [entry] }));
    const env = { ...surroundings(keyring, userData), ...kerberos.env };
    let wasOnline = false;
    const isOnline = (): boolean => (wasOnline ||= server.sessions().length > 0);
    const { said } = await run(causeway(), sandbox, env, { isDone: isOnline, timeoutMs: 60_000 });
    expect(wasOnline, said).toBe(true);
    // A line is written when its tunnel ends.
    await expect
      .poll(() => squid.accessLog())
      .toMatch(new RegExp(`TCP_TUNNEL/200 .*CONNECT .* ${kerberos.user}`));
  } finally {
    await Promise.all([server.stop(), squid.stop(), kerberos.stop()]);
  }
});
