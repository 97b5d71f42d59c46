import { expect, it } from 'vitest';
import { CalmProfiles } from '../../../main/desktop/calm-profiles.ts';
import type { ProfileView, SessionPhase } from '../../../shared/status.ts';
import { forbidden, online, profileOf, profileView } from '../renderer/scenes.ts';

const viewOf = (name: string, phase: SessionPhase): ProfileView => profileView(name, profileOf(), [phase]);
const blocked: SessionPhase = { state: 'blocked', problem: forbidden };

it('stay the same list while nothing but round trips is different', () => {
  const calm = new CalmProfiles();
  const other = viewOf('other', online(10));
  const before = calm.of([viewOf('one', online(10)), other]);
  expect(calm.of([viewOf('one', online(99)), other])).toBe(before);
  expect(before[0]?.sessions[0]?.phase).toMatchObject({ state: 'online', rttMs: null });
});

it('are another list where a session stands elsewhere, and the others of it the same', () => {
  const calm = new CalmProfiles();
  const other = viewOf('other', online(10));
  const before = calm.of([viewOf('one', online(10)), other]);
  const after = calm.of([viewOf('one', blocked), other]);
  expect(after).not.toBe(before);
  expect(after[0]?.sessions[0]?.phase).toEqual(blocked);
  expect(after[1]).toBe(before[1]);
});

it('follow their profiles to other places, and go with them', () => {
  const calm = new CalmProfiles();
  const [one, other] = [viewOf('one', online(10)), viewOf('other', blocked)];
  const before = calm.of([one, other]);
  expect(calm.of([other, one])).toEqual([before[1], before[0]]);
  expect(calm.of([other])).toEqual([before[1]]);
  expect(calm.of([])).toEqual([]);
});
