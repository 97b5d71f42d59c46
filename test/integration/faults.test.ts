import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { exitStatusOf } from '../../main/check/check.ts';
import { systemDialer, type Dialer } from '../../main/ports/dialer.ts';
import { placeOf } from '../../shared/problem-kinds.ts';
import type { ProfileFile } from '../../shared/profile.ts';
import { startCapture } from '../peers/capture.ts';
import { createAuthority, type Authority } from '../peers/certificates.ts';
import { freePort, loopback } from '../peers/port.ts';
import { direct, forThisTest, serverForThisTest } from './demo-hops.ts';
import {
  authFaults,
  proxyFaults,
  proxyVerdict,
  tlsFaults,
  upgradeFaults,
  type Verdict,
} from './fault-rows.ts';
import { scripted, type Script } from './scripted-server.ts';
import { checkServices } from './services.ts';

/*
 * Place × fault: each row is a peer on a real port that misbehaves in one way. The rows say what it is called, where
 * it is put and how the command line ends. None may hang, none may go round its forward proxy, none may tell a secret.
 */

const canaries = {
  password: 'canary-password-7f3a',
  proxyPassword: 'canary-proxy-91c2',
  headers: { 'X-Gateway-Key': 'canary-header-55de' },
};

/** Long enough for anything on loopback; a row that hangs reaches it and is told as what it waited for. */
const deadlineMs = 1_500;

interface Faulty {
  readonly profile: ProfileFile;
  readonly dialer?: Dialer;
}

async function expectVerdict({ profile, dialer }: Faulty, [kind, place, exit]: Verdict): Promise<void> {
  const startedAt = performance.now();
  const { result, problem } = await checkServices({
    profile: {
      ...profile,
      gateway: { ...profile.gateway, customRequestHeaders: [{ name: 'X-Gateway-Key', secret: true }] },
    },
    secrets: canaries,
    options: { deadlineMs },
    ...(dialer === undefined ? {} : { dialer }),
  });
  expect([problem?.kind, problem === null ? null : placeOf(problem), exitStatusOf(problem)]).toEqual([
    kind,
    place,
    exit,
  ]);
  expect(performance.now() - startedAt).toBeLessThan(deadlineMs + 500);
  const told = JSON.stringify(result);
  const secrets = [canaries.password, canaries.proxyPassword, canaries.headers['X-Gateway-Key']];
  secrets.forEach((secret) => expect(told).not.toContain(secret));
}

/** A listener that must not be called: what comes in is counted. */
async function target(): Promise<{ readonly port: number; readonly calls: () => number }> {
  let calls = 0;
  const server = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, calls: () => calls };
}

describe('a forward proxy that', () => {
  test.each(proxyFaults)('%s', async (_fault, reply, expected) => {
    const proxy = await forThisTest(startCapture({ reply: scripted({ connect: () => reply }) }));
    const { port, calls } = await target();
    const route = { mode: 'manual', proxy: `http://${loopback}:${proxy.port}`, neverDirect: true } as const;
    await expectVerdict({ profile: direct(`http://${loopback}:${port}`, { route }) }, expected);
    expect(calls()).toBe(0);
  });

  test('nobody listens as', async () => {
    const { port, calls } = await target();
    const route = { mode: 'manual', proxy: `http://${loopback}:${await freePort()}` } as const;
    await expectVerdict(
      { profile: direct(`http://${loopback}:${port}`, { route }) },
      proxyVerdict('route.unreachable'),
    );
    expect(calls()).toBe(0);
  });

  test('has a name that nobody knows', async () => {
    const { port, calls } = await target();
    const route = { mode: 'manual', proxy: 'http://proxy.invalid:3128' } as const;
    const dialer: Dialer = {
      ...systemDialer,
      resolve: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })),
    };
    const profile = direct(`http://${loopback}:${port}`, { route });
    await expectVerdict({ profile, dialer }, proxyVerdict('route.unresolved'));
    expect(calls()).toBe(0);
  });

  test('is not there while the profile forbids to go without', async () => {
    const { port, calls } = await target();
    const profile = direct(`http://${loopback}:${port}`, { route: { mode: 'system', neverDirect: true } });
    await expectVerdict({ profile }, ['route.undecided', 'this computer', 12]);
    expect(calls()).toBe(0);
  });
});

const onServer = async (script: Script): Promise<Faulty> => {
  const { port } = await forThisTest(startCapture({ reply: scripted(script) }));
  return { profile: direct(`http://${loopback}:${port}`) };
};

describe('on the way to the auth server, or at it:', () => {
  test.each(authFaults)('%s', async (_fault, reply, expected) => {
    await expectVerdict(await onServer({ auth: () => reply }), expected);
  });

  test('nobody listens', async () => {
    const profile = direct(`http://${loopback}:${await freePort()}`);
    await expectVerdict({ profile }, ['auth.unreachable', 'gateway', 16]);
  });
});

describe('the upgrade is answered with', () => {
  test.each(upgradeFaults)('%s', async (_fault, reply, expected) => {
    await expectVerdict(await onServer({ upgrade: () => reply }), expected);
  });
});

describe('TLS', () => {
  let authority: Authority;
  beforeAll(async () => {
    authority = await createAuthority();
  });
  afterAll(() => authority.remove());

  test.each(tlsFaults)('%s', async (_fault, request, kind) => {
    const server = await serverForThisTest({ tls: await authority.issue(request) });
    const profile = direct(server.url, { trust: { ca: authority.ca } });
    await expectVerdict({ profile }, [kind, 'gateway', 13]);
    expect(server.authCalls).toBe(0);
  });

  test('a server that speaks none', async () => {
    const server = await serverForThisTest();
    const profile = direct(server.url.replace('http:', 'https:'));
    await expectVerdict({ profile }, ['tls.failed', 'gateway', 13]);
  });
});
