import { syncUrlOf, type Profile } from '../../shared/profile.ts';
import type { Problem } from '../../shared/problem.ts';
import type { Leg, RouteExplanation } from '../../shared/status.ts';
import type { Clock } from '../ports/clock.ts';
import type { SystemProxy } from './system-proxy.ts';
import { problemOf, type NameBug } from '../problem-error.ts';
import { targetOf } from './route.ts';
import { considerRoute, statusOfWay, undecided } from './route.ts';
import { TraceRecorder } from './trace.ts';

export interface ExplanationPorts {
  readonly systemProxy: SystemProxy;
  readonly clock: Clock;
  readonly nameBug: NameBug;
}

/** How login and websocket of a profile would leave this computer now; nothing is dialled. Never fails. */
export const explainRoutes = (
  profile: Profile,
  ports: ExplanationPorts,
): Promise<readonly RouteExplanation[]> =>
  Promise.all([
    explainRoute('auth', profile.server, profile, ports),
    explainRoute('sync', syncUrlOf(profile), profile, ports),
  ]);

/** The same decision, in the same time, as the stage of an attempt. */
async function explainRoute(
  leg: Leg,
  url: string,
  { route }: Profile,
  { systemProxy, clock, nameBug }: ExplanationPorts,
): Promise<RouteExplanation> {
  const target = targetOf(new URL(url));
  const named = { leg, target: `${target.host}:${target.port}` };
  const classify = (): Problem => ({ kind: 'route.undecided', reason: 'pacFailed' });
  const stage = { leg, name: 'route', classify } as const;
  try {
    const decision = await new TraceRecorder(clock, 0).stage(stage, new AbortController().signal, () =>
      considerRoute(route, target, () => systemProxy.ways(target)),
    );
    const { ways, isGuarded } = decision;
    const problem = ways.length === 0 ? undecided(decision) : null;
    return { ...named, ways: ways.map(statusOfWay), isGuarded, problem };
  } catch (error) {
    return { ...named, ways: [], isGuarded: false, problem: problemOf(error, nameBug) };
  }
}
