import type { Text } from '../text.ts';
import { plural, times } from './times.ts';

/** Was Causeway außerhalb seines Fensters sagt: in Mitteilungen, im Menü und im Menü des Tray-Symbols. */
export const desktop: Text['desktop'] = {
  sessions: (count) => `${count} Sitzungen`,
  notConnected: (subject, count) =>
    `${subject} ${plural(count, { one: 'ist', other: 'sind' })} nicht verbunden`,
  connectedAgain: (subject, count) =>
    `${subject} ${plural(count, { one: 'ist', other: 'sind' })} wieder verbunden`,
  causeAt: (profile, count, cause) => `${profile} (${count}): ${cause}`,
  otherCauses: (count) => `(${count} aus anderem Grund)`,
  moreProfiles: (count) =>
    `und ${count} ${plural(count, { one: 'weiteres Profil', other: 'weitere Profile' })}`,
  tryingAgain: 'Causeway versucht, die Verbindung wiederherzustellen.',
  lasted: (ms) => `Der Ausfall dauerte ${times.ageWords(ms)}.`,
  longestLasted: (ms) => `Der längste Ausfall dauerte ${times.ageWords(ms)}.`,

  menu: {
    file: 'Datei',
    close: 'Fenster schließen',
    quit: 'Beenden',
    edit: 'Bearbeiten',
    undo: 'Rückgängig',
    redo: 'Wiederholen',
    cut: 'Ausschneiden',
    copy: 'Kopieren',
    paste: 'Einfügen',
    selectAll: 'Alles auswählen',
    view: 'Ansicht',
    resetZoom: 'Originalgröße',
    zoomIn: 'Vergrößern',
    zoomOut: 'Verkleinern',
    fullScreen: 'Vollbild',
    devTools: 'Entwicklerwerkzeuge',
    window: 'Fenster',
    help: 'Hilfe',
  },

  tray: {
    tooltip: (counts) => `Causeway: ${counts}`,
    profile: (name, state) => `${name}: ${state}`,
    connected: (online, all) => `${online} von ${all} verbunden`,
    off: 'nicht verbunden',
    moreProfiles: (count) => `${count} weitere im Fenster`,
    connect: 'Verbinden',
    disconnect: 'Trennen',
    show: 'Im Fenster zeigen',
    inWindow: (deed) => `${deed} …`,
    retryNow: 'Jetzt neu versuchen',
    open: 'Causeway öffnen',
    quit: 'Causeway beenden',
  },
};
