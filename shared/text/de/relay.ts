import type { Text } from '../text.ts';
import { counted, plural } from './times.ts';

/** Was zu einem Profil zu sagen ist, das den Apps dieses Rechners überlassen wird. */

const apps = (count: number): string => counted(count, { one: 'App', other: 'Apps' });

export const relayText: Text['relay'] = {
  lent: {
    transparent:
      'Jedes eigene Programm auf diesem Rechner erreicht den Server dann so wie dieses Profil: über seine Route, mit Proxy-Anmeldung, Zertifikaten und Headern. Jede App meldet sich weiter mit ihrem eigenen Konto an.',
    signedIn:
      'Jedes eigene Programm auf diesem Rechner kann dann mit dem Konto dieses Profils synchronisieren, auf dessen Weg; wo Apps den Schlüssel des Relays zeigen müssen, nur die, die ihn kennen.',
    proxy:
      'Jedes eigene Programm auf diesem Rechner erreicht die Hosts des Profils dann über dessen Route, mit Proxy-Anmeldung und ohne Passwort. TLS, Header und Konto bringt jede App weiter selbst mit.',
  },

  form: {
    title: 'Apps dieses Rechners',
    notLent: 'für Apps nicht freigegeben',
    lentAt: (port) => `freigegeben auf 127.0.0.1:${port}`,
    lentFromStart: 'sobald Causeway läuft',
    isLent: 'Dieses Profil für Apps freigeben',
    port: 'Port',
    portHint: 'Nur auf 127.0.0.1 und ::1. Er ändert sich nie von selbst, denn in Apps steht er im Code.',
    mode: 'Freigegeben ist',
    modes: { transparent: 'Der Weg', signedIn: 'Der Weg und das Konto', proxy: 'Ein Forward-Proxy' },
    modeHints: {
      transparent:
        'Apps melden sich mit ihren eigenen Konten an; womit sich dieses Profil anmeldet, bekommen sie nicht.',
      signedIn:
        'Apps brauchen kein Konto, sie nutzen das dieses Profils. Womit es sich anmeldet, erreicht sie nie; sie bekommen Tokens für je einen Realm-Pfad.',
      proxy:
        'Für Apps, deren Serveradresse fest eingebaut ist, deren Proxy sich aber einstellen lässt. TLS, Header und Konten bringen sie selbst mit.',
    },
    needsKey: 'Apps müssen den Schlüssel des Relays zeigen',
    needsKeyHint:
      'Als Passwort, gleich unter welchem Benutzernamen. Ohne ihn kann jedes eigene Programm auf diesem Rechner das Konto nutzen.',
    key: 'Schlüssel des Relays',
    keyHint:
      'Mindestens 22 Zeichen. Bleibt das Feld leer, macht Causeway einen. Ein anderer Schlüssel beendet die Anmeldungen aller Apps.',
    paths: 'Realm-Pfade für Apps',
    pathsHint: 'Einer pro Zeile. Leer: alle, die das Konto öffnen darf.',
    allow: 'Weitere Hosts für Apps',
    allowHint:
      'Geschrieben wie in Ausnahmelisten: *.internal.example, 10.0.0.0/8. Die Hosts des Profils sind immer dabei. * steht für jeden Host.',
    startsWithApp: 'Mit Causeway starten',
    startsWithAppHint:
      'Hört zu, sobald Causeway läuft. Apps, die dort niemanden finden, warten jedes Mal länger, bis zu fünf Minuten.',
    holdSeconds: 'Wartezeit',
    holdSecondsHint:
      'So viele Sekunden bleibt der Websocket einer App offen, während der Weg zum Server erneut versucht wird. 0: Sie erfährt es sofort und wartet jedes Mal länger.',
    hosts: 'Andere Namen dieses Rechners',
    hostsHint:
      'Programme dürfen ihn 127.0.0.1, [::1], localhost und, aus Androids Emulatoren, 10.0.2.2 und 10.0.3.2 nennen. Andere werden abgewiesen, denn dahinter könnte eine Webseite stehen.',
    origins: 'Webseiten mit Zugang',
    originsHint:
      'Origins, getrennt durch Kommas oder Zeilen: https://app.example. Seiten aller anderen werden abgewiesen.',
  },

  apps,
  through: (count) => `${apps(count)} über das Relay`,

  key: {
    none: 'Apps melden sich mit dem Schlüssel des Relays als Passwort an. Noch gibt es keinen; bei der Freigabe entsteht einer.',
    kept: 'Apps melden sich mit dem Schlüssel des Relays als Passwort an. Er ist gespeichert und wird nie mehr gezeigt.',
    make: 'Schlüssel erzeugen',
    replace: 'Schlüssel ersetzen',
    shown:
      'Dieser Schlüssel steht 30 Sekunden lang hier, ein einziges Mal. Alle Apps, die einen anderen hatten, müssen sich neu anmelden.',
    copy: 'Schlüssel kopieren',
  },

  tab: {
    isOn: 'Für Apps freigeben',
    off: 'Nicht freigegeben.',
    offLead:
      'Apps auf diesem Rechner können über dieses Profil synchronisieren: im Simulator, im Emulator oder aus einem Skript. Sie bekommen eine Adresse dieses Rechners, den Rest macht Causeway.',
    copyAddress: 'Adresse kopieren',
    listening: 'Hört zu',
    waiting: 'Wartet auf den Port',
    appsTitle: 'Apps',
    none: 'Noch kam keine App. Die Adresse oben einer App geben oder mit einem Snippet anfangen:',
    disconnect: 'Trennen',
    disconnectApp: (path) => `App auf ${path} trennen`,
    showTrace: (path) => `Trace der App auf ${path}`,
    trace: 'Trace',
    noTrace: 'Davon ist kein Trace vorhanden.',
    fromApp: (bytes) => `${bytes} von der App`,
    toApp: (bytes) => `${bytes} an sie`,
    states: { connecting: 'verbindet', open: 'offen' },
    ended: (why) => `beendet: ${why}`,
    ends: {
      closed: 'von der App oder vom Server geschlossen',
      answered: (status) => `der Server antwortete ${status}`,
      gone: 'die App ging, bevor sie verbunden war',
      cut: 'hier getrennt',
    },
    held: (summary) => `wartet: ${summary}`,
    refused: (parts) => `Nicht eingelassen: ${parts.join(' · ')}.`,
    refusedBy: {
      page: (count) => `${count} von Webseiten in einem Browser`,
      otherUser: (count) => `${count} von Programmen anderer Benutzer dieses Rechners`,
      host: (count) => `${count} unter einem Namen, den dieser Rechner nicht trägt`,
      tooMany: (count) => `${count} über die 500 gleichzeitigen Verbindungen hinaus`,
      mode: (count) => `${count}, die nicht zu seinem Modus passen`,
      target: (count) => `${count} zu Hosts, die nicht erlaubt sind`,
      notHttp: (count) => `${count}, die kein HTTP waren`,
      tooLong: (count) => `${count} mit Headern über 16 KiB`,
    },
    heldCount: (count) =>
      plural(count, {
        one: `${count} App wartet und macht von selbst weiter, sobald der Weg offen ist.`,
        other: `${count} Apps warten und machen von selbst weiter, sobald der Weg offen ist.`,
      }),
    snippets: 'Snippets',
    snippetFor: 'Für',
  },

  snippets: {
    languages: {
      swift: 'Swift',
      java: 'Java, Android',
      javascript: 'JavaScript',
      dotnet: '.NET',
      cpp: 'C++',
    },
    notes: {
      swift:
        'Ein Simulator erreicht 127.0.0.1 ohne Weiteres. HTTP dorthin erlaubt iOS mit NSAllowsLocalNetworking in Info.plist (NSAppTransportSecurity).',
      java: 'Für Androids Emulator, in dem dieser Rechner 10.0.2.2 heißt. HTTP dorthin muss erlaubt werden, nur im Debug-Build: siehe am Ende.',
      javascript: 'Node.js und React Native. In Androids Emulator ist die Adresse 10.0.2.2 statt 127.0.0.1.',
      dotnet: 'In Androids Emulator ist die Adresse 10.0.2.2 statt 127.0.0.1, und HTTP muss erlaubt werden.',
      cpp: 'Der Client von realm-sync selbst. Das Token kommt von /auth des Servers, das das Relay weiterreicht.',
    },
    hints: {
      transparent:
        'Mit der Adresse des Relays und den Pfaden dieses Profils; ohne Header, Token oder Passwort daraus.',
      signedIn:
        'Mit der Adresse des Relays und den freigegebenen Pfaden. Womit sich dieses Profil anmeldet, bleibt hier; das Passwort ist der Schlüssel des Relays.',
      proxy:
        'Die App behält die Adresse ihres Servers, ihr TLS und ihr Konto; nur wie sie diesen Rechner verlässt, ändert sich. Ein Client, der keine Einstellung für einen Forward-Proxy hat, ist so nicht zu erreichen.',
    },
    copy: 'Snippet kopieren',
  },

  questions: {
    lendTitle: (name) => `„${name}“ für die Apps dieses Rechners freigeben?`,
    lendProductionTitle: (name) =>
      `„${name}“ für die Apps dieses Rechners freigeben? Es ist ein Produktionsprofil.`,
    lend: 'Freigeben',
    lendProduction: 'Produktion freigeben',
    stopTitle: (name) => `„${name}“ nicht länger freigeben?`,
    cuts: (count) =>
      plural(count, {
        none: 'Gerade ist keine App darüber verbunden. Ab dann finden Apps an seinem Port niemanden.',
        one: `${count} App ist darüber verbunden und wird getrennt. Ab dann finden Apps an seinem Port niemanden.`,
        other: `${count} Apps sind darüber verbunden und werden getrennt. Ab dann finden Apps an seinem Port niemanden.`,
      }),
    stop: 'Nicht länger freigeben',
    saveTitle: (name) => `„${name}“ ändern und seine Apps trennen?`,
    saveCuts: (count) =>
      plural(count, {
        one: `${count} App ist über das Relay verbunden und wird getrennt: Die Änderung verlegt den Weg zum Server. Apps, die es erneut versuchen, gehen den neuen.`,
        other: `${count} Apps sind über das Relay verbunden und werden getrennt: Die Änderung verlegt den Weg zum Server. Apps, die es erneut versuchen, gehen den neuen.`,
      }),
    save: 'Ändern',
    removeCuts: (count) =>
      plural(count, {
        one: `${count} App ist über das Relay verbunden und wird getrennt.`,
        other: `${count} Apps sind über das Relay verbunden und werden getrennt.`,
      }),
    quitTitle: 'Causeway beenden und die Apps trennen?',
    quitCuts: (count) =>
      plural(count, {
        one: `${count} App ist über Causeway verbunden und wird getrennt. Bis Causeway wieder läuft, finden Apps an ihrem Port niemanden.`,
        other: `${count} Apps sind über Causeway verbunden und werden getrennt. Bis Causeway wieder läuft, finden Apps an ihrem Port niemanden.`,
      }),
    quit: 'Beenden',
    stay: 'Weiterlaufen lassen',
  },
};
