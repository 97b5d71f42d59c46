import type { Keeping, ProfileView } from '../../shared/status.ts';
import { whenCareful } from '../profiles/deeds.ts';
import type { Desk } from '../state/desk.ts';
import { secretOfCredential } from '../state/draft.ts';

/** Whether it is a person's turn before anything else can happen. */
export const mustSignIn = ({ signIn }: ProfileView): boolean =>
  signIn.state === 'signedOut' || signIn.state === 'needsUser';

/** Asks for the credential, or signs in at once where the kind of credential needs nothing typed. */
export function startSignIn(desk: Desk, { id, profile }: ProfileView): void {
  const { screen, intents } = desk;
  const needsNothing = secretOfCredential[profile.credential.kind] === null;
  whenCareful(desk, [id], () => {
    if (needsNothing) void intents.ask((api) => api.signIn({ id, secrets: {} }));
    else screen.signingIn = id;
  });
}

/** Whether the main process gets on by itself after the tokens are gone: there is nothing to type, or a file to read. */
const signsInAlone = ({ profile, local }: ProfileView): boolean =>
  secretOfCredential[profile.credential.kind] === null ||
  (profile.credential.kind === 'jwt' && local.jwtFile !== null);

/** Throws the tokens away, then asks for the credential. */
export async function forgetTokens({ screen, intents }: Desk, profile: ProfileView): Promise<void> {
  const answer = await intents.ask((api) => api.signInAgain({ id: profile.id }));
  if (answer.ok && !signsInAlone(profile)) screen.signingIn = profile.id;
}

/** The same for every profile; the one in sight is asked for first, the others say that they wait. */
export async function forgetAllTokens({ screen, intents }: Desk, profile: ProfileView): Promise<void> {
  const answer = await intents.ask((api) => api.signInAgainAll(undefined));
  if (answer.ok && !signsInAlone(profile)) screen.signingIn = profile.id;
}

/** The way out when the keychain fails, and back again. */
export async function keepSecretsIn(
  { screen, intents }: Desk,
  { id, profile, local }: ProfileView,
  keeping: Keeping,
): Promise<void> {
  const answer = await intents.ask((api) => api.setLocal({ id, local: { ...local, keeping } }));
  if (answer.ok && keeping === 'memory' && secretOfCredential[profile.credential.kind] !== null)
    screen.signingIn = id;
}
