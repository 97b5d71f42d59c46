import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSnippet } from '../../../shared/interchange/snippet/index.ts';
import { fragments, languageFolders, textOf } from './fragments.ts';

const snippets = join(import.meta.dirname, '..', '..', '..', 'shared', 'interchange', 'snippet');
const languages = join(snippets, 'languages');
const folders = readdirSync(languages, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

describe('a language of snippets', () => {
  it('is a folder, and has fragments in a folder of the same name', () => {
    expect(languageFolders).toEqual(folders);
  });

  it.each(folders)('%s is told by its fragments', (folder) => {
    const ofIt = fragments.filter((fragment) => fragment.folder === folder);
    const readAs = ofIt.map(({ name }) => readSnippet(textOf(name)).language);
    expect(readAs).toContain(folder);
  });

  it.each(folders)('%s is one door', (folder) => {
    expect(existsSync(join(languages, folder, 'index.ts'))).toBe(true);
    const own = readdirSync(join(languages, folder), { recursive: true, encoding: 'utf8' });
    const others = folders.filter((other) => other !== folder).map((other) => `/${other}/`);
    for (const file of own.filter((name) => name.endsWith('.ts')))
      for (const source of importsOf(join(languages, folder, file)))
        expect(others.filter((other) => source.includes(other))).toEqual([]);
  });

  it('is known by name to its folder and the two lists alone', () => {
    const machinery = readdirSync(snippets, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !/^languages[/\\](?:index\.ts|names\.ts|[^.]+[/\\])/.test(name),
    );
    expect(machinery.length).toBeGreaterThan(30);
    const named = machinery.filter((name) => {
      const text = readFileSync(join(snippets, name), 'utf8');
      return folders.some((folder) => text.includes(`'${folder}'`) || text.includes(`/${folder}/`));
    });
    expect(named).toEqual([]);
  });
});

const importsOf = (path: string): readonly string[] =>
  [...readFileSync(path, 'utf8').matchAll(/from '([^']+)'/g)].map(([, source = '']) => source);

describe('a name that every object has', () => {
  it.each(['constructor(private readonly host: string) {}', 'a = { constructor: b }', 'toString(a)'])(
    'is no word of an SDK: %s',
    (text) => {
      expect(readSnippet(`class Sea {\n  ${text}\n}`).settings).toEqual({ realmPaths: [], headers: [] });
    },
  );
});
