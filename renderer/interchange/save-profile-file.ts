import type { ProfileId } from '../../shared/brand.ts';
import type { Desk } from '../state/desk.ts';
import { interchangeText } from '../text.ts';

/** Asks for a place and saves the profiles there; answers what to say about it, null for nothing. */
export async function saveProfileFile({ intents }: Desk, ids: readonly ProfileId[]): Promise<string | null> {
  const answer = await intents.ask((api) => api.exportProfiles({ ids: [...ids] }));
  if (!answer.ok) return null;
  switch (answer.value) {
    case 'saved':
      return interchangeText.saved;
    case 'notWritten':
      return interchangeText.notSaved;
    case 'cancelled':
      return null;
  }
}
