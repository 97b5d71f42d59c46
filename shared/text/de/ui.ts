import type { Indicator } from '../../indicators.ts';
import type { NotSavedCause, Place, StageName } from '../../problem.ts';
import type { CredentialKind, Environment, RouteSettings } from '../../profile.ts';
import type { DemoHop, Leg, RouteReason } from '../../status.ts';
import { secretNames } from './secret-names.ts';
import type { Text } from '../text.ts';
import { notSaved } from './storage.ts';
import { eitherOf, firstOf, shareIn } from '../forms.ts';
import { counted, plural } from './times.ts';

/** Jede Beschriftung, jeder Satz und jeder Knopf des Fensters. */

const environments: Record<Environment, string> = {
  development: 'Entwicklung',
  staging: 'Staging',
  production: 'Produktion',
  own: 'Eigene',
};

const indicators: Record<Indicator, string> = {
  online: 'online',
  working: 'verbindet',
  waiting: 'wartet',
  off: 'aus',
  needsSignIn: 'braucht eine Anmeldung',
  blocked: 'blockiert',
};

const stages: Record<StageName, string> = {
  keychain: 'Schlüsselbund',
  'jwt-file': 'JWT-Datei',
  route: 'Route',
  resolve: 'Namensauflösung',
  connect: 'Verbindung',
  proxy: 'Forward-Proxy',
  tls: 'TLS',
  'sign-in': 'Anmeldung',
  'access-token': 'Access-Token',
  upgrade: 'Upgrade',
  bind: 'Bindung',
  heartbeat: 'Heartbeat',
};

const stageDetails: Text['ui']['stageDetails'] = {
  resumed: 'wiederaufgenommen',
  unavailable: {
    noLibrary: 'kein Negotiate ohne das Paket kerberos',
    noTicket: 'kein Negotiate ohne Ticket',
  },
  keptConnectionClosed: 'die offen gehaltene Verbindung war geschlossen worden',
  clockAhead: (by: string) => `die Uhr dieses Rechners geht gegenüber der des Servers ${by} vor`,
  clockBehind: (by: string) => `die Uhr dieses Rechners geht gegenüber der des Servers ${by} nach`,
  version: {
    refused: (asked) => `Version ${asked} wird abgelehnt`,
    perhapsRefused: (asked) => `vielleicht wegen Version ${asked}`,
    serverSpeaks: (versions) => `der Server spricht ${versions}`,
    trying: (next) => `Versuch mit ${next}`,
    tryingThat: 'Versuch damit',
  },
};

const stagesUnderWay: Record<StageName, string> = {
  keychain: 'fragt den Schlüsselbund',
  'jwt-file': 'liest die JWT-Datei',
  route: 'wählt die Route',
  resolve: 'löst den Namen auf',
  connect: 'verbindet',
  proxy: 'geht durch den Forward-Proxy',
  tls: 'sichert die Verbindung',
  'sign-in': 'meldet an',
  'access-token': 'holt ein Access-Token',
  upgrade: 'öffnet den Websocket',
  bind: 'bindet die Sitzung',
  heartbeat: 'wartet auf einen Heartbeat',
};

const legs: Record<Leg, string> = { auth: 'Tokens', sync: 'Sync' };

const credentials: Record<CredentialKind, string> = {
  password: 'Benutzername und Passwort',
  anonymous: 'Anonym',
  nickname: 'Nickname',
  jwt: 'JWT des Identity-Providers',
  custom: 'Eigener Provider',
  adminToken: 'Admin-Token',
  refreshToken: 'Anderswo ausgestelltes Refresh-Token',
};

const credentialHints: Record<CredentialKind, string> = {
  password: 'Das Passwort wird gegen ein Refresh-Token getauscht und nicht aufbewahrt.',
  anonymous: 'Bei jeder Anmeldung eine neue Identität.',
  nickname: 'Nur für Entwicklungsserver: Wer den Nickname kennt, ist diese Identität.',
  jwt: 'Das JWT wird gegen ein Refresh-Token getauscht und nicht aufbewahrt.',
  custom: 'Die Eingabe geht an den Provider dieses Namens und wird nicht aufbewahrt.',
  adminToken: 'Gilt direkt für jeden Realm-Pfad. So sorgsam behandeln wie ein Root-Passwort.',
  refreshToken: 'Dient als Refresh-Token und wird im Schlüsselbund verwahrt.',
};

const routeModes: Record<NonNullable<RouteSettings['mode']>, string> = {
  system: 'Systemeinstellungen',
  direct: 'Direkt',
  manual: 'Von Hand',
};

const routeHints: Record<NonNullable<RouteSettings['mode']>, string> = {
  system: 'Nutzt den Proxy oder das PAC-Skript, auf das dieser Rechner eingestellt ist.',
  direct: 'Verbindet ohne Forward-Proxy.',
  manual: 'Geht immer durch den Forward-Proxy, der hier steht.',
};

const routeReasons: Record<RouteReason, string> = {
  profile: 'im Profil festgelegt',
  bypass: 'unter den Ausnahmen',
  system: 'Systemeinstellungen',
  https_proxy: 'HTTPS_PROXY',
  http_proxy: 'HTTP_PROXY',
  all_proxy: 'ALL_PROXY',
  no_proxy: 'NO_PROXY',
  whenUndecided: 'kein Weg vom System',
  'no proxy set': 'kein Proxy eingestellt',
};

const demoFaults: Text['ui']['demo']['faults'] = {
  proxyPassword: 'Sein Passwort ändern',
  upgradeStripped: 'Den Header Upgrade wegnehmen',
  headerLost: 'Den Header des Tokens verlieren',
  idleCut: 'Trennen, was 5 s still ist',
  tokensVoid: 'Alle Tokens ungültig machen',
  serverAway: 'Für 15 s verschwinden',
};

const demoHops: Record<DemoHop['name'], { readonly title: string; readonly demands: string }> = {
  forwardProxy: {
    title: 'Forward-Proxy',
    demands: 'Der Weg aus der Firma. Verlangt Benutzernamen und Passwort, bevor er einen Tunnel öffnet.',
  },
  gateway: {
    title: 'Gateway',
    demands: 'Bewacht den Server. Verlangt einen Authorization-Header der Firma und sein eigenes URL-Präfix.',
  },
  server: {
    title: 'Realm Object Server',
    demands: 'Verlangt im umbenannten Header ein signiertes Access-Token für den Realm-Pfad.',
  },
};

/** Wer blockiert, im Dativ. */
const blockers: Record<Place, string> = {
  'this computer': 'auf diesem Rechner',
  profile: 'im Profil',
  keychain: 'vom Schlüsselbund',
  network: 'vom Netz',
  'forward proxy': 'vom Forward-Proxy',
  'TLS inspector': 'vom TLS-Inspektor',
  'auth server': 'vom Auth-Server',
  gateway: 'vom Gateway',
  'sync server': 'vom Sync-Server',
};

const whenSaved: Record<NotSavedCause, string> = {
  full: 'Sie werden geschrieben, sobald Platz ist.',
  denied: 'Sie werden geschrieben, sobald es erlaubt ist.',
  newerVersion: 'Sie gelten bis zum Beenden.',
  failed: 'Sie werden geschrieben, sobald es geht.',
};

const notices: Text['ui']['notices'] = {
  profilesSetAside: ({ file, restored }) =>
    eitherOf({
      yes: `Die gespeicherten Profile waren nicht lesbar. Die letzte gute Kopie ist wiederhergestellt; die beschädigte Datei bleibt als ${file} erhalten.`,
      no: `Die gespeicherten Profile waren nicht lesbar. Nichts wurde gelöscht: Die beschädigte Datei bleibt als ${file} erhalten.`,
    })(restored),
  profilesFromNewerVersion: ({ file }) =>
    `Die gespeicherten Profile stammen aus einer neueren Version von Causeway und bleiben unverändert in ${file}.`,
  profileUnreadable: ({ name, file }) =>
    `Das Profil „${name}“ war nicht lesbar und liegt jetzt in ${file}. Die anderen sind hier.`,
  profilesNotSaved: ({ file, cause }) =>
    `Die letzten Änderungen an Profilen sind noch nicht gespeichert: ${notSaved[cause](file)} ${whenSaved[cause]}`,
  secretsLeftInKeychain: ({ profiles }) =>
    plural(profiles, {
      one: 'Der Schlüsselbund war nicht nutzbar und verwahrt noch die Geheimnisse eines gelöschten Profils. Sie werden gelöscht, sobald es geht.',
      other: `Der Schlüsselbund war nicht nutzbar und verwahrt noch die Geheimnisse von ${profiles} gelöschten Profilen. Sie werden gelöscht, sobald es geht.`,
    }),
  settingsSetAside: ({ file, restored }) =>
    eitherOf({
      yes: `Die Einstellungen waren nicht lesbar. Die letzte gute Kopie ist wiederhergestellt; die beschädigte Datei bleibt als ${file} erhalten.`,
      no: `Die Einstellungen waren nicht lesbar, darum gelten die üblichen. Die beschädigte Datei bleibt als ${file} erhalten.`,
    })(restored),
  settingsFromNewerVersion: ({ file }) =>
    `Die Einstellungen stammen aus einer neueren Version von Causeway und bleiben unverändert in ${file}. Änderungen gelten bis zum Beenden.`,
  settingsNotSaved: ({ file, cause }) =>
    `Die letzten Einstellungen sind noch nicht gespeichert: ${notSaved[cause](file)} ${whenSaved[cause]}`,
  historyNotKept: ({ file }) =>
    `Der Verlauf ließ sich nicht in ${file} speichern; etwas davon kann fehlen. Festplatte und Berechtigungen prüfen.`,
  profilesSilent: ({ file }) =>
    `Die Datei mit den gespeicherten Profilen, ${file}, antwortet nicht. Vielleicht liegt sie auf einem Netzlaufwerk, dessen Server fort ist. Nichts darin hat sich geändert: das Laufwerk wieder verbinden, dann Causeway beenden und neu öffnen. Profile, die jetzt dazukommen, bleiben bis zum Beenden.`,
  settingsSilent: ({ file }) =>
    `Die Datei mit den Einstellungen, ${file}, antwortet nicht, darum gelten die üblichen. Vielleicht liegt sie auf einem Netzlaufwerk, dessen Server fort ist. Änderungen gelten bis zum Beenden.`,
  fileSilent: ({ file }) =>
    `Die Datei ${file} antwortet nicht. Vielleicht liegt sie auf einem Netzlaufwerk, dessen Server fort ist. Die Sitzungen laufen weiter; was dorthin gehört, wird geschrieben, sobald sie antwortet, und geht verloren, falls Causeway vorher beendet wird.`,
  openAtLoginFailed: () =>
    'Dieser Rechner lässt Causeway nicht bei der Anmeldung starten. Es lässt sich von Hand zu den Autostart-Programmen hinzufügen.',
  bug: ({ id }) =>
    `In Causeway ist etwas schiefgegangen (${id}). Die Sitzungen laufen weiter. Falls etwas hängt: Causeway beenden und neu öffnen, und den Fehler bitte mit diesem Code melden.`,
};

const quoted = (names: readonly string[]): string => names.map((name) => `„${name}“`).join(', ');

const headerWords = (header: string) => ({
  add: `${header} hinzufügen`,
  name: (number: number) => `${header} ${number}: Name`,
  value: (number: number) => `${header} ${number}: Wert`,
  isSecret: (number: number) => `${header} ${number}: Wert ist geheim`,
  remove: (number: number) => `${header} ${number} entfernen`,
});

export const ui: Text['ui'] = {
  app: {
    name: 'Causeway',
    profiles: 'Profile',
    sessions: 'Sitzungen',
    details: 'Einzelheiten der Sitzung',
    loading: 'Startet …',
    notDrawn: {
      title: 'In diesem Fenster ist etwas schiefgegangen',
      hint: 'Es ließ sich nicht zeichnen. Die Sitzungen laufen weiter. Was hier nicht gespeichert war, ist verloren.',
      again: 'Neu zeichnen',
    },
    dismiss: 'Schließen',
    cancel: 'Abbrechen',
    close: 'Schließen',
    copy: 'Kopieren',
    copied: 'Kopiert',
    notices: 'Hinweise',
  },

  environments,
  indicators,
  stages,
  stageDetails,
  stagesUnderWay,
  legs,
  credentials,
  credentialHints,
  routeModes,
  routeHints,
  routeReasons,

  welcome: {
    title: 'Causeway',
    lead: 'Hält Sync-Sitzungen zu Realm Object Servern offen, durch die Forward-Proxys und Gateways hindurch, die ein Firmennetz dazwischenstellt.',
    tryDemo: 'Demo ausprobieren',
    tryDemoHint: 'Ein ganzes Firmennetz im Kleinen, nur auf diesem Rechner. Nichts verlässt ihn.',
    startingDemo: 'Demo startet …',
    addProfile: 'Profil anlegen',
    addProfileHint: 'Den Server einmal beschreiben, anmelden und verbunden bleiben.',
    hops: {
      you: 'Hier',
      forwardProxy: 'Forward-Proxy',
      gateway: 'Gateway',
      server: 'Realm Object Server',
    },
  },

  list: {
    add: 'Neues Profil',
    search: 'Profile suchen',
    noMatch: (words) => `Kein Profil passt zu „${words}“.`,
    clearSearch: 'Suche leeren',
    demo: 'Demo',
    startDemo: 'Demo starten',
  },

  statusBar: {
    label: 'Status',
    online: (count) => `${count} online`,
    working: (count) => `${count} ${plural(count, { one: 'verbindet', other: 'verbinden' })}`,
    waiting: (count) => `${count} ${plural(count, { one: 'wartet', other: 'warten' })}`,
    needsSignIn: (count) => `${count} ${plural(count, { one: 'braucht', other: 'brauchen' })} eine Anmeldung`,
    blocked: (count) => `${count} blockiert`,
    nothing: 'nichts verbunden',
    show: 'Diese Sitzungen zeigen',
    keychain: {
      unused: 'Schlüsselbund: noch nicht gebraucht',
      waiting: 'Schlüsselbund: wartet auf Antwort …',
      ready: 'Schlüsselbund: bereit',
      failed: 'Schlüsselbund: nicht nutzbar',
    },
    route: 'Route',
    version: (version) => `Causeway ${version}`,
  },

  head: {
    label: 'Zustand aller Profile',
    states: {
      online: 'Online',
      working: 'Verbindet',
      waiting: 'Unterbrochen, neuer Versuch folgt',
      off: 'Nichts verbunden',
      needsSignIn: 'Anmeldung nötig',
      blocked: 'Blockiert',
    },
    paths: (count, all) => `${count} von ${counted(all, { one: 'Pfad', other: 'Pfaden' })}`,
    others: (count) => `und ${counted(count, { one: 'weiteres Profil', other: 'weitere Profile' })}`,
    show: (name) => `${name} zeigen`,
  },

  header: {
    connected: (online, all) => `${online} von ${all} verbunden`,
    connect: 'Verbinden',
    disconnect: 'Trennen',
    signIn: 'Anmelden',
    more: 'Weitere Aktionen',
    edit: 'Profil bearbeiten',
    signInAgain: 'Erneut anmelden …',
    forget: 'Tokens vergessen und erneut anmelden …',
    forgetAll: 'Tokens aller Profile vergessen …',
    useKeychain: 'Geheimnisse wieder im Schlüsselbund verwahren',
    inMemory: 'Geheimnisse im Speicher bis zum Beenden',
    inMemoryHint: 'So gewählt: Nichts von diesem Profil kommt in den Schlüsselbund.',
    signOut: 'Abmelden',
    remove: 'Löschen …',
    signedOut: 'Abgemeldet.',
    signedOutHint:
      'Zum Verbinden anmelden. Die Zugangsdaten werden gegen ein Token getauscht; das Token kommt in den Schlüsselbund.',
    unlocking: 'Wartet, dass der Schlüsselbund entsperrt wird …',
    unlockingHint: 'Vielleicht fragt er in einem anderen Fenster nach seinem Passwort.',
    signingIn: 'Meldet an …',
    notVerified: 'Zertifikate werden nicht geprüft',
    notVerifiedHint: 'Wer auf dem Weg sitzt, kann alles mitlesen, was dieses Profil sendet, auch Tokens.',
    temporary: 'Verschwindet mit der Demo',
  },

  remove: {
    title: (name) => `„${name}“ löschen?`,
    lost: 'Dieses Profil und alles, was der Schlüsselbund dafür verwahrt, wird gelöscht. Das lässt sich nicht rückgängig machen.',
    lostList: {
      ...secretNames,
      settings: 'Seine Einstellungen',
      refreshToken: `${secretNames.refreshToken}: Eine neue Anmeldung wird nötig`,
      clientBundle: 'Das Client-Zertifikat und sein Schlüssel',
    },
    kept: 'Auf dem Server ändert sich nichts.',
    confirm: 'Profil löschen',
  },

  forget: {
    title: (name) => `Tokens von „${name}“ vergessen?`,
    titleAll: (count) =>
      plural(count, {
        one: 'Tokens des einzigen Profils vergessen?',
        other: `Tokens aller ${count} Profile vergessen?`,
      }),
    lead: (count) =>
      plural(count, {
        one: 'Danach ist eine neue Anmeldung nötig, und es geht weiter wie zuvor.',
        other:
          'Die verbundenen verlangen danach eine neue Anmeldung, einmal für jedes Konto, und machen weiter wie zuvor. Die übrigen bleiben abgemeldet.',
      }),
    sessions: (count) =>
      counted(count, {
        one: 'offene Sitzung wird geschlossen',
        other: 'offene Sitzungen werden geschlossen',
      }),
    refreshTokens: (count) =>
      plural(count, {
        one: 'Das Refresh-Token wird hier und im Schlüsselbund gelöscht, und der Server wird gebeten, es zu widerrufen',
        other:
          'Die Refresh-Tokens werden hier und im Schlüsselbund gelöscht, und ihre Server werden gebeten, sie zu widerrufen',
      }),
    accessTokens:
      'Access-Tokens werden hier vergessen; ein Server nimmt seine vielleicht noch an, bis sie ablaufen',
    anonymous: (names) =>
      `${quoted(names)} bekommt eine neue anonyme Identität: Was nur der alten offensteht, ist verloren`,
    pasted: (names) => `${quoted(names)} braucht sein Token neu eingefügt: am besten bereitlegen`,
    kept: 'Sonst geht nichts verloren: Einstellungen, Proxy-Passwörter, Header-Werte und Zertifikate bleiben.',
    confirm: 'Vergessen und erneut anmelden',
  },

  hopLine: {
    label: 'Der Weg zum Server, Hop für Hop',
    you: 'Hier',
    thisComputer: 'dieser Rechner',
    forwardProxy: 'Forward-Proxy',
    system: 'System-Route',
    decidedWhenConnecting: 'entscheidet sich beim Verbinden',
    inspector: 'TLS-Inspektor',
    gateway: 'Gateway',
    server: 'Server',
    behindGateway: 'hinter dem Gateway',
    marks: {
      untouched: 'nicht erreicht',
      passing: 'im Durchgang',
      passed: 'passiert',
      refused: 'hier abgelehnt',
    },
    refused: (status) => `lehnt ab: ${status}`,
    failedHere: 'hier gescheitert',
    offline: 'offline',
    needsSignIn: 'braucht eine Anmeldung',
  },

  session: {
    online: (age) => `online seit ${age}`,
    ending: (countdown) => `online, nicht erneuert: endet in ${countdown}`,
    ended: 'online mit abgelaufenem Token',
    idle: 'nicht verbunden',
    awaitingToken: 'holt ein Access-Token',
    waitsFor: {
      signIn: 'wartet auf die Anmeldung',
      proxyPassword: 'wartet auf das Passwort des Proxys',
      certificate: 'wartet auf ein Zertifikat',
      clientCertificate: 'wartet auf ein Client-Zertifikat',
      keychain: 'wartet auf den Schlüsselbund',
    },
    connecting: 'verbindet',
    connectingAgain: (attempt) => `verbindet, Versuch ${attempt}`,
    takes: (doing, length) => `${doing} · ${length}`,
    retryingIn: (countdown) => `neuer Versuch in ${countdown}`,
    offline: 'wartet auf das Netz',
    blocked: (place) => `${blockers[place]} blockiert`,
    blockedHere: 'blockiert',
    renewsIn: (countdown) => `erneuert in ${countdown}`,
    renewing: 'wird erneuert',
    renewsAgainIn: (countdown) => `Erneuern misslang, wieder in ${countdown}`,
    retryNow: 'Jetzt neu versuchen',
    roundTrip: (ms) => `${ms} ms`,
    roundTripName: 'Umlaufzeit',
    choose: 'Eine Sitzung auswählen, um zu sehen, was sie tut.',
  },

  problem: {
    label: 'Problem',
    code: 'Code',
    copyCode: 'Code kopieren',
    tryingAgain: (length) => `Neuer Versuch · ${length}. Der letzte scheiterte:`,
    concerned: 'Realm-Pfade, die es aufhält',
    concerns: shareIn({
      all: (all) => `Alle ${all} Realm-Pfade:`,
      some: (count, all) => `${count} von ${all} Realm-Pfaden:`,
    }),
    more: (count) => `und ${count} weitere`,
    keepInMemory: 'Geheimnisse bis zum Beenden im Speicher halten',
    actions: {
      signIn: 'Erneut anmelden',
      retry: 'Jetzt neu versuchen',
      connect: 'Verbinden',
    },
    edit: {
      server: 'Server bearbeiten',
      credential: 'Zugangsdaten bearbeiten',
      realmPaths: 'Realm-Pfade bearbeiten',
      gateway: 'Gateway bearbeiten',
      headers: 'Header bearbeiten',
      route: 'Route bearbeiten',
      trust: 'Vertrauen bearbeiten',
      sync: 'Versionen bearbeiten',
      relay: 'Port des Relays bearbeiten',
      profile: 'Profil bearbeiten',
    },
    enterPassword: 'Passwort eingeben',
    goDirect: 'In diesem Fall direkt gehen',
    addCertificate: 'Zertifikat hinzufügen',
  },

  details: {
    tabs: {
      now: 'Jetzt',
      trace: 'Trace',
      token: 'Token',
      request: 'Anfrage',
      history: 'Verlauf',
      relay: 'Relay',
    },
    state: 'Zustand',
    since: 'Seit',
    protocol: 'Protokoll',
    roundTrip: 'Umlaufzeit',
    notMeasured: 'noch nicht gemessen',
    heartbeats: 'Heartbeats',
    heartbeatsAnswered: (count) => counted(count, { one: 'beantwortet', other: 'beantwortet' }),
    attempt: 'Versuch',
    realmPath: 'Realm-Pfad',
    resolvedPath: 'Auf dem Server',
    identity: 'Identität',
    accessToken: 'Access-Token',
    expires: 'Läuft ab',
    expiresIn: (countdown) => `in ${countdown}`,
    expired: 'abgelaufen',
    neverExpires: 'nie',
    renews: 'Erneuert sich',
    renewsIn: (countdown) => `in ${countdown}`,
    renewed: 'Erneuert',
    renewedTimes: (count) => counted(count, { one: 'Mal', other: 'Mal' }),
    refreshToken: 'Refresh-Token',
    storedIn: { keychain: 'im Schlüsselbund', memory: 'im Speicher, bis zum Beenden' },
    kept: 'Verwahrt',
    keptNowhere: 'keines: abgemeldet',
    tokenStates: {
      none: 'noch keines',
      fetching: 'wird geholt',
      fresh: 'gültig',
      retrying: 'ließ sich nicht erneuern; versucht es weiter',
      refused: 'abgelehnt',
    },
    route: 'Route',
    routeModes: { system: 'Systemeinstellungen', direct: 'direkt', manual: 'von Hand festgelegt' },
    direct: 'direkt',
    via: (proxy) => `über ${proxy}`,
  },

  trace: {
    attempt: (attempt) => `Versuch ${attempt}`,
    startedAt: 'begonnen',
    total: (ms) => `zusammen ${ms}`,
    empty: 'Noch kein Versuch. Nach dem Verbinden steht hier jeder Hop mit der Zeit, die er brauchte.',
    ok: 'passiert',
    refused: 'abgelehnt',
    underWay: 'läuft',
    stage: 'Schritt',
    time: 'Zeit',
  },

  request: {
    empty: 'Noch keine Upgrade-Anfrage. Nach dem Verbinden steht sie hier, wie sie gesendet wurde.',
    sent: 'Wie gesendet, nur ohne die Geheimnisse. Derselbe Name in Klammern ist dasselbe Geheimnis.',
    copy: 'Anfrage kopieren',
  },

  editor: {
    newTitle: 'Neues Profil',
    editTitle: (name) => `${name} bearbeiten`,
    save: 'Speichern',
    saving: 'Speichert …',
    invalid: (count) =>
      `${counted(count, { one: 'Feld braucht', other: 'Felder brauchen' })} noch einen Blick.`,
    discardTitle: 'Eingaben verwerfen?',
    discardBody: 'Die Änderungen an diesem Profil sind noch nicht gespeichert.',
    discard: 'Änderungen verwerfen',
    keepEditing: 'Weiter bearbeiten',
    savedSecret: 'liegt im Schlüsselbund',
    sections: {
      server: 'Server',
      credential: 'Zugangsdaten',
      realmPaths: 'Realm-Pfade',
      gateway: 'Gateway',
      route: 'Route',
      trust: 'Vertrauen',
      sync: 'Sync',
    },
    sectionHints: {
      gateway: 'Was vor dem Server steht und was es verlangt.',
      route: 'Wie dieser Rechner ins Netz hinauskommt.',
      trust: 'Welche Zertifikate angenommen werden, nur für dieses Profil.',
      sync: 'Was vom Server verlangt wird. Die Vorgaben passen für die meisten Server.',
    },
    folded: {
      asServer: 'derselbe Host wie der Server, /realm-sync, keine eigenen Header',
      gateway: (host, prefix, headers) =>
        `${host}${prefix}, ${counted(headers, { one: 'eigener Header', other: 'eigene Header' })}`,
      trustDefault: 'die Zertifikate, denen dieser Rechner vertraut',
      trustCa: 'eigene Zertifizierungsstelle',
      trustClient: 'Client-Zertifikat',
      trustOff: 'nichts wird geprüft',
      findsVersion: 'die Version wird gefunden',
      versions: (inOrder, count) => `${plural(count, { one: 'Version', other: 'Versionen' })} ${inOrder}`,
      partial: 'abfragebasiert',
      compression: 'komprimiert',
    },
    name: 'Name',
    namePlaceholder: 'Staging',
    environment: 'Umgebung',
    server: 'Server',
    serverPlaceholder: 'https://ros.example:9443',
    serverHint: 'Wo der Auth-Server antwortet. HTTP meist auf 9080, HTTPS auf 9443.',
    credentialKind: 'Art der Anmeldung',
    username: 'Benutzername',
    password: 'Passwort',
    askedLater: 'Leer lassen, um bei der Anmeldung gefragt zu werden.',
    nickname: 'Nickname',
    nicknameIsAdmin: 'Als Administrator anmelden',
    nicknameIsAdminHint:
      'Der Server speichert bei jeder Anmeldung, ob der Nickname einem Administrator gehört. Ohne dies wird das Konto eines Administrators zu einem gewöhnlichen.',
    provider: 'Provider',
    jwt: 'JWT',
    custom: 'Zugangsdaten',
    customHint: 'JSON oder einfacher Text, wie der Provider es verlangt.',
    userInfo: 'User-Info',
    userInfoHint:
      'Ein JSON-Objekt, gesendet als user_info. Nicht für Geheimnisse: Es wird mit dem Profil gespeichert.',
    adminToken: 'Admin-Token',
    refreshToken: 'Refresh-Token',
    realmPath: 'Realm-Pfad',
    realmPathNumber: (number) => `Realm-Pfad ${number}`,
    realmPathHint: '~ steht für die eigene Identität. Jeder Pfad ist eine Sync-Sitzung.',
    useRealmPath: (path) => `${path} verwenden`,
    addRealmPath: 'Realm-Pfad hinzufügen',
    removeRealmPath: (number) => `Realm-Pfad ${number} entfernen`,
    syncUrl: 'Sync-URL',
    syncUrlHint: 'Nur, wenn der Websocket zu einem anderen Host geht als dem Server oben.',
    authorizationHeaderName: 'Name des Authorization-Headers',
    authorizationHeaderHint:
      'Umbenennen, wo das Gateway Authorization für sich will; der Server muss denselben Namen kennen.',
    urlPrefix: 'URL-Präfix',
    urlPrefixHint: 'Steht anstelle von /realm-sync vor dem Realm-Pfad.',
    headerTables: {
      headers: {
        legend: 'Eigene Request-Header',
        hint: 'Gehen mit jeder Anfrage mit, an den Auth-Server und beim Upgrade.',
        ...headerWords('Header'),
      },
      proxyHeaders: {
        legend: 'Header für den Forward-Proxy',
        hint: 'Gehen mit jedem CONNECT an HTTP-Proxys und an niemanden dahinter.',
        ...headerWords('Proxy-Header'),
      },
    },
    headerSecret: 'Geheim',
    headerColumnName: 'Name',
    headerColumnValue: 'Wert',
    routeMode: 'Route',
    proxy: 'Forward-Proxy',
    proxyPlaceholder: 'http://proxy.example:3128',
    proxyUsername: 'Benutzername am Proxy',
    proxyPassword: 'Passwort am Proxy',
    bypass: 'Ausnahmen',
    bypassHint:
      'Direkt erreichbare Hosts, getrennt durch Kommas oder Zeilen: localhost, *.internal.example, 10.0.0.0/8',
    neverDirect: 'Nie direkt verbinden',
    neverDirectHint: 'Lieber scheitern als ohne Forward-Proxy hinausgehen.',
    directWhenUndecided: 'Direkt gehen, wenn dieser Rechner keinen Weg nennt',
    directWhenUndecidedHint:
      'Etwa, wenn sein PAC-Skript sich nicht laden oder ausführen lässt. Sonst wird dann nichts angewählt.',
    verify: 'Zertifikate prüfen',
    verifyHint:
      'Eingeschaltet ist richtig. Für eine firmeneigene Zertifizierungsstelle deren Zertifikat hinzufügen, statt dies auszuschalten.',
    verifyOff:
      'Ohne Prüfung kann sich jeder auf dem Weg als Server ausgeben und alles mitlesen, auch Tokens. Nur im eigenen Netz verwenden.',
    ca: 'Eigene Zertifizierungsstelle',
    caHint: 'PEM oder eine Datei in DER. Gilt zusätzlich zu den üblichen, nur für dieses Profil.',
    clientCertificate: 'Client-Zertifikat',
    clientCertificateHint: 'PEM oder eine Datei in DER. Für Gateways, die danach fragen.',
    clientKey: 'Privater Schlüssel',
    clientKeyHint: 'PEM. Kommt in den Schlüsselbund.',
    clientKeyPassphrase: 'Passphrase des Schlüssels',
    chooseFile: 'Datei wählen …',
    pemPlaceholder: '-----BEGIN CERTIFICATE-----',
    protocolVersions: 'Protokollversionen',
    protocolVersion: (version) => `Version ${version}`,
    findsProtocol: 'Protokollversion finden',
    findsProtocolHint:
      'Jede Anfrage verlangt eine Version; lehnt der Server sie ab, folgt die, die er spricht, und die wird für den Server gemerkt. Muss selten geändert werden.',
    protocolVersionsHint: 'Nur die angekreuzten werden versucht, in der Reihenfolge des Ankreuzens.',
    protocolVersionsOrder: (inOrder) => `Versucht in dieser Reihenfolge: ${inOrder}.`,
    partial: 'Abfragebasierter Sync',
    partialHint: 'Öffnet einen eigenen Teil-Realm neben dem Realm-Pfad.',
    compression: 'Kompression',
    compressionHint: 'Manche Gateways beschädigen komprimierte Websockets. Aus ist die sichere Wahl.',
    optional: 'optional',
    preview: 'Die Upgrade-Anfrage, die daraus wird',
    previewHint: 'Live aus den Eingaben. Bis zur Anmeldung ist die Identität ein Beispiel.',
    previewIncomplete: 'Für alles, was noch fehlt oder nicht stimmt, stehen Beispiele da.',
    previewWay: 'Der Weg, den sie nimmt',
  },

  revocation: {
    asking: 'Bittet den Server, das alte Refresh-Token zu vergessen …',
    revoked: 'Der Server hat das alte Refresh-Token vergessen.',
    failed:
      'Das alte Refresh-Token ist hier gelöscht, aber der Server war nicht zu erreichen: Dort gilt es, bis es abläuft.',
  },

  inspector: {
    which: 'Welches Token',
    kinds: { access: 'Access', kept: 'Refresh', pasted: 'Andere' },
    keptAdmin: 'Admin',
    none: 'Dieses Token gibt es gerade nicht. Nach dem Verbinden steht hier, was darin steht.',
    reading: 'Liest …',
    format: 'Format',
    formats: {
      serverToken: 'Token des Realm Object Servers',
      jwt: 'JWT',
      opaque: 'opak: Nur der Aussteller kann es lesen',
    },
    role: 'Art',
    roles: {
      refresh: 'Refresh-Token: holt Access-Tokens',
      access: 'Access-Token: öffnet einen Realm-Pfad',
      user: 'User-Token: für die HTTP-Routen des Servers',
      admin: 'Admin-Token: öffnet alles',
      external: 'anderswo ausgestellt',
      unknown: 'unbekannt',
    },
    access: 'Darf',
    accessWords: {
      refresh: 'Access-Tokens holen',
      download: 'lesen',
      upload: 'schreiben',
      manage: 'Rechte verwalten',
    },
    path: 'Realm-Pfad',
    isAdmin: 'Administrator',
    yes: 'ja',
    no: 'nein',
    appId: 'App-ID',
    noAppId: 'leer',
    issued: 'Ausgestellt',
    ago: (age) => `vor ${age}`,
    ahead: (countdown) => `in ${countdown}`,
    notBefore: 'Gültig ab',
    expires: 'Läuft ab',
    never: 'nie',
    notSaid: 'steht nicht darin',
    expired: (age) => `vor ${age} abgelaufen`,
    issuer: 'Aussteller',
    audience: 'Für',
    length: 'Länge',
    characters: (count) => `${count} Zeichen`,
    signature: 'Signatur',
    signatures: {
      verified: 'mit dem öffentlichen Schlüssel des Servers geprüft',
      wrong: 'nicht mit dem Schlüssel des Servers gemacht: dem Inhalt nicht vertrauen',
      noKey: 'nicht geprüft: Dieses Profil hat keinen öffentlichen Schlüssel des Servers',
      unsupported: 'nicht geprüft: nicht mit einem öffentlichen Schlüssel prüfbar',
      none: 'keine',
    },
    kept: 'Verwahrt',
    storedIn: { keychain: 'im Schlüsselbund', memory: 'im Speicher, bis zum Beenden' },
    accessKept: 'nur im Speicher, nirgends geschrieben',
    reveal: '30 Sekunden lang zeigen',
    hide: 'Verbergen',
    revealed: 'Das Token selbst. Wer es sieht, kann es benutzen.',
    copy: 'Kopieren',
    copied: 'Kopiert. In 60 Sekunden wird die Zwischenablage geleert, falls es dann noch darin ist.',
    paste: 'Token einfügen',
    pasteHint: 'Nur auf diesem Rechner gelesen; nichts wird gesendet oder aufbewahrt.',
    serverKey: 'Öffentlicher Schlüssel des Servers',
    serverKeyHint: 'PEM. Damit werden Signaturen geprüft. Liegt beim Profil, auf diesem Rechner.',
    saveKey: 'Schlüssel speichern',
    removeKey: 'Schlüssel entfernen',
  },

  about: {
    lead: 'Hält Sync-Websockets zu Realm Object Servern offen, durch Proxys und Gateways von Unternehmen.',
    version: 'Version',
    system: 'Betriebssystem',
    log: 'Protokoll',
    showLogs: 'In seinem Ordner zeigen',
    licences: 'Lizenzen',
    ownLicence:
      'Causeway ist freie Software unter der MIT-Lizenz. Was mitgeliefert wird, hat eigene; die von Chromium liegen neben dem Programm, in LICENSES.chromium.html.',
    noLicences:
      'Dieses Causeway läuft aus seinen Quellen: die Lizenzen des Verwendeten liegen in node_modules, beim Paketieren werden sie zusammengeschrieben.',
    copy: 'Für den Support kopieren',
    withCommit: (version, commit) => `${version}, Commit ${commit}`,
  },

  guide: {
    title: 'Der Leitfaden',
    lead: 'Von der ersten Minute bis zu dem Tag, an dem es rot ist.',
    leadInEnglish: 'Von der ersten Minute bis zu dem Tag, an dem es rot ist; auf Englisch.',
    contents: 'Inhalt',
  },

  fileFlaws: {
    missing: 'ist nicht mehr da.',
    denied: 'darf mit diesem Konto nicht gelesen werden.',
    notAFile: 'ist keine Datei, sondern ein Ordner, eine Pipe oder ein Gerät.',
    silent: 'antwortet nicht: vielleicht liegt sie auf einem Netzlaufwerk, dessen Server fort ist.',
    empty: 'ist leer.',
    tooLarge: 'ist viel zu groß für das, was hier gebraucht wird.',
    unreadable: 'ist nicht lesbar: ein Ordner, nicht mehr da oder ohne Leserecht.',
    notText: 'ist kein einfacher Text in UTF-8.',
  },

  signIn: {
    jwtSource: 'Woher das JWT kommt',
    jwtSources: { paste: 'Einfügen', file: 'Aus einer Datei' },
    jwtFileFor: (server) => `Datei mit einem frischen JWT, das an ${server} geht`,
    jwtFile: 'Datei, in der ein anderes Werkzeug ein frisches JWT hält',
    chooseFile: 'Datei wählen …',
    useFile: 'Diese Datei verwenden',
    jwtFileHint:
      'Wird bei jeder nötigen Anmeldung gelesen, auch unbeaufsichtigt. Der Pfad bleibt auf diesem Rechner.',
    customInvalid: 'Das beginnt wie JSON, ist aber keines. Berichtigen, oder einfachen Text eingeben.',
    keepInMemory: 'Geheimnisse nur im Speicher halten, bis zum Beenden',
    keepInMemoryHint:
      'Nichts Neues kommt in den Schlüsselbund; was dort ist, bleibt. Nach dem nächsten Start ist eine neue Anmeldung nötig.',
    title: (name) => `Anmelden bei ${name}`,
    at: 'bei',
    remembersNothing: 'Wird gegen ein Refresh-Token getauscht und dann vergessen.',
    keepsToken: 'Kommt in den Schlüsselbund.',
    submit: 'Anmelden',
    working: 'Meldet an …',
    empty: 'Zum Anmelden eingeben.',
    refusedAgain: (times) => `Wieder abgelehnt, ${times}-mal in Folge.`,
    correctsUsername: (profiles) =>
      plural(profiles, {
        one: 'Berichtigt wird er beim Anmelden im Profil gespeichert.',
        other: `Berichtigt wird er beim Anmelden in allen ${profiles} Profilen gespeichert.`,
      }),
    place: (place, count) => `${place} von ${count}`,
    alsoFor: firstOf<string>(5, {
      all: (names) => `Meldet auch ${quoted(names)} an: dasselbe Konto beim selben Server.`,
      some: (names, left) =>
        `Meldet auch ${quoted(names)} und ${left} weitere an: dasselbe Konto beim selben Server.`,
    }),
    skip: 'Überspringen',
    demo: (username, password) =>
      `Der Benutzer der Demo ist ${username}, sein Passwort ${password}. Es öffnet nichts außer der Demo.`,
    fillDemo: 'Eintragen',
  },

  settings: {
    title: 'Einstellungen',
    lead: 'Für Causeway auf diesem Rechner. Jede Änderung gilt sofort.',
    done: 'Fertig',
    sections: { start: 'Start', window: 'Fenster', notifications: 'Mitteilungen' },
    startUp: 'Wenn Causeway startet',
    startUps: { connect: 'Verbinden, was verbunden war', nothing: 'Nichts verbinden' },
    opensAtLogin: 'Causeway beim Anmelden am Rechner öffnen',
    opensAtLoginHint: 'Es startet als Symbol im Tray, ohne sein Fenster.',
    keepsRunning: 'Verbunden bleiben, wenn das Fenster geschlossen wird',
    keepsRunningHint:
      'Das Fenster öffnet sich wieder über das Tray-Symbol oder, wo es keines gibt, mit einem weiteren Start von Causeway.',
    keepsRunningHintMac: 'Das Fenster öffnet sich wieder über das Symbol in der Menüleiste.',
    theme: 'Erscheinungsbild',
    themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
    language: 'Sprache',
    languageOfSystem: 'Wie das System',
    notifies: 'Ausfälle und Erholungen melden',
    notifiesHint:
      'Nach 10 Sekunden Ausfall, mehrere in einer Mitteilung, und nie, während das Fenster im Blick ist.',
    quietHours: 'Ruhezeit',
    quietHoursHint: 'Was an ihrem Ende noch nicht stimmt, wird dann gemeldet.',
    from: 'Von',
    to: 'Bis',
  },

  demo: {
    title: 'Das ist ein Firmennetz im Kleinen',
    lead: 'Drei Programme auf diesem Rechner spielen die Hops unten. Causeway kam durch alle hindurch und hält die Sitzungen offen. Nichts verlässt diesen Rechner.',
    hops: demoHops,
    requests: (count) => counted(count, { one: 'Anfrage', other: 'Anfragen' }),
    refused: (count) => `${count} abgelehnt`,
    bytes: (amount) => `${amount} befördert`,
    sawLast: 'Zuletzt',
    sawNothing: 'noch nichts',
    breakIt: 'Kaputt machen:',
    faults: demoFaults,
    next: 'Als Nächstes ansehen',
    nextTrace: 'Trace: jeder Hop und die Zeit, die er brauchte',
    nextRequest: 'Anfrage: der umbenannte Header, der das Token am Gateway vorbeitrug',
    nextRelay: 'Relay: die App, die über Causeway synchronisiert und von diesen Stationen nichts weiß',
    startApp: 'Eine App starten, die über Causeway synchronisiert',
    stop: 'Demo beenden',
  },

  notices,
};
