import type { Keeping, ProfileView } from '../../shared/status.ts';
import { beforeUse } from '../profiles/questions.ts';
import type { Desk } from '../state/desk.ts';
import type { Call } from '../state/intents.svelte.ts';
import { secretOfCredential } from '../state/draft.ts';

/** Whether it is a person's turn before anything else can happen. */
export const mustSignIn = ({ signIn }: ProfileView): boolean =>
  signIn.state === 'signedOut' || signIn.state === 'needsUser';

/** Asks for the credential, or signs in at once where the kind of credential needs nothing typed. */
export function startSignIn(desk: Desk, { id, profile }: ProfileView): void {
  const { screen, intents } = desk;
  const needsNothing = secretOfCredential[profile.credential.kind] === null;
  beforeUse(desk, [profile], () => {
    if (needsNothing) void intents.ask((api) => api.signIn({ id, secrets: {} }));
    else screen.signingIn = id;
  });
}

/** Whether the main process gets on by itself after the tokens are gone: there is nothing to type, or a file to read. */
const signsInAlone = ({ profile, local }: ProfileView): boolean =>
  secretOfCredential[profile.credential.kind] === null ||
  (profile.credential.kind === 'jwt' && local.jwtFile !== null);

/** Throws the tokens away, then asks for the credential. */
export function forgetTokens(desk: Desk, profile: ProfileView): void {
  beforeUse(
    desk,
    [profile.profile],
    () => void forget(desk, profile, (api) => api.signInAgain({ id: profile.id })),
  );
}

/** The same for every profile; the one in sight is asked for first, the others say that they wait. */
export function forgetAllTokens(desk: Desk, profile: ProfileView): void {
  const all = (desk.view.current?.profiles ?? []).map((each) => each.profile);
  beforeUse(desk, all, () => void forget(desk, profile, (api) => api.signInAgainAll(undefined)));
}

async function forget({ screen, intents }: Desk, profile: ProfileView, call: Call<null>): Promise<void> {
  const answer = await intents.ask(call);
  if (answer.ok && !signsInAlone(profile)) screen.signingIn = profile.id;
}

/** The way out when the keychain fails, and back again: what is wanted connects anew. */
export function keepSecretsIn(desk: Desk, saved: ProfileView, keeping: Keeping): void {
  beforeUse(desk, [saved.profile], () => void settleKeeping(desk, saved, keeping));
}

async function settleKeeping(
  { screen, intents }: Desk,
  { id, profile, local }: ProfileView,
  keeping: Keeping,
): Promise<void> {
  const answer = await intents.ask((api) => api.setLocal({ id, local: { ...local, keeping } }));
  if (answer.ok && keeping === 'memory' && secretOfCredential[profile.credential.kind] !== null)
    screen.signingIn = id;
}
