import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SecretNames } from '../../main/secrets/secret-names.ts';
import { systemRandom } from '../../main/ports/random.ts';
import { problemOf, tracesOf } from '../../shared/evidence/case.ts';
import { evidencePack } from '../../shared/evidence/evidence-pack.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import { startCapture, type Capture, type CaptureReply } from '../peers/capture.ts';
import { makeFolder } from '../peers/folder.ts';
import { spellings } from '../unit/network/spellings.ts';
import { startApp } from './app.ts';
import { canary, givenAway } from './canary.ts';
import { causeway, type Ended } from './command-line.ts';
import { direct } from './demo-hops.ts';
import { answer, identity, scripted, type Script } from './scripted-server.ts';
import { realPorts } from './services.ts';

/* What was received is masked like what was sent: issued tokens and every secret of the profile, on every leg. */

const [issuedRefresh, issuedAccess] = [canary('issued <refresh>/+'), canary('issued access=')];
const secrets = { password: 'Quay-7<&>', issuedRefresh, issuedAccess };

/** Every one of them in every spelling. */
const respell = (...some: readonly string[]): string[] =>
  some.flatMap((secret) => Object.values(spellings).map((spell) => spell(secret).replaceAll(/[\r\n]+/g, '')));
const respelled = respell(...Object.values(secrets));

const fields = (texts: readonly string[]): string[] =>
  texts.map((text, at) => `X-Echo-${at}: ${text.replaceAll(/[^\x20-\x7e]/g, '')}`);
const echoes = fields(respelled);

/** Issues tokens, and where it `echoes` repeats in the same answer all that there is by then. */
const grantWith =
  ({ echoes: isEcho = false } = {}): NonNullable<Script['auth']> =>
  ({ body }) => {
    const isAccess = body.toString('utf8').includes('"path"');
    const token_data = { identity, path: `/${identity}/tasks` };
    const token = { token: isAccess ? issuedAccess : issuedRefresh, token_data };
    const known = isAccess ? respelled : respell(secrets.password, issuedRefresh);
    const headers = isEcho ? fields(known) : [];
    return answer('200 OK', isAccess ? { access_token: token } : { refresh_token: token }, ...headers);
  };

async function serverWith(script: Script): Promise<Capture> {
  const server = await startCapture({ reply: scripted(script) });
  onTestFinished(() => server.stop());
  return server;
}

async function check(server: Capture, more: Partial<ProfileFile> = {}, format = ['--json']): Promise<Ended> {
  const folder = await makeFolder('masking');
  onTestFinished(() => folder.remove());
  const profile = {
    ...direct(`http://127.0.0.1:${server.port}`),
    credential: { kind: 'password', username: 'nell' },
    ...more,
  };
  const file = await folder.write('profile.json', JSON.stringify(profile));
  const input = JSON.stringify({ password: secrets.password, proxyPassword: 'unused-4711' });
  return causeway(['check', file, '--secrets', '-', ...format], { input });
}

function expectMasked({ stdout, stderr }: Ended): void {
  expect(givenAway(secrets, stdout + stderr)).toEqual([]);
  for (const text of respelled) expect(stdout).not.toContain(text);
}

const caseFile = (name: string): Promise<Buffer> =>
  readFile(fileURLToPath(new URL(`../cases/http/${name}`, import.meta.url)));
const bytes = (all: Buffer): CaptureReply => ({
  kind: 'bytes',
  bytes: all.toString('latin1'),
  then: 'close',
});

describe('in no spelling', () => {
  test('H1: an issued token in a header of the answer that issues it', async () => {
    expectMasked(await check(await serverWith({ auth: grantWith({ echoes: true }) })));
    const file = await caseFile('H1-token-in-a-header.http');
    const { stdout } = await check(await serverWith({ auth: () => bytes(file) }));
    expect(stdout).toContain('X-Auth-Token');
    expect(stdout).not.toContain('cmVmcmVzaC10b2tlbi1vZi1uZWxs');
  });

  test('H1b: a password and issued tokens in the answer to the upgrade', async () => {
    const upgrade = () => answer(`403 ${secrets.password} ${issuedRefresh}`, respelled.join('\n'), ...echoes);
    const ended = await check(await serverWith({ auth: grantWith(), upgrade }));
    expect(ended.status).toBe(14);
    expectMasked(ended);
  });

  test('in the answer of a forward proxy', async () => {
    const connect = () => answer(`403 ${secrets.password}`, '', ...echoes);
    const server = await serverWith({ auth: grantWith(), connect });
    const proxy = `http://127.0.0.1:${server.port}`;
    const ended = await check(server, {
      gateway: { syncUrl: 'wss://gateway.invalid' },
      route: { mode: 'manual', proxy, bypass: ['127.0.0.1'] },
    });
    expect(ended.status).toBe(12);
    expect(ended.stdout).toContain('X-Echo-1:');
    expectMasked(ended);
  });

  test('M3: as pages, JSON and Basic write it', async () => {
    const file = await caseFile('M3-password-respelled.http');
    const { stdout } = await check(await serverWith({ auth: () => bytes(file) }));
    for (const line of ['Quay-7', 'bmVsbDpR']) expect(stdout).not.toContain(line);
  });
});

test('M3b: a host that a redirect leads to, and the names that an answer gives', async () => {
  const moved = await check(
    await serverWith({
      auth: () =>
        answer('302 Found', '', 'Location: https://quay-7%3c&amp;%3e.quay.example/', 'X: Quay-7%3C&%3E'),
    }),
  );
  expect(moved.stdout).not.toMatch(/quay-7/i);
  const token_data = { identity: secrets.password, path: `/${secrets.password}/tasks` };
  const auth: Script['auth'] = ({ body }) =>
    answer('200 OK', {
      [body.toString('utf8').includes('"path"') ? 'access_token' : 'refresh_token']: {
        token: 'aaaa',
        token_data,
      },
    });
  const named = await check(await serverWith({ auth }));
  expect(named.stdout).not.toMatch(/quay-7/i);
});

test('M4: no control character of another reaches the terminal', async () => {
  const token_data = { identity: 'me\u001b]0;gone\u0007\u001b[31m\u009b', path: '/me\u001b[2J\u202e/tasks' };
  const auth: Script['auth'] = ({ body }) =>
    answer('200 OK', {
      [body.toString('utf8').includes('"path"') ? 'access_token' : 'refresh_token']: {
        token: 'aaaa',
        token_data,
      },
    });
  const server = await serverWith({ auth });
  for (const format of [[], ['--json']]) {
    const ended = await check(server, { name: 'Prod\u202eTSET\u009b' }, format);
    // eslint-disable-next-line no-control-regex -- it is them that are looked for
    expect(ended.stdout + ended.stderr).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
  }
});

test('M13b: a path that is no text is the auth server’s flaw, and no bug', async () => {
  const reply = '{"access_token":{"token":"aaaa","token_data":{"identity":"me","path":"/a\\ud800/b"}}}';
  const auth: Script['auth'] = (request) =>
    request.body.toString('utf8').includes('"path"') ? answer('200 OK', reply) : grantWith()(request);
  const ended = await check(await serverWith({ auth }));
  expect(ended.status).toBe(11);
  expect(ended.stdout).toContain('"flaw": "notText"');
});

describe('report, HAR and view', () => {
  /** What the window knows once the profile is refused, and what can be handed out of it. */
  async function allShown(script: Script, more: Partial<ProfileFile>): Promise<string> {
    const server = await serverWith(script);
    const profile = { ...direct(`http://127.0.0.1:${server.port}`), ...more } as ProfileFile;
    const ports = { ...realPorts(), nameSecret: new SecretNames(systemRandom).name };
    const typed = { password: secrets.password, proxyPassword: 'unused-4711' };
    const running = await startApp({ ...profile, credential }, typed, undefined, ports);
    await expect
      .poll(() => {
        const { profile: shown, session } = running;
        return problemOf({ profile: shown, session });
      })
      .not.toBeNull();
    const { app, session, profile: shown } = running;
    const former = await app.handlers.getTraces({ id: session.id });
    const traces = tracesOf(session, former.ok ? former.value : []);
    const facts = {
      at: Date.now(),
      about: app.view.about,
      profile: shown,
      session,
      traces,
      history: null,
      relayed: null,
    };
    const { report, har } = evidencePack(facts, { hidesNames: false });
    return [report, har, JSON.stringify(app.view), JSON.stringify(former)].join('\n');
  }

  const credential = { kind: 'password', username: 'nell' } as const;
  const say = (status: string): CaptureReply =>
    answer(`${status} ${secrets.password}`, respelled.join('\n'), ...echoes);
  const toProxy = (proxy: string): Partial<ProfileFile> => ({
    gateway: { syncUrl: 'wss://gateway.invalid' },
    route: { mode: 'manual', proxy, bypass: ['127.0.0.1'] },
  });

  test.each<[string, Script]>([
    [
      'the answers that issue them',
      { auth: grantWith({ echoes: true }), upgrade: () => answer('403 No', 'no') },
    ],
    ['the refused upgrade', { auth: grantWith(), upgrade: () => say('403') }],
    ['a redirected upgrade', { auth: grantWith(), upgrade: () => say('302') }],
    [
      'a refused access token',
      { auth: (request) => (request.body.includes('"path"') ? sayKnown() : grantWith()(request)) },
    ],
  ])('hold no issued token in any spelling from %s', async (_where, script) => {
    expectNothingIn(await allShown(script, {}));
  });

  test('hold none from a forward proxy', async () => {
    const proxy = await serverWith({ connect: () => say('403') });
    expectNothingIn(await allShown({ auth: grantWith() }, toProxy(`http://127.0.0.1:${proxy.port}`)));
  });

  /** By then there is no access token. */
  const sayKnown = (): CaptureReply => {
    const known = respell(secrets.password, issuedRefresh);
    return answer('500 No', known.join('\n'), ...fields(known));
  };

  function expectNothingIn(text: string): void {
    expect(text).toContain('X-Echo-1');
    expect(givenAway(secrets, text)).toEqual([]);
    for (const spelled of respelled) {
      expect(text).not.toContain(spelled);
      expect(text).not.toContain(JSON.stringify(spelled).slice(1, -1));
    }
  }
});
