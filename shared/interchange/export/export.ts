import { gatewayHints } from '../../hints/hints.ts';
import { toProfileFile, type Profile } from '../../profile.ts';
import { curlLines, wscatLines } from './commands.ts';
import { dotnetLines } from './dotnet.ts';
import { javaLines } from './java.ts';
import { javascriptLines } from './javascript.ts';
import { sourceOf } from './source.ts';
import { swiftLines } from './swift.ts';

export const exportFormats = [
  'profile',
  'swift',
  'java',
  'javascript',
  'dotnet',
  'curl',
  'wscat',
  'nginx',
  'haproxy',
  'apache',
  'envoy',
  'server',
] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A profile in one of the forms in which it is of use elsewhere. No secret is in any: a profile holds none. */
export function exportText(profile: Profile, format: ExportFormat): string {
  switch (format) {
    case 'profile':
      return profileFileText([profile]);
    case 'swift':
      return joined(swiftLines(sourceOf(profile, 'swift')));
    case 'java':
      return joined(javaLines(sourceOf(profile, 'java')));
    case 'javascript':
      return joined(javascriptLines(sourceOf(profile, 'javascript')));
    case 'dotnet':
      return joined(dotnetLines(sourceOf(profile, 'dotnet')));
    case 'curl':
      return joined(curlLines(profile));
    case 'wscat':
      return joined(wscatLines(profile));
    case 'nginx':
    case 'haproxy':
    case 'apache':
    case 'envoy':
    case 'server':
      return gatewayHints(profile, []).find((hint) => hint.for === format)?.text ?? '';
  }
}

const joined = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

/** The contract's profile file; several profiles are an array of them. */
export function profileFileText(profiles: readonly Profile[]): string {
  const files = profiles.map(toProfileFile);
  return `${JSON.stringify(files.length === 1 ? files[0] : files, null, 2)}\n`;
}
