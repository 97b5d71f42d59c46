import { describe, expect, it } from 'vitest';
import {
  countIndicators,
  onlineCount,
  profileIndicator,
  profileRoundTripMs,
  type Indicator,
} from '../../../shared/indicators.ts';
import type { SessionPhase, SignInStatus } from '../../../shared/status.ts';
import { appView, forbidden, online, profileOf, profileView, sceneNow } from './scenes.ts';

const trying = { since: sceneNow, lastFailure: null };
const idle: SessionPhase = { state: 'idle' };
const waiting: SessionPhase = { state: 'waiting', problem: forbidden, until: sceneNow };
const blocked: SessionPhase = { state: 'blocked', problem: forbidden };
const cancelled: SessionPhase = { state: 'blocked', problem: { kind: 'cancelled' } };
const connecting: SessionPhase = { state: 'connecting', attempt: 1 };
const offline: SessionPhase = { state: 'offline', problem: { kind: 'network.down' }, until: sceneNow };

const view = (phases: readonly SessionPhase[], signIn?: SignInStatus) =>
  profileView('p', profileOf(), phases, signIn === undefined ? {} : { signIn });

describe('the indicator of a profile', () => {
  it.each<[string, readonly SessionPhase[], Indicator]>([
    ['all idle', [idle], 'off'],
    ['all online', [online()], 'online'],
    ['one not yet started', [online(), idle], 'online'],
    ['one connecting', [online(), connecting], 'working'],
    ['one without network', [online(), connecting, offline], 'waiting'],
    ['one waiting', [online(), connecting, waiting], 'waiting'],
    ['one blocked', [blocked, waiting, online()], 'blocked'],
    ['D7d: one that the person ended', [online(), cancelled], 'online'],
    ['D7d: all that the person ended', [cancelled], 'off'],
  ])('with %s is its worst session’s', (_, phases, indicator) =>
    expect(profileIndicator(view(phases))).toBe(indicator),
  );

  it('is blocked when the person has to sign in, and working while signing in', () => {
    expect(profileIndicator(view([idle], { state: 'needsUser', problem: forbidden }))).toBe('blocked');
    expect(profileIndicator(view([idle], { state: 'signingIn', trying }))).toBe('working');
    expect(profileIndicator(view([idle], { state: 'unlocking', trying }))).toBe('working');
    expect(profileIndicator(view([idle], { state: 'signedOut' }))).toBe('off');
  });
});

it('D7d: a profile without tokens needs a sign-in, which is neither red nor a failure', () => {
  const problem = { kind: 'secret.missing', secret: 'password' } as const;
  const signIn = { state: 'needsUser', problem } as const;
  const due: SessionPhase = { state: 'awaitingSignIn', problem };
  expect(profileIndicator(view([due], signIn))).toBe('needsSignIn');
  expect(profileIndicator(view([idle], signIn))).toBe('needsSignIn');
  expect(profileIndicator(view([due, waiting], signIn))).toBe('needsSignIn');
  expect(profileIndicator(view([due, blocked], signIn))).toBe('blocked');
  const refused = { kind: 'auth.refreshRefused', status: 403, code: 614 } as const;
  expect(profileIndicator(view([{ state: 'awaitingSignIn', problem: refused }]))).toBe('blocked');
  expect(countIndicators(appView([view([due, online()], signIn)]))).toMatchObject({
    needsSignIn: 2,
    online: 1,
    blocked: 0,
  });
});

it('the round trip of a profile is that of its slowest session', () => {
  expect(profileRoundTripMs(view([online(12), online(181), online(null)]))).toBe(181);
  expect(profileRoundTripMs(view([online(null), idle]))).toBeNull();
});

it('counts sessions by indicator over all profiles', () => {
  const profiles = [view([online(), online(), blocked]), view([waiting, connecting, idle])];
  expect(countIndicators(appView(profiles))).toEqual({
    online: 2,
    working: 1,
    waiting: 1,
    off: 1,
    needsSignIn: 0,
    blocked: 1,
  });
  expect(onlineCount(view([online(), online(), blocked]))).toBe(2);
});
