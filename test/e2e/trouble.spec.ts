import { createServer, type Server, type TLSSocket } from 'node:tls';
import { connect, type AddressInfo } from 'node:net';
import type { Locator, Page } from '@playwright/test';
import { startSyncServer, type SyncServer } from '../../main/demo/sync-server.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import { startCapture } from '../peers/capture.ts';
import { createAuthority, type Authority, type Certificate } from '../peers/certificates.ts';
import { startOddGateway } from '../peers/odd.ts';
import { loopback } from '../peers/port.ts';
import { expect, expectOnline, firstSession, tab, test } from './causeway.ts';

/** What a person reads and does when the way is blocked: certificates, attempts, Cancel, and the fix to hand on. */

let server: SyncServer;
let authority: Authority;

test.beforeAll(async () => {
  // One that takes the first version it is asked for: the odd gateways answer a single try.
  const worker = { kind: 'choosing', oldest: 22, newest: 30 } as const;
  server = await startSyncServer({ users: { alice: { password: 'sesame' } }, worker });
  authority = await createAuthority('Unknown root');
});
test.afterAll(async () => {
  await server.stop();
  await authority.remove();
});

async function addProfile(page: Page, url: string): Promise<void> {
  const file: ProfileFile = {
    formatVersion: 1,
    name: 'Trouble',
    server: url,
    credential: { kind: 'password', username: 'alice' },
    realmPaths: ['/~/tasks'],
    route: { mode: 'direct' },
  };
  const added: object = file;
  await page.evaluate(
    (typed) => window.causeway.saveProfile({ id: null, profile: typed, secrets: { password: 'sesame' } }),
    added,
  );
}

interface TlsFront {
  readonly url: string;
  /** From now on another certificate is shown, and connections made with the old one end. */
  readonly show: (certificate: Certificate) => void;
  readonly stop: () => void;
}

/** TLS in front of the server, whose certificate can be exchanged on the same port. */
async function startFront({ cert, key }: Certificate): Promise<TlsFront> {
  const open = new Set<TLSSocket>();
  const front: Server = createServer({ cert, key }, (socket) => {
    const far = connect(server.port, loopback);
    open.add(socket.on('close', () => far.destroy()).on('error', () => far.destroy()));
    far.on('close', () => socket.destroy()).on('error', () => socket.destroy());
    socket.pipe(far).pipe(socket);
  });
  await new Promise<void>((resolve) => front.listen(0, loopback, resolve));
  const hangUp = (): void => open.forEach((socket) => void socket.destroy());
  return {
    // A listening TCP server's address is never null nor a string.
    url: `https://${loopback}:${(front.address() as AddressInfo).port}`,
    show: (next) => {
      front.setSecureContext({ cert: next.cert, key: next.key });
      front.setTicketKeys(Buffer.from(front.getTicketKeys().map((byte) => byte ^ 1)));
      hangUp();
    },
    stop: () => {
      hangUp();
      front.close();
    },
  };
}

const main = (page: Page): Locator => page.getByRole('main');

test('an unknown certificate is shown and trusted until a date; another one is told as changed', async ({
  open,
}) => {
  const front = await startFront(await authority.issue());
  try {
    const { page } = await open();
    await addProfile(page, front.url);

    await test.step('the chain says who signed it, and that nobody here vouches for it', async () => {
      await expect(main(page)).toContainText('The certificate of the auth server 127.0.0.1');
      await main(page).getByText('Certificates', { exact: true }).first().click();
      const chain = main(page).getByRole('region', { name: 'Certificates' }).first();
      await expect(chain).toContainText('signed by Unknown root');
      await expect(chain).toContainText('nobody on this computer vouches for it');
      await expect(chain).toContainText(/([0-9A-F]{2}:){31}[0-9A-F]{2}/);
    });

    await test.step('trusting exactly this one leads online', async () => {
      await main(page)
        .getByRole('button', { name: /^Trust until / })
        .nth(1)
        .click();
      // The password was typed once, and has not been sent anywhere yet.
      await expectOnline(page);
      await tab(page, 'Trace').click();
      const sync = page
        .getByRole('list', { name: 'Sync' })
        .getByRole('listitem')
        .filter({ hasText: /^✓ TLS/ })
        .first();
      await sync.getByText('What was shown and said here').click();
      await expect(sync).toContainText(/Accepted because you trust exactly this certificate until /);
    });

    await test.step('another certificate is refused, and told as changed', async () => {
      front.show(await authority.issue());
      await expect(main(page)).toContainText('The certificate of the', { timeout: 20_000 });
      await main(page).getByText('Certificates', { exact: true }).first().click();
      await expect(main(page)).toContainText('Not the certificate of the last good connection');
    });
  } finally {
    front.stop();
  }
});

test('the fix for a gateway is copied from the window', async ({ open }) => {
  const gateway = await startOddGateway({ host: loopback, port: server.port }, (answer, request) =>
    request.startsWith('GET') ? 'HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n' : answer,
  );
  try {
    const { app, page } = await open();
    await addProfile(page, gateway.url);
    const session = firstSession(page);
    await expect(session).toContainText('The Upgrade header was lost before the server');
    await session.getByRole('button', { name: 'Show the fix' }).click();
    const targets = session.getByRole('group', { name: 'Who has to change something' });
    const clipboard = () => app.evaluate((electron) => electron.clipboard.readText());

    await targets.getByRole('button', { name: 'nginx' }).click();
    await session.getByRole('button', { name: 'Copy', exact: true }).click();
    await expect.poll(clipboard).toContain('proxy_set_header Upgrade $http_upgrade;  # <- this');

    await targets.getByRole('button', { name: 'Apache' }).click();
    await session.getByRole('button', { name: 'Copy', exact: true }).click();
    await expect.poll(clipboard).toMatch(/# the next line: {2}# <- this\n {2}ProxyPass .* upgrade=websocket/);
    await expect(session.locator('.mending')).toHaveCount(2);
  } finally {
    await gateway.stop();
  }
});

test('earlier attempts can be looked at', async ({ open }) => {
  let isOpen = false;
  const gateway = await startOddGateway({ host: loopback, port: server.port }, (answer, request) =>
    isOpen || !request.startsWith('GET')
      ? answer
      : { instead: 'HTTP/1.1 403 Forbidden\r\nContent-Length: 14\r\n\r\nnot before ten' },
  );
  try {
    const { page } = await open();
    await addProfile(page, gateway.url);
    await expect(firstSession(page)).toContainText('The gateway forbids the upgrade (403).');
    isOpen = true;
    await firstSession(page).getByRole('button', { name: 'Retry now' }).click();
    await expectOnline(page);

    await tab(page, 'Trace').click();
    const picker = page.getByRole('combobox', { name: 'Attempts' });
    const details = page.getByRole('complementary', { name: 'Session details' });
    await expect(details).not.toContainText('not before ten');
    await expect(picker.locator('option')).toHaveCount(2);
    await picker.selectOption({ index: 1 });
    const upgrade = details.getByRole('listitem').filter({ hasText: '✕ Upgrade' });
    await upgrade.getByText('What was shown and said here').click();
    await expect(upgrade).toContainText('HTTP/1.1 403 Forbidden');
    await expect(upgrade).toContainText('not before ten');
    await picker.selectOption('newest');
    await expect(details).not.toContainText('not before ten');
  } finally {
    await gateway.stop();
  }
});

test('Cancel ends what hangs', async ({ open }) => {
  const silent = await startCapture({ reply: { kind: 'silence' } });
  try {
    const { page } = await open();
    await addProfile(page, `http://${silent.host}:${silent.port}`);
    await silent.request();
    await page.getByRole('button', { name: 'Cancel connecting /~/tasks' }).click();
    await expect(main(page)).toContainText('Cancelled.');
    await expect(page.getByRole('button', { name: 'Cancel connecting /~/tasks' })).toHaveCount(0);
    await tab(page, 'Trace').click();
    await expect(page.getByRole('complementary', { name: 'Session details' })).toContainText(
      /✕ Sign in.*refused/,
    );
  } finally {
    await silent.stop();
  }
});
