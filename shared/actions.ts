import { canRetry, indicatorOfPhase } from './indicators.ts';
import { neededFor } from './next-step.ts';
import type { Theme } from './settings.ts';
import type { AppView, ProfileView, SessionPhase, SessionStatus } from './status.ts';

/**
 * Everything a person can do in the window, in one table: the palette, the keys, the help on keys, the buttons' titles,
 * the menus and the tray are made from it, so a shortcut, and when something can be done, is written here and nowhere else.
 *
 * `Mod` is Ctrl, on macOS Command. Letters are written large, `?` and its like as they are typed.
 */

/**
 * What an action is done to: nothing but the `window`; the `profile` in sight, or all that are selected; the `session`
 * in sight; what lies in the open `editor`; the row of the `list` of profiles that has the focus.
 */
export type Subject = 'window' | 'profile' | 'session' | 'editor' | 'list';

/** Parts of the application's menu, each with a line before the next. */
export type MenuPart = 'new' | 'settings' | 'find' | 'tabs' | 'help';

interface ActionRow {
  readonly shortcut?: string;
  /** Where the application's menu has it; left out: nowhere. */
  readonly menu?: MenuPart;
}

interface WindowRow extends ActionRow {
  readonly of: 'window';
  readonly can: (view: AppView) => boolean;
}

interface ProfileRow extends ActionRow {
  readonly of: 'profile';
  readonly can: (profile: Acted) => boolean;
  /** Whether it is one for this profile at all; one that can't be done just now is shown all the same. */
  readonly fits: (profile: ProfileView) => boolean;
  /** Whether it is done to all profiles of a selection at once. */
  readonly takesSeveral?: true;
}

interface SessionRow extends ActionRow {
  readonly of: 'session';
  readonly can: (session: ActedSession) => boolean;
  /** Whether the palette offers it for sessions out of sight, too. */
  readonly isOfferedElsewhere?: true;
}

/** Whether it can be done is for the open form, or the list, to say. */
interface PlainRow extends ActionRow {
  readonly of: 'editor' | 'list';
}

/** What of a session and a profile says whether something can be done with it: the tray knows no more. */
type ActedSession = Pick<SessionStatus, 'phase'>;
interface Acted extends Pick<ProfileView, 'wanted' | 'signIn'> {
  readonly relay: Pick<ProfileView['relay'], 'state'>;
  readonly sessions: readonly ActedSession[];
}

type Row = WindowRow | ProfileRow | SessionRow | PlainRow;

const always = (): boolean => true;
const hasProfiles = ({ profiles }: AppView): boolean => profiles.length > 0;
const isKept = ({ temporary }: ProfileView): boolean => !temporary;
const isSignedIn = ({ signIn }: Acted): boolean => signIn.state !== 'signedOut';
const isTheme =
  (theme: Theme) =>
  ({ settings }: AppView): boolean =>
    settings.theme !== theme;

const isUnderWay: Readonly<Record<SessionPhase['state'], boolean>> = {
  idle: false,
  awaitingToken: true,
  connecting: true,
  online: false,
  waiting: true,
  offline: true,
  awaitingSignIn: false,
  blocked: false,
};

const window = { of: 'window', can: always } as const;
const profile = { of: 'profile', can: always, fits: always } as const;
const session = { of: 'session', can: always } as const;
const tab = { ...session, menu: 'tabs' } as const;
const editor = { of: 'editor' } as const;
const list = { of: 'list' } as const;

const actions = {
  palette: { ...window, shortcut: 'Mod+K', menu: 'find' },
  newProfile: { ...window, shortcut: 'Mod+N', menu: 'new' },
  importProfiles: { ...window, shortcut: 'Mod+I', menu: 'new' },
  searchProfiles: { ...window, shortcut: 'Mod+F', menu: 'find', can: hasProfiles },
  overview: { ...window, shortcut: 'Mod+Shift+A', menu: 'find', can: hasProfiles },
  undoRemoval: { ...window, shortcut: 'Mod+Z', can: ({ removal }: AppView) => removal !== null },
  nextPane: { ...window, shortcut: 'F6' },
  previousPane: { ...window, shortcut: 'Shift+F6' },
  settings: { ...window, shortcut: 'Mod+,', menu: 'settings' },
  guide: { ...window, shortcut: 'F1', menu: 'help' },
  shortcuts: { ...window, shortcut: '?', menu: 'help' },
  showLogs: { ...window, menu: 'help' },
  checkForUpdates: { ...window, menu: 'help' },
  about: { ...window, menu: 'help' },
  restart: { ...window, can: ({ updates }: AppView) => updates.replacedBy !== null },
  forgetAll: { ...window, can: hasProfiles },
  startDemo: { ...window, can: ({ demo }: AppView) => demo.state === 'off' || demo.state === 'failed' },
  stopDemo: { ...window, can: ({ demo }: AppView) => demo.state === 'running' },
  themeSystem: { ...window, can: isTheme('system') },
  themeLight: { ...window, can: isTheme('light') },
  themeDark: { ...window, can: isTheme('dark') },

  connect: {
    ...profile,
    shortcut: 'Mod+Enter',
    can: (one: Acted) => !one.wanted || neededFor(one) !== null,
    takesSeveral: true,
  },
  edit: { ...profile, shortcut: 'F2' },
  duplicate: { ...profile, shortcut: 'Mod+D', fits: isKept },
  favour: { ...profile, shortcut: 'Mod+B', fits: isKept },
  exportProfile: { ...profile, shortcut: 'Mod+E' },
  disconnect: {
    ...profile,
    shortcut: 'Mod+Shift+Enter',
    can: ({ wanted }: Acted) => wanted,
    takesSeveral: true,
  },
  lend: { ...profile, can: ({ relay }: Acted) => relay.state === 'off' },
  stopLending: { ...profile, can: ({ relay }: Acted) => relay.state !== 'off' },
  signInAgain: profile,
  forget: { ...profile, can: isSignedIn },
  signOut: { ...profile, can: isSignedIn },
  remove: { ...profile, fits: isKept },

  retry: {
    ...session,
    shortcut: 'Mod+R',
    can: ({ phase }: ActedSession) => canRetry(indicatorOfPhase(phase)),
    isOfferedElsewhere: true,
  },
  cancel: {
    ...session,
    shortcut: 'Mod+.',
    can: ({ phase }: ActedSession) => isUnderWay[phase.state],
    isOfferedElsewhere: true,
  },
  report: { ...session, shortcut: 'Mod+Shift+R', isOfferedElsewhere: true },
  tabNow: { ...tab, shortcut: 'Mod+1' },
  tabTrace: { ...tab, shortcut: 'Mod+2' },
  tabToken: { ...tab, shortcut: 'Mod+3' },
  tabRequest: { ...tab, shortcut: 'Mod+4' },
  tabHistory: { ...tab, shortcut: 'Mod+5' },
  tabRelay: { ...tab, shortcut: 'Mod+6' },

  save: { ...editor, shortcut: 'Mod+S' },
  test: { ...editor, shortcut: 'Mod+T' },

  removeFocused: { ...list, shortcut: 'Delete' },
  selectAll: { ...list, shortcut: 'Mod+A' },
  selectToo: { ...list, shortcut: 'Mod+Space' },
  selectUp: { ...list, shortcut: 'Shift+Up' },
  selectDown: { ...list, shortcut: 'Shift+Down' },
  moveUp: { ...list, shortcut: 'Alt+Up' },
  moveDown: { ...list, shortcut: 'Alt+Down' },
} as const satisfies Readonly<Record<string, Row>>;

export type ActionId = keyof typeof actions;
export type ActionOf<Of extends Subject> = {
  [Id in ActionId]: (typeof actions)[Id]['of'] extends Of ? Id : never;
}[ActionId];

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the object is closed: these are its keys
export const actionIds = Object.keys(actions) as readonly ActionId[];

const rowOf = (id: ActionId): Row => actions[id];

export const shortcutOf = (id: ActionId): string | null => rowOf(id).shortcut ?? null;

export const isActionOf = <Of extends Subject>(id: ActionId, of: Of): id is ActionOf<Of> =>
  rowOf(id).of === of;

/** In the order of the table. */
export const actionsOf = <Of extends Subject>(of: Of): readonly ActionOf<Of>[] =>
  actionIds.filter((id): id is ActionOf<Of> => isActionOf(id, of));

export const actionsInMenu = (part: MenuPart): readonly ActionId[] =>
  actionIds.filter((id) => rowOf(id).menu === part);

/** Whether the window can do it, in any of its views. */
export const canInWindow = (id: ActionOf<'window'>, view: AppView): boolean => actions[id].can(view);

/** Whether an action is one for this profile, though it may not be possible just now. */
export const fitsProfile = (id: ActionOf<'profile'>, of: ProfileView): boolean => actions[id].fits(of);

/** Whether it could be done now, for any profile that it is one for. */
export const isPossible = (id: ActionOf<'profile'>, of: Acted): boolean => actions[id].can(of);

export const canWithProfile = (id: ActionOf<'profile'>, of: ProfileView): boolean =>
  fitsProfile(id, of) && isPossible(id, of);

/** What is done to all profiles of a selection at once. */
export type ActionOnSeveral = {
  [Id in ActionOf<'profile'>]: (typeof actions)[Id] extends { readonly takesSeveral: true } ? Id : never;
}[ActionOf<'profile'>];

export const takesSeveral = (id: ActionOf<'profile'>): id is ActionOnSeveral => 'takesSeveral' in actions[id];

export const canWithSession = (id: ActionOf<'session'>, of: ActedSession): boolean => actions[id].can(of);

/** Actions on a session that the palette offers wherever the person is. */
export const offeredElsewhere: readonly ActionOf<'session'>[] = actionsOf('session').filter(
  (id) => 'isOfferedElsewhere' in actions[id],
);

/** What the menu of a profile holds, in its order; `forgetAll` stands beside what does the same to one. */
export const profileMenu = [
  ...(['edit', 'duplicate', 'favour', 'exportProfile', 'lend', 'stopLending'] as const),
  ...(['signInAgain', 'forget', 'forgetAll'] as const),
  ...(['signOut', 'remove'] as const),
] as const satisfies readonly ActionId[];

export type ProfileMenuAction = (typeof profileMenu)[number];

/** Actions on a profile that have a button of their own in its header. */
type InHeader = 'connect' | 'disconnect';

/** Each action on a profile is in its menu or its header. */
true satisfies [Exclude<ActionOf<'profile'>, ProfileMenuAction | InHeader>] extends [never] ? true : never;

const byShortcut: ReadonlyMap<string | null, ActionId> = new Map(actionIds.map((id) => [shortcutOf(id), id]));

/** Null for a shortcut that means nothing. */
export const actionWith = (shortcut: string): ActionId | null => byShortcut.get(shortcut) ?? null;
