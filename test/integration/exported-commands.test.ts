import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';
import { exportText } from '../../shared/interchange/export/export.ts';
import { parseProfile, type Profile } from '../../shared/profile.ts';
import { startNginx } from '../peers/nginx.ts';
import { findProgram } from '../peers/process.ts';
import { startSquid } from '../peers/squid.ts';
import { alice, direct, forThisTest, serverForThisTest } from './demo-hops.ts';

/** The commands that are exported, given to a real shell with a real curl, against real hops. */

const curl = findProgram({ name: 'curl', debianPackage: 'curl' });
const corporate = 'Bearer it\'s "$corporate" \\';
const proxyUser = { username: 'corp-alice', password: 'p4ss-word' };

/** Whatever is answered after 101 would be waited for without end. */
const withLimit = `curl() { '${curl}' --silent --max-time 3 "$@"; }\n`;

/** What the shell prints. Not run synchronously: the server is in this process. */
const run = (script: string, env: Readonly<Record<string, string>>): Promise<string> =>
  new Promise((resolve) => {
    execFile('/bin/sh', ['-c', withLimit + script], { env: { ...env } }, (_error, stdout) => resolve(stdout));
  });

/** The JSON that an answer ends with. */
const bodyOf = (answer: string): { refresh_token: { token: string; token_data: { identity: string } } } =>
  // What the server of this test says on a sign-in.
  JSON.parse(answer.slice(answer.indexOf('\r\n\r\n{') + 4).split('\n')[0] ?? '') as ReturnType<typeof bodyOf>;

async function accessTokenFor(server: string, refreshToken: string, path: string): Promise<string> {
  const body = JSON.stringify({ provider: 'realm', data: refreshToken, path, app_id: '' });
  const answer = await fetch(`${server}/auth`, {
    ...{ method: 'POST', headers: { 'Content-Type': 'application/json' }, body },
  });
  const { access_token: access } = (await answer.json()) as { access_token: { token: string } };
  return access.token;
}

test('curl signs in and gets the upgrade, through a forward proxy and a gateway', async () => {
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
  const secrets = {
    HEADER_AUTHORIZATION: corporate,
    PROXY_PASSWORD: proxyUser.password,
    SIGN_IN: JSON.stringify({
      ...{ provider: 'password', data: alice.username, app_id: '' },
      user_info: { password: alice.password, register: false },
    }),
  };
  const commands = exportText(profile, 'curl');
  const signIn = commands.slice(0, commands.indexOf('# The upgrade request'));
  const signedIn = await run(signIn, secrets);
  expect(signedIn).toContain('200 OK');
  const { token, token_data: data } = bodyOf(signedIn).refresh_token;
  const access = await accessTokenFor(server.url, token, `/${data.identity}/tasks`);
  const upgraded = await run(commands.slice(signIn.length), {
    ...secrets,
    REALM_IDENTITY: data.identity,
    REALM_ACCESS_TOKEN: access,
  });
  expect(upgraded).toContain('HTTP/1.1 101 Switching Protocols');
  expect(upgraded).toContain('Sec-WebSocket-Protocol: io.realm.sync.30');
  // It is logged once the connection has ended.
  await expect.poll(gateway.accessLog).toContain(`101 GET /my/url/prefix/%2F${data.identity}%2Ftasks `);
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
        ],
      },
      route: { mode: 'manual', proxy, username: proxyUser.username },
    }),
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
  return parsed.value;
}
