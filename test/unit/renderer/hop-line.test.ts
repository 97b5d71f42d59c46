import { describe, expect, it } from 'vitest';
import { hopLine, hopWords, plannedHops, refusalStatus, type Hop } from '../../../shared/hop-line.ts';
import { isSignInDue } from '../../../shared/next-step.ts';
import type { Problem, StageName } from '../../../shared/problem.ts';
import type { Profile } from '../../../shared/profile.ts';
import type { Leg, SessionPhase, SessionStatus, SignInStatus, Trace } from '../../../shared/status.ts';
import { en } from '../../../shared/text/en/index.ts';
import { allProblems } from '../shared/problem-samples.ts';
import {
  corporate,
  online,
  profileOf,
  profileView,
  proxyWantsPassword,
  sceneNow,
  traceOf,
} from './scenes.ts';

const signs = { untouched: '○', passing: '◐', passed: '●', refused: '■' } as const;
const drawn = (hops: readonly Hop[]): string =>
  hops
    .map(({ role, address, mark }) => `${signs[mark]} ${role}${address === null ? '' : ` ${address}`}`)
    .join(' → ');

const trying = { since: sceneNow, lastFailure: null };
const signedIn: SignInStatus = { state: 'signedIn', identity: 'i', storedIn: 'keychain' };

function session(profile: Profile, phase: SessionPhase, trace: Trace | null = null): SessionStatus {
  const [first] = profileView('p', profile, [phase]).sessions;
  if (first === undefined) throw new Error('the profile has no realm path');
  return { ...first, trace };
}

const lineOf = (profile: Profile, phase: SessionPhase, trace: Trace | null = null): string =>
  drawn(hopLine(profile, session(profile, phase, trace), signedIn));

describe('the hops of a profile', () => {
  it('are two where nothing stands in between', () => {
    const profile = profileOf({ route: { mode: 'direct' } });
    expect(drawn(plannedHops(profile))).toBe('○ you → ○ server ros.internal.example:9443');
  });

  it('leave the way out to the system until it was asked', () => {
    expect(drawn(plannedHops(profileOf()))).toBe(
      '○ you → ○ systemRoute → ○ server ros.internal.example:9443',
    );
    const trace = (route: Trace['route']) => traceOf({ route, stages: [] });
    expect(lineOf(profileOf(), online(), trace({ kind: 'direct', reason: 'no proxy set' }))).toBe(
      '● you → ● server ros.internal.example:9443',
    );
    expect(
      lineOf(
        profileOf(),
        online(),
        trace({ kind: 'forwardProxy', proxy: 'http://pac.corp:8080', reason: 'system' }),
      ),
    ).toBe('● you → ● forwardProxy pac.corp:8080 → ● server ros.internal.example:9443');
  });

  it('are four in a company', () => {
    expect(drawn(plannedHops(corporate()))).toBe(
      '○ you → ○ forwardProxy proxy.example:3128 → ○ gateway gateway.example → ○ server ros.internal.example:9443',
    );
  });

  it('hide the server’s address behind a gateway that answers logins too', () => {
    const profile = profileOf({ route: { mode: 'direct' }, gateway: { urlPrefix: '/my/prefix' } });
    expect(drawn(plannedHops(profile))).toBe('○ you → ○ gateway ros.internal.example:9443 → ○ server');
  });
});

describe('the mark', () => {
  const profile = corporate({ route: { mode: 'manual', proxy: 'http://p:1' } });
  const marks = (phase: SessionPhase, trace: Trace | null = null, signIn: SignInStatus = signedIn): string =>
    hopLine(profile, session(profile, phase, trace), signIn)
      .map(({ mark }) => signs[mark])
      .join('');

  it('is passed everywhere when online, untouched when idle', () => {
    expect(marks(online())).toBe('●●●●');
    expect(marks({ state: 'idle' })).toBe('○○○○');
  });

  it.each<[Leg, StageName, string]>([
    ['auth', 'keychain', '◐○○○'],
    ['auth', 'route', '◐○○○'],
    ['auth', 'resolve', '●◐○○'],
    ['auth', 'proxy', '●◐○○'],
    ['auth', 'tls', '●●●◐'],
    ['auth', 'sign-in', '●●●◐'],
    ['auth', 'access-token', '●●●◐'],
    ['sync', 'connect', '●◐○○'],
    ['sync', 'tls', '●●◐○'],
    ['sync', 'upgrade', '●●◐○'],
    ['sync', 'bind', '●●●◐'],
  ])('of the %s leg’s %s stage is where it happens', (leg, name, line) => {
    const trace = traceOf({ current: { leg, name } });
    expect(marks({ state: 'connecting', attempt: 1 }, trace)).toBe(line);
    expect(marks({ state: 'awaitingToken' }, trace)).toBe(line);
  });

  it.each<[Problem, string]>([
    [{ kind: 'network.down' }, '■○○○'],
    [{ kind: 'vault.locked' }, '■○○○'],
    [proxyWantsPassword, '●■○○'],
    [{ kind: 'gateway.forbidden', status: 403 }, '●●■○'],
    [{ kind: 'auth.refusedOnTheWay', status: 403 }, '●●■○'],
    [{ kind: 'auth.credentialRefused', status: 401, code: 611 }, '●●●■'],
    [{ kind: 'session.permissionDenied', code: 206 }, '●●●■'],
  ])('of $kind is at the hop that refused', (problem, line) => {
    expect(marks({ state: 'blocked', problem })).toBe(line);
    expect(marks({ state: 'waiting', problem, until: sceneNow })).toBe(line);
    expect(marks({ state: 'idle' }, null, { state: 'needsUser', problem })).toBe(line);
  });

  it('stands at exactly one hop for every problem, with and without hops in between', () => {
    for (const problem of allProblems.filter((one) => !isSignInDue(one) && one.kind !== 'cancelled')) {
      for (const each of [profile, profileOf({ route: { mode: 'direct' } }), profileOf()]) {
        const hops = hopLine(each, session(each, { state: 'blocked', problem }), signedIn);
        const refused = hops.filter(({ mark }) => mark === 'refused');
        expect(
          refused.map((hop) => hop.problem),
          problem.kind,
        ).toEqual([problem]);
      }
    }
  });

  it('D7d: no hop fails where there is just nothing to sign in with', () => {
    const problem = { kind: 'secret.missing', secret: 'password' } as const;
    const due: SessionPhase = { state: 'awaitingSignIn', problem };
    expect(marks(due, null, { state: 'needsUser', problem })).toBe('○○○○');
    const [you] = hopLine(profile, session(profile, due), { state: 'needsUser', problem });
    if (you === undefined) throw new Error('no hop');
    expect(hopWords(you, en.ui).note).toBe('needs a sign-in');
  });

  it('D7d: no hop fails where the person ended it', () => {
    expect(marks({ state: 'blocked', problem: { kind: 'cancelled' } })).toBe('○○○○');
  });

  it('shows signing in before there is a session’s attempt', () => {
    expect(marks({ state: 'idle' }, null, { state: 'signingIn', trying })).toBe('●●●◐');
    expect(marks({ state: 'idle' }, null, { state: 'unlocking', trying })).toBe('◐○○○');
  });
});

describe('words and drawing name the same hop', () => {
  const plain = profileOf({ route: { mode: 'direct' } });
  const withPrefix = profileOf({ route: { mode: 'direct' }, gateway: { urlPrefix: '/my/prefix' } });
  const blocked = (profile: Profile, problem: Problem): string =>
    lineOf(profile, { state: 'blocked', problem });

  it('D7a: the server, where the profile has no gateway and nothing answers', () => {
    const at = { host: 'ros.internal.example', port: 9443, cause: 'refused', by: 'server' } as const;
    expect(blocked(plain, { kind: 'gateway.unreachable', ...at })).toBe(
      '● you → ■ server ros.internal.example:9443',
    );
  });

  it('D7b: the gateway, where its certificate is refused, on whichever leg', () => {
    const sample = allProblems.find((each) => each.kind === 'tls.wrongName');
    if (sample?.kind !== 'tls.wrongName') throw new Error('no sample of a refused certificate');
    expect(blocked(withPrefix, { ...sample, hop: 'gateway' })).toBe(
      '● you → ■ gateway ros.internal.example:9443 → ○ server',
    );
    expect(blocked(corporate({ route: { mode: 'direct' } }), { ...sample, hop: 'gateway' })).toBe(
      '● you → ■ gateway gateway.example → ○ server ros.internal.example:9443',
    );
    expect(blocked(corporate({ route: { mode: 'direct' } }), { ...sample, hop: 'auth server' })).toBe(
      '● you → ● gateway gateway.example → ■ server ros.internal.example:9443',
    );
  });

  it('a gateway that no profile names enters the line where it answered', () => {
    expect(blocked(plain, { kind: 'gateway.forbidden', status: 403, by: 'gateway' })).toBe(
      '● you → ■ gateway ros.internal.example:9443 → ○ server',
    );
    expect(blocked(plain, { kind: 'auth.refusedOnTheWay', status: 401 })).toBe(
      '● you → ■ gateway ros.internal.example:9443 → ○ server',
    );
    expect(blocked(withPrefix, { kind: 'gateway.busy', status: 503, retryAfterMs: null, by: 'server' })).toBe(
      '● you → ● gateway ros.internal.example:9443 → ■ server',
    );
  });

  it('and so does a forward proxy that nobody chose', () => {
    expect(blocked(plain, { kind: 'gateway.forbidden', status: 403, by: 'forward proxy' })).toBe(
      '● you → ■ forwardProxy → ○ server ros.internal.example:9443',
    );
  });
});

it('a TLS inspector enters the line where it gave itself away', () => {
  const problem = allProblems.find((each) => each.kind === 'tls.untrusted' && each.cause === 'inspected');
  if (problem === undefined) throw new Error('no sample of an inspected connection');
  const roles = hopLine(corporate(), session(corporate(), { state: 'blocked', problem }), signedIn);
  expect(roles.map(({ role, mark }) => `${signs[mark]} ${role}`)).toEqual([
    '● you',
    '● forwardProxy',
    '■ inspector',
    '○ gateway',
    '○ server',
  ]);
});

it('the refusing hop’s number is the HTTP status, where there is one', () => {
  const statuses = (problem: Problem): readonly (number | null)[] =>
    hopLine(corporate(), session(corporate(), { state: 'blocked', problem }), signedIn).map(refusalStatus);
  expect(statuses(proxyWantsPassword)).toEqual([null, 407, null, null]);
  expect(statuses({ kind: 'session.closed', code: 1006 })).toEqual([null, null, null, null]);
});
