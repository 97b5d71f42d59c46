import type { Profile } from '../../shared/profile.ts';
import type { RouteStatus } from '../../shared/status.ts';
import { ui } from '../text.ts';

/** Which way a profile's connections leave and why; before the first attempt, what the profile says about it. */
export function routeWords(profile: Profile, route: RouteStatus | null): string {
  if (route === null) return ui.details.routeModes[profile.route.mode];
  const way = route.kind === 'direct' ? ui.details.direct : ui.details.via(route.proxy);
  return `${way} (${ui.routeReasons[route.reason]})`;
}
