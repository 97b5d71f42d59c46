import type { ProfileView } from '../../shared/status.ts';
import type { Desk } from '../state/desk.ts';
import { secretOfCredential } from '../state/draft.ts';

/** Asks for the credential, or signs in at once where the kind of credential needs nothing typed. */
export function startSignIn({ screen, intents }: Desk, { id, profile }: ProfileView): void {
  if (secretOfCredential[profile.credential.kind] === null) {
    void intents.ask((api) => api.signIn({ id, secrets: {} }));
  } else {
    screen.signingIn = id;
  }
}
