import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileDocuments, type Documents } from '../../main/ports/documents.ts';
import { ProfileStore } from '../../main/profiles/store.ts';
import { profileIdSchema } from '../../shared/brand.ts';
import { MemoryDocuments } from '../fakes/documents.ts';
import { makeFolder, type PrivateFolder } from '../peers/folder.ts';
import { profileWith } from '../unit/shared/profile-samples.ts';
import { FakeClock } from '../fakes/clock.ts';

/** Documents, and what a test does behind their back. */
interface DocumentsBench {
  readonly documents: Documents;
  /** The same document in the next run of the program. */
  readonly reopen: () => Documents;
  readonly damage: (text: string) => void;
  readonly textAt: (path: string) => string | undefined;
}

let folder: PrivateFolder;
beforeEach(async () => {
  folder = await makeFolder('documents');
});
afterEach(() => folder.remove());

const path = () => join(folder.path, 'profiles.json');
const reopen = () => new FileDocuments(path());

const real = (): DocumentsBench => ({
  documents: reopen(),
  reopen,
  damage: (text) => writeFileSync(path(), text),
  textAt: (file) =>
    readdirSync(folder.path).includes(basename(file)) ? readFileSync(file, 'utf8') : undefined,
});

function fake(): DocumentsBench {
  const documents = new MemoryDocuments();
  return {
    documents,
    reopen: () => documents,
    damage: (text) => (documents.text = text),
    textAt: (file) => documents.aside.get(file),
  };
}

describe.each([
  ['the fake documents', fake],
  ['documents in files', real],
])('%s', (_name, makeBench) => {
  const first = { schemaVersion: 1, list: [{ a: 1 }, null, 'ü'] };
  const second = { schemaVersion: 1, other: true };

  it('are empty at first', () => {
    expect(makeBench().documents.read()).toEqual({});
  });

  it('read what was written, in this run and the next', () => {
    const { documents, reopen: next } = makeBench();
    documents.write(first);
    expect(documents.read()).toEqual(first);
    documents.write(second);
    expect([documents.read(), next().read()]).toEqual([second, second]);
  });

  it.each(['{"schemaVersion":1,', '', 'text'])(
    'fail to read the damaged text %j, again and again',
    (text) => {
      const { documents, damage } = makeBench();
      damage(text);
      expect(() => documents.read()).toThrow();
      expect(() => documents.read()).toThrow();
    },
  );

  it.each(['null', '[]', '{}', '5', '""'])('take %s for damaged: it holds nothing', (text) => {
    const { documents, reopen, damage } = makeBench();
    documents.write(first);
    damage(text);
    expect(() => reopen().read()).toThrow();
  });

  it('put damaged text aside, byte for byte, and restore the last good copy', () => {
    const { documents, reopen: next, damage, textAt } = makeBench();
    documents.write(first);
    documents.keepCopy();
    documents.write(second);
    damage('{damaged');
    const { aside, restored } = next().setAside('damaged-now');
    expect([aside, restored]).toEqual([`${documents.path}.damaged-now`, true]);
    expect(textAt(aside)).toBe('{damaged');
    expect(next().read()).toEqual(first);
  });

  it('put damaged text aside where there is no copy, and begin anew', () => {
    const { documents, damage } = makeBench();
    damage('{damaged');
    expect(documents.setAside('now')).toMatchObject({ restored: false });
    expect(documents.read()).toEqual({});
    documents.write(second);
    expect(documents.read()).toEqual(second);
  });

  it('let text and copy be set aside one after the other', () => {
    const { documents, damage, textAt } = makeBench();
    damage('{copy');
    documents.keepCopy();
    damage('{text');
    const [one, two] = [documents.setAside('one'), documents.setAside('two')];
    expect([one.restored, two.restored]).toEqual([true, false]);
    expect([textAt(one.aside), textAt(two.aside)]).toEqual(['{text', '{copy']);
    documents.write(second);
    expect(documents.read()).toEqual(second);
  });

  it('keep no copy of what is not there', () => {
    const { documents, damage } = makeBench();
    documents.keepCopy();
    damage('{damaged');
    expect(documents.setAside('now')).toMatchObject({ restored: false });
  });

  it('carry the profile store through a crash', () => {
    const { documents, reopen: next, damage } = makeBench();
    const id = profileIdSchema.parse('one');
    const load = (from: Documents): ProfileStore => {
      const store = new ProfileStore({ documents: from, clock: new FakeClock() });
      store.load();
      return store;
    };
    load(documents).save(id, profileWith(), true);
    load(next());
    damage('{"schemaVersion":1,"profi');
    const store = load(next());
    expect(store.notices).toMatchObject([{ kind: 'profilesSetAside', restored: true }]);
    expect(store.find(id)).toMatchObject({ wanted: true, profile: profileWith() });
    store.setWanted([id], false);
    expect(load(next()).find(id)).toMatchObject({ wanted: false });
  });
});
