import type { ProfileId, SessionId } from '../../shared/brand.ts';
import type { ProfileView } from '../../shared/status.ts';
import { onlineCount } from '../../shared/lights.ts';
import type { Desk } from '../state/desk.ts';
import { profilesText } from '../text.ts';

/** What a person does with one profile or several. */

const found = ({ view }: Desk, ids: readonly ProfileId[]): readonly ProfileView[] =>
  ids.flatMap((id) => view.profile(id) ?? []);

const isProduction = ({ profile }: ProfileView): boolean => profile.environment === 'production';

/** Asks first where production is, or connections are; all else can be undone. */
export function remove(desk: Desk, ids: readonly ProfileId[]): void {
  const asks = found(desk, ids).some((profile) => isProduction(profile) || onlineCount(profile) > 0);
  if (asks) desk.screen.removing = ids;
  else removeNow(desk, ids);
}

export function removeNow({ screen, intents }: Desk, ids: readonly ProfileId[]): void {
  screen.removing = [];
  screen.selection.clear();
  const { task } = screen;
  if (task.kind === 'editing' && task.id !== null && ids.includes(task.id)) screen.doneEditing();
  void intents.ask((api) => api.removeProfiles({ ids: [...ids] }));
}

/** Saves a copy and opens it, to be told apart from what it is a copy of. */
export async function duplicate({ screen, intents }: Desk, id: ProfileId): Promise<void> {
  const answer = await intents.ask((api) => api.duplicateProfile({ id }));
  if (answer.ok) screen.edit(answer.value, 'name');
}

export function favour({ intents }: Desk, ids: readonly ProfileId[], isFavourite: boolean): void {
  void intents.ask((api) => api.setFavourite({ ids: [...ids], isFavourite }));
}

/** Asks first where production would be used without verification: the one gate of all that connects or signs in. */
export function whenCareful(desk: Desk, ids: readonly ProfileId[], act: () => void): void {
  const careless = found(desk, ids).find((each) => isProduction(each) && !each.profile.trust.verify);
  if (careless === undefined) return act();
  const { connectTitle, unverifiedBody, connect: yes } = profilesText.production;
  desk.screen.question = { title: connectTitle(careless.profile.name), body: unverifiedBody, yes, act };
}

export function connect(desk: Desk, ids: readonly ProfileId[]): void {
  whenCareful(desk, ids, () => void desk.intents.ask((api) => api.connect({ ids: [...ids] })));
}

export function disconnect({ intents }: Desk, ids: readonly ProfileId[]): void {
  void intents.ask((api) => api.disconnect({ ids: [...ids] }));
}

/** Tries a session of the profile again at once. */
export function retry(desk: Desk, id: ProfileId, session: SessionId): void {
  whenCareful(desk, [id], () => void desk.intents.ask((api) => api.retryNow({ id: session })));
}
