import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../../main/problem-error.ts';
import { ProfileTransfer, type OfferedProfile } from '../../../main/profiles/profile-transfer.ts';
import { ProfileStore } from '../../../main/profiles/store.ts';
import { profileIdSchema, type ProfileId } from '../../../shared/brand.ts';
import { toProfileFile } from '../../../shared/profile.ts';
import { MemoryDocuments } from '../../fakes/documents.ts';
import { FakeSaveFile } from '../../fakes/save-file.ts';
import { minimal, profileWith } from '../shared/profile-samples.ts';
import { FakeClock } from '../../fakes/clock.ts';

const [old, other] = ['old', 'other'].map((id) => profileIdSchema.parse(id)) as [ProfileId, ProfileId];
const locked = new ProblemError({ kind: 'vault.locked' });

/** One saved and connected profile, and an exchange that tells what it did. */
function desk(vault: 'open' | 'locked' = 'open') {
  const documents = new MemoryDocuments();
  const store = new ProfileStore({ documents, clock: new FakeClock() });
  store.load();
  store.save(old, profileWith({ name: 'Old' }), true);
  store.set(old, 'refreshToken', []);
  const taken: string[] = [];
  const settled: string[] = [];
  const saveFile = new FakeSaveFile();
  let made = 0;
  const exchange = new ProfileTransfer({
    store,
    saveFile,
    newId: () => profileIdSchema.parse(`new-${(made += 1)}`),
    settleSecrets: ({ id }, before) => {
      settled.push(`${id} was ${before.name}`);
      return vault === 'locked' ? Promise.reject(locked) : Promise.resolve();
    },
    takeUp: ({ id, wanted }) => taken.push(`${id} ${wanted}`),
    find: (id) => store.find(id)?.profile ?? profileWith({ name: 'Demo' }),
  });
  return { documents, store, exchange, saveFile, taken, settled };
}

const named = (name: string, replaces: ProfileId | null = null): OfferedProfile => ({
  profile: { ...minimal, name },
  replaces,
});
const namesIn = (store: ProfileStore) =>
  store.all.map(({ id, profile, wanted }) => [id, profile.name, wanted]);

describe('importing profiles', () => {
  it('saves them all in one write and connects no new one', async () => {
    const { documents, store, exchange, taken } = desk();
    const before = documents.writes;
    expect(await exchange.import([named('One'), named('Two')])).toEqual(['new-1', 'new-2']);
    expect(documents.writes - before).toBe(1);
    expect(namesIn(store).slice(1)).toEqual([
      ['new-1', 'One', false],
      ['new-2', 'Two', false],
    ]);
    expect(taken).toEqual(['new-1 false', 'new-2 false']);
  });

  it('puts one in the place of another, which stays connected and settles its secrets', async () => {
    const { store, exchange, taken, settled } = desk();
    expect(await exchange.import([named('Newer', old)])).toEqual([old]);
    expect(namesIn(store)).toEqual([[old, 'Newer', true]]);
    expect(store.kinds(old)).toEqual(['refreshToken']);
    expect([settled, taken]).toEqual([['old was Old'], ['old true']]);
  });

  it.each([
    [
      'one of them breaks a rule',
      [named('One'), { profile: { ...minimal, server: 'ftp://x' }, replaces: null }],
    ],
    ['one is to replace what is gone', [named('One'), named('Two', other)]],
  ])('saves nothing when %s', async (_title, offered) => {
    const { documents, exchange, taken } = desk();
    const before = documents.text;
    await expect(exchange.import(offered)).rejects.toThrow();
    expect([documents.text, taken]).toEqual([before, []]);
  });

  it('refuses a relay’s port that is another’s, as the form does', async () => {
    const { store, exchange } = desk();
    const lent = (name: string, port: number, replaces: ProfileId | null = null): OfferedProfile => ({
      profile: { ...minimal, name, relay: { port } },
      replaces,
    });
    store.save(other, profileWith({ name: 'Lent', relay: { port: 19_080 } }), false);
    const issuesOf = (...offered: readonly OfferedProfile[]): Promise<unknown> =>
      exchange.import(offered).catch((error: unknown) => error);
    expect(await issuesOf(lent('A', 19_081), lent('B', 19_080), lent('C', 19_081))).toMatchObject({
      problem: {
        kind: 'profile.invalid',
        issues: [
          { field: '[1].relay.port', rule: 'relayPortOfOther' },
          { field: '[2].relay.port', rule: 'relayPortOfOther' },
        ],
      },
    });
    expect(namesIn(store)).toHaveLength(2);
    // What takes its place has it rightly.
    expect(await issuesOf(lent('A', 19_080, other), lent('B', 19_081))).toEqual([other, 'new-1']);
  });

  it('names every flaw by the profile it is in', async () => {
    const flawed = { profile: { ...minimal, server: 'ftp://x', password: 'x' }, replaces: null };
    const failed = await desk()
      .exchange.import([named('One'), flawed])
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({
      problem: {
        kind: 'profile.invalid',
        issues: [
          { field: '[1].server', rule: 'urlSchemeHttp' },
          { field: '[1].password', rule: 'unknownField' },
        ],
      },
    });
  });

  it('takes everything back when the keychain won’t let go of what no longer fits', async () => {
    const { store, exchange, taken } = desk('locked');
    const before = namesIn(store);
    await expect(exchange.import([named('One'), named('Newer', old)])).rejects.toBe(locked);
    expect([namesIn(store), store.kinds(old), taken]).toEqual([before, ['refreshToken'], []]);
  });
});

describe('exporting profiles', () => {
  it('writes one as the contract has it, several as a list', async () => {
    const { store, exchange, saveFile } = desk();
    store.save(other, profileWith({ name: '../Berlin: “A/B”' }), false);
    expect(await exchange.export([other])).toBe('saved');
    expect(await exchange.export([old, other])).toBe('saved');
    const files = [old, other].map((id) => toProfileFile(store.find(id)?.profile ?? profileWith()));
    expect(saveFile.saved.map(({ name, text }) => [name, JSON.parse(text) as unknown])).toEqual([
      ['-Berlin- -A-B-.causeway', files[1]],
      ['profiles.causeway', files],
    ]);
  });

  it.each(['cancelled', 'notWritten'] as const)('says that it was %s', async (outcome) => {
    const { exchange, saveFile } = desk();
    saveFile.outcome = outcome;
    expect(await exchange.export([old])).toBe(outcome);
  });
});
