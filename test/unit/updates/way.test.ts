import { describe, expect, it } from 'vitest';
import { chooseWay } from '../../../main/updates/way.ts';
import { profileIdSchema } from '../../../shared/brand.ts';
import type { ProfileFile } from '../../../shared/profile.ts';
import { profileWith } from '../shared/profile-samples.ts';

const id = (text: string) => profileIdSchema.parse(text);
const candidate = (name: string, file: Partial<ProfileFile>) => ({
  id: id(name),
  profile: profileWith(file),
});

const corporate = { mode: 'manual', proxy: 'http://proxy.example:3128', username: 'nell' } as const;

describe('the way of updates', () => {
  it('is this computer’s where there are no profiles', () => {
    expect(chooseWay('automatic', [])).toEqual({ kind: 'system', neverDirect: false });
  });

  it('is that on which all profiles agree, whatever else they are', () => {
    const all = [
      candidate('a', { route: corporate, realmPaths: ['/~/a'] }),
      candidate('b', { route: corporate, name: 'Other' }),
    ];
    expect(chooseWay('automatic', all)).toEqual({ kind: 'profile', id: 'a' });
  });

  it('is this computer’s where they don’t agree', () => {
    for (const other of [
      { route: { ...corporate, username: 'other' } },
      { route: { ...corporate, proxy: 'http://other.example:3128' } },
      { route: { mode: 'system' } },
    ] as const) {
      const all = [candidate('a', { route: corporate }), candidate('b', other)];
      expect(chooseWay('automatic', all)).toEqual({ kind: 'system', neverDirect: false });
    }
  });

  it('is no direct one where a profile never goes so', () => {
    const all = [
      candidate('a', { route: { ...corporate, neverDirect: true } }),
      candidate('b', { route: { mode: 'system' } }),
    ];
    expect(chooseWay('automatic', all)).toEqual({ kind: 'system', neverDirect: true });
  });

  it('is not learnt from a profile that goes directly, which is for a server inside', () => {
    const local = candidate('local', { route: { mode: 'direct' } });
    expect(chooseWay('automatic', [local])).toEqual({ kind: 'system', neverDirect: false });
    expect(chooseWay('automatic', [local, candidate('a', { route: corporate })])).toEqual({
      kind: 'profile',
      id: 'a',
    });
  });

  it('is the one that was chosen, and none where that profile is gone', () => {
    const all = [candidate('a', { route: corporate }), candidate('b', { route: { mode: 'direct' } })];
    expect(chooseWay(id('b'), all)).toEqual({ kind: 'profile', id: 'b' });
    expect(chooseWay('system', all)).toEqual({ kind: 'system', neverDirect: false });
    expect(chooseWay(id('gone'), all)).toEqual({ kind: 'missing' });
  });
});
