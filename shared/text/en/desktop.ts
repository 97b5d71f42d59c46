import { plural, times } from './times.ts';

/** What Causeway says outside its window: in notifications and in the tray's menu. */
export const desktop = {
  sessions: (count: number) => `${count} sessions`,
  notConnected: (subject: string, count: number) =>
    `${subject} ${plural(count, { one: 'is', other: 'are' })} not connected`,
  connectedAgain: (subject: string, count: number) =>
    `${subject} ${plural(count, { one: 'is', other: 'are' })} connected again`,
  causeAt: (profile: string, count: number, cause: string) => `${profile} (${count}): ${cause}`,
  otherCauses: (count: number) => `(${count} for another reason)`,
  moreProfiles: (count: number) =>
    `and ${count} more ${plural(count, { one: 'profile', other: 'profiles' })}`,
  tryingAgain: 'Causeway is trying to connect again.',
  lasted: (ms: number) => `The outage lasted ${times.ageWords(ms)}.`,
  longestLasted: (ms: number) => `The longest outage lasted ${times.ageWords(ms)}.`,

  menu: {
    file: 'File',
    close: 'Close the window',
    quit: 'Quit',
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
    view: 'View',
    resetZoom: 'Actual size',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fullScreen: 'Full screen',
    devTools: 'Developer tools',
    window: 'Window',
    help: 'Help',
  },

  tray: {
    tooltip: (counts: string) => `Causeway: ${counts}`,
    profile: (name: string, state: string) => `${name}: ${state}`,
    connected: (online: number, all: number) => `connected ${online} of ${all}`,
    off: 'not connected',
    moreProfiles: (count: number) => `${count} more in the window`,
    connect: 'Connect',
    disconnect: 'Disconnect',
    show: 'Show in the window',
    inWindow: (deed: string) => `${deed}…`,
    retryNow: 'Retry now',
    open: 'Open Causeway',
    quit: 'Quit Causeway',
  },
} as const;
