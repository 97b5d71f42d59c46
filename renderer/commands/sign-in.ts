import { signsInAlone } from '../../shared/credential-kinds.ts';
import type { SecretStorage, ProfileView } from '../../shared/status.ts';
import { beforeUse } from './questions.ts';
import type { AppContext } from '../state/app-context.ts';
import type { Call } from '../state/intents.svelte.ts';
import { byAccount, isSameAccount } from './accounts.ts';
import { wantsAnother } from './sign-in-outcome.ts';

const needsNothing = ({ profile }: ProfileView): boolean => signsInAlone(profile.credential);

/**
 * Asks for the credential, or signs in at once where the kind of credential needs nothing typed. Profiles of the same
 * account that wait for it, too, are signed in with the same answer.
 */
export function startSignIn(context: AppContext, profile: ProfileView): void {
  const { screen, intents, view } = context;
  const { id } = profile;
  const others = (view.current?.profiles ?? []).filter(
    (other) => other.id !== id && waitsForCredential(other) && isSameAccount(other, profile),
  );
  const all = [profile, ...others];
  beforeUse(
    context,
    all.map((each) => each.profile),
    () => {
      if (needsNothing(profile)) void intents.ask((api) => api.signIn({ id, secrets: {} }));
      else screen.signIns.ask([all.map((each) => each.id)]);
    },
  );
}

/** Whether a credential is all that it lacks. */
const waitsForCredential = ({ wanted, signIn, profile }: ProfileView): boolean =>
  wanted &&
  signIn.state === 'needsUser' &&
  (wantsAnother(signIn.problem) ||
    (signIn.problem.kind === 'secret.missing' && signIn.problem.secret === profile.credential.kind));

/** Whether the main process gets on by itself after the tokens are gone: there is nothing to type, or a file to read. */
const needsNobody = (view: ProfileView): boolean =>
  needsNothing(view) || (view.profile.credential.kind === 'jwt' && view.local.jwtFile !== null);

/** Throws the tokens away, then asks for the credential. */
export function forgetTokens(context: AppContext, profile: ProfileView): void {
  beforeUse(
    context,
    [profile.profile],
    () => void forget(context, [profile], (api) => api.signInAgain({ id: profile.id })),
  );
}

/**
 * The same for every profile. Those that are wanted connected ask for their credential, each account once, that of
 * the one in sight first; the others stay signed out.
 */
export function forgetAllTokens(context: AppContext, inSight: ProfileView): void {
  const all = context.view.current?.profiles ?? [];
  const others = all.filter(({ id }) => id !== inSight.id);
  const asked = [inSight, ...others].filter(({ wanted }) => wanted);
  beforeUse(
    context,
    all.map(({ profile }) => profile),
    () => void forget(context, asked, (api) => api.signInAgainAll(undefined)),
  );
}

async function forget(
  { screen, intents }: AppContext,
  asked: readonly ProfileView[],
  call: Call<null>,
): Promise<void> {
  const answer = await intents.ask(call);
  if (!answer.ok) return;
  const accounts = byAccount(asked.filter((profile) => !needsNobody(profile)));
  screen.signIns.ask(accounts.map((account) => account.map(({ id }) => id)));
}

/** The way out when the keychain fails, and back again: what is wanted connects anew. */
export function keepSecretsIn(context: AppContext, saved: ProfileView, keeping: SecretStorage): void {
  beforeUse(context, [saved.profile], () => void settleKeeping(context, saved, keeping));
}

async function settleKeeping(
  { screen, intents }: AppContext,
  saved: ProfileView,
  keeping: SecretStorage,
): Promise<void> {
  const { id, local } = saved;
  const answer = await intents.ask((api) => api.setLocal({ id, local: { ...local, keeping } }));
  if (answer.ok && keeping === 'memory' && !needsNothing(saved)) screen.signIns.ask([[id]]);
}
