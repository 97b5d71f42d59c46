import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { exportText } from '../../shared/interchange/export/export.ts';
import { parseProfile, type Profile } from '../../shared/profile.ts';
import { startNginx } from '../peers/nginx.ts';
import { findProgram } from '../peers/process.ts';
import { startSquid } from '../peers/squid.ts';
import { alice, direct, forThisTest, serverForThisTest } from './demo-hops.ts';

/** The commands that are exported, given to a real shell with a real curl and a real wscat, against real hops. */

const curl = findProgram({ name: 'curl', debianPackage: 'curl' });
const wscat = fileURLToPath(import.meta.resolve('wscat/bin/wscat'));
const corporate = 'Bearer it\'s "$corporate" \\';
const proxyUser = { username: 'corp-alice', password: 'p4ss-word' };

/** Answers after 101 would be waited for without end. */
const withLimit = `
curl() { '${curl}' --silent --max-time 3 "$@"; }
wscat() { /usr/bin/timeout 3 '${process.execPath}' '${wscat}' "$@"; }
`;

/** What the shell prints. Not run synchronously: the server is in this process. */
const run = (script: string, env: Readonly<Record<string, string>>): Promise<string> =>
  new Promise((resolve) => {
    execFile('/bin/sh', ['-c', withLimit + script], { env: { ...env } }, (_error, stdout) => resolve(stdout));
  });

interface SignedIn {
  readonly refresh_token: { readonly token: string; readonly token_data: { readonly identity: string } };
}

/** The JSON that an answer ends with. */
const bodyOf = (answer: string): SignedIn =>
  // What the server of this test says on a sign-in.
  JSON.parse(answer.slice(answer.indexOf('\r\n\r\n{') + 4).split('\n')[0] ?? '') as SignedIn;

/** What `POST /auth` of this test's server answers. */
async function ask(server: string, body: string): Promise<unknown> {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(`${server}/auth`, { method: 'POST', headers, body });
  return answer.json();
}

async function accessTokenFor(server: string, { refresh_token: { token, token_data } }: SignedIn) {
  const path = `/${token_data.identity}/tasks`;
  const question = { provider: 'realm', data: token, path, app_id: '' };
  const answer = (await ask(server, JSON.stringify(question))) as { access_token: { token: string } };
  return { REALM_IDENTITY: token_data.identity, REALM_ACCESS_TOKEN: answer.access_token.token };
}

/** A server behind a gateway with demands, and a forward proxy with demands. */
async function corporateHops() {
  const server = await serverForThisTest({ authorizationHeaderName: 'X-Realm-Auth' });
  const forwardProxy = await forThisTest(startSquid({ auth: { kind: 'basic', users: [proxyUser] } }));
  const gateway = await forThisTest(
    startNginx({
      upstream: { host: '127.0.0.1', port: server.port },
      requireHeader: { name: 'Authorization', value: corporate },
      prefix: '/my/url/prefix',
    }),
  );
  const profile = profileOf(gateway.url, forwardProxy.url);
  const secrets = { HEADER_AUTHORIZATION: corporate, PROXY_PASSWORD: proxyUser.password };
  // It is logged once the connection has ended.
  const isPassed = (identity: string) =>
    expect.poll(gateway.accessLog).toContain(`101 GET /my/url/prefix/%2F${identity}%2Ftasks `);
  return { server, profile, secrets, isPassed };
}

const signIn = JSON.stringify({
  provider: 'password',
  data: alice.username,
  app_id: '',
  user_info: { password: alice.password, register: false },
});

test('curl signs in and gets the upgrade, through a forward proxy and a gateway', async () => {
  const { server, profile, secrets, isPassed } = await corporateHops();
  const commands = exportText(profile, 'curl');
  const first = commands.slice(0, commands.indexOf('# The upgrade request'));
  const signedIn = await run(first, { ...secrets, SIGN_IN: signIn });
  expect(signedIn).toContain('200 OK');
  const tokens = await accessTokenFor(server.url, bodyOf(signedIn));
  const upgraded = await run(commands.slice(first.length), { ...secrets, ...tokens });
  expect(upgraded).toContain('HTTP/1.1 101 Switching Protocols');
  expect(upgraded).toContain('Sec-WebSocket-Protocol: io.realm.sync.22');
  await isPassed(tokens.REALM_IDENTITY);
});

test('wscat gets the upgrade the same way', async () => {
  const { server, profile, secrets, isPassed } = await corporateHops();
  const tokens = await accessTokenFor(server.url, (await ask(server.url, signIn)) as SignedIn);
  // Without a terminal it prints nothing but what arrives, and that it failed.
  expect(await run(exportText(profile, 'wscat'), { ...secrets, ...tokens })).toBe('');
  await isPassed(tokens.REALM_IDENTITY);
});

function profileOf(gateway: string, proxy: string): Profile {
  const parsed = parseProfile(
    direct(gateway, {
      gateway: {
        authorizationHeaderName: 'X-Realm-Auth',
        urlPrefix: '/my/url/prefix',
        customRequestHeaders: [
          { name: 'Authorization', secret: true },
          { name: 'X-Team', value: "it's mobile" },
          { name: 'X-Empty', value: '' },
        ],
      },
      route: { mode: 'manual', proxy, username: proxyUser.username },
    }),
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
  return parsed.value;
}
