import { syncUrlOf } from '../../shared/profile.ts';
import type { Notice } from '../../shared/status.ts';
import { en } from '../../shared/text/en/index.ts';
import { noticeSentence } from '../../shared/text/notice-sentence.ts';
import type { SavedProfile } from '../profiles/store.ts';
import { readArguments } from '../command-line/arguments.ts';
import type { Command, CommandContext } from '../command-line/command.ts';
import { profileDeadlineMs } from '../command-line/find-profile.ts';
import { UsageError } from '../command-line/usage-error.ts';

export const listCommand: Command = {
  name: 'list',
  synopsis: ['list [--json|--names]'],
  about: ['Lists the saved profiles: name, environment, server, realm paths and id. No secret is among it.'],
  options: [
    ['--json', 'one JSON object on standard output, and nothing else there'],
    ['--names', 'the names alone, one a line, as shells complete them'],
  ],
  run: list,
};

async function list(args: readonly string[], { openStore, terminal }: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, {
    json: { type: 'boolean', default: false },
    names: { type: 'boolean', default: false },
  });
  if (positionals.length > 0) throw new UsageError('list takes no profile.');
  if (values.json && values.names) throw new UsageError('--json has the names as well: give one of the two.');
  const store = await openStore(profileDeadlineMs);
  const saved = store.load();
  if (values.json)
    terminal.print(`${JSON.stringify({ version: 1, profiles: saved.map(listed) }, null, 2)}\n`);
  else if (values.names) terminal.print(saved.map(({ profile }) => `${profile.name}\n`).join(''));
  else if (saved.length > 0) terminal.print(tableOf(saved));
  else if (store.notices.length === 0) terminal.complain('There are no saved profiles.\n');
  for (const notice of store.notices) terminal.complain(`causeway: ${noticeSentence(en, notice)}\n`);
  return store.notices.some(isOfAll) ? 2 : 0;
}

const listed = ({ id, profile }: SavedProfile): object => ({
  id,
  name: profile.name,
  environment: profile.environment,
  server: profile.server,
  syncUrl: syncUrlOf(profile),
  credential: profile.credential.kind,
  realmPaths: profile.realmPaths,
});

/** Nothing could be read; a list that is empty for that reason is no answer. */
const isOfAll = ({ kind }: Notice): boolean =>
  kind === 'profilesSetAside' || kind === 'profilesFromNewerVersion';

function tableOf(saved: readonly SavedProfile[]): string {
  const rows = saved.map(({ id, profile: { name, environment, server, realmPaths } }) => [
    ...[
      name,
      environment,
      server,
      realmPaths.length === 1 ? (realmPaths[0] ?? '') : `${realmPaths.length} realm paths`,
    ],
    id,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
