import { looksLikeProfileFile } from '../../shared/interchange/profile-files.ts';
import { en } from '../../shared/text/en/index.ts';
import { onlyArgument, readArguments } from '../command-line/arguments.ts';
import type { Command, CommandContext } from '../command-line/command.ts';
import { readText, usualMostBytes } from '../command-line/input.ts';
import { UsageError } from '../command-line/usage-error.ts';
import { readImport, type ImportReading } from './import-reading.ts';

export const importCommand: Command = {
  name: 'import',
  synopsis: ['import FILE|- [--json]'],
  about: [
    'Says what can be read from a profile file, or from code that sets up an SDK, and what of it was not understood.',
    'Nothing is saved. Secrets are named, never printed.',
  ],
  options: [
    ['--json', 'one JSON object on standard output, and nothing else there; its profiles are profile files'],
  ],
  run: importText,
};

/** As much code as the window reads. */
const mostSnippetCharacters = 256 * 1024;

async function importText(args: readonly string[], context: CommandContext): Promise<number> {
  const { terminal } = context;
  const { values, positionals } = readArguments(args, { json: { type: 'boolean', default: false } });
  const path = onlyArgument(positionals, 'a profile file or a file with code, or - for standard input');
  const text = await readText({ path, what: 'the file', mostBytes: usualMostBytes }, context);
  const name = path === '-' ? 'standard input' : path;
  if (text.trim() === '') throw new UsageError(`${name} is empty.`);
  if (text.length > mostSnippetCharacters && !looksLikeProfileFile(text)) {
    throw new UsageError(`${name} is no profile file, and too long for code that sets up an SDK.`);
  }
  const reading = readImport(text);
  terminal.print(values.json ? `${JSON.stringify(imported(reading), null, 2)}\n` : inWords(reading));
  return reading.understood.length > 0 || reading.profiles.length > 0 ? 0 : 2;
}

/** The command line's contract, version 1: fields may be added, none removed or renamed. */
const imported = ({ language, profiles, secrets, understood, notUnderstood }: ImportReading): object => ({
  version: 1,
  language,
  profiles,
  secrets: namesOf(secrets),
  understood,
  notUnderstood,
});

/** The names alone: a value goes into the window's form, and nowhere else. */
const namesOf = (secrets: ImportReading['secrets']): readonly string[] => [
  ...new Set(secrets.map(({ name }) => name)),
];

function inWords({ language, secrets, understood, notUnderstood }: ImportReading): string {
  const words = en.interchange;
  const read = understood.map(
    ({ line, what, shown }) => [line, `${what}${shown === null ? '' : `  ${shown}`}`] as const,
  );
  const left = notUnderstood.map(({ line, why }) => [line, why] as const);
  return [
    ...(language === null ? [] : [`Read as ${languageNames[language]}.`, '']),
    ...section(words.understood, read),
    ...section(words.notUnderstood, left),
    ...(secrets.length === 0 ? [] : [`Secrets, by name: ${namesOf(secrets).join(', ')}`, '']),
    understood.length === 0 ? 'Nothing was read that a profile holds.' : 'With --json it is a profile file.',
    '',
  ].join('\n');
}

const section = (title: string, lines: readonly (readonly [number, string])[]): readonly string[] =>
  lines.length === 0
    ? []
    : [title, ...lines.map(([line, said]) => `${`line ${line}`.padStart(10)}  ${said}`), ''];

const languageNames: Record<NonNullable<ImportReading['language']>, string> = {
  ...en.interchange.languages,
  server: 'a server’s configuration',
  profile: 'a profile file',
};
