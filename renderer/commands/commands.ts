import { tick } from 'svelte';
import type { ActionOf } from '../../shared/actions.ts';
import { canRetry, sessionIndicator } from '../../shared/indicators.ts';
import { neededFor } from '../../shared/next-step.ts';
import type { Theme } from '../../shared/settings.ts';
import type { ProfileView, SessionStatus } from '../../shared/status.ts';
import { connect, disconnect, duplicate, favour, remove, retry, signOut } from './profiles.ts';
import type { Desk } from '../state/app-context.ts';
import type { DetailsTab } from '../state/screen.svelte.ts';
import { takeStep } from './take-step.ts';
import { startSignIn } from './sign-in.ts';
import { enterMain, focusPane, focusSearch } from './panes.ts';

/** What each action of the table does, and when it can be done. */

interface Deed<Done extends readonly unknown[]> {
  readonly can: (desk: Desk, ...on: Done) => boolean;
  readonly act: (desk: Desk, ...on: Done) => void;
}

type WindowDeed = Deed<[]>;
export type ProfileDeed = Deed<[profile: ProfileView]>;
export type SessionDeed = Deed<[profile: ProfileView, session: SessionStatus]>;

const always = (): boolean => true;
const isKept = (_desk: Desk, { temporary }: ProfileView): boolean => !temporary;
const isSignedIn = (_desk: Desk, { signIn }: ProfileView): boolean => signIn.state !== 'signedOut';
const hasProfiles = ({ view }: Desk): boolean => (view.current?.profiles.length ?? 0) > 0;
const hasDemo = ({ view }: Desk): boolean => view.current?.demo.state === 'running';

const theme = (chosen: Theme): WindowDeed => ({
  can: ({ view }) => view.current?.settings.theme !== chosen,
  act: ({ intents }) => void intents.ask((api) => api.changeSettings({ theme: chosen })),
});

export const windowDeeds: Readonly<Record<ActionOf<'window'>, WindowDeed>> = {
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

export const profileDeeds: Readonly<Record<ActionOf<'profile'>, ProfileDeed>> = {
  connect: {
    can: (_desk, profile) => !profile.wanted || neededFor(profile) !== null,
    act: (desk, profile) => {
      const needed = neededFor(profile);
      if (needed === null) connect(desk, [profile.id]);
      else takeStep(desk, profile, needed.step, needed.sessions);
    },
  },
  disconnect: {
    can: (_desk, { wanted }) => wanted,
    act: (desk, { id }) => disconnect(desk, [id]),
  },
  edit: { can: always, act: ({ screen }, { id }) => screen.edit(id) },
  duplicate: { can: isKept, act: (desk, { id }) => void duplicate(desk, id) },
  favour: { can: isKept, act: (desk, { id, isFavourite }) => favour(desk, [id], !isFavourite) },
  exportProfile: { can: always, act: ({ interchange }, { id }) => interchange.export(id) },
  signInAgain: { can: always, act: (desk, profile) => startSignIn(desk, profile) },
  forget: {
    can: isSignedIn,
    act: ({ screen }, { id }) => {
      screen.select(id);
      if (screen.profile?.id === id) screen.forgetting = 'selected';
    },
  },
  signOut: { can: isSignedIn, act: (desk, profile) => signOut(desk, profile) },
  remove: { can: isKept, act: (desk, { id }) => remove(desk, [id]) },
};

const showing = (tab: DetailsTab): SessionDeed => ({
  can: always,
  act: ({ screen }) => void (screen.tab = tab),
});

const cancellable: readonly string[] = ['awaitingToken', 'connecting', 'waiting', 'offline'];

export const sessionDeeds: Readonly<Record<ActionOf<'session'>, SessionDeed>> = {
  retry: {
    can: (_desk, _profile, session) => canRetry(sessionIndicator(session)),
    act: (desk, profile, { id }) => retry(desk, profile.id, [id]),
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
