import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** Comments cite `docs/realm-object-server.md` as "server, §3", and decisions as "ADR 23": each has to be there. */

const sources = ['main', 'shared', 'renderer'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|svelte)$/.test(name))
    .map((name) => join(folder, name)),
);

const cited = (pattern: RegExp): readonly string[] =>
  sources.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(pattern)].flatMap(([words]) =>
      [...words.matchAll(/\d+/g)].map(([number]) => `${file}: ${number}`),
    ),
  );

const numberIn = (citation: string): number => Number(/\d+$/.exec(citation)?.[0]);

it('sections of the server’s document are there', () => {
  const document = readFileSync('docs/realm-object-server.md', 'utf8');
  const sections = new Set([...document.matchAll(/^## (\d+)\./gm)].map(([, number]) => Number(number)));
  const citations = cited(/\(server, §\d+(?:(?:,| and) §\d+)*/g);
  expect(citations.length).toBeGreaterThan(10);
  expect(citations.filter((each) => !sections.has(numberIn(each)))).toEqual([]);
});

it('decisions are there', () => {
  const decisions = new Set(readdirSync('docs/adr').map((name) => Number(/^\d+/.exec(name)?.[0])));
  const citations = cited(/\bADR \d+/g);
  expect(citations.length).toBeGreaterThan(0);
  expect(citations.filter((each) => !decisions.has(numberIn(each)))).toEqual([]);
});

it('each decision has a number of its own, in one row', () => {
  const numbers = readdirSync('docs/adr').map((name) => Number(/^\d+/.exec(name)?.[0]));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

it('the stations of the walks are there, at most ten each', () => {
  const [, walks = ''] = readFileSync('ARCHITECTURE.md', 'utf8').split('## Five walks');
  const each = walks.split(/^\*\*/m).slice(1);
  expect(each.map((walk) => walk.match(/^\d+\. /gm)?.length ?? 0)).toEqual([10, 6, 10, 8, 8]);
  const stations = [...walks.matchAll(/`((?:main|shared|renderer)\/[\w./-]+)`/g)].map(
    ([, path = '']) => path,
  );
  expect(stations.length).toBeGreaterThan(30);
  expect(stations.filter((path) => !existsSync(path))).toEqual([]);
});
