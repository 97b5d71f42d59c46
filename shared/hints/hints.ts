import type { BadRequestCause, Problem } from '../problem.ts';
import { hasGateway } from '../far-side.ts';
import { placeOf } from '../problem.ts';
import type { Profile } from '../profile.ts';
import { apacheLines } from './apache.ts';
import { envoyLines } from './envoy.ts';
import { haproxyLines } from './haproxy.ts';
import { allowListRequest } from './network-team.ts';
import { nginxLines } from './nginx.ts';
import { serverLines } from './server.ts';
import { marked, settingOf, type Mistake } from './setting.ts';

/** For whom a hint is: who runs that product, the server itself, or the network. */
export type HintFor = 'nginx' | 'haproxy' | 'apache' | 'envoy' | 'server' | 'networkTeam';

export interface Hint {
  readonly for: HintFor;
  /** Ready to be copied: a configuration, or a letter. */
  readonly text: string;
}

/** The mistakes of a gateway that a problem is a sign of. Where signs are shared, all that share it. */
export function mistakesBehind(problem: Problem): readonly Mistake[] {
  switch (problem.kind) {
    case 'gateway.upgradeStripped':
      return problem.by === undefined || problem.by === 'gateway' ? ['upgradeStripped'] : [];
    case 'gateway.noSuchPath':
      // Apache refuses an encoded slash by itself, in the words of a place that it doesn't serve.
      return problem.cause === 'encodedTwice' ? ['pathEncodedTwice'] : ['wrongPrefix', 'pathDecoded'];
    case 'gateway.badRequest':
      return behindBadRequest[problem.cause ?? 'unsaid'];
    case 'auth.refusedOnTheWay':
      return problem.cause === undefined ? [] : [problem.cause];
    case 'gateway.closed':
      return problem.longestHeaderBytes === undefined ? ['upgradeStripped'] : ['headerTooLong'];
    case 'gateway.moved':
    case 'auth.moved':
      return problem.isSameOverTls === true ? [] : ['signInPage'];
    case 'gateway.notWebSocket':
      return ['signInPage'];
    case 'auth.malformed':
      return problem.flaw === 'loginPage' ? ['signInPage'] : [];
    case 'auth.swallowedHeader':
      return ['authorizationForwarded'];
    case 'gateway.protocolMismatch':
      // Only where the header seems to be lost on the way: what a server doesn't speak no gateway can mend.
      return problem.side === 'notSeen' || problem.side === 'noneAgreed' ? ['protocolMismatch'] : [];
    case 'session.idleKilled':
    case 'session.silent':
      return ['idleKilled'];
    case 'session.closed':
      return problem.quietMs === undefined ? [] : ['idleKilled'];
    default:
      return [];
  }
}

const behindBadRequest: Record<BadRequestCause | 'unsaid', readonly Mistake[]> = {
  headerTooLong: ['headerTooLong'],
  tokenMissing: ['tokenHeaderStripped'],
  wantsTls: [],
  unsaid: ['upgradeStripped', 'pathDecoded'],
};

/** Problems that the people who run the way out have to do something about. */
const forNetworkTeam = (problem: Problem): boolean =>
  problem.kind.startsWith('route.') ||
  (problem.kind === 'tls.untrusted' && problem.cause === 'inspected') ||
  ('by' in problem && (problem.by === 'forward proxy' || problem.by === 'TLS inspector')) ||
  [
    'auth.timeout',
    'gateway.timeout',
    'auth.unreachable',
    'gateway.unreachable',
    'gateway.forbidden',
    'gateway.intercepted',
    'auth.intercepted',
  ].includes(problem.kind);

/** What to change and where, as text to copy, made from the profile; nothing where nobody else has to change anything. */
export function hintsFor(problem: Problem, profile: Profile, upstream?: string): readonly Hint[] {
  const mistakes = mistakesBehind(problem);
  const letter: Hint = { for: 'networkTeam', text: allowListRequest(profile, settingOf(profile)) };
  // No file for a gateway that nobody has.
  const isServersAlone = !hasGateway(profile) && placeOf(problem) === 'sync server';
  if (mistakes.length === 0 || isServersAlone) return forNetworkTeam(problem) ? [letter] : [];
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
