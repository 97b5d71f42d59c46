import type { ProfileGroupName } from '../../list-position.ts';
import type { Text } from '../text.ts';
import { theOne } from '../forms.ts';
import { counted, plural } from './times.ts';

/** Die Sätze der Profilliste, des Löschens von Profilen und der Übersicht aller Sitzungen. */

const profiles = (count: number): string => counted(count, { one: 'Profil', other: 'Profile' });

const groups: Record<ProfileGroupName, string> = {
  favourites: 'Favoriten',
  production: 'Produktion',
  staging: 'Staging',
  development: 'Entwicklung',
  own: 'Eigene',
  demo: 'Demo',
};

export const profilesText: Text['profiles'] = {
  groups,
  inGroup: (group, count) => `${group}, ${profiles(count)}`,
  all: 'Alle Sitzungen',
  favour: (name) => `${name} zu den Favoriten`,
  unfavour: (name) => `${name} aus den Favoriten`,
  selected: 'ausgewählt',
  movedTo: (name, place, count) => `${name} steht jetzt an Stelle ${place} von ${count}.`,
  news: {
    one: (name, state) => `${name}: ${state}`,
    several: (count, state) => `${profiles(count)}: ${state}.`,
  },
  several: {
    label: 'Ausgewählte Profile',
    count: (count) => `${profiles(count)} ausgewählt`,
    connect: 'Verbinden',
    disconnect: 'Trennen',
    favour: 'Favorit',
    remove: 'Löschen …',
    clear: 'Auswahl aufheben',
  },
  favourite: 'Zu den Favoriten',
  noFavourite: 'Aus den Favoriten',
  duplicate: 'Duplizieren',

  remove: {
    title: (names) =>
      plural(names.length, {
        one: `„${theOne(names)}“ löschen?`,
        other: `${profiles(names.length)} löschen?`,
      }),
    production: 'Andere sind vielleicht darauf angewiesen.',
    online: (count) =>
      `${counted(count, { one: 'Sitzung ist', other: 'Sitzungen sind' })} online und ${plural(count, { one: 'wird', other: 'werden' })} geschlossen.`,
    lost: 'Zehn Sekunden lang lässt es sich rückgängig machen. Dann wird all das gelöscht:',
    lostMany:
      'Zehn Sekunden lang lässt es sich rückgängig machen. Dann werden sie gelöscht, mit allem, was der Schlüsselbund für sie verwahrt.',
    confirm: (count) => plural(count, { one: 'Profil löschen', other: `${profiles(count)} löschen` }),
    removed: (names) =>
      plural(names.length, {
        one: `„${theOne(names)}“ ist gelöscht.`,
        other: `${profiles(names.length)} sind gelöscht.`,
      }),
    undo: 'Rückgängig',
  },

  production: {
    saveTitle: (names) =>
      plural(names.length, {
        one: `„${theOne(names)}“ ändern? Es ist ein Profil der Produktion.`,
        other: `${names.length} Profile der Produktion ändern?`,
      }),
    saveBody:
      'Seine Sitzungen werden mit den Änderungen neu aufgebaut. Andere sind vielleicht darauf angewiesen.',
    unverifiedBody:
      'Zertifikate werden nicht geprüft: Wer auf dem Weg sitzt, kann sich als Server ausgeben und alles mitlesen, auch Tokens.',
    save: 'Produktion ändern',
    saveUnverified: 'Produktion ungeprüft ändern',
    connectTitle: (name) => `„${name}“ ohne Prüfung verbinden?`,
    connect: 'Ungeprüft verbinden',
    trustTitle: (name) => `Diesem Zertifikat für „${name}“ vertrauen? Es ist ein Profil der Produktion.`,
    trust: 'Vertrauen',
    disconnectTitle: (names, count) =>
      plural(count, {
        one: `„${theOne(names)}“ trennen? Es ist ein Profil der Produktion.`,
        other: `${profiles(count)} trennen? Produktion ist dabei: ${names.map((name) => `„${name}“`).join(', ')}.`,
      }),
    disconnectBody: (online) =>
      plural(online, {
        none: 'Keine Sitzung der Produktion ist gerade online, und keine wird wieder versucht, bis jemand verbindet. Andere sind vielleicht darauf angewiesen.',
        other: `${counted(online, { one: 'Sitzung der Produktion ist', other: 'Sitzungen der Produktion sind' })} online und ${plural(online, { one: 'wird', other: 'werden' })} geschlossen. Versucht wird es erst wieder, wenn jemand verbindet. Andere sind vielleicht darauf angewiesen.`,
      }),
    disconnect: 'Produktion trennen',
    signOutTitle: (name) => `Von „${name}“ abmelden? Es ist ein Profil der Produktion.`,
    signOutBody:
      'Seine Sitzungen werden geschlossen und sein Token gelöscht; verbinden lässt es sich erst nach einer neuen Anmeldung. Andere sind vielleicht darauf angewiesen.',
    signOut: 'Produktion abmelden',
  },

  sameName: {
    title: (name) => `Ein zweites „${name}“ speichern?`,
    body: 'Ein Profil dieses Namens gibt es schon. Zwei gleichen Namens sind in der Liste nicht zu unterscheiden, und die Kommandozeile nimmt keines von beiden beim Namen.',
    yes: 'Trotzdem speichern',
  },

  test: {
    run: 'Testen',
    running: 'Testet …',
    title: 'Test',
    hint: 'Nichts wird gespeichert.',
    passed: (ms) => `Es klappt: Die Sitzung stand nach ${ms}.`,
    close: 'Test schließen',
  },

  overview: {
    title: 'Alle Sitzungen',
    counts: (online, all) => `${online} von ${all} online`,
    profile: 'Profil',
    session: 'Sitzung',
    state: 'Zustand',
    roundTrip: 'Umlaufzeit',
    renewal: 'Token',
    search: 'Sitzungen suchen',
    sort: 'Reihenfolge der Sitzungen',
    sortBy: (column) => `Nach ${column} sortieren`,
    filter: 'Welche Sitzungen',
    some: {
      online: (count) => `${count} online`,
      working: (count) => `${count} ${plural(count, { one: 'verbindet', other: 'verbinden' })}`,
      waiting: (count) => `${count} ${plural(count, { one: 'versucht', other: 'versuchen' })} es erneut`,
      off: (count) => `${count} aus`,
      needsSignIn: (count) =>
        `${count} ${plural(count, { one: 'braucht', other: 'brauchen' })} eine Anmeldung`,
      blocked: (count) => `${count} blockiert`,
    },
    everything: (count) => `alle ${count}`,
    noMatch: 'So ist gerade keine Sitzung.',
    showAll: 'Alle zeigen',
    concerns: (sessions, profiles) =>
      `${counted(sessions, { one: 'Sitzung', other: 'Sitzungen' })} ${plural(profiles, { one: 'eines Profils', other: `von ${profiles} Profilen` })}`,
    retryAll: 'Alle erneut versuchen',
    empty: 'Noch keine Sitzungen. Jeder Realm-Pfad eines neuen Profils ist hier eine Sitzung.',
    lastTry: (summary) => `Letzter Versuch: ${summary}`,
    deedFor: (deed, profile, path) => `${deed}: ${path} von ${profile}`,
  },
};
