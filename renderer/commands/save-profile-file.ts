import type { ProfileId } from '../../shared/brand.ts';
import type { SaveOutcome } from '../../shared/interchange/save-outcome.ts';
import type { AppContext } from '../state/app-context.ts';
import { interchangeText } from '../text.ts';

/** Asks for a place and saves the profiles there; answers what to say about it, null for nothing. */
export async function saveProfileFile(
  { intents }: AppContext,
  ids: readonly ProfileId[],
): Promise<string | null> {
  const answer = await intents.ask((api) => api.exportProfiles({ ids: [...ids] }));
  return answer.ok ? outcomeWords(answer.value) : null;
}

/** What to say when a file was, or was not, saved; null for nothing. */
export function outcomeWords(outcome: SaveOutcome): string | null {
  switch (outcome) {
    case 'saved':
      return interchangeText.saved;
    case 'notWritten':
      return interchangeText.notSaved;
    case 'cancelled':
      return null;
  }
}
