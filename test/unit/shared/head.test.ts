import { describe, expect, it } from 'vitest';
import { headOf } from '../../../shared/head.ts';
import type { Problem } from '../../../shared/problem.ts';
import type { SessionPhase } from '../../../shared/status.ts';
import { forbidden, online, profileOf, profileView, sceneNow } from '../renderer/scenes.ts';

const idle: SessionPhase = { state: 'idle' };
const blocked: SessionPhase = { state: 'blocked', problem: forbidden };
const waiting: SessionPhase = { state: 'waiting', problem: forbidden, until: sceneNow };
const due: Problem = { kind: 'secret.missing', secret: 'password' };

const view = (name: string, phases: readonly SessionPhase[], change: object = {}) =>
  profileView(
    name,
    profileOf({ name, realmPaths: phases.map((_, index) => `/~/${index}`), ...change }),
    phases,
  );

describe('what the head says', () => {
  it('is that nothing is connected where there is nothing', () => {
    expect(headOf([], null)).toEqual({
      indicator: 'off',
      profile: null,
      problem: null,
      paths: { alike: 0, all: 0 },
      since: null,
      others: 0,
    });
    expect(headOf([view('a', [idle])], null).indicator).toBe('off');
  });

  it('is the worst of all, wherever the person is', () => {
    const profiles = [
      view('fine', [online()]),
      view('waits', [waiting]),
      view('stopped', [online(), blocked]),
    ];
    const head = headOf(profiles, profiles[0]?.id ?? null);
    expect(head).toMatchObject({ indicator: 'blocked', problem: forbidden, paths: { alike: 1, all: 2 } });
    expect(head.profile?.profile.name).toBe('stopped');
  });

  it('names the profile in sight among equals, else one of production, else the first', () => {
    const profiles = [
      view('first', [blocked], { environment: 'staging' }),
      view('live', [blocked], { environment: 'production' }),
      view('seen', [blocked], { environment: 'staging' }),
      view('fine', [online()]),
    ];
    const nameFor = (index: number) => headOf(profiles, profiles[index]?.id ?? null).profile?.profile.name;
    expect(nameFor(2)).toBe('seen');
    expect(nameFor(3)).toBe('live');
    expect(
      headOf([profiles[0] ?? view('', []), profiles[3] ?? view('', [])], null).profile?.profile.name,
    ).toBe('first');
    expect(headOf(profiles, null).others).toBe(2);
  });

  it('says since when, by the first path that went down', () => {
    const profile = view('p', [blocked, blocked, online()]);
    const sessions = profile.sessions.map((session, index) => ({
      ...session,
      downSince: [sceneNow - 10, sceneNow - 99, null][index] ?? null,
    }));
    expect(headOf([{ ...profile, sessions }], null).since).toBe(sceneNow - 99);
  });

  it('knows what waits for a sign-in from what is refused, and what a sign-in’s failure is', () => {
    const signIn = { state: 'needsUser', problem: due } as const;
    const profile = { ...view('p', [{ state: 'awaitingSignIn', problem: due }]), signIn };
    expect(headOf([profile], null)).toMatchObject({ indicator: 'needsSignIn', problem: due });
    const refused = { state: 'needsUser', problem: forbidden } as const;
    expect(headOf([{ ...profile, sessions: [], signIn: refused }], null)).toMatchObject({
      indicator: 'blocked',
      problem: forbidden,
      paths: { alike: 0, all: 0 },
    });
  });
});
