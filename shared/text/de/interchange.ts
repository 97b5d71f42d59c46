import type { ExportFormat } from '../../interchange/export/export.ts';
import type { SettingName } from '../../interchange/snippet/index.ts';
import type { NotUnderstoodWhy, Understood } from '../../interchange/snippet/index.ts';
import { interchangeText as english } from '../en/interchange.ts';
import type { Text } from '../text.ts';
import { ifKnown, ifNamed } from '../forms.ts';
import { counted, plural } from './times.ts';

const gatewayHint = 'Was ein Gateway sagen muss, um dieses Profil durchzulassen.';

const formatHints: Record<ExportFormat, string> = {
  profile: 'Für Causeway auf einem anderen Rechner und für die Kommandozeile. Geheimnisse bleiben hier.',
  swift: 'Für eine App mit Realm Swift.',
  java: 'Für eine App mit Realm Java.',
  javascript: 'Für eine App mit Realm JavaScript.',
  dotnet: 'Für eine App mit Realm .NET.',
  curl: 'Dieselben Anfragen aus einer Shell. Geheimnisse sind Variablen, die dort zu setzen sind.',
  wscat: 'Derselbe Websocket aus einer Shell. Geheimnisse sind Variablen, die dort zu setzen sind.',
  nginx: gatewayHint,
  haproxy: gatewayHint,
  apache: gatewayHint,
  envoy: gatewayHint,
  server: 'Die Startkonfiguration des Realm Object Servers, die zu diesem Profil passt.',
};

const settings: Record<Understood['what'] | SettingName, string> = {
  server: 'Server',
  syncUrl: 'Sync-URL',
  realmUrl: 'Realm-URL',
  realmPath: 'Realm-Pfad',
  authorizationHeaderName: 'Name des Authorization-Headers',
  urlPrefix: 'URL-Präfix',
  header: 'Eigener Header',
  verify: 'Zertifikate geprüft',
  partial: 'Abfragebasiert',
  credential: 'Zugangsdaten',
  certificate: 'Zertifikat',
  route: 'Weg nach draußen',
};

const reasons: Record<NotUnderstoodWhy, (from: string | null) => string> = {
  elsewhere: ifKnown({
    known: (from) => `${from} steht nicht im Codeausschnitt`,
    unknown: 'der Wert steht nicht im Codeausschnitt',
  }),
  computed: ifKnown({
    known: (from) => `${from} ergibt sich erst, wenn der Code läuft`,
    unknown: 'der Wert ergibt sich erst, wenn der Code läuft',
  }),
  ambiguous: ifKnown({
    known: (from) => `${from} steht für mehr als einen Wert`,
    unknown: 'es steht für mehr als einen Wert',
  }),
  conflict: () => 'mehrfach und verschieden gesetzt; der richtige Wert gehört ins Formular',
  otherHost: ifKnown({
    known: (from) => `gilt nur für den Host ${from}`,
    unknown: 'gilt für einen anderen Host',
  }),
  certificateFile: () => 'nennt eine Datei; das Zertifikat selbst gehört ins Formular',
  placeholder: ifKnown({
    known: (from) => `${from} ist ein Platzhalter: dort gehört der eigene Wert hin`,
    unknown: 'das ist ein Platzhalter: dort gehört der eigene Wert hin',
  }),
  noScheme: ifKnown({
    known: (from) =>
      `${from} steht ohne ws:// oder wss:// da, und der Server, der es sagen würde, steht nicht im Code`,
    unknown:
      'der Host steht ohne ws:// oder wss:// da, und der Server, der es sagen würde, steht nicht im Code',
  }),
  creates: ifKnown({
    known: (from) => `${from} legt ein Konto an; die Anmeldung mit einem Profil tut das nie`,
    unknown: 'das legt ein Konto an; die Anmeldung mit einem Profil tut das nie',
  }),
  ownHeader: ifKnown({
    known: (from) => `${from} schreibt jeder Client von selbst`,
    unknown: 'das schreibt jeder Client von selbst',
  }),
  noCounterpart: ifKnown({
    known: (from) => `im Profil gibt es nichts wie ${from}`,
    unknown: 'im Profil gibt es nichts wie das',
  }),
  wrongValue: () => 'einen solchen Wert nimmt diese Einstellung nicht',
  unknown: () => 'hier steht nichts Bekanntes',
  prose: () => 'zwischen den Codeblöcken; nicht gelesen',
};

export const interchangeText: Text['interchange'] = {
  import: 'Importieren …',
  welcome: 'Schon eine Profildatei da, oder Code, der ein SDK einrichtet?',
  importTitle: 'Importieren',
  importLead:
    'Profildateien, Code, der ein SDK einrichtet, oder Befehle für curl und wscat. Was daraus wird, ist zu sehen, bevor etwas gespeichert wird.',
  chooseFiles: 'Dateien wählen …',
  orDrop: 'oder irgendwo auf dem Fenster ablegen',
  paste: 'Oder Code, einen Befehl oder eine Profildatei einfügen',
  pastePlaceholder: 'SyncManager.shared.authorizationHeaderName = "X-Realm-Auth"',
  read: 'Lesen',
  pasted: 'eingefügter Text',
  dropHere: 'Zum Importieren ablegen',
  startOver: 'Von vorn beginnen',

  found: (count) => `${counted(count, { one: 'Profil', other: 'Profile' })} zu importieren`,
  flawed: (count) =>
    `${counted(count, { one: 'fehlerhaftes Profil', other: 'fehlerhafte Profile' })}, ausgelassen`,
  moreFlawed: (count) => `… und ${counted(count, { one: 'weiteres', other: 'weitere' })} dieser Art.`,
  flawedHint: 'Davon wird nichts importiert. Die Datei berichtigen und noch einmal importieren.',
  inFile: (file, place) => ifKnown<number>({ known: (at) => `${file}, Nr. ${at + 1}`, unknown: file })(place),
  unnamed: 'Ohne Namen',
  choiceOf: (name) => `Was aus ${name} wird`,
  choices: {
    add: 'Importieren',
    addBeside: 'Beide behalten',
    replace: 'Das vorhandene ersetzen',
    leaveOut: 'Auslassen',
  },
  portOfOther: (port) =>
    `Sein Relay-Port ${port} ist der eines anderen Profils. Lassen Sie es aus, oder geben Sie ihm in seiner Datei erst einen anderen.`,
  sameName: 'Ein Profil dieses Namens gibt es schon.',
  becomes: (name) => `Dieses wird zu „${name}“.`,
  replaces:
    'Seine Geheimnisse bleiben, wo sie noch passen; Tokens eines anderen Servers oder Kontos werden vergessen.',
  asksSecrets: 'Geheimnisse kommen getrennt: Sie werden noch abgefragt.',
  importThem: (count) => plural(count, { one: 'Profil importieren', other: `${count} Profile importieren` }),
  importing: 'Importiert …',
  unverified: 'Zertifikate werden nicht geprüft',

  snippetIn: (language) => `Als ${language} gelesen`,
  snippet: 'Als Code gelesen',
  understood: 'Verstanden',
  notUnderstood: 'Nicht verstanden',
  nothingUnderstood:
    'Darin wird kein Header, kein Headername, kein URL-Präfix und nichts anderes gesetzt, was ein Profil enthält. Eine Profildatei ist es auch nicht.',
  allUnderstood: 'Jede Zeile, die etwas sagt, wurde verstanden.',
  lines: (first, last) =>
    plural(last - first + 1, { one: `Zeile ${first}`, other: `Zeilen ${first}–${last}` }),
  secretHere: 'geheim: kommt beim Speichern in den Schlüsselbund',
  leftOpen: ifNamed({
    named: (from) => `der Wert kommt aus ${from}: noch einzutragen`,
    nameless: 'der Wert ist noch einzutragen',
  }),
  only: {
    conditionally: 'nur unter einer Bedingung gesetzt',
    oneHost: 'nur für diesen Host',
  },
  switches: { true: 'ja', false: 'nein' },
  remark: 'Hinweis',
  demotes:
    'Die Anmeldung mit diesem Nickname macht sein Konto auf dem Server zu einem gewöhnlichen, auch wenn es einem Administrator gehört. In diesem Fall im Formular „Als Administrator anmelden“ ankreuzen.',
  inForm: 'Im Formular fortfahren',
  inFormHint: 'Gespeichert wird erst mit dem Formular.',
  languages: {
    ...english.languages,
    server: 'Konfiguration eines Realm Object Server',
    shell: 'Befehle für eine Shell',
  },
  settings,
  reasons,

  export: 'Exportieren …',
  exportTitle: (name) => `${name} exportieren`,
  exportLead: 'Keines dieser Formate enthält ein Geheimnis.',
  formatsLabel: 'Format',
  formats: { ...english.formats, profile: 'Profildatei' },
  formatHints,
  copy: 'Kopieren',
  copied: 'Kopiert',
  save: 'Als Datei sichern …',
  saved: 'Gesichert.',
  notSaved:
    'Die Datei ließ sich dort nicht schreiben. Einen anderen Ort wählen, oder Festplatte und Berechtigungen prüfen.',
};
