import type { Indicator } from '../../indicators.ts';
import type { ProfileGroupName } from '../../list-position.ts';
import { theOne } from '../forms.ts';
import { counted, plural } from './times.ts';

/** The sentences of the list of profiles, of removing them, and of the overview of all sessions. */

const profiles = (count: number): string => counted(count, { one: 'profile', other: 'profiles' });

const groups: Record<ProfileGroupName, string> = {
  favourites: 'Favourites',
  production: 'Production',
  staging: 'Staging',
  development: 'Development',
  own: 'Own',
  demo: 'Demo',
};

export const profilesText = {
  groups,
  inGroup: (group: string, count: number): string => `${group}, ${profiles(count)}`,
  all: 'All sessions',
  favour: (name: string): string => `Make ${name} a favourite`,
  unfavour: (name: string): string => `${name} is a favourite no longer`,
  selected: 'selected',
  movedTo: (name: string, place: number, count: number): string => `${name} is now ${place} of ${count}.`,
  /** Said aloud. */
  news: {
    one: (name: string, state: string): string => `${name}: ${state}`,
    several: (count: number, state: string): string => `${profiles(count)}: ${state}.`,
  },
  several: {
    label: 'Selected profiles',
    count: (count: number): string => `${profiles(count)} selected`,
    connect: 'Connect',
    disconnect: 'Disconnect',
    favour: 'Favourite',
    remove: 'Remove…',
    clear: 'Clear the selection',
  },
  favourite: 'Make it a favourite',
  noFavourite: 'A favourite no longer',
  duplicate: 'Duplicate',

  remove: {
    title: (names: readonly string[]): string =>
      plural(names.length, {
        one: `Remove “${theOne(names)}”?`,
        other: `Remove ${profiles(names.length)}?`,
      }),
    production: 'Other people may depend on it.',
    online: (count: number): string =>
      `${counted(count, { one: 'session is', other: 'sessions are' })} online and will be closed.`,
    lost: 'It can be undone for ten seconds. Then all this is deleted:',
    lostMany:
      'It can be undone for ten seconds. Then they are deleted, with all the keychain holds for them.',
    confirm: (count: number): string =>
      plural(count, { one: 'Remove profile', other: `Remove ${profiles(count)}` }),
    removed: (names: readonly string[]): string =>
      plural(names.length, {
        one: `“${theOne(names)}” is removed.`,
        other: `${profiles(names.length)} are removed.`,
      }),
    undo: 'Undo',
  },

  production: {
    saveTitle: (names: readonly string[]): string =>
      plural(names.length, {
        one: `Change “${theOne(names)}”? It is a production profile.`,
        other: `Change ${names.length} production profiles?`,
      }),
    saveBody:
      'Its sessions are closed and opened again with what you changed. Other people may depend on them.',
    unverifiedBody:
      'Certificates are not verified: anyone on the way can pose as the server and read everything, tokens included.',
    save: 'Change production',
    saveUnverified: 'Change production, unverified',
    connectTitle: (name: string): string => `Connect “${name}” without verification?`,
    connect: 'Connect unverified',
    trustTitle: (name: string): string => `Trust this certificate for “${name}”? It is a production profile.`,
    trust: 'Trust it',
    /** `names` are those of production among `count`. */
    disconnectTitle: (names: readonly string[], count: number): string =>
      plural(count, {
        one: `Disconnect “${theOne(names)}”? It is a production profile.`,
        other: `Disconnect ${profiles(count)}? Production is among them: ${names.map((name) => `“${name}”`).join(', ')}.`,
      }),
    disconnectBody: (online: number): string =>
      plural(online, {
        none: 'No production session is online now, and none is tried again until somebody connects. Other people may depend on them.',
        other: `${counted(online, { one: 'production session is', other: 'production sessions are' })} online and will be closed. It is not tried again until somebody connects. Other people may depend on it.`,
      }),
    disconnect: 'Disconnect production',
    signOutTitle: (name: string): string => `Sign out of “${name}”? It is a production profile.`,
    signOutBody:
      'Its sessions close and its token is deleted, so nobody connects it until somebody has signed in anew. Other people may depend on it.',
    signOut: 'Sign out of production',
  },

  sameName: {
    title: (name: string): string => `Save a second “${name}”?`,
    body: 'There is a profile of this name already. Two of one name can’t be told apart in the list, and the command line takes neither by its name.',
    yes: 'Save it all the same',
  },

  test: {
    run: 'Test',
    running: 'Testing…',
    title: 'Test',
    hint: 'Nothing is saved.',
    passed: (ms: string): string => `It works: the session was bound in ${ms}.`,
    close: 'Close the test',
  },

  overview: {
    title: 'All sessions',
    counts: (online: number, all: number): string => `${online} of ${all} online`,
    profile: 'Profile',
    session: 'Session',
    state: 'State',
    roundTrip: 'Round trip',
    renewal: 'Token',
    search: 'Search sessions',
    sort: 'Order of the sessions',
    sortBy: (column: string): string => `Sort by ${column}`,
    filter: 'Which sessions',
    some: {
      online: (count: number): string => `${count} online`,
      working: (count: number): string => `${count} connecting`,
      waiting: (count: number): string => `${count} trying again`,
      off: (count: number): string => `${count} off`,
      needsSignIn: (count: number): string =>
        `${count} ${plural(count, { one: 'needs', other: 'need' })} a sign-in`,
      blocked: (count: number): string => `${count} blocked`,
    } satisfies Record<Indicator, unknown>,
    everything: (count: number): string => `all ${count}`,
    noMatch: 'No session is like that now.',
    showAll: 'Show all of them',
    /** Of one cause. */
    concerns: (sessions: number, profiles: number): string =>
      `${counted(sessions, { one: 'session', other: 'sessions' })} of ${counted(profiles, { one: 'profile', other: 'profiles' })}`,
    retryAll: 'Retry all of them',
    empty: 'No sessions yet. Add a profile, and each of its realm paths is a session here.',
    lastTry: (summary: string): string => `Last try: ${summary}`,
    deedFor: (deed: string, profile: string, path: string): string => `${deed}: ${path} of ${profile}`,
  },
} as const;
