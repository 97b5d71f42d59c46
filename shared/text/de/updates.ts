import type { Text } from '../text.ts';

const refusals: Text['updates']['refusals'] = {
  unsigned: (host) =>
    `Was ${host} geantwortet hat, ist kein Manifest von Causeway. Unter dieser Adresse kann eine Anmeldeseite oder eine andere Website stehen: Prüfe die Quelle in den Einstellungen.`,
  foreignKey: (host) =>
    `Das Manifest von ${host} ist mit einem Schlüssel signiert, der nicht Causeway gehört. Nichts darin wurde geglaubt. Sag es den Betreibern der Quelle, oder lösche ihre Adresse in den Einstellungen.`,
  altered: (host) =>
    `Das Manifest von ${host} ist nicht das, was Causeway signiert hat: Es wurde an der Quelle oder unterwegs verändert. Nichts darin wurde geglaubt. Sag es den Betreibern der Quelle oder, wenn euer Netz TLS prüft, dem Netzwerkteam.`,
  unreadable: (host) =>
    `Das Manifest von ${host} ist echt, aber diese Version versteht es nicht. Installiere einmal die neueste Version von Hand.`,
  otherChannel: (host) =>
    `${host} hat mit dem Manifest eines anderen Kanals geantwortet als dem aus den Einstellungen. Es wurde nicht befolgt. Sag es den Betreibern der Quelle.`,
  replayed: (host, issued, seen) =>
    `${host} hat ein Manifest vom ${issued} geschickt, obwohl hier schon eines vom ${seen} ankam. Es wurde nicht befolgt: Ein Cache unterwegs kann veraltet sein, oder neuere Versionen werden zurückgehalten. Sag es den Betreibern der Quelle.`,
  expired: (host, at) =>
    `Das Manifest von ${host} ist am ${at} abgelaufen. Es wurde nicht befolgt: Die Quelle wird nicht mehr gepflegt, neuere Versionen werden zurückgehalten, oder die Uhr dieses Rechners geht vor. Prüfe die Uhr, dann sag es den Betreibern der Quelle.`,
  fromTheFuture: (host, at) =>
    `Das Manifest von ${host} wurde am ${at} signiert, und das liegt nach der Uhr dieses Rechners noch in der Zukunft. Stell die Uhr, dann frag noch einmal nach.`,
  olderVersion: (host, version) =>
    `Die neueste Version bei ${host} ist ${version}, und die ist älter als diese. Nichts wurde verändert: Causeway geht nie von selbst zurück.`,
  feedUnresolved: (host) =>
    `Der Name ${host} wurde von diesem Rechner aus nicht gefunden. Prüfe die Adresse der Quelle in den Einstellungen, oder lass Updates den Weg eines Profils nehmen, dessen Proxy den Namen kennt.`,
  feedUnreachable: (host) =>
    `${host} war nicht zu erreichen. Wenn Verbindungen durch einen Proxy müssen, lass Updates den Weg eines Profils nehmen, das das tut.`,
  feedUntrusted: (host) =>
    `Das Zertifikat von ${host} wurde abgelehnt. Wenn euer Netz TLS prüft, lass Updates den Weg eines Profils nehmen, das die Zertifizierungsstelle der Firma kennt.`,
  silent: (host, seconds) =>
    `${host} hat ${seconds} s lang nichts mehr geschickt und wurde aufgegeben. Morgen wird wieder gefragt.`,
  status: (host, status) =>
    `${host} hat mit dem Status ${status} geantwortet, wo das Update sein sollte. Prüfe die Adresse der Quelle in den Einstellungen.`,
  redirected: (host) =>
    `${host} hat an eine andere Adresse verwiesen. Weiterleitungen wird nicht gefolgt: Gib die Adresse ein, unter der die Quelle wirklich liegt.`,
  redirectedPlain: (host) =>
    `${host} hat an eine Adresse ohne TLS verwiesen. Ihr wurde nicht gefolgt. Sag es den Betreibern der Quelle.`,
  tooLarge: (host, amount) =>
    `${host} hat mehr als die ${amount} geschickt, die kommen sollten. Nichts davon wurde behalten. Sag es den Betreibern der Quelle.`,
  cutOff: (host) => `Die Antwort von ${host} brach ab. Morgen wird wieder gefragt.`,
  wayMissing:
    'Das Profil, dessen Weg Updates nehmen, wurde entfernt; darum wurde nichts gefragt. Wähle einen anderen Weg.',
  wrongSize: (host, bytes, expected) =>
    `Die Datei von ${host} hat ${bytes} statt ${expected}. Sie wurde weggeworfen. Sag es den Betreibern der Quelle.`,
  wrongHash: (host) =>
    `Die Datei von ${host} ist nicht die, die Causeway signiert hat. Sie wurde weggeworfen, und nichts wurde installiert. Sag es den Betreibern der Quelle.`,
  notStored:
    'Die neue Version konnte nicht auf die Festplatte geschrieben werden. Schaff Platz, dann frag noch einmal nach.',
  notInstalled:
    'Dieser Rechner wollte das Installationsprogramm nicht starten. Installiere die neue Version von Hand.',
};

export const updatesText: Text['updates'] = {
  section: 'Aktualisierung',
  mode: 'Neuere Versionen',
  modes: { off: 'Nicht fragen', tell: 'Melden', install: 'Holen und melden' },
  modeHint:
    'Einmal am Tag wird eine Quelle gefragt, durch dasselbe Netz wie deine Profile. Sie erfährt nichts über dich oder diesen Rechner.',
  offHint: 'Nichts wird gefragt, und nichts wird geholt.',
  channel: 'Kanal',
  channels: { stable: 'Freigegebene', beta: 'Auch Betas' },
  way: 'Weg hinaus',
  ways: { automatic: 'Wie meine Profile, wenn alle denselben gehen', system: 'Wie dieser Rechner' },
  wayOfProfile: (name) => `Wie „${name}“`,
  wayOfRemoved: 'Wie ein Profil, das entfernt wurde',
  wayHint: 'Der Proxy, sein Passwort und die Zertifizierungsstellen, denen vertraut wird.',
  feed: 'Quelle',
  feedHint:
    'Eine Adresse, die mit https:// beginnt. Was auch immer dort steht: Geglaubt wird nur, was Causeway signiert hat.',
  feedBuiltIn: (address) => `Leer: ${address}`,
  feedNone: 'Leer: keine, denn dieser Build hat keine eigene Quelle.',
  feedWrong: 'Eine Adresse, die mit https:// beginnt, ohne Anmeldung, Fragezeichen oder Raute.',
  check: 'Jetzt fragen',

  noFeed: 'Keine Quelle ist eingestellt, darum wird nichts gefragt.',
  checking: 'Die Quelle wird gefragt …',
  never:
    'Noch nicht gefragt. Von selbst fragt Causeway einige Minuten nach dem Start und dann einmal am Tag.',
  lastAsked: (moment) => `Zuletzt gefragt: ${moment}.`,
  upToDate: 'Das hier ist die neueste Version.',
  heldBack: (version) => `Version ${version} kommt jeden Tag zu mehr Rechnern, und bald auch zu diesem.`,
  isOut: (version) => `Version ${version} ist da.`,
  refusals,

  notice: (version, news) => `Causeway ${version} ist da: ${news}`,
  brings: {
    apt: 'Die Paketverwaltung bringt sie:',
    dnf: 'Die Paketverwaltung bringt sie:',
    person: 'Du bekommst sie dort, wo du diese bekommen hast.',
  },
  fetch: 'Herunterladen',
  fetching: (bytes, of) => `Wird heruntergeladen: ${bytes} von ${of}`,
  install: 'Neu starten und installieren',
  replaced: (version) =>
    `Causeway ${version} wurde installiert, während diese Version läuft. Starte neu, um sie zu benutzen; die Sitzungen kommen von selbst zurück.`,
  restart: 'Neu starten',
};
