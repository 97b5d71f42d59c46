import type { ProfileId, SessionId } from '../../shared/brand.ts';
import { isProduction, type Profile } from '../../shared/profile.ts';
import type { ProfileView } from '../../shared/status.ts';
import { appsThrough } from '../../shared/relay-status.ts';
import { onlineCount } from '../../shared/indicators.ts';
import type { AppContext } from '../state/app-context.ts';
import { groupProfiles } from './grouping.ts';
import { beforeDisconnect, beforeSignOut, beforeUse } from './questions.ts';

/** What a person does with one profile or several. */

const found = ({ view }: AppContext, ids: readonly ProfileId[]): readonly ProfileView[] =>
  ids.flatMap((id) => view.profile(id) ?? []);

/** Asks first where production is, or connections are; all else can be undone. */
export function remove(context: AppContext, ids: readonly ProfileId[]): void {
  const asks = found(context, ids).some(
    (each) => isProduction(each.profile) || onlineCount(each) > 0 || appsThrough(each.relay) > 0,
  );
  if (asks) context.screen.removing = ids;
  else removeNow(context, ids);
}

export function removeNow(context: AppContext, ids: readonly ProfileId[]): void {
  const { screen, intents } = context;
  screen.removing = [];
  screen.selection.clear();
  if (screen.profile !== null) screen.standIn(neighbourOf(context, screen.profile.id, ids));
  const { task } = screen;
  if (task.kind === 'editing' && task.id !== null && ids.includes(task.id)) screen.doneEditing();
  void intents.ask((api) => api.removeProfiles({ ids: [...ids] }));
}

/** Removing one after the other must not lead elsewhere: the next in the list that stays, or the last before. */
function neighbourOf({ view }: AppContext, id: ProfileId, gone: readonly ProfileId[]): ProfileId | null {
  const folded = view.current?.foldedGroups ?? [];
  const groups = groupProfiles(view.current?.profiles ?? []).filter(({ name }) => !folded.includes(name));
  const listed = groups.flatMap(({ profiles }) => profiles.map((each) => each.id));
  const at = listed.indexOf(id);
  const stays = (each: ProfileId): boolean => !gone.includes(each);
  return listed.slice(at + 1).find(stays) ?? listed.slice(0, Math.max(at, 0)).findLast(stays) ?? null;
}

/** Saves a copy and opens it, to be told apart from what it is a copy of. */
export async function duplicate({ screen, intents }: AppContext, id: ProfileId): Promise<void> {
  const answer = await intents.ask((api) => api.duplicateProfile({ id }));
  if (answer.ok) screen.edit(answer.value, 'name');
}

export function favour({ intents }: AppContext, ids: readonly ProfileId[], isFavourite: boolean): void {
  void intents.ask((api) => api.setFavourite({ ids: [...ids], isFavourite }));
}

const profilesOf = (context: AppContext, ids: readonly ProfileId[]): readonly Profile[] =>
  found(context, ids).map(({ profile }) => profile);

export function connect(context: AppContext, ids: readonly ProfileId[]): void {
  const act = () => void context.intents.ask((api) => api.connect({ ids: [...ids] }));
  beforeUse(context, profilesOf(context, ids), act);
}

export function disconnect(context: AppContext, ids: readonly ProfileId[]): void {
  const act = () => void context.intents.ask((api) => api.disconnect({ ids: [...ids] }));
  beforeDisconnect(context, found(context, ids), act);
}

/** Forgets the profile's tokens, here and at the server. */
export function signOut(context: AppContext, profile: ProfileView): void {
  const { id } = profile;
  beforeSignOut(context, profile, () => void context.intents.ask((api) => api.signOut({ id })));
}

/** Tries sessions of the profile again at once. */
export function retry(context: AppContext, id: ProfileId, sessions: readonly SessionId[]): void {
  const act = () =>
    sessions.forEach((session) => void context.intents.ask((api) => api.retryNow({ id: session })));
  beforeUse(context, profilesOf(context, [id]), act);
}
