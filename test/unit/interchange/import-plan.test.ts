import { describe, expect, it } from 'vitest';
import { profileIdSchema } from '../../../shared/brand.ts';
import {
  importEntries,
  planImport,
  type ExistingProfile,
  type ImportChoice,
} from '../../../shared/interchange/import-plan.ts';
import { readProfileFile } from '../../../shared/interchange/profile-files.ts';
import { minimal } from '../shared/profile-samples.ts';

const existing = (...names: string[]): ExistingProfile[] =>
  names.map((name, at) => ({ id: profileIdSchema.parse(`id-${at}`), name, relayPort: null }));
const found = (...names: string[]) =>
  readProfileFile('all.json', JSON.stringify(names.map((name) => ({ ...minimal, name }))));
const plan = (names: string[], here: ExistingProfile[], choices: Record<number, ImportChoice> = {}) =>
  planImport(
    found(...names),
    here,
    new Map(Object.entries(choices).map(([at, choice]) => [Number(at), choice])),
  );

describe('what importing would do', () => {
  it('keeps both of one name apart by a number, also when they come together', () => {
    const planned = plan(['Staging', 'Staging', 'Berlin'], existing('Staging', 'Staging 2'));
    expect(planned.map(({ name }) => name)).toEqual(['Staging 3', 'Staging 4', 'Berlin']);
    expect(importEntries(planned).map(({ profile, replaces }) => [profile.name, replaces])).toEqual([
      ['Staging 3', null],
      ['Staging 4', null],
      ['Berlin', null],
    ]);
  });

  it('replaces one of the same name once', () => {
    const planned = plan(['staging', 'Staging'], existing('Staging'), { 0: 'replace', 1: 'replace' });
    expect(importEntries(planned).map(({ profile, replaces }) => [profile.name, replaces])).toEqual([
      ['staging', 'id-0'],
      ['Staging 2', null],
    ]);
  });

  it('can’t replace where it can’t be told which', () => {
    const [planned] = plan(['Staging'], existing('Staging', 'staging'), { 0: 'replace' });
    expect([planned?.sameNamed, planned?.choice, planned?.name]).toEqual([null, 'add', 'Staging 2']);
  });

  describe('to the ports of relays', () => {
    const lent = (...ports: number[]) =>
      readProfileFile(
        'all.json',
        JSON.stringify(ports.map((port, at) => ({ ...minimal, name: `P${at}`, relay: { port } }))),
      );
    const clashes = (
      ports: number[],
      here: readonly ExistingProfile[],
      choices: readonly (readonly [number, ImportChoice])[] = [],
    ) => planImport(lent(...ports), here, new Map(choices)).map(({ hasPortOfOther }) => hasPortOfOther);
    const here = [{ id: profileIdSchema.parse('here'), name: 'P0', relayPort: 19_080 }];

    it('says which has that of another profile, saved or among those that come', () => {
      expect(clashes([19_080, 19_081, 19_081], here)).toEqual([true, false, true]);
    });

    it('finds nothing wrong where it takes the other one’s place, or is left out', () => {
      expect(clashes([19_080, 19_081], here, [[0, 'replace']])).toEqual([false, false]);
      expect(clashes([19_081, 19_081], [], [[0, 'leaveOut']])).toEqual([false, false]);
    });
  });

  it('leaves out what the person leaves out, and what has flaws', () => {
    const flawed = readProfileFile('a.json', '{}');
    const planned = planImport([...flawed, ...found('One', 'Two')], [], new Map([[1, 'leaveOut']]));
    expect(importEntries(planned).map(({ profile }) => profile.name)).toEqual(['Two']);
  });
});
