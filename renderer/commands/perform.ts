import { isActionOf, type ActionId } from '../../shared/actions.ts';
import { connect, disconnect } from './profiles.ts';
import type { Desk } from '../state/app-context.ts';
import { profileDeeds, sessionDeeds, windowDeeds } from './commands.ts';

/** Does what an action means where the person is now; answers whether it could be done. */
export function perform(desk: Desk, id: ActionId): boolean {
  const act = ready(desk, id);
  act?.();
  return act !== null;
}

/** What it would do; null where it can't be done. */
export function ready(desk: Desk, id: ActionId): (() => void) | null {
  const { screen, view } = desk;
  if (view.current === null) return null;
  if (isActionOf(id, 'window')) return once(windowDeeds[id].can(desk), () => windowDeeds[id].act(desk));
  if (isActionOf(id, 'editor')) {
    const { form } = screen;
    return form === null ? null : form[id];
  }
  const { profile, session } = inSight(desk);
  if (profile === null) return null;
  if (isActionOf(id, 'profile')) {
    const several = forSeveral(desk, id);
    return several ?? once(profileDeeds[id].can(desk, profile), () => profileDeeds[id].act(desk, profile));
  }
  if (session === null || !isActionOf(id, 'session')) return null;
  const deed = sessionDeeds[id];
  return once(deed.can(desk, profile, session), () => deed.act(desk, profile, session));
}

const once = (can: boolean, act: () => void): (() => void) | null => (can ? act : null);

const nothing = { profile: null, session: null };

/** While a profile is edited, or all sessions are shown, no single one is in sight. */
const inSight = ({ screen }: Desk) =>
  screen.task.kind === 'watching' ? { profile: screen.profile, session: screen.session } : nothing;

/** What the bar of a selection offers for all of it. */
function forSeveral(desk: Desk, id: ActionId): (() => void) | null {
  const { ids } = desk.screen.selection;
  if (ids.length < 2) return null;
  if (id === 'connect') return () => connect(desk, ids);
  return id === 'disconnect' ? () => disconnect(desk, ids) : null;
}
