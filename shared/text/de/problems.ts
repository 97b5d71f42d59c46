import { systemProxy } from '../../destinations.ts';
import type { Presented } from '../../certificate.ts';
import {
  longestRetryAfterMs,
  type Answerer,
  type AnswerFlaw,
  type BadRequestCause,
  type CertificateFlaw,
  type DialCause,
  type FailureCause,
  type ForbiddenCause,
  type PacFailure,
  type PathFlaw,
  type ProblemOf,
  type ProxyRefusal,
  type SocksReply,
  type StageName,
  type TlsFailure,
  type TlsHop,
  type Undecided,
  type VariableFlaw,
  type Withheld,
} from '../../problem.ts';
import { newestProtocol, oldestProtocol } from '../../profile.ts';
import { explainer, type Explanation, type Explanations } from '../explanation.ts';
import { secretName } from '../secret-names.ts';
import { isOurs, isTriedWithin, rangeWords } from '../version-range.ts';
import { environmentWords } from './evidence.ts';
import { issueSentence } from './rules.ts';
import { notSaved, notSavedHints } from './storage.ts';
import { decimal } from './times.ts';
import { secretNames } from './secret-names.ts';

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

const unavailableKeychain = {
  noBus: {
    summary: 'Es gibt keine D-Bus-Sitzung, darum ist der Schlüsselbund nicht erreichbar.',
    hint: 'Causeway aus einer Desktop-Sitzung starten, oder Geheimnisse diesmal im Speicher halten.',
  },
  noService: {
    summary: 'Es läuft kein Schlüsselbund-Dienst.',
    hint: 'GNOME Keyring, KWallet oder den Secret Service von KeePassXC starten, dann neu versuchen.',
  },
  noLibrary: {
    summary: 'Die Bibliothek für den Schlüsselbund ließ sich nicht laden.',
    hint: 'Unter Linux libsecret installieren (Debian und Ubuntu: libsecret-1-0), dann Causeway neu starten.',
  },
  timeout: {
    summary: 'Der Schlüsselbund antwortete nicht rechtzeitig.',
    hint: 'Vielleicht fragt er hinter einem anderen Fenster nach seinem Passwort. Dort antworten, dann neu versuchen.',
  },
  crashed: {
    summary: 'Die Bibliothek des Schlüsselbunds ist abgestürzt.',
    hint: 'Neu versuchen. Passiert es weiter, den Schlüsselbund-Dienst neu starten, oder Geheimnisse diesmal im Speicher halten.',
  },
} as const;

const loginHint = (variable: string | undefined): string =>
  variable === undefined
    ? 'Benutzernamen und Passwort im Profil eintragen; das Passwort kommt in den Schlüsselbund.'
    : `Der Proxy kommt aus der Umgebungsvariable ${variable}: Benutzername und Passwort gehören dort vor das @ (http://name:passwort@…); oder Proxy und Zugangsdaten im Profil eintragen.`;

const withheldPasswords: Record<Withheld, string> = {
  weakerScheme:
    'Er lehnte das Passwort in einem stärkeren Verfahren ab und bietet jetzt nur schwächere, in denen es sich lesen oder erraten ließe: Es wurde nicht noch einmal gesendet. Benutzernamen und Passwort prüfen; stimmen sie, das Netzwerkteam fragen, warum der Proxy es sich anders überlegt.',
  colonInUsername:
    'Er nimmt nur Basic, und das kann keinen Benutzernamen mit Doppelpunkt übermitteln; es wurde nichts gesendet. Den Benutzernamen so schreiben, wie der Proxy ihn kennt, etwa FIRMA\\name.',
  unknownDigest:
    'Er verlangt Digest in einer Form, die Causeway nicht spricht; das Passwort wurde nicht gesendet. Das Netzwerkteam um MD5, SHA-256 oder SHA-512-256 bitten.',
};

const negotiateLacks = {
  noLibrary:
    'Er nimmt nur, wer in der Firma angemeldet ist (Negotiate). Das kann diese Fassung von Causeway nicht nachweisen: Das Paket kerberos fehlt.',
  noTicket:
    'Er nimmt nur, wer in der Firma angemeldet ist (Negotiate), und es gibt kein Ticket. Neu am Firmennetz anmelden, oder kinit ausführen.',
} as const;

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

const undecidedWords = (problem: Undecided): Explanation => {
  switch (problem.reason) {
    case 'variable':
      return {
        summary: `Die Umgebungsvariable ${problem.variable} ist nicht zu gebrauchen: ${variableFlaws[problem.flaw]}.`,
        hint:
          problem.flaw === 'windowOnly'
            ? 'https_proxy oder http_proxy setzen, oder den Proxy im Profil festlegen. Es wurde nichts angewählt.'
            : 'Sie als http://proxy.example:3128 schreiben (oder mit https://, socks5://, socks5h://), oder den Proxy im Profil festlegen. Es wurde nichts angewählt.',
      };
    case 'pacFailed':
      return {
        summary:
          problem.cause === undefined
            ? 'Die Proxy-Einstellungen des Systems ließen sich nicht auswerten.'
            : `Das PAC-Skript dieses Rechners${problem.script === undefined ? '' : ` ${problem.script}`} ${pacFailures[problem.cause]}.`,
        hint: 'Es wurde nichts angewählt. Das Skript in den Netzwerkeinstellungen des Systems richten lassen, den Proxy im Profil festlegen, oder das Profil in diesem Fall direkt gehen lassen.',
      };
    case 'neverDirect':
    case 'unsupported':
      return routeUndecided[problem.reason];
  }
};

const routeUndecided = {
  neverDirect: {
    summary: 'Hinaus führt nur eine direkte Verbindung, und die verbietet dieses Profil.',
    hint: 'Im Profil einen Forward-Proxy nennen, oder „Nie direkt verbinden“ ausschalten.',
  },
  unsupported: {
    summary: 'Die Systemeinstellungen nennen eine Art von Proxy, die nicht unterstützt wird.',
    hint: 'Im Profil einen HTTP-, HTTPS- oder SOCKS5-Proxy wählen.',
  },
} as const;

const untrusted = {
  unknownIssuer: 'ist von einer Stelle unterschrieben, die dieser Rechner nicht kennt',
  selfSigned: 'ist von sich selbst unterschrieben',
  incompleteChain: 'kam ohne die Zertifikate, die es mit einer bekannten Stelle verbinden',
  inspected: 'stammt von einem TLS-Inspektor auf dem Weg',
} as const;

function unacceptable(flaw: CertificateFlaw, end: string, host: string): string {
  switch (flaw.kind) {
    case 'weakSignature':
      return `Das Zertifikat ${end} ist fälschbar: „${flaw.subject}“ ist mit ${flaw.algorithm} signiert.`;
    case 'weakKey':
      return `Das Zertifikat ${end} ist fälschbar: Der RSA-Schlüssel von „${flaw.subject}“ hat nur ${flaw.bits} Bit.`;
    case 'noNames':
      return `Das Zertifikat ${end} nennt keinen Host: „${flaw.subject}“ steht nur im Common Name, und einen Subject Alternative Name hat es nicht.`;
    case 'wrongUsage':
      return `Das Zertifikat ${end}, „${flaw.subject}“, ist nicht für Server ausgestellt (Extended Key Usage).`;
    case 'notAnAuthority':
      return `Das Zertifikat ${end} ist von „${flaw.subject}“ signiert, und das ist keine Zertifizierungsstelle.`;
    case 'nameConstraints':
      return `Die Zertifizierungsstelle „${flaw.issuer}“ darf für ${host} keine Zertifikate ausstellen: Ihre Name Constraints schließen diesen Namen aus.`;
  }
}

const trustingIt = 'Bis dahin lässt sich für dieses Profil genau diesem Zertifikat vertrauen.';
const unacceptableHints: Record<CertificateFlaw['kind'], string> = {
  weakSignature: `Den Betreiber des Servers um ein mit SHA-256 oder besser signiertes Zertifikat bitten. ${trustingIt}`,
  weakKey: `Den Betreiber des Servers um ein Zertifikat mit einem RSA-Schlüssel ab 2048 Bit oder einem elliptischen bitten. ${trustingIt}`,
  noNames: `Den Betreiber des Servers um ein Zertifikat mit dem Host als Subject Alternative Name bitten. ${trustingIt}`,
  wrongUsage: `Den Betreiber des Servers um ein Zertifikat mit der Extended Key Usage serverAuth bitten. ${trustingIt}`,
  notAnAuthority: `Den Betreiber des Servers um ein Zertifikat einer Zertifizierungsstelle bitten. ${trustingIt}`,
  nameConstraints: `Den Betreiber des Servers um ein Zertifikat einer anderen Zertifizierungsstelle, oder einen Namen, für den diese bürgen darf bitten. ${trustingIt}`,
};

const answerFlaws = {
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
} as const;

const answerFlawHints: Partial<Record<AnswerFlaw, string>> = {
  wantsTls: 'Die Adresse des Servers im Profil mit https:// beginnen.',
  notText:
    'Ein Pfad oder eine Identität in der Antwort enthält einen halben Unicode-Buchstaben (ein einzelnes Surrogat). Das ist auf dem Server zu berichtigen; im Profil hilft nichts.',
  tokenMalformed:
    'Das Token enthält Anführungszeichen, umgekehrte Schrägstriche oder Steuerzeichen und würde den Header verändern, in den es kommt. Kein bekannter Server stellt solche Tokens aus: Prüfen, wer an seiner Stelle antwortet.',
  notServed: 'Host, Port und Pfad der Server-Adresse im Profil prüfen: /auth wird angehängt.',
};

const headerTooLong = (who: string, status: number): Explanation => ({
  summary: `${who} nimmt keine so langen Header an wie die gesendeten (${status}).`,
  hint: 'Dort die Grenze für Header-Zeilen anheben, oder die eigenen Request-Header kürzen.',
});

/** Was mit einer Ablehnung vor dem Auth-Server gemeint ist, wo ihr Status es sagt. */
const refusalHints: Readonly<Record<number, string>> = {
  401: 'Die eigenen Request-Header prüfen: Wahrscheinlich verlangt das Gateway einen, der fehlt oder nicht stimmt.',
  413: 'Dort die Grenze für die Größe von Anfragen anheben lassen.',
  426: 'Das Gateway davor muss mit HTTP/1.1 weiterleiten (nginx: proxy_http_version 1.1).',
};

function badRequest(
  status: number,
  cause: BadRequestCause | undefined,
  by: Answerer | undefined,
): Explanation {
  const answerer = gatewayOr(by);
  switch (cause) {
    case 'headerTooLong':
      return headerTooLong(answerer, status);
    case 'wantsTls':
      return {
        summary: `${answerer} erwartet TLS an diesem Port (${status}).`,
        hint: 'Die Sync-URL im Profil mit wss:// beginnen.',
      };
    case undefined:
      return {
        summary: `${answerer} wird aus dem Upgrade nicht klug (${status}).`,
        hint:
          by === 'server'
            ? 'Das Log dort nennt den Grund.'
            : 'Vielleicht sind Websockets oder die kodierten Schrägstriche (%2F) im Pfad nicht erlaubt. Das Log dort nennt den Grund.',
      };
    case 'tokenMissing':
      return {
        summary: `Das Access-Token kam nicht unversehrt beim Server an (${status}).`,
        hint:
          by === 'server'
            ? 'Prüfen, ob der Server auf den Header-Namen im Profil eingestellt ist, und ob alles, was vor ihm steht, diesen Header weiterreicht.'
            : 'Prüfen, ob das Gateway den Authorization-Header weiterreicht und der Server auf denselben Header-Namen eingestellt ist.',
      };
  }
}

const protocolFlaws = {
  frame: 'schickte eine unsinnige Nachricht',
  order: 'schickte eine Nachricht außer der Reihe',
  tooLarge: 'schickte eine zu große Nachricht',
  websocket: 'verletzte das Websocket-Protokoll',
} as const;

type Mismatch = ProblemOf<'gateway.protocolMismatch'>;

function mismatchSummary({ side, speaks, tried = [] }: Mismatch): string {
  if (side === 'otherAgreed') {
    const agreed = speaks === undefined ? 'etwas anderem' : `Version ${rangeWords(speaks)}`;
    return tried.length === 0
      ? `Der Server stimmte ${agreed} des Sync-Protokolls zu, wonach er nicht gefragt war`
      : `Der Server wurde nach Version ${tried.at(-1)} des Sync-Protokolls gefragt und stimmte ${agreed} zu`;
  }
  const isOwnRefused = speaks !== undefined && isTriedWithin(speaks, tried);
  if (speaks !== undefined && !(side === 'notSeen' && isOwnRefused)) {
    const own = `${speaks.oldest === speaks.newest ? 'Version' : 'die Versionen'} ${rangeWords(speaks)}`;
    return isOwnRefused
      ? `Der Server sagt, er spreche ${own} des Sync-Protokolls, und lehnt gerade das ab`
      : `Der Server spricht nur ${own}`;
  }
  switch (side) {
    case 'clientTooOld':
      return `Der Server spricht nur neuere Versionen des Sync-Protokolls, keine der versuchten${listed(tried)}`;
    case 'clientTooNew':
      return `Der Server spricht nur ältere Versionen des Sync-Protokolls, keine der versuchten${listed(tried)}`;
    case 'notSeen':
      return 'Der Server fand in der Anfrage keine Version des Sync-Protokolls, die er kennt';
    case 'noneAgreed':
      return 'Die Antwort auf das Upgrade nennt keine Version des Sync-Protokolls';
    case 'unsaid':
      return `Der Server spricht keine der Versionen des Sync-Protokolls, die versucht wurden${listed(tried)}`;
  }
}

const listed = (versions: readonly number[]): string =>
  versions.length === 0 ? '' : ` (${versions.join(', ')})`;

function mismatchHint({ side, speaks, tried = [], isLimited = false }: Mismatch): string {
  const ours = `Causeway spricht die Versionen ${oldestProtocol} bis ${newestProtocol}.`;
  if (side === 'noneAgreed') {
    return 'Etwas unterwegs nimmt Sec-WebSocket-Protocol aus der Antwort: Es muss in beide Richtungen weitergereicht werden.';
  }
  const isOwnRefused = speaks !== undefined && isTriedWithin(speaks, tried);
  if (side === 'notSeen' && (speaks === undefined || isOwnRefused)) {
    return `${ours} Entweder kennt der Server keine davon, oder etwas unterwegs nimmt Sec-WebSocket-Protocol aus der Anfrage.`;
  }
  if (side === 'otherAgreed' || isOwnRefused) {
    return 'Wer den Server betreibt, sieht in seinem Protokoll mehr: Vielleicht teilen sich mehrere Server diese Adresse, oder etwas unterwegs ändert Sec-WebSocket-Protocol.';
  }
  if (isLimited) {
    return `Das Profil erlaubt nur ${tried.length === 1 ? 'Version' : 'die Versionen'} ${tried.join(', ')}. Am besten Causeway die Version selbst finden lassen, wie es vorgegeben ist${speaks === undefined || !isOurs(speaks) ? '' : `, oder ${rangeWords(speaks)} hinzufügen`}.`;
  }
  if (speaks !== undefined && speaks.oldest > newestProtocol)
    return `${ours} Nach einem neueren Causeway suchen.`;
  return side === 'clientTooOld'
    ? `${ours} Nach einem neueren Causeway suchen.`
    : `${ours} Fragen, welche der Server spricht und ob er sich aktualisieren lässt.`;
}

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
const credentialSecrets: Readonly<Record<string, string>> = {
  password: 'ein Passwort',
  jwt: 'ein JWT',
  custom: 'die Daten des eigenen Providers',
  refreshToken: 'ein Refresh-Token',
  adminToken: 'ein Admin-Token',
};

/** Codes eines Close-Frames (RFC 6455 §7.4 und deren Verzeichnis) in Worten; 1006 steht für gar keinen. */
const closings: Readonly<Record<number, string>> = {
  1000: 'Die Gegenseite war fertig und schloss die Verbindung',
  1001: 'Die Gegenseite schloss die Verbindung, weil sie sich verabschiedet',
  1006: 'Die Verbindung riss wortlos ab',
  1008: 'Die Gegenseite schloss die Verbindung wegen einer eigenen Regel',
  1009: 'Die Gegenseite schloss die Verbindung, weil eine Nachricht für sie zu groß war',
  1011: 'Die Gegenseite schloss die Verbindung wegen eines eigenen Fehlers',
  1012: 'Die Gegenseite schloss die Verbindung, weil sie neu startet',
  1013: 'Die Gegenseite schloss die Verbindung, weil sie überlastet ist',
  1014: 'Ein Gateway schloss die Verbindung, weil der Server dahinter versagte',
};

/** Fehlercodes des Realm Object Servers, §4, in Worten. */
const sessionErrors: Readonly<Record<number, string>> = {
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
};

const sessionErrorHints: Readonly<Record<number, string>> = {
  105: 'Im Profil andere Protokollversionen anbieten.',
  204: 'Den Realm-Pfad im Profil ändern.',
  205: 'Den Realm-Pfad im Profil prüfen; vielleicht wurde der Realm gelöscht.',
  214: 'Abfragebasierten Sync im Profil ausschalten, oder auf dem Server einschalten lassen.',
  220: 'Beim Betreiber des Servers nach dem Grund fragen.',
  224: 'Andere Sitzungen dieser Identität schließen.',
};

const answerers: Record<Exclude<Answerer, 'server'>, string> = {
  'forward proxy': 'Der Forward-Proxy auf dem Weg',
  'TLS inspector': 'Der TLS-Inspektor auf dem Weg',
  gateway: 'Das Gateway',
};

/** Wer geantwortet hat, am Anfang eines Satzes. */
const who = (by: Answerer | undefined, otherwise: string, server: string): string => {
  if (by === undefined) return otherwise;
  return by === 'server' ? server : answerers[by];
};

const theAuthServer = 'Der Auth-Server';
const authEnd = (by: Answerer | undefined): string => who(by, theAuthServer, theAuthServer);
const gatewayOr = (by: Answerer | undefined): string => who(by, 'Das Gateway', 'Der Sync-Server');

/** Sache des Netzwerkteams, wo immer die Antwort von der Seite des Clients kommt. */
const isOnTheWay = (by: Answerer | undefined): boolean => by === 'forward proxy' || by === 'TLS inspector';

const environmentNote = ({ environmentRoots = [] }: Presented): string =>
  environmentRoots.map((roots) => ` ${environmentWords(roots)}`).join('');

function intercepted(
  { status, what, product, incident }: ProblemOf<'gateway.intercepted' | 'auth.intercepted'>,
  path: string,
): Explanation {
  const whose = product === undefined ? '' : ` (${product})`;
  switch (what) {
    case 'botChallenge':
      return {
        summary: `Statt einer Antwort kam eine Prüfung gegen Bots${whose}, die nur ein Browser besteht (${status}).`,
        hint: `Beim Betreiber ${path} von der Prüfung ausnehmen lassen: Kein Programm kommt daran vorbei, und neu versuchen hilft nicht.`,
      };
    case 'blockPage':
      return {
        summary: `Ein Filter oder eine Richtlinie auf dem Weg${whose} sperrt diese Adresse (${status}).`,
        hint: 'Neu versuchen hilft nicht: das Netzwerkteam bitten, diesen Host zu erlauben, samt Websockets.',
      };
    case 'firewall':
      return {
        summary: `Eine Web-Application-Firewall${whose} lehnte die Anfrage ab (${status})${
          incident === undefined ? '' : `, Vorfall ${incident}`
        }.`,
        hint:
          incident === undefined
            ? `Beim Betreiber fragen, welche Regel das war, und ${path} davon ausnehmen lassen.`
            : `Dem Betreiber die Nummer ${incident} nennen: Unter ihr steht die Regel im Log. ${path} davon ausnehmen lassen.`,
      };
  }
}

/** Was ein Status über den Weg hinter der antwortenden Stelle sagt. */
const failureCauses: Record<FailureCause, (whose: string, status: number) => Explanation> = {
  otherHttp: (whose, status) => ({
    summary: `${whose}, ein Load-Balancer, spricht mit seinen Zielen eine andere HTTP-Version als die dieser Anfrage (${status}).`,
    hint: 'Die Protokollversion seiner Zielgruppe auf HTTP1 stellen lassen: Websockets brauchen HTTP/1.1 auf dem ganzen Weg.',
  }),
  misdirected: (whose, status) => ({
    summary: `${whose} ist auf dieser Verbindung nicht für diesen Namen zuständig (${status}).`,
    hint: 'Den Host im Profil prüfen: Der Name bei TLS (SNI) und der Host-Header müssen dort bekannt sein.',
  }),
  tooManyHops: (whose, status) => ({
    summary: `${whose}, ein Load-Balancer, lehnt eine Anfrage ab, die durch zu viele Stationen kam (${status}).`,
    hint: 'Der X-Forwarded-For-Header enthält mehr als 30 Adressen: Etwas auf dem Weg schickt Anfragen im Kreis.',
  }),
  signInBroken: (whose, status) => ({
    summary: `${whose}, ein Load-Balancer, verlangt eine eigene Anmeldung, und deren Identity-Provider versagte (${status}).`,
    hint: 'Diesen Pfad von der Anmeldung ausnehmen lassen: Causeway bringt ein eigenes Token mit.',
  }),
  serverTls: (whose, status) => ({
    summary: `${whose} konnte die Verbindung zum Server dahinter nicht sichern (${status}).`,
    hint: 'Zertifikat oder TLS-Einstellungen des Servers dahinter in Ordnung bringen lassen; an den eigenen liegt es nicht.',
  }),
  serverDown: (whose, status) => ({
    summary: `${whose} wurde vom Server dahinter abgewiesen (${status}).`,
    hint: `${retrying} Bleibt es so, läuft der Server dahinter nicht oder lässt niemanden ein.`,
  }),
  serverSilent: (whose, status) => ({
    summary: `${whose} wartete vergeblich auf den Server dahinter (${status}).`,
    hint: `${retrying} Bleibt es so, steht vielleicht eine Firewall zwischen den beiden, oder der Server ist überlastet.`,
  }),
  serverUnreachable: (whose, status) => ({
    summary: `${whose} findet keinen Weg zum Server dahinter (${status}).`,
    hint: `${retrying} Bleibt es so, dort die eingetragene Adresse des Servers prüfen lassen.`,
  }),
  serverNonsense: (whose, status) => ({
    summary: `${whose} bekam vom Server dahinter eine unbrauchbare Antwort (${status}).`,
    hint: `${retrying} Bleibt es so, ins Log des Servers sehen; auch zu große Header führen dazu.`,
  }),
  gaveUp: (whose, status) => ({
    summary: `${whose} meldet, dass die Verbindung vor der Antwort aufgegeben wurde (${status}).`,
    hint: `${retrying} Bleibt es so, wartet etwas auf dem Weg kürzer, als der Server braucht.`,
  }),
  slowRequest: (whose, status) => ({
    summary: `${whose} wartete zu lange auf die Anfrage (${status}).`,
    hint: `${retrying} Bleibt es so, hält etwas auf dem Weg Anfragen auf.`,
  }),
};

const forbiddenCauses: Record<ForbiddenCause, (status: number) => Explanation> = {
  upgradesOff: (status) => ({
    summary: `Das Gateway (Envoy) lehnt das Upgrade wortlos ab (${status}).`,
    hint: 'Das tut es, wo Websockets für eine Route nicht eingeschaltet sind: upgrade_configs mit upgrade_type: websocket setzen. Sind sie es, lehnt eine Zugriffsregel ab (RBAC, ext_authz).',
  }),
  accessRule: (status) => ({
    summary: `Eine Zugriffsregel des Gateways (Envoy, RBAC) lehnt die Anfrage ab (${status}).`,
    hint: 'Die Regel (in Istio: die AuthorizationPolicy) muss diesen Pfad und diesen Client erlauben.',
  }),
};

const refusedTunnels: Record<ProxyRefusal, (problem: ProblemOf<'route.refused'>) => Explanation> = {
  portal: ({ proxy, status, host = null }) => ({
    summary: `Der Forward-Proxy ${proxy} schickt zu einem Portal, statt zu verbinden${
      host === null ? '' : `: ${host}`
    } (${status}).`,
    hint: `Im Browser ${host === null ? 'irgendeine Seite' : `https://${host}`} öffnen und sich dort anmelden. Causeway versucht es weiter.`,
  }),
  signIn: ({ proxy, status }) => ({
    summary: `Was bei ${proxy} antwortet, verlangt eine eigene Anmeldung (${status}).`,
    hint: 'Es sagt das wie ein Webserver, nicht wie ein Forward-Proxy: Adresse und Port des Proxys prüfen. Stimmen sie, das Netzwerkteam fragen, wie sich Programme bei ihm anmelden.',
  }),
  blockPage: ({ proxy, status, target, product }) => ({
    summary: `Ein Filter oder eine Richtlinie${product === undefined ? '' : ` (${product})`} beim Forward-Proxy ${proxy} sperrt ${target} (${status}).`,
    hint: `Neu versuchen hilft nicht: das Netzwerkteam bitten, ${target} zu erlauben, samt Websockets.`,
  }),
  nameNotFound: ({ proxy, status, target }) => ({
    summary: `Der Forward-Proxy ${proxy} fand den Namen in ${target} nicht (${status}).`,
    hint: 'Die Schreibweise des Hosts prüfen; vielleicht ist der Name nur in der Firma bekannt, oder nur außerhalb.',
  }),
  unreachable: ({ proxy, status, target }) => ({
    summary: `Der Forward-Proxy ${proxy} kam nicht bis zu ${target} (${status}).`,
    hint: 'Der Proxy erreichte das Ziel selbst nicht. Den Port des Ziels prüfen, und ob der Proxy dorthin darf.',
  }),
  timedOut: ({ proxy, status, target }) => ({
    summary: `Der Forward-Proxy ${proxy} wartete vergeblich auf ${target} (${status}).`,
    hint: 'Der Proxy bekam vom Ziel keine Antwort. Namen und Port des Ziels prüfen; vielleicht steht eine Firewall dazwischen.',
  }),
  busy: ({ proxy, status }) => ({
    summary: `Der Forward-Proxy ${proxy} bekommt zu viele Anfragen (${status}).`,
    hint: `${retrying} Bleibt es so, das Netzwerkteam nach seiner Grenze fragen.`,
  }),
};

const changedNote = ({ changedFrom }: Presented): string =>
  changedFrom === null
    ? ''
    : ` Es ist nicht das Zertifikat der letzten guten Verbindung; das hatte „${changedFrom.issuer}“ unterschrieben.`;

const seconds = (ms: number): string => (ms < 9_950 ? decimal(ms / 1000, 1) : String(Math.round(ms / 1000)));

const refusedCredentials = {
  unsaid: 'lehnte die Zugangsdaten ab',
  jwtExpired: 'lehnte das JWT ab, weil es abgelaufen ist',
  jwtSignature: 'lehnte das JWT wegen seiner Signatur ab',
} as const;

const credentialHints = {
  unsaid: 'Den Benutzernamen prüfen und erneut anmelden.',
  jwtExpired: 'Vom Identity-Provider ein neues JWT holen. Ist es neu, die Uhr dieses Rechners prüfen.',
  jwtSignature: 'Prüfen, ob der Server dem Identity-Provider vertraut, der dieses JWT ausgestellt hat.',
} as const;

const listOf = (places: readonly string[]): string =>
  places.length === 0
    ? 'keinen anderen Ort'
    : places.map((place) => (place === systemProxy ? 'den Proxy des Systems' : place)).join(' und ');

const fileCauses = {
  missing: 'diese Datei gibt es nicht',
  denied: 'die Leserechte fehlen',
  empty: 'sie ist leer',
  tooLarge: 'sie ist zu groß für ein JWT',
  timeout: 'die Datei antwortet nicht',
  unreadable: 'sie ist nicht als Datei lesbar',
  notJwt: 'sie enthält kein JWT, deshalb wurde nichts daraus gesendet',
} as const;

const isSocks = (proxy: string): boolean => proxy.startsWith('socks');

const inBrackets = (status: number): string => (status > 0 ? ` (${status})` : '');

/** So antwortet ein Forward-Proxy, der nicht verbinden konnte; 501 heißt, dass er es nie tut. */
const isTargetsFault = (status: number): boolean => status >= 500 && status !== 501;

/** Was Webserver zu CONNECT sagen. */
const isNoProxys = (status: number): boolean => [400, 404, 405, 501].includes(status);

const retrying = 'Vielleicht vergeht es von selbst: Causeway versucht es weiter.';

function busyWords(status: number, by: Answerer | undefined): string {
  if (status === 429) return 'bekommt zu viele Anfragen';
  return `${by === undefined || by === 'server' ? '' : 'oder der Server dahinter '}ist gerade nicht verfügbar`;
}

/** Mit `Retry-After` sagt die Gegenseite, wie lange sie in Ruhe gelassen werden will. */
function retryingAfter(ms: number | null): string {
  if (ms === null || ms === 0) return retrying;
  const asked = `Die Gegenseite bittet um ${spanWords(ms)} Ruhe;`;
  return ms > longestRetryAfterMs
    ? `${asked} Causeway versucht es nach ${spanWords(longestRetryAfterMs, true)} wieder.`
    : `${asked} danach versucht Causeway es wieder.`;
}

/** Im Akkusativ, oder im Dativ: „1 Tag“, „2 Tage“, „nach 2 Tagen“. */
function spanWords(ms: number, isDative = false): string {
  const units = [
    [86_400_000, 'Tag', 'Tage', 'Tagen'],
    [3_600_000, 'Stunde', 'Stunden', 'Stunden'],
    [60_000, 'Minute', 'Minuten', 'Minuten'],
  ] as const;
  const unit = units.find(([length]) => ms >= length);
  const [length, one, many, dative] = unit ?? ([1000, 'Sekunde', 'Sekunden', 'Sekunden'] as const);
  const count = Math.round(ms / length);
  return `${count} ${count === 1 ? one : isDative ? dative : many}`;
}

const untrustedHint = (cause: keyof typeof untrusted, issuer: string): string => {
  switch (cause) {
    case 'inspected':
      return `Macht die Firma das mit Absicht, die Zertifizierungsstelle „${issuer}“ zum Profil hinzufügen, oder das Netzwerkteam bitten, diesen Host auszunehmen.`;
    case 'incompleteChain':
      return `Ist „${issuer}“ die Zertifizierungsstelle der Firma, ihr Zertifikat zum Profil hinzufügen; sonst sollte der Server seine ganze Kette schicken.`;
    case 'selfSigned':
    case 'unknownIssuer':
      return `Ist „${issuer}“ die Zertifizierungsstelle der Firma, ihr Zertifikat zum Profil hinzufügen.`;
  }
};

const tlsFailures = {
  noTls: 'Dieser Port spricht kein TLS',
  oldVersion: 'Es gibt dort kein TLS ab Version 1.2',
  nothingInCommon: 'Keine Art der Verschlüsselung wird von beiden Seiten unterstützt',
  unknownName: 'Dieser Name ist dort unbekannt',
  closed: 'Sie wurde vorher geschlossen',
  unsaid: 'Der Grund blieb ungenannt',
} as const;

function tlsFailureHint(cause: TlsFailure | 'unsaid', hop: TlsHop): string {
  const address = hop === 'forward proxy' ? 'die Adresse des Proxys' : 'die Adresse des Servers';
  const alsoWs = hop === 'gateway' || hop === 'sync server' ? ' (eine Sync-URL: mit ws://)' : '';
  const inTheClear = `${address} im Profil stattdessen mit http:// beginnen${alsoWs}`;
  switch (cause) {
    case 'noTls':
      return `Den Port prüfen, oder ${inTheClear}.`;
    case 'closed':
      return `Ist das der Port ohne TLS (ein Realm Object Server legt dort bei TLS auf; üblich ist 9080), ${inTheClear}. Sonst: Ein Load-Balancer tut das, wenn kein Server dahintersteht, eine Firewall bei Namen, die sie nicht erlaubt.`;
    case 'oldVersion':
    case 'nothingInCommon':
    case 'unknownName':
    case 'unsaid':
      return tlsFailureHints[cause];
  }
}

const tlsFailureHints = {
  oldVersion: 'Dort TLS 1.2 oder 1.3 einschalten lassen.',
  nothingInCommon: 'Dort die heute üblichen Verfahren von TLS 1.2 oder 1.3 einschalten lassen.',
  unknownName:
    'Im Profil den Namen angeben, auf den die Gegenseite eingerichtet ist; eine Adresse statt eines Namens wird oft abgelehnt.',
  unsaid: 'Prüfen, ob der Port TLS spricht und TLS 1.2 oder neuer erlaubt.',
} as const;

function pathFlaw(
  cause: PathFlaw | undefined,
  { status, urlPrefix, by }: ProblemOf<'gateway.noSuchPath'>,
): Explanation {
  switch (cause) {
    case 'encodedTwice':
      return {
        summary: `Das Gateway hat den Realm-Pfad ein zweites Mal kodiert: Der Server sah %252F statt %2F (${status}).`,
        hint: 'Das Gateway muss den Pfad weiterreichen, wie er kam (nginx: eine map von $request_uri, keine gefangene Variable).',
      };
    case 'changed':
      return {
        summary:
          by === 'server'
            ? `Der Sync-Server kennt den Pfad nicht, der unter ${urlPrefix} ankam (${status}).`
            : `Das Gateway oder der Server dahinter kennt den Pfad unter ${urlPrefix} nicht (${status}).`,
        hint:
          by === 'server'
            ? 'Das URL-Präfix im Profil prüfen: Das des Servers ist /realm-sync. Was vor ihm steht, muss jedes andere dadurch ersetzen und %2F unverändert weiterreichen.'
            : 'Prüfen, ob das Gateway dieses URL-Präfix bedient, es durch /realm-sync ersetzt und %2F unverändert weiterreicht.',
      };
    case 'notServed':
    case undefined:
      return {
        summary: `${gatewayOr(by)} kennt keinen Pfad unter ${urlPrefix} (${status}).`,
        hint: 'Das URL-Präfix im Profil prüfen, und ob das Gateway %2F unverändert weiterreicht.',
      };
  }
}

function notWebSocket({ status, isSignIn, by }: ProblemOf<'gateway.notWebSocket'>): Explanation {
  if (isSignIn === true) {
    return {
      summary: `${gatewayOr(by)} beantwortete das Upgrade mit einer Anmeldeseite (${status}).`,
      hint: 'Dieser Pfad muss ohne das Single Sign-on durchgelassen werden, oder mit einem Header stattdessen.',
    };
  }
  if (status === 101) {
    return {
      summary: `${gatewayOr(by)} stimmte dem Upgrade zu (101), aber nicht so, wie ein Websocket es erlaubt.`,
      hint: 'Etwas ändert unterwegs die Header der Antwort; sie müssen bleiben, wie sie sind. Besteht es auf Kompression, im Profil die Kompression einschalten.',
    };
  }
  return {
    summary: `${gatewayOr(by)} beantwortete das Upgrade mit etwas anderem als einem Websocket${status > 0 ? ` (${status})` : ''}.`,
    hint:
      by === 'server'
        ? 'Adresse und Port des Servers im Profil prüfen: Vielleicht lauscht dort etwas anderes.'
        : 'Sync-URL und URL-Präfix im Profil prüfen. Stimmen sie, antwortet vielleicht eine Web-Application-Firewall an seiner Stelle.',
  };
}

function authFailed(status: number, by: Answerer | undefined): Explanation {
  return {
    summary:
      by === undefined || by === 'server'
        ? `Im Auth-Server gab es einen Fehler (${status}).`
        : `${answerers[by]} bekam keine Antwort vom Auth-Server (${status}).`,
    hint: isOnTheWay(by)
      ? `${retrying} Bleibt es so, das Netzwerkteam fragen, ob er dem Zertifikat des Servers vertraut und ihn erreichen darf.`
      : `${retrying} Bleibt es so, ins Log des Servers sehen.`,
  };
}

function refusedTunnel({ proxy, status, target }: ProblemOf<'route.refused'>): Explanation {
  return {
    summary: isTargetsFault(status)
      ? `Der Forward-Proxy ${proxy} kam nicht bis zu ${target} (${status}).`
      : `Der Forward-Proxy ${proxy} lehnte die Verbindung zu ${target} ab (${status}).`,
    hint: isTargetsFault(status)
      ? 'Der Proxy erreichte das Ziel selbst nicht. Namen und Port des Ziels prüfen.'
      : isNoProxys(status)
        ? `Vielleicht ist es ein Webserver und kein Forward-Proxy: Adresse und Port prüfen. Stimmen sie, das Netzwerkteam bitten, CONNECT zu ${target} zu erlauben.`
        : `Das Netzwerkteam bitten, CONNECT zu ${target} zu erlauben.`,
  };
}

/** Im Dativ: „leitet um zu …“. */
const redirectedTo = (host: string | null, isSignIn: boolean): string => {
  if (host === null) return isSignIn ? 'einer Anmeldeseite' : 'einer anderen Adresse';
  return isSignIn ? `einer Anmeldeseite bei ${host}` : host;
};

function gatewayFailed(status: number, by: Answerer | undefined): Explanation {
  const summary = `${gatewayOr(by)} meldet einen Fehler (${status}).`;
  if (by === 'server') return { summary, hint: `${retrying} Bleibt es so, ins Log des Servers sehen.` };
  return {
    summary,
    hint: isOnTheWay(by)
      ? `${retrying} Bleibt es so, das Netzwerkteam fragen, ob er dem Zertifikat des Gateways vertraut und es erreichen darf.`
      : `${retrying} Bleibt es so, erreicht das Gateway den Server dahinter nicht.`,
  };
}

/** Ein Port ohne TLS wartet vielleicht auf den Rest dessen, was er für eine Anfrage hält. */
const orNoTls = (stage: StageName, alsoWs = ''): string =>
  stage === 'tls'
    ? ` Spricht der Port kein TLS, seine Adresse im Profil stattdessen mit http:// beginnen${alsoWs}.`
    : '';

const explanations: Explanations = {
  'vault.locked': () => ({
    summary: 'Der Schlüsselbund ist gesperrt.',
    hint: 'Entsperren, dann neu versuchen. Nichts darin wurde verändert. Ist er offen, wurde der Eintrag anderswo gelöscht: erneut anmelden.',
  }),
  'vault.unavailable': ({ reason }) => unavailableKeychain[reason],
  'vault.denied': () => ({
    summary: 'Der Schlüsselbund ließ Causeway nicht ein.',
    hint: 'Kam eine Frage, neu versuchen und sie beantworten. Sonst Causeway in den Einstellungen des Systems oder des Schlüsselbunds zulassen. Nichts darin wurde verändert.',
  }),
  'vault.corrupt': () => ({
    summary: 'Was der Schlüsselbund für dieses Profil verwahrt, ist nicht lesbar.',
    hint: 'Erneut anmelden, um es zu ersetzen.',
  }),

  'auth.unresolved': ({ host, by }) => ({
    summary: `Der Name ${by === 'gateway' ? 'des Gateways' : 'des Auth-Servers'} ${host} ließ sich nicht auflösen.`,
    hint: 'Die Schreibweise des Servers im Profil prüfen, und ob das richtige Netz oder VPN aktiv ist.',
  }),
  'auth.unreachable': ({ host, port, cause, by }) => ({
    summary: `${authEnd(by)} ${host}:${port} ist nicht erreichbar: ${dialCauses[cause]}.`,
    hint: `Prüfen, ob der Port stimmt, ${by === 'gateway' ? 'das Gateway' : 'der Server'} läuft und das richtige Netz oder VPN aktiv ist.`,
  }),
  'auth.closed': ({ host, by }) => ({
    summary: `${authEnd(by)} ${host} schloss die Verbindung, ohne zu antworten.`,
    hint: 'Prüfen, ob der Port zu einem Realm Object Server gehört und ob er http oder https spricht, wie es im Profil steht. Auch ein Load-Balancer ohne Server dahinter tut das.',
  }),
  'auth.timeout': ({ host, stage, by }) => ({
    summary: `${authEnd(by)} ${host} brauchte zu lange (${stageWords[stage]}).`,
    hint: `${retrying} Bleibt es so, verwirft vielleicht eine Firewall die Verbindung.${orNoTls(stage)}`,
  }),
  'auth.credentialRefused': ({ status, code, why }) => ({
    summary: `Der Auth-Server ${refusedCredentials[why ?? 'unsaid']} (${[status, code].filter((n) => n !== null).join('/')}).`,
    hint: credentialHints[why ?? 'unsaid'],
  }),
  'auth.refreshRefused': ({ status, why }) => ({
    summary:
      why === 'expired'
        ? `Die Anmeldung ist abgelaufen: Der Auth-Server erkennt sie nicht mehr an (${status}).`
        : `Der Auth-Server erkennt diese Anmeldung nicht mehr an (${status}): Sie ist abgelaufen oder wurde widerrufen.`,
    hint: 'Erneut anmelden. Die Sitzungen machen weiter, wo sie waren.',
  }),
  'auth.unknownAccount': ({ status }) => ({
    summary: `Der Auth-Server kennt dieses Konto nicht (${status}).`,
    hint: 'Den Benutzernamen prüfen. Causeway legt von selbst keine Konten an.',
  }),
  'auth.pathRefused': ({ status, realmPath }) => ({
    summary: `Der Auth-Server gibt keinen Zugriff auf ${realmPath} (${status}).`,
    hint: 'Um Zugriff auf diesen Realm-Pfad bitten, oder den Pfad im Profil ändern.',
  }),
  'auth.notOffered': ({ status }) => ({
    summary: `Der Auth-Server bietet diese Art der Anmeldung nicht an (${status}).`,
    hint: 'Im Profil andere Zugangsdaten wählen, oder den Provider auf dem Server einschalten lassen.',
  }),
  'auth.badRequest': ({ status, parameters }) => ({
    summary: `Der Auth-Server wies die Anfrage zurück (${status})${
      parameters.length > 0 ? `: ${parameters.join(', ')}` : ''
    }.`,
    hint: 'Zugangsdaten und Realm-Pfad im Profil prüfen.',
  }),
  'auth.busy': ({ status, by, retryAfterMs }) => ({
    summary: `${who(by, theAuthServer, theAuthServer)} ${busyWords(status, by)} (${status}).`,
    hint: retryingAfter(retryAfterMs),
  }),
  'auth.failed': ({ status, by, cause }) =>
    cause === undefined ? authFailed(status, by) : failureCauses[cause](authEnd(by), status),
  'auth.intercepted': (problem) => intercepted(problem, '/auth'),
  'auth.refusedOnTheWay': ({ status, by, cause }) => {
    const whoever = isOnTheWay(by) ? who(by, '', '') : 'Etwas vor dem Auth-Server';
    if (cause === 'headerTooLong') return headerTooLong(whoever, status);
    return {
      summary: `${whoever} lehnte die Anfrage ab (${status}).`,
      hint: isOnTheWay(by)
        ? 'Das Netzwerkteam bitten, diese Adresse durchzulassen.'
        : (refusalHints[status] ??
          'Vielleicht verlangt es einen eigenen Request-Header, lässt nur bestimmte Adressen oder Pfade durch oder hält die Anfrage für einen Angriff. Beim Betreiber nachfragen.'),
    };
  },
  'auth.moved': ({ status, host, isSignIn, isSameOverTls }) => {
    if (isSameOverTls) {
      return {
        summary: `Der Auth-Server verlangt TLS: Seine Adresse leitet um zu https://${host} (${status}).`,
        hint: `Die Adresse des Servers im Profil mit https://${host} beginnen.`,
      };
    }
    return isSignIn
      ? {
          summary: `Die Adresse des Auth-Servers leitet um zu ${redirectedTo(host, true)} (${status}).`,
          hint: 'Das Gateway muss /auth ohne sein Single Sign-on durchlassen. Als Gast in diesem Netz zuerst in einem Browser bei ihm anmelden.',
        }
      : {
          summary: `Die Adresse des Auth-Servers leitet um zu ${redirectedTo(host, false)} (${status}).`,
          hint:
            host === null
              ? 'Causeway folgt mit Zugangsdaten keinen Umleitungen, und diese nennt keinen anderen Host. Den Pfad der Server-Adresse im Profil prüfen, und beim Betreiber nachfragen.'
              : 'Causeway folgt mit Zugangsdaten keinen Umleitungen. Stimmt dieser Host, gehört er ins Profil.',
        };
  },
  'auth.malformed': ({ status, flaw, by }) => ({
    summary: `${authEnd(by)} ${answerFlaws[flaw]}${status > 0 ? ` (${status})` : ''}.`,
    hint:
      answerFlawHints[flaw] ??
      'Prüfen, ob der Server im Profil ein Realm Object Server ist und kein Portal dazwischensteht.',
  }),
  'auth.swallowedHeader': ({ status }) => ({
    summary: `Der Server hielt den Authorization-Header der Firma für sein eigenes Token (${status}).`,
    hint: 'Das Gateway muss seinen Authorization-Header entfernen, bevor es zum Server weiterleitet.',
  }),

  'route.undecided': undecidedWords,
  'route.unresolved': ({ proxy }) => ({
    summary: `Der Name des Forward-Proxys in ${proxy} ließ sich nicht auflösen.`,
    hint: 'Die Schreibweise prüfen, und ob das Firmennetz oder VPN aktiv ist.',
  }),
  'route.unreachable': ({ proxy, cause }) => ({
    summary: `Der Forward-Proxy ${proxy} ist nicht erreichbar: ${dialCauses[cause]}.`,
    hint: 'Adresse und Port prüfen, und ob das Firmennetz oder VPN aktiv ist.',
  }),
  'route.closed': ({ proxy }) => ({
    summary: `Der Forward-Proxy ${proxy} schloss die Verbindung, ohne zu antworten.`,
    hint: isSocks(proxy)
      ? `${retrying} Bleibt es so, Namen und Port des Ziels prüfen: ssh -D etwa legt auf, wenn es das Ziel nicht erreicht. Oder es ist kein SOCKS5-Proxy.`
      : `${retrying} Bleibt es so, den Port des Proxys prüfen, ob seine Adresse mit https:// beginnt und ob er CONNECT erlaubt.`,
  }),
  'route.authRequired': ({ proxy, status, schemes, tried, lack, withheld, variable }) => ({
    summary: tried
      ? `Der Forward-Proxy ${proxy} lehnte Benutzernamen oder Passwort ab${inBrackets(status)}.`
      : `Der Forward-Proxy ${proxy} verlangt ${schemes.length === 0 ? 'eine Anmeldung, nennt aber keinen Weg dazu' : 'ein Passwort'}${inBrackets(status)}.`,
    hint:
      withheld !== undefined
        ? withheldPasswords[withheld]
        : schemes.some((scheme) => /^(basic|digest|ntlm|username\/password)$/i.test(scheme))
          ? loginHint(variable)
          : lack !== undefined
            ? negotiateLacks[lack]
            : schemes.length === 0
              ? 'Er nennt keinen Weg, sich anzumelden (der Header Proxy-Authenticate fehlt), darum lässt sich nichts schicken. Das Netzwerkteam fragen: Der Proxy, oder etwas davor, lässt ihn weg.'
              : `Er bietet nur ${schemes.join(', ')}. Das Netzwerkteam um eines bitten, das Causeway spricht.`,
  }),
  'route.refused': (problem) =>
    problem.cause === undefined ? refusedTunnel(problem) : refusedTunnels[problem.cause](problem),
  'route.malformed': ({ proxy }) => ({
    summary: `Was bei ${proxy} antwortet, ist kein ${isSocks(proxy) ? 'SOCKS5' : 'HTTP'}-Proxy.`,
    hint: 'Port und Art des Proxys im Profil prüfen.',
  }),
  'route.socksRefused': ({ proxy, target, reply }) => ({
    summary: `Der Forward-Proxy ${proxy} verband nicht mit ${target}: ${socksReplies[reply]}.`,
    hint:
      reply === 'NotAllowed'
        ? `Das Netzwerkteam bitten, ${target} zu erlauben.`
        : 'Namen und Port des Ziels prüfen.',
  }),
  'route.timeout': ({ proxy, stage }) => ({
    summary: `Der Forward-Proxy ${proxy} brauchte zu lange (${stageWords[stage]}).`,
    hint: `${retrying} Bleibt es so, Port und Art des Proxys im Profil prüfen.${orNoTls(stage)}`,
  }),

  'tls.untrusted': ({ hop, host, issuer, cause, presented }) => ({
    summary:
      cause === 'inspected'
        ? `Ein TLS-Inspektor (${presented.inspector?.name ?? issuer}) öffnete die Verbindung ${hopTo[hop]} ${host} und zeigte ein eigenes Zertifikat.`
        : `Das Zertifikat ${hopOf[hop]} ${host} ${untrusted[cause]}.`,
    hint: `${untrustedHint(cause, issuer)}${environmentNote(presented)}${changedNote(presented)}`,
  }),
  'tls.wrongName': ({ hop, host, names, presented }) => ({
    summary: `Das Zertifikat ${hopOf[hop]} gilt nicht für ${host}.`,
    hint: `Es gilt für ${names.slice(0, 3).join(', ') || 'gar keinen Namen'}. Den Host im Profil prüfen.${changedNote(presented)}`,
  }),
  'tls.expired': ({ hop, host, validTo, presented }) => ({
    summary: `Das Zertifikat ${hopOf[hop]} ${host} ist am ${validTo} abgelaufen.`,
    hint: `Es muss erneuert werden. Sollte es noch gelten, die Uhr dieses Rechners prüfen.${changedNote(presented)}`,
  }),
  'tls.notYetValid': ({ hop, host, validFrom }) => ({
    summary: `Das Zertifikat ${hopOf[hop]} ${host} gilt erst ab ${validFrom}.`,
    hint: 'Die Uhr dieses Rechners prüfen. Causeway versucht es wieder, sobald sie gestellt ist.',
  }),
  'tls.unacceptable': ({ hop, host, flaw, presented }) => ({
    summary: unacceptable(flaw, `${hopOf[hop]} ${host}`, host),
    hint: `${unacceptableHints[flaw.kind]}${changedNote(presented)}`,
  }),
  'tls.clientCertificateRequired': ({ hop, host }) => ({
    summary: `Ein gültiges Client-Zertifikat fehlt für die Verbindung ${hopTo[hop]} ${host}.`,
    hint: 'Das Client-Zertifikat und seinen Schlüssel zum Profil hinzufügen.',
  }),
  'tls.failed': ({ hop, host, code, cause }) => ({
    summary: `Die Verbindung ${hopTo[hop]} ${host} ließ sich nicht sichern: ${tlsFailures[cause ?? 'unsaid']} (${code}).`,
    hint: tlsFailureHint(cause ?? 'unsaid', hop),
  }),

  'gateway.unresolved': ({ host, by }) => ({
    summary: `Der Name ${by === 'server' ? 'des Sync-Servers' : 'des Gateways'} ${host} ließ sich nicht auflösen.`,
    hint:
      by === 'server'
        ? 'Die Schreibweise des Servers im Profil prüfen, und ob das richtige Netz oder VPN aktiv ist.'
        : 'Die Sync-URL im Profil prüfen, und ob das richtige Netz oder VPN aktiv ist.',
  }),
  'gateway.unreachable': ({ host, port, cause, by }) => ({
    summary: `${gatewayOr(by)} ${host}:${port} ist nicht erreichbar: ${dialCauses[cause]}.`,
    hint:
      by === 'server'
        ? 'Prüfen, ob der Port stimmt, der Server läuft und das richtige Netz oder VPN aktiv ist.'
        : 'Die Sync-URL im Profil prüfen, und ob das Gateway läuft.',
  }),
  'gateway.timeout': ({ host, stage, by }) => ({
    summary: `${gatewayOr(by)} ${host} brauchte zu lange (${stageWords[stage]}).`,
    hint:
      by === 'server'
        ? `${retrying} Bleibt es so, verwirft vielleicht eine Firewall die Verbindung.${orNoTls(stage)}`
        : `${retrying} Bleibt es so, reicht das Gateway vielleicht keine Websockets weiter.${orNoTls(stage, ' (eine Sync-URL: mit ws://)')}`,
  }),
  'gateway.closed': ({ host, longestHeaderBytes, by }) => ({
    summary: `${gatewayOr(by)} ${host} schloss die Verbindung, ohne das Upgrade zu beantworten.`,
    hint:
      longestHeaderBytes !== undefined
        ? `Eine Header-Zeile ist ${longestHeaderBytes} Byte lang; der Server und viele Gateways hören bei 8192 wortlos auf. Sie muss kürzer werden.`
        : by === 'server'
          ? 'Prüfen, ob der Port zu einem Realm Object Server gehört und ob er http oder https spricht, wie es im Profil steht. Vielleicht erlaubt etwas auf dem Weg keine Websockets.'
          : 'Vielleicht erlaubt es keine Websockets, erwartet TLS, wo das Profil keines hat, oder ist ein Load-Balancer ohne Server dahinter.',
  }),
  'gateway.unauthorized': ({ status, by }) => ({
    summary: `${gatewayOr(by)} lehnte das Upgrade als unberechtigt ab (${status}).`,
    hint:
      by === 'server'
        ? 'Er nimmt das Access-Token nicht an: Auth-Server und Sync-Server müssen dieselben Schlüssel haben. Erneut anmelden; bleibt es so, ins Log des Servers sehen.'
        : by === undefined
          ? 'Die Request-Header prüfen, die das Gateway verlangt, dann erneut anmelden.'
          : 'Die eigenen Request-Header prüfen, die dort verlangt werden: Abgelehnt wurde, bevor der Server gefragt war.',
  }),
  'gateway.badRequest': ({ status, cause, by }) => badRequest(status, cause, by),
  'gateway.intercepted': (problem) => intercepted(problem, 'den Pfad des Websockets'),
  'gateway.forbidden': ({ status, by, cause }) =>
    cause !== undefined
      ? forbiddenCauses[cause](status)
      : {
          summary: `${gatewayOr(by)} verbietet das Upgrade (${status}).`,
          hint: isOnTheWay(by)
            ? 'Das Netzwerkteam bitten, Websockets zu dieser Adresse durchzulassen.'
            : 'Vielleicht sind nur Pfade unter einem anderen URL-Präfix erlaubt, oder ein eigener Header wird verlangt. Beim Betreiber nachfragen.',
        },
  'gateway.noSuchPath': (problem) => pathFlaw(problem.cause, problem),
  'gateway.moved': ({ status, host, isSignIn, isSameOverTls, by }) =>
    isSameOverTls === true
      ? {
          summary: `${gatewayOr(by)} verlangt TLS und leitet das Upgrade um zu https://${host ?? ''} (${status}).`,
          hint:
            by === 'server'
              ? `Die Adresse des Servers im Profil mit https://${host ?? ''} beginnen.`
              : `Die Sync-URL im Profil mit wss://${host ?? ''} beginnen.`,
        }
      : {
          summary: `${gatewayOr(by)} leitet das Upgrade um zu ${redirectedTo(host, isSignIn === true)} (${status}).`,
          hint:
            isSignIn === true
              ? 'Causeway folgt mit einem Token keinen Umleitungen. Dieser Pfad muss ohne die Anmeldung durchgelassen werden.'
              : 'Causeway folgt mit einem Token keinen Umleitungen. Ist es eine Anmeldeseite, muss dieser Pfad ohne sie durchgelassen werden.',
        },
  'gateway.busy': ({ status, by, retryAfterMs }) => ({
    summary: `${gatewayOr(by)} ${busyWords(status, by)} (${status}).`,
    hint: retryingAfter(retryAfterMs),
  }),
  'gateway.failed': ({ status, by, cause }) =>
    cause === undefined ? gatewayFailed(status, by) : failureCauses[cause](gatewayOr(by), status),
  'gateway.notWebSocket': (problem) => notWebSocket(problem),
  'gateway.upgradeStripped': ({ status, by }) => ({
    summary:
      by === undefined
        ? `Der Upgrade-Header ging vor dem Server verloren: Etwas auf dem Weg entfernte ihn, und der Server sah eine gewöhnliche Anfrage (${status}).`
        : `${gatewayOr(by)} entfernte den Upgrade-Header, darum sah der Server eine gewöhnliche Anfrage (${status}).`,
    hint: isOnTheWay(by)
      ? 'Das Netzwerkteam bitten, Websockets zu dieser Adresse durchzulassen oder die Verbindung nicht zu öffnen (squid: http_upgrade_request_protocols, oder ssl_bump splice).'
      : `${by === undefined ? 'Was vor dem Server steht,' : 'Das Gateway'} muss für diesen Pfad Upgrade und Connection weiterreichen (nginx: proxy_http_version 1.1 und beide Header).`,
  }),
  'gateway.protocolMismatch': (problem) => ({
    summary: `${mismatchSummary(problem)} (${problem.status}).`,
    hint: mismatchHint(problem),
  }),

  'session.closed': ({ code, quietMs }) =>
    quietMs === undefined
      ? { summary: `${closings[code] ?? 'Die Verbindung wurde geschlossen'} (${code}).`, hint: retrying }
      : {
          summary: `Die Verbindung wurde nach ${seconds(quietMs)} s Ruhe geschlossen (${code}).`,
          hint: `${retrying} Passiert es nach derselben Zeit wieder, trennt etwas unterwegs ruhende Verbindungen.`,
        },
  'session.idleKilled': ({ quietMs }) => ({
    summary: `Etwas unterwegs trennt Verbindungen, die ${seconds(quietMs)} s lang ruhen.`,
    hint: `${retrying} Nach dem dritten Mal pingt es öfter; besser ist am Gateway eine Leerlaufgrenze von mehr als einer Minute.`,
  }),
  'session.silent': ({ waitedMs }) => ({
    summary: `Der Server schweigt seit ${Math.round(waitedMs / 1000)} Sekunden.`,
    hint: `${retrying} Kommt es wieder vor, verwirft etwas unterwegs ruhende Verbindungen.`,
  }),
  'session.protocol': ({ flaw }) => ({
    summary: `Der Server ${protocolFlaws[flaw]}.`,
    hint:
      flaw === 'tooLarge'
        ? 'Causeway mit einer höheren Grenze für eine Nachricht starten: CAUSEWAY_MAX_FRAME_MIB, in Mebibyte.'
        : `${retrying} Kommt es wieder vor, verändert etwas unterwegs die Daten.`,
  }),
  'session.timeout': ({ stage }) => ({
    summary: `Der Server brauchte zu lange (${stageWords[stage]}).`,
    hint: `${retrying} Bleibt es so, stimmt vielleicht etwas unterwegs Websockets zu, ohne weiterzureichen, was darin gesagt wird.`,
  }),
  'session.tokenExpired': ({ code, isNew }) =>
    isNew === true
      ? {
          summary: `Der Sync-Server hält ein eben erst ausgestelltes Access-Token für abgelaufen (${code}).`,
          hint: 'Die Uhren von Auth-Server und Sync-Server gleich stellen, und prüfen, wie lange Tokens gelten. Causeway versucht es von selbst wieder.',
        }
      : {
          summary: `Das Access-Token lief während der Sitzung ab (${code}).`,
          hint: 'Causeway holt ein neues.',
        },
  'session.badAuthentication': ({ code }) => ({
    summary: `Der Server erkennt diese Identität nicht mehr an (${code}).`,
    hint: 'Erneut anmelden.',
  }),
  'session.permissionDenied': ({ code }) => ({
    summary: `Der Server verweigert den Zugriff auf diesen Realm-Pfad (${code}).`,
    hint: 'Um Zugriff bitten, oder den Realm-Pfad im Profil ändern.',
  }),
  'session.server': ({ code, tryAgain }) => ({
    summary: `Der Server beendete die Sitzung: ${sessionErrors[code] ?? 'er meldete einen unbekannten Fehler'} (${code}).`,
    hint:
      sessionErrorHints[code] ??
      (tryAgain ? retrying : 'Mehr dazu steht unter diesem Code im Log des Servers.'),
  }),

  'network.down': () => ({
    summary: 'Dieser Rechner ist offline.',
    hint: 'Causeway verbindet wieder, sobald das Netz zurück ist.',
  }),
  'network.portal': ({ status }) => ({
    summary: `Dieses Netz verlangt zuerst eine Anmeldung auf seiner eigenen Seite (${status}).`,
    hint: 'Im Browser irgendeine Seite öffnen und sich dort anmelden. Causeway versucht es weiter.',
  }),
  'profile.invalid': ({ issues: [first] }) => ({
    summary: `${first.field === '' ? 'Das Profil' : first.field}: ${issueSentence(first)}`,
    hint: 'Das Profil berichtigen und neu versuchen.',
  }),
  'profile.ambiguous': ({ name, candidates }) => ({
    summary: `Es gibt ${candidates.length} gespeicherte Profile namens „${name}“: ${candidates
      .map(({ id, environment, server }) => `${id} (${environment}, ${server})`)
      .join(' und ')}.`,
    hint: 'Statt des Namens die Kennung des gemeinten Profils angeben, oder eines der beiden im Fenster umbenennen.',
  }),
  'profile.missing': ({ name }) => ({
    summary: `Ein Profil namens ${name} gibt es nicht.`,
    hint: 'Den Pfad einer Profildatei oder den Namen eines gespeicherten Profils angeben.',
  }),
  'storage.notSaved': ({ file, cause }) => ({
    summary: `Nicht gespeichert, und nichts wurde geändert: ${notSaved[cause](file)}`,
    hint: notSavedHints[cause],
  }),
  'secret.missing': ({ secret }) => {
    const credential = credentialSecrets[secret];
    return credential === undefined
      ? {
          summary: `Dem Profil fehlt ein Geheimnis: ${secret}.`,
          hint: 'Einmal eingeben; es kommt in den Schlüsselbund.',
        }
      : {
          summary: `Zum Anmelden braucht es ${credential}.`,
          hint: 'Einmal anmelden; danach genügt der Schlüsselbund.',
        };
  },
  'secret.withheld': ({ secret, givenFor, wantedBy }) => ({
    summary: `${secretName(secretNames, secret)}: angegeben für ${listOf(givenFor)}, deshalb nicht an ${listOf(wantedBy)} gesendet.`,
    hint: 'Wenn es auch dorthin darf, neu eingeben. Stehen die alten Adressen wieder im Profil, gilt es wie zuvor.',
  }),
  'secret.fileUnreadable': ({ file, cause }) => ({
    summary: `Das JWT ließ sich nicht aus ${file} lesen: ${fileCauses[cause]}.`,
    hint:
      cause === 'timeout'
        ? 'Sie liegt vielleicht auf einem Netzlaufwerk, dessen Server fort ist, oder ist eine Pipe, in die kein Programm schreibt. Im Terminal nachsehen, eine andere Datei wählen oder ein JWT einfügen.'
        : 'Prüfen, ob das Werkzeug läuft, das es erneuert, und ob der Pfad der Datei stimmt. Oder ein JWT einfügen.',
  }),
  'input.refused': ({ issues: [first] }) => ({
    summary: `Das Fenster schickte, was Causeway nicht annimmt: ${first.field === '' ? 'Es' : first.field} ${issueSentence(first)}`,
    hint: 'Nichts wurde geändert. Wer nur das Fenster bedient hat, möge es bitte melden.',
  }),
  'gesture.missing': () => ({
    summary: 'Causeway hat das nicht getan: Dafür hat niemand einen Knopf oder eine Taste gedrückt.',
    hint: 'Den Knopf noch einmal drücken, mit der Maus oder mit der Eingabetaste.',
  }),
  cancelled: () => ({ summary: 'Abgebrochen.', hint: 'Verbinden geht jederzeit wieder.' }),
  bug: ({ id }) => ({
    summary: `In Causeway ist etwas schiefgegangen (${id}).`,
    hint: 'Bitte mit diesem Code melden.',
  }),
};

export const explain = explainer(explanations, (words) => `Wörtlich: „${words}“.`);
