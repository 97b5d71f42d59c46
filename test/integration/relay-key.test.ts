import { expect, test, vi } from 'vitest';
import { MemoryDocuments } from '../fakes/documents.ts';
import { MemoryKeychain } from '../../main/ports/keychain.ts';
import { alice, direct, serverForThisTest } from './demo-hops.ts';
import { startEmptyApp } from './app.ts';
import { freePort } from '../peers/port.ts';

test('a key is made for the apps of an account that is lent, and another one ends their sign-ins', async () => {
  const server = await serverForThisTest();
  const app = startEmptyApp(new MemoryDocuments(), new MemoryKeychain());
  const port = await freePort();
  const profile = direct(server.url, { relay: { port, mode: 'signedIn' } });
  const saved = await app.handlers.saveProfile({ id: null, profile, secrets: { password: alice.password } });
  if (!saved.ok) throw new Error(JSON.stringify(saved.problem));
  const id = saved.value;
  expect((await app.handlers.startRelay({ id })).ok).toBe(true);
  const relay = () => app.view.profiles.find((each) => each.id === id)?.relay;
  expect(relay()).toMatchObject({ state: 'listening', port, mode: 'signedIn' });
  expect(app.view.profiles.find((each) => each.id === id)?.savedSecrets).toContain('relayKey');

  const made = await app.handlers.replaceRelayKey({ id });
  if (!made.ok) throw new Error(JSON.stringify(made.problem));
  expect(made.value).toMatch(/^[\w-]{32}$/);
  expect(JSON.stringify(app.view)).not.toContain(made.value);
  const standIn = await signedInWith(port, made.value);
  expect(standIn).not.toBeNull();

  const other = await app.handlers.replaceRelayKey({ id });
  if (!other.ok) throw new Error(JSON.stringify(other.problem));
  expect(await signedInWith(port, made.value)).toBeNull();
  expect(await signedInWith(port, other.value)).not.toBe(standIn);

  expect((await app.handlers.stopRelay({ id })).ok).toBe(true);
  expect(relay()).toEqual({ state: 'off' });
  await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
});

test('a key is there for apps of a profile that is lent with the app, and of one that is changed to lend its account', async () => {
  const server = await serverForThisTest();
  const documents = new MemoryDocuments();
  const keychain = new MemoryKeychain();
  const keyed = (app: ReturnType<typeof startEmptyApp>) =>
    app.view.profiles.map(({ savedSecrets }) => savedSecrets.includes('relayKey'));
  const [port, otherPort] = [await freePort(), await freePort()];
  const relay = { port, mode: 'signedIn', start: 'withApp' } as const;
  const first = startEmptyApp(documents, keychain);
  const secrets = { password: alice.password };
  await first.handlers.saveProfile({ id: null, profile: direct(server.url, { relay }), secrets });
  await first.dispose();

  const app = startEmptyApp(documents, keychain);
  await vi.waitFor(() => expect(keyed(app)).toEqual([true]));

  const plain = direct(server.url, { name: 'Other', relay: { port: otherPort } });
  const saved = await app.handlers.saveProfile({ id: null, profile: plain, secrets });
  if (!saved.ok) throw new Error(JSON.stringify(saved.problem));
  await app.handlers.startRelay({ id: saved.value });
  expect(keyed(app)).toEqual([true, false]);
  const lends = { ...plain, relay: { port: otherPort, mode: 'signedIn' } };
  await app.handlers.saveProfile({ id: saved.value, profile: lends, secrets: {} });
  await vi.waitFor(() => expect(keyed(app)).toEqual([true, true]));
});

/** The stand-in for a password; null where it is refused. */
async function signedInWith(port: number, password: string): Promise<string | null> {
  const answer = await fetch(`http://127.0.0.1:${port}/auth`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ provider: 'password', data: 'app', user_info: { password } }),
  });
  if (answer.status === 401) return null;
  const { refresh_token } = (await answer.json()) as { refresh_token: { token: string } };
  return refresh_token.token;
}
