import type { ProfileView } from '../../../shared/status.ts';
import type { DraftState } from '../../state/draft.svelte.ts';
import type { Question } from '../../state/screen.svelte.ts';
import { profilesText } from '../../text.ts';

/** What to ask before a draft is saved: about a change of production, or one that leaves production unverified. */
export function questionBefore(
  profile: ProfileView | null,
  editing: Pick<DraftState, 'draft' | 'isChanged'>,
  act: () => void,
): Question | null {
  const { name, environment, verify } = editing.draft;
  const words = profilesText.production;
  const isCareless = environment === 'production' && !verify;
  const changesProduction = profile?.profile.environment === 'production';
  if (!editing.isChanged || !(isCareless || changesProduction)) return null;
  return {
    title: words.saveTitle(profile?.profile.name ?? name),
    body: isCareless ? words.unverifiedBody : words.saveBody,
    yes: isCareless ? words.saveUnverified : words.save,
    act,
  };
}
