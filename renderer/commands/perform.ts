import {
  canInWindow,
  canWithProfile,
  canWithSession,
  isActionOf,
  takesSeveral,
  type ActionId,
  type ActionOf,
} from '../../shared/actions.ts';
import type { ProfileView, SessionStatus } from '../../shared/status.ts';
import type { AppContext } from '../state/app-context.ts';
import { profileCommands, sessionCommands, severalCommands, windowCommands } from './commands.ts';

/** Does what an action means where the person is now; answers whether it could be done. */
export function perform(context: AppContext, id: ActionId): boolean {
  const act = ready(context, id);
  act?.();
  return act !== null;
}

/** What it would do; null where it can't be done. */
export function ready(context: AppContext, id: ActionId): (() => void) | null {
  const { screen, view } = context;
  if (view.current === null) return null;
  if (isActionOf(id, 'window')) return readyInWindow(context, id);
  if (isActionOf(id, 'editor')) {
    const { form } = screen;
    return form === null ? null : form[id];
  }
  const { profile, session } = inSight(context);
  if (profile === null) return null;
  if (isActionOf(id, 'profile')) return forSeveral(context, id) ?? readyFor(context, id, profile);
  return session === null || !isActionOf(id, 'session') ? null : readyOn(context, id, profile, session);
}

export function readyInWindow(context: AppContext, id: ActionOf<'window'>): (() => void) | null {
  const { current } = context.view;
  return current !== null && canInWindow(id, current) ? () => windowCommands[id](context) : null;
}

/** The same for any profile. */
export const readyFor = (
  context: AppContext,
  id: ActionOf<'profile'>,
  profile: ProfileView,
): (() => void) | null => (canWithProfile(id, profile) ? () => profileCommands[id](context, profile) : null);

/** The same for any session. */
export const readyOn = (
  context: AppContext,
  id: ActionOf<'session'>,
  profile: ProfileView,
  session: SessionStatus,
): (() => void) | null =>
  canWithSession(id, session) ? () => sessionCommands[id](context, profile, session) : null;

const nothing = { profile: null, session: null };

/** While a profile is edited, or all sessions are shown, no single one is in sight. */
const inSight = ({ screen }: AppContext) =>
  screen.task.kind === 'watching' ? { profile: screen.profile, session: screen.session } : nothing;

/** What the bar of a selection offers for all of it. */
function forSeveral(context: AppContext, id: ActionOf<'profile'>): (() => void) | null {
  const { ids } = context.screen.selection;
  return ids.length < 2 || !takesSeveral(id) ? null : () => severalCommands[id](context, ids);
}
