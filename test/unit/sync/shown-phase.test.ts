import { expect, it } from 'vitest';
import { downSince, shownPhase, type TokenStanding } from '../../../main/sync/shown-phase.ts';
import type { SessionPhase, SyncPhase } from '../../../shared/status.ts';
import { samples } from '../shared/problem-samples.ts';

const closed = samples['session.closed'][0];
const refused = samples['auth.credentialRefused'][0];
const untrusted = samples['tls.untrusted'][0];
const good: TokenStanding = {
  signIn: { state: 'signedIn', identity: null, storedIn: 'memory' },
  token: { state: 'fetching' },
  expiresAt: null,
};
const refusedSignIn: TokenStanding = { ...good, signIn: { state: 'needsUser', problem: refused } };

const phases: { readonly [Name in SyncPhase['state']]: Extract<SyncPhase, { state: Name }> } = {
  idle: { state: 'idle' },
  awaitingToken: { state: 'awaitingToken' },
  connecting: { state: 'connecting', attempt: 2 },
  online: { state: 'online', attempt: 2, since: 5, protocol: 'io.realm.sync.22', rttMs: 20 },
  waiting: { state: 'waiting', problem: closed, until: 9 },
  offline: { state: 'offline', problem: { kind: 'network.down' }, until: 9 },
  blocked: { state: 'blocked', problem: closed },
};

it.each(Object.values(phases))('shows $state as it is', (phase) => {
  const shown = shownPhase(phase, good);
  expect(shown).toEqual(phase.state === 'online' ? { ...phase, ending: null } : phase);
});

it.each<[string, TokenStanding, SessionPhase]>([
  ['a sign-in that a person has to do', refusedSignIn, { state: 'awaitingSignIn', problem: refused }],
  [
    'what else a person has to do',
    { ...good, signIn: { state: 'needsUser', problem: untrusted } },
    { state: 'blocked', problem: untrusted },
  ],
  [
    'a sign-in that is tried again',
    { ...good, signIn: { state: 'retrying', problem: closed, until: 7 } },
    { state: 'waiting', problem: closed, until: 7 },
  ],
  [
    'a token that is asked for again',
    { ...good, token: { state: 'retrying', problem: closed, until: 8 } },
    { state: 'waiting', problem: closed, until: 8 },
  ],
])('waits for its token as that waits: for %s', (_what, standing, shown) => {
  expect(shownPhase(phases.awaitingToken, standing)).toEqual(shown);
});

it('says when what is online ends, once its sign-in is refused', () => {
  expect(shownPhase(phases.online, { ...refusedSignIn, expiresAt: 77 })).toEqual({
    ...phases.online,
    ending: { problem: refused, at: 77 },
  });
});

const cancelled: SyncPhase = { state: 'blocked', problem: { kind: 'cancelled' } };
const signInDue: SessionPhase = {
  state: 'awaitingSignIn',
  problem: { kind: 'secret.missing', secret: 'password' },
};

it.each<[string, SessionPhase, number | null, number | null]>([
  ['its first try', { state: 'connecting', attempt: 1 }, null, null],
  ['its first failure', phases.waiting, null, 100],
  ['a network that is gone', phases.offline, null, 100],
  ['a refusal', phases.blocked, null, 100],
  ['a refused sign-in', { state: 'awaitingSignIn', problem: refused }, null, 100],
  ['another try', phases.connecting, 40, 40],
  ['the token for another try', phases.awaitingToken, 40, 40],
  ['another failure', phases.blocked, 40, 40],
  ['being back', { ...phases.online, ending: null }, 40, null],
  ['being switched off', phases.idle, 40, null],
  ['being cancelled', cancelled, 40, null],
  ['a sign-in that was never made', signInDue, null, null],
])('knows since when it is down: %s', (_, phase, before, after) => {
  expect(downSince(phase, before, 100)).toBe(after);
});
