import type { Inspector, Voucher } from '../../certificate.ts';
import type { HintFor } from '../../hints/hints.ts';
import type { Text } from '../text.ts';
import { environmentIn, firstOf } from '../forms.ts';
import { plural } from './times.ts';

/** Was das Fenster über Zertifikate, Anfragen und Antworten, frühere Versuche und Abhilfen sagt. */

const vouchers: Record<Voucher, string> = {
  builtIn: 'vertraut: mitgelieferte Zertifizierungsstelle',
  system: 'vertraut: Zertifizierungsstelle dieses Rechners',
  environment: 'vertraut: von einer Umgebungsvariablen genannt',
  profile: 'vertraut: im Profil genannt',
};

export const environmentWords = environmentIn({
  unreadable: (variable) => `${variable} nennt eine Datei, die sich nicht lesen lässt.`,
  noCertificates: (variable) => `${variable} nennt eine Datei ohne Zertifikat.`,
  adds: (variable, count) =>
    `${variable} ergänzt ${count} ${plural(count, { one: 'Zertifizierungsstelle', other: 'Zertifizierungsstellen' })}.`,
});

const signs: Record<Inspector['sign'], string> = {
  productName: 'sein Name steht im Aussteller',
  issuerChanged: 'letztes Mal hatte eine andere Stelle das Zertifikat unterschrieben',
  sameIssuerEverywhere: 'dieselbe unbekannte Stelle unterschreibt für jeden Host',
};

const hintTargets: Record<HintFor, string> = {
  nginx: 'nginx',
  haproxy: 'HAProxy',
  apache: 'Apache',
  envoy: 'Envoy',
  server: 'Server',
  networkTeam: 'Netzwerkteam',
};

const day = (iso: string): string => iso.slice(0, 10).split('-').reverse().join('.');

export const evidenceText: Text['evidence'] = {
  chain: {
    title: 'Zertifikate',
    issuedBy: (issuer) => `unterschrieben von ${issuer}`,
    validity: (from, to) => `gültig vom ${day(from)} bis zum ${day(to)}`,
    names: firstOf<string>(6, {
      all: (names) => `für ${names.join(', ')}`,
      some: (names, left) => `für ${names.join(', ')} und ${left} weitere`,
    }),
    fingerprint: 'SHA-256',
    copyFingerprint: 'Fingerabdruck kopieren',
    vouchers,
    nobody: 'auf diesem Rechner bürgt niemand dafür',
    inspector: ({ name, sign }) => `Auf dem Weg sitzt ein TLS-Inspektor: ${name} (${signs[sign]}).`,
    changed: ({ issuer }) =>
      `Nicht das Zertifikat der letzten guten Verbindung; das hatte ${issuer} unterschrieben.`,
    environment: environmentWords,
    pinned: (date) => `Angenommen, weil genau diesem Zertifikat bis ${date} vertraut wird.`,
  },
  trust: {
    lead: 'Genau diesem Zertifikat vertrauen, nur für dieses Profil und diesen Host:',
    until: (date) => `Bis ${date} vertrauen`,
    warning:
      'Nur, wenn klar ist, warum es so aussieht: Wer den Schlüssel dazu hat, kann alles Gesendete mitlesen.',
    title: 'Vertraute Zertifikate',
    entry: (host, date) => `${host}, bis ${date}`,
    revoke: 'Nicht mehr vertrauen',
    revokeFor: (host) => `Dem Zertifikat von ${host} nicht mehr vertrauen`,
  },
  bundle: {
    label: 'Client-Zertifikat als PKCS #12',
    hint: 'Eine .p12- oder .pfx-Datei mit Zertifikat und Schlüssel, statt der beiden Felder oben. Sie kommt in den Schlüsselbund.',
    chosen: (name) => `${name} wird mit dem Profil gespeichert.`,
    saved: 'Im Schlüsselbund liegt ein Client-Zertifikat.',
    remove: 'Entfernen',
    passphrase: 'Passphrase der Datei',
  },
  exchange: {
    sent: 'Gesendet',
    answered: 'Geantwortet',
    noAnswer: 'Keine Antwort.',
    body: 'Der Inhalt der Antwort',
  },
  changed: {
    since: (at) => `Ging bis ${at}. Seitdem:`,
    nothing: (at) => `Ging bis ${at}. Seitdem hat sich auf dem Weg nichts geändert, das zu sehen wäre.`,
    likely: 'hier zuerst nachsehen',
    none: 'keine',
    direct: 'direkt',
    legs: { auth: 'Anmeldung', sync: 'Synchronisation' },
    facts: {
      wayOut: 'Forward-Proxy',
      rule: 'Regel, die den Weg gewählt hat',
      address: 'Adresse',
      family: 'Art der Adresse',
      proxyLogin: 'Anmeldung am Proxy',
      issuer: 'Aussteller des Zertifikats',
      certificate: 'Zertifikat',
      inspector: 'Wer TLS unterwegs öffnet',
      tlsVersion: 'TLS-Version',
      software: 'Software, die geantwortet hat',
      asked: 'Angefragter Pfad',
      headers: 'Gesendete Header',
      version: 'Version des Sync-Protokolls',
      clock: 'Uhr dieses Rechners geht falsch um',
      answer: 'Antwort',
    },
  },

  attempts: {
    label: 'Versuche',
    newest: 'neuester',
    online: 'erreichte den Server',
    cancelled: 'abgebrochen',
  },
  report: {
    open: 'Bericht …',
    title: 'Bericht für alle, die helfen',
    lead: 'Was geschehen ist und was eingestellt ist, Stand jetzt. Nur dieser Text wird kopiert oder gesichert. Namen in Klammern stehen für Passwörter, Tokens und andere Geheimnisse.',
    formatsLabel: 'Form',
    formats: { report: 'Bericht', har: 'HAR' },
    formatHints: {
      report: 'Zum Lesen und zum Einfügen in ein Ticket oder eine E-Mail (Markdown, auf Englisch).',
      har: 'Anfragen und Antworten für die Netzwerkanalyse im Browser und ähnliche Werkzeuge.',
    },
    hideNames: 'Host- und Benutzernamen verbergen',
    hideNamesHint:
      'Gleiche Namen bekommen den gleichen Platzhalter. Trotzdem durchlesen: Antworten können mehr verraten.',
    copy: { report: 'Bericht kopieren', har: 'HAR kopieren' },
    save: { report: 'Bericht sichern …', har: 'HAR sichern …' },
  },
  evidence: 'Was hier gesagt wurde',
  waited: (stage, time) => `stand bereit und wartete ${time} auf: ${stage}`,
  cancel: 'Abbrechen',
  cancelFor: (path) => `Verbindungsaufbau für ${path} abbrechen`,
  fix: {
    show: 'Abhilfe zeigen',
    hide: 'Abhilfe ausblenden',
    target: 'Wer etwas ändern muss',
    targets: hintTargets,
    lead: 'Was zu ändern ist, ist mit „<- this“ markiert. Aus diesem Profil erzeugt.',
    letterLead: 'Eine Bitte an das Netzwerkteam, auf Englisch. Aus diesem Profil erzeugt.',
    copy: 'Kopieren',
  },
};
