import { tick } from 'svelte';
import type { ActionOf, ActionOnSeveral } from '../../shared/actions.ts';
import type { ProfileId } from '../../shared/brand.ts';
import { neededFor } from '../../shared/next-step.ts';
import type { Theme } from '../../shared/settings.ts';
import type { ProfileView, SessionStatus } from '../../shared/status.ts';
import { connect, disconnect, duplicate, favour, remove, retry, signOut } from './profiles.ts';
import { lend, stopLending } from './relay.ts';
import type { AppContext } from '../state/app-context.ts';
import type { DetailsTab } from '../state/screen.svelte.ts';
import { takeStep } from './take-step.ts';
import { startSignIn } from './sign-in.ts';
import { enterMain, focusPane, focusSearch } from './panes.ts';

/** What each action of the table (`shared/actions.ts`) does; when it can be done says the table. */

type Act<Done extends readonly unknown[]> = (context: AppContext, ...on: Done) => void;
type OnProfile = [profile: ProfileView];
type OnSession = [profile: ProfileView, session: SessionStatus];

const theme =
  (chosen: Theme): Act<[]> =>
  ({ intents }) =>
    void intents.ask((api) => api.changeSettings({ theme: chosen }));

export const windowCommands: Readonly<Record<ActionOf<'window'>, Act<[]>>> = {
  palette: ({ screen }) => void (screen.overlay = 'palette'),
  guide: ({ screen }) => void (screen.overlay = 'guide'),
  shortcuts: ({ screen }) => void (screen.overlay = 'shortcuts'),
  showLogs: ({ intents }) => void intents.ask((api) => api.showLog(undefined)),
  about: ({ screen }) => void (screen.overlay = 'about'),
  newProfile: ({ screen }) => screen.create(),
  importProfiles: ({ interchange }) => interchange.import(),
  searchProfiles: () => focusSearch(),
  overview: ({ screen }) => {
    screen.overview();
    void tick().then(enterMain);
  },
  undoRemoval: ({ intents }) => void intents.ask((api) => api.undoRemoval(undefined)),
  nextPane: () => focusPane(1),
  previousPane: () => focusPane(-1),
  settings: ({ screen }) => void (screen.settingsAreOpen = true),
  // The settings say what comes of it, and why nothing is asked where nothing is.
  checkForUpdates: ({ screen, intents }) => {
    screen.settingsAreOpen = true;
    void intents.ask((api) => api.checkForUpdates(undefined));
  },
  restart: ({ intents }) => void intents.ask((api) => api.restart(undefined)),
  forgetAll: ({ screen }) => void (screen.forgetting = 'all'),
  startDemo: ({ intents }) => void intents.ask((api) => api.startDemo(undefined)),
  stopDemo: ({ intents }) => void intents.ask((api) => api.stopDemo(undefined)),
  themeSystem: theme('system'),
  themeLight: theme('light'),
  themeDark: theme('dark'),
};

export const profileCommands: Readonly<Record<ActionOf<'profile'>, Act<OnProfile>>> = {
  connect: (context, profile) => {
    const needed = neededFor(profile);
    if (needed === null) connect(context, [profile.id]);
    else takeStep(context, profile, needed.step, needed.sessions);
  },
  disconnect: (context, { id }) => disconnect(context, [id]),
  edit: ({ screen }, { id }) => screen.edit(id),
  duplicate: (context, { id }) => void duplicate(context, id),
  favour: (context, { id, isFavourite }) => favour(context, [id], !isFavourite),
  exportProfile: ({ interchange }, { id }) => interchange.export(id),
  lend: (context, profile) => lend(context, profile),
  stopLending: (context, profile) => stopLending(context, profile),
  signInAgain: (context, profile) => startSignIn(context, profile),
  forget: ({ screen }, { id }) => {
    screen.select(id);
    if (screen.profile?.id === id) screen.forgetting = 'selected';
  },
  signOut: (context, profile) => signOut(context, profile),
  remove: (context, { id }) => remove(context, [id]),
};

/** The same for all that are selected. */
export const severalCommands: Readonly<Record<ActionOnSeveral, Act<[ids: readonly ProfileId[]]>>> = {
  connect,
  disconnect,
};

const showing =
  (tab: DetailsTab): Act<OnSession> =>
  ({ screen }) =>
    void (screen.tab = tab);

export const sessionCommands: Readonly<Record<ActionOf<'session'>, Act<OnSession>>> = {
  retry: (context, profile, { id }) => retry(context, profile.id, [id]),
  cancel: ({ intents }, _profile, { id }) => void intents.ask((api) => api.cancel({ id })),
  report: ({ reporting }, { id }, session) => void reporting.open(id, session.id),
  tabNow: showing('now'),
  tabTrace: showing('trace'),
  tabToken: showing('token'),
  tabRequest: showing('request'),
  tabHistory: showing('history'),
  tabRelay: showing('relay'),
};
