import type { ProfileId, SessionId } from '../../shared/brand.ts';
import { isProduction, type Profile } from '../../shared/profile.ts';
import type { ProfileView } from '../../shared/status.ts';
import { onlineCount } from '../../shared/indicators.ts';
import type { Desk } from '../state/app-context.ts';
import { groupProfiles } from './grouping.ts';
import { beforeDisconnect, beforeSignOut, beforeUse } from './questions.ts';

/** What a person does with one profile or several. */

const found = ({ view }: Desk, ids: readonly ProfileId[]): readonly ProfileView[] =>
  ids.flatMap((id) => view.profile(id) ?? []);

/** Asks first where production is, or connections are; all else can be undone. */
export function remove(desk: Desk, ids: readonly ProfileId[]): void {
  const asks = found(desk, ids).some((each) => isProduction(each.profile) || onlineCount(each) > 0);
  if (asks) desk.screen.removing = ids;
  else removeNow(desk, ids);
}

export function removeNow(desk: Desk, ids: readonly ProfileId[]): void {
  const { screen, intents } = desk;
  screen.removing = [];
  screen.selection.clear();
  if (screen.profile !== null) screen.standIn(neighbourOf(desk, screen.profile.id, ids));
  const { task } = screen;
  if (task.kind === 'editing' && task.id !== null && ids.includes(task.id)) screen.doneEditing();
  void intents.ask((api) => api.removeProfiles({ ids: [...ids] }));
}

/** Whoever removes one after the other is not to be led elsewhere: the next in the list that stays, or the last before. */
function neighbourOf({ view }: Desk, id: ProfileId, gone: readonly ProfileId[]): ProfileId | null {
  const folded = view.current?.foldedGroups ?? [];
  const groups = groupProfiles(view.current?.profiles ?? []).filter(({ name }) => !folded.includes(name));
  const listed = groups.flatMap(({ profiles }) => profiles.map((each) => each.id));
  const at = listed.indexOf(id);
  const stays = (each: ProfileId): boolean => !gone.includes(each);
  return listed.slice(at + 1).find(stays) ?? listed.slice(0, Math.max(at, 0)).findLast(stays) ?? null;
}

/** Saves a copy and opens it, to be told apart from what it is a copy of. */
export async function duplicate({ screen, intents }: Desk, id: ProfileId): Promise<void> {
  const answer = await intents.ask((api) => api.duplicateProfile({ id }));
  if (answer.ok) screen.edit(answer.value, 'name');
}

export function favour({ intents }: Desk, ids: readonly ProfileId[], isFavourite: boolean): void {
  void intents.ask((api) => api.setFavourite({ ids: [...ids], isFavourite }));
}

const profilesOf = (desk: Desk, ids: readonly ProfileId[]): readonly Profile[] =>
  found(desk, ids).map(({ profile }) => profile);

export function connect(desk: Desk, ids: readonly ProfileId[]): void {
  const act = () => void desk.intents.ask((api) => api.connect({ ids: [...ids] }));
  beforeUse(desk, profilesOf(desk, ids), act);
}

export function disconnect(desk: Desk, ids: readonly ProfileId[]): void {
  const act = () => void desk.intents.ask((api) => api.disconnect({ ids: [...ids] }));
  beforeDisconnect(desk, found(desk, ids), act);
}

/** Forgets the profile's tokens, here and at the server. */
export function signOut(desk: Desk, profile: ProfileView): void {
  const { id } = profile;
  beforeSignOut(desk, profile, () => void desk.intents.ask((api) => api.signOut({ id })));
}

/** Tries sessions of the profile again at once. */
export function retry(desk: Desk, id: ProfileId, sessions: readonly SessionId[]): void {
  const act = () =>
    sessions.forEach((session) => void desk.intents.ask((api) => api.retryNow({ id: session })));
  beforeUse(desk, profilesOf(desk, [id]), act);
}
