import { hasGateway } from '../far-side.ts';
import { hasTrait, mistakesBehind, placeOf } from '../problem-kinds.ts';
import type { Problem } from '../problem.ts';
import type { Profile } from '../profile.ts';
import { apacheLines } from './apache.ts';
import { envoyLines } from './envoy.ts';
import { haproxyLines } from './haproxy.ts';
import { allowListRequest } from './network-team.ts';
import { nginxLines } from './nginx.ts';
import { serverLines } from './server.ts';
import type { Mistake } from '../mistakes.ts';
import { marked, settingOf } from './setting.ts';

/** For whom a hint is: who runs that product, the server itself, or the network. */
export type HintFor = 'nginx' | 'haproxy' | 'apache' | 'envoy' | 'server' | 'networkTeam';

export interface Hint {
  readonly for: HintFor;
  /** Ready to be copied: a configuration, or a letter. */
  readonly text: string;
}

/** Whether the people who run the way out have to do something about it. */
const isForNetworkTeam = (problem: Problem): boolean =>
  hasTrait(problem, 'networkTeam') ||
  placeOf(problem) === 'TLS inspector' ||
  ('by' in problem && problem.by === 'forward proxy');

/** What to change and where, as text to copy, made from the profile; nothing where no one else has to change anything. */
export function hintsFor(problem: Problem, profile: Profile, upstream?: string): readonly Hint[] {
  const mistakes = mistakesBehind(problem);
  const letter: Hint = { for: 'networkTeam', text: allowListRequest(profile, settingOf(profile)) };
  // No file for a gateway that the profile doesn't have.
  const isServersAlone = !hasGateway(profile) && placeOf(problem) === 'sync server';
  if (mistakes.length === 0 || isServersAlone) return isForNetworkTeam(problem) ? [letter] : [];
  return [...gatewayHints(profile, mistakes, upstream), letter];
}

/** The configuration of each product that lets the profile through, the lines that mend the mistakes marked. */
export function gatewayHints(
  profile: Profile,
  mistakes: readonly Mistake[],
  upstream?: string,
): readonly Hint[] {
  const setting = settingOf(profile, upstream);
  return [
    { for: 'nginx', text: marked(nginxLines(setting), mistakes) },
    { for: 'haproxy', text: marked(haproxyLines(setting), mistakes) },
    { for: 'apache', text: marked(apacheLines(setting), mistakes, 'above') },
    { for: 'envoy', text: marked(envoyLines(setting), mistakes) },
    { for: 'server', text: marked(serverLines(setting), mistakes) },
  ];
}
