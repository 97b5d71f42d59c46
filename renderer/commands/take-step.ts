import type { NextStep } from '../../shared/problem.ts';
import type { ProfileView, SessionStatus } from '../../shared/status.ts';
import { connect, retry } from './profiles.ts';
import type { AppContext } from '../state/app-context.ts';
import { startSignIn } from './sign-in.ts';

/** Does what a person has to do next; `sessions`: those that it is for, none where it is for the whole profile. */
export function takeStep(
  context: AppContext,
  profile: ProfileView,
  step: NextStep,
  sessions: readonly SessionStatus[],
): void {
  const { screen } = context;
  switch (step.do) {
    case 'signIn':
      return startSignIn(context, profile);
    case 'enterProxyPassword': {
      // Only a proxy that the profile names has a password in its form.
      const isNamed = profile.profile.route.mode === 'manual';
      return screen.edit(profile.id, isNamed ? 'secrets.proxyPassword' : 'route.mode');
    }
    case 'addCertificate':
    case 'edit':
      return screen.edit(profile.id, step.field);
    case 'openKeychain':
    case 'retry':
    case 'connect':
      return tryAgain(context, profile, sessions);
  }
}

/** Tries these sessions again at once, or the profile's sign-in. */
export function tryAgain(
  context: AppContext,
  profile: ProfileView,
  sessions: readonly SessionStatus[],
): void {
  const ids = sessions.map(({ id }) => id);
  if (ids.length === 0) connect(context, [profile.id]);
  else retry(context, profile.id, ids);
}
