import { exportText, type ExportFormat } from '../../shared/interchange/export/export.ts';
import { requestLines } from '../../shared/interchange/export/request.ts';
import type { Profile } from '../../shared/profile.ts';
import { onlyArgument, readArguments } from '../command-line/arguments.ts';
import type { Command, CommandContext } from '../command-line/command.ts';
import { findProfile, profileArgument } from '../command-line/find-profile.ts';
import { UsageError } from '../command-line/usage-error.ts';

/** What a profile can be written as, by the names of the contract. */
const targets = {
  swift: 'swift',
  java: 'java',
  javascript: 'javascript',
  dotnet: 'dotnet',
  curl: 'curl',
  wscat: 'wscat',
  nginx: 'nginx',
  haproxy: 'haproxy',
  apache: 'apache',
  envoy: 'envoy',
  server: 'server',
  request: 'request',
  file: 'profile',
} as const satisfies Readonly<Record<string, ExportFormat | 'request'>>;
type Target = keyof typeof targets;

const isTarget = (word: string): word is Target => Object.hasOwn(targets, word);
const targetNames = Object.keys(targets);
const allTargets = targetNames.join(', ');

export const exportCommand: Command = {
  name: 'export',
  synopsis: ['export PROFILE --to FORM'],
  about: [
    'Writes a profile on standard output as code for an SDK, as commands, as what a gateway or the server has to be',
    'told, as the upgrade request, or as a profile file. No secret is in any of them: they only ask for theirs by name.',
    ...profileArgument,
  ],
  options: [['--to FORM', allTargets, targetNames]],
  run: exportProfile,
};

async function exportProfile(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readArguments(args, { to: { type: 'string' } });
  const nameOrPath = onlyArgument(positionals, 'a profile');
  const { to } = values;
  if (to === undefined) throw new UsageError(`say what to write it as: --to ${allTargets}.`);
  if (!isTarget(to)) throw new UsageError(`--to must be one of ${allTargets}.`);
  const named = await findProfile(nameOrPath, context);
  context.terminal.print(textOf(named.kind === 'file' ? named.profile : named.saved.profile, targets[to]));
  return 0;
}

const textOf = (profile: Profile, format: ExportFormat | 'request'): string =>
  format === 'request' ? `${requestLines(profile).join('\n')}\n` : exportText(profile, format);
