import { expect, it } from 'vitest';
import { isSignInDue, neededFor } from '../../../shared/next-step.ts';
import type { Problem } from '../../../shared/problem.ts';
import { nextStepFor, remedyOf } from '../../../shared/problem-kinds.ts';
import type { SessionPhase } from '../../../shared/status.ts';
import { de } from '../../../shared/text/de/index.ts';
import { en } from '../../../shared/text/en/index.ts';
import { standstillWords, stepWords } from '../../../shared/text/step-words.ts';
import { forbidden, online, profileOf, profileView, proxyWantsPassword } from '../renderer/scenes.ts';
import { allProblems, samples } from './problem-samples.ts';

it.each<[Problem, string]>([
  [{ kind: 'auth.refreshRefused', status: 403, code: 614 }, 'signIn'],
  [{ kind: 'gateway.busy', status: 503, retryAfterMs: null }, 'retry'],
  [{ kind: 'cancelled' }, 'connect'],
  [{ kind: 'secret.missing', secret: 'proxyPassword' }, 'enterProxyPassword'],
  [{ kind: 'secret.missing', secret: 'password' }, 'signIn'],
  [{ kind: 'vault.locked' }, 'openKeychain'],
  [{ kind: 'gateway.noSuchPath', status: 404, urlPrefix: '/x' }, 'edit gateway.urlPrefix'],
  [
    {
      kind: 'profile.invalid',
      issues: [{ field: 'gateway.customRequestHeaders[1].name', rule: 'headerRepeated' }],
    },
    'edit gateway.customRequestHeaders',
  ],
  [{ kind: 'profile.invalid', issues: [{ field: 'unheard', rule: 'unknownField' }] }, 'edit name'],
])('$kind leads to what cures it', (problem, words) => {
  const step = nextStepFor(problem);
  expect(step.do === 'edit' ? `edit ${step.field}` : step.do).toBe(words);
});

it('what passes by itself is never answered by asking for a credential', () => {
  const transient = allProblems.filter((problem) => remedyOf(problem) === 'retry');
  expect(transient.map((problem) => nextStepFor(problem).do)).not.toContain('signIn');
});

/** Those that an answer of the person's own identity provider or of the server's about it stands behind. */
const curedBySignIn =
  /^(auth\.(credential|refresh)Refused|session\.badAuthentication|vault\.corrupt|secret\.)/;

it('D3: only what a sign-in cures waits for one, in words and in what its button does', () => {
  for (const problem of allProblems) {
    const asksToSignIn = standstillWords(en, problem) === 'waiting for you to sign in';
    expect(asksToSignIn, problem.kind).toBe(nextStepFor(problem).do === 'signIn');
    if (asksToSignIn) expect(problem.kind).toMatch(curedBySignIn);
    for (const text of [en, de]) {
      expect(standstillWords(text, problem), problem.kind).not.toBe('');
      expect(stepWords(text, nextStepFor(problem)), problem.kind).not.toBe('');
    }
  }
});

it.each<[Problem, string]>([
  [samples['tls.untrusted'][0], 'waiting for a certificate'],
  [samples['tls.clientCertificateRequired'][0], 'waiting for a client certificate'],
  [proxyWantsPassword, 'waiting for the proxy’s password'],
  [{ kind: 'secret.missing', secret: 'proxyPassword' }, 'waiting for the proxy’s password'],
  [{ kind: 'vault.locked' }, 'waiting for the keychain'],
  [forbidden, 'blocked by the gateway'],
  [{ kind: 'gateway.forbidden', status: 403, by: 'forward proxy' }, 'blocked by the forward proxy'],
  [{ kind: 'gateway.forbidden', status: 403, by: 'server' }, 'blocked by the sync server'],
])('D3: %j says what it waits for, or who stops it', (problem, words) => {
  expect(standstillWords(en, problem)).toBe(words);
});

it('D7c: a password is asked for only where the proxy takes one', () => {
  const stepWith = (...schemes: string[]) => nextStepFor({ ...proxyWantsPassword, schemes } as Problem).do;
  expect(stepWith('Basic')).toBe('enterProxyPassword');
  expect(stepWith('Negotiate', 'NTLM')).toBe('enterProxyPassword');
  expect(stepWith('Negotiate')).toBe('retry');
  expect(stepWith()).toBe('retry');
});

it('D7c: a profile needs what its sign-in or its sessions wait for, and nothing while some are online', () => {
  const stepOf = (phases: readonly SessionPhase[], change = {}) =>
    neededFor(profileView('p', profileOf(), phases, change))?.step.do ?? null;
  const blocked = (problem: Problem): SessionPhase => ({ state: 'blocked', problem });
  expect(stepOf([online()])).toBeNull();
  expect(stepOf([online(), blocked(proxyWantsPassword)])).toBeNull();
  expect(stepOf([blocked(proxyWantsPassword)])).toBe('enterProxyPassword');
  expect(stepOf([blocked(samples['gateway.upgradeStripped'][0]), blocked(samples['tls.untrusted'][0])])).toBe(
    'addCertificate',
  );
  const signIn = { state: 'needsUser', problem: samples['tls.untrusted'][0] } as const;
  expect(stepOf([blocked(signIn.problem)], { signIn })).toBe('addCertificate');
  expect(stepOf([{ state: 'idle' }], { signIn: { state: 'signedOut' } })).toBe('signIn');
});

it('D7d: nothing but a lack of something to sign in with is a sign-in that is due', () => {
  expect(isSignInDue({ kind: 'secret.missing', secret: 'password' })).toBe(true);
  expect(isSignInDue({ kind: 'secret.missing', secret: 'proxyPassword' })).toBe(false);
  const due = allProblems.filter(isSignInDue).map(({ kind }) => kind);
  expect(due.filter((kind) => kind !== 'secret.missing' && kind !== 'secret.withheld')).toEqual([]);
});
