import { generateKeyPairSync, sign } from 'node:crypto';
import { startSyncServer } from '../../main/demo/sync-server.ts';
import { expect, expectOnline, test } from './causeway.ts';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a JWT from a file that the person points at', async ({ open, userData }) => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signed = `${part({ alg: 'RS256' })}.${part({ userId: 'erin' })}`;
  const signature = sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url');
  const path = await userData.write('.jwt', `${signed}.${signature}\n`);
  const server = await startSyncServer({ jwt: { provider: 'jwt', publicKey } });
  const { app, page } = await open();
  try {
    await page.evaluate(async (url) => {
      const profile = { formatVersion: 1, name: 'Erin', server: url, credential: { kind: 'jwt' } };
      const route = { mode: 'direct' };
      await window.causeway.saveProfile({
        id: null,
        profile: { ...profile, realmPaths: ['/~/tasks'], route },
        secrets: {},
      });
    }, server.url);
    // The system's own dialog can't be driven: the test stands in for the person before it.
    await app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    }, path);
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).first().click();
    const form = page.getByRole('dialog', { name: 'Sign in to Erin' });
    await form.getByText('A file', { exact: true }).click();
    await form.getByRole('button', { name: 'Choose a file…' }).click();
    await expect(form.getByLabel('File that another tool keeps a fresh JWT in')).toHaveValue(path);
    await form.getByRole('button', { name: 'Sign in' }).click();
    await expectOnline(page);
    expect(await page.content()).not.toContain(signature);
  } finally {
    await server.stop();
  }
});
