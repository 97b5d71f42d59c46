import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ProfileStore } from '../../../main/profiles/store.ts';
import { profileIdSchema } from '../../../shared/brand.ts';
import type { NotSavedCause } from '../../../shared/problem.ts';
import { readCertificates } from '../../../shared/pem.ts';
import { toProfileFile } from '../../../shared/profile.ts';
import { MemoryDocuments } from '../../fakes/documents.ts';
import { contractExample, minimal, profileWith } from '../shared/profile-samples.ts';
import { FakeClock } from '../../fakes/clock.ts';

const now = Date.UTC(2026, 0, 1, 12, 30);
const one = profileIdSchema.parse('one');
const two = profileIdSchema.parse('two');
const profile = profileWith();
const entry = (id: string, more: object = {}) => ({
  id,
  wanted: false,
  secrets: [],
  profile: toProfileFile(profile),
  ...more,
});

function storeOf(documents: MemoryDocuments): ProfileStore {
  const store = new ProfileStore({ documents, clock: new FakeClock(now) });
  store.load();
  return store;
}

const notSaved = (cause: NotSavedCause) =>
  expect.objectContaining({
    problem: { kind: 'storage.notSaved', file: '/memory/profiles.json', cause },
  }) as Error;

const written = (documents: MemoryDocuments) =>
  JSON.parse(documents.text ?? 'null') as Record<string, unknown>;

describe('the profile store', () => {
  it('begins empty, without a word', () => {
    const documents = new MemoryDocuments();
    const store = storeOf(documents);
    expect([store.all, store.notices, documents.text]).toEqual([[], [], null]);
  });

  it('finds what it saved at the next start, whole', () => {
    const documents = new MemoryDocuments();
    const full = profileWith(JSON.parse(JSON.stringify(contractExample)) as object);
    const store = storeOf(documents);
    store.save(one, profile, true);
    store.save(two, full, false);
    store.set(two, 'proxyPassword', []);
    store.set(two, 'header:authorization', []);
    expect(storeOf(documents).all).toMatchObject([
      { id: one, wanted: true, secrets: [], profile },
      { id: two, wanted: false, secrets: ['proxyPassword', 'header:authorization'], profile: full },
    ]);
    expect(written(documents)['schemaVersion']).toBe(1);
  });

  it('reads profiles whose bypass lists an earlier version took', () => {
    const documents = new MemoryDocuments();
    const file = {
      ...minimal,
      route: { mode: 'system', bypass: ['ros.example', 'ros.example:99999', '10.1'] },
    };
    documents.text = JSON.stringify({ schemaVersion: 1, profiles: [entry('one', { profile: file })] });
    const store = storeOf(documents);
    expect(store.notices).toEqual([]);
    expect(store.find(one)?.profile.route.bypass).toEqual(['ros.example']);
  });

  it('reads profiles with a header for the proxy and a damaged certificate, which an earlier version took', () => {
    const documents = new MemoryDocuments();
    const plain = readFileSync('test/cases/pem/plain.pem', 'utf8');
    const damaged = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    const team = { name: 'X-Team', value: 'a' };
    const file = {
      ...minimal,
      gateway: { customRequestHeaders: [{ name: 'proxy-authorization', secret: true }, team] },
      trust: { ca: damaged + plain },
    };
    documents.text = JSON.stringify({ schemaVersion: 1, profiles: [entry('one', { profile: file })] });
    const store = storeOf(documents);
    expect(store.notices).toEqual([]);
    const read = store.find(one)?.profile;
    expect(read?.gateway.customRequestHeaders).toMatchObject([team]);
    expect(readCertificates(read?.trust.ca ?? '')).toMatchObject({ damaged: [], total: 1 });
  });

  it('changes a profile in its place and keeps the notes of its secrets', () => {
    const store = storeOf(new MemoryDocuments());
    store.save(one, profile, false);
    store.set(one, 'refreshToken', []);
    store.save(two, profile, false);
    store.save(one, profileWith({ name: 'Renamed' }), true);
    expect(store.all.map((saved) => [saved.id, saved.profile.name, saved.wanted])).toEqual([
      ['one', 'Renamed', true],
      ['two', 'Minimal', false],
    ]);
    expect(store.kinds(one)).toEqual(['refreshToken']);
  });

  it('keeps notes of secrets, each once', () => {
    const store = storeOf(new MemoryDocuments());
    store.save(one, profile, false);
    store.set(one, 'refreshToken', []);
    store.set(one, 'refreshToken', []);
    expect(store.kinds(one)).toEqual(['refreshToken']);
    expect(store.has(two, 'refreshToken')).toBe(false);
    store.clear(one, 'refreshToken');
    expect(store.has(one, 'refreshToken')).toBe(false);
  });

  it('writes only when something changes', () => {
    const documents = new MemoryDocuments();
    const store = storeOf(documents);
    store.save(one, profile, false);
    const { writes } = documents;
    store.setWanted([one], false);
    store.clear(one, 'refreshToken');
    expect(documents.writes).toBe(writes);
    store.setWanted([one], true);
    expect(documents.writes).toBe(writes + 1);
  });

  it('removes a profile', () => {
    const documents = new MemoryDocuments({ schemaVersion: 1, profiles: [entry('one'), entry('two')] });
    const store = storeOf(documents);
    store.remove(one);
    expect(store.find(one)).toBeNull();
    expect(storeOf(documents).all.map(({ id }) => id)).toEqual(['two']);
  });

  it('keeps what it does not know beside the profiles', () => {
    const documents = new MemoryDocuments({ schemaVersion: 1, window: { width: 7 }, profiles: [] });
    storeOf(documents).save(one, profile, false);
    expect(written(documents)).toMatchObject({ window: { width: 7 } });
  });

  it('holds no secret', () => {
    const documents = new MemoryDocuments();
    const store = storeOf(documents);
    store.save(one, profile, false);
    store.set(one, 'refreshToken', []);
    expect(written(documents)['profiles']).toMatchObject([entry('one', { secrets: ['refreshToken'] })]);
  });
});

describe('an entry that can’t be read', () => {
  const odd = { id: 'odd', profile: { ...minimal, name: 'From the future', novelty: { deep: [1] } } };
  const odder = 'not even an object';

  it('is reported by its name', () => {
    const documents = new MemoryDocuments({ schemaVersion: 1, profiles: [entry('one'), odd, odder] });
    expect(storeOf(documents).notices).toEqual([
      { kind: 'profileUnreadable', name: 'From the future', file: documents.path },
      { kind: 'profileUnreadable', name: 'unnamed', file: documents.path },
    ]);
  });

  it('stays as it is through every save', () => {
    const documents = new MemoryDocuments({ schemaVersion: 1, profiles: [odd, entry('one'), odder] });
    const store = storeOf(documents);
    store.save(two, profile, false);
    store.remove(one);
    store.setWanted([two], true);
    const profiles = written(documents)['profiles'] as unknown[];
    expect(profiles.slice(1).map((raw) => JSON.stringify(raw))).toEqual([
      JSON.stringify(odd),
      JSON.stringify(odder),
    ]);
  });

  it('has small faults forgiven instead', () => {
    const faulty = entry('one', { wanted: 'yes', secrets: ['refreshToken', 'password', 7] });
    const [read] = storeOf(new MemoryDocuments({ schemaVersion: 1, profiles: [faulty] })).all;
    expect(read).toMatchObject({ id: 'one', wanted: false, secrets: ['refreshToken'] });
  });

  it('in a list beside a profile goes alone', () => {
    const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':');
    const pin = { host: 'a:1', fingerprint, until: now + 1 };
    const seen = { host: 'a:1', fingerprint, issuer: 'A', seenAt: now };
    const pins = [pin, { ...pin, host: 7 }, { ...pin, until: 9e15 }, null];
    const seenCertificates = [{ ...seen, seenAt: 1e300 }, seen, 'x'];
    const document = { schemaVersion: 1, profiles: [entry('one', { pins, seenCertificates })] };
    const store = storeOf(new MemoryDocuments(document));
    expect(store.pins(one)).toEqual([pin]);
    expect(store.seenCertificates(one)).toEqual([seen]);
  });

  it('because another one has its id is reported, and stays as it is', () => {
    const copied = entry('one', { profile: { ...minimal, name: 'Copied by hand' } });
    const documents = new MemoryDocuments({ schemaVersion: 1, profiles: [entry('one'), copied] });
    const store = storeOf(documents);
    expect(store.all.map((saved) => saved.profile.name)).toEqual(['Minimal']);
    expect(store.notices).toEqual([
      { kind: 'profileUnreadable', name: 'Copied by hand', file: documents.path },
    ]);
    store.setWanted([one], true);
    expect((written(documents)['profiles'] as unknown[]).slice(1)).toEqual([
      JSON.parse(JSON.stringify(copied)),
    ]);
  });
});

describe('a damaged file', () => {
  const good = JSON.stringify({ schemaVersion: 1, profiles: [entry('one')] });

  it.each([
    '{"schemaVersion":1,"profi',
    '',
    'null',
    '[]',
    '{"profiles":[]}',
    '{"schemaVersion":1,"profiles":{}}',
  ])('like %j is set aside and its last good copy restored', (text) => {
    const documents = new MemoryDocuments();
    [documents.text, documents.copy] = [text, good];
    const store = storeOf(documents);
    const aside = `${documents.path}.damaged-2026-01-01T12-30-00-000Z`;
    expect(store.notices).toEqual([{ kind: 'profilesSetAside', file: aside, restored: true }]);
    expect(documents.aside.get(aside)).toBe(text);
    expect(store.all.map(({ id }) => id)).toEqual(['one']);
    expect(documents.text).toBe(good);
  });

  it('that can’t be set aside stays where it is, and is never written over', () => {
    const documents = new MemoryDocuments();
    const damaged = '{"schemaVersion":1,"profi';
    documents.text = damaged;
    documents.setAside = () => {
      throw Object.assign(new Error('read-only file system'), { code: 'EROFS' });
    };
    const store = storeOf(documents);
    expect(store.notices).toEqual([{ kind: 'profilesSetAside', file: documents.path, restored: false }]);
    expect(() => store.save(one, profile, true)).toThrow(notSaved('denied'));
    expect(store.all).toEqual([]);
    expect(documents.text).toBe(damaged);
  });

  it('without a copy leaves an empty store, and the file for somebody to look into', () => {
    const documents = new MemoryDocuments();
    documents.text = 'damaged';
    const store = storeOf(documents);
    expect(store.all).toEqual([]);
    expect(store.notices).toMatchObject([{ kind: 'profilesSetAside', restored: false }]);
    expect([...documents.aside.values()]).toEqual(['damaged']);
    store.save(one, profile, false);
    expect(storeOf(documents).all.map(({ id }) => id)).toEqual(['one']);
  });

  it('whose copy is damaged too loses neither of them, and the app starts and saves', () => {
    const documents = new MemoryDocuments();
    [documents.text, documents.copy] = ['damaged', 'damaged as well'];
    const store = storeOf(documents);
    expect(store.notices).toMatchObject([{ kind: 'profilesSetAside', restored: false }]);
    expect([...documents.aside.values()].sort()).toEqual(['damaged', 'damaged as well']);
    store.save(one, profile, false);
    const next = storeOf(documents);
    expect(next.all.map(({ id }) => id)).toEqual(['one']);
    expect(next.notices).toEqual([]);
  });

  it('is never taken for a good copy', () => {
    const documents = new MemoryDocuments();
    documents.text = good;
    storeOf(documents);
    documents.text = 'damaged';
    storeOf(documents);
    documents.text = 'damaged again';
    expect(storeOf(documents).all.map(({ id }) => id)).toEqual(['one']);
  });
});

describe('the file of a newer version', () => {
  it('is reported and never written', () => {
    const newer = { schemaVersion: 2, profiles: [entry('one')], novelty: true };
    const documents = new MemoryDocuments(newer);
    const store = storeOf(documents);
    expect(() => store.save(two, profile, false)).toThrow(notSaved('newerVersion'));
    expect(store.all).toEqual([]);
    expect(store.notices).toEqual([{ kind: 'profilesFromNewerVersion', file: documents.path }]);
    expect([written(documents), documents.copy, documents.writes]).toEqual([newer, null, 0]);
  });
});

describe('a full disk', () => {
  it('refuses what would be told of as saved, and changes nothing', () => {
    const documents = new MemoryDocuments();
    const store = storeOf(documents);
    store.save(one, profile, true);
    documents.isFull = true;
    const renamed = profileWith({ name: 'Renamed' });
    expect(() => store.save(one, renamed, false)).toThrow(notSaved('full'));
    expect(() => store.saveAll([{ id: two, profile, wanted: false }])).toThrow(notSaved('full'));
    expect(() => store.setLocal(one, { ...store.local(one), keeping: 'memory' })).toThrow(notSaved('full'));
    expect(() => store.set(one, 'refreshToken', [])).toThrow(notSaved('full'));
    expect(store.all.map((saved) => [saved.id, saved.profile.name, saved.wanted])).toEqual([
      ['one', 'Minimal', true],
    ]);
    expect([store.kinds(one), store.local(one).keeping, store.notices]).toEqual([[], 'keychain', []]);
  });

  it('takes what holds in any case as soon as there is room, and says so no longer', () => {
    const documents = new MemoryDocuments({ schemaVersion: 1, profiles: [entry('one'), entry('two')] });
    const clock = new FakeClock(now);
    let told = 0;
    const store = new ProfileStore({ documents, clock, onNotices: () => (told += 1) });
    store.load();
    documents.isFull = true;
    store.setWanted([one], true);
    store.remove(two);
    const file = documents.path;
    expect(store.notices).toEqual([{ kind: 'profilesNotSaved', file, cause: 'full' }]);
    clock.advance(60_000);
    expect(store.notices).toHaveLength(1);
    documents.isFull = false;
    clock.advance(5_000);
    expect([store.notices, clock.timers, told > 0]).toEqual([[], 0, true]);
    expect(storeOf(documents).all.map(({ id, wanted }) => [id, wanted])).toEqual([['one', true]]);
  });

  it('is asked once more at the end', () => {
    const documents = new MemoryDocuments({ schemaVersion: 1, profiles: [entry('one')] });
    const clock = new FakeClock(now);
    const store = new ProfileStore({ documents, clock });
    store.load();
    documents.isFull = true;
    store.setWanted([one], true);
    documents.isFull = false;
    store.close();
    expect([storeOf(documents).all[0]?.wanted, clock.timers]).toEqual([true, 0]);
  });

  it('does not keep the app from starting', () => {
    const documents = new MemoryDocuments({ schemaVersion: 1, profiles: [entry('one')] });
    documents.isFull = true;
    expect(storeOf(documents).all).toHaveLength(1);
  });
});

describe('an entry that no parser can bear', () => {
  const deep = '{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000);
  const tooDeep = `{"id":"deep","profile":{"formatVersion":1,"name":"Deep","server":"http://x","credential":{"kind":"custom","provider":"own","userInfo":${deep}}}}`;
  const text = `{"schemaVersion":1,"profiles":[${JSON.stringify(entry('one'))},${tooDeep}]}`;

  it('is told, the file as it was is kept beside, and the others go on and are saved', () => {
    const documents = new MemoryDocuments();
    documents.text = text;
    const store = storeOf(documents);
    const [aside] = documents.aside.keys();
    expect(store.all.map(({ id }) => id)).toEqual(['one']);
    expect(store.notices).toEqual([{ kind: 'profileUnreadable', name: 'Deep', file: aside }]);
    expect(documents.aside.get(aside ?? '')).toBe(text);
    store.save(two, profile, false);
    const next = storeOf(documents);
    expect([next.all.map(({ id }) => id), next.notices]).toEqual([['one', 'two'], []]);
  });

  it('is not written over where no copy can be kept', () => {
    const documents = new MemoryDocuments();
    documents.text = text;
    documents.isFull = true;
    const store = storeOf(documents);
    expect(store.all.map(({ id }) => id)).toEqual(['one']);
    documents.isFull = false;
    expect(() => store.save(two, profile, false)).toThrow(notSaved('full'));
    expect(documents.text).toBe(text);
  });
});
