import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Decision records have one form, and the documents name only files and folders that are there. */

const folder = 'docs/adr';
const records = readdirSync(folder);

describe('decision records', () => {
  it('are numbered from 1 without gaps', () => {
    const numbers = records.map((name) => /^(\d{4})-[a-z\d-]+\.md$/.exec(name)?.[1]);
    expect(numbers).toEqual(records.map((_, index) => String(index + 1).padStart(4, '0')));
  });

  it.each(records)('have one form: %s', (name) => {
    const lines = readFileSync(`${folder}/${name}`, 'utf8').split('\n');
    const [title = '', , status = ''] = lines;
    expect(title).toMatch(new RegExp(`^# ${Number(name.slice(0, 4))}\\. \\S`));
    expect(status).toMatch(/^Status: (accepted$|superseded (in part )?by \[\d+\]\(\d{4}-[a-z\d-]+\.md\))/);
    expect(lines.filter((line) => /^##? /.test(line)).slice(1)).toEqual([
      '## Context',
      '## Decision',
      '## Consequences',
    ]);
  });

  it.each(records)('link only to records that are there: %s', (name) => {
    const links = [...readFileSync(`${folder}/${name}`, 'utf8').matchAll(/\]\((\d{4}-[^)#]+)/g)];
    expect(links.map(([, target = '']) => target).filter((target) => !records.includes(target))).toEqual([]);
  });
});

const documents = [
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'README.md',
  'SECURITY.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  ...records.map((name) => `${folder}/${name}`),
];

/** `main/index` is `main/index.ts`; of `shared/text/*` the part before the asterisk has to be there. */
const isThere = (path: string): boolean => {
  const fixed = path.replace(/(^|\/)[^/]*[*{<…].*$/, '$1');
  return ['', '.ts', '.svelte'].some((ending) => existsSync(fixed + ending));
};

const pathsIn = (document: string): readonly string[] =>
  [
    ...readFileSync(document, 'utf8').matchAll(
      /`((?:main|shared|renderer|scripts|test|bench|docs|resources)\/[^`\s]*)`/g,
    ),
  ].map(([, path = '']) => path);

describe('paths that the documents name', () => {
  it('are found at all', () => {
    expect(documents.flatMap(pathsIn).length).toBeGreaterThan(100);
  });

  it.each(documents)('are there: %s', (document) => {
    expect(pathsIn(document).filter((path) => !isThere(path))).toEqual([]);
  });
});
