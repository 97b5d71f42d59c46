import { describe, expect, it } from 'vitest';
import {
  retryAfterOf,
  stageNames,
  statusOf,
  type Place,
  type Problem,
  type ProblemKind,
  type Remedy,
} from '../../../shared/problem.ts';
import { placeOf, remedyOf } from '../../../shared/problem-kinds.ts';
import { explain } from '../../../shared/text/en/problems.ts';
import { allProblems, samples } from './problem-samples.ts';

const titled = allProblems.map((problem) => [JSON.stringify(problem), problem] as const);

const remedies: readonly Remedy[] = ['retry', 'refreshToken', 'awaitNetwork', 'askUser'];

describe('every problem', () => {
  it.each(titled)('%s has a place and a remedy', (_title, problem) => {
    const places: readonly Place[] = [
      'this computer',
      'profile',
      'keychain',
      'network',
      'forward proxy',
      'TLS inspector',
      'auth server',
      'gateway',
      'sync server',
    ];
    expect(places).toContain(placeOf(problem));
    expect(remedies).toContain(remedyOf(problem));
  });

  it.each(titled)('%s is explained in whole sentences', (_title, problem) => {
    const { summary, hint } = explain(problem);
    for (const sentence of [summary, hint]) {
      expect(sentence).toMatch(/^\S/);
      expect(sentence).toMatch(/[.)]$/);
      expect(sentence).not.toMatch(/undefined|null|NaN|\[object| {2}|,\s*\.|“”/);
    }
    expect(summary).toMatch(/\.$/);
    expect(hint).toMatch(/\.\)?$/);
  });

  it.each(titled)('%s says its status, where it has one', (_title, problem) => {
    const status = statusOf(problem);
    if (status !== null && status > 0) expect(explain(problem).summary).toContain(String(status));
    expect(status === null).toBe(!('status' in problem) || problem.status === 0);
  });
});

describe('the place of a problem', () => {
  const placeOfKind = (kind: ProblemKind): Place => placeOf(samples[kind][0]);

  it.each<[ProblemKind, Place]>([
    ['vault.locked', 'keychain'],
    ['auth.failed', 'auth server'],
    ['auth.refusedOnTheWay', 'gateway'],
    ['route.authRequired', 'forward proxy'],
    ['route.undecided', 'this computer'],
    ['tls.untrusted', 'gateway'],
    ['tls.wrongName', 'auth server'],
    ['tls.unacceptable', 'gateway'],
    ['tls.clientCertificateRequired', 'forward proxy'],
    ['gateway.forbidden', 'gateway'],
    ['session.closed', 'sync server'],
    ['network.down', 'network'],
    ['network.portal', 'network'],
    ['profile.invalid', 'profile'],
    ['profile.missing', 'profile'],
    ['profile.ambiguous', 'profile'],
    ['secret.missing', 'profile'],
    ['secret.withheld', 'profile'],
    ['secret.fileUnreadable', 'profile'],
    ['input.refused', 'this computer'],
    ['gesture.missing', 'this computer'],
    ['relay.portTaken', 'this computer'],
    ['relay.loop', 'this computer'],
    ['storage.notSaved', 'this computer'],
    ['cancelled', 'this computer'],
    ['bug', 'this computer'],
  ])('%s is the %s', (kind, place) => {
    expect(placeOfKind(kind)).toBe(place);
  });
});

describe('the remedy of a problem', () => {
  it.each<[string, Problem, Remedy]>([
    ['a new access token may cure a 401 of the gateway', samples['gateway.unauthorized'][0], 'refreshToken'],
    ['an expired token takes a new one', samples['session.tokenExpired'][0], 'refreshToken'],
    ['the network has to come back', samples['network.down'][0], 'awaitNetwork'],
    [
      'an answer cut off may be whole next time',
      { kind: 'auth.malformed', status: 200, flaw: 'cutOff' },
      'retry',
    ],
    ['a portal stays a portal', { kind: 'auth.malformed', status: 200, flaw: 'loginPage' }, 'askUser'],
    [
      'a proxy that finds nothing may find it later',
      { ...samples['route.refused'][0], status: 502 },
      'retry',
    ],
    ['what knows no CONNECT never will', { ...samples['route.refused'][0], status: 501 }, 'askUser'],
    ['a proxy’s rule stays', { ...samples['route.refused'][0], status: 403 }, 'askUser'],
    ['SOCKS rules stay', { ...samples['route.socksRefused'][0], reply: 'NotAllowed' }, 'askUser'],
    ['SOCKS failures pass', { ...samples['route.socksRefused'][0], reply: 'HostUnreachable' }, 'retry'],
    ['the server says try again', { kind: 'session.server', code: 201, tryAgain: true }, 'retry'],
    ['the server says don’t', { kind: 'session.server', code: 208, tryAgain: false }, 'askUser'],
    ['an untrusted certificate is for a person', samples['tls.untrusted'][0], 'askUser'],
    ['a locked keychain is for a person', samples['vault.locked'][0], 'askUser'],
    ['5xx passes', samples['gateway.failed'][0], 'retry'],
  ])('%s', (_title, problem, remedy) => {
    expect(remedyOf(problem)).toBe(remedy);
  });

  it('is floored by what the other side asked for', () => {
    expect(retryAfterOf({ kind: 'gateway.busy', status: 503, retryAfterMs: 30_000 })).toBe(30_000);
    expect(retryAfterOf({ kind: 'gateway.busy', status: 503, retryAfterMs: null })).toBe(0);
    expect(retryAfterOf({ kind: 'network.down' })).toBe(0);
  });

  it.each([
    [7_000, '7 seconds; the app tries again after that'],
    [60_000, '1 minute; the app tries again after that'],
    [3_600_000, '1 hour; the app tries again after that'],
    [3 * 86_400_000, '3 days; the app tries again after 1 hour'],
  ])('of %i ms is told, and never longer than an hour', (retryAfterMs, words) => {
    const busy = { kind: 'gateway.busy', status: 503, retryAfterMs } as const;
    expect(explain(busy).hint).toBe(`It asked to be left alone for ${words}.`);
    expect(retryAfterOf(busy)).toBe(Math.min(retryAfterMs, 3_600_000));
  });
});

describe('a proxy’s offer', () => {
  it('leads to the password where it takes one, and to the network team where it does not', () => {
    const [basic, ntlm] = samples['route.authRequired'];
    expect(explain(basic).hint).toContain('password');
    expect(explain(ntlm as Problem).hint).toContain('password');
    expect(explain({ ...basic, schemes: ['bearer'] }).hint).toContain('bearer');
    expect(explain({ ...basic, schemes: ['negotiate'], unavailable: 'noTicket' }).hint).toContain('kinit');
    expect(explain({ ...basic, schemes: ['negotiate'], unavailable: 'noLibrary' }).hint).toContain(
      'kerberos package',
    );
  });
});

describe('a stage that took too long', () => {
  it.each(stageNames)('is put in words: %s', (stage) => {
    expect(explain({ kind: 'session.timeout', stage }).summary).toMatch(/ \([a-z ]+ing[A-Za-z ]*\)\.$/);
  });
});
