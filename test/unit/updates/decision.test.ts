import { describe, expect, it } from 'vitest';
import { decide, isInRollout, type Own } from '../../../main/updates/decision.ts';
import { compareVersions, isVersion } from '../../../shared/update-version.ts';
import { artefactOf, manifestOf } from '../../fakes/update-feed.ts';

const now = Date.UTC(2026, 0, 1);
const day = 24 * 60 * 60_000;
const own: Own = { version: '0.2.0', channel: 'stable', system: 'linux-x64', seenAt: null };
const decided = (manifest: Parameters<typeof manifestOf>[1] = {}, computer: Partial<Own> = {}, at = now) =>
  decide(manifestOf(now, manifest), { ...own, ...computer }, 'some-id', at);

describe('what to do about a manifest', () => {
  it('is to offer what is newer', () => {
    expect(decided()).toEqual({ kind: 'offered', version: '0.3.0', artefact: null });
  });

  it('names the file of this system, and no other’s', () => {
    const file = artefactOf('causeway-0.3.0.exe', Buffer.from('x'));
    const artefacts = { 'win32-x64': file };
    expect(decided({ artefacts }, { system: 'win32-x64' })).toMatchObject({ artefact: file });
    expect(decided({ artefacts }, { system: 'win32-arm64' })).toMatchObject({ artefact: null });
  });

  it('is nothing where it is what runs', () => {
    expect(decided({ version: '0.2.0' })).toEqual({ kind: 'upToDate' });
  });

  it('is never to go back', () => {
    for (const version of ['0.1.9', '0.2.0-beta.1', '0.0.99'])
      expect(decided({ version })).toEqual({ kind: 'refused', refusal: { kind: 'olderVersion', version } });
  });

  it('is to refuse one that was signed before the newest seen, and to take that one again', () => {
    const issuedAt = now - day;
    expect(decided({ issuedAt }, { seenAt: issuedAt + 1 })).toEqual({
      kind: 'refused',
      refusal: { kind: 'replayed', issuedAt, seenAt: issuedAt + 1 },
    });
    expect(decided({ issuedAt }, { seenAt: issuedAt }).kind).toBe('offered');
  });

  it('is to refuse what has expired, to the millisecond', () => {
    const expiresAt = now + 14 * day;
    expect(decided({}, {}, expiresAt - 1).kind).toBe('offered');
    expect(decided({}, {}, expiresAt)).toEqual({
      kind: 'refused',
      refusal: { kind: 'expired', at: expiresAt },
    });
  });

  it('is to refuse what a clock far behind would believe for ever', () => {
    const at = now - day;
    expect(decided({}, {}, at - day).kind).toBe('offered');
    expect(decided({}, {}, at - day - 1)).toEqual({
      kind: 'refused',
      refusal: { kind: 'fromTheFuture', at },
    });
  });

  it('is to refuse another channel’s', () => {
    expect(decided({ channel: 'beta' })).toEqual({
      kind: 'refused',
      refusal: { kind: 'otherChannel', channel: 'beta' },
    });
  });

  it('is to wait where its rollout has not come to this computer', () => {
    expect(decided({ rollout: 0 })).toEqual({ kind: 'heldBack', version: '0.3.0' });
  });

  it('says that it is refused before it says that it is held back', () => {
    expect(decided({ rollout: 0, expiresAt: now }).kind).toBe('refused');
  });
});

describe('a rollout', () => {
  const ids = Array.from({ length: 1_000 }, (_, at) => `6f1d${at}-${at * 7919}`);
  const share = (percent: number, version = '0.3.0') => ids.filter((id) => isInRollout(id, version, percent));

  it('to ten in a hundred is one to 5–15 % of a thousand computers', () => {
    expect(share(10).length).toBeGreaterThanOrEqual(50);
    expect(share(10).length).toBeLessThanOrEqual(150);
  });

  it('says the same to the same computer each time', () => {
    expect(share(10)).toEqual(share(10));
  });

  it('that grows leaves none out that it came to before', () => {
    const first = new Set(share(10));
    const later = new Set(share(50));
    expect([...first].filter((id) => !later.has(id))).toEqual([]);
    expect(later.size).toBeGreaterThan(first.size);
  });

  it('begins with other computers for another version', () => {
    const first = new Set(share(10));
    const both = share(10, '0.4.0').filter((id) => first.has(id));
    expect(both.length).toBeLessThan(50);
  });

  it('to none is to none, and to all to all', () => {
    expect([share(0).length, share(100).length]).toEqual([0, 1_000]);
  });
});

describe('versions', () => {
  const inOrder = [
    '0.1.0',
    '0.2.0-1',
    '0.2.0--a',
    '0.2.0-alpha',
    '0.2.0-alpha.1',
    '0.2.0-alpha.beta',
    '0.2.0-beta',
    '0.2.0-beta.2',
    '0.2.0-beta.11',
    '0.2.0-rc.1',
    '0.2.0',
    '0.2.10',
    '0.10.0',
    '1.0.0',
  ];
  it('stand in the order of semver.org', () => {
    for (const [at, left] of inOrder.entries())
      for (const [other, right] of inOrder.entries())
        expect(Math.sign(compareVersions(left, right)), `${left} ${right}`).toBe(Math.sign(at - other));
  });

  it('are told from what is none, which is older than all of them', () => {
    for (const text of ['', '1', '1.2', '01.2.3', 'v1.2.3', '1.2.3-', '1.2.3+4', '1.2.3\n', '1'.repeat(70)])
      expect([text, isVersion(text)]).toEqual([text, false]);
    expect(compareVersions('latest', '0.0.1')).toBeLessThan(0);
    expect(compareVersions('0.0.1', 'latest')).toBeGreaterThan(0);
  });
});
