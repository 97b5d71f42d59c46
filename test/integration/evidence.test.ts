import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SecretNames } from '../../main/secrets/secret-names.ts';
import { systemRandom } from '../../main/ports/random.ts';
import { problemOf, tracesOf, type Case } from '../../shared/evidence/case.ts';
import { evidencePack, type EvidencePack } from '../../shared/evidence/evidence-pack.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import { startCapture, type Capture } from '../peers/capture.ts';
import { harSchema } from '../unit/evidence/har-schema.ts';
import { startApp, type AppWithProfile } from './app.ts';
import { canary, echo, givenAway } from './canary.ts';
import { direct } from './demo-hops.ts';
import { answer, grant, scripted, tunnelOpened } from './scripted-server.ts';
import { realPorts } from './services.ts';

/**
 * The evidence pack, made of what the window is told while peers repeat everything they were sent in every place of
 * their answers: no text that leaves may hold a secret.
 */

const secrets: Record<string, string> = {
  password: canary('password'),
  proxyPassword: canary('proxy: password/+'),
  gatewayKey: `Basic ${canary('header "value"')}`,
  otherHeader: canary('other-header'),
  proxyHeader: canary('proxy-header'),
  jwt: `${canary('jwt')}.b.c`,
  custom: canary('custom'),
  adminToken: canary('admin-token'),
  refreshToken: canary('refresh-token'),
};
const secret = (name: string): string => secrets[name] ?? '';

type Repeated = 'connect' | 'auth' | 'upgrade';
let repeats: Repeated = 'upgrade';
let status = '403';
let parrot: Capture;

beforeAll(async () => {
  parrot = await startCapture({
    reply: scripted({
      connect: (request) => (repeats === 'connect' ? echo(status, request) : tunnelOpened),
      auth: (request) => (repeats === 'auth' ? echo(status, request) : grant(request)),
      upgrade: (request) => (repeats === 'upgrade' ? echo(status, request) : answer('403 Forbidden', 'no')),
    }),
  });
});
afterAll(() => parrot.stop());

const toParrot = (credential: ProfileFile['credential']): ProfileFile => ({
  ...direct(`http://127.0.0.1:${parrot.port}`),
  credential,
  gateway: {
    authorizationHeaderName: 'X-Realm-Auth',
    customRequestHeaders: [
      { name: 'Authorization', secret: true },
      { name: 'X-Other', secret: true },
    ],
  },
  route: {
    mode: 'manual',
    proxy: `http://127.0.0.1:${parrot.port}`,
    username: 'corp\\alice',
    proxyHeaders: [{ name: 'X-Pass', secret: true }],
  },
});

const typed = () => ({
  password: secret('password'),
  proxyPassword: secret('proxyPassword'),
  jwt: secret('jwt'),
  custom: { ticket: secret('custom') },
  adminToken: secret('adminToken'),
  refreshToken: secret('refreshToken'),
  headers: { Authorization: secret('gatewayKey'), 'X-Other': secret('otherHeader') },
  proxyHeaders: { 'X-Pass': secret('proxyHeader') },
});

async function caseOf({ app, profile, session }: AppWithProfile): Promise<Case> {
  const former = await app.handlers.getTraces({ id: session.id });
  const traces = tracesOf(session, former.ok ? former.value : []);
  return { at: Date.now(), about: app.view.about, profile, session, traces, history: null, relayed: null };
}

/** Opens the profile, waits until it is refused, and looks into all that could be handed out. */
async function packAfterRefusal(credential: ProfileFile['credential']): Promise<EvidencePack> {
  const ports = { ...realPorts(), nameSecret: new SecretNames(systemRandom).name };
  const running = await startApp(toParrot(credential), typed(), undefined, ports);
  await expect.poll(() => problemOf(running)).not.toBeNull();
  const facts = await caseOf(running);
  const packs = [true, false].map((hidesNames) => evidencePack(facts, { hidesNames }));
  for (const { report, har } of packs) {
    expect(givenAway(secrets, report)).toEqual([]);
    expect(givenAway(secrets, har)).toEqual([]);
    expect(harSchema.safeParse(JSON.parse(har)).error?.issues).toBeUndefined();
  }
  const [, shown] = packs;
  if (shown === undefined) throw new Error('no pack');
  return shown;
}

const password = { kind: 'password', username: 'alice' } as const;

describe('no secret is in an evidence pack', () => {
  it.each<[Repeated, string]>([
    ['upgrade', '400'],
    ['upgrade', '403'],
    ['upgrade', '302'],
    ['upgrade', '200'],
    ['auth', '400'],
    ['auth', '401'],
    ['auth', '302'],
    ['auth', '503'],
    ['connect', '403'],
    ['connect', '502'],
  ])('when the answer to %s is %s and repeats it', async (where, code) => {
    [repeats, status] = [where, code];
    const { report, har } = await packAfterRefusal(password);
    // It was repeated, and what was is told under the secret's name.
    expect(har).toMatch(/X-Echo/);
    expect(report).toMatch(/\[(header value|access token|credential) [A-Z]\]/);
  });

  it.each<ProfileFile['credential']>([
    { kind: 'jwt' },
    { kind: 'custom', provider: 'corp/sso' },
    { kind: 'refreshToken' },
    { kind: 'adminToken' },
  ])('with the credential %o', async (credential) => {
    for (const where of ['auth', 'upgrade'] as const) {
      [repeats, status] = [where, '401'];
      await packAfterRefusal(credential);
    }
  });
});

it('the same secret has the same name all over the pack', async () => {
  [repeats, status] = ['upgrade', '403'];
  const { har } = await packAfterRefusal(password);
  const { log } = harSchema.parse(JSON.parse(har));
  const headers = log.entries.flatMap(({ request, response }) => [...request.headers, ...response.headers]);
  const names = (header: string): ReadonlySet<string> =>
    new Set(headers.filter(({ name }) => name === header).map(({ value }) => value));
  // Sent with the sign-in, the access token and the upgrade.
  expect([...names('X-Other')]).toHaveLength(1);
  expect([...names('Authorization')]).toHaveLength(1);
  const [echoed = ''] = names('X-Echo');
  for (const header of ['X-Other', 'Authorization', 'X-Realm-Auth'])
    for (const name of names(header)) expect(echoed).toContain(name);
});
