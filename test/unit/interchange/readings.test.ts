import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readImport } from '../../../main/commands/import-reading.ts';
import { readSnippet } from '../../../shared/interchange/snippet/index.ts';
import { fragments, languageFolders, textOf } from './fragments.ts';

/**
 * All that is made of each fragment, letter by letter, for the window and for the command line, in files beside this
 * test: a change of how snippets are read shows here what else it changes. Each is read as it stands, and cut and changed
 * in fifteen ways, of which a digest is kept. `npx vitest run --project unit readings -u` writes them anew.
 */

const json = (value: unknown): string => JSON.stringify(value);

/** The same numbers on every run. */
function numbersFrom(text: string): (below: number) => number {
  let state = createHash('sha256').update(text).digest().readUInt32LE();
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

const pieces = [
  ...['[', '{', '(', ')', '}', ']', '"', "'", '`', '=', ':', ',', '.', '!', '?', '$', '@', '#', '\n', ' + '],
  ...[
    '\\(',
    '${',
    ' to ',
    'nil',
    'YES',
    'new ',
    'put("a", "b")',
    'if (x) {',
    'guard ',
    '#if A\n',
    '\n#endif\n',
  ],
  ...[
    '"""',
    '#"',
    '$"',
    '@"',
    '.concat("x")',
    '.trim()',
    '.rawValue',
    '[a b:c]',
    '[a: b]',
    '{"X", "Y"}',
    '?.',
  ],
  ...[
    '<A>',
    ' as! B',
    '::',
    ' => ',
    'return ',
    'get { ',
    'mapOf(',
    'of(',
    'format("%s", b)',
    'var u: URL { return ',
  ],
  ...['String(format: "%@", a)', '\n#define A @"b"\n', 'relativeTo: ', 'static '],
];

/** A text cut short, with something else in its middle, without a line, or with the quotes of a word processor. */
function changed(text: string, number: (below: number) => number): string {
  const [one, other] = [number(text.length + 1), number(text.length + 1)];
  switch (number(4)) {
    case 0:
      return text.slice(Math.min(one, other), Math.max(one, other));
    case 1:
      return text.slice(0, one) + (pieces[number(pieces.length)] ?? '') + text.slice(one + number(3));
    case 2:
      return text
        .split('\n')
        .filter((_, at) => at !== one % text.split('\n').length)
        .join('\n');
    default:
      return text
        .replaceAll('"', ['“', '”', '‘', '«'][number(4)] ?? '')
        .replaceAll(/;/g, number(2) === 0 ? ';' : '');
  }
}

function digestOf(text: string): string {
  const number = numbersFrom(text);
  const readings = Array.from({ length: 15 }, () => readSnippet(changed(text, number)));
  return createHash('sha256').update(json(readings)).digest('hex').slice(0, 16);
}

function report(name: string, text: string): string {
  const inWindow = readSnippet(text);
  const onCommandLine = readImport(text);
  return [
    `# ${name}`,
    `window: ${json(inWindow.language)} ${json(inWindow.settings)}`,
    ...inWindow.understood.map((each) => `  + ${json(each)}`),
    ...inWindow.notUnderstood.map((each) => `  - ${json(each)}`),
    `command line: ${json(onCommandLine.language)} ${json(onCommandLine.profiles)}`,
    ...onCommandLine.secrets.map((each) => `  * ${json(each)}`),
    ...onCommandLine.understood.map((each) => `  + ${json(each)}`),
    ...onCommandLine.notUnderstood.map((each) => `  - ${json(each)}`),
    `cut and changed: ${digestOf(text)}`,
    '',
  ].join('\n');
}

const golden = (name: string): string => join(import.meta.dirname, 'golden', `${name}.txt`);

describe('a reading, letter by letter', () => {
  it.each(languageFolders)('of %s', async (folder) => {
    const ofIt = fragments.filter((fragment) => fragment.folder === folder);
    await expect(ofIt.map(({ name }) => report(name, textOf(name))).join('\n')).toMatchFileSnapshot(
      golden(folder),
    );
  });

  it('of what people paste', async () => {
    const corpus = join(import.meta.dirname, 'snippets');
    const names = readdirSync(corpus).filter((name) => name.endsWith('.snippet'));
    const reports = names.sort().map((name) => report(name, readFileSync(join(corpus, name), 'utf8')));
    await expect(reports.join('\n')).toMatchFileSnapshot(golden('pasted'));
  });
});
