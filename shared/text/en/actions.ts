import type { ActionId, Subject } from '../../actions.ts';
import { plural } from './times.ts';

/** What can be done in the window, each in the words that the palette, the menus and the help on keys use. */

const words: Record<ActionId, string> = {
  palette: 'Find a command…',
  newProfile: 'New profile',
  importProfiles: 'Import…',
  searchProfiles: 'Search profiles',
  overview: 'All sessions',
  undoRemoval: 'Undo the removal',
  nextPane: 'Go to the next part of the window',
  previousPane: 'Go to the previous part of the window',
  settings: 'Settings…',
  shortcuts: 'Keyboard shortcuts',
  checkForUpdates: 'Check for updates',
  restart: 'Restart to use the installed version',
  forgetAll: 'Forget the tokens of all profiles…',
  startDemo: 'Start the demo',
  stopDemo: 'Stop the demo',
  themeSystem: 'Theme: like the system',
  themeLight: 'Theme: light',
  themeDark: 'Theme: dark',
  connect: 'Connect',
  disconnect: 'Disconnect',
  edit: 'Edit',
  duplicate: 'Duplicate',
  favour: 'Favourite: add or remove',
  exportProfile: 'Export…',
  lend: 'Lend to apps…',
  stopLending: 'Stop lending to apps',
  signInAgain: 'Sign in again…',
  forget: 'Forget the tokens…',
  signOut: 'Sign out',
  remove: 'Remove…',
  retry: 'Retry now',
  cancel: 'Stop trying',
  report: 'Report for support…',
  tabNow: 'Show Now',
  tabTrace: 'Show Trace',
  tabToken: 'Show Token',
  tabRequest: 'Show Request',
  tabHistory: 'Show History',
  tabRelay: 'Show Relay',
  save: 'Save',
  test: 'Test',
  removeFocused: 'Remove',
  selectAll: 'Select all',
  selectToo: 'Add to the selection, or take from it',
  selectUp: 'Select up to the one above',
  selectDown: 'Select down to the one below',
  moveUp: 'Move up in its group',
  moveDown: 'Move down in its group',
};

/** Headings of the help on keys. */
const subjects: Record<Subject, string> = {
  window: 'Anywhere',
  profile: 'The profile in sight, or all that are selected',
  session: 'The session in sight',
  editor: 'While editing a profile',
  list: 'In the list of profiles',
};

export const actionsText = {
  words,
  subjects,
  /** Keys by their names on the keyboard; on macOS signs are used. */
  keys: {
    Mod: 'Ctrl',
    Shift: 'Shift',
    Alt: 'Alt',
    Enter: 'Enter',
    Delete: 'Delete',
    Space: 'Space',
    Escape: 'Esc',
    Up: '↑',
    Down: '↓',
    Home: 'Home',
    End: 'End',
  } as Readonly<Record<string, string>>,
  /** A button's title: what it does, and the keys that do the same. */
  withKeys: (title: string, keys: string): string => `${title} (${keys})`,

  palette: {
    title: 'Find a command',
    open: 'Commands',
    placeholder: 'Type what you want to do, or a profile’s name',
    results: 'Commands',
    none: (words: string): string => `Nothing is called “${words}”.`,
    openProfile: 'Open',
    openSession: 'Open session',
    count: (count: number): string => `${count} ${plural(count, { one: 'command', other: 'commands' })}`,
    choose: 'to choose',
    run: 'to run',
    close: 'to close',
  },

  help: {
    title: 'Keyboard shortcuts',
    lead: 'Every one of them, and more without a key, is in the list of commands.',
    lists: 'In lists',
    moving: 'Go up and down',
    ends: 'Go to the first, the last',
    deeper: 'Go into it: from a profile to its sessions, from a session to its details',
    back: 'Go back, or close what is open',
  },
} as const;
