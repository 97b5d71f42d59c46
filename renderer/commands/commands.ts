import { tick } from 'svelte';
import type { ActionOf } from '../../shared/actions.ts';
import { canRetry, sessionIndicator } from '../../shared/indicators.ts';
import { neededFor } from '../../shared/next-step.ts';
import type { Theme } from '../../shared/settings.ts';
import type { ProfileView, SessionStatus } from '../../shared/status.ts';
import { connect, disconnect, duplicate, favour, remove, retry, signOut } from './profiles.ts';
import type { AppContext } from '../state/app-context.ts';
import type { DetailsTab } from '../state/screen.svelte.ts';
import { takeStep } from './take-step.ts';
import { startSignIn } from './sign-in.ts';
import { enterMain, focusPane, focusSearch } from './panes.ts';

/** What each action of the table does, and when it can be done. */

interface Command<Done extends readonly unknown[]> {
  readonly can: (context: AppContext, ...on: Done) => boolean;
  readonly act: (context: AppContext, ...on: Done) => void;
}

type WindowCommand = Command<[]>;
export type ProfileCommand = Command<[profile: ProfileView]>;
export type SessionCommand = Command<[profile: ProfileView, session: SessionStatus]>;

const always = (): boolean => true;
const isKept = (_desk: AppContext, { temporary }: ProfileView): boolean => !temporary;
const isSignedIn = (_desk: AppContext, { signIn }: ProfileView): boolean => signIn.state !== 'signedOut';
const hasProfiles = ({ view }: AppContext): boolean => (view.current?.profiles.length ?? 0) > 0;
const hasDemo = ({ view }: AppContext): boolean => view.current?.demo.state === 'running';

const theme = (chosen: Theme): WindowCommand => ({
  can: ({ view }) => view.current?.settings.theme !== chosen,
  act: ({ intents }) => void intents.ask((api) => api.changeSettings({ theme: chosen })),
});

export const windowCommands: Readonly<Record<ActionOf<'window'>, WindowCommand>> = {
  palette: { can: always, act: ({ screen }) => void (screen.overlay = 'palette') },
  shortcuts: { can: always, act: ({ screen }) => void (screen.overlay = 'shortcuts') },
  newProfile: { can: always, act: ({ screen }) => screen.create() },
  importProfiles: { can: always, act: ({ interchange }) => interchange.import() },
  searchProfiles: { can: hasProfiles, act: () => focusSearch() },
  overview: {
    can: hasProfiles,
    act: ({ screen }) => {
      screen.overview();
      void tick().then(enterMain);
    },
  },
  undoRemoval: {
    can: ({ view }) => (view.current?.removal ?? null) !== null,
    act: ({ intents }) => void intents.ask((api) => api.undoRemoval(undefined)),
  },
  nextPane: { can: always, act: () => focusPane(1) },
  previousPane: { can: always, act: () => focusPane(-1) },
  settings: { can: always, act: ({ screen }) => void (screen.settingsAreOpen = true) },
  forgetAll: { can: hasProfiles, act: ({ screen }) => void (screen.forgetting = 'all') },
  startDemo: {
    can: ({ view }) => ['off', 'failed'].includes(view.current?.demo.state ?? 'starting'),
    act: ({ intents }) => void intents.ask((api) => api.startDemo(undefined)),
  },
  stopDemo: {
    can: hasDemo,
    act: ({ intents }) => void intents.ask((api) => api.stopDemo(undefined)),
  },
  themeSystem: theme('system'),
  themeLight: theme('light'),
  themeDark: theme('dark'),
};

export const profileCommands: Readonly<Record<ActionOf<'profile'>, ProfileCommand>> = {
  connect: {
    can: (_desk, profile) => !profile.wanted || neededFor(profile) !== null,
    act: (context, profile) => {
      const needed = neededFor(profile);
      if (needed === null) connect(context, [profile.id]);
      else takeStep(context, profile, needed.step, needed.sessions);
    },
  },
  disconnect: {
    can: (_desk, { wanted }) => wanted,
    act: (context, { id }) => disconnect(context, [id]),
  },
  edit: { can: always, act: ({ screen }, { id }) => screen.edit(id) },
  duplicate: { can: isKept, act: (context, { id }) => void duplicate(context, id) },
  favour: { can: isKept, act: (context, { id, isFavourite }) => favour(context, [id], !isFavourite) },
  exportProfile: { can: always, act: ({ interchange }, { id }) => interchange.export(id) },
  signInAgain: { can: always, act: (context, profile) => startSignIn(context, profile) },
  forget: {
    can: isSignedIn,
    act: ({ screen }, { id }) => {
      screen.select(id);
      if (screen.profile?.id === id) screen.forgetting = 'selected';
    },
  },
  signOut: { can: isSignedIn, act: (context, profile) => signOut(context, profile) },
  remove: { can: isKept, act: (context, { id }) => remove(context, [id]) },
};

const showing = (tab: DetailsTab): SessionCommand => ({
  can: always,
  act: ({ screen }) => void (screen.tab = tab),
});

const cancellable: readonly string[] = ['awaitingToken', 'connecting', 'waiting', 'offline'];

export const sessionCommands: Readonly<Record<ActionOf<'session'>, SessionCommand>> = {
  retry: {
    can: (_desk, _profile, session) => canRetry(sessionIndicator(session)),
    act: (context, profile, { id }) => retry(context, profile.id, [id]),
  },
  cancel: {
    can: (_desk, _profile, { phase }) => cancellable.includes(phase.state),
    act: ({ intents }, _profile, { id }) => void intents.ask((api) => api.cancel({ id })),
  },
  report: { can: always, act: ({ reporting }, { id }, session) => void reporting.open(id, session.id) },
  tabNow: showing('now'),
  tabTrace: showing('trace'),
  tabToken: showing('token'),
  tabRequest: showing('request'),
  tabHistory: showing('history'),
};
