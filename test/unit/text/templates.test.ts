import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'svelte/compiler';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..', 'renderer');

const templates = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.svelte'),
);

/** Attributes that a person reads, or hears. */
const spoken = /^(label|title|placeholder|alt|hint|aria-(label|description|roledescription|valuetext))$/;

/** What is sent or pasted as it is. */
const onTheWire = new Set(['GET', 'HTTP/1.1', 'Authorization', '/realm-sync', '-----BEGIN PUBLIC KEY-----']);

const isNode = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The words that stand in a template itself. */
function literalsIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(literalsIn);
  if (!isNode(node)) return [];
  if (node['type'] === 'Text') return [String(node['data'])];
  if (node['type'] === 'Attribute') return spoken.test(String(node['name'])) ? literalsIn(node['value']) : [];
  return Object.values(node).flatMap(literalsIn);
}

const wordsIn = (source: string): readonly string[] =>
  literalsIn(parse(source, { modern: true }).fragment)
    .map((text) => text.trim())
    .filter((text) => /\p{L}{2}/u.test(text) && !onTheWire.has(text));

it('finds the words that stand in a template', () => {
  const source = '<p title="Now">{ui.a} or never {#if a}<Check label="Here" class="not" />{/if}</p>';
  expect(wordsIn(source)).toEqual(['Now', 'or never', 'Here']);
});

it.each(templates)('%s takes its words from the language in use', (file) => {
  expect(wordsIn(readFileSync(join(root, file), 'utf8'))).toEqual([]);
});
