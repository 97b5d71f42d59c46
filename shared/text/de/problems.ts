import type { CredentialSecret } from '../../credential-kinds.ts';
import type {
  AnswerFlaw,
  DialCause,
  PacFailure,
  ProblemOf,
  UnavailableReason,
  SocksReply,
  StageName,
  TlsFailure,
  TlsHop,
  VariableFlaw,
  Withheld,
} from '../../problem.ts';
import { newestProtocol, oldestProtocol } from '../../profile.ts';
import { explainer } from '../explanation.ts';
import { placesIn, type PluralForms } from '../forms.ts';
import type {
  Address,
  Closing,
  End,
  Guard,
  HintedError,
  HintValues,
  Sentences,
  SessionError,
  Span,
  StoppedPath,
  SummaryValues,
} from '../problem-values.ts';
import { secretName } from '../secret-names.ts';
import { environmentWords } from './evidence.ts';
import { issueSentence } from './rules.ts';
import { secretNames } from './secret-names.ts';
import { notSaved, notSavedHints } from './storage.ts';
import { plural, seconds } from './times.ts';

const dialCauses: Record<DialCause, string> = {
  refused: 'dort lauscht niemand',
  unreachable: 'kein Netz führt dorthin',
  reset: 'die Verbindung wurde zurückgesetzt',
  timeout: 'niemand antwortete',
  closed: 'die Verbindung wurde geschlossen',
};

const stageWords: Record<StageName, string> = {
  keychain: 'beim Lesen des Schlüsselbunds',
  'jwt-file': 'beim Lesen der JWT-Datei',
  route: 'bei der Wahl des Wegs',
  resolve: 'beim Auflösen des Namens',
  connect: 'beim Verbinden',
  proxy: 'im Forward-Proxy',
  tls: 'beim Sichern der Verbindung',
  'sign-in': 'bei der Anmeldung',
  'access-token': 'beim Holen eines Access-Tokens',
  upgrade: 'beim Öffnen des Websockets',
  bind: 'beim Binden der Sitzung',
  heartbeat: 'beim Warten auf einen Heartbeat',
};

/** Im Genitiv: „Das Zertifikat …“. */
const hopOf: Record<TlsHop, string> = {
  'forward proxy': 'des Forward-Proxys',
  'auth server': 'des Auth-Servers',
  gateway: 'des Gateways',
  'sync server': 'des Sync-Servers',
};

/** Im Dativ: „Die Verbindung …“. */
const hopTo: Record<TlsHop, string> = {
  'forward proxy': 'zum Forward-Proxy',
  'auth server': 'zum Auth-Server',
  gateway: 'zum Gateway',
  'sync server': 'zum Sync-Server',
};

const unavailableKeychains: Record<ProblemOf<'vault.unavailable'>['reason'], string> = {
  noBus: 'Es gibt keine D-Bus-Sitzung, darum ist der Schlüsselbund nicht erreichbar.',
  noService: 'Es läuft kein Schlüsselbund-Dienst.',
  noLibrary: 'Die Bibliothek für den Schlüsselbund ließ sich nicht laden.',
  timeout: 'Der Schlüsselbund antwortete nicht rechtzeitig.',
  crashed: 'Die Bibliothek des Schlüsselbunds ist abgestürzt.',
};

const unavailableKeychainHints: Record<ProblemOf<'vault.unavailable'>['reason'], string> = {
  noBus: 'Causeway aus einer Desktop-Sitzung starten, oder Geheimnisse diesmal im Speicher halten.',
  noService: 'GNOME Keyring, KWallet oder den Secret Service von KeePassXC starten, dann neu versuchen.',
  noLibrary:
    'Unter Linux libsecret installieren (Debian und Ubuntu: libsecret-1-0), dann Causeway neu starten.',
  timeout:
    'Vielleicht fragt er hinter einem anderen Fenster nach seinem Passwort. Dort antworten, dann neu versuchen.',
  crashed:
    'Neu versuchen. Passiert es weiter, den Schlüsselbund-Dienst neu starten, oder Geheimnisse diesmal im Speicher halten.',
};

const withheldPasswords: Record<Withheld, string> = {
  weakerScheme:
    'Er lehnte das Passwort in einem stärkeren Verfahren ab und bietet jetzt nur schwächere, in denen es sich lesen oder erraten ließe: Es wurde nicht noch einmal gesendet. Benutzernamen und Passwort prüfen; stimmen sie, das Netzwerkteam fragen, warum der Proxy es sich anders überlegt.',
  colonInUsername:
    'Er nimmt nur Basic, und das kann keinen Benutzernamen mit Doppelpunkt übermitteln; es wurde nichts gesendet. Den Benutzernamen so schreiben, wie der Proxy ihn kennt, etwa FIRMA\\name.',
  unknownDigest:
    'Er verlangt Digest in einer Form, die Causeway nicht spricht; das Passwort wurde nicht gesendet. Das Netzwerkteam um MD5, SHA-256 oder SHA-512-256 bitten.',
};

const negotiateUnavailable: Record<UnavailableReason, string> = {
  noLibrary:
    'Er nimmt nur, wer in der Firma angemeldet ist (Negotiate). Das kann diese Fassung von Causeway nicht nachweisen: Das Paket kerberos fehlt.',
  noTicket:
    'Er nimmt nur, wer in der Firma angemeldet ist (Negotiate), und es gibt kein Ticket. Neu am Firmennetz anmelden, oder kinit ausführen.',
};

const variableFlaws: Record<VariableFlaw, string> = {
  malformed: 'Sie ist keine Adresse eines Proxys',
  twoSchemes: 'Ihre Adresse beginnt mit zwei Schemata, wie in http://http://',
  scheme: 'Sie nennt eine Art von Proxy, die Causeway nicht spricht',
  socks4: 'Sie nennt einen SOCKS4-Proxy, und Causeway spricht nur SOCKS5',
  port: 'Ihr Port ist keine Zahl von 1 bis 65535',
  pacScript: 'Sie enthält die Adresse eines PAC-Skripts statt der eines Proxys',
  windowOnly: 'Sie nennt ein PAC-Skript, und das kann nur das Fenster ausführen',
  controlCharacter: 'Benutzername oder Passwort darin enthalten ein Steuerzeichen',
};

const pacFailures: Record<PacFailure, string> = {
  notLoaded: 'ließ sich nicht laden',
  broken: 'lässt sich nicht ausführen: Es ist kein gültiges JavaScript',
  noFunction: 'lässt sich nicht ausführen: Es definiert kein FindProxyForURL',
  threw: 'brach mit einem Fehler ab, als es nach dieser Adresse gefragt wurde',
  nonsense: 'antwortete mit etwas, das keinen Weg nach draußen nennt',
  timeout: 'antwortete nicht rechtzeitig',
};

const untrusted: Record<SummaryValues['tls.untrusted']['cause'], string> = {
  unknownIssuer: 'ist von einer Stelle unterschrieben, die dieser Rechner nicht kennt',
  selfSigned: 'ist von sich selbst unterschrieben',
  incompleteChain: 'kam ohne die Zertifikate, die es mit einer bekannten Stelle verbinden',
};

const answerFlaws: Record<AnswerFlaw, string> = {
  notHttp: 'antwortete nicht mit HTTP',
  notServed: 'nimmt unter der Adresse im Profil keine Anmeldung an',
  notJson: 'antwortete mit etwas anderem als JSON',
  loginPage: 'antwortete mit einer Webseite, etwa einer Anmeldeseite, statt mit JSON',
  noToken: 'antwortete ohne das verlangte Token',
  tooLarge: 'antwortete mit mehr als einem Megabyte',
  cutOff: 'brach mitten in der Antwort ab',
  wantsTls: 'erwartet HTTPS an diesem Port',
  notText: 'antwortete mit einem Realm-Pfad oder Benutzer, der kein Text ist',
  tokenMalformed: 'antwortete mit einem Token, das in keinen Header passt',
};

const protocolFlaws: Record<ProblemOf<'session.protocol'>['flaw'], string> = {
  frame: 'schickte eine unsinnige Nachricht',
  order: 'schickte eine Nachricht außer der Reihe',
  tooLarge: 'schickte eine zu große Nachricht',
  websocket: 'verletzte das Websocket-Protokoll',
};

const socksReplies: Record<SocksReply, string> = {
  Failure: 'er scheiterte, ohne zu sagen, woran',
  NotAllowed: 'seine Regeln verbieten es',
  NetworkUnreachable: 'er fand kein Netz, das dorthin führt',
  HostUnreachable: 'er erreichte den Host nicht',
  ConnectionRefused: 'dort lauscht niemand',
  TTLExpired: 'der Weg dorthin ist zu lang',
  CommandNotSupported: 'er unterstützt keine ausgehenden Verbindungen',
  AddressNotSupported: 'er unterstützt diese Art von Adresse nicht',
};

/** Womit sich jemand ausweist, anders als mit den übrigen Geheimnissen eines Profils. */
const credentials: Record<CredentialSecret, string> = {
  password: 'ein Passwort',
  jwt: 'ein JWT',
  custom: 'die Daten des eigenen Providers',
  refreshToken: 'ein Refresh-Token',
  adminToken: 'ein Admin-Token',
};

/** Codes eines Close-Frames (RFC 6455 §7.4 und deren Verzeichnis) in Worten; 1006 steht für gar keinen. */
const closings: Record<Closing, string> = {
  1000: 'Die Gegenseite war fertig und schloss die Verbindung',
  1001: 'Die Gegenseite schloss die Verbindung, weil sie sich verabschiedet',
  1006: 'Die Verbindung riss wortlos ab',
  1008: 'Die Gegenseite schloss die Verbindung wegen einer eigenen Regel',
  1009: 'Die Gegenseite schloss die Verbindung, weil eine Nachricht für sie zu groß war',
  1011: 'Die Gegenseite schloss die Verbindung wegen eines eigenen Fehlers',
  1012: 'Die Gegenseite schloss die Verbindung, weil sie neu startet',
  1013: 'Die Gegenseite schloss die Verbindung, weil sie überlastet ist',
  1014: 'Ein Gateway schloss die Verbindung, weil der Server dahinter versagte',
  other: 'Die Verbindung wurde geschlossen',
};

/** Fehlercodes des Realm Object Servers, §4, in Worten. */
const sessionErrors: Record<SessionError, string> = {
  100: 'er schloss die Verbindung',
  101: 'er scheiterte, ohne zu sagen, woran',
  102: 'er kennt eine erhaltene Nachricht nicht',
  103: 'er konnte eine erhaltene Nachricht nicht lesen',
  104: 'eine Nachricht überschritt seine Grenzen',
  105: 'er spricht eine andere Version des Protokolls',
  106: 'er kennt die Sitzung nicht',
  107: 'er kennt die Sitzung schon',
  108: 'die Datei ist von einer anderen Sitzung belegt',
  109: 'er erhielt eine Nachricht außer der Reihe',
  110: 'er konnte eine Nachricht nicht entpacken',
  111: 'er konnte eine Änderung nicht lesen',
  112: 'er konnte eine Änderung nicht lesen',
  113: 'er konnte eine Änderung nicht lesen',
  200: 'er schloss die Sitzung',
  201: 'er scheiterte, ohne zu sagen, woran',
  204: 'er erlaubt diesen Realm-Pfad nicht',
  205: 'diesen Realm gibt es nicht',
  207: 'er kennt die Datei nicht, die der Client nennt',
  208: 'er kennt die Datei des Clients nicht',
  209: 'er hat die Version nicht, die der Client nennt',
  210: 'er hat die Version nicht, die der Client nennt',
  211: 'der Verlauf des Clients weicht von seinem ab',
  212: 'er konnte eine Änderung nicht anwenden',
  213: 'eine andere Sitzung trat an ihre Stelle',
  214: 'abfragebasierter Sync ist ausgeschaltet',
  215: 'er unterstützt nicht, was verlangt war',
  216: 'er weiß nicht, woher eine Änderung kommt',
  217: 'die Datei des Clients ist nicht die, die er kennt',
  218: 'seine eigene Datei wurde gelöscht',
  219: 'er hat die Datei des Clients ausgesperrt',
  220: 'er hat diese Identität ausgesperrt',
  221: 'eine Änderung kam zu früh',
  222: 'die Datei des Clients ist abgelaufen',
  224: 'diese Identität hat zu viele Sitzungen',
  unknown: 'er meldete einen unbekannten Fehler',
};

const sessionErrorHints: Record<HintedError, string> = {
  105: 'Im Profil andere Protokollversionen anbieten.',
  204: 'Den Realm-Pfad im Profil ändern.',
  205: 'Den Realm-Pfad im Profil prüfen; vielleicht wurde der Realm gelöscht.',
  214: 'Abfragebasierten Sync im Profil ausschalten, oder auf dem Server einschalten lassen.',
  220: 'Beim Betreiber des Servers nach dem Grund fragen.',
  224: 'Andere Sitzungen dieser Identität schließen.',
};

const refusedCredentials: Record<HintValues['auth.credentialRefused']['why'], string> = {
  unsaid: 'lehnte die Zugangsdaten ab',
  jwtExpired: 'lehnte das JWT ab, weil es abgelaufen ist',
  jwtSignature: 'lehnte das JWT wegen seiner Signatur ab',
};

const credentialHints: Record<HintValues['auth.credentialRefused']['why'], string> = {
  unsaid: 'Den Benutzernamen prüfen und erneut anmelden.',
  jwtExpired: 'Vom Identity-Provider ein neues JWT holen. Ist es neu, die Uhr dieses Rechners prüfen.',
  jwtSignature: 'Prüfen, ob der Server dem Identity-Provider vertraut, der dieses JWT ausgestellt hat.',
};

const fileCauses: Record<ProblemOf<'secret.fileUnreadable'>['cause'], string> = {
  missing: 'diese Datei gibt es nicht',
  denied: 'die Leserechte fehlen',
  empty: 'sie ist leer',
  tooLarge: 'sie ist zu groß für ein JWT',
  timeout: 'die Datei antwortet nicht',
  unreadable: 'sie ist nicht als Datei lesbar',
  notJwt: 'sie enthält kein JWT, deshalb wurde nichts daraus gesendet',
};

const tlsFailures: Record<TlsFailure | 'unsaid', string> = {
  noTls: 'Dieser Port spricht kein TLS',
  oldVersion: 'Es gibt dort kein TLS ab Version 1.2',
  nothingInCommon: 'Keine Art der Verschlüsselung wird von beiden Seiten unterstützt',
  unknownName: 'Dieser Name ist dort unbekannt',
  closed: 'Sie wurde vorher geschlossen',
  unsaid: 'Der Grund blieb ungenannt',
};

/** Wer geantwortet hat, am Anfang eines Satzes. */
const ends: Record<End, string> = {
  'auth server': 'Der Auth-Server',
  gateway: 'Das Gateway',
  'sync server': 'Der Sync-Server',
  'forward proxy': 'Der Forward-Proxy auf dem Weg',
  'TLS inspector': 'Der TLS-Inspektor auf dem Weg',
};

const guards: Record<Guard, string> = {
  'forward proxy': 'Der Forward-Proxy auf dem Weg',
  'TLS inspector': 'Der TLS-Inspektor auf dem Weg',
  something: 'Etwas vor dem Auth-Server',
};

/** Im Genitiv: „Der Name …“. */
const sides: Record<SummaryValues['unresolved']['side'], string> = {
  'auth server': 'des Auth-Servers',
  gateway: 'des Gateways',
  'sync server': 'des Sync-Servers',
};

/** Im Akkusativ. */
const stoppedPaths: Record<StoppedPath, string> = {
  signIn: '/auth',
  websocket: 'den Pfad des Websockets',
};

/** Ohne TLS. */
const inTheClear: Record<Address, string> = {
  proxy: 'die Adresse des Proxys im Profil stattdessen mit http:// beginnen',
  server: 'die Adresse des Servers im Profil stattdessen mit http:// beginnen',
  sync: 'die Adresse des Servers im Profil stattdessen mit http:// beginnen (eine Sync-URL: mit ws://)',
};

/** Im Akkusativ: „bittet um 2 Tage“. */
const units: Record<Span['unit'], PluralForms> = {
  second: { one: 'Sekunde', other: 'Sekunden' },
  minute: { one: 'Minute', other: 'Minuten' },
  hour: { one: 'Stunde', other: 'Stunden' },
  day: { one: 'Tag', other: 'Tage' },
};

/** Im Dativ: „nach 2 Tagen“. */
const unitsInDative: Record<Span['unit'], PluralForms> = {
  ...units,
  day: { one: 'Tag', other: 'Tagen' },
};

const spanWords = ({ count, unit }: Span): string => `${count} ${plural(count, units[unit])}`;
const spanInDative = ({ count, unit }: Span): string => `${count} ${plural(count, unitsInDative[unit])}`;

const places = placesIn({ none: 'keinen anderen Ort', systemProxy: 'den Proxy des Systems', and: ' und ' });

const versionOrVersions: PluralForms = { one: 'Version', other: 'die Versionen' };

const ours = `Causeway spricht die Versionen ${oldestProtocol} bis ${newestProtocol}.`;
const retrying = 'Vielleicht vergeht es von selbst: Causeway versucht es weiter.';
const trustingIt = 'Bis dahin lässt sich für dieses Profil genau diesem Zertifikat vertrauen.';

const summaries: Sentences<SummaryValues> = {
  'vault.locked': 'Der Schlüsselbund ist gesperrt.',
  'vault.unavailable': ({ reason }) => unavailableKeychains[reason],
  'vault.denied': 'Der Schlüsselbund ließ Causeway nicht ein.',
  'vault.corrupt': 'Was der Schlüsselbund für dieses Profil verwahrt, ist nicht lesbar.',

  unresolved: ({ side, host }) => `Der Name ${sides[side]} ${host} ließ sich nicht auflösen.`,
  unreachable: ({ end, host, port, cause }) =>
    `${ends[end]} ${host}:${port} ist nicht erreichbar: ${dialCauses[cause]}.`,
  timeout: ({ end, host, stage }) => `${ends[end]} ${host} brauchte zu lange (${stageWords[stage]}).`,
  tooManyRequests: ({ end, status }) => `${ends[end]} bekommt zu viele Anfragen (${status}).`,
  busy: ({ end, status }) => `${ends[end]} ist gerade nicht verfügbar (${status}).`,
  'busy.orBehind': ({ end, status }) =>
    `${ends[end]} oder der Server dahinter ist gerade nicht verfügbar (${status}).`,
  'intercepted.botChallenge': ({ product, status }) =>
    `Statt einer Antwort kam eine Prüfung gegen Bots${product}, die nur ein Browser besteht (${status}).`,
  'intercepted.blockPage': ({ product, status }) =>
    `Ein Filter oder eine Richtlinie auf dem Weg${product} sperrt diese Adresse (${status}).`,
  'intercepted.firewall': ({ product, status }) =>
    `Eine Web-Application-Firewall${product} lehnte die Anfrage ab (${status}).`,
  'intercepted.firewall.noted': ({ product, status, incident }) =>
    `Eine Web-Application-Firewall${product} lehnte die Anfrage ab (${status}), Vorfall ${incident}.`,
  'behind.otherHttp': ({ end, status }) =>
    `${ends[end]}, ein Load-Balancer, spricht mit seinen Zielen eine andere HTTP-Version als die dieser Anfrage (${status}).`,
  'behind.misdirected': ({ end, status }) =>
    `${ends[end]} ist auf dieser Verbindung nicht für diesen Namen zuständig (${status}).`,
  'behind.tooManyHops': ({ end, status }) =>
    `${ends[end]}, ein Load-Balancer, lehnt eine Anfrage ab, die durch zu viele Stationen kam (${status}).`,
  'behind.signInBroken': ({ end, status }) =>
    `${ends[end]}, ein Load-Balancer, verlangt eine eigene Anmeldung, und deren Identity-Provider versagte (${status}).`,
  'behind.serverTls': ({ end, status }) =>
    `${ends[end]} konnte die Verbindung zum Server dahinter nicht sichern (${status}).`,
  'behind.serverDown': ({ end, status }) => `${ends[end]} wurde vom Server dahinter abgewiesen (${status}).`,
  'behind.serverSilent': ({ end, status }) =>
    `${ends[end]} wartete vergeblich auf den Server dahinter (${status}).`,
  'behind.serverUnreachable': ({ end, status }) =>
    `${ends[end]} findet keinen Weg zum Server dahinter (${status}).`,
  'behind.serverNonsense': ({ end, status }) =>
    `${ends[end]} bekam vom Server dahinter eine unbrauchbare Antwort (${status}).`,
  'behind.gaveUp': ({ end, status }) =>
    `${ends[end]} meldet, dass die Verbindung vor der Antwort aufgegeben wurde (${status}).`,
  'behind.slowRequest': ({ end, status }) => `${ends[end]} wartete zu lange auf die Anfrage (${status}).`,

  'auth.closed': ({ end, host }) => `${ends[end]} ${host} schloss die Verbindung, ohne zu antworten.`,
  'auth.credentialRefused': ({ why, codes }) => `Der Auth-Server ${refusedCredentials[why]} (${codes}).`,
  'auth.refreshRefused': ({ status }) =>
    `Der Auth-Server erkennt diese Anmeldung nicht mehr an (${status}): Sie ist abgelaufen oder wurde widerrufen.`,
  'auth.refreshRefused.expired': ({ status }) =>
    `Die Anmeldung ist abgelaufen: Der Auth-Server erkennt sie nicht mehr an (${status}).`,
  'auth.unknownAccount': ({ status }) => `Der Auth-Server kennt dieses Konto nicht (${status}).`,
  'auth.pathRefused': ({ status, realmPath }) =>
    `Der Auth-Server gibt keinen Zugriff auf ${realmPath} (${status}).`,
  'auth.notOffered': ({ status }) => `Der Auth-Server bietet diese Art der Anmeldung nicht an (${status}).`,
  'auth.badRequest': ({ status }) => `Der Auth-Server wies die Anfrage zurück (${status}).`,
  'auth.badRequest.named': ({ status, parameters }) =>
    `Der Auth-Server wies die Anfrage zurück (${status}): ${parameters}.`,
  'auth.failed': ({ status }) => `Im Auth-Server gab es einen Fehler (${status}).`,
  'auth.failed.before': ({ end, status }) => `${ends[end]} bekam keine Antwort vom Auth-Server (${status}).`,
  'auth.refusedOnTheWay': ({ guard, status }) => `${guards[guard]} lehnte die Anfrage ab (${status}).`,
  'auth.refusedOnTheWay.headerTooLong': ({ guard, status }) =>
    `${guards[guard]} nimmt keine so langen Header an wie die gesendeten (${status}).`,
  'auth.moved': ({ status }) =>
    `Die Adresse des Auth-Servers leitet um zu einer anderen Adresse (${status}).`,
  'auth.moved.to': ({ status, host }) => `Die Adresse des Auth-Servers leitet um zu ${host} (${status}).`,
  'auth.moved.toTls': ({ status, host }) =>
    `Der Auth-Server verlangt TLS: Seine Adresse leitet um zu https://${host} (${status}).`,
  'auth.moved.signIn': ({ status }) =>
    `Die Adresse des Auth-Servers leitet um zu einer Anmeldeseite (${status}).`,
  'auth.moved.signInAt': ({ status, host }) =>
    `Die Adresse des Auth-Servers leitet um zu einer Anmeldeseite bei ${host} (${status}).`,
  'auth.malformed': ({ end, flaw, answer }) => `${ends[end]} ${answerFlaws[flaw]}${answer}.`,
  'auth.swallowedHeader': ({ status }) =>
    `Der Server hielt den Authorization-Header der Firma für sein eigenes Token (${status}).`,

  'route.undecided.neverDirect': 'Hinaus führt nur eine direkte Verbindung, und die verbietet dieses Profil.',
  'route.undecided.unsupported':
    'Die Systemeinstellungen nennen eine Art von Proxy, die nicht unterstützt wird.',
  'route.undecided.variable': ({ variable, flaw }) =>
    `Die Umgebungsvariable ${variable} ist nicht zu gebrauchen: ${variableFlaws[flaw]}.`,
  'route.undecided.pacFailed': 'Die Proxy-Einstellungen des Systems ließen sich nicht auswerten.',
  'route.undecided.script': ({ script, cause }) =>
    `Das PAC-Skript dieses Rechners${script} ${pacFailures[cause]}.`,
  'route.unresolved': ({ proxy }) => `Der Name des Forward-Proxys in ${proxy} ließ sich nicht auflösen.`,
  'route.unreachable': ({ proxy, cause }) =>
    `Der Forward-Proxy ${proxy} ist nicht erreichbar: ${dialCauses[cause]}.`,
  'route.closed': ({ proxy }) => `Der Forward-Proxy ${proxy} schloss die Verbindung, ohne zu antworten.`,
  'route.malformed': ({ proxy }) => `Was bei ${proxy} antwortet, ist kein HTTP-Proxy.`,
  'route.malformed.socks': ({ proxy }) => `Was bei ${proxy} antwortet, ist kein SOCKS5-Proxy.`,
  'route.authRequired': ({ proxy, answer }) => `Der Forward-Proxy ${proxy} verlangt ein Passwort${answer}.`,
  'route.authRequired.refused': ({ proxy, answer }) =>
    `Der Forward-Proxy ${proxy} lehnte Benutzernamen oder Passwort ab${answer}.`,
  'route.authRequired.noWay': ({ proxy, answer }) =>
    `Der Forward-Proxy ${proxy} verlangt eine Anmeldung, nennt aber keinen Weg dazu${answer}.`,
  'route.refused': ({ proxy, target, status }) =>
    `Der Forward-Proxy ${proxy} lehnte die Verbindung zu ${target} ab (${status}).`,
  'route.refused.portal': ({ proxy, status }) =>
    `Der Forward-Proxy ${proxy} schickt zu einem Portal, statt zu verbinden (${status}).`,
  'route.refused.portalAt': ({ proxy, status, host }) =>
    `Der Forward-Proxy ${proxy} schickt zu einem Portal, statt zu verbinden: ${host} (${status}).`,
  'route.refused.signIn': ({ proxy, status }) =>
    `Was bei ${proxy} antwortet, verlangt eine eigene Anmeldung (${status}).`,
  'route.refused.blockPage': ({ proxy, target, status, product }) =>
    `Ein Filter oder eine Richtlinie${product} beim Forward-Proxy ${proxy} sperrt ${target} (${status}).`,
  'route.refused.nameNotFound': ({ proxy, target, status }) =>
    `Der Forward-Proxy ${proxy} fand den Namen in ${target} nicht (${status}).`,
  'route.refused.unreachable': ({ proxy, target, status }) =>
    `Der Forward-Proxy ${proxy} kam nicht bis zu ${target} (${status}).`,
  'route.refused.timedOut': ({ proxy, target, status }) =>
    `Der Forward-Proxy ${proxy} wartete vergeblich auf ${target} (${status}).`,
  'route.refused.busy': ({ proxy, status }) =>
    `Der Forward-Proxy ${proxy} bekommt zu viele Anfragen (${status}).`,
  'route.socksRefused': ({ proxy, target, reply }) =>
    `Der Forward-Proxy ${proxy} verband nicht mit ${target}: ${socksReplies[reply]}.`,
  'route.timeout': ({ proxy, stage }) =>
    `Der Forward-Proxy ${proxy} brauchte zu lange (${stageWords[stage]}).`,

  'tls.untrusted': ({ hop, host, cause }) => `Das Zertifikat ${hopOf[hop]} ${host} ${untrusted[cause]}.`,
  'tls.untrusted.inspected': ({ hop, host, inspector }) =>
    `Ein TLS-Inspektor (${inspector}) öffnete die Verbindung ${hopTo[hop]} ${host} und zeigte ein eigenes Zertifikat.`,
  'tls.wrongName': ({ hop, host }) => `Das Zertifikat ${hopOf[hop]} gilt nicht für ${host}.`,
  'tls.expired': ({ hop, host, validTo }) =>
    `Das Zertifikat ${hopOf[hop]} ${host} ist am ${validTo} abgelaufen.`,
  'tls.notYetValid': ({ hop, host, validFrom }) =>
    `Das Zertifikat ${hopOf[hop]} ${host} gilt erst ab ${validFrom}.`,
  'tls.unacceptable.weakSignature': ({ hop, host, subject, algorithm }) =>
    `Das Zertifikat ${hopOf[hop]} ${host} ist fälschbar: „${subject}“ ist mit ${algorithm} signiert.`,
  'tls.unacceptable.weakKey': ({ hop, host, subject, bits }) =>
    `Das Zertifikat ${hopOf[hop]} ${host} ist fälschbar: Der RSA-Schlüssel von „${subject}“ hat nur ${bits} Bit.`,
  'tls.unacceptable.noNames': ({ hop, host, subject }) =>
    `Das Zertifikat ${hopOf[hop]} ${host} nennt keinen Host: „${subject}“ steht nur im Common Name, und einen Subject Alternative Name hat es nicht.`,
  'tls.unacceptable.wrongUsage': ({ hop, host, subject }) =>
    `Das Zertifikat ${hopOf[hop]} ${host}, „${subject}“, ist nicht für Server ausgestellt (Extended Key Usage).`,
  'tls.unacceptable.notAnAuthority': ({ hop, host, subject }) =>
    `Das Zertifikat ${hopOf[hop]} ${host} ist von „${subject}“ signiert, und das ist keine Zertifizierungsstelle.`,
  'tls.unacceptable.nameConstraints': ({ host, issuer }) =>
    `Die Zertifizierungsstelle „${issuer}“ darf für ${host} keine Zertifikate ausstellen: Ihre Name Constraints schließen diesen Namen aus.`,
  'tls.clientCertificateRequired': ({ hop, host }) =>
    `Ein gültiges Client-Zertifikat fehlt für die Verbindung ${hopTo[hop]} ${host}.`,
  'tls.failed': ({ hop, host, code, cause }) =>
    `Die Verbindung ${hopTo[hop]} ${host} ließ sich nicht sichern: ${tlsFailures[cause]} (${code}).`,

  'gateway.closed': ({ end, host }) =>
    `${ends[end]} ${host} schloss die Verbindung, ohne das Upgrade zu beantworten.`,
  'gateway.unauthorized': ({ end, status }) =>
    `${ends[end]} lehnte das Upgrade als unberechtigt ab (${status}).`,
  'gateway.badRequest': ({ end, status }) => `${ends[end]} wird aus dem Upgrade nicht klug (${status}).`,
  'gateway.badRequest.headerTooLong': ({ end, status }) =>
    `${ends[end]} nimmt keine so langen Header an wie die gesendeten (${status}).`,
  'gateway.badRequest.wantsTls': ({ end, status }) => `${ends[end]} erwartet TLS an diesem Port (${status}).`,
  'gateway.badRequest.tokenMissing': ({ status }) =>
    `Das Access-Token kam nicht unversehrt beim Server an (${status}).`,
  'gateway.forbidden': ({ end, status }) => `${ends[end]} verbietet das Upgrade (${status}).`,
  'gateway.forbidden.upgradesOff': ({ status }) =>
    `Das Gateway (Envoy) lehnt das Upgrade wortlos ab (${status}).`,
  'gateway.forbidden.accessRule': ({ status }) =>
    `Eine Zugriffsregel des Gateways (Envoy, RBAC) lehnt die Anfrage ab (${status}).`,
  'gateway.noSuchPath': ({ end, status, urlPrefix }) =>
    `${ends[end]} kennt keinen Pfad unter ${urlPrefix} (${status}).`,
  'gateway.noSuchPath.encodedTwice': ({ status }) =>
    `Das Gateway hat den Realm-Pfad ein zweites Mal kodiert: Der Server sah %252F statt %2F (${status}).`,
  'gateway.noSuchPath.changed': ({ status, urlPrefix }) =>
    `Das Gateway oder der Server dahinter kennt den Pfad unter ${urlPrefix} nicht (${status}).`,
  'gateway.noSuchPath.changed.server': ({ status, urlPrefix }) =>
    `Der Sync-Server kennt den Pfad nicht, der unter ${urlPrefix} ankam (${status}).`,
  'gateway.moved': ({ end, status }) =>
    `${ends[end]} leitet das Upgrade um zu einer anderen Adresse (${status}).`,
  'gateway.moved.to': ({ end, status, host }) => `${ends[end]} leitet das Upgrade um zu ${host} (${status}).`,
  'gateway.moved.toTls': ({ end, status, host }) =>
    `${ends[end]} verlangt TLS und leitet das Upgrade um zu https://${host} (${status}).`,
  'gateway.moved.signIn': ({ end, status }) =>
    `${ends[end]} leitet das Upgrade um zu einer Anmeldeseite (${status}).`,
  'gateway.moved.signInAt': ({ end, status, host }) =>
    `${ends[end]} leitet das Upgrade um zu einer Anmeldeseite bei ${host} (${status}).`,
  'gateway.failed': ({ end, status }) => `${ends[end]} meldet einen Fehler (${status}).`,
  'gateway.notWebSocket': ({ end, answer }) =>
    `${ends[end]} beantwortete das Upgrade mit etwas anderem als einem Websocket${answer}.`,
  'gateway.notWebSocket.signIn': ({ end, status }) =>
    `${ends[end]} beantwortete das Upgrade mit einer Anmeldeseite (${status}).`,
  'gateway.notWebSocket.agreed': ({ end }) =>
    `${ends[end]} stimmte dem Upgrade zu (101), aber nicht so, wie ein Websocket es erlaubt.`,
  'gateway.upgradeStripped': ({ end, status }) =>
    `${ends[end]} entfernte den Upgrade-Header, darum sah der Server eine gewöhnliche Anfrage (${status}).`,
  'gateway.upgradeStripped.somewhere': ({ status }) =>
    `Der Upgrade-Header ging vor dem Server verloren: Etwas auf dem Weg entfernte ihn, und der Server sah eine gewöhnliche Anfrage (${status}).`,
  'gateway.protocolMismatch.clientTooOld': ({ listed, status }) =>
    `Der Server spricht nur neuere Versionen des Sync-Protokolls, keine der versuchten${listed} (${status}).`,
  'gateway.protocolMismatch.clientTooNew': ({ listed, status }) =>
    `Der Server spricht nur ältere Versionen des Sync-Protokolls, keine der versuchten${listed} (${status}).`,
  'gateway.protocolMismatch.unsaid': ({ listed, status }) =>
    `Der Server spricht keine der Versionen des Sync-Protokolls, die versucht wurden${listed} (${status}).`,
  'gateway.protocolMismatch.notSeen': ({ status }) =>
    `Der Server fand in der Anfrage keine Version des Sync-Protokolls, die er kennt (${status}).`,
  'gateway.protocolMismatch.noneAgreed': ({ status }) =>
    `Die Antwort auf das Upgrade nennt keine Version des Sync-Protokolls (${status}).`,
  'gateway.protocolMismatch.speaks': ({ count, versions, status }) =>
    `Der Server spricht nur ${plural(count, versionOrVersions)} ${versions} (${status}).`,
  'gateway.protocolMismatch.refusesOwn': ({ count, versions, status }) =>
    `Der Server sagt, er spreche ${plural(count, versionOrVersions)} ${versions} des Sync-Protokolls, und lehnt gerade das ab (${status}).`,
  'gateway.protocolMismatch.otherAgreed': ({ tried, status }) =>
    `Der Server wurde nach Version ${tried} des Sync-Protokolls gefragt und stimmte etwas anderem zu (${status}).`,
  'gateway.protocolMismatch.otherAgreed.to': ({ tried, versions, status }) =>
    `Der Server wurde nach Version ${tried} des Sync-Protokolls gefragt und stimmte Version ${versions} zu (${status}).`,
  'gateway.protocolMismatch.unasked': ({ status }) =>
    `Der Server stimmte etwas anderem des Sync-Protokolls zu, wonach er nicht gefragt war (${status}).`,
  'gateway.protocolMismatch.unasked.to': ({ versions, status }) =>
    `Der Server stimmte Version ${versions} des Sync-Protokolls zu, wonach er nicht gefragt war (${status}).`,

  'session.closed': ({ closing, code }) => `${closings[closing]} (${code}).`,
  'session.closed.idle': ({ code, quietMs }) =>
    `Die Verbindung wurde nach ${seconds(quietMs)} s Ruhe geschlossen (${code}).`,
  'session.idleKilled': ({ quietMs }) =>
    `Etwas unterwegs trennt Verbindungen, die ${seconds(quietMs)} s lang ruhen.`,
  'session.silent': (waited) => `Der Server schweigt seit ${waited.seconds} Sekunden.`,
  'session.protocol': ({ flaw }) => `Der Server ${protocolFlaws[flaw]}.`,
  'session.timeout': ({ stage }) => `Der Server brauchte zu lange (${stageWords[stage]}).`,
  'session.tokenExpired': ({ code }) => `Das Access-Token lief während der Sitzung ab (${code}).`,
  'session.tokenExpired.new': ({ code }) =>
    `Der Sync-Server hält ein eben erst ausgestelltes Access-Token für abgelaufen (${code}).`,
  'session.badAuthentication': ({ code }) => `Der Server erkennt diese Identität nicht mehr an (${code}).`,
  'session.permissionDenied': ({ code }) =>
    `Der Server verweigert den Zugriff auf diesen Realm-Pfad (${code}).`,
  'session.server': ({ error, code }) =>
    `Der Server beendete die Sitzung: ${sessionErrors[error]} (${code}).`,

  'network.down': 'Dieser Rechner ist offline.',
  'network.portal': ({ status }) =>
    `Dieses Netz verlangt zuerst eine Anmeldung auf seiner eigenen Seite (${status}).`,
  'profile.invalid': ({ issue }) => `${issue.field}: ${issueSentence(issue)}`,
  'profile.invalid.whole': ({ issue }) => `Das Profil: ${issueSentence(issue)}`,
  'profile.missing': ({ name }) => `Ein Profil namens ${name} gibt es nicht.`,
  'profile.ambiguous': ({ name, candidates }) =>
    `Es gibt ${candidates.length} gespeicherte Profile namens „${name}“: ${candidates.join(' und ')}.`,
  'secret.missing': ({ secret }) => `Dem Profil fehlt ein Geheimnis: ${secret}.`,
  'secret.missing.credential': ({ credential }) => `Zum Anmelden braucht es ${credentials[credential]}.`,
  'secret.withheld': ({ secret, givenFor, wantedBy }) =>
    `${secretName(secretNames, secret)}: angegeben für ${places(givenFor)}, deshalb nicht an ${places(wantedBy)} gesendet.`,
  'secret.fileUnreadable': ({ file, cause }) =>
    `Das JWT ließ sich nicht aus ${file} lesen: ${fileCauses[cause]}.`,
  'input.refused': ({ issue }) =>
    `Das Fenster schickte, was Causeway nicht annimmt: ${issue.field} ${issueSentence(issue)}`,
  'input.refused.whole': ({ issue }) =>
    `Das Fenster schickte, was Causeway nicht annimmt: Es ${issueSentence(issue)}`,
  'gesture.missing': 'Causeway hat das nicht getan: Dafür hat niemand einen Knopf oder eine Taste gedrückt.',
  'relay.portTaken': ({ port }) => `Port ${port} dieses Rechners ist belegt, daher hört das Relay nicht zu.`,
  'relay.portTaken.by': ({ port, holder }) =>
    `Port ${port} dieses Rechners ist durch ${holder} belegt, daher hört das Relay nicht zu.`,
  'relay.loop': ({ port }) =>
    `Der Weg zum Server führt auf Port ${port} dieses Rechners, wo ein Relay von Causeway selbst zuhört.`,
  'storage.notSaved': ({ file, cause }) =>
    `Nicht gespeichert, und nichts wurde geändert: ${notSaved[cause](file)}`,
  cancelled: 'Abgebrochen.',
  bug: ({ id }) => `In Causeway ist etwas schiefgegangen (${id}).`,
};

const hints: Sentences<HintValues> = {
  retrying,
  'retrying.after': ({ asked }) =>
    `Die Gegenseite bittet um ${spanWords(asked)} Ruhe; danach versucht Causeway es wieder.`,
  'retrying.sooner': ({ asked, after }) =>
    `Die Gegenseite bittet um ${spanWords(asked)} Ruhe; Causeway versucht es nach ${spanInDative(after)} wieder.`,
  quoted: ({ words }) => `Wörtlich: „${words}“.`,
  orNoTls: 'Spricht der Port kein TLS, seine Adresse im Profil stattdessen mit http:// beginnen.',
  'orNoTls.sync':
    'Spricht der Port kein TLS, seine Adresse im Profil stattdessen mit http:// beginnen (eine Sync-URL: mit ws://).',
  environmentRoots: ({ roots }) => environmentWords(roots),
  certificateChanged: ({ issuer }) =>
    `Es ist nicht das Zertifikat der letzten guten Verbindung; das hatte „${issuer}“ unterschrieben.`,

  'vault.locked':
    'Entsperren, dann neu versuchen. Nichts darin wurde verändert. Ist er offen, wurde der Eintrag anderswo gelöscht: erneut anmelden.',
  'vault.unavailable': ({ reason }) => unavailableKeychainHints[reason],
  'vault.denied':
    'Kam eine Frage, neu versuchen und sie beantworten. Sonst Causeway in den Einstellungen des Systems oder des Schlüsselbunds zulassen. Nichts darin wurde verändert.',
  'vault.corrupt': 'Erneut anmelden, um es zu ersetzen.',

  'unresolved.server':
    'Die Schreibweise des Servers im Profil prüfen, und ob das richtige Netz oder VPN aktiv ist.',
  'timeout.server': `${retrying} Bleibt es so, verwirft vielleicht eine Firewall die Verbindung.`,
  'failed.server': `${retrying} Bleibt es so, ins Log des Servers sehen.`,
  headerTooLong: 'Dort die Grenze für Header-Zeilen anheben, oder die eigenen Request-Header kürzen.',
  'intercepted.botChallenge': ({ path }) =>
    `Beim Betreiber ${stoppedPaths[path]} von der Prüfung ausnehmen lassen: Kein Programm kommt daran vorbei, und neu versuchen hilft nicht.`,
  'intercepted.blockPage':
    'Neu versuchen hilft nicht: das Netzwerkteam bitten, diesen Host zu erlauben, samt Websockets.',
  'intercepted.firewall': ({ path }) =>
    `Beim Betreiber fragen, welche Regel das war, und ${stoppedPaths[path]} davon ausnehmen lassen.`,
  'intercepted.firewall.noted': ({ path, incident }) =>
    `Dem Betreiber die Nummer ${incident} nennen: Unter ihr steht die Regel im Log. ${stoppedPaths[path]} davon ausnehmen lassen.`,
  'behind.otherHttp':
    'Die Protokollversion seiner Zielgruppe auf HTTP1 stellen lassen: Websockets brauchen HTTP/1.1 auf dem ganzen Weg.',
  'behind.misdirected':
    'Den Host im Profil prüfen: Der Name bei TLS (SNI) und der Host-Header müssen dort bekannt sein.',
  'behind.tooManyHops':
    'Der X-Forwarded-For-Header enthält mehr als 30 Adressen: Etwas auf dem Weg schickt Anfragen im Kreis.',
  'behind.signInBroken':
    'Diesen Pfad von der Anmeldung ausnehmen lassen: Causeway bringt ein eigenes Token mit.',
  'behind.serverTls':
    'Zertifikat oder TLS-Einstellungen des Servers dahinter in Ordnung bringen lassen; an den eigenen liegt es nicht.',
  'behind.serverDown': `${retrying} Bleibt es so, läuft der Server dahinter nicht oder lässt niemanden ein.`,
  'behind.serverSilent': `${retrying} Bleibt es so, steht vielleicht eine Firewall zwischen den beiden, oder der Server ist überlastet.`,
  'behind.serverUnreachable': `${retrying} Bleibt es so, dort die eingetragene Adresse des Servers prüfen lassen.`,
  'behind.serverNonsense': `${retrying} Bleibt es so, ins Log des Servers sehen; auch zu große Header führen dazu.`,
  'behind.gaveUp': `${retrying} Bleibt es so, wartet etwas auf dem Weg kürzer, als der Server braucht.`,
  'behind.slowRequest': `${retrying} Bleibt es so, hält etwas auf dem Weg Anfragen auf.`,

  'auth.unreachable.server':
    'Prüfen, ob der Port stimmt, der Server läuft und das richtige Netz oder VPN aktiv ist.',
  'auth.unreachable.gateway':
    'Prüfen, ob der Port stimmt, das Gateway läuft und das richtige Netz oder VPN aktiv ist.',
  'auth.closed':
    'Prüfen, ob der Port zu einem Realm Object Server gehört und ob er http oder https spricht, wie es im Profil steht. Auch ein Load-Balancer ohne Server dahinter tut das.',
  'auth.credentialRefused': ({ why }) => credentialHints[why],
  'auth.refreshRefused': 'Erneut anmelden. Die Sitzungen machen weiter, wo sie waren.',
  'auth.unknownAccount': 'Den Benutzernamen prüfen. Causeway legt von selbst keine Konten an.',
  'auth.pathRefused': 'Um Zugriff auf diesen Realm-Pfad bitten, oder den Pfad im Profil ändern.',
  'auth.notOffered':
    'Im Profil andere Zugangsdaten wählen, oder den Provider auf dem Server einschalten lassen.',
  'auth.badRequest': 'Zugangsdaten und Realm-Pfad im Profil prüfen.',
  'auth.failed.network': `${retrying} Bleibt es so, das Netzwerkteam fragen, ob er dem Zertifikat des Servers vertraut und ihn erreichen darf.`,
  'auth.refusedOnTheWay':
    'Vielleicht verlangt es einen eigenen Request-Header, lässt nur bestimmte Adressen oder Pfade durch oder hält die Anfrage für einen Angriff. Beim Betreiber nachfragen.',
  'auth.refusedOnTheWay.network': 'Das Netzwerkteam bitten, diese Adresse durchzulassen.',
  'auth.refusedOnTheWay.header':
    'Die eigenen Request-Header prüfen: Wahrscheinlich verlangt das Gateway einen, der fehlt oder nicht stimmt.',
  'auth.refusedOnTheWay.size': 'Dort die Grenze für die Größe von Anfragen anheben lassen.',
  'auth.refusedOnTheWay.oldHttp':
    'Das Gateway davor muss mit HTTP/1.1 weiterleiten (nginx: proxy_http_version 1.1).',
  'auth.moved':
    'Causeway folgt mit Zugangsdaten keinen Umleitungen, und diese nennt keinen anderen Host. Den Pfad der Server-Adresse im Profil prüfen, und beim Betreiber nachfragen.',
  'auth.moved.to':
    'Causeway folgt mit Zugangsdaten keinen Umleitungen. Stimmt dieser Host, gehört er ins Profil.',
  'auth.moved.toTls': ({ host }) => `Die Adresse des Servers im Profil mit https://${host} beginnen.`,
  'auth.moved.signIn':
    'Das Gateway muss /auth ohne sein Single Sign-on durchlassen. Als Gast in diesem Netz zuerst in einem Browser bei ihm anmelden.',
  'auth.malformed':
    'Prüfen, ob der Server im Profil ein Realm Object Server ist und kein Portal dazwischensteht.',
  'auth.malformed.wantsTls': 'Die Adresse des Servers im Profil mit https:// beginnen.',
  'auth.malformed.notText':
    'Ein Pfad oder eine Identität in der Antwort enthält einen halben Unicode-Buchstaben (ein einzelnes Surrogat). Das ist auf dem Server zu berichtigen; im Profil hilft nichts.',
  'auth.malformed.tokenMalformed':
    'Das Token enthält Anführungszeichen, umgekehrte Schrägstriche oder Steuerzeichen und würde den Header verändern, in den es kommt. Kein bekannter Server stellt solche Tokens aus: Prüfen, wer an seiner Stelle antwortet.',
  'auth.malformed.notServed':
    'Host, Port und Pfad der Server-Adresse im Profil prüfen: /auth wird angehängt.',
  'auth.swallowedHeader':
    'Das Gateway muss seinen Authorization-Header entfernen, bevor es zum Server weiterleitet.',

  'route.undecided.neverDirect':
    'Im Profil einen Forward-Proxy nennen, oder „Nie direkt verbinden“ ausschalten.',
  'route.undecided.unsupported': 'Im Profil einen HTTP-, HTTPS- oder SOCKS5-Proxy wählen.',
  'route.undecided.variable':
    'Sie als http://proxy.example:3128 schreiben (oder mit https://, socks5://, socks5h://), oder den Proxy im Profil festlegen. Es wurde nichts angewählt.',
  'route.undecided.windowOnly':
    'https_proxy oder http_proxy setzen, oder den Proxy im Profil festlegen. Es wurde nichts angewählt.',
  'route.undecided.pacFailed':
    'Es wurde nichts angewählt. Das Skript in den Netzwerkeinstellungen des Systems richten lassen, den Proxy im Profil festlegen, oder das Profil in diesem Fall direkt gehen lassen.',
  'route.unresolved': 'Die Schreibweise prüfen, und ob das Firmennetz oder VPN aktiv ist.',
  'route.unreachable': 'Adresse und Port prüfen, und ob das Firmennetz oder VPN aktiv ist.',
  'route.closed': `${retrying} Bleibt es so, den Port des Proxys prüfen, ob seine Adresse mit https:// beginnt und ob er CONNECT erlaubt.`,
  'route.closed.socks': `${retrying} Bleibt es so, Namen und Port des Ziels prüfen: ssh -D etwa legt auf, wenn es das Ziel nicht erreicht. Oder es ist kein SOCKS5-Proxy.`,
  'route.malformed': 'Port und Art des Proxys im Profil prüfen.',
  'route.authRequired.withheld': ({ withheld }) => withheldPasswords[withheld],
  'route.authRequired.password':
    'Benutzernamen und Passwort im Profil eintragen; das Passwort kommt in den Schlüsselbund.',
  'route.authRequired.variable': ({ variable }) =>
    `Der Proxy kommt aus der Umgebungsvariable ${variable}: Benutzername und Passwort gehören dort vor das @ (http://name:passwort@…); oder Proxy und Zugangsdaten im Profil eintragen.`,
  'route.authRequired.unavailable': ({ unavailable }) => negotiateUnavailable[unavailable],
  'route.authRequired.noWay':
    'Er nennt keinen Weg, sich anzumelden (der Header Proxy-Authenticate fehlt), darum lässt sich nichts schicken. Das Netzwerkteam fragen: Der Proxy, oder etwas davor, lässt ihn weg.',
  'route.authRequired.schemes': ({ schemes }) =>
    `Er bietet nur ${schemes}. Das Netzwerkteam um eines bitten, das Causeway spricht.`,
  'route.refused': ({ target }) => `Das Netzwerkteam bitten, CONNECT zu ${target} zu erlauben.`,
  'route.refused.noProxy': ({ target }) =>
    `Vielleicht ist es ein Webserver und kein Forward-Proxy: Adresse und Port prüfen. Stimmen sie, das Netzwerkteam bitten, CONNECT zu ${target} zu erlauben.`,
  'route.refused.failed': 'Der Proxy erreichte das Ziel selbst nicht. Namen und Port des Ziels prüfen.',
  'route.refused.portal':
    'Im Browser irgendeine Seite öffnen und sich dort anmelden. Causeway versucht es weiter.',
  'route.refused.portalAt': ({ host }) =>
    `Im Browser https://${host} öffnen und sich dort anmelden. Causeway versucht es weiter.`,
  'route.refused.signIn':
    'Es sagt das wie ein Webserver, nicht wie ein Forward-Proxy: Adresse und Port des Proxys prüfen. Stimmen sie, das Netzwerkteam fragen, wie sich Programme bei ihm anmelden.',
  'route.refused.blockPage': ({ target }) =>
    `Neu versuchen hilft nicht: das Netzwerkteam bitten, ${target} zu erlauben, samt Websockets.`,
  'route.refused.nameNotFound':
    'Die Schreibweise des Hosts prüfen; vielleicht ist der Name nur in der Firma bekannt, oder nur außerhalb.',
  'route.refused.unreachable':
    'Der Proxy erreichte das Ziel selbst nicht. Den Port des Ziels prüfen, und ob der Proxy dorthin darf.',
  'route.refused.timedOut':
    'Der Proxy bekam vom Ziel keine Antwort. Namen und Port des Ziels prüfen; vielleicht steht eine Firewall dazwischen.',
  'route.refused.busy': `${retrying} Bleibt es so, das Netzwerkteam nach seiner Grenze fragen.`,
  'route.socksRefused': 'Namen und Port des Ziels prüfen.',
  'route.socksRefused.notAllowed': ({ target }) => `Das Netzwerkteam bitten, ${target} zu erlauben.`,
  'route.timeout': `${retrying} Bleibt es so, Port und Art des Proxys im Profil prüfen.`,

  'tls.untrusted': ({ issuer }) =>
    `Ist „${issuer}“ die Zertifizierungsstelle der Firma, ihr Zertifikat zum Profil hinzufügen.`,
  'tls.untrusted.incompleteChain': ({ issuer }) =>
    `Ist „${issuer}“ die Zertifizierungsstelle der Firma, ihr Zertifikat zum Profil hinzufügen; sonst sollte der Server seine ganze Kette schicken.`,
  'tls.untrusted.inspected': ({ issuer }) =>
    `Macht die Firma das mit Absicht, die Zertifizierungsstelle „${issuer}“ zum Profil hinzufügen, oder das Netzwerkteam bitten, diesen Host auszunehmen.`,
  'tls.wrongName': ({ names }) => `Es gilt für ${names}. Den Host im Profil prüfen.`,
  'tls.wrongName.noName': 'Es gilt für gar keinen Namen. Den Host im Profil prüfen.',
  'tls.expired': 'Es muss erneuert werden. Sollte es noch gelten, die Uhr dieses Rechners prüfen.',
  'tls.notYetValid': 'Die Uhr dieses Rechners prüfen. Causeway versucht es wieder, sobald sie gestellt ist.',
  'tls.unacceptable.weakSignature': `Den Betreiber des Servers um ein mit SHA-256 oder besser signiertes Zertifikat bitten. ${trustingIt}`,
  'tls.unacceptable.weakKey': `Den Betreiber des Servers um ein Zertifikat mit einem RSA-Schlüssel ab 2048 Bit oder einem elliptischen bitten. ${trustingIt}`,
  'tls.unacceptable.noNames': `Den Betreiber des Servers um ein Zertifikat mit dem Host als Subject Alternative Name bitten. ${trustingIt}`,
  'tls.unacceptable.wrongUsage': `Den Betreiber des Servers um ein Zertifikat mit der Extended Key Usage serverAuth bitten. ${trustingIt}`,
  'tls.unacceptable.notAnAuthority': `Den Betreiber des Servers um ein Zertifikat einer Zertifizierungsstelle bitten. ${trustingIt}`,
  'tls.unacceptable.nameConstraints': `Den Betreiber des Servers um ein Zertifikat einer anderen Zertifizierungsstelle, oder einen Namen, für den diese bürgen darf bitten. ${trustingIt}`,
  'tls.clientCertificateRequired': 'Das Client-Zertifikat und seinen Schlüssel zum Profil hinzufügen.',
  'tls.failed.noTls': ({ address }) => `Den Port prüfen, oder ${inTheClear[address]}.`,
  'tls.failed.closed': ({ address }) =>
    `Ist das der Port ohne TLS (ein Realm Object Server legt dort bei TLS auf; üblich ist 9080), ${inTheClear[address]}. Sonst: Ein Load-Balancer tut das, wenn kein Server dahintersteht, eine Firewall bei Namen, die sie nicht erlaubt.`,
  'tls.failed.oldVersion': 'Dort TLS 1.2 oder 1.3 einschalten lassen.',
  'tls.failed.nothingInCommon': 'Dort die heute üblichen Verfahren von TLS 1.2 oder 1.3 einschalten lassen.',
  'tls.failed.unknownName':
    'Im Profil den Namen angeben, auf den die Gegenseite eingerichtet ist; eine Adresse statt eines Namens wird oft abgelehnt.',
  'tls.failed.unsaid': 'Prüfen, ob der Port TLS spricht und TLS 1.2 oder neuer erlaubt.',

  'gateway.unresolved': 'Die Sync-URL im Profil prüfen, und ob das richtige Netz oder VPN aktiv ist.',
  'gateway.unreachable': 'Die Sync-URL im Profil prüfen, und ob das Gateway läuft.',
  'gateway.unreachable.server':
    'Prüfen, ob der Port stimmt, der Server läuft und das richtige Netz oder VPN aktiv ist.',
  'gateway.timeout': `${retrying} Bleibt es so, reicht das Gateway vielleicht keine Websockets weiter.`,
  'gateway.closed':
    'Vielleicht erlaubt es keine Websockets, erwartet TLS, wo das Profil keines hat, oder ist ein Load-Balancer ohne Server dahinter.',
  'gateway.closed.server':
    'Prüfen, ob der Port zu einem Realm Object Server gehört und ob er http oder https spricht, wie es im Profil steht. Vielleicht erlaubt etwas auf dem Weg keine Websockets.',
  'gateway.closed.headerTooLong': ({ bytes }) =>
    `Eine Header-Zeile ist ${bytes} Byte lang; der Server und viele Gateways hören bei 8192 wortlos auf. Sie muss kürzer werden.`,
  'gateway.unauthorized': 'Die Request-Header prüfen, die das Gateway verlangt, dann erneut anmelden.',
  'gateway.unauthorized.server':
    'Er nimmt das Access-Token nicht an: Auth-Server und Sync-Server müssen dieselben Schlüssel haben. Erneut anmelden; bleibt es so, ins Log des Servers sehen.',
  'gateway.unauthorized.before':
    'Die eigenen Request-Header prüfen, die dort verlangt werden: Abgelehnt wurde, bevor der Server gefragt war.',
  'gateway.badRequest':
    'Vielleicht sind Websockets oder die kodierten Schrägstriche (%2F) im Pfad nicht erlaubt. Das Log dort nennt den Grund.',
  'gateway.badRequest.server': 'Das Log dort nennt den Grund.',
  'gateway.badRequest.wantsTls': 'Die Sync-URL im Profil mit wss:// beginnen.',
  'gateway.badRequest.tokenMissing':
    'Prüfen, ob das Gateway den Authorization-Header weiterreicht und der Server auf denselben Header-Namen eingestellt ist.',
  'gateway.badRequest.tokenMissing.server':
    'Prüfen, ob der Server auf den Header-Namen im Profil eingestellt ist, und ob alles, was vor ihm steht, diesen Header weiterreicht.',
  'gateway.forbidden':
    'Vielleicht sind nur Pfade unter einem anderen URL-Präfix erlaubt, oder ein eigener Header wird verlangt. Beim Betreiber nachfragen.',
  'gateway.forbidden.network': 'Das Netzwerkteam bitten, Websockets zu dieser Adresse durchzulassen.',
  'gateway.forbidden.upgradesOff':
    'Das tut es, wo Websockets für eine Route nicht eingeschaltet sind: upgrade_configs mit upgrade_type: websocket setzen. Sind sie es, lehnt eine Zugriffsregel ab (RBAC, ext_authz).',
  'gateway.forbidden.accessRule':
    'Die Regel (in Istio: die AuthorizationPolicy) muss diesen Pfad und diesen Client erlauben.',
  'gateway.noSuchPath': 'Das URL-Präfix im Profil prüfen, und ob das Gateway %2F unverändert weiterreicht.',
  'gateway.noSuchPath.encodedTwice':
    'Das Gateway muss den Pfad weiterreichen, wie er kam (nginx: eine map von $request_uri, keine gefangene Variable).',
  'gateway.noSuchPath.changed':
    'Prüfen, ob das Gateway dieses URL-Präfix bedient, es durch /realm-sync ersetzt und %2F unverändert weiterreicht.',
  'gateway.noSuchPath.changed.server':
    'Das URL-Präfix im Profil prüfen: Das des Servers ist /realm-sync. Was vor ihm steht, muss jedes andere dadurch ersetzen und %2F unverändert weiterreichen.',
  'gateway.moved':
    'Causeway folgt mit einem Token keinen Umleitungen. Ist es eine Anmeldeseite, muss dieser Pfad ohne sie durchgelassen werden.',
  'gateway.moved.signIn':
    'Causeway folgt mit einem Token keinen Umleitungen. Dieser Pfad muss ohne die Anmeldung durchgelassen werden.',
  'gateway.moved.toTls': ({ host }) => `Die Sync-URL im Profil mit wss://${host} beginnen.`,
  'gateway.moved.toTls.server': ({ host }) =>
    `Die Adresse des Servers im Profil mit https://${host} beginnen.`,
  'gateway.failed': `${retrying} Bleibt es so, erreicht das Gateway den Server dahinter nicht.`,
  'gateway.failed.network': `${retrying} Bleibt es so, das Netzwerkteam fragen, ob er dem Zertifikat des Gateways vertraut und es erreichen darf.`,
  'gateway.notWebSocket':
    'Sync-URL und URL-Präfix im Profil prüfen. Stimmen sie, antwortet vielleicht eine Web-Application-Firewall an seiner Stelle.',
  'gateway.notWebSocket.server':
    'Adresse und Port des Servers im Profil prüfen: Vielleicht lauscht dort etwas anderes.',
  'gateway.notWebSocket.signIn':
    'Dieser Pfad muss ohne das Single Sign-on durchgelassen werden, oder mit einem Header stattdessen.',
  'gateway.notWebSocket.agreed':
    'Etwas ändert unterwegs die Header der Antwort; sie müssen bleiben, wie sie sind. Besteht es auf Kompression, im Profil die Kompression einschalten.',
  'gateway.upgradeStripped':
    'Das Gateway muss für diesen Pfad Upgrade und Connection weiterreichen (nginx: proxy_http_version 1.1 und beide Header).',
  'gateway.upgradeStripped.network':
    'Das Netzwerkteam bitten, Websockets zu dieser Adresse durchzulassen oder die Verbindung nicht zu öffnen (squid: http_upgrade_request_protocols, oder ssl_bump splice).',
  'gateway.upgradeStripped.somewhere':
    'Was vor dem Server steht, muss für diesen Pfad Upgrade und Connection weiterreichen (nginx: proxy_http_version 1.1 und beide Header).',
  'gateway.protocolMismatch.noneAgreed':
    'Etwas unterwegs nimmt Sec-WebSocket-Protocol aus der Antwort: Es muss in beide Richtungen weitergereicht werden.',
  'gateway.protocolMismatch.notSeen': `${ours} Entweder kennt der Server keine davon, oder etwas unterwegs nimmt Sec-WebSocket-Protocol aus der Anfrage.`,
  'gateway.protocolMismatch.askServer':
    'Wer den Server betreibt, sieht in seinem Protokoll mehr: Vielleicht teilen sich mehrere Server diese Adresse, oder etwas unterwegs ändert Sec-WebSocket-Protocol.',
  'gateway.protocolMismatch.limited': ({ count, tried }) =>
    `Das Profil erlaubt nur ${plural(count, versionOrVersions)} ${tried}. Am besten Causeway die Version selbst finden lassen, wie es vorgegeben ist.`,
  'gateway.protocolMismatch.limited.add': ({ count, tried, versions }) =>
    `Das Profil erlaubt nur ${plural(count, versionOrVersions)} ${tried}. Am besten Causeway die Version selbst finden lassen, wie es vorgegeben ist, oder ${versions} hinzufügen.`,
  'gateway.protocolMismatch.newerCauseway': `${ours} Nach einem neueren Causeway suchen.`,
  'gateway.protocolMismatch.askVersion': `${ours} Fragen, welche der Server spricht und ob er sich aktualisieren lässt.`,

  'session.closed.idle': `${retrying} Passiert es nach derselben Zeit wieder, trennt etwas unterwegs ruhende Verbindungen.`,
  'session.idleKilled': `${retrying} Nach dem dritten Mal pingt es öfter; besser ist am Gateway eine Leerlaufgrenze von mehr als einer Minute.`,
  'session.silent': `${retrying} Kommt es wieder vor, verwirft etwas unterwegs ruhende Verbindungen.`,
  'session.protocol': `${retrying} Kommt es wieder vor, verändert etwas unterwegs die Daten.`,
  'session.protocol.tooLarge':
    'Causeway mit einer höheren Grenze für eine Nachricht starten: CAUSEWAY_MAX_FRAME_MIB, in Mebibyte.',
  'session.timeout': `${retrying} Bleibt es so, stimmt vielleicht etwas unterwegs Websockets zu, ohne weiterzureichen, was darin gesagt wird.`,
  'session.tokenExpired': 'Causeway holt ein neues.',
  'session.tokenExpired.new':
    'Die Uhren von Auth-Server und Sync-Server gleich stellen, und prüfen, wie lange Tokens gelten. Causeway versucht es von selbst wieder.',
  'session.badAuthentication': 'Erneut anmelden.',
  'session.permissionDenied': 'Um Zugriff bitten, oder den Realm-Pfad im Profil ändern.',
  'session.server': 'Mehr dazu steht unter diesem Code im Log des Servers.',
  'session.server.hinted': ({ error }) => sessionErrorHints[error],

  'network.down': 'Causeway verbindet wieder, sobald das Netz zurück ist.',
  'network.portal': 'Im Browser irgendeine Seite öffnen und sich dort anmelden. Causeway versucht es weiter.',
  'profile.invalid': 'Das Profil berichtigen und neu versuchen.',
  'profile.missing': 'Den Pfad einer Profildatei oder den Namen eines gespeicherten Profils angeben.',
  'profile.ambiguous':
    'Statt des Namens die Kennung des gemeinten Profils angeben, oder eines der beiden im Fenster umbenennen.',
  'secret.missing': 'Einmal eingeben; es kommt in den Schlüsselbund.',
  'secret.missing.credential': 'Einmal anmelden; danach genügt der Schlüsselbund.',
  'secret.withheld':
    'Wenn es auch dorthin darf, neu eingeben. Stehen die alten Adressen wieder im Profil, gilt es wie zuvor.',
  'secret.fileUnreadable':
    'Prüfen, ob das Werkzeug läuft, das es erneuert, und ob der Pfad der Datei stimmt. Oder ein JWT einfügen.',
  'secret.fileUnreadable.timeout':
    'Sie liegt vielleicht auf einem Netzlaufwerk, dessen Server fort ist, oder ist eine Pipe, in die kein Programm schreibt. Im Terminal nachsehen, eine andere Datei wählen oder ein JWT einfügen.',
  'input.refused': 'Nichts wurde geändert. Wer nur das Fenster bedient hat, möge es bitte melden.',
  'gesture.missing': 'Den Knopf noch einmal drücken, mit der Maus oder mit der Eingabetaste.',
  'relay.portTaken': ({ port }) =>
    `Das Programm beenden, das dort zuhört: Ein Relay des Fensters nimmt den Port dann von selbst. Oder einen anderen Port wählen und ihn den Apps geben, die ${port} kennen.`,
  'relay.loop': `Wo das Profil diesen Rechner nennt, die eigene Adresse des Servers oder den Proxy der Firma eintragen.`,
  'storage.notSaved': ({ cause }) => notSavedHints[cause],
  cancelled: 'Verbinden geht jederzeit wieder.',
  bug: 'Bitte mit diesem Code melden.',
};

export const explain = explainer({ summaries, hints });
