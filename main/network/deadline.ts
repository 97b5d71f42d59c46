import { farSideOf } from '../../shared/far-side.ts';
import type { Problem } from '../../shared/problem.ts';
import { syncUrlOf, type Profile } from '../../shared/profile.ts';
import type { Leg, Trace } from '../../shared/status.ts';
import { classifyFarEnd, type FarEnd } from './classify.ts';
import { targetOf } from './route.ts';

/** Who is at the far end of a leg, as its problems name it. */
export function farEndOf(profile: Profile, leg: Leg): FarEnd {
  const url = new URL(leg === 'auth' ? profile.server : syncUrlOf(profile));
  return { leg, ...targetOf(url), side: farSideOf(profile, leg) };
}

/** The time for all of it passed: whose fault is it? Of the stage that was under way. `jwtFile`: the path, where one is read. */
export function problemOfDeadline(trace: Trace | null, profile: Profile, jwtFile: string | null): Problem {
  const { leg, name: stage } = trace?.current ?? { leg: 'auth', name: 'route' };
  const { route } = trace ?? { route: null };
  switch (stage) {
    case 'keychain':
      return { kind: 'vault.unavailable', reason: 'timeout' };
    case 'jwt-file':
      return { kind: 'secret.fileUnreadable', file: jwtFile ?? '', cause: 'timeout' };
    case 'route':
      return { kind: 'route.undecided', reason: 'pacFailed' };
    case 'bind':
    case 'heartbeat':
      return { kind: 'session.timeout', stage };
    case 'resolve':
    case 'connect':
    case 'proxy':
      if (route?.kind === 'forwardProxy') return { kind: 'route.timeout', proxy: route.proxy, stage };
      return classifyFarEnd(farEndOf(profile, leg), stage, { timedOut: true });
    case 'tls':
    case 'sign-in':
    case 'access-token':
    case 'upgrade':
      return classifyFarEnd(farEndOf(profile, leg), stage, { timedOut: true });
  }
}
