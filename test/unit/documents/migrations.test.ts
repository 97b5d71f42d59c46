import { describe, expect, it } from 'vitest';
import {
  currentSchemaVersion,
  migrate,
  migrations,
  type Migration,
} from '../../../main/documents/migrations.ts';

/** Made up: what the first versions might have had to change. */
const addColour: Migration = (document) => ({ ...document, colour: 'red' });
const renameColour: Migration = ({ colour, ...rest }) => ({ ...rest, hue: colour });
const steps = [addColour, renameColour];

describe('a document', () => {
  it('is brought to the current version step by step', () => {
    expect(migrate({ schemaVersion: 1, profiles: [] }, steps)).toEqual({
      outcome: 'migrated',
      document: { schemaVersion: 3, profiles: [], hue: 'red' },
    });
  });

  it('goes through the steps that it lacks and no others', () => {
    expect(migrate({ schemaVersion: 2, colour: 'green' }, steps)).toEqual({
      outcome: 'migrated',
      document: { schemaVersion: 3, hue: 'green' },
    });
  });

  it('of the current version is left as it is', () => {
    const document = { schemaVersion: 3, anything: [1] };
    expect(migrate(document, steps)).toEqual({ outcome: 'current', document });
  });

  it('is not changed on the way', () => {
    const document = Object.freeze({ schemaVersion: 1, profiles: Object.freeze([]) });
    expect(migrate(document, steps).outcome).toBe('migrated');
  });

  it('that is empty is as current as can be', () => {
    expect(migrate({}, steps)).toEqual({ outcome: 'current', document: { schemaVersion: 3 } });
  });

  it('of a newer version is not ours', () => {
    expect(migrate({ schemaVersion: 4 }, steps)).toEqual({ outcome: 'newer' });
  });

  it.each([
    [null],
    [[]],
    ['text'],
    [7],
    [{ profiles: [] }],
    [{ schemaVersion: '1' }],
    [{ schemaVersion: 0 }],
    [{ schemaVersion: 1.5 }],
    [{ schemaVersion: null }],
  ])('like %j is damaged', (document) => {
    expect(migrate(document, steps)).toEqual({ outcome: 'damaged' });
  });

  it('that a step can’t take is damaged', () => {
    const broken: Migration = () => {
      throw new TypeError('not what it expected');
    };
    expect(migrate({ schemaVersion: 1 }, [broken])).toEqual({ outcome: 'damaged' });
  });

  it('of today has as many versions behind it as there are migrations', () => {
    expect(currentSchemaVersion()).toBe(migrations.length + 1);
  });
});
