import { isProduction, type Profile } from '../../shared/profile.ts';
import { appsThrough } from '../../shared/relay-status.ts';
import type { ProfileView } from '../../shared/status.ts';
import { visibleText } from '../../shared/visible-text.ts';
import type { AppContext } from '../state/app-context.ts';
import { relayText } from '../text.ts';
import { beforeUse } from './questions.ts';

/** What a person does with a profile that is lent to apps, and what is asked first. */

/** Lends a profile. What that means is said when it is lent for the first time, and of production each time. */
export function lend(context: AppContext, { id, profile }: ProfileView): void {
  const { screen, intents } = context;
  const act = (): void => {
    beforeUse(context, [profile], () => {
      screen.tab = 'relay';
      void intents.ask((api) => api.startRelay({ id }));
    });
  };
  if (profile.relay !== undefined && !isProduction(profile)) return act();
  const words = relayText.questions;
  const body = relayText.lent[profile.relay?.mode ?? 'transparent'];
  const name = visibleText(profile.name);
  screen.question = isProduction(profile)
    ? { title: words.lendProductionTitle(name), body, yes: words.lendProduction, act }
    : { title: words.lendTitle(name), body, yes: words.lend, act };
}

/** Takes it back: asked about where apps would be cut. */
export function stopLending(context: AppContext, { id, profile, relay }: ProfileView): void {
  const { screen, intents, view } = context;
  const act = () => void intents.ask((api) => api.stopRelay({ id }));
  if (appsThrough(relay) === 0) return act();
  const { stopTitle, cuts, stop } = relayText.questions;
  screen.question = {
    title: stopTitle(visibleText(profile.name)),
    // Counted while the question stands: apps come and go meanwhile.
    get body() {
      return cuts(countNow(view, id));
    },
    yes: stop,
    act,
  };
}

/** Asks first where apps would be cut by what is saved. */
export function beforeCut(
  { screen, view }: Pick<AppContext, 'screen' | 'view'>,
  { id, profile, relay }: ProfileView,
  cuts: boolean,
  act: () => void,
): void {
  if (!cuts || appsThrough(relay) === 0) return act();
  const { saveTitle, saveCuts, save } = relayText.questions;
  screen.question = {
    title: saveTitle(visibleText(profile.name)),
    get body() {
      return saveCuts(countNow(view, id));
    },
    yes: save,
    act,
  };
}

const countNow = (view: AppContext['view'], id: ProfileView['id']): number => {
  const profile = view.profile(id);
  return profile === null ? 0 : appsThrough(profile.relay);
};

/** Whether apps would go another way, or to another port: their connections can't be kept then. */
export const movesWay = (before: Profile, after: Profile): boolean => wayOf(before) !== wayOf(after);

/** Names, environment and realm paths are nothing to an app that is on its way, nor is when the relay begins. */
const wayOf = ({ relay, ...profile }: Profile): string =>
  JSON.stringify([
    { ...profile, name: '', environment: '', realmPaths: [] },
    relay === undefined ? null : { ...relay, start: '' },
  ]);
