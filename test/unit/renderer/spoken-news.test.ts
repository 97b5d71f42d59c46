import { describe, expect, it } from 'vitest';
import { firstLook, lookAgain, newsSentence } from '../../../renderer/sessions/spoken-news.ts';
import type { ProfileView, SessionPhase } from '../../../shared/status.ts';
import { texts } from '../../../shared/text/languages.ts';
import { forbidden, online, profileOf, profileView, sceneNow } from './scenes.ts';

const blocked: SessionPhase = { state: 'blocked', problem: forbidden };
const waiting: SessionPhase = { state: 'waiting', problem: { kind: 'network.down' }, until: sceneNow };
const connecting: SessionPhase = { state: 'connecting', attempt: 2 };
const idle: SessionPhase = { state: 'idle' };

const named = (name: string, phase: SessionPhase): ProfileView =>
  profileView(name.toLowerCase().replace(' ', '-'), profileOf({ name, realmPaths: ['/~/tasks'] }), [phase]);
const all = (count: number, phase: SessionPhase): readonly ProfileView[] =>
  Array.from({ length: count }, (_, at) => named(`node ${at}`, phase));

/** What is said at each look but the first. */
function said(looks: readonly (readonly ProfileView[])[]): readonly string[] {
  const [first = [], ...later] = looks;
  let told = firstLook(first);
  return later.map((profiles) => {
    const [next, news] = lookAgain(told, profiles);
    told = next;
    return newsSentence(texts.en, news);
  });
}

const berlin = (...phases: readonly SessionPhase[]) => said(phases.map((phase) => [named('Berlin', phase)]));

describe('what is said aloud', () => {
  it('is that a profile went down and why, and that it is back, each once', () => {
    expect(berlin(online(), blocked, blocked, blocked, connecting, online(), online(), online())).toEqual([
      ...['', 'Berlin: The gateway forbids the upgrade (403).', '', ''],
      ...['', 'Berlin: online.', ''],
    ]);
  });

  it('is nothing of what was over before it was looked at twice', () => {
    expect(berlin(online(), waiting, online(), online())).toEqual(['', '', '']);
  });

  it('is nothing of trying again and again', () => {
    const looks = berlin(online(), waiting, connecting, waiting, connecting, waiting);
    expect(looks.filter((each) => each !== '')).toHaveLength(1);
  });

  it('is nothing of what was so from the first, or what a person wanted', () => {
    expect(berlin(blocked, blocked, blocked)).toEqual(['', '']);
    expect(berlin(online(), idle, idle)).toEqual(['', '']);
  });

  it('is the number of them where it concerns many', () => {
    const down = [...all(500, waiting), named('Berlin', blocked)];
    expect(said([all(500, online()), down, down])).toEqual([
      '',
      'Berlin: The gateway forbids the upgrade (403). 500 profiles: waiting.',
    ]);
  });
});
