import type { ProfileId } from '../../shared/brand.ts';
import { sameName } from '../../shared/interchange/names.ts';
import { visibleText } from '../../shared/visible-text.ts';
import { isCareless, isProduction, type Concerned } from '../../shared/profile.ts';
import { onlineCount } from '../../shared/indicators.ts';
import type { ProfileView } from '../../shared/status.ts';
import type { AppContext } from '../state/app-context.ts';
import { evidenceText, profilesText } from '../text.ts';

/** What is asked once more where it concerns production; everything else is done at once. */

/** `before`: what is saved; null for a new profile. */
export interface Change {
  readonly before: Concerned | null;
  readonly after: Concerned;
}

/** Asks first where production would be used without verification: the one gate of all that connects or signs in. */
export function beforeUse(
  { screen }: Pick<AppContext, 'screen'>,
  profiles: readonly Concerned[],
  act: () => void,
): void {
  const careless = profiles.find(isCareless);
  if (careless === undefined) return act();
  const { connectTitle, unverifiedBody, connect: yes } = profilesText.production;
  screen.question = { title: connectTitle(careless.name), body: unverifiedBody, yes, act };
}

/** Asks first where production is changed, or would be left unverified: the one gate of all that saves. */
export function beforeChange(
  { screen }: Pick<AppContext, 'screen'>,
  changes: readonly Change[],
  act: () => void,
): void {
  const asked = changes.filter(
    ({ before, after }) => before?.environment === 'production' || isCareless(after),
  );
  if (asked.length === 0) return act();
  const words = profilesText.production;
  const leavesCareless = asked.some(({ after }) => isCareless(after));
  screen.question = {
    title: words.saveTitle(asked.map(({ before, after }) => (before ?? after).name)),
    body: leavesCareless ? words.unverifiedBody : words.saveBody,
    yes: leavesCareless ? words.saveUnverified : words.save,
    act,
  };
}

/** Asks first where production would be disconnected; one that isn't wanted connected loses nothing by it. */
export function beforeDisconnect(
  { screen, view }: Pick<AppContext, 'screen' | 'view'>,
  profiles: readonly ProfileView[],
  act: () => void,
): void {
  const asked = profiles.filter(({ profile, wanted }) => isProduction(profile) && wanted);
  if (asked.length === 0) return act();
  const { disconnectTitle, disconnectBody, disconnect: yes } = profilesText.production;
  const nowOnline = (): number =>
    asked.flatMap(({ id }) => view.profile(id) ?? []).reduce((sum, profile) => sum + onlineCount(profile), 0);
  screen.question = {
    title: disconnectTitle(namesOf(asked), profiles.length),
    // Counted while the question stands: sessions come and go meanwhile, and the tray may know of one earlier.
    get body() {
      return disconnectBody(nowOnline());
    },
    yes,
    act,
  };
}

/** Asks first where production would be signed out: its sessions close, and its token can't be brought back. */
export function beforeSignOut(
  { screen }: Pick<AppContext, 'screen'>,
  profile: ProfileView,
  act: () => void,
): void {
  if (!isProduction(profile.profile)) return act();
  const { signOutTitle, signOutBody, signOut: yes } = profilesText.production;
  screen.question = { title: signOutTitle(visibleText(profile.profile.name)), body: signOutBody, yes, act };
}

const namesOf = (profiles: readonly ProfileView[]): readonly string[] =>
  profiles.map(({ profile }) => visibleText(profile.name));

/** Asks first where production would take a certificate without a trusted issuer. */
export function beforeTrust(
  { screen }: Pick<AppContext, 'screen'>,
  profile: Concerned,
  act: () => void,
): void {
  if (!isProduction(profile)) return act();
  const { trustTitle, trust } = profilesText.production;
  screen.question = {
    title: trustTitle(visibleText(profile.name)),
    body: evidenceText.trust.warning,
    yes: trust,
    act,
  };
}

/** Asks first where a second profile would get a name: neither a person nor the command line could tell them apart by it. */
export function beforeSameName(
  { screen, view }: Pick<AppContext, 'screen' | 'view'>,
  id: ProfileId | null,
  name: string,
  act: () => void,
): void {
  const others = (view.current?.profiles ?? []).filter((each) => each.id !== id && !each.temporary);
  const isKept = others.every(({ profile }) => !sameName(profile.name, name));
  const own = view.profile(id);
  // The demo's profile is not among those that are saved: what is saved of it is a new one.
  const isItsOwn = own !== null && !own.temporary && sameName(own.profile.name, name);
  if (isKept || isItsOwn) return act();
  const { title, body, yes } = profilesText.sameName;
  screen.question = { title: title(visibleText(name.trim())), body, yes, act };
}
