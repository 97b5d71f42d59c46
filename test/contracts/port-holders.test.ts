import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { silentPortHolders, systemPortHolders } from '../../main/ports/port-holders.ts';
import { freePort, loopback } from '../peers/port.ts';

const onLinux = process.platform === 'linux';

test('the program that listens is named, where the system tells', async () => {
  const server = createServer().listen(0, loopback);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const own = onLinux ? readFileSync('/proc/self/comm', 'utf8').trim() : null;
  expect(await systemPortHolders(process.platform).nameOf(port)).toBe(own);
});

test('where nobody listens, or the system doesn’t tell, there is no name', async () => {
  expect(await systemPortHolders(process.platform).nameOf(await freePort())).toBeNull();
  expect(await silentPortHolders.nameOf(1)).toBeNull();
});
