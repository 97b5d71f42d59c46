import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { systemPeerOwners } from '../../main/ports/peer-owners.ts';
import { startCapture } from '../peers/capture.ts';
import { runsAsRoot } from '../peers/folder.ts';
import { loopback } from '../peers/port.ts';
import { direct, forThisTest } from './demo-hops.ts';
import { relayForThisTest } from './relayed.ts';

/** Whom a relay serves, by the system's own word (Linux). */

async function bordered() {
  const gateway = await forThisTest(startCapture());
  const relay = await relayForThisTest({
    profile: direct(`http://${loopback}:${gateway.port}`),
    ports: { peerOwners: systemPeerOwners(process.platform) },
  });
  return { gateway, relay };
}

async function answerTo(port: number, host: string, address = loopback): Promise<string> {
  const socket = connect({ port, host: address });
  onTestFinished(() => void socket.destroy());
  let said = '';
  socket.setEncoding('latin1').on('data', (text: string) => (said += text));
  socket.on('error', () => undefined);
  socket.write(`GET /stats HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  await new Promise((resolve) => socket.once('close', resolve));
  return said;
}

test.each(['127.0.0.1', 'localhost', '10.0.2.2', '10.0.3.2'])(
  'a program of this user is served as %s',
  async (host) => {
    const { gateway, relay } = await bordered();
    expect(await answerTo(relay.port, `${host}:${relay.port}`)).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(gateway.requests).toHaveLength(1);
  },
);

test('a program of this user is served over IPv6', async () => {
  const { relay } = await bordered();
  expect(await answerTo(relay.port, `[::1]:${relay.port}`, '::1')).toMatch(/^HTTP\/1\.1 200 OK/);
});

// Only root can run a program as somebody else; where the tests run otherwise, the tables are looked at in unit tests.
test.runIf(process.platform === 'linux' && runsAsRoot())(
  'a program of another user is closed unanswered, and told of',
  async () => {
    const { gateway, relay } = await bordered();
    const script = `const s = require('net').connect(${relay.port}, '127.0.0.1'); let n = 0; s.on('data', (d) => (n += d.length)); s.on('error', () => undefined); s.on('close', () => console.log('heard ' + n)); s.write('GET /stats HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\n\\r\\n');`;
    const child = spawn('setpriv', [
      '--reuid',
      '65534',
      '--regid',
      '65534',
      '--clear-groups',
      '--',
      process.execPath,
      '-e',
      script,
    ]);
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    await new Promise((resolve) => child.once('close', resolve));
    expect(said).toBe('heard 0\n');
    expect(relay.events).toEqual([{ event: 'refused', why: 'otherUser' }]);
    expect(gateway.connections()).toBe(0);
  },
);
