/**
 * Everything a person can do in the window, in one table: the palette, the keys, the help on keys, the buttons' titles
 * and the application's menu are made from it, so a shortcut is written here and nowhere else.
 *
 * `Mod` is Ctrl, on macOS Command. Letters are written large, `?` and its like as they are typed.
 */

/**
 * What an action is done to: nothing but the `window`; the `profile` in sight, or all that are selected; the `session`
 * in sight; what lies in the open `editor`; the row of the `list` of profiles that has the focus.
 */
export type Subject = 'window' | 'profile' | 'session' | 'editor' | 'list';

interface ActionEntry {
  readonly of: Subject;
  readonly shortcut?: string;
}

const actions = {
  palette: { of: 'window', shortcut: 'Mod+K' },
  newProfile: { of: 'window', shortcut: 'Mod+N' },
  importProfiles: { of: 'window', shortcut: 'Mod+I' },
  searchProfiles: { of: 'window', shortcut: 'Mod+F' },
  overview: { of: 'window', shortcut: 'Mod+Shift+A' },
  undoRemoval: { of: 'window', shortcut: 'Mod+Z' },
  nextPane: { of: 'window', shortcut: 'F6' },
  previousPane: { of: 'window', shortcut: 'Shift+F6' },
  settings: { of: 'window', shortcut: 'Mod+,' },
  shortcuts: { of: 'window', shortcut: '?' },
  forgetAll: { of: 'window' },
  startDemo: { of: 'window' },
  stopDemo: { of: 'window' },
  themeSystem: { of: 'window' },
  themeLight: { of: 'window' },
  themeDark: { of: 'window' },

  connect: { of: 'profile', shortcut: 'Mod+Enter' },
  edit: { of: 'profile', shortcut: 'F2' },
  duplicate: { of: 'profile', shortcut: 'Mod+D' },
  favour: { of: 'profile', shortcut: 'Mod+B' },
  exportProfile: { of: 'profile', shortcut: 'Mod+E' },
  disconnect: { of: 'profile', shortcut: 'Mod+Shift+Enter' },
  signInAgain: { of: 'profile' },
  forget: { of: 'profile' },
  signOut: { of: 'profile' },
  remove: { of: 'profile' },

  retry: { of: 'session', shortcut: 'Mod+R' },
  cancel: { of: 'session', shortcut: 'Mod+.' },
  report: { of: 'session', shortcut: 'Mod+Shift+R' },
  tabNow: { of: 'session', shortcut: 'Mod+1' },
  tabTrace: { of: 'session', shortcut: 'Mod+2' },
  tabToken: { of: 'session', shortcut: 'Mod+3' },
  tabRequest: { of: 'session', shortcut: 'Mod+4' },
  tabHistory: { of: 'session', shortcut: 'Mod+5' },

  save: { of: 'editor', shortcut: 'Mod+S' },
  test: { of: 'editor', shortcut: 'Mod+T' },

  removeFocused: { of: 'list', shortcut: 'Delete' },
  selectAll: { of: 'list', shortcut: 'Mod+A' },
  selectToo: { of: 'list', shortcut: 'Mod+Space' },
  selectUp: { of: 'list', shortcut: 'Shift+Up' },
  selectDown: { of: 'list', shortcut: 'Shift+Down' },
  moveUp: { of: 'list', shortcut: 'Alt+Up' },
  moveDown: { of: 'list', shortcut: 'Alt+Down' },
} as const satisfies Readonly<Record<string, ActionEntry>>;

export type ActionId = keyof typeof actions;
export type ActionOf<Of extends Subject> = {
  [Id in ActionId]: (typeof actions)[Id]['of'] extends Of ? Id : never;
}[ActionId];

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the object is closed: these are its keys
export const actionIds = Object.keys(actions) as readonly ActionId[];

const entryOf = (id: ActionId): ActionEntry => actions[id];

export const shortcutOf = (id: ActionId): string | null => entryOf(id).shortcut ?? null;

export const isActionOf = <Of extends Subject>(id: ActionId, of: Of): id is ActionOf<Of> =>
  entryOf(id).of === of;

const byShortcut: ReadonlyMap<string | null, ActionId> = new Map(actionIds.map((id) => [shortcutOf(id), id]));

/** Null for a shortcut that means nothing. */
export const actionWith = (shortcut: string): ActionId | null => byShortcut.get(shortcut) ?? null;
