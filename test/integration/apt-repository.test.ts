import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { packageRepo } from '../../scripts/package/repo.js';
import { makeTinyPackage, startApt, type PrivateApt } from '../peers/apt.ts';
import { makeFolder } from '../peers/folder.ts';
import { startSquid, type Squid } from '../peers/squid.ts';
import { forThisTest } from './demo-hops.ts';

/** `npm run package -- repo`, with real apt: through a forward proxy that wants a login, on a root of its own. */

const user = { username: 'nell', password: 'canary-apt-71' };
/** A name that only the forward proxy resolves. */
const host = 'packages.corp.internal';

interface Served {
  readonly release: string;
  readonly repo: string;
  readonly keyring: string;
  /** Its port is another one each time. */
  readonly url: string;
  readonly requests: readonly string[];
}

async function served(): Promise<Served> {
  const folder = await makeFolder('release');
  onTestFinished(() => folder.remove());
  const keyring = await makeFolder('gpg');
  onTestFinished(() => keyring.remove());
  await chmod(keyring.path, 0o700);
  const repo = folder.file('repo');
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(request.url ?? '/'));
    requests.push(path);
    readFile(join(repo, path)).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { release: folder.path, repo, keyring: keyring.path, url: `http://${host}:${port}`, requests };
}

const publish = ({ release, keyring }: Served) => packageRepo({ from: release, keyring, env: {} });

const squidWithLogin = () =>
  forThisTest(startSquid({ auth: { kind: 'basic', users: [user] }, hosts: { [host]: '127.0.0.1' } }));

async function aptThrough(
  squid: Squid,
  { repo, url }: Served,
  key = 'causeway-archive-keyring.asc',
  password = user.password,
): Promise<PrivateApt> {
  const proxy = `http://${user.username}:${password}@${squid.host}:${squid.port}`;
  const source = `deb [signed-by=${join(repo, key)}] ${url} stable main`;
  return forThisTest(startApt(source, [`Acquire::http::Proxy "${proxy}";`]));
}

describe('the apt repository', () => {
  test.each(['asc', 'gpg'])('brings a newer version through a proxy with a login (%s)', async (form) => {
    const shop = await served();
    await makeTinyPackage(shop.release, { version: '0.2.0', content: 'old' });
    await publish(shop);
    const squid = await squidWithLogin();
    const apt = await aptThrough(squid, shop, `causeway-archive-keyring.${form}`);
    expect(await apt.get('update')).toMatchObject({ status: 0 });
    expect(await apt.get('install', 'causeway')).toMatchObject({ status: 0 });
    expect(apt.installed()).toBe('0.2.0');

    await makeTinyPackage(shop.release, { version: '0.3.0', content: 'new' });
    await makeTinyPackage(shop.release, { version: '0.4.0~beta.1', content: 'not yet' });
    await publish(shop);
    expect(await apt.get('update')).toMatchObject({ status: 0 });
    expect(await apt.get('upgrade')).toMatchObject({ status: 0 });
    expect(apt.installed()).toBe('0.3.0');
    expect(await readFile(apt.inRoot('opt/Causeway/version'), 'utf8')).toBe('new');
    expect(await squid.accessLog()).toContain(user.username);
  });

  test('is refused where InRelease was tampered with, and nothing is installed', async () => {
    const shop = await served();
    await makeTinyPackage(shop.release, { version: '0.2.0', content: 'old' });
    await publish(shop);
    const file = join(shop.repo, 'dists', 'stable', 'InRelease');
    const signed = await readFile(file, 'utf8');
    await writeFile(file, signed.replace('Label: Causeway', 'Label: Causewaz'));
    const apt = await aptThrough(await squidWithLogin(), shop);
    const { output } = await apt.get('update', '-o', 'APT::Update::Error-Mode=any');
    expect(output).toMatch(/BADSIG|signatures were invalid|is not signed/);
    expect((await apt.get('install', 'causeway')).status).not.toBe(0);
    expect(apt.installed()).toBe('');
  });

  test('is refused under another key', async () => {
    const shop = await served();
    await makeTinyPackage(shop.release, { version: '0.2.0', content: 'old' });
    await publish(shop);
    const other = await served();
    await makeTinyPackage(other.release, { version: '0.2.0', content: 'old' });
    await publish(other);
    const apt = await aptThrough(await squidWithLogin(), { ...other, url: shop.url });
    expect((await apt.get('update', '-o', 'APT::Update::Error-Mode=any')).output).toMatch(
      /NO_PUBKEY|not signed/,
    );
    expect((await apt.get('install', 'causeway')).status).not.toBe(0);
  });

  test('is refused where a package was altered', async () => {
    const shop = await served();
    await makeTinyPackage(shop.release, { version: '0.2.0', content: 'old' });
    await publish(shop);
    const apt = await aptThrough(await squidWithLogin(), shop);
    expect(await apt.get('update')).toMatchObject({ status: 0 });
    const file = join(shop.repo, 'pool/main/c/causeway/causeway_0.2.0_all.deb');
    const bytes = await readFile(file);
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    await writeFile(file, bytes);
    const { status, output } = await apt.get('install', 'causeway');
    expect([status === 0, output]).toEqual([false, expect.stringMatching(/Hash Sum mismatch/)]);
    expect(apt.installed()).toBe('');
  });

  test('keeps its key from one time to the next, and what it lays down is public', async () => {
    const shop = await served();
    await makeTinyPackage(shop.release, { version: '0.2.0', content: 'old' });
    const key = async () => {
      await publish(shop);
      return readFile(join(shop.repo, 'causeway-archive-keyring.asc'), 'utf8');
    };
    const first = await key();
    expect(await key()).toBe(first);
    expect(first).toMatch(/^-----BEGIN PGP PUBLIC KEY BLOCK-----/);
    expect(first).not.toContain('PRIVATE');
  });

  test('is not made for others with a key of this computer, nor of nothing', async () => {
    const shop = await served();
    await expect(publish(shop)).rejects.toThrow('npm run package -- deb');
    await makeTinyPackage(shop.release, { version: '0.2.0', content: 'old' });
    const asRelease = packageRepo({ from: shop.release, keyring: shop.keyring, env: {}, isRelease: true });
    await expect(asRelease).rejects.toThrow('CAUSEWAY_ARCHIVE_KEY');
  });
});
