import { isActionOf, type ActionId } from '../../shared/actions.ts';
import { connect, disconnect } from './profiles.ts';
import type { AppContext } from '../state/app-context.ts';
import { profileCommands, sessionCommands, windowCommands } from './commands.ts';

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
  if (isActionOf(id, 'window'))
    return once(windowCommands[id].can(context), () => windowCommands[id].act(context));
  if (isActionOf(id, 'editor')) {
    const { form } = screen;
    return form === null ? null : form[id];
  }
  const { profile, session } = inSight(context);
  if (profile === null) return null;
  if (isActionOf(id, 'profile')) {
    const several = forSeveral(context, id);
    return (
      several ??
      once(profileCommands[id].can(context, profile), () => profileCommands[id].act(context, profile))
    );
  }
  if (session === null || !isActionOf(id, 'session')) return null;
  const command = sessionCommands[id];
  return once(command.can(context, profile, session), () => command.act(context, profile, session));
}

const once = (can: boolean, act: () => void): (() => void) | null => (can ? act : null);

const nothing = { profile: null, session: null };

/** While a profile is edited, or all sessions are shown, no single one is in sight. */
const inSight = ({ screen }: AppContext) =>
  screen.task.kind === 'watching' ? { profile: screen.profile, session: screen.session } : nothing;

/** What the bar of a selection offers for all of it. */
function forSeveral(context: AppContext, id: ActionId): (() => void) | null {
  const { ids } = context.screen.selection;
  if (ids.length < 2) return null;
  if (id === 'connect') return () => connect(context, ids);
  return id === 'disconnect' ? () => disconnect(context, ids) : null;
}
